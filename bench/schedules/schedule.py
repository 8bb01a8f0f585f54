"""One schedule: what a seed draws of load, delays and faults, lived to its end, and what is wrong afterwards.

What must hold, whatever was drawn:
1. Every fact has exactly one output, in the order of its case, with the right count; the hub's own facts were appended once.
2. The state of each lane on the broker is that of a pure replay, and so is its position, which the group's offset equals.
3. What a lane shows in memory was committed before.
4. It comes to its end: no lane is stuck once faults are over, and no process breaks off for a hole that nobody made.
"""

import random
from collections import defaultdict
from typing import NamedTuple

import msgspec

from bench.schedules.broker import Broker
from bench.schedules.clients import Network
from bench.schedules.group import SESSION_S, Group
from bench.schedules.log import Sent, compacted
from bench.schedules.plan import plan_of
from bench.schedules.standins import standing_in
from bench.schedules.timeline import Process, Timeline
from bench.schedules.worker import GROUP, OUT, SOURCE, STATE, CountingStage, Worker, WorkerProcess
from hub.engine.batch import Partition
from hub.engine.fake import FakeLane
from hub.engine.lane_state import POSITION_KEY, LaneStatus, Position
from hub.engine.ports import Record
from hub.engine.producer import transactional_id

PARTITIONS = 2
CASES = 3
"""A partition's."""
TRANSACTION_S = 20.0
LIMIT_S = 600.0
LOOK_EVERY_S = 0.25
HICCUP_S = 0.03
STEPS_MOST = 400
"""A fault comes within that many steps of a process's life: enough to be anywhere from its opening to full work."""


class Wrong(NamedTuple):
    """Something that must not be; `what` is its kind, `detail` where."""

    what: str
    detail: str


