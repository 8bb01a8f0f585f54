"""Rows become events of the contract, judged as intake would; none is lost, and none that betrays a person is repeated."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.deposit import REMOVED, Answered, Ready, Refusal, event_id, prepare, rejection_rows, told_by_the_hub
from hub.core.notices import sentence
from hub.core.sheet import write
from hub.core.sheet_columns import ADDED, KINDS
from schemas.codes import Code
from schemas.envelope import Envelope, read
from tests.unit.deposited_tables import ACTOR, DECISION, DEMAND, deposit, opened, raw

NIR = "1 85 05 78 006 084 36"
WORDS = ("", "x", "oui", "Mme Invente", NIR, "=1+1", "31/02/2026", "1.234", "per_" + "b" * 26, "0612345678")


def event(row: Ready) -> Envelope:
    """The event a row is."""
    found = read(row.value, row.headers)
    assert isinstance(found, Envelope), found
    return found


def refused(**cells: str) -> Refusal:
    """A demand with these cells, that must be refused."""
    (found,) = deposit({**DEMAND, **cells}).refused
    return found


def test_a_demand_is_its_event() -> None:
    """Dates, amounts, words and case are the contract's; the reference is the subject; no time is said."""
    (row,) = deposit(DEMAND).ready
    found = event(row)
    assert (found.type, found.source, found.subject, found.time) == (
        "fr.relais.demande.deposee.v1",
        f"urn:relais:acteur:{ACTOR}",
        DEMAND["reference"],
        None,
    )
    assert found.data == {
        "commune": "00101",
        "aide": "SEC-URG",
        "date_demande": "2026-05-10",
        "guichet": ACTOR,
        "canal": "telephone",
        "personne_ref": DEMAND["personne_ref"],
        "urgence": True,
        "montant_demande_centimes": 123_456,
    }


def test_a_decision_is_its_event() -> None:
    """Its subject is the dossier; who signed is nested."""
    (row,) = deposit(DECISION).ready
    found = event(row)
    assert (found.type, found.subject, row.key) == ("fr.relais.decision.rendue.v1", DECISION["dossier"], DECISION["dossier"].encode())
    assert found.data["signataire"] == {"acteur": ACTOR, "fonction": "president"}
    assert (found.data["sens"], found.data["montant_centimes"]) == ("accord_partiel", 15_000)


def test_the_id_is_of_actor_kind_and_reference_alone() -> None:
    """A corrected row is the same event; another actor, kind or reference is another."""
    (first,) = deposit(DEMAND).ready
    (corrected,) = deposit({**DEMAND, "urgence": "non"}).ready
    assert event(first).id == event(corrected).id == event_id(ACTOR, "demande", DEMAND["reference"])
    others = {
        event_id(ACTOR, "decision", "r"),
        event_id(ACTOR, "demande", "r"),
        event_id("x", "demande", "r"),
        event_id(ACTOR, "demande", "s"),
    }
    assert len(others) == 4


@pytest.mark.parametrize(
    ("cells", "code", "column", "path"),
    [
        ({"canal": ""}, Code.CHAMP_MANQUANT, "canal", "canal"),
        ({"commune": "101"}, Code.IDENTIFIANT_INVALIDE, "commune", "commune"),
        ({"date_demande": "31/02/2026"}, Code.DATE_IMPOSSIBLE, "date_demande", "date_demande"),
        ({"montant_demande": "1.234"}, Code.VALEUR_INVALIDE, "montant_demande", "montant_demande_centimes"),
        ({"reference": ""}, Code.SUJET_INVALIDE, "reference", "subject"),
        ({"reference": "dos_x"}, Code.SUJET_RESERVE, "reference", "subject"),
        ({"personne_ref": NIR}, Code.NIR_INTERDIT, "personne_ref", "personne_ref"),
        ({"personne_ref": "Invente"}, Code.IDENTITE_INTERDITE, "personne_ref", "personne_ref"),
        ({"reference": "Mme Invente"}, Code.TEXTE_LIBRE_INTERDIT, "reference", "subject"),
        ({"aide": "ip"}, Code.INFORMATION_PREOCCUPANTE, "aide", "aide"),
    ],
)
def test_a_bad_row_has_the_hub_s_own_code_and_sentence(cells: dict[str, str], code: Code, column: str, path: str) -> None:
    """And the column where it stands."""
    found = refused(**cells)
    assert (found.code, found.column, found.sentence) == (code, column, sentence(code, path))


@pytest.mark.parametrize("cells", [{"reference": "0612345678"}, {"reference": ""}, {"reference": "une ref"}, {"signataire_acteur": ""}])
def test_a_decision_s_own_reference_is_looked_at_too(cells: dict[str, str]) -> None:
    """It is in no event, and still keeps the rule of references and betrays nobody."""
    (found,) = deposit({**DECISION, **cells}).refused
    assert found.column == next(iter(cells))
    assert "0612345678" not in str(found)


