"""What `hub dossier show` prints."""

from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from hub.cli._dossier import as_dict, print_tables
from hub.core import conclusions as said
from hub.core.journal import Conclusion, ConclusionKind, JournalEntry
from hub.readmodel.apply import LogRecord, apply_journal
from hub.readmodel.store import JournalId, open_to_write
from tests.unit.journal_entries import accepting, bytes_of, closing, entry, moving, opening

MOVED = moving(1, "dos_a", ("ccas-aubrelle", "acte-ccas"), ("ville-aubrelle", "acte-ville"))
ACTION = said.action_opened("service-ateliers", "acte-ateliers", {"commune_slug": "aubrelle", "aide": "COLL", "du": "2026-01-01"})


@pytest.fixture
def shown() -> Callable[..., str]:
    """Print a dossier after these entries, in single spaces."""

    def show(*entries: JournalEntry) -> str:
        model = open_to_write(Path(":memory:"), JournalId("x"))
        apply_journal(model, [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(entries)], {0: len(entries)})
        console = Console(record=True, width=250)
        print_tables(model, "dos_a", console)
        assert as_dict(model, "dos_a")["id"] == "dos_a"
        model.close()
        return " ".join(console.export_text().split())

    return show


def test_a_running_holding_has_no_end(shown: Callable[..., str]) -> None:
    """Who, in what capacity, for what, by which act, since when, and the answer."""
    text = shown(opening(0, "dos_a"), accepting(1, "dos_a"))
    assert "le dossier est à l'étude" in text
    assert "│ ccas-aubrelle │ autorité compétente │ décider │" in text
    assert "│ 2 mars 2026 │ accepté │ │" in text
    assert "demande du │ 1er mars 2026" in text
    assert "attendu │ proposition.etablie, ordre_du_jour.inscrit, decision.rendue │" in text


def test_a_holding_that_was_taken_back_says_when_and_why(shown: Callable[..., str]) -> None:
    """In words, as everything else."""
    text = shown(opening(0, "dos_a"), MOVED)
    assert "retiré │ 2 mars 2026, le texte qui lui confiait cette mission avait pris fin" in text
    assert "proposé, réponse attendue" in text


def test_a_holding_that_ended_with_its_dossier_says_so(shown: Callable[..., str]) -> None:
    """It was not taken back."""
    assert "accepté │ 2 mars 2026, dossier clos" in shown(opening(0, "dos_a"), accepting(1, "dos_a"), closing(2, "dos_a"))


def test_a_collective_action_has_neither_holder_nor_demand(shown: Callable[..., str]) -> None:
    """It is shown for what it is."""
    text = shown(entry(0, "dos_a", ACTION, source="service-ateliers"))
    assert "nature │ action collective" in text
    assert "Qui fait quoi" not in text
    assert "ouvre une action collective" in text


def test_the_demands_it_is_linked_with_are_those_last_told() -> None:
    """Their dossier, day and who answers; none where none was told."""
    links = [["dos_b", "2026-02-27", "ccas-aubrelle"], ["dos_c", "2026-02-28", None]]
    told = [
        Conclusion(genre=ConclusionKind.DOSSIER_LIE, raison="ORIGINE_AVANCEE", details={"liens": links[:count], "origine": "2026-02-27"})
        for count in (1, 2)
    ]
    entries = [opening(0, "dos_a"), *(entry(number, "dos_a", one) for number, one in enumerate(told, 1))]
    model = open_to_write(Path(":memory:"), JournalId("x"))
    apply_journal(model, [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(entries)], {0: len(entries)})
    assert as_dict(model, "dos_a")["liens"] == [
        {"dossier": "dos_b", "date_demande": "2026-02-27", "responsable": "ccas-aubrelle"},
        {"dossier": "dos_c", "date_demande": "2026-02-28", "responsable": None},
    ]
    assert as_dict(model, "dos_b")["liens"] == []
    model.close()
