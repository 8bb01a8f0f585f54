"""What a seed says of one schedule."""

import random
from typing import NamedTuple


class Plan(NamedTuple):
    """What a seed says."""

    workers: int
    facts: int
    over_s: float
    """The facts come within so many seconds."""
    slowest_s: float
    slow_markers: float
    faults: int
    skips: float
    is_static: bool
    lost_markers: float
    """How often the end of a transaction whose writer is dead does not reach a partition (seen on Kafka 4.3.1)."""
    hiccups: float
    """How often a process is held up for some milliseconds after a step, while answers come in."""


def plan_of(chance: random.Random) -> Plan:
    """Drawn."""
    return Plan(
        workers=chance.choice((1, 2, 2, 3, 3)),
        facts=chance.randint(10, 40),
        over_s=chance.choice((0.5, 1.0, 2.0, 6.0)),
        slowest_s=chance.choice((0.01, 0.05, 0.2)),
        slow_markers=chance.choice((0.0, 0.1, 0.5)),
        faults=chance.randint(0, 6),
        skips=chance.choice((0.0, 0.0, 0.05)),
        is_static=chance.choice((True, False)),
        lost_markers=chance.choice((0.0, 0.0, 0.0, 0.3)),
        hiccups=chance.choice((0.0, 0.05, 0.2)),
    )