def test_a_cell_beyond_the_header_refuses_its_row() -> None:
    """A separator that slipped into a cell moves every cell after it; a cell of its own that betrays somebody is told as such."""
    sheet, found = opened(raw([DEMAND]).rstrip() + b";;reste\r\n" + raw([DEMAND]).splitlines()[1] + b";" + NIR.encode() + b"\r\n")
    first, second = prepare(sheet, found, ACTOR).refused
    assert (first.code, second.code) == (Code.CHAMP_INCONNU, Code.NIR_INTERDIT)
    assert NIR not in str(second)
    assert "séparateur" in first.cure
    rows = list(rejection_rows(sheet, found, (first, second)))
    assert "[en trop : reste]" in rows[1][len(DEMAND) - 1]
    again = prepare(*opened(write(sheet.encoding, sheet.separator, rows)), ACTOR)
    assert (len(again.ready), len(again.refused)) == (0, 2)


def test_a_cell_under_no_name_refuses_its_row() -> None:
    """Nobody must believe that it was sent; blank ones may stay."""
    named = deposit({**DEMAND, " ": "perdu"}, {**DEMAND, "reference": "b", " ": ""})
    assert [one.code for one in named.refused] == [Code.CHAMP_INCONNU]
    assert [row.reference for row in named.ready] == ["b"]


def test_a_row_may_end_early() -> None:
    """Cells that are not there are empty."""
    sheet, found = opened(raw([DEMAND]).rstrip().removesuffix(";1 234,56 €".encode()) + b"\r\n")
    assert len(prepare(sheet, found, ACTOR).ready) == 1


def test_the_same_reference_twice() -> None:
    """With the same content it is one event; with another it is refused before anything leaves, as the hub would say it."""
    found = deposit(DEMAND, {**DEMAND, "montant_demande": "1234,56"}, {**DEMAND, "urgence": "non"})
    assert (len(found.ready), [row.line.number for row in found.repeats]) == (1, [3])
    (other,) = found.refused
    assert (other.code, other.column, other.sentence) == (Code.CONTENU_DIFFERENT, "reference", sentence(Code.CONTENU_DIFFERENT, "id"))


def test_a_name_beside_a_graver_find_is_removed_too() -> None:
    """The gravest code is told; every cell that betrays somebody is emptied."""
    found = refused(personne_ref="Invente", canal=NIR)
    assert found.code is Code.NIR_INTERDIT
    assert found.line.cells.count(REMOVED) == 2
    assert found.reference == DEMAND["reference"]


def test_what_the_hub_refuses_later_stands_in_its_own_words() -> None:
    """Code, sentence and column of its notice; a field that is no column's is no column."""
    sheet, found = opened(raw([DEMAND]))
    (row,) = prepare(sheet, found, ACTOR).ready
    no = told_by_the_hub(row, found, Answered("non_conforme", "COMMUNE_INCONNUE", "phrase", "commune"))
    assert (no.code, no.column, no.sentence) == ("COMMUNE_INCONNUE", "commune", "phrase")
    assert told_by_the_hub(row, found, Answered("non_conforme", "DOSSIER_CLOS", "phrase", None)).column is None


def test_a_rejection_file_can_be_corrected_and_deposited_as_it_is() -> None:
    """It has the columns as they came, then the reason; deposited again its own columns are ignored."""
    sheet, found = opened(raw([{**DEMAND, "commune": "101"}, {**DEMAND, "reference": "=1"}]))
    rows = list(rejection_rows(sheet, found, prepare(sheet, found, ACTOR).refused))
    assert rows[0] == [*DEMAND, *ADDED]
    assert [row[-5:-2] for row in rows[1:]] == [["2", "IDENTIFIANT_INVALIDE", "commune"], ["3", "SUJET_INVALIDE", "reference"]]
    content = write(sheet.encoding, sheet.separator, rows)
    assert b";'=1;" not in content
    assert b"'=1;" in content
    again = prepare(*opened(content.replace(b"101", b"00101", 1)), ACTOR)
    assert ([row.reference for row in again.ready], [one.reference for one in again.refused]) == ([DEMAND["reference"]], ["=1"])


@pytest.mark.parametrize("code", Code)
def test_every_sentence_can_be_written_in_windows_1252(code: Code) -> None:
    """A rejection file in the encoding it came in says all of it."""
    cures = [column.cure for kind in KINDS for column in kind.columns.values()]
    assert [text for text in (sentence(code, "champ"), *cures) if text.encode("cp1252", "replace").decode("cp1252") != text] == []


@given(st.lists(st.dictionaries(st.sampled_from(sorted(DEMAND)), st.sampled_from(WORDS), max_size=3), min_size=1, max_size=8))
def test_no_row_is_lost_and_no_identity_repeated(changes: list[dict[str, str]]) -> None:
    """Ready, refused and repeats are all the rows; the rejection file holds neither a NIR, nor a telephone, nor a sentence."""
    rows = [{**DEMAND, "reference": f"r{rank % 3}", **change} for rank, change in enumerate(changes)]
    sheet, found = opened(raw(rows))
    made = prepare(sheet, found, ACTOR)
    lines = [*(one.line for one in made.ready), *(one.line for one in made.refused), *(one.line for one in made.repeats)]
    numbers = sorted(line.number for line in lines)
    assert numbers == [line.number for line in sheet.lines]
    told: list[Any] = [row[: len(DEMAND)] for row in rejection_rows(sheet, found, made.refused)]
    assert not any(word in json.dumps(told) for word in ("Invente", NIR, "0612345678"))
