"""The clocks of a case: every legal deadline and every target of the service, from the catalogue, the calendar and what happened.

Rules:
1. They are a function of three things: the catalogue's entry of the demand's day, the commune's zone and holidays, the dated facts. Nothing
   is stored that they cannot say again; no fact but another reception moves the demand's day, and that one only to an earlier day.
2. No delay and no article is here: they are data (schemas/catalogue.py).
3. A clock whose condition (`si`) has not happened does not exist; one whose start has not happened waits.
4. An adjournment, a transmission, a session that is planned end nothing: they are not decisions.
5. What closes the demand (CLOTURE) ends every clock that runs.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Final, NamedTuple

from hub.core.clock import Basis, Clock, ClockState, running, waiting
from hub.core.clock_appeals import appeal_clocks
from hub.core.clock_facts import Fact, Flag, History
from hub.core.clock_pieces import complete_since, interrupted, suspended
from hub.core.legal_days import Place, Start, Term, closing, term
from schemas.catalogue import CatalogueEntry, ClockRule, SilenceRule
from schemas.catalogue_codes import ClockCode, FactKind

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_WHENEVER: Final = frozenset({FactKind.DECISION, FactKind.NOTIFICATION, FactKind.CLOTURE})
"""What ends a clock even when it happened before the clock could start; other answers are to what started it, and come after."""


class Schedule(NamedTuple):
    """The clocks of a case, next due first; `h0` is the day that silence which rejects counts from."""

    h0: date | None
    flags: tuple[Flag, ...]
    clocks: tuple[Clock, ...]

    def clock(self, code: ClockCode) -> Clock | None:
        """The clock of that code, if there is one."""
        return next((one for one in self.clocks if one.code is code), None)


def schedule(entry: CatalogueEntry | None, place: Place, facts: Iterable[Fact]) -> Schedule:
    """Every clock of the case; without an entry none, and a flag that says so."""
    history = History(facts)
    demand = history.first(FactKind.PREMIERE_RECEPTION)
    h0 = None if demand is None else demand.day
    if entry is None:
        return Schedule(h0, (*history.demand_flags(), Flag.SANS_REGLE), ())
    silence = _silence(entry.silence, history, place)
    found = [clock for rule in entry.horloges for clock in _clock(rule, history, place)]
    if silence is not None:
        found.append(silence)
    if entry.recours is not None:
        found += appeal_clocks(entry.recours, history, place, silence)
    clocks = tuple(sorted(found, key=lambda one: (one.due or _NEVER, one.code, one.basis.nature)))
    return Schedule(h0, (*history.demand_flags(), *_late_session(silence, history)), clocks)


def _silence(rule: SilenceRule, history: History, place: Place) -> Clock | None:
    """When the demand is decided by nobody; a decision dated after that day does not undo it."""
    if rule.effet == "aucun" or rule.delai is None:
        return None
    basis = Basis(ClockCode.SILENCE, rule.origine, rule.article, effect=rule.effet, to_verify=rule.a_verifier)
    basis = basis._replace(by_notification=FactKind.DECISION not in rule.arretee_par)
    asked = ClockRule(code=basis.code, origine=rule.origine, delai=rule.delai, arretee_par=rule.arretee_par, pieces=rule.pieces)
    return _counted(basis, asked, history, place)


def _clock(rule: ClockRule, history: History, place: Place) -> Iterator[Clock]:
    if rule.si is None or history.first(rule.si) is not None:
        yield _counted(Basis(rule.code, rule.origine, rule.article, rule.nature, to_verify=rule.a_verifier), rule, history, place)


def _counted(basis: Basis, rule: ClockRule, history: History, place: Place) -> Clock:
    start = _start(rule, history, place)
    settled = _settled(rule, start, history)
    end = None if start is None else _end(rule, start, history, place)
    return waiting(basis, settled) if start is None or end is None else running(basis, start, end, place, settled)


def _start(rule: ClockRule, history: History, place: Place) -> Start | None:
    delay = rule.delai
    if rule.origine is not FactKind.DOSSIER_COMPLET or delay is None:
        return history.start(rule.origine)
    since = complete_since(history, lambda day: term(delay, Start(day), place).last_day)
    return None if since is None else Start(since)


def _end(rule: ClockRule, start: Start, history: History, place: Place) -> Term | None:
    """The end of a delay; that of awaited pieces is the day their request names, and without one there is none."""
    delay = rule.delai
    if delay is None:
        given = history.all(rule.origine)[-1].until
        return None if given is None else closing(max(given, start.day), place)
    nominal = term(delay, start, place, franc=rule.franc)
    if rule.pieces == "suspend":
        return closing(suspended(start.day, nominal.last_day, history), place, carried=rule.report)
    if rule.pieces == "interrompt":
        last = interrupted(start.day, nominal.last_day, history, lambda day: term(delay, Start(day), place, franc=rule.franc).last_day)
        return closing(last, place, carried=rule.report)
    return closing(nominal.last_day, place, carried=True) if rule.report else nominal


def _settled(rule: ClockRule, start: Start | None, history: History) -> Fact | None:
    return next((one for one in history.all(*rule.arretee_par, FactKind.CLOTURE) if _ends(one, start)), None)


def _ends(fact: Fact, start: Start | None) -> bool:
    return fact.kind in _WHENEVER or start is None or fact.day >= start.day


def _late_session(silence: Clock | None, history: History) -> tuple[Flag, ...]:
    """A session planned after the day on which silence decides comes too late: it is said while there is time."""
    planned = history.all(FactKind.SEANCE_PREVUE)
    if silence is None or silence.last_day is None or silence.state is ClockState.TENUE or not planned:
        return ()
    return (Flag.SEANCE_APRES_SILENCE,) if planned[-1].day > silence.last_day else ()
