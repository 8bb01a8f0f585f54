"""A lane: what a worker owns of one source partition — a fenced producer, the state of its cases, a position.

Rules:
1. One transaction writes outputs, changed states, the position (under `_engine/position`, last) and the group's offset: all or nothing.
2. State is applied in memory only after the commit returned. Whatever fails inside a transaction ends the process.
3. The position in the state wins over the group's offset, which is a cross-check.
4. A batch begins where the last one ended, or the process ends; one drained before the last seek is stale and dropped.
5. A fact that crashes its stage three times at one position blocks the lane: it waits there, visibly, until the record is set aside.
"""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import chain

import msgspec

from hub.engine.batch import Batch, Partition
from hub.engine.ending import Ending, end_process
from hub.engine.intake_mark import LaneMark
from hub.engine.lane_state import CRASH_KEY, CRASHES_BEFORE_BLOCK, POSITION_KEY, RELEASE, Crash, LaneLimits, LaneStatus, Position, Watch
from hub.engine.ports import Output, Record, Stage
from hub.engine.transaction import Inboxes, Producer, Transaction

HEARTBEAT_S = 2.0
YIELD_EVERY = 200


class Lane:
    """One source partition, in order, one transaction at a time; `step` is the whole of its work."""

    def __init__(  # noqa: PLR0913 -- what a lane is made of, each part replaceable in a test
        self,
        partition: Partition,
        *,
        group: str,
        state_topic: str,
        stage: Stage,
        producer: Producer,
        inboxes: Inboxes,
        limits: LaneLimits,
        watch: Watch,
    ) -> None:
        self.partition = partition
        self.group = group
        self.state_topic = state_topic
        self.stage = stage
        self.producer = producer
        self.inboxes = inboxes
        self.limits = limits
        self.watch = watch
        self.state: dict[bytes, bytes] = {}
        self.status, self.position = LaneStatus.OUVERTURE, 0
        self.caught_up_at = 0
        self.mark = LaneMark()
        self.blocked: Crash | None = None
        self.busy_since: float | None = None
        self.advanced_at = time.monotonic()
        self._oldest_ms: int | None = None
        self._in_hand = 0
        self._expected = 0
        self.epoch = -1
        self._pending: deque[Record] = deque()
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    # -- opening ---------------------------------------------------------

    def restored(self, state: dict[bytes, bytes], *, log_start: int, log_end: int) -> None:
        """Take over a restored state; without a position in it the lane starts at the log's start."""
        self.state = state
        stored = state.get(POSITION_KEY)
        self.position = msgspec.json.decode(stored, type=Position).position if stored else log_start
        self.caught_up_at = log_end
        crash = msgspec.json.decode(state.get(CRASH_KEY, b"null"), type=Crash | None)
        self.blocked = crash if crash and crash.release == RELEASE else None
        self.stage.restored(state)
        self.status = LaneStatus.SUSPENDUE

    def resume(self, epoch: int) -> None:
        """Accept batches drained since the seek numbered `epoch`, beginning at the lane's position."""
        self.epoch = epoch
        self._expected = self.position
        self.advanced_at = time.monotonic()
        self.status = LaneStatus.EN_MARCHE
        self._wake.set()

    async def suspend(self) -> None:
        """Stop accepting, let the running transaction finish, then forget what waits (not before: its position counts on what waits)."""
        if self.status in {LaneStatus.EN_MARCHE, LaneStatus.BLOQUEE}:
            self.status = LaneStatus.SUSPENDUE
        await self._idle.wait()
        self._pending.clear()

    # -- taking in -------------------------------------------------------

    @property
    def wants_input(self) -> bool:
        """Whether this partition should be fetched from."""
        return self.status is LaneStatus.EN_MARCHE and len(self._pending) < self.limits.pending_max

    @property
    def has_pending(self) -> bool:
        """Whether facts wait in this lane."""
        return bool(self._pending)

    def lag(self, end: int | None, now_ms: int) -> tuple[int, float]:
        """Facts not committed, and the age in seconds of the oldest of them (0 when none); `end` is the partition's last stable offset.

        A fact that was not fetched yet has no known age: the time since the lane last advanced stands for it.
        """
        fetched = self._in_hand + len(self._pending)
        facts = fetched + max(0, (end or 0) - self._expected)
        if fetched and self._oldest_ms is not None:
            return facts, max(0.0, (now_ms - self._oldest_ms) / 1000)
        return facts, time.monotonic() - self.advanced_at if facts else 0.0

    def accept(self, batch: Batch) -> None:
        """Queue a batch that begins where the last one ended; end the process on a hole."""
        if self.status is not LaneStatus.EN_MARCHE or batch.epoch != self.epoch:
            return
        if batch.start != self._expected:
            end_process(Ending.CONTINUITE_ROMPUE, **self.partition._asdict(), attendu=self._expected, recu=batch.start)
        self._expected = batch.end
        self._pending.extend(batch.records)
        if self._pending:
            if not self._in_hand:
                self._oldest_ms = self._pending[0].timestamp_ms
            self._wake.set()

    def poke(self) -> None:
        """Several times a second: wake the lane when its stage has something due and it has caught up with its partition."""
        if (
            self.status is LaneStatus.EN_MARCHE
            and self._expected >= self.caught_up_at
            and self.stage.tick_due(self.mark.at(self._expected))
        ):
            self._wake.set()

    # -- working ---------------------------------------------------------

    async def run(self, now_ms: Callable[[], int]) -> None:
        """Work for ever; whatever is raised here ends the process."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self.status is LaneStatus.EN_MARCHE and await self.step(now_ms()):  # noqa: ASYNC110 -- a rest, not a wait for a change
                await asyncio.sleep(self.limits.rest_s(len(self._pending)))
            while self.status is LaneStatus.BLOQUEE:
                await self._heartbeat()
                await asyncio.sleep(HEARTBEAT_S)

    async def step(self, now_ms: int) -> bool:
        """One transaction over what waits (group commit), or a tick; False when there was nothing to do."""
        records = self._take()
        mark_ms = self.mark.at(self._expected)
        ticking = not self._pending and self._expected >= self.caught_up_at and self.stage.tick_due(mark_ms)
        if not records and not ticking:
            return False
        self._idle.clear()
        self.busy_since = started = time.monotonic()
        try:
            await self._transact(records, (now_ms, mark_ms) if ticking else None)
        finally:
            self.busy_since = None
            self._in_hand = 0
            self._oldest_ms = self._pending[0].timestamp_ms if self._pending else None
            self._idle.set()
        self.advanced_at = time.monotonic()
        self.watch.transaction(self.partition, len(records), self.advanced_at - started)
        return True

    def _take(self) -> list[Record]:
        """Up to a transaction's worth of facts, never past a fact that blocks the lane."""
        records: list[Record] = []
        blocked_at = self.blocked.offset if self.blocked and self.blocked.count >= CRASHES_BEFORE_BLOCK else -1
        while self._pending and len(records) < self.limits.facts_per_transaction_max:
            if self._pending[0].offset == blocked_at:
                if not records:
                    self.status = LaneStatus.BLOQUEE
                break
            records.append(self._pending.popleft())
        self._in_hand = len(records)
        self._oldest_ms = records[0].timestamp_ms if records else self._oldest_ms
        return records

    async def _transact(self, records: Sequence[Record], tick: tuple[int, int] | None) -> None:
        transaction = Transaction(self.partition, self.state, self.inboxes)
        for number, record in enumerate(records, 1):
            try:
                self.stage.handle(record, transaction)
            except Exception as error:  # noqa: BLE001 -- whatever core raises is counted, then ends the process
                await self._crashed(record, error)
            if number % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        if tick is not None:
            self.stage.tick(*tick, transaction)
        position = self.position
        if records:
            position = records[-1].offset + 1 if self._pending else max(self._expected, records[-1].offset + 1)
            if self.blocked is not None and self.blocked.offset < position:
                transaction.changed[CRASH_KEY] = None
        await self._commit(transaction, position, "")
        self.position = position

    async def _commit(self, transaction: Transaction, position: int, note: str) -> None:
        """Write outputs and changed states, commit, and only then apply them."""
        transaction.write(POSITION_KEY, msgspec.json.encode(Position(position)))
        changed = transaction.changed
        states = (Output(self.state_topic, self.partition.number, key, value) for key, value in changed.items())
        await self.producer.commit(chain(transaction.outputs, states), self.group, self.partition, position, note)
        for key, value in changed.items():
            if value is None:
                self.state.pop(key, None)
            else:
                self.state[key] = value
        if CRASH_KEY in changed:
            self.blocked = msgspec.json.decode(changed[CRASH_KEY] or b"null", type=Crash | None)

    async def _crashed(self, record: Record, error: Exception) -> None:
        """Count the crash durably, in a transaction of its own, and end the process."""
        known = self.blocked.count if self.blocked and self.blocked.offset == record.offset else 0
        dossier = record.key.decode("ascii", "replace") if record.key else None
        await self._note_crash(crash := Crash(record.offset, known + 1, type(error).__name__, dossier, RELEASE))
        end_process(Ending.FAIT_EN_PANNE, error, **self.partition._asdict(), offset=record.offset, fois=crash.count)

    async def _heartbeat(self) -> None:
        """A blocked lane commits its standstill: visible in the offset's metadata, and fenced when an operator sets the record aside."""
        assert self.blocked is not None
        self._idle.clear()
        try:
            await self._note_crash(self.blocked)
        finally:
            self._idle.set()

    async def _note_crash(self, crash: Crash) -> None:
        transaction = Transaction(self.partition, self.state, self.inboxes)
        transaction.write(CRASH_KEY, msgspec.json.encode(crash))
        await self._commit(transaction, self.position, self._note(crash))

    @staticmethod
    def _note(crash: Crash) -> str:
        """The offset metadata `hub lanes` reads."""
        return f"BLOQUEE {crash.offset} {crash.dossier or '-'}" if crash.count >= CRASHES_BEFORE_BLOCK else ""
