"""A week of the demo's four communes lived in memory: what partners sent, as it stands on `hub.events`, answers included."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from connectors.events import HubMessage, read_message
from connectors.protocol import Incoming
from hub.core import dossier as case_state
from hub.core.cases import decide
from hub.core.facts import Received, read
from hub.core.instants import rfc3339
from hub.core.intake import Published, judge
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView
from hub.demo.desk import Desk
from hub.demo.drafts import Draft, write
from hub.demo.mix import WEEK
from hub.demo.offices import Offices
from hub.demo.traffic import Traffic
from schemas.registry import AnyRecord
from schemas.topics import EVENTS, outbox

KEYS = for_ever(bytes(32))
SEED = 1
STEP = timedelta(milliseconds=7)


class Kept(NamedTuple):
    """One record of `hub.events`."""

    key: bytes
    value: bytes
    headers: list[tuple[str, bytes | None]]


class Week:
    """A hub without a broker: desks answer what their inboxes bring."""

    def __init__(self, records: list[AnyRecord], view: RegistryView) -> None:
        """Nothing published yet."""
        offices = Offices(records)
        self._view = view
        self._desks = {partner: Desk(partner, SEED, offices.organ_of) for partner in offices.partners}
        self._traffic = Traffic(SEED)
        self._dossiers: dict[str, bytes] = {}
        self._offsets: dict[str, int] = {}
        self._waiting: deque[Draft] = deque()
        self._now = datetime.now(UTC)

    def live(self, demands: int) -> Iterator[Kept]:
        """So many demands over the days of the week, and all that follows from them."""
        for day, spent in enumerate(WEEK):
            self._now = datetime.combine(spent.date, time(8), UTC)
            for desk in self._desks.values():
                self._waiting.extend(desk.open_day(day))
            first, last = (demands * count // len(WEEK) for count in (day, day + 1))
            self._waiting.extend(self._traffic.demand(number, day) for number in range(first, last))
            while self._waiting:
                yield from self._publish(self._waiting.popleft())

    def _publish(self, draft: Draft) -> Iterator[Kept]:
        self._now += STEP
        offset = self._offsets[draft.partner] = self._offsets.get(draft.partner, -1) + 1
        sent = write(draft, self._now, SEED)
        published = Published(outbox(draft.partner), draft.partner, 0, offset, sent.key, sent.value, tuple(sent.headers))
        relayed = judge(published, case_key=bytes(32), instant=rfc3339(self._now))
        if relayed.topic != EVENTS or relayed.value is None:
            return
        yield Kept(relayed.key, relayed.value, relayed.headers)
        fact = read(relayed.key, relayed.value, relayed.headers, 0, 0)
        assert isinstance(fact, Received)
        self._decide(fact)

    def _decide(self, fact: Received) -> None:
        stored = self._dossiers.get(fact.dossier)
        outcome = decide(None if stored is None else case_state.decode(stored), fact, self._view, self._now, KEYS)
        if outcome.dossier is not None:
            self._dossiers[outcome.dossier.id] = case_state.encode(outcome.dossier)
        for message in outcome.messages:
            if message.recipient in self._desks:
                self._waiting.extend(self._desks[message.recipient].receive(_read(message.value)))


def _read(value: bytes) -> HubMessage:
    return read_message(Incoming("", 0, 0, 0, None, value, ()))
