"""Registry records: actors, communes, aids, dated acts, minimisation profiles, as deploy/registre and `hub.registry` hold them.

Rules:
1. Dates are business dates in the commune's zone; validity is half-open: `du` is the first valid day, `au` the first day that is no
   longer valid.
2. A correction is a new record that replaces the one of the same id; nothing is ever edited in place.
3. In a national act a holder may be relative: `@commune`, `@ccas`, `@epci`, `@caisse_des_ecoles`, `@departement`, `@mdph`, `@caf`, `@cpam`,
   `@carsat`, `@prefet`, `@siao`; the commune's `relations` say who that is there, on that date.
4. `a_verifier` marks what must be checked on Légifrance before anyone relies on it.
"""

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationInfo, field_validator

from schemas.acts import Act, ActReference, Envelope, Overlap, Reporting, Suspension
from schemas.catalogue import AidCode, CatalogueEntry
from schemas.codes import ActorKind, Body, Channel
from schemas.identifiers import RULES, Cog, checked
from schemas.profiles import Profile, ProfileLine
from schemas.records import Cents, HolderRef, Record, Slug

__all__ = [
    "Act",
    "ActReference",
    "Actor",
    "Aid",
    "AnyRecord",
    "CatalogueEntry",
    "Cents",
    "CogPeriod",
    "Commune",
    "Envelope",
    "HolderRef",
    "Identity",
    "Mandate",
    "Overlap",
    "Profile",
    "ProfileLine",
    "Record",
    "RecordingDelay",
    "Relation",
    "Reporting",
    "Slug",
    "Suspension",
    "Version",
    "ZonePeriod",
    "covers",
]

DEFAULT_ZONE: Final = "Europe/Paris"
DEFAULT_RECORDING_DAYS: Final = 5
"""Calendar days from a decision to its record, where the commune says nothing."""


def covers(start: date | None, end: date | None, day: date) -> bool:
    """Whether a half-open stretch, open where it has no date, holds `day`."""
    return (start is None or start <= day) and (end is None or day < end)


class Identity(Record):
    """A dated identifier of an actor (an id of the field is never stable: SIRET changes, mergers)."""

    genre: Literal["siren", "siret", "rna", "finess", "code_organisme"]
    valeur: str
    du: date | None = None
    au: date | None = None

    @field_validator("valeur")
    @classmethod
    def _keeps_the_rule_of_its_kind(cls, valeur: str, seen: ValidationInfo) -> str:
        kind = seen.data.get("genre")
        if kind is not None:
            checked(valeur, RULES[kind], kind.upper())
        return valeur


class Actor(Record):
    """Someone who may hold a function, from `du` to `au` (None: open).

    `succession`: when it ends the law substitutes `successeur` for it in its acts and conventions (commune nouvelle, CCAS dissolved,
    merger), whatever an act does not say itself; never in what was given to it for itself (agreement, subsidy, delegation of signature).
    """

    genre: Literal["acteur"] = "acteur"
    id: Slug
    nature: ActorKind
    nom: str
    canal: Channel = Channel.KAFKA
    identites: tuple[Identity, ...] = ()
    rattache_a: Slug | None = None
    successeur: Slug | None = None
    succession: Literal["aucune", "de_plein_droit"] = "aucune"
    du: date | None = None
    au: date | None = None


class Relation(Record):
    """Who plays a relative holder (`ccas` for `@ccas`) in one commune, dated."""

    nom: str
    acteur: Slug
    du: date | None = None
    au: date | None = None


class CogPeriod(Record):
    """A COG code under which the commune is known; a merged commune's old code is an alias from the merger on (`acte`: what merged it)."""

    code: Cog
    acte: str | None = None
    du: date | None = None
    au: date | None = None


class Mandate(Record):
    """The term of an assembly, from its election or installation: internal delegations of the one before are to be re-voted."""

    organe: Body
    acteur: Slug
    objet: str
    du: date
    au: date | None = None


class ZonePeriod(Record):
    """The zone (IANA name) in which the commune's days begin and end, dated."""

    nom: str
    du: date | None = None
    au: date | None = None


class RecordingDelay(Record):
    """How many calendar days after its date a decision may be recorded without being dated back; of records made from `du` to `au`."""

    jours: int = Field(ge=0, le=366)
    du: date | None = None
    au: date | None = None


class Commune(Record):
    """A commune, its codes over time, its zone (one for ever, or dated ones), its relative holders, how late it records its decisions."""

    genre: Literal["commune"] = "commune"
    slug: Slug
    nom: str
    cog: tuple[CogPeriod, ...]
    fuseau: str | tuple[ZonePeriod, ...] = DEFAULT_ZONE
    population: int = Field(gt=0)
    relations: tuple[Relation, ...]
    mandats: tuple[Mandate, ...] = ()
    politique_apres_elections: Literal["a_confirmer", "survit"] = "a_confirmer"
    delais_de_saisie: tuple[RecordingDelay, ...] = ()

    def fuseau_on(self, day: date) -> str:
        """The zone of that day; where none was dated, DEFAULT_ZONE."""
        if isinstance(self.fuseau, str):
            return self.fuseau
        return next((one.nom for one in self.fuseau if covers(one.du, one.au, day)), DEFAULT_ZONE)

    def recording_days_on(self, day: date) -> int:
        """How many calendar days back a decision recorded on `day` may be dated; where none was dated, DEFAULT_RECORDING_DAYS."""
        return next((one.jours for one in self.delais_de_saisie if covers(one.du, one.au, day)), DEFAULT_RECORDING_DAYS)


class Aid(Record):
    """An aid of the catalogue (domain §2): what it is and who usually decides, never who decides here.

    `entrees`: the dated rules that its demands follow (schemas/catalogue.py); a demand made before the first of them has none.
    """

    genre: Literal["aide"] = "aide"
    code: AidCode
    libelle: str
    domaine: str
    nature: Literal["facultative", "legale", "collective", "information"]
    decide: str
    guichet: str
    base: str
    delai: str | None = None
    donnees_sante: bool = False
    a_verifier: bool = False
    du: date | None = None
    au: date | None = None
    entrees: tuple[CatalogueEntry, ...] = ()

    def entry_on(self, day: date) -> CatalogueEntry | None:
        """The entry for demands made that day."""
        return next((one for one in self.entrees if covers(one.du, one.au, day)), None)


class Version(Record):
    """Ends a load: everything before it, up to the version before, belongs to `version`."""

    genre: Literal["version"] = "version"
    version: int = Field(ge=1)
    empreinte: str
    enregistre_le: str


AnyRecord = Annotated[Actor | Commune | Aid | Act | Profile | Version, Field(discriminator="genre")]
