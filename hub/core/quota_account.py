"""The account of one act as it is kept in `hub.quotas-state`: what is taken of its places and of each year's money, who holds, who waits.

Rules:
1. A line is what is bounded apart: the places, and the money of a year; of a year and an aid where the envelope is not `fongible`.
2. An envelope voted for one year (`annee`) is empty in every other. What is left of a year's own envelope passes to the next year, once,
   where the act says so (`report`) and the year was counted here.
"""

import msgspec

from hub.core.quota_facts import Bounds

FORMAT = 1
PLACES = "places"
"""The line of the places; a line of money is a year, or a year and an aid (`2026`, `2026/FSL-E`)."""


class Held(msgspec.Struct, frozen=True, array_like=True):
    """One reservation: a place, and `centimes` of a line of money (no line once they are spent); `rang` is its turn while it waits."""

    place: bool
    ligne: str | None
    centimes: int
    annee: int
    rang: int = 0

    @property
    def waits(self) -> bool:
        """Whether it is not granted yet."""
        return self.rang > 0


class Sum(msgspec.Struct, frozen=True, array_like=True):
    """The cents of one line: reserved for demands, spent by decisions."""

    reserve: int = 0
    consomme: int = 0

    @property
    def taken(self) -> int:
        """What is no longer free."""
        return self.reserve + self.consomme


class Account(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is taken of one act's bounds; `rang` is the last turn given, `franchis` the highest threshold told of each line and year."""

    format: int = msgspec.field(default_factory=lambda: FORMAT)  # a factory: a plain default would be left out of the record
    version: int = -1
    bornes: Bounds = Bounds()
    places: int = 0
    attente: int = 0
    rang: int = 0
    sommes: dict[str, Sum] = {}
    franchis: dict[str, int] = {}


def cap(account: Account, line: str) -> int | None:
    """The bound of a line, in places or cents; None where nothing bounds it."""
    bounds = account.bornes
    if line == PLACES:
        return bounds.capacite
    if bounds.centimes_par_an is None:
        return None
    year, _, aid = line.partition("/")
    if bounds.annee is not None and int(year) != bounds.annee:
        return 0
    before = account.sommes.get("/".join(filter(None, (str(int(year) - 1), aid))))
    left = 0 if before is None or not bounds.report else max(0, bounds.centimes_par_an - before.taken)
    return bounds.centimes_par_an + left


def taken(account: Account, line: str) -> int:
    """What is taken of a line."""
    return account.places if line == PLACES else account.sommes.get(line, Sum()).taken


def lines_of(entry: Held) -> tuple[str, ...]:
    """The lines the reservation takes from."""
    return (*((PLACES,) if entry.place else ()), *(() if entry.ligne is None else (entry.ligne,)))


def fits(account: Account, line: str, entry: Held) -> bool:
    """Whether the line has room for the reservation; one that is full has none, even for nothing."""
    bound, used = cap(account, line), taken(account, line)
    return bound is None or (used < bound and used + (1 if line == PLACES else entry.centimes) <= bound)


def could_be_served(account: Account, entry: Held) -> bool:
    """Whether what it asks for is within the whole bound."""
    bound = None if entry.ligne is None else cap(account, entry.ligne)
    return bound is None or (bound > 0 and entry.centimes <= bound)


def moved(account: Account, entry: Held, sign: int) -> Account:
    """The account with the reservation taken (+1) or given back (-1)."""
    sommes = account.sommes
    if entry.ligne is not None:
        before = sommes.get(entry.ligne, Sum())
        sommes = {**sommes, entry.ligne: Sum(before.reserve + sign * entry.centimes, before.consomme)}
    return msgspec.structs.replace(account, places=account.places + sign * entry.place, sommes=sommes)
