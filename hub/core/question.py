"""What is asked of the registry, and what it answers: who, in what role, by which act, and why not the others."""

from datetime import date

import msgspec

from schemas.codes import Function, Public, Reason, Role


class Question(msgspec.Struct, frozen=True, gc=False):
    """Who holds `function` on `aid` in `commune` (slug) on `day`? `counter` is the actor the person knocked at.

    `exhausted`: the acts that have no place or no money left (who counts them says so); only those that then fall back give way.
    `waiting`: the acts under which this very case waits for its turn: they give way meanwhile.
    """

    commune: str
    aid: str
    day: date
    function: Function = Function.DECIDER
    counter: str | None = None
    amount_cents: int | None = None
    public: Public | None = None
    urgent: bool = False
    territory: str | None = None
    exhausted: frozenset[str] = frozenset()
    waiting: frozenset[str] = frozenset()


class SetAside(msgspec.Struct, frozen=True, gc=False):
    """A candidate that was considered and not chosen, with its act and the reason."""

    acteur: str
    acte: str | None
    raison: Reason


class Alternative(msgspec.Struct, frozen=True, gc=False):
    """What exists instead: another aid of the same domain, and who answers for it."""

    aide: str
    acteur: str
    acte: str
    raison: Reason


class Answer(msgspec.Struct, frozen=True, gc=False):
    """`responsable` is None only when nobody owns the need by an act (`AIDE_NON_INSTITUEE`, `ORIENTATION_SUPPLETIF`).

    Also when several run a collective action (`ACTION_COLLECTIVE`: who runs it alone answers for it, and a demand is redirected all the
    same), or when titulaires contradict each other and nobody may settle it (`COMPETENCE_A_TRANCHER`; the registry's check refuses such
    acts).
    `titulaire` is who holds the power that day (itself or through others); `suppletifs` (associations without mandate), `services` (who
    runs collective actions) and `alternatives` name what exists instead.
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
    alternatives: tuple[Alternative, ...] = ()
