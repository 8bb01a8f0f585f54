"""Dated acts: who may do what, for whom, on which aids, from when to when, by which vote or signature.

Rules:
1. Dates are business dates in the commune's zone; validity is half-open: `du` is the first valid day, `au` the first day that is no
   longer valid.
2. Every field but those of the first version is optional: an act of today is read for ever.
3. No person is named: an act names an organ or a post, never who holds it.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.codes import ActKind, Body, Function, Public
from schemas.records import Cents, HolderRef, Record, Slug

Day = date
EventName = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=80)]
"""A type of event as the documentation names it, without prefix and version (`transmission.refusee`)."""


class ActReference(Record):
    """The text that carries the act: what it is, its number, when it was voted or signed, when the préfet received it (CGCT L2131-1)."""

    nature: Literal["deliberation", "arrete", "convention", "contrat", "statuts", "loi", "decret"]
    reference: str
    date: Day
    transmis_le: Day | None = None


class Envelope(Record):
    """A yearly budget an act may commit; `annee`: one year's only (None: every year). `fongible`: one sum for all aids of the act."""

    centimes_par_an: Cents
    report: bool = False
    annee: int | None = Field(default=None, ge=1900, le=2999)
    fongible: bool = True


class Suspension(Record):
    """A stretch of time in which the act gives nothing."""

    du: date
    au: date | None = None


class Reporting(Record):
    """What the holder reports, how often, and when it last did."""

    frequence: Literal["mensuelle", "trimestrielle", "semestrielle", "annuelle"]
    indicateurs: tuple[str, ...] = ()
    dernier_le: date | None = None


class Answering(Record):
    """How long who is offered a dossier by the act may be silent: reminded after so many hours, taken back after so many days."""

    rappel_heures: int = Field(default=48, gt=0, le=720)
    retour_jours: int = Field(default=5, gt=0, le=60)


class Overlap(Record):
    """For `jours` days after the act's end its former holder may still write these events; the right ends by itself."""

    jours: int = Field(gt=0, le=366)
    evenements: tuple[EventName, ...] = Field(min_length=1)


class Act(Record):
    """One dated act that gives `fonctions` on `aides` to `beneficiaire` (the holder): who does what, from when to when.

    `delegant` names who holds the power for delegations, conventions, markets and agreements, and who gave it up for transfers; `communes`
    empty means national: applied to every commune. `origine` is the act this one rests on, `remplace` the one it takes the place of.
    `au_guichet`: the competence is shared and the door the person knocked at decides (agreements). `exclusif`: no delegation or counter may
    come between (legal exclusions such as ASE). `urgence_seulement`: only for urgent demands. `priorite`: of equally precise acts the
    higher comes first, because an act says so.
    `montant_*` bound the competence; `plafond_aide_centimes` is only what the rules grant at most, the competence is the same above it.
    `version_selon`: whether this version of the règlement applies to demands made since it began, or to what is decided from then on.
    `capacite` (open dossiers) and `enveloppe` (a year's money) bound what may be taken on; `epuise` says what happens then: wait, or go to
    `clause_urgence`, who also answers for an urgent demand while the act is suspended. Exhausted is never a refusal.
    `subdelegation`: the holder may delegate in its turn. `succession`: whether its holder's successor takes it over (None: as the law says
    of that actor). `fin_du_poste`: the day the signatory left the post, from which a delegation of signature gives nothing.
    `tuilage`: what the former holder may still write after the end. `cloture`: its end closes the aid on purpose, nobody follows.
    `instruction_confirmee_jusqu_au`: over, its tacit renewal unclear, its holder goes on preparing until that day because the titulaire
    confirmed it; it decides nothing any more.
    `reponse`: what its holder's silence leads to once a dossier is offered (None: reminded at 48 hours, taken back at 5 days).
    `aide_recue_mois`: who decides by it is told, as a yes or no and a class of amounts, whether the person received an aid in the commune
    in that many months.
    `donnees_autorisees`: the minimisation profile that bounds what its holder is sent (None: what its role gets; schemas/profiles.py).
    `preavis_jours`: notice to be given before it is ended or not renewed. `traitement`: what the holder is under RGPD articles 26 and 28.
    """

    genre: Literal["acte"] = "acte"
    id: Slug
    type: ActKind
    numero: str
    objet: str
    acte_ref: ActReference | None = None
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
    priorite: int = Field(default=0, ge=0, le=99)
    enveloppe: Envelope | None = None
    capacite: int | None = Field(default=None, gt=0)
    epuise: Literal["attente", "repli"] = "attente"
    clause_urgence: HolderRef | None = None
    subdelegation: bool = False
    succession: bool | None = None
    tuilage: Overlap | None = None
    reponse: Answering | None = None
    sort_des_encours: Literal["REPRISE", "FIN_DE_COURS"] = "REPRISE"
    reconduction: Literal["aucune", "expresse", "tacite"] = "aucune"
    instruction_confirmee_jusqu_au: date | None = None
    preavis_jours: int | None = Field(default=None, ge=0)
    reporting: Reporting | None = None
    donnees_autorisees: Slug | None = None
    traitement: Literal["responsable", "responsable_conjoint", "sous_traitant"] | None = None
    base: str
    origine: Slug | None = None
    remplace: Slug | None = None
    suspensions: tuple[Suspension, ...] = ()
    revoque_le: date | None = None
    revoque_par: str | None = None
    fin_du_poste: date | None = None
    cloture: bool = False
    aide_recue_mois: int | None = Field(default=None, ge=1, le=60)
    du: date
    au: date | None = None
    a_verifier: bool = False
