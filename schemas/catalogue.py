"""What the law and the règlements say of an aid between two dates: who decides, what silence means, which clocks run, what may be asked.

Rules:
1. Dates are half-open: `du` is the first day of demand the entry holds for, `au` the first it no longer holds for. A case keeps the entry
   of the day of its demand; a rule that changes in law is a new entry.
2. Silence that rejects counts from the first authority, competent or not; silence that accepts from a complete file at the competent one
   (CRPA L114-3, L114-5).
3. A clock without `delai` ends on the day that the fact which starts it names.
4. `a_verifier` marks what must be checked on Légifrance before anyone relies on it.
5. Every field but those that name the rule has a default: a record of today is read for ever.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from schemas.catalogue_codes import ClockCode, FactKind, Sensitivity
from schemas.records import Record

AidCode = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", max_length=20)]
PieceCode = Annotated[str, Field(pattern=r"^[A-Z]+(_[A-Z]+)*$", max_length=40)]
"""A word of `Piece`; open when it is read, so that a piece added later does not stop an older program."""


class Delay(Record):
    """A length of time; months go de quantième à quantième, `jours_ouvres` are the commune's."""

    nombre: int = Field(gt=0, le=366)
    unite: Literal["heures", "jours", "jours_ouvres", "mois"]


class SilenceRule(Record):
    """What silence means once `delai` has passed since `origine`, unless one of `arretee_par` came first.

    `pieces`: what a request for missing pieces does to the delay (CRPA L114-5: it suspends the one that rejects).
    """

    effet: Literal["rejet", "accord", "aucun"]
    delai: Delay | None = None
    origine: FactKind = FactKind.PREMIERE_RECEPTION
    pieces: Literal["sans_effet", "suspend", "interrompt"] = "sans_effet"
    arretee_par: tuple[FactKind, ...] = (FactKind.DECISION,)
    article: str = ""
    a_verifier: bool = False


class ClockRule(Record):
    """One clock: it starts with `origine`, only when `si` happened too, and ends in time by one of `arretee_par`.

    `franc`: neither the first day nor the last counts. `report`: an end on a Saturday, a Sunday or a public holiday goes to the next
    working day. `nature`: `interne` is a target of the service, which nobody can invoke.
    """

    code: ClockCode
    origine: FactKind
    delai: Delay | None = None
    si: FactKind | None = None
    arretee_par: tuple[FactKind, ...] = ()
    pieces: Literal["sans_effet", "suspend", "interrompt"] = "sans_effet"
    franc: bool = False
    report: bool = False
    nature: Literal["legale", "interne"] = "legale"
    article: str = ""
    a_verifier: bool = False


class AppealDelay(Record):
    """How long somebody has to appeal, or an authority to answer an appeal."""

    delai: Delay
    franc: bool = False
    report: bool = False
    article: str = ""
    a_verifier: bool = False


class Appeals(Record):
    """Before whom a refusal is contested.

    `prealable`: the appeal to the administration itself; where it is `obligatoire` (RAPO) the judge cannot be seized before it,
    elsewhere it interrupts the judge's delay (CRPA L411-2). `raisonnable`: the delay when voies et délais were not told with the decision.
    """

    prealable: Literal["gracieux", "rapo", "cra"] = "gracieux"
    obligatoire: bool = False
    depot: AppealDelay
    silence: AppealDelay
    juridiction: Literal["tribunal_administratif", "tribunal_judiciaire", "commission_departementale_aide_sociale"] = (
        "tribunal_administratif"
    )
    juge: AppealDelay
    raisonnable: AppealDelay | None = None


class UrgentVariant(Record):
    """What there is for an urgent need: another aid (`aide`), or the same one quicker."""

    texte: str
    aide: AidCode | None = None


class CatalogueEntry(Record):
    """The rule of an aid for demands made from `du` on, before `au`; `decide`, `guichet`, `base`: as the aid says, unless said here."""

    du: date | None = None
    au: date | None = None
    decide: str | None = None
    guichet: str | None = None
    base: str | None = None
    silence: SilenceRule
    horloges: tuple[ClockRule, ...] = ()
    recours: Appeals | None = None
    pieces: tuple[PieceCode, ...] = ()
    donnees: Sensitivity = Sensitivity.SENSIBLES
    urgence: UrgentVariant | None = None
    a_verifier: bool = False
