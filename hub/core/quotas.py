"""The account of one act: its places and its yearly money, and who waits for them, in order. Pure: an account and a fact in, a ruling out.

Rules:
1. Nothing is given above a bound. A bound that comes, or is lowered, below what is held already takes nothing back and gives nothing more.
2. Who waits is served in order: nobody overtakes who waits for the same place or the same money. Who asks for more than a whole year's
   envelope can never be served, and holds nobody up.
3. An empty envelope serves nobody, whatever is asked.
4. A reservation is known by its case and number: what is asked twice, or given back twice, counts once.
5. The bounds are those of the highest registry version that was told.
6. 80, 95 and 100 % of a bound are told once a year each; a bound that changes is watched anew.
7. One fact serves at most `SERVED_MAX` of those who wait; `goes_on` asks to be called again (`GoesOn`).
"""

from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple, assert_never

import msgspec

from hub.core.quota_account import PLACES, Account, Held, Sum, could_be_served, fits, lines_of, moved
from hub.core.quota_facts import Asked, GoesOn, QuotaFact, Returned, Spent
from hub.core.quota_thresholds import Crossing, crossed, watched_anew
from schemas.codes import QuotaBound, QuotaOutcome

SERVED_MAX = 200

Id = tuple[str, int]
"""Case and number."""


class Answer(NamedTuple):
    """What a reservation is told; `manque` is the bound that is reached."""

    id: Id
    etat: QuotaOutcome
    manque: QuotaBound | None = None


class Ruling(NamedTuple):
    """What a fact makes of the account: reservations changed (None: over), answers, thresholds."""

    account: Account
    changed: dict[Id, Held | None] = {}  # noqa: RUF012 -- never changed
    answers: tuple[Answer, ...] = ()
    crossed: tuple[Crossing, ...] = ()
    goes_on: bool = False


def rule(account: Account, known: Held | None, waiting: Iterable[tuple[Id, Held]], fact: QuotaFact) -> Ruling:
    """What `fact` makes of the account; `known` is the reservation it names, `waiting` who waits, in the order of their turns."""
    match fact:
        case Asked():
            return _asked(_with_bounds(account, fact), known, waiting, fact)
        case Spent():
            return _spent(account, known, waiting, fact)
        case Returned():
            return _returned(account, known, waiting, fact)
        case GoesOn():
            return _told(account, _served(account, waiting), ())
    assert_never(fact)


def _with_bounds(account: Account, fact: Asked) -> Account:
    if fact.version <= account.version:
        return account
    changed = msgspec.structs.replace(account, version=fact.version, bornes=fact.bornes)
    return changed if fact.bornes == account.bornes else watched_anew(changed)


def _asked(account: Account, known: Held | None, waiting: Iterable[tuple[Id, Held]], fact: Asked) -> Ruling:
    mine: Id = (fact.dossier, fact.n)
    if known is not None and not known.waits:
        return _told(account, _served(account, waiting), (fact.annee,))
    rank = account.rang + 1 if known is None else known.rang
    entry = Held(fact.place, line_of(fact), fact.centimes or 0, fact.annee, rank)
    if fact.tenu:
        return _held_already(account, known, waiting, mine, entry)
    if known is None:
        account = msgspec.structs.replace(account, rang=rank, attente=account.attente + 1)
        served = _served(account, waiting, ((mine, entry),))
    else:
        served = _served(account, ((one, entry if one == mine else held) for one, held in waiting))
    if mine in served.changed:
        return _told(account, served, (fact.annee,))
    if fact.attend:
        answers = () if known is not None else (Answer(mine, QuotaOutcome.EN_ATTENTE, _short(served, entry)),)
        changed: dict[Id, Held | None] = {mine: entry}
        left = served.account
    else:
        answers = (Answer(mine, QuotaOutcome.EPUISEE, _short(served, entry)),)
        changed = {} if known is None else {mine: None}
        left = msgspec.structs.replace(served.account, attente=served.account.attente - 1)
    after = served._replace(account=left, changed={**served.changed, **changed}, answers=(*served.answers, *answers))
    return _told(account, after, (fact.annee,))


