"""Every column that is wrong is named at once, with its cure; every field of the contract has its column."""

from typing import Any

import pytest

from hub.core.sheet import Sheet, Unreadable, read
from hub.core.sheet_columns import DECISION, DEMANDE, KINDS, SUBJECT, Kind
from hub.core.sheet_layout import Layout, layout
from schemas.inbound import INBOUND
from schemas.payload import Payload
from tests.unit.deposited_tables import DECISION as DECISION_ROW
from tests.unit.deposited_tables import DEMAND, opened, raw


def reasons(header: str, *rows: str) -> str:
    """Why a table with that header is none."""
    sheet = read("\r\n".join((header, *rows)).encode())
    assert isinstance(sheet, Sheet), sheet
    found = layout(sheet)
    assert isinstance(found, Unreadable), found
    return " ".join(found.reasons)


def fields(model: type[Payload], above: tuple[str, ...] = ()) -> dict[tuple[str, ...], bool]:
    """The paths of a model's fields, and whether each is required."""
    found: dict[tuple[str, ...], bool] = {}
    for name, field in model.model_fields.items():
        kind: Any = field.annotation
        if isinstance(kind, type) and issubclass(kind, Payload):
            found |= fields(kind, (*above, name))
        else:
            found[(*above, name)] = field.is_required()
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_field_of_the_contract_has_one_column(kind: Kind) -> None:
    """Nothing the contract has is out of reach of a spreadsheet, and the same is required."""
    columns = {column.path: column.is_required for column in kind.columns.values() if column.path not in {(), SUBJECT}}
    assert columns == fields(INBOUND[kind.type])


def test_a_table_is_told_by_its_columns() -> None:
    """Demands and decisions need no word for it; names may be written as people do."""
    assert opened(raw([DEMAND]))[1].kind is DEMANDE
    assert opened(raw([DECISION_ROW]))[1].kind is DECISION
    assert opened(raw([DEMAND]).replace(b"date_demande", b"Date Demande"))[1].kind is DEMANDE


@pytest.mark.parametrize("word", ["demande", "Demande.deposee", "fr.relais.demande.deposee.v1"])
def test_a_column_type_says_it_too(word: str) -> None:
    """The same word at each row; the column is kept in a rejection file."""
    sheet, found = opened(raw([{"type": word, **DEMAND}, {"type": "", **DEMAND}]))
    assert (found.kind, found.kept) == (DEMANDE, tuple(range(len(sheet.header))))


@pytest.mark.parametrize("words", [("demande", "decision"), ("lune",), ()])
def test_two_kinds_in_a_file_are_refused(words: tuple[str, ...]) -> None:
    """So is a kind nobody knows, and none."""
    assert "une seule sorte" in reasons("type;reference", *(f"{word};r" for word in words))


def test_a_short_row_has_no_type() -> None:
    """A row that ends before the column says nothing of it."""
    assert "une seule sorte" in reasons("reference;type", "r")


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("x;y", "aucun nom de colonne connu"),
        ("reference", "demandes ou des décisions"),
        ("commune;refrence;aide", "vouliez-vous dire « reference »"),
        ("commune;couleur", "« couleur » : inconnue du contrat ; retirez-la"),
        ("commune;nom", "« nom » : aucune identité"),
        ("commune;Date de naissance", "« Date de naissance » : aucune identité"),
        ("commune;commentaire", "aucun texte libre"),
        ("commune;1850578006084", "Colonne n° 2 : aucun numéro de sécurité sociale"),
        ("commune;zoe@exemple.test", "Colonne n° 2 : aucune identité"),
        ("commune;commune;aide", "« commune » : elle est là deux fois"),
        ("commune;aide;montant_demande;montant_demande_centimes", "elle est là deux fois"),
        ("sens;organe;acte;adresse_masquee", "d'une autre sorte"),
        ("commune;aide", "Il manque « reference », « date_demande »"),
    ],
)
def test_a_wrong_column_is_named_with_its_cure(header: str, said: str) -> None:
    """By its name, or by its place when the name itself could be an identity."""
    told = reasons(header)
    assert said in told
    assert "1850578006084" not in told
    assert "zoe@" not in told


def test_a_column_without_a_name_is_allowed() -> None:
    """A French Excel leaves separators at the end."""
    sheet = read(raw([{**DEMAND, "": ""}]))
    assert isinstance(sheet, Sheet)
    found = layout(sheet)
    assert isinstance(found, Layout)
    assert found.unnamed == {len(DEMAND)}
