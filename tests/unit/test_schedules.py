"""The engine's own lanes on a simulated clock, network and broker: thousands of schedules, and a list of planted faults that they find."""

import asyncio
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bench.schedules.__main__ import main
from bench.schedules.broker import Broker, BusyError, FencedError, InvalidStateError
from bench.schedules.log import Log, Sent, compacted
from bench.schedules.mutations import MUTATIONS
from bench.schedules.schedule import Schedule
from bench.schedules.timeline import PROCESS, Process, Timeline
from hub.engine.batch import Partition

SCHEDULES = 200
SCHEDULES_TO_FIND = 1_000
PLACE = Partition("t", 0)


def test_nothing_is_lost_doubled_or_stuck_in_any_schedule() -> None:
    """Seeds 0 and on."""
    for seed in range(SCHEDULES):
        assert Schedule(seed).live() == [], f"again: scripts/schedules --seed {seed} --schedules 1"


def test_schedules_hurt() -> None:
    """They kill, pause and move lanes about, or finding nothing would say nothing."""
    lives, workers, longest = 0, 0, 0.0
    for seed in range(50):
        schedule = Schedule(seed)
        schedule.live()
        lives, workers = lives + schedule.lives, workers + schedule.plan.workers
        longest = max(longest, schedule.timeline.time())
    assert lives > 1.3 * workers
    assert longest > 10


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_planted_fault_is_found(mutation: str) -> None:
    """A simulator that does not find it proves nothing."""
    with MUTATIONS[mutation].planted():
        assert any(Schedule(seed).live() for seed in range(SCHEDULES_TO_FIND)), MUTATIONS[mutation].says


def test_a_failing_seed_is_printed_and_fails_again(tmp_path: Path) -> None:
    """With the command to type."""
    first, again = tmp_path / "first.json", tmp_path / "again.json"
    told = CliRunner().invoke(main, ["--mutation", "no_fence", "--schedules", "500", "--json", str(first)])
    assert told.exit_code == 1
    found = json.loads(first.read_text())
    assert f"scripts/schedules --seed {found['failing_seed']} --schedules 1 --mutation no_fence" in told.output.replace("\n", " ")
    CliRunner().invoke(main, ["--mutation", "no_fence", "--seed", str(found["failing_seed"]), "--schedules", "1", "--json", str(again)])
    assert json.loads(again.read_text())["wrong"] == found["wrong"]


def test_schedules_without_fault_end_well(tmp_path: Path) -> None:
    """Code 0, and figures for machines."""
    told = CliRunner().invoke(main, ["--schedules", "20", "--json", str(tmp_path / "f.json")])
    assert told.exit_code == 0, told.output
    found = json.loads((tmp_path / "f.json").read_text())
    assert (found["schedules"], found["failing_seed"], found["wrong"]) == (20, None, [])


# -- the stand-ins behave as what they stand for -----------------------------------


def broker() -> tuple[Broker, list[object]]:
    """One partition; markers are written when the test says so."""
    waiting: list[object] = []
    made = Broker(waiting.append, lambda _: None, lambda _: False)
    made.make("t", 1)
    return made, waiting


def test_a_reader_of_what_is_committed_stops_before_an_open_transaction_and_skips_an_aborted_one() -> None:
    """As read_committed does."""
    log = Log()
    log.append([Sent(b"a", b"1")])
    log.append([Sent(b"b", b"2")], producer=7)
    log.append([Sent(b"c", b"3")])
    assert log.stable == 1
    assert [entry.key for entry in log.committed(0, 9)[0]] == [b"a"]
    log.mark(7, committed=False)
    found, position = log.committed(0, 9)
    assert ([entry.key for entry in found], position) == ([b"a", b"c"], 4)
    assert compacted(log.entries) == {b"a": b"1", b"c": b"3"}


def test_a_fence_ends_what_was_open_before_it_gives_an_epoch() -> None:
    """InitProducerId."""
    kafka, waiting = broker()
    _, epoch = kafka.init("id")
    kafka.add("id", epoch, PLACE)
    kafka.produce("id", epoch, PLACE, [Sent(b"k", b"v")])
    with pytest.raises(BusyError):
        kafka.init("id")
    with pytest.raises(FencedError):
        kafka.end("id", epoch, committed=True)
    (marker,) = waiting
    assert callable(marker)
    marker()
    _, newer = kafka.init("id")
    assert newer > epoch
    assert compacted(kafka.logs[PLACE].entries) == {}


def test_a_transaction_takes_nothing_after_its_end() -> None:
    """Neither a batch nor, until its markers are written, another partition."""
    kafka, _ = broker()
    _, epoch = kafka.init("id")
    kafka.add("id", epoch, PLACE)
    kafka.end("id", epoch, committed=True)
    with pytest.raises(InvalidStateError):
        kafka.produce("id", epoch, PLACE, [Sent(b"k", b"v")])
    with pytest.raises(BusyError):
        kafka.add("id", epoch, PLACE)


def test_a_paused_process_goes_on_where_it_was_and_a_killed_one_never() -> None:
    """SIGSTOP and SIGCONT; kill -9."""
    timeline, said = Timeline(), list[tuple[str, float]]()
    processes = [Process("a"), Process("b")]

    async def work(name: str) -> None:
        await asyncio.sleep(1)
        said.append((name, timeline.time()))

    for process in processes:
        context = timeline.outside.copy()
        context.run(PROCESS.set, process)
        _ = timeline.create_task(work(process.name), context=context)
    timeline.later(0.5, lambda: setattr(processes[0], "is_paused", True))
    timeline.later(0.5, lambda: setattr(processes[1], "is_alive", False))
    timeline.later(3.0, lambda: timeline.wake(processes[0]))
    assert not timeline.run(lambda: False, 5.0)
    timeline.close()
    assert said == [("a", 3.0)]