class Schedule:
    """A world made of one seed."""

    def __init__(self, seed: int) -> None:
        """Nothing has happened."""
        self.chance = chance = random.Random(seed)
        self.plan = plan_of(chance)
        self.timeline = Timeline()
        self.broker = Broker(
            lambda work: self.timeline.later(self._marker_s(), work), lambda work: self.timeline.later(TRANSACTION_S, work), self._is_lost
        )
        for topic, partitions in ((SOURCE, PARTITIONS), (STATE, PARTITIONS), (OUT, 2)):
            self.broker.make(topic, partitions)
        self.network = Network(self.timeline, chance, self.broker, self.plan.slowest_s)
        sources = [Partition(SOURCE, number) for number in range(PARTITIONS)]
        self.group = Group(self.timeline, chance, sources, is_static=self.plan.is_static)
        self.faults_left = self.plan.faults
        self.lives = 0
        self.wrong: list[Wrong] = []
        self.is_over = False
        self._processes: list[WorkerProcess] = []
        self._shown: dict[tuple[Process, Partition], bytes] = {}

    def live(self) -> list[Wrong]:
        """To the end; what was found."""
        with standing_in():
            for number in range(self.plan.workers):
                self.timeline.later(number * self.plan.over_s * self.chance.random(), self._begin, f"w{number}")
            for number in range(self.plan.facts):
                self.timeline.later(self.plan.over_s * self.chance.random(), self._publish, number)
            self.timeline.later(self.plan.over_s + LOOK_EVERY_S, self._look)
            if not self.timeline.run(lambda: self.is_over or bool(self.wrong), LIMIT_S):
                self.wrong.append(Wrong("STUCK", f"not all was handled within {LIMIT_S:g} s of simulated time"))
            self.timeline.close()
        return self.wrong or self._compare()

    # -- what happens ----------------------------------------------------------

    def _publish(self, number: int) -> None:
        partition = self.chance.randrange(PARTITIONS)
        kind = self.chance.choice((b"suite", b"fait", b"fait", b"fait", b"fait"))
        key = b"c%d-%d" % (partition, self.chance.randrange(CASES))
        self.broker.logs[Partition(SOURCE, partition)].append([Sent(key, b"%s%d" % (kind, number))])
        self.network.grown()

    def _begin(self, name: str) -> None:
        self.lives += 1
        process = WorkerProcess(name, self._ended)
        self._processes.append(process)
        process.after_step = self._after_step
        if self.faults_left > 0:
            self.faults_left -= 1
            self._plan_fault(process)
        Worker(process, self.network, self.group, self.chance, skips=self.plan.skips if self.faults_left else 0.0).start()

    def _plan_fault(self, process: WorkerProcess) -> None:
        """Between two of its steps, anywhere: killed, paused for a while, or asked to leave."""
        at_step = self.chance.randint(1, STEPS_MOST)
        what = self.chance.choice((self._kill, self._pause, self._pause, self._ask_to_leave))

        def before_step(_: Process) -> None:
            if process.steps >= at_step:
                process.before_step = _ignore
                what(process)

        process.before_step = before_step

    @staticmethod
    def _kill(process: WorkerProcess) -> None:
        process.end("TUE")

    def _pause(self, process: WorkerProcess) -> None:
        process.is_paused = True
        self.timeline.later(
            self.chance.choice((0.5, SESSION_S, SESSION_S, SESSION_S, 30.0)) * (1 + self.chance.random() / 2), self._wake, process
        )
        if self.faults_left > 0:
            self.faults_left -= 1
            process.steps = 0
            self._plan_fault(process)

    def _wake(self, process: WorkerProcess) -> None:
        if process.is_alive and process.is_paused:
            self.timeline.wake(process)

    @staticmethod
    def _ask_to_leave(process: WorkerProcess) -> None:
        process.is_leaving = True

    def _ended(self, process: WorkerProcess, reason: str) -> None:
        """The supervisor starts it again."""
        if reason.startswith("CONTINUITE_ROMPUE") and not self.plan.skips:
            self.wrong.append(Wrong("HOLE", reason))
        self.timeline.later(self.chance.choice((0.05, 1.0, 5.0)), self._begin, process.name)

    def _marker_s(self) -> float:
        slow = self.chance.random() < self.plan.slow_markers
        return self.chance.uniform(0.2, 3.0) if slow else self.network.delay_s()

    def _is_lost(self, name: str) -> bool:
        """Only where nobody alive works under that id: whoever does fences it next, or is ended by its own fence."""
        owners = (process.lanes.owned.values() for process in self._processes if process.is_alive and process.lanes is not None)
        at_work = {transactional_id(GROUP, lane.partition) for lanes in owners for lane in lanes if lane.status is not LaneStatus.OUVERTURE}
        return name not in at_work and self.chance.random() < self.plan.lost_markers

    # -- what must hold ----------------------------------------------------------

    def _after_step(self, process: Process) -> None:
        self._check_memory(process)
        if self.plan.hiccups and not process.is_paused and self.chance.random() < self.plan.hiccups:
            process.is_paused = True
            self.timeline.later(HICCUP_S * self.chance.random(), self._wake, process)

    def _check_memory(self, process: Process) -> None:
        assert isinstance(process, WorkerProcess)
        assert process.lanes is not None
        for partition, lane in process.lanes.owned.items():
            shown = lane.state.get(POSITION_KEY)
            if shown is None or self._shown.get((process, partition)) == shown:
                continue
            self._shown[process, partition] = shown
            position, decided = _position(shown), self.broker.decided.get(partition, 0)
            if position > decided:
                self.wrong.append(Wrong("AHEAD", f"{partition.number} shows {position} in memory, {decided} is committed"))

    def _look(self) -> None:
        """Whether all is handled."""
        logs, offsets = self.broker.logs, self.broker.offsets
        ended = self.broker.is_at_rest and all(log.stable == log.end for log in logs.values())
        self.is_over = ended and not any(
            entry.is_visible
            for number in range(PARTITIONS)
            for entry in logs[Partition(SOURCE, number)].entries[offsets.get(Partition(SOURCE, number), 0) :]
        )
        self.timeline.later(LOOK_EVERY_S, self._look)

    def _compare(self) -> list[Wrong]:
        """Against a pure replay of the source."""
        wanted: defaultdict[bytes | None, list[bytes | None]] = defaultdict(list)
        for number in range(PARTITIONS):
            partition = Partition(SOURCE, number)
            lane = FakeLane(number, SOURCE)
            visible = [entry for entry in self.broker.logs[partition].entries if entry.is_visible]
            for entry in visible:
                record = Record(*partition, entry.offset, 0, entry.key, entry.value, ())
                for sent in lane.run(CountingStage(), [record]):
                    wanted[sent.key].append(sent.value)
            own = sorted(entry.value or b"" for entry in visible if entry.value and entry.value.startswith(b"propre"))
            if own != sorted(record.value or b"" for record in lane.log):
                self.wrong.append(Wrong("OWN", f"facts appended by lane {number}: {len(own)}, due {len(lane.log)}"))
            self._compare_state(partition, lane.state)
        self._compare_outputs(wanted)
        return self.wrong

    def _compare_state(self, partition: Partition, wanted: dict[bytes, bytes]) -> None:
        log = self.broker.logs[Partition(STATE, partition.number)]
        state = compacted(log.entries)
        position = _position(state.pop(POSITION_KEY, msgspec.json.encode(Position(0))))
        if state != wanted:
            self.wrong.append(Wrong("STATE", f"lane {partition.number} has {state}, a replay {wanted}"))
        if position != self.broker.offsets.get(partition, 0):
            self.wrong.append(
                Wrong("POSITION", f"lane {partition.number}: {position}, the group's is {self.broker.offsets.get(partition)}")
            )

    def _compare_outputs(self, wanted: dict[bytes | None, list[bytes | None]]) -> None:
        got: defaultdict[bytes | None, list[bytes | None]] = defaultdict(list)
        for number in sorted(self.broker.partitions_of(OUT)):
            for entry in self.broker.logs[Partition(OUT, number)].entries:
                if entry.is_visible:
                    got[entry.key].append(entry.value)
        for key in sorted({*got, *wanted}, key=lambda one: one or b""):
            if got[key] != wanted[key]:
                self.wrong.append(Wrong("OUTPUTS", f"{key!r}: {got[key]}, due {wanted[key]}"))


def _ignore(_: Process) -> None:
    pass


def _position(stored: bytes) -> int:
    return msgspec.json.decode(stored, type=Position).position
