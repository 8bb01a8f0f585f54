"""What missing pieces do to a delay (CRPA L114-5).

Rules:
1. Silence that rejects is suspended from the request for pieces to the day they have all come, or to the last day given for them,
   whichever is first; then the days that were left run on. A request that gives no day suspends nothing.
2. Silence that accepts starts when the competent authority has the demand and nothing it asked for is missing. What it never asked for is
   not missing.
3. A request made after the delay has ended changes nothing: what silence meant is acquired.
"""

from collections.abc import Callable, Iterator
from datetime import date

from hub.core.clock_facts import Fact, History
from schemas.catalogue_codes import FactKind


def suspended(first: date, last: date, history: History) -> date:
    """The last day of a delay from `first` to `last`, with the days during which it did not run."""
    for start, stop in _stretches(first, history):
        if start > last:
            break
        last += stop - start
    return last


def interrupted(first: date, last: date, history: History, ends: Callable[[date], date]) -> date:
    """The last day of a delay that each request makes run again whole from the end of its stretch (`ends`: from a day, its last)."""
    for start, stop in _stretches(first, history):
        if start > last:
            break
        last = max(last, ends(stop))
    return last


def complete_since(history: History, ends: Callable[[date], date]) -> date | None:
    """The day from which silence may accept; None while the demand has not arrived, or something asked for is missing."""
    received, whole = history.first(FactKind.RECEPTION_COMPETENTE), history.first(FactKind.DOSSIER_COMPLET)
    if received is None:
        return None
    since = received.day
    if whole is not None and since < whole.day <= ends(since):
        since = whole.day
    for request in history.all(FactKind.PIECES_DEMANDEES):
        if request.day > ends(since):
            break
        answer = _answer(request, history)
        if answer is None:
            return None
        since = max(since, answer)
    return since


def _stretches(first: date, history: History) -> Iterator[tuple[date, date]]:
    """The stretches during which pieces were awaited, from `first` on, apart from one another and in order."""
    reached = first
    for request in history.all(FactKind.PIECES_DEMANDEES):
        stop = _stop(request, history)
        start = max(request.day, reached)
        if stop is not None and stop > start:
            yield start, stop
            reached = stop


def _stop(request: Fact, history: History) -> date | None:
    if request.until is None:
        return None
    answer = _answer(request, history)
    return request.until if answer is None else min(request.until, answer)


def _answer(request: Fact, history: History) -> date | None:
    return next((one.day for one in history.all(FactKind.DOSSIER_COMPLET) if one.day >= request.day), None)
