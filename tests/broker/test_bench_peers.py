"""The peers of the bench do the work that is compared, each on a real Kafka; one that does not has no figures."""

from collections.abc import Iterator
from functools import partial

import pytest

from bench.ground import Ground, python
from bench.kills import Kills, under_kill
from bench.outputs import WrongOutputsError
from bench.peers.roster import PEERS
from bench.reference_run import Work, measure_peer

SHORT = Work(cases=200, events=2_000, rate=500, warm_s=0.2, measured_s=1.0)
KILLS = Kills(cases=100, rate=200, load_s=4.0, between_s=(1.5, 2.0), session_timeout_ms=1_500, drain_s=20.0, quiet_s=1.0)
FROM_A_VENV_OF_ITS_OWN = {"quix"}
"""Not measured here: its venv is made when a bench asks for it."""


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    """A Kafka for all peers, as in a run of the bench."""
    with Ground() as found:
        yield found


@pytest.mark.parametrize("name", [name for name in PEERS if name not in FROM_A_VENV_OF_ITS_OWN])
def test_a_peer_does_the_reference_work_and_has_its_figures(ground: Ground, name: str) -> None:
    """Every output is there once, in order, with its right count; the peer in Kafka Streams is built from its sources for it."""
    drained, steady = measure_peer(ground, PEERS[name], name, SHORT)
    assert set(drained) == {"rss_mb", "cpu_s_per_100k", "events_per_s"}
    assert set(steady) == {"rss_mb", "cpu_s_per_100k", "events_per_s", "p50_ms", "p99_ms", "max_ms", "cpu_s"}
    assert all(value > 0 for value in (*drained.values(), *steady.values()))


def test_a_peer_with_wrong_outputs_fails_the_bench(ground: Ground) -> None:
    """It has no figures, however fast it was."""
    with pytest.raises(WrongOutputsError, match="c000007"):
        measure_peer(ground, partial(python, "tests.broker.planted_peer"), "doubling", SHORT)


def test_a_peer_that_ends_is_not_waited_for(ground: Ground) -> None:
    """It has no figures, and says at once why."""
    with pytest.raises(ChildProcessError, match="ended by itself after 0 of 2000"):
        measure_peer(ground, partial(python, "this"), "ending", SHORT)


def test_what_kills_do_to_a_peer_is_seen(ground: Ground) -> None:
    """A loop that keeps its state nowhere counts anew after a kill; each kill was done, and the peer came back."""
    found = under_kill(ground, PEERS["aiokafka"], "killed", KILLS)
    assert (found["events"], found["kills"], found["lost"]) == (1_000, len(KILLS.times()), 0)
    assert found["wrong_state"] > 0
    assert found["drained_s"] < KILLS.drain_s
