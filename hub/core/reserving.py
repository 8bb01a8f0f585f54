"""What a case asks of the acts it is held by, before an act that is bounded entrusts anything: a place, a part of the year's money.

Rules:
1. An act with a capacity or an envelope entrusts a case only once its lane has counted it in. Until the answer nothing moves that hangs on
   it: who is accountable stays so.
2. Money is asked for until the case is decided, in the year of the day it is asked for; a place for as long as something is held.
3. Who waits is asked for again, under the same number and in the same turn, when the year, the amount or the act's bounds have changed.
4. What is held already when its act comes to be bounded is counted, and kept.
5. What is no longer wanted is given back in the transaction that makes it so: an answer that comes too late is given back too.
6. A stand-in by the act's clause takes none of the act's places; what acts contradict each other about is nobody's yet.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import NamedTuple

import msgspec

from hub.core import quota_conclusions as said
from hub.core.dossier import Demand, Dossier
from hub.core.entrusting import Share
from hub.core.journal import Conclusion
from hub.core.outcome import Effect
from hub.core.question import Answer
from hub.core.quota_facts import Asked, Bounds, Request, Reservation, Returned
from hub.core.registry import RegistryView
from hub.core.routing import Full, Route, ask
from schemas.codes import Function, QuotaOutcome, Reason, State
from schemas.registry import Act

NOT_COUNTED = frozenset({Reason.CLAUSE_DE_REPLI, Reason.COMPETENCE_A_TRANCHER})
_OPEN = frozenset({QuotaOutcome.DEMANDEE, QuotaOutcome.EN_ATTENTE})

Asking = Callable[[Function], Answer]


class Need(NamedTuple):
    """What a case needs of an act; `attend`: it waits where there is none; `tenu`: it is held by that act already."""

    place: bool
    centimes: int | None
    bornes: Bounds
    attend: bool = True
    tenu: bool = False


def full(dossier: Dossier) -> Full:
    """The acts that are full for this case."""
    main = [one for one in dossier.reservations if not one.complement]
    exhausted = frozenset(one.acte for one in main if one.etat is QuotaOutcome.EPUISEE)
    return Full(exhausted, frozenset(one.acte for one in main if one.etat is QuotaOutcome.EN_ATTENTE))


def is_granted(dossier: Dossier, acte: str) -> bool:
    """Whether the case is counted in under the act."""
    return any(one.acte == acte and one.etat is QuotaOutcome.ACCORDEE and not one.complement for one in dossier.reservations)


def need(act: Act | None, demand: Demand, *, decided: bool) -> Need | None:
    """What a case needs of the act; None where the act bounds nothing of it."""
    if act is None:
        return None
    money = act.enveloppe if not decided else None
    if act.capacite is None and money is None:
        return None
    return Need(act.capacite is not None, None if money is None else demand.montant_demande_centimes or 0, bounds_of(act))


def bounds_of(act: Act | None) -> Bounds:
    """What the act may take on; nothing bounds an act that is not known yet."""
    if act is None:
        return Bounds()
    envelope = act.enveloppe
    if envelope is None:
        return Bounds(act.capacite)
    return Bounds(act.capacite, envelope.centimes_par_an, envelope.annee, envelope.report, envelope.fongible)


def needed(view: RegistryView, demand: Demand, answer: Answer, *, decided: bool = False) -> Need | None:
    """What the case needs before `answer` may entrust it."""
    if answer.acte is None or answer.responsable is None or answer.raison in NOT_COUNTED:
        return None
    return need(view.act(answer.acte), demand, decided=decided)


class Counted(NamedTuple):
    """Who answers for each function; which of them hang on an act that has not counted the case in; what is wanted of bounded acts."""

    answers: dict[Function, Answer]
    held_back: frozenset[Function]
    wanted: dict[str, Need]


def count(
    dossier: Dossier, view: RegistryView, asking: Callable[[Full], Asking], functions: tuple[Function, ...], *, is_decided: bool
) -> Counted:
    """What the registry answers for the case, and what of it must be counted first."""
    here, demand = full(dossier), dossier.demande
    assert demand is not None
    bounded = (acte for acte in here.waiting if need(view.act(acte), demand, decided=is_decided) is not None)
    here = msgspec.structs.replace(here, waiting=frozenset(bounded))
    asked = asking(here)
    answers = {function: asked(function) for function in functions}
    unless_waiting: list[Answer] = []
    if here.waiting:
        freely = asking(msgspec.structs.replace(here, waiting=frozenset()))
        unless_waiting = [freely(function) for function in functions]
    wanted: dict[str, Need] = {}
    held_back = set()
    for answer in (*answers.values(), *(one for one in unless_waiting if one.acte in here.waiting)):
        what = needed(view, demand, answer, decided=is_decided)
        if what is None or answer.acte is None or (answer.responsable, answer.acte) in dossier.rendus:
            continue
        is_held = any(held.is_active and (held.acteur, held.acte) == (answer.responsable, answer.acte) for held in dossier.tenues)
        first = wanted.get(answer.acte)
        wanted[answer.acte] = what._replace(tenu=is_held or (first is not None and first.tenu))
    for acte, what in wanted.items():
        act = view.act(acte)
        assert act is not None
        others = asking(msgspec.structs.replace(here, exhausted=here.exhausted | {acte}))
        wanted[acte] = what._replace(attend=waits(act, (others(function) for function in functions)))
        if not what.tenu and not is_granted(dossier, acte):
            held_back |= {function for function, answer in answers.items() if answer.acte == acte and answer.raison not in NOT_COUNTED}
    return Counted(answers, frozenset(held_back), wanted)


def to_count(
    view: RegistryView, demand: Demand, place: tuple[str, str], routed: Route, day: date
) -> tuple[dict[str, Need], tuple[Share, ...]]:
    """What a new case, routed as on `day`, asks of bounded acts, and the shares that hang on none."""
    wanted: dict[str, Need] = {}
    free: list[Share] = []
    for share in routed.shares:
        act = None if share.acte is None or share.raison in NOT_COUNTED else view.act(share.acte)
        what = need(act, demand, decided=False)
        if what is None or act is None:
            free.append(share)
            continue
        others = ask(view, demand, place, day, demand.montant_demande_centimes, Full(exhausted=frozenset({act.id})))
        wanted[act.id] = what._replace(attend=waits(act, (others(function) for function in share.fonctions)))
    return wanted, tuple(free)


def waits_for_money(dossier: Dossier) -> bool:
    """Whether a year's envelope is waited for: the next year has another."""
    return any(one.etat is QuotaOutcome.EN_ATTENTE and one.centimes is not None for one in dossier.reservations)


