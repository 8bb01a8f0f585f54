"""Invented tables of demands and decisions, and how a test reads them."""

from collections.abc import Iterable, Mapping

from hub.core.deposit import Deposit, prepare
from hub.core.sheet import Sheet, read, write
from hub.core.sheet_layout import Layout, layout

ACTOR = "ccas-ferrevaux"
DEMAND = {
    "reference": "F-2026-0042",
    "commune": "00101",
    "aide": "sec-urg",
    "date_demande": "10/05/2026",
    "guichet": ACTOR,
    "canal": "Téléphone",
    "personne_ref": "per_" + "a" * 26,
    "urgence": "oui",
    "montant_demande": "1 234,56 €",
}
DECISION = {
    "reference": "D-2026-0007",
    "dossier": "F-2026-0042",
    "sens": "Accord partiel",
    "date_decision": "12/05/2026",
    "organe": "president",
    "signataire_acteur": ACTOR,
    "signataire_fonction": "président",
    "acte": "ferrevaux-delegation-president-2026",
    "montant": "150",
}


def raw(rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8-sig", separator: str = ";") -> bytes:
    """A file of these rows; their columns are those of the first."""
    listed = list(rows)
    names = list(listed[0])
    return write(encoding, separator, [names, *([row[name] for name in names] for row in listed)])


def opened(content: bytes) -> tuple[Sheet, Layout]:
    """A file that must be readable, and its columns."""
    sheet = read(content)
    assert isinstance(sheet, Sheet), sheet
    found = layout(sheet)
    assert isinstance(found, Layout), found
    return sheet, found


def deposit(*rows: Mapping[str, str]) -> Deposit:
    """What becomes of the rows."""
    return prepare(*opened(raw(rows)), ACTOR)
