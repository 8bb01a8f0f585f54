"""The peers of the bench do the work that is compared, each on a real Kafka; one that does not has no figures."""

from collections.abc import Iterator
from functools import partial

import pytest

from bench.engine import PEERS, Work, measure_peer
from bench.ground import Ground, python
from bench.outputs import WrongOutputsError

SHORT = Work(cases=200, events=2_000, rate=500, warm_s=0.2, measured_s=1.0)


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """A Kafka for all peers, as in a run of the bench."""
    with Ground() as found:
        yield found


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_does_the_reference_work_and_has_its_figures(ground: Ground, name: str) -> None:
    """Every output is there once, in order, with its right count; the peer in Kafka Streams is built from its sources for it."""
    figures = measure_peer(ground, PEERS[name], name, SHORT)
    assert set(figures) == {"rss_mb", "cpu_s_per_100k", "events_per_s", "p50_ms", "p99_ms", "max_ms", "cpu_s_at_1000_per_s"}
    assert all(value > 0 for value in figures.values())


def test_a_peer_with_wrong_outputs_fails_the_bench(ground: Ground) -> None:
    """It has no figures, however fast it was."""
    with pytest.raises(WrongOutputsError, match="c000007"):
        measure_peer(ground, partial(python, "tests.broker.planted_peer"), "doubling", SHORT)
