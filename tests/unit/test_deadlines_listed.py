"""`hub deadlines`: what core says of clocks, kept by the read model, and listed."""

import json
import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.readmodel.apply import LogRecord, apply_journal
from hub.readmodel.deadlines import Due, fallen, pending
from hub.readmodel.store import JournalId, open_to_write
from tests.unit.case_world import Hub
from tests.unit.journal_entries import bytes_of
from tests.unit.timed_world import Clocked

SILENT_ON = "2026-03-05"


def learned(hub: Hub, path: Path) -> sqlite3.Connection:
    """The read model of that journal."""
    model = open_to_write(path, JournalId("x"))
    apply_journal(model, [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(hub.journal)], {0: len(hub.journal)})
    return model


def read(case: Clocked) -> sqlite3.Connection:
    """In memory."""
    return learned(case.hub, Path(":memory:"))


def told(found: list[Due]) -> list[tuple[str, str, str, bool]]:
    """Clock, last day, who answers, reached."""
    return [(one.horloge, one.jusqu_au, one.acteur or "", one.est_atteinte) for one in found]


def test_what_runs_is_listed_next_due_first() -> None:
    """With who answers for it; of one actor, or before a day."""
    model = read(Clocked())
    whole = [("ACCUSE_RECEPTION", "2026-01-10", "ccas", False), ("INSTRUCTION", "2026-02-04", "ccas", False)]
    assert told(pending(model)) == [*whole, ("SILENCE", SILENT_ON, "ccas", False)]
    assert told(pending(model, "ccas", date(2026, 2, 4))) == whole[:1]
    assert pending(model, "asso") == []
    assert told(fallen(model, date(2026, 3, 5), date(2026, 3, 5))) == [("SILENCE", SILENT_ON, "ccas", False)]
    silence = pending(model)[-1]
    assert (silence.echeance, silence.nature, silence.effet) == ("2026-03-05T23:00:00.000Z", "legale", "rejet")
    assert (silence.aide, silence.etat, silence.date_demande) == ("PROPRE", "TRANSMISE", "2026-01-05")


def test_what_was_reached_stays_with_the_day_of_the_law() -> None:
    """A silence that took effect, a target that passed; a silence that a decision undid was not reached."""
    case = Clocked().until("2026-03-07T10:00:00")
    reached = read(case)
    assert ("SILENCE", SILENT_ON, "ccas", True) in told(fallen(reached, date(2026, 3, 1), date(2026, 3, 31)))
    assert told(fallen(reached, date(2026, 1, 1), date(2026, 1, 31))) == [("ACCUSE_RECEPTION", "2026-01-10", "ccas", True)]
    assert "SILENCE" not in {one.horloge for one in pending(reached)}
    case.decides(SILENT_ON)
    assert told(fallen(read(case), date(2026, 3, 1), date(2026, 3, 5))) == []


def test_nothing_runs_on_a_closed_dossier() -> None:
    """Its deadlines are gone."""
    case = Clocked()
    case.does("ccas", "dossier.clos", motif="desistement")
    assert pending(read(case)) == []


def test_a_demand_on_which_nothing_runs_is_listed_with_its_review() -> None:
    """The last day before it is looked at again; it moves with what happens, is reached, set again, and gone at the closing."""
    case = Clocked()
    case.decides("2026-01-05")
    case.until("2026-03-20T10:00:00")
    assert told(pending(read(case))) == [("REVUE", "2026-04-10", "ccas", False)]
    case.does("ccas", "situation.changee", nature="emploi")
    case.does("ccas", "situation.changee", nature="logement")
    assert told(pending(read(case))) == [("REVUE", "2026-06-17", "ccas", False)]
    assert len(case.said("REVUE")) == 2, "said when it moves, and not twice a day"
    case.until("2026-06-20T10:00:00")
    model = read(case)
    assert told(fallen(model, date(2026, 6, 1), date(2026, 6, 30))) == [("REVUE", "2026-06-17", "ccas", True)]
    assert told(pending(model)) == [("REVUE", "2026-09-15", "ccas", False)]
    assert (pending(model)[0].nature, pending(model)[0].effet) == ("interne", "aucun")
    case.does("ccas", "recours.depose", voie="gracieux")
    case.does("ccas", "dossier.clos", motif="desistement")
    assert pending(read(case)) == []


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command, on the read model of one dossier and without a Kafka."""
    (tmp_path / "relais").mkdir()
    learned(Clocked().until("2026-03-07T10:00:00").hub, tmp_path / "relais" / "relais.sqlite").close()
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path / "relais"))
    monkeypatch.setenv("HUB_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:9")
    return lambda *arguments: CliRunner().invoke(main, ["deadlines", *arguments], terminal_width=300)


def test_the_command_prints_json_and_a_table(run: Any) -> None:
    """The same rows; without Kafka it says that it does not know how late it is."""
    printed = run("--echues-entre", "2026-03-01", "2026-03-05", "--json")
    assert printed.exit_code == 0, printed.output
    found = json.loads(printed.stdout)
    assert found["retard"] is None
    assert [(one["horloge"], one["jusqu_au"], one["est_atteinte"]) for one in found["echeances"]] == [("SILENCE", SILENT_ON, True)]
    shown = run("--acteur", "ccas", "--before", "2027-12-31")
    assert shown.exit_code == 0
    assert "Échéances" in shown.stdout


@pytest.mark.parametrize(
    "wrong", [("--before", "2026-03-01", "--echues-entre", "2026-03-01", "2026-03-02"), ("--echues-entre", "2026-03-02", "2026-03-01"),
              ("--before", "demain")],
)  # fmt: skip
def test_wrong_days_exit_2(run: Any, wrong: tuple[str, ...]) -> None:
    """Two questions at once, days the wrong way round, no day at all."""
    assert run(*wrong).exit_code == 2