def _held_already(account: Account, known: Held | None, waiting: Iterable[tuple[Id, Held]], mine: Id, entry: Held) -> Ruling:
    """Count what is held, whatever the bound; then serve who waits from what may be left."""
    queue = ((one, held) for one, held in waiting if one != mine)
    after = moved(msgspec.structs.replace(account, attente=account.attente - (known is not None)), entry, 1)
    ruling = _freed(account, after, queue, {mine: msgspec.structs.replace(entry, rang=0)}, entry)
    return ruling._replace(answers=(Answer(mine, QuotaOutcome.ACCORDEE), *ruling.answers))


def _spent(account: Account, known: Held | None, waiting: Iterable[tuple[Id, Held]], fact: Spent) -> Ruling:
    if known is None or known.waits or known.ligne is None:
        return Ruling(account)
    before = account.sommes[known.ligne]
    total = Sum(before.reserve - known.centimes, before.consomme + fact.centimes)
    after = msgspec.structs.replace(account, sommes={**account.sommes, known.ligne: total})
    rest = Held(place=True, ligne=None, centimes=0, annee=known.annee) if known.place else None
    return _freed(account, after, waiting, {(fact.dossier, fact.n): rest}, known)


def _returned(account: Account, known: Held | None, waiting: Iterable[tuple[Id, Held]], fact: Returned) -> Ruling:
    if known is None:
        return Ruling(account)
    mine: Id = (fact.dossier, fact.n)
    after = msgspec.structs.replace(account, attente=account.attente - 1) if known.waits else moved(account, known, -1)
    return _freed(account, after, ((one, held) for one, held in waiting if one != mine), {mine: None}, known)


def _freed(before: Account, after: Account, waiting: Iterable[tuple[Id, Held]], changed: dict[Id, Held | None], known: Held) -> Ruling:
    """Serve who waits from what became free."""
    served = _served(after, waiting)
    return _told(before, served._replace(changed={**served.changed, **changed}), (known.annee,))


def _served(account: Account, waiting: Iterable[tuple[Id, Held]], last: tuple[tuple[Id, Held], ...] = ()) -> Ruling:
    """Serve in order (rule 2)."""
    changed: dict[Id, Held | None] = {}
    blocked: set[str] = set()
    for one, entry in chain(waiting, last):
        short = [line for line in lines_of(entry) if line in blocked or not fits(account, line, entry)]
        if short:
            blocked.update(short if could_be_served(account, entry) else ())
        elif len(changed) == SERVED_MAX:
            return _granted(account, changed, goes_on=True)
        else:
            account = moved(msgspec.structs.replace(account, attente=account.attente - 1), entry, 1)
            changed[one] = msgspec.structs.replace(entry, rang=0)
    return _granted(account, changed, goes_on=False)


def _granted(account: Account, changed: dict[Id, Held | None], *, goes_on: bool) -> Ruling:
    return Ruling(account, changed, tuple(Answer(one, QuotaOutcome.ACCORDEE) for one in changed), (), goes_on)


def line_of(fact: Asked) -> str | None:
    """The line of money that is asked of, if one is."""
    if fact.centimes is None:
        return None
    return str(fact.annee) if fact.bornes.fongible else f"{fact.annee}/{fact.aide}"


def _short(served: Ruling, entry: Held) -> QuotaBound:
    """The bound for which it was not served; the places where it only stands behind others."""
    money = entry.ligne is not None and not fits(served.account, entry.ligne, entry)
    no_place = entry.place and not fits(served.account, PLACES, entry)
    return QuotaBound.BUDGET if (money and not no_place) or not entry.place else QuotaBound.PLACES


def _told(before: Account, ruling: Ruling, years: tuple[int, ...]) -> Ruling:
    """The ruling with the thresholds it reaches."""
    served = {held.annee for held in ruling.changed.values() if held is not None}
    account, told = crossed(before, ruling.account, served.union(years))
    return ruling._replace(account=account, crossed=told)
