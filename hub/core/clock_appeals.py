"""The clocks of an appeal: before the administration, then before the judge.

Rules (each delay and its article are the catalogue's):
1. What is contested is a decision that was notified, or a rejection by silence once its day has come. A decision taken in time undoes the
   silence; one notified within the silence's own delay makes it run again (CJA R421-2).
2. Nothing runs against who was not told before whom and until when to appeal (CRPA L112-6, CJA R421-5): the reasonable delay does, where
   there is one.
3. Where an appeal to the administration is compulsory the judge's delay starts from its outcome alone. Where it is not, one lodged in time
   makes the judge's delay run again, whole, from its outcome (CRPA L411-2); a second one changes nothing.
4. Silence on an appeal counts from its deposit.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hub.core.clock import Basis, Clock, ClockState, running, waiting
from hub.core.clock_facts import Fact, History
from hub.core.legal_days import Place, Start, Term, term
from schemas.catalogue import AppealDelay, Appeals
from schemas.catalogue_codes import ClockCode, FactKind


class Known(NamedTuple):
    """An outcome that can be contested, and whether the person was told how."""

    fact: Fact
    opposable: bool


def appeal_clocks(appeals: Appeals, history: History, place: Place, silence: Clock | None) -> Iterator[Clock]:
    """The clocks that run once there is something to contest."""
    first = appeals.depot if appeals.obligatoire else appeals.juge
    contested = _contested(history, place, first, silence)
    if contested is None:
        return
    lodged = history.first(FactKind.RECOURS_PREALABLE)
    if appeals.obligatoire:
        yield _delay(ClockCode.RECOURS_PREALABLE, contested, appeals, history, place)
    elif lodged is None or not _in_time(lodged, contested, first, place):
        yield _delay(ClockCode.CONTENTIEUX, contested, appeals, history, place)
        return
    if lodged is not None:
        yield from _once_lodged(appeals, history, place, lodged, contested)


def _once_lodged(appeals: Appeals, history: History, place: Place, lodged: Fact, contested: Known) -> Iterator[Clock]:
    """Silence on the appeal, then the judge's delay from its outcome."""
    answered = history.first(FactKind.DECISION_SUR_RECOURS, FactKind.CLOTURE)
    yield _running(ClockCode.SILENCE_RECOURS, appeals.silence, lodged, place, answered, effect_of_silence=True)
    outcome = _outcome(appeals, history, place, contested)
    if outcome is None:
        yield waiting(_basis(ClockCode.CONTENTIEUX, appeals.juge, FactKind.DECISION_SUR_RECOURS))
    else:
        yield _delay(ClockCode.CONTENTIEUX, outcome, appeals, history, place)


def _contested(history: History, place: Place, delay: AppealDelay, silence: Clock | None) -> Known | None:
    """The decision notified, or the rejection by silence."""
    notified, fallen = history.first(FactKind.NOTIFICATION), history.first(FactKind.SILENCE_ECHU)
    if silence is None or silence.basis.effect != "rejet" or silence.state is ClockState.TENUE:
        fallen = None
    acknowledged = any(one.opposable for one in history.all(FactKind.ACCUSE_RECEPTION))
    return _later(notified, None if fallen is None else Known(fallen, acknowledged), delay, place)


def _outcome(appeals: Appeals, history: History, place: Place, contested: Known) -> Known | None:
    """The decision on the appeal, or silence on it; of a voluntary appeal the first decision's indications are enough."""
    answered, fallen = history.first(FactKind.DECISION_SUR_RECOURS), history.first(FactKind.SILENCE_RECOURS_ECHU)
    told = fallen is not None and (fallen.opposable if appeals.obligatoire else contested.opposable)
    return _later(answered, None if fallen is None else Known(fallen, told), appeals.juge, place)


def _later(express: Fact | None, fallen: Known | None, delay: AppealDelay, place: Place) -> Known | None:
    """Of silence and an express decision: the second, unless it came when the first could no longer be contested."""
    if express is None:
        return fallen
    if fallen is None or express.day <= fallen.fact.day or _in_time(express, fallen, delay, place):
        return Known(express, express.opposable)
    return fallen


def _in_time(fact: Fact, known: Known, delay: AppealDelay, place: Place) -> bool:
    return not known.opposable or fact.day <= _term(delay, known.fact, place).last_day


def _delay(code: ClockCode, known: Known, appeals: Appeals, history: History, place: Place) -> Clock:
    """The delay against an outcome, or what stands in its place when the person was not told."""
    ending = FactKind.RECOURS_PREALABLE if code is ClockCode.RECOURS_PREALABLE else FactKind.RECOURS_CONTENTIEUX
    settled = history.first(ending, FactKind.CLOTURE)
    delay = appeals.depot if code is ClockCode.RECOURS_PREALABLE else appeals.juge
    if known.opposable:
        return _running(code, delay, known.fact, place, settled)
    if appeals.raisonnable is not None:
        return _running(ClockCode.DELAI_RAISONNABLE, appeals.raisonnable, known.fact, place, settled)
    return Clock(_basis(code, delay, known.fact.kind), ClockState.NON_OPPOSABLE, known.fact.day)


def _running(
    code: ClockCode, delay: AppealDelay, since: Fact, place: Place, settled: Fact | None, *, effect_of_silence: bool = False
) -> Clock:
    basis = _basis(code, delay, since.kind)
    if effect_of_silence:
        basis = basis._replace(effect="rejet")
    return running(basis, Start(since.day, since.at), _term(delay, since, place), place, settled)


def _basis(code: ClockCode, delay: AppealDelay, origin: FactKind) -> Basis:
    return Basis(code, origin, delay.article, to_verify=delay.a_verifier)


def _term(delay: AppealDelay, since: Fact, place: Place) -> Term:
    return term(delay.delai, Start(since.day, since.at), place, franc=delay.franc, carried=delay.report)
