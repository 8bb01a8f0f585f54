"""Thresholds of an account: how much of a bound is taken, told once a year each.

Rules:
1. Each of 80, 95 and 100 % is told once of a line and a year; a bound that changes is watched anew.
2. An empty bound has no threshold.
"""

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from hub.core.quota_account import PLACES, Account, cap, taken
from schemas.codes import QuotaThreshold

THRESHOLDS = {80: QuotaThreshold.SEUIL_80, 95: QuotaThreshold.SEUIL_95, 100: QuotaThreshold.SEUIL_100}


class Crossing(NamedTuple):
    """A threshold was reached on a line."""

    seuil: QuotaThreshold
    ligne: str
    pris: int
    borne: int


def crossed(before: Account, after: Account, years: Iterable[int]) -> tuple[Account, tuple[Crossing, ...]]:
    """The thresholds that `after` reaches and that were not told: of the money it touched, and of its places in these years."""
    marks = sorted(line for line in after.sommes if after.sommes[line] != before.sommes.get(line))
    marks += [f"{PLACES}/{year}" for year in sorted(set(years)) if after.bornes.capacite is not None]
    told, found = dict(after.franchis), []
    for mark in marks:
        line, reached = _line(mark), _reached(after, _line(mark))
        new = [percent for percent in THRESHOLDS if told.get(mark, 0) < percent <= reached]
        found += [Crossing(THRESHOLDS[percent], line, taken(after, line), cap(after, line) or 0) for percent in new]
        if new:
            told[mark] = reached
    return msgspec.structs.replace(after, franchis=told), tuple(found)


def watched_anew(account: Account) -> Account:
    """The account under bounds that have changed: only what is reached now counts as told."""
    told = {mark: min(percent, _reached(account, _line(mark))) for mark, percent in account.franchis.items()}
    return msgspec.structs.replace(account, franchis={mark: percent for mark, percent in told.items() if percent})


def _line(mark: str) -> str:
    """What a mark is about: a line of money bears its year, the places are marked by year."""
    return PLACES if mark.startswith(PLACES) else mark


def _reached(account: Account, line: str) -> int:
    """The highest threshold that what is taken of the line reaches; 0 for none, and where there is no bound."""
    bound = cap(account, line)
    if not bound:
        return 0
    return max((percent for percent in THRESHOLDS if taken(account, line) * 100 >= percent * bound), default=0)
