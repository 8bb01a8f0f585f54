"""What the projector knows of the whole, as Prometheus reads it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

Sample = tuple[list[str], float]


class QuotaStanding(NamedTuple):
    """How much of an act's bound (`places`, or `budget` of the last year it was asked for) is taken, and who waits for it."""

    act: str
    bound: str
    used: float
    waiting: int


class ToVerify(NamedTuple):
    """How many stopped decisions wait to be settled, and for how many whole working days of its commune the oldest has."""

    decisions: int
    workdays: int


class DeadlinesPassed(NamedTuple):
    """Deadlines that passed without being told in time."""

    overdue_s: float
    """Age of the oldest that passed and is not told yet (0: none); a silence that waits for a stopped decision is none."""
    told_late: int
    """How many of those told in the last day were told late."""


class Standing(NamedTuple):
    """What the projector knows of the whole hub at one moment; replaces the one before as a whole."""

    open_cases: Mapping[tuple[str, str], int]
    """(actor, act or "") -> open dossiers."""
    oldest_unread_s: Mapping[str, float]
    """actor -> age of the oldest message of its inbox that no group of its own has read (0: none)."""
    last_event_s: Mapping[str, float]
    """partner -> Unix time of its last event."""
    quotas: tuple[QuotaStanding, ...] = ()
    silent_workdays: Mapping[str, int] = {}
    """partner -> whole working days of its own since its last event."""
    to_verify: Mapping[str, ToVerify] = {}
    """actor that answers for the dossiers -> its stopped decisions."""
    act_ends_s: Mapping[tuple[str, str], float] = {}
    """(act, holder) -> Unix time at which it ends, of acts that end within the year and that nothing follows."""
    deadlines: DeadlinesPassed | None = None
    """None until it was measured."""


class StandingCollector(Collector):
    """Yields the last `Standing` as a whole, so that a scrape never sees a half-replaced one."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self.current = Standing({}, {}, {})

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All families, also those without a sample: their names are known from the start."""
        yield from _cases_and_partners(self.current)
        yield from _quotas(self.current.quotas)
        yield from _decisions_and_acts(self.current)
        yield from _deadlines(self.current.deadlines)


def _cases_and_partners(standing: Standing) -> Iterator[GaugeMetricFamily]:
    cases = ((list(labels), count) for labels, count in standing.open_cases.items())
    yield _family("relais_open_cases", "Dossiers not closed, by who answers for them and by which act.", ["actor", "act"], cases)
    unread = (([actor], age) for actor, age in standing.oldest_unread_s.items())
    yield _family("relais_inbox_oldest_unread_seconds", "Age of the oldest message its actor has not read.", ["actor"], unread)
    last = (([actor], instant) for actor, instant in standing.last_event_s.items())
    yield _family("relais_partner_last_event_timestamp_seconds", "When a partner's last event was handled.", ["partner"], last)
    silent = (([actor], days) for actor, days in standing.silent_workdays.items())
    yield _family("relais_partner_silent_workdays", "Whole working days of a partner since its last event.", ["partner"], silent)


def _quotas(quotas: Iterable[QuotaStanding]) -> Iterator[GaugeMetricFamily]:
    given = tuple(quotas)
    used = (([one.act, one.bound], one.used) for one in given)
    yield _family("relais_quota_used_ratio", "Share of an act's places or of its yearly money that is taken.", ["act", "bound"], used)
    waiting = (([one.act, one.bound], float(one.waiting)) for one in given)
    yield _family("relais_quota_waiting", "Dossiers that wait for an act's places or money.", ["act", "bound"], waiting)


def _decisions_and_acts(standing: Standing) -> Iterator[GaugeMetricFamily]:
    waiting = (([actor], float(one.decisions)) for actor, one in standing.to_verify.items())
    yield _family("relais_decisions_to_verify", "Stopped decisions that wait, by who answers for the dossier.", ["actor"], waiting)
    days = (([actor], float(one.workdays)) for actor, one in standing.to_verify.items())
    yield _family("relais_decision_to_verify_workdays", "Whole working days the oldest of them has waited.", ["actor"], days)
    ends = (([act, actor], instant) for (act, actor), instant in standing.act_ends_s.items())
    yield _family("relais_act_end_timestamp_seconds", "When an act ends that nothing follows.", ["act", "actor"], ends)


def _deadlines(passed: DeadlinesPassed | None) -> Iterator[GaugeMetricFamily]:
    measured = () if passed is None else (passed,)
    overdue: Iterable[Sample] = (([], one.overdue_s) for one in measured)
    yield _family("relais_deadlines_overdue_seconds", "Age of the oldest deadline that passed and is not told yet (0: none).", [], overdue)
    late: Iterable[Sample] = (([], float(one.told_late)) for one in measured)
    yield _family("relais_deadlines_told_late", "Deadlines of the last day that were told more than ten minutes late.", [], late)


def _family(name: str, documentation: str, labels: list[str], samples: Iterable[Sample]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, documentation, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family
