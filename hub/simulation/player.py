"""Plays the partners of all communes, day by day: what they publish, when, and what they make of what comes back.

Rules:
1. A day begins once all that came before it has its notice, every lane stands at its end and every inbox was read to its end: then an
   advance is written to every partition of `hub.events`, and what it makes due has rung before anything is published.
2. Within a day partners speak in rounds (`rounds`); what one brought is handed to the offices in the order of dossiers, and the next one
   follows when it is quiet again.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from confluent_kafka import Consumer, KafkaError, Producer, TopicPartition

from connectors.events import HubMessage, read_message
from connectors.kafka_partner import incoming, read_soon
from hub.clients import reader_options
from hub.core.own_facts import clock_advanced
from hub.demo.drafts import Draft, write
from hub.errors import SimulationStands
from hub.positions import Place
from hub.simulation.office import Office
from hub.simulation.quiet import READER_GROUP, SOON_MS, Quiet
from hub.simulation.rounds import COUNTED, Rounds, Wanted
from schemas.topics import EVENTS, inbox, outbox

NOTICE = "fr.relais.avis.technique.v1"
NOON_UTC = 11
READ_MAX = 10_000
READ_WAIT_S = 0.2
NOTICED_WITHIN_S = 120.0

Lock = Callable[[str, str], str | None]
"""(commune, aid) to the act whose places or money a dossier may ask for."""


class Player:
    """`play` one day after the other; `now` is the instant told last.

    `published` counts the notices that came back of each event, `refused` their codes.
    """

    def __init__(self, connection: Mapping[str, Any], offices: Mapping[str, Office], quiet: Quiet, seed: int, lock: Lock) -> None:
        """Nothing is published yet."""
        self.published: dict[str, int] = {}
        self.refused: Counter[str] = Counter()
        self.strays = 0
        self._offices = offices
        self._quiet = quiet
        self._seed = seed
        self._lock = lock
        self.now = datetime.fromtimestamp(0, UTC)
        self._missing = 0
        self._rounds = Rounds()
        self._came: list[tuple[str, HubMessage]] = []
        self._boxes = [Place(inbox(actor), 0) for actor in offices]
        self._reached = dict.fromkeys(self._boxes, 0)
        options = {
            "enable.idempotence": True,
            "partitioner": "murmur2_random",
            "linger.ms": 2,
            "log_level": 2,
            "enable.metrics.push": False,
        }
        self._producer = Producer({**connection, **options})
        self._consumer = _reader(connection, self._boxes)

    def play(self, day: date, opened: Iterable[Wanted]) -> None:
        """One day: time moves, what is due rings, then everybody speaks until nobody has anything to say."""
        self._advance(datetime(day.year, day.month, day.day, NOON_UTC, tzinfo=UTC))
        for actor in sorted(self._offices):
            self._rounds.want(self._wanted(self._offices[actor].open_day(day)))
        for one in opened:
            self._offices[one.draft.partner].filed(one.draft)
            self._rounds.want([one])
        self._hear()
        while self._rounds:
            self._say(self._rounds.take())
            self._hear()

    def close(self) -> None:
        """Leave."""
        self._consumer.close()
        self._quiet.close()

    @property
    def unanswered(self) -> int:
        """Published events without a notice."""
        return sum(count == 0 for count in self.published.values())

    @property
    def doubled(self) -> int:
        """Notices beyond the first of an event, and those of events nobody published."""
        return sum(max(0, count - 1) for count in self.published.values()) + self.strays

    # -- speaking ---------------------------------------------------------

    def _advance(self, instant: datetime) -> None:
        self.now = instant
        key, value, headers = clock_advanced(instant)
        for place in self._quiet.lanes:
            if place.topic == EVENTS:
                self._producer.produce(EVENTS, value, key, place.partition, headers=[*headers])
        self._producer.flush()

    def _wanted(self, drafts: Iterable[Draft]) -> list[Wanted]:
        needs = ((one, self._offices[one.partner].need(one.subject)) for one in drafts)
        return [Wanted(one, self._lock(*need) if one.type in COUNTED else None) for one, need in needs]

    def _say(self, drafts: list[Draft]) -> None:
        for draft in drafts:
            assert draft.id not in self.published, "an event has an id of its own"
            self.published[draft.id] = 0
            record = write(draft, self.now, self._seed)
            self._producer.produce(outbox(draft.partner), record.value, record.key, headers=list(record.headers))
        self._missing += len(drafts)
        self._producer.flush()

    # -- hearing ------------------------------------------------------------

    def _hear(self) -> None:
        """Until every notice came, all is quiet and every inbox was read; then the offices answer."""
        deadline = time.monotonic() + NOTICED_WITHIN_S
        while self._missing:
            self._read()
            if time.monotonic() > deadline:
                raise SimulationStands(places=f"{self._missing} notices", seconds=NOTICED_WITHIN_S)
        ends = self._quiet.wait(self._boxes)
        while any(self._reached[place] < end for place, end in ends.items()):
            self._read()
            if time.monotonic() > deadline:
                raise SimulationStands(places="inboxes", seconds=NOTICED_WITHIN_S)
        came, self._came = sorted(self._came, key=lambda one: (one[1].subject, one[0], one[1].sequence)), []
        for actor, message in came:
            self._rounds.want(self._wanted(self._offices[actor].receive(message)))

    def _read(self) -> None:
        for record in read_soon(self._consumer, READ_MAX, READ_WAIT_S):
            place = Place(record.topic() or "", record.partition() or 0)
            error = record.error()
            if error is not None and error.code() != KafkaError._PARTITION_EOF:
                continue  # the client's own affair: it recovers, or the day does not end
            self._reached[place] = max(self._reached[place], (record.offset() or 0) + (error is None))
            if error is not None:
                continue
            message = read_message(incoming(record))
            if message.type == NOTICE:
                self._note(message.data)
            else:
                self._came.append((place.topic.removeprefix("to."), message))

    def _note(self, told: dict[str, Any]) -> None:
        event_id = told["evenement_id"]
        if event_id not in self.published:
            self.strays += 1
            return
        self._missing -= self.published[event_id] == 0
        self.published[event_id] += 1
        if told["statut"] != "pris_en_compte":
            self.refused[told["code"]] += 1


def _reader(connection: Mapping[str, Any], boxes: Iterable[Place]) -> Consumer:
    consumer = Consumer(reader_options(dict(connection), READER_GROUP) | {"fetch.wait.max.ms": SOON_MS})
    consumer.assign([TopicPartition(*place, 0) for place in boxes])
    return consumer