def waits(act: Act, others: Iterable[Answer]) -> bool:
    """Whether the case waits where the act is full: the act says so, or nobody else would answer."""
    return act.epuise == "attente" or any(one.acte == act.id and one.raison not in NOT_COUNTED for one in others)


def claim(dossier: Dossier, view: RegistryView, wanted: Mapping[str, Need], day: date, *, initial: bool = False) -> Effect:
    """The case with what it asks for, asks for again, and gives back, now that it wants a part of these acts."""
    if not wanted and not dossier.reservations:
        return Effect(dossier)
    kept: list[Reservation] = []
    requests: list[Request] = []
    told: list[Conclusion] = []
    for one in dossier.reservations:
        if one.complement or one.etat is QuotaOutcome.ACCORDEE:
            kept.append(one)
        elif one.etat is QuotaOutcome.EPUISEE:
            kept += [] if one.acte in wanted else [one]
        elif one.acte not in wanted and not _is_awaited(dossier, one):
            requests.append(Returned(dossier=dossier.id, acte=one.acte, n=one.n))
            told.append(said.reserved(one, QuotaOutcome.RENDUE))
        elif one.etat is QuotaOutcome.EN_ATTENTE and one.acte in wanted and (again := _again(one, wanted[one.acte], day)) != one:
            kept.append(again)
            requests.append(_request(dossier, view, again, wanted[one.acte]))
        else:
            kept.append(msgspec.structs.replace(one, initiale=initial))
    known = {one.acte for one in kept if not one.complement}
    number = dossier.numero
    for acte, what in wanted.items():
        if acte not in known:
            number += 1
            new = Reservation(acte, number, QuotaOutcome.DEMANDEE, day, what.place, what.centimes, what.bornes, initial)
            kept.append(new)
            requests.append(_request(dossier, view, new, what))
            told.append(said.reserved(new, QuotaOutcome.DEMANDEE))
    dossier = msgspec.structs.replace(dossier, reservations=tuple(kept), numero=number)
    return Effect(dossier, tuple(told), requests=tuple(requests))


def _again(one: Reservation, what: Need, day: date) -> Reservation:
    """The waiting reservation as it would be asked for today; money of a year that is over is asked of the next one."""
    moves_on = what.centimes is not None and day.year > one.jour.year
    changed = {"place": what.place, "centimes": what.centimes, "bornes": what.bornes, "jour": day if moves_on else one.jour}
    return msgspec.structs.replace(one, **changed)


def _request(dossier: Dossier, view: RegistryView, one: Reservation, what: Need) -> Asked:
    return Asked(
        dossier=dossier.id,
        acte=one.acte,
        n=one.n,
        aide=dossier.aide,
        annee=one.jour.year,
        place=one.place,
        centimes=one.centimes,
        attend=what.attend,
        tenu=what.tenu,
        version=view.version,
        bornes=one.bornes,
    )


def complement(dossier: Dossier, view: RegistryView, act: Act, centimes: int, day: date) -> Effect:
    """Ask for what a decision grants beyond what was reserved; it does not wait."""
    what = Need(place=False, centimes=centimes, bornes=bounds_of(act), attend=False)
    one = Reservation(act.id, dossier.numero + 1, QuotaOutcome.DEMANDEE, day, what.place, centimes, what.bornes, complement=True)
    asking = msgspec.structs.replace(dossier, reservations=(*dossier.reservations, one), numero=one.n)
    return Effect(asking, (said.reserved(one, QuotaOutcome.DEMANDEE),), requests=(_request(dossier, view, one, what),))


def released(effect: Effect) -> Effect:
    """The effect with what its case holds no longer given back."""
    dossier = effect.dossier
    over = [one for one in dossier.reservations if _is_over(dossier, one)]
    if not over:
        return effect
    left = tuple(one for one in dossier.reservations if one not in over)
    given = [one for one in over if one.etat is not QuotaOutcome.EPUISEE]
    back = Effect(
        msgspec.structs.replace(dossier, reservations=left),
        tuple(said.reserved(one, QuotaOutcome.RENDUE) for one in given),
        requests=tuple(Returned(dossier=dossier.id, acte=one.acte, n=one.n) for one in given),
    )
    return msgspec.structs.replace(
        effect, dossier=back.dossier, conclusions=(*effect.conclusions, *back.conclusions), requests=(*effect.requests, *back.requests)
    )


def _is_awaited(dossier: Dossier, one: Reservation) -> bool:
    """Whether a decision waits for it."""
    return any(pending.n == one.n for pending in dossier.attendues)


def _is_over(dossier: Dossier, one: Reservation) -> bool:
    if dossier.etat is State.CLOS:
        return True
    if one.etat is not QuotaOutcome.ACCORDEE or _is_awaited(dossier, one):
        return False
    return one.complement or not any(held.is_active and held.acte == one.acte for held in dossier.tenues)
