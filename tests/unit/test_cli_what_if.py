"""`hub what-if`: what is refused before anything is read, and what a report says to machines and to people."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from hub.cli import main
from hub.cli._what_if import SHOWN_MAX, Report, as_dict, as_html, print_page, report_of
from hub.core.changes import Changes
from hub.core.names import Names
from hub.core.preview import Moved
from hub.core.replaying import Fault
from hub.registry.versions import Versions
from hub.what_if import Question
from schemas.registry import AnyRecord, Version
from tests.unit.case_world import ACTORS, ACTS, AIDS, TOWN
from tests.unit.lived_lane import LivedLane
from tests.unit.registry_records import act
from tests.unit.test_registry_versions import read
from tests.unit.test_what_if import ENDS, confided, simulated

DAYS = (date(2026, 1, 1), date(2026, 1, 31))


def known() -> Versions:
    """The town's registry, as version 1."""
    versions = Versions()
    read(versions, *ACTORS, *AIDS, TOWN, *ACTS)
    read(versions, Version(version=1, empreinte=versions.digest(), enregistre_le="2026-01-01T00:00:00.000Z"))
    return versions


def report(changes: Changes, *candidate: AnyRecord) -> Report:
    """What is told of these changes."""
    period = None
    return report_of(Question(candidate, known(), period), DAYS, changes)  # type: ignore[arg-type] # the period is not looked at


def lived() -> Changes:
    """A convention that ends earlier: one case moved, a decision that would not have stood, an event without object."""
    lane = LivedLane()
    case = confided(lane)
    lane.publish("asso", "aide.mise_en_oeuvre", case, {"date": lane.today})
    return simulated(lane, ENDS)


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("--from", "2026-02-30", "--to", "2026-03-01"), "--from"),
        (("--from", "hier", "--to", "2026-03-01"), "--from"),
        (("--from", "2026-03-02", "--to", "2026-03-01"), "--to"),
        (("--from", "2026-03-02"), "--to"),
        (("--from", "2026-03-01", "--to", "2026-03-01", "--processes", "0"), "--processes"),
    ],
)
def test_wrong_dates_are_wrong_usage(tmp_path: Path, arguments: tuple[str, ...], named: str) -> None:
    """Exit code 2 and the option at fault, before any broker is asked."""
    file = tmp_path / "acts.yaml"
    file.write_text("[]", encoding="utf-8")
    done = CliRunner().invoke(main, ["what-if", str(file), *arguments])
    assert (done.exit_code, named in done.stderr) == (2, True), done.output


def test_a_file_that_a_load_would_refuse_is_refused_alike(tmp_path: Path) -> None:
    """The same code, file and line as `hub registry preview`; a file that is not there is wrong usage."""
    file = tmp_path / "acts.yaml"
    file.write_text("- {genre: acte, id: x}\n", encoding="utf-8")
    days = ("--from", "2026-03-01", "--to", "2026-03-02")
    done = [CliRunner().invoke(main, [*words, str(file), *more]) for words, more in ((("what-if",), days), (("registry", "preview"), ()))]
    assert [one.exit_code for one in done] == [1, 1]
    assert done[0].stderr == done[1].stderr
    assert f"{file}:1" in done[0].stderr
    assert CliRunner().invoke(main, ["what-if", str(tmp_path / "absent.yaml"), *days]).exit_code == 2


def test_a_machine_reads_every_case_and_decision() -> None:
    """The keys of docs/how-to/simuler-une-convention.md, whole lists, codes as they are."""
    told = as_dict(report(lived(), ENDS))
    assert (told["du"], told["au"], told["enregistrements"]) == ("2026-01-01", "2026-01-31", ["acte/convention-asso"])
    assert (told["evenements"], told["dossiers"], told["deplaces"]) == (4, 1, 1)
    assert told["flux"] == [{"de": "asso", "vers": "ccas", "dossiers": 1}]
    assert told["par_acteur"] == {"asso": {"perd": 1, "recoit": 0}, "ccas": {"perd": 0, "recoit": 1}}
    (decision,) = told["decisions_incompetentes"]
    assert {name: decision[name] for name in ("auteur", "acte", "date_decision", "raison", "competent")} == {
        "auteur": "asso",
        "acte": "convention-asso",
        "date_decision": "2026-01-10",
        "raison": "AUTEUR_INCOMPETENT",
        "competent": "ccas",
    }
    assert told["sans_objet"] == {"total": 1, "par_acteur": {"asso": 1}}
    assert told["charge"]["asso"] == {"confies_avant": 1, "confies_apres": 1, "tenus_avant": 1, "tenus_apres": 0}
    assert told["faits_du_hub"] == {"avant": 0, "apres": 1}
    page = (Path(__file__).parents[2] / "docs/how-to/simuler-une-convention.md").read_text(encoding="utf-8")
    assert [name for name in told if f"`{name}`" not in page] == []


def shown(one: Report) -> str:
    """The page in a terminal."""
    console = Console(width=200, file=StringIO())
    print_page(one, console)
    file = console.file
    assert isinstance(file, StringIO)
    return file.getvalue()


def test_people_read_conflicts_first_and_no_code() -> None:
    """Two delegates of one aid: the contradiction stands above the figures; reasons are sentences, days are written out."""
    rival = act("rivale", "delegation_competence", "secours", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER"])
    one = report(lived(), rival)
    text = shown(one)
    assert "rivale" in str(one.conflicts[0].records), "what the candidate brings, before what the registry had already"
    assert text.index("Conflits avec le registre") < text.index("En bref")
    assert "10 janvier 2026" in text
    assert "n'était pas compétent ce jour-là" in text
    assert "AUTEUR_INCOMPETENT" not in text
    assert "rivale" in as_html(one)


def test_lists_are_bounded_for_people_and_whole_for_machines() -> None:
    """More cases than a page shows: it says how many are left; what could not be replayed is named."""
    moved = [Moved(f"dos_{number:03}", "ville", "CONFIEE", ("asso",), (), "asso", None) for number in range(SHOWN_MAX + 3)]
    changes = Changes(deplaces=moved, pannes=[Fault(3, 17, None, "KeyError")])
    changes.flux["asso", None] = len(moved)
    one = report(changes)
    assert len(as_dict(one)["deplacements"]) == SHOWN_MAX + 3
    for text in (shown(one), as_html(one)):
        assert f"Les {SHOWN_MAX} premiers" in text.replace("\u00a0", " ")
        assert "dos_019" in text
        assert "dos_020" not in text
        assert "KeyError" in text
        assert "personne" in text
    assert as_dict(one)["pannes"] == [{"partition": 3, "offset": 17, "dossier": None, "erreur": "KeyError"}]


def test_a_period_in_which_nothing_happened_is_told_as_such() -> None:
    """Nothing moved, and no table is empty."""
    text = shown(report(Changes()))
    assert "Aucun." in text
    assert "événements de partenaires rejoués : 0" in text
    assert "Charge" not in text


def test_a_sound_registry_is_said_to_be_one() -> None:
    """Nothing contradicts itself: a sentence stands where conflicts would."""
    one = Report(*DAYS, (), (), Changes(), Names())
    assert "ne se contredit pas" in shown(one)
    assert as_html(one).count("<h2>") == 3
