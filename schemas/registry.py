"""Registry records: actors, communes, aids and dated acts, as they are written in deploy/registre and on `hub.registry`.

Rules:
1. Dates are business dates in the commune's zone; validity is half-open: `du` is the first valid day, `au` the first day that is no
   longer valid.
2. A correction is a new record that replaces the one of the same id; nothing is ever edited in place.
3. In a national act a holder may be relative: `@commune`, `@ccas`, `@epci`, `@caisse_des_ecoles`, `@departement`, `@mdph`, `@caf`, `@cpam`,
   `@carsat`, `@prefet`, `@siao`; the commune's `relations` say who that is there, on that date.
4. `a_verifier` marks what must be checked on Légifrance before anyone relies on it.
"""

from datetime import date
from typing import Annotated, Literal, NewType

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from schemas.codes import ActKind, ActorKind, Body, Channel, Function, Public
from schemas.identifiers import RULES, Cog, checked

ActorId = NewType("ActorId", str)
ActId = NewType("ActId", str)
AidCode = NewType("AidCode", str)
CommuneSlug = NewType("CommuneSlug", str)

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
HolderRef = Annotated[str, Field(pattern=r"^(@[a-z_]+|[a-z0-9]+(-[a-z0-9]+)*)$", max_length=80)]
Cents = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """What every registry record shares."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
    """Someone who may hold a function, from `du` to `au` (None: open)."""

    genre: Literal["acteur"] = "acteur"
    id: Slug
    nature: ActorKind
    nom: str
    canal: Channel = Channel.KAFKA
    identites: tuple[Identity, ...] = ()
    rattache_a: Slug | None = None
    successeur: Slug | None = None
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


class Commune(Record):
    """A commune, its codes over time, its zone and its relative holders."""

    genre: Literal["commune"] = "commune"
    slug: Slug
    nom: str
    cog: tuple[CogPeriod, ...]
    fuseau: str = "Europe/Paris"
    population: int = Field(gt=0)
    relations: tuple[Relation, ...]
    mandats: tuple[Mandate, ...] = ()
    politique_apres_elections: Literal["a_confirmer", "survit"] = "a_confirmer"


class Aid(Record):
    """An aid of the catalogue (domain §2): what it is and who usually decides, never who decides here."""

    genre: Literal["aide"] = "aide"
    code: Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=20)]
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


class Envelope(Record):
    """A yearly budget an act may commit."""

    centimes_par_an: Cents
    report: bool = False


class Suspension(Record):
    """A stretch of time in which the act gives nothing."""

    du: date
    au: date | None = None


class Act(Record):
    """One dated act that gives `fonctions` on `aides` to `beneficiaire` (the holder): who does what, from when to when.

    `delegant` names who holds the power for delegations, conventions, markets and agreements; `prive` (derived, transfers only) is the
    `communes` empty means national: applied to every commune. `origine` is the act this one rests on.
    `au_guichet`: the competence is shared and the door the person knocked at decides (agreements). `exclusif`: no delegation or counter may
    come between (legal exclusions such as ASE). `urgence_seulement`: only for urgent demands.
    `version_selon`: whether this version of the règlement applies to demands made since it began, or to what is decided from then on.
    `montant_*` bound the competence; `plafond_aide_centimes` is only what the rules grant at most, the competence is the same above it.
    """

    genre: Literal["acte"] = "acte"
    id: Slug
    type: ActKind
    numero: str
    objet: str
    communes: tuple[Slug, ...] = ()
    beneficiaire: HolderRef
    delegant: HolderRef | None = None
    aides: tuple[str, ...] = Field(min_length=1)
    fonctions: tuple[Function, ...]
    publics: tuple[Public, ...] = ()
    territoire: tuple[str, ...] = ()
    organe: Body | None = None
    montant_max_centimes: Cents | None = None
    montant_min_centimes: Cents | None = None
    plafond_aide_centimes: Cents | None = None
    version_reglement: Annotated[str, Field(pattern=r"^v[0-9]{1,4}$")] | None = None
    version_selon: Literal["date_demande", "date_decision"] = "date_demande"
    urgence_seulement: bool = False
    au_guichet: bool = False
    exclusif: bool = False
    enveloppe: Envelope | None = None
    capacite: int | None = Field(default=None, gt=0)
    clause_urgence: HolderRef | None = None
    sort_des_encours: Literal["REPRISE", "FIN_DE_COURS"] = "REPRISE"
    reconduction: Literal["aucune", "expresse", "tacite"] = "aucune"
    donnees_autorisees: str | None = None
    base: str
    origine: Slug | None = None
    suspensions: tuple[Suspension, ...] = ()
    revoque_le: date | None = None
    du: date
    au: date | None = None
    a_verifier: bool = False


class Version(Record):
    """Ends a load: everything before it, up to the version before, belongs to `version`."""

    genre: Literal["version"] = "version"
    version: int = Field(ge=1)
    empreinte: str
    enregistre_le: str


AnyRecord = Annotated[Actor | Commune | Aid | Act | Version, Field(discriminator="genre")]
