"""The ledger of a simulated year: what is compared and what is only counted, what is adrift, and what the report says."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from rich.console import Console

from hub.cli import main
from hub.cli._simulate import as_dict, print_report, write_ledger
from hub.pages.simulation import simulation_page
from hub.simulation import ledger
from hub.simulation.figures import figures, measured
from schemas.codes import ClosingMotive, State
from schemas.life_codes import EventName
from tests.unit.simulated_cases import CLOSED, DECIDED, DUE, case, found, played, story


def test_a_line_says_where_a_case_stands_and_what_comes_next() -> None:
    """And whether it asked of an act that ran out."""
    lines = {line.dossier: line for line in ledger.lines(found())}
    assert (lines["dos_a"].h0, lines["dos_a"].etat, lines["dos_a"].responsable) == ("2026-01-05", "DECIDEE", "ccas-essai")
    assert (lines["dos_a"].echeance, lines["dos_b"].echeance, lines["dos_e"].h0) == (DUE, "", "")
    assert [line.dossier for line in lines.values() if line.a_sec] == ["dos_d"]


def test_two_runs_are_compared_by_all_but_what_depends_on_who_came_first() -> None:
    """A case of an act that ran out is counted; any other changes the digest, by its state or by what was said on the way."""
    before = ledger.lines(found())
    digest = ledger.sha256(before)
    other = found()
    other.cases["dos_d"] = case("dos_d", State.DECIDEE)
    assert ledger.sha256(ledger.lines(other)) == digest
    assert ledger.counts(ledger.lines(other)) == {"ferrevaux/AID-FIN/DECIDEE": 1}
    other.cases["dos_a"] = case("dos_a", State.NOTIFIEE)
    assert ledger.sha256(ledger.lines(other)) != digest
    other = found()
    other.stories["dos_a"] = story(("DECISION_RETENUE", "COMPETENCE_LEGALE", {"sens": "accord", "date_decision": "2026-01-21"}))
    assert ledger.sha256(ledger.lines(other)) != digest


def test_where_a_refused_event_stood_is_left_out() -> None:
    """An offset is another after a worker was killed; that it was refused, and why, is not."""
    first, second, third = (
        story(("EVENEMENT_REFUSE", code, {"offset": offset})).digest.hexdigest()
        for code, offset in (("ETAT_INCOMPATIBLE", 1), ("ETAT_INCOMPATIBLE", 2), ("DOSSIER_CLOS", 1))
    )
    assert first == second != third


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"due": {}}, ["dos_a", "dos_c", "dos_d"]),
        ({"stories": {**found().stories, "dos_b": DECIDED}}, ["dos_b"]),
        ({"stories": {**found().stories, "dos_a": CLOSED}}, ["dos_a"]),
        ({"cases": {**found().cases, "dos_a": case("dos_a", State.DECIDEE, responsable="")}}, ["dos_a"]),
    ],
)
def test_a_demand_is_at_its_one_end_or_held_with_a_next_deadline(changes: dict[str, Any], expected: list[str]) -> None:
    """Without a deadline, closed without a closing, closed and open, or in nobody's hands it is adrift; a signal is no demand."""
    assert ledger.adrift(found(**changes)) == expected
    assert played(found(**changes)).faults["a_la_derive"] == len(expected)


def test_the_figures_of_a_year() -> None:
    """By outcome, by how they were decided, by actor, and the delays."""
    told = figures(found())
    assert (told.demandes, told.signalements) == (4, 1)
    assert told.issues["clos.refus_definitif"] == 1
    assert told.sorts == {"decision.accord": 1, "decision.refus": 1, "sans décision": 1, "silence.rejet": 1}
    actors = {one.acteur: one for one in told.acteurs}
    assert actors["ccas-essai"][1:5] == (3, 1, 2, 0)
    assert actors["departement-haute-oriane"][1:5] == (1, 0, 0, 1)
    assert told.delai is not None
    assert (told.delai.cases, told.delai.median, told.delai.longest, told.delai.classes) == (3, 15, 59, (0, 1, 1, 0, 0, 1, 0, 0))
    assert measured([]) is None
    assert {*told.delais_par_aide} == {"AID-FIN"}


def test_the_report_on_the_terminal_says_what_is_wrong() -> None:
    """Every outcome in words, faults by their number, the digest, what stands apart."""
    for one, wrong in ((played(), "0 demandes"), (played(found(due={})), "3 demandes")):
        console = Console(file=io.StringIO(), width=140)
        print_report(as_dict(one), console)
        text = console.file.getvalue()  # type: ignore[attr-defined] # it is the one above
        assert wrong in text
        assert "une décision est prise" in text
        assert ledger.sha256(one.lines) in text
        assert "1 dossiers d'actes arrivés à leur limite : acte" in text
        assert "DECIDEE" not in text
    calm = played(found(ran_out=set()))
    console = Console(file=io.StringIO(), width=140)
    print_report(as_dict(calm), console)
    assert "à part" not in console.file.getvalue()  # type: ignore[attr-defined] # same


def test_the_report_for_machines_and_the_ledger(tmp_path: Path) -> None:
    """JSON throughout; the ledger is one line a case."""
    report = json.loads(json.dumps(as_dict(played())))
    assert (report["dossiers"], report["ouvriers_tues"], report["fautes"]["sans_avis"]) == (5, 1, 0)
    assert report["delai"]["classes"]["<=7"] == 1
    write_ledger(played(), tmp_path / "registre.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "registre.jsonl").read_text().splitlines()]
    assert [one["dossier"] for one in lines] == ["dos_a", "dos_b", "dos_c", "dos_d", "dos_e"]


def test_the_page_shows_pictures_with_their_numbers() -> None:
    """Four, each titled and told in words, each with its table; what is wrong is said at the top and in the proof."""
    made = simulation_page(as_dict(played()))
    assert made.count("<svg ") == made.count("<desc ") == 4
    assert "rejetée par le silence" in made
    assert "Aucune demande n" in made
    broken = simulation_page(as_dict(played(found(due={}), unanswered=2)))
    assert "5 manquements" in broken
    empty = simulation_page(as_dict(played(ledger.Read({}, {}, {}, set()), filed=0, refused={})))
    assert "Hors de l" not in empty


def test_every_way_to_close_has_its_words() -> None:
    """A motive that is new is a fault of the page before it is one of a year."""
    for motive in (*ClosingMotive, EventName.OPPOSITION_RECUE):
        one = found()
        one.stories["dos_b"] = story(("DOSSIER_CLOS", motive, {}))
        assert f"clos.{motive}" not in simulation_page(as_dict(played(one)))


@pytest.mark.parametrize(
    "arguments", [["--speed", "vite"], ["--speed", "0"], ["--communes", "paris"], ["--files", "0"], ["--year", "1999"]]
)
def test_wrong_usage_starts_nothing(arguments: list[str]) -> None:
    """Exit 2, and the option is named."""
    refused = CliRunner().invoke(main, ["simulate", *arguments])
    assert refused.exit_code == 2
    assert arguments[0] in refused.output
