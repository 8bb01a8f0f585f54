"""What the spectator reads: names, acts with their last day, the proof; and who stands behind a process."""

import io
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from hub.demo.conductor import stay
from hub.demo.descent import child_of
from hub.demo.labels import Labels
from hub.demo.ledger import Ledger
from hub.demo.screen import Proof, Screen
from hub.demo.stories import Row, Story
from hub.registry.files import load_folder
from hub.settings import HubSettings

RECORDS = load_folder(Path(__file__).parents[2] / "deploy" / "registre")
LABELS = Labels(RECORDS)


def test_an_act_is_named_by_its_number_and_ends_on_its_last_valid_day() -> None:
    """The day before the one on which it gives nothing any more."""
    assert LABELS.act("aubrelle-agrement-le-seuil-2021") == "arrêté préfectoral 2021-233"
    assert LABELS.until("aubrelle-agrement-le-seuil-2021") == "jusqu'au 11 mai 2026"
    assert LABELS.until("loi-fsl") == "sans terme"
    assert LABELS.act(None) == "aucun acte"


def test_names_unknown_to_the_registry_stand_for_themselves() -> None:
    """An act that nobody knows is shown as it was written."""
    assert LABELS.actor("ccas-aubrelle") == "CCAS d'Aubrelle"
    assert (LABELS.actor("inconnu"), LABELS.act("inconnu"), LABELS.aid("INCONNU")) == ("inconnu", "inconnu", "INCONNU")
    assert LABELS.actor(None) == "personne"


def test_conventions_that_end_soon_come_soonest_first() -> None:
    """The agreement of Monday evening, then the two that were denounced for the end of June; a law never ends here."""
    endings = LABELS.ending(date(2026, 5, 11), 90)
    assert [ending.last_day for ending in endings] == [date(2026, 5, 11), date(2026, 6, 30), date(2026, 6, 30)]
    assert LABELS.ending(date(2026, 5, 12), 10) == []


def test_the_final_screen_says_what_was_broken_and_what_was_lost() -> None:
    """The proof is one line; the same demand has its act and its last day."""
    written = io.StringIO()
    screen = Screen(Console(file=written, width=250), LABELS)
    story = Story("Une demande", "Un colis", [Row("Aubrelle", "CCAS", "autorité compétente", "loi 1", "sans terme")], "Voilà")
    ledger = Ledger()
    ledger.stopped["e"] = {"acteur": "asso-le-seuil", "acte": "aubrelle-agrement-le-seuil-2021", "raison": "AUTEUR_INCOMPETENT"}
    ledger.oriented["dos_a"] = {"aide": "ALIM-COL", "raison": "ORIENTATION_SUPPLETIF"}
    screen.story(1, story)
    screen.final([story], ledger, ledger.account(), Proof(1, 2.04))
    shown = written.getvalue()
    assert "1 panne provoquée (kill -9 d'un ouvrier), 0 perdu, 0 doublé, 0 hors d'ordre, reprise en 2.0 s" in shown
    assert "arrêté préfectoral 2021-233" in shown
    assert "une association partenaire, sans mandat" in shown
    assert "n'était pas compétent ce jour-là" in shown
    assert "30 juin 2026" in shown


class Open:
    """A stage that is interrupted at the third look."""

    def __init__(self, ending: type[BaseException]) -> None:
        self.settings = HubSettings(data_dir=Path("ailleurs"))
        self._ending = ending
        self._looks = 0

    def check(self) -> None:
        self._looks += 1
        if self._looks == 3:
            raise self._ending


def test_the_demonstration_stays_open_until_ctrl_c() -> None:
    """It names the dossier worth looking at, looks after its processes, and ends without a fault."""
    written = io.StringIO()
    stay(Screen(Console(file=written, width=200), LABELS), Open(KeyboardInterrupt), "dos_a")
    assert "HUB_DATA_DIR=ailleurs" in written.getvalue()
    assert "hub explain dos_a" in written.getvalue()


def test_a_process_that_ends_while_it_stays_open_is_no_quiet_end() -> None:
    """A worker that is gone is said."""
    with pytest.raises(RuntimeError):
        stay(Screen(Console(file=io.StringIO()), LABELS), Open(RuntimeError), "dos_a")


def test_the_process_behind_another_is_found() -> None:
    """The child of this process is the one it started; a process without children has none."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert child_of(os.getpid()) == process.pid
        with pytest.raises(ProcessLookupError):
            child_of(process.pid)
        process.communicate(b"\n")
