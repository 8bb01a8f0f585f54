"""A partner at work: a client of its own that publishes what it has to say and answers what its inbox brings.

Rules:
1. Everything goes through the partner's transport; the partner knows the hub only by what it reads.
2. It publishes in the order it decided, a few at a time, within the shared budget and pace; without budget left, what remains is dropped.
3. It is idle when it has nothing left to say and everything it published had its notice.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime

from connectors.events import HubMessage, read_message
from connectors.protocol import Delivered, Outgoing, Retryable, Transport
from hub.demo import draw
from hub.demo.desk import Desk
from hub.demo.drafts import Draft, write
from hub.demo.traffic import REPEAT_SHARE

NOTICE = "fr.relais.avis.technique.v1"
PUBLISHED_AT_ONCE_MAX = 25
READ_AT_ONCE_MAX = 500
RECENT_MAX = 500
CASE_PREFIX = "dos_"
SETTLE_EVERY_S = 2.0


class Budget:
    """How many events may still be published, and how fast, by all partners together."""

    def __init__(self, events_max: int, events_per_s: float = float("inf")) -> None:
        """`events_per_s` is a bound, not a promise."""
        self._lock = threading.Lock()
        self._events_max = events_max
        self._events_per_s = events_per_s
        self._free_at = 0.0
        self.taken = 0

    def take(self, wanted: int) -> int:
        """Take at most `wanted`; waits for its turn."""
        with self._lock:
            granted = min(wanted, self._events_max - self.taken)
            self.taken += granted
            start = max(self._free_at, time.monotonic())
            self._free_at = start + granted / self._events_per_s
        time.sleep(max(0.0, start - time.monotonic()))
        return granted

    @property
    def left(self) -> int:
        """How many may still be published."""
        return self._events_max - self.taken


class Partner:
    """One partner; `step` is one round of its work, made by its own thread or by a test."""

    def __init__(self, transport: Transport, desk: Desk, seed: int, budget: Budget) -> None:
        """Nothing is published before the first step."""
        self.desk = desk
        self.answers = True
        self.active_at_s = 0.0
        self.cases: set[str] = set()
        self.recent: deque[HubMessage] = deque(maxlen=RECENT_MAX)
        self._transport = transport
        self._seed = seed
        self._budget = budget
        self._to_say: deque[Draft] = deque()
        self._to_repeat: deque[Outgoing] = deque()
        self._unanswered: set[tuple[str, int, int]] = set()
        self._publishing = False
        self._desk_lock = threading.Lock()
        self._settled_at_s = 0.0

    def open_day(self, day: int) -> list[Draft]:
        """What the desk had put off to that day; the caller says when it is published."""
        with self._desk_lock:
            return self.desk.open_day(day)

    def say(self, drafts: Iterable[Draft]) -> None:
        """Put drafts at the end of what is to be published."""
        self._to_say.extend(drafts)

    @property
    def is_idle(self) -> bool:
        """Nothing to say, nothing unanswered."""
        return not (self._to_say or self._to_repeat or self._unanswered or self._publishing)

    @property
    def unanswered(self) -> int:
        """How many published events still wait for their notice."""
        return len(self._unanswered)

    def step(self, wait_s: float) -> None:
        """Publish a few, read what came, answer; waits at most `wait_s` for something to read."""
        self._publish()
        records = self._transport.read(READ_AT_ONCE_MAX, 0.0 if self._to_say or self._to_repeat else wait_s)
        now_s = time.monotonic()
        if records:
            self.active_at_s = now_s
        for record in records:
            self._receive(read_message(record))
        if now_s - self._settled_at_s > SETTLE_EVERY_S:
            self._settled_at_s = now_s
            self._transport.settle()

    def close(self) -> None:
        """Leave."""
        self._transport.settle()
        self._transport.close()

    def _publish(self) -> None:
        wanted = min(len(self._to_say) + len(self._to_repeat), PUBLISHED_AT_ONCE_MAX)
        if not wanted:
            return
        self._publishing = True
        granted = self._budget.take(wanted)
        if granted:
            self._send([self._next_record() for _ in range(granted)])
        else:
            self._to_say.clear()
            self._to_repeat.clear()
        self.active_at_s = time.monotonic()
        self._publishing = False

    def _next_record(self) -> Outgoing:
        return self._to_repeat.popleft() if self._to_repeat else self._written(self._to_say.popleft())

    def _written(self, draft: Draft) -> Outgoing:
        record = write(draft, datetime.now(UTC), self._seed)
        if draft.fault is None and self.answers and draw.chance(REPEAT_SHARE, self._seed, "répète", draft.id, draft.data):
            self._to_repeat.append(record)
        return record

    def _send(self, records: list[Outgoing]) -> None:
        for record, outcome in zip(records, self._transport.publish(records), strict=True):
            match outcome:
                case Delivered():
                    self._unanswered.add((outcome.topic, outcome.partition, outcome.offset))
                case Retryable():
                    self._to_repeat.append(record)
                case _:
                    message = f"a record was refused by Kafka: {outcome.reason}"
                    raise RuntimeError(message)

    def _receive(self, message: HubMessage) -> None:
        if message.type == NOTICE:
            origin = message.data["origine"]
            self._unanswered.discard((origin["topic"], origin["partition"], origin["offset"]))
        if message.subject.startswith(CASE_PREFIX):
            self.cases.add(message.subject)
        self.recent.append(message)
        if self.answers:
            with self._desk_lock:
                self.say(self.desk.receive(message))


class PartnerThread(threading.Thread):
    """Steps one partner until it is told to leave; what went wrong is kept in `failure`."""

    def __init__(self, partner: Partner) -> None:
        """A daemon: it never holds back the end of the program."""
        super().__init__(name=f"partenaire-{partner.desk.actor}", daemon=True)
        self.partner = partner
        self.failure: BaseException | None = None
        self._leave = threading.Event()

    def run(self) -> None:
        """Work until told to leave."""
        try:
            while not self._leave.is_set():
                self.partner.step(0.1)
        except Exception as failure:  # noqa: BLE001 - handed to the conductor, which stops the demonstration
            self.failure = failure
        finally:
            self.partner.close()

    def leave(self) -> None:
        """Ask the thread to end; join it after."""
        self._leave.set()
