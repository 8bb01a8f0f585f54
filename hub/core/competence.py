"""Who is responsible for an aid, in a commune, on a date, by which act, and why not the others.

Rules (domain §4.3): 1 legal exclusions; 2 transfers in force; 3 delegations valid that day (function, territory, public, amount); 4 fallback
clause; 5 titulaire; 6 orientation to an association without mandate; 7 nobody: `AIDE_NON_INSTITUEE`. Total and deterministic; a tie between
equally precise acts is `COMPETENCE_A_TRANCHER`, never first come.
"""

from dataclasses import dataclass
from datetime import date

from schemas.codes import Function, Public, Reason, Role


@dataclass(frozen=True, slots=True)
class Question:
    """Who holds `function` on `aid` in `commune` (slug) on `day`? `counter` is the actor the person knocked at."""

    commune: str
    aid: str
    day: date
    function: Function = Function.DECIDER
    counter: str | None = None
    amount_cents: int | None = None
    public: Public | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A candidate that was considered and not chosen, with its act and the reason."""

    acteur: str
    acte: str | None
    raison: Reason


@dataclass(frozen=True, slots=True)
class Answer:
    """`responsable` is None only when nobody owns the need by an act (`AIDE_NON_INSTITUEE`, `ORIENTATION_SUPPLETIF`, `ACTION_COLLECTIVE`).

    `titulaire` is who holds the power that day (itself or through others), `suppletifs`, `actions` and `services` name what exists instead.
    """

    responsable: str | None
    role: Role
    acte: str | None
    raison: Reason
    ecartes: tuple[SetAside, ...] = ()
    titulaire: str | None = None
    acte_titulaire: str | None = None
    suppletifs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
