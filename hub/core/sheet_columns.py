"""The columns of a deposited table: one field of the contract each, for a table of demands and for a table of decisions.

Rules:
1. A table is of one kind, told by its columns, or by a column `type`.
2. `reference` is the row's own: what is said again under it is the same event. Of a demand it is the dossier's reference too; a decision
   says in `dossier` which one it is about.
3. Amounts are in euros in `montant_demande` and `montant`, in cents under the contract's own names.
4. What the hub added to a rejection file (`ADDED`) is ignored, so that the file can be corrected and deposited again as it is.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from hub.core import sheet_cells as cells
from schemas.codes import Body, DecisionMotive, DecisionSense, Public, RequestChannel, SignatoryPost

REFERENCE = "reference"
TYPE = "type"
ADDED = ("ligne", "code", "colonne", "phrase", "remede")
SUBJECT = ("subject",)

_DAY_CURE = "Écrivez la date JJ/MM/AAAA (23/11/2026) ou AAAA-MM-JJ."
_EUROS_CURE = "Écrivez le montant en euros, deux décimales au plus : 1234,56 ; pas de point ni de virgule pour les milliers."
_CENTS_CURE = "Écrivez un nombre entier de centimes : 123456 pour 1 234,56 €."
_YES_NO_CURE = "Écrivez oui ou non."
_WHOLE_CURE = "Écrivez un nombre entier."
_COG_CURE = "Écrivez les cinq caractères du code INSEE ; si le tableur ôte les zéros de tête, mettez la colonne au format Texte."
_PERSON_CURE = "Mettez la référence calculée chez vous (per_ et 26 caractères), jamais un nom."
_REFERENCE_CURE = "Écrivez votre propre référence : 1 à 64 lettres sans accent, chiffres ou . _ : / -, sans espace."


class Column(NamedTuple):
    """A column: the field it fills (a path in the event's data, or the subject), how its cells are read, what helps when one is refused."""

    name: str
    path: tuple[str, ...]
    read: Callable[[str], cells.Value] = cells.as_typed
    cure: str = ""
    is_required: bool = False
    codes: tuple[str, ...] = ()


class Kind(NamedTuple):
    """A kind of table: its name, the type of its events, its columns by name, and the column of the subject."""

    name: str
    type: str
    columns: dict[str, Column]
    subject: str


def _words(name: str, path: tuple[str, ...], words: type[StrEnum], *, is_required: bool = False) -> Column:
    codes = tuple(str(word) for word in words)
    return Column(name, path, cells.word_of(words), f"Écrivez un de ces codes : {', '.join(codes)}.", is_required, codes)


def _kind(name: str, event_type: str, subject: str, *columns: Column) -> Kind:
    return Kind(name, event_type, {column.name: column for column in columns}, subject)


DEMANDE = _kind(
    "demande",
    "fr.relais.demande.deposee.v1",
    REFERENCE,
    Column(REFERENCE, SUBJECT, cure=_REFERENCE_CURE, is_required=True),
    Column("commune", ("commune",), cells.capitals, _COG_CURE, is_required=True),
    Column("aide", ("aide",), cells.capitals, is_required=True),
    Column("date_demande", ("date_demande",), cells.day, _DAY_CURE, is_required=True),
    Column("guichet", ("guichet",), cells.small, is_required=True),
    _words("canal", ("canal",), RequestChannel, is_required=True),
    Column("personne_ref", ("personne_ref",), cure=_PERSON_CURE, is_required=True),
    Column("urgence", ("urgence",), cells.yes_no, _YES_NO_CURE, is_required=True, codes=("oui", "non")),
    _words("public", ("public",), Public),
    Column("montant_demande", ("montant_demande_centimes",), cells.euros, _EUROS_CURE),
    Column("taille_foyer", ("taille_foyer",), cells.whole, _WHOLE_CURE),
    Column("adresse_masquee", ("adresse_masquee",), cells.yes_no, _YES_NO_CURE, codes=("oui", "non")),
    Column("plan_ref", ("plan_ref",)),
)
DECISION = _kind(
    "decision",
    "fr.relais.decision.rendue.v1",
    "dossier",
    Column(REFERENCE, (), cure=_REFERENCE_CURE, is_required=True),
    Column("dossier", SUBJECT, cure="Écrivez la référence de la demande, ou l'identifiant dos_ reçu du hub.", is_required=True),
    _words("sens", ("sens",), DecisionSense, is_required=True),
    Column("date_decision", ("date_decision",), cells.day, _DAY_CURE, is_required=True),
    _words("organe", ("organe",), Body, is_required=True),
    Column("signataire_acteur", ("signataire", "acteur"), cells.small, is_required=True),
    _words("signataire_fonction", ("signataire", "fonction"), SignatoryPost, is_required=True),
    Column("acte", ("acte",), cells.small, is_required=True),
    Column("montant", ("montant_centimes",), cells.euros, _EUROS_CURE),
    Column("version_reglement", ("version_reglement",), cells.small, "Écrivez v suivi du numéro : v2."),
    _words("motif", ("motif",), DecisionMotive),
    Column("notifiee_le", ("notifiee_le",), cells.day, _DAY_CURE),
)
KINDS = (DEMANDE, DECISION)

IN_CENTS = {
    "montant_demande_centimes": Column("montant_demande_centimes", ("montant_demande_centimes",), cells.whole, _CENTS_CURE),
    "montant_centimes": Column("montant_centimes", ("montant_centimes",), cells.whole, _CENTS_CURE),
}
"""The same amounts under the contract's own names."""


def column_of(kind: Kind, name: str) -> Column | None:
    """The column of that name in a table of that kind."""
    found = kind.columns.get(name) or IN_CENTS.get(name)
    known = {column.path for column in kind.columns.values()}
    return found if found is not None and found.path in known else None
