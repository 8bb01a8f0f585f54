"""What breaks first when a plan is kept and communes are added, from how many communes on, and the step after it.

Rules:
1. Each limit is a need that grows with the communes beside what the plan has of it; the first to be passed is the first to break.
2. A plan holds for the communes asked: no limit that breaks it lies there or below.
3. Where nobody tried any further is told apart: what lies behind it is counted in proportion and not known to hold. It may lie below the
   communes asked.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Final, NamedTuple

from hub.core import sizing_figures as known
from hub.core.sizing import KEYED, Asked, Plan, brokers_for, by_pace, by_restore, carrying, load, of_one_worker, partitions_of


class What(StrEnum):
    """The limits, as a machine reads them."""

    OUVRIERS_REPRISE = "ouvriers_reprise"
    OUVRIERS_DEBIT = "ouvriers_debit"
    VOIES = "voies"
    BROKERS = "brokers"
    DOSSIERS_ESSAYES = "dossiers_essayes"
    TOPICS_ESSAYES = "topics_essayes"


class Breaking(NamedTuple):
    """A limit, and the least number of communes that passes it."""

    what: What
    at_communes: int


_Need = Callable[[Asked, Plan], float]


def _topics(asked: Asked) -> int:
    return len(KEYED) + 1 + 2 * load(asked).actors


_NEEDS: Final[tuple[tuple[What, _Need, Callable[[Plan], float]], ...]] = (
    (What.OUVRIERS_REPRISE, lambda asked, _: by_restore(load(asked)), lambda plan: plan.workers - 1),
    (What.OUVRIERS_DEBIT, lambda asked, _: by_pace(load(asked)), lambda plan: plan.workers - 1),
    (What.VOIES, lambda asked, _: carrying(load(asked)) + 1, lambda plan: plan.partitions.lanes),
    (What.BROKERS, lambda asked, plan: _brokers(asked, plan.partitions.lanes), lambda plan: plan.brokers),
)
"""What is needed for a number of communes, what the plan has; the first of two that break together is told."""
_TRIED: Final[tuple[tuple[What, _Need, Callable[[Plan], float]], ...]] = (
    (What.DOSSIERS_ESSAYES, lambda asked, _: of_one_worker(load(asked)), lambda _: known.RESTORED_MAX.value),
    (What.TOPICS_ESSAYES, lambda asked, _: _topics(asked), lambda _: known.TOPICS_MAX.value),
)
"""The same for what was tried: the most dossiers that one worker restored, the most topics that one followed."""


def _brokers(asked: Asked, lanes: int) -> int:
    return brokers_for(partitions_of(load(asked), lanes).total * asked.replicas, asked.replicas)


def breakings(plan: Plan) -> tuple[Breaking, ...]:
    """Every limit with the communes that pass it, the first to break first."""
    found = [Breaking(what, _least(plan, need, has(plan))) for what, need, has in _NEEDS]
    return tuple(sorted(found, key=lambda one: one.at_communes))


def untried(plan: Plan) -> tuple[Breaking, ...]:
    """From how many communes on the plan is beyond what was tried, whatever the plan."""
    return tuple(Breaking(what, _least(plan, need, has(plan))) for what, need, has in _TRIED)


def first_to_break(plan: Plan) -> Breaking:
    """The limit that is passed with the fewest communes."""
    return breakings(plan)[0]


def _least(plan: Plan, need: _Need, has: float) -> int:
    """The least number of communes, of the inhabitants and years asked, that needs more than `has`."""
    passed = 1
    while need(plan.asked._replace(communes=passed), plan) <= has:
        passed *= 2
    low = passed // 2
    while passed - low > 1:
        middle = (low + passed) // 2
        if need(plan.asked._replace(communes=middle), plan) > has:
            passed = middle
        else:
            low = middle
    return passed
