"""Transactions that Kafka left open though their id was fenced since: found on every partition, and ended as they were decided.

Rules:
1. What is open is asked first, the coordinator's log is read after it: who was fenced by then can never end it any more.
2. A partition is looked at only where its last stable offset is before its end; one without a leader, or that may not be read, is unseen.
3. A marker goes to every partition that the transaction left open, to the lane's state last: a process that ends on the way leaves its lane
   closed, and the next one finds what is left. Nothing is ended while anything is unseen.
4. It takes the rights of who administers the cluster (READ on every topic and on the coordinator's log, ALTER on the cluster). Without them
   `NoRightError`, and nothing was changed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any, NamedTuple, Self

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.client import AIOKafkaClient
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    LeaderNotAvailableError,
    NoError,
    TopicAuthorizationFailedError,
    for_code,
)
from aiokafka.protocol.offset import OffsetRequest, OffsetResetStrategy

from hub.engine.batch import Partition
from hub.engine.decided import TRANSACTION_LOG, Known, Verdict, coordinating_partition, id_in, known_in, verdict_on
from hub.engine.txn_requests import DescribeProducers, Marker, WriteTxnMarkers

READ_AT_ONCE = 2_000
FIRST_COORDINATOR_EPOCH = 0
ANY_REPLICA = -1
READ_UNCOMMITTED, READ_COMMITTED = 0, 1
NO_RIGHT = frozenset({ClusterAuthorizationFailedError, TopicAuthorizationFailedError})


class NoRightError(Exception):
    """Kafka does not let this user look, or end."""


class OpenHere(NamedTuple):
    """What a producer has open on one partition, from `first` on; `epoch` is the last it wrote there in."""

    partition: Partition
    producer: int
    epoch: int
    coordinator_epoch: int
    first: int


class Opened(NamedTuple):
    """Everything open on any partition, and the partitions that could not be looked at: no leader, no right."""

    found: list[OpenHere]
    leaderless: list[Partition]
    forbidden: list[Partition]


class Hanging(NamedTuple):
    """One transaction, on every partition where it is open."""

    transactional_id: str
    producer: int
    epoch: int
    verdict: Verdict
    places: tuple[OpenHere, ...]


class TransactionAdmin:
    """One connection as who administers the cluster; a context. What Kafka refuses for a moment is raised as it says."""

    def __init__(self, client: dict[str, Any]) -> None:
        """`client` is how Kafka is reached (`hub.clients.aiokafka_options`)."""
        self._options = client

    async def __aenter__(self) -> Self:
        """Connect."""
        self._client: Any = AIOKafkaClient(**self._options)
        await self._client.bootstrap()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave."""
        await self._client.close()

    async def partitions_of(self, topic: str) -> list[int]:
        """Their numbers; none when there is no such topic."""
        return sorted((await self._client.fetch_all_metadata()).partitions_for_topic(topic) or ())

    async def open_now(self) -> Opened:
        """What is open."""
        opened = Opened([], [], [])
        known = await self._client.fetch_all_metadata()
        for node, led in _by_leader(known, _partitions(known), opened.leaderless).items():
            waiting = await self._unstable(node, led)
            if waiting:
                await self._describe(node, waiting, opened)
        return opened

    async def _unstable(self, node: int, led: list[Partition]) -> list[Partition]:
        """Those whose last stable offset is not their end."""
        ends: list[dict[Partition, int]] = []
        asked = [(topic, [(one.number, OffsetResetStrategy.LATEST) for one in same]) for topic, same in groupby(led, lambda one: one.topic)]
        for isolation in (READ_COMMITTED, READ_UNCOMMITTED):
            answer = await self._client.send(node, OffsetRequest(ANY_REPLICA, isolation, asked))
            told: dict[Partition, int] = {}
            for topic, numbers in answer.topics:
                for number, code, _, offset, *_ in numbers:
                    _raise(code)
                    told[Partition(topic, number)] = offset
            ends.append(told)
        stable, written = ends
        return [one for one in led if stable[one] < written[one]]

    async def _describe(self, node: int, waiting: list[Partition], opened: Opened) -> None:
        answer = await self._client.send(node, DescribeProducers(waiting))
        for topic, numbers, _ in answer.topics:
            for number, code, _, producers, _ in numbers:
                place = Partition(topic, number)
                if for_code(code) in NO_RIGHT:
                    opened.forbidden.append(place)
                    continue
                _raise(code)
                opened.found.extend(OpenHere(place, one[0], one[1], one[4], one[5]) for one in producers if one[5] >= 0)

    async def histories(self, ids: Iterable[str]) -> dict[str, list[Known]]:
        """What the coordinators' log says of each id, oldest first."""
        known = await self._client.fetch_all_metadata()
        count = len(known.partitions_for_topic(TRANSACTION_LOG) or ())
        if not count:
            raise NoRightError
        said: dict[str, list[Known]] = {one: [] for one in ids}
        await self._read(sorted({coordinating_partition(one, count) for one in said}), said)
        return said

    async def _read(self, numbers: list[int], said: dict[str, list[Known]]) -> None:
        """Each of these partitions of the log to its end; the reader begins at its own reset, a seek would race with it."""
        consumer: Any = AIOKafkaConsumer(**self._options, enable_auto_commit=False, auto_offset_reset="earliest")
        places = [TopicPartition(TRANSACTION_LOG, number) for number in numbers]
        await consumer.start()
        try:
            consumer.assign(places)
            for place, end in (await consumer.end_offsets(places)).items():
                while await consumer.position(place) < end:
                    for records in (await consumer.getmany(place, timeout_ms=100, max_records=READ_AT_ONCE)).values():
                        for record in records:
                            named = id_in(record.key)
                            if named in said and record.value is not None:
                                said[named].append(known_in(record.value))
        except TopicAuthorizationFailedError:
            raise NoRightError from None
        finally:
            await consumer.stop()

    async def mark(self, hanging: Hanging, *, last: str) -> None:
        """End it on all its partitions as it was decided, those of the topic `last` after all others."""
        for place in sorted(hanging.places, key=lambda one: (one.partition.topic == last, one.partition)):
            await self._end(place, committed=hanging.verdict is Verdict.VALIDEE)

    async def _end(self, place: OpenHere, *, committed: bool) -> None:
        known, leaderless = await self._client.fetch_all_metadata(), list[Partition]()
        coordinator = max(place.coordinator_epoch, FIRST_COORDINATOR_EPOCH)
        marker = Marker(place.producer, place.epoch, committed, [place.partition], coordinator)
        for node in _by_leader(known, [place.partition], leaderless):
            answer = await self._client.send(node, WriteTxnMarkers(marker))
            for _, topics, _ in answer.markers:
                for code in (code for _, numbers, _ in topics for _, code, _ in numbers):
                    _raise(code)
        if leaderless:
            raise LeaderNotAvailableError(place.partition)


async def find_hanging(admin: TransactionAdmin, ids: Collection[str]) -> list[Hanging]:
    """What these ids have open, with what is to be done with it (rules 1 and 3)."""
    opened = await admin.open_now()
    if opened.forbidden:
        raise NoRightError
    if opened.leaderless:
        raise LeaderNotAvailableError(opened.leaderless[0])
    if not (opened.found and ids):
        return []
    found: list[Hanging] = []
    for transactional_id, history in (await admin.histories(ids)).items():
        producers = {one.producer for one in history}
        mine: defaultdict[tuple[int, int], list[OpenHere]] = defaultdict(list)
        for one in opened.found:
            if one.producer in producers:
                mine[one.producer, one.epoch].append(one)
        found += [
            Hanging(transactional_id, producer, epoch, verdict_on(history, producer, epoch), tuple(sorted(places)))
            for (producer, epoch), places in sorted(mine.items())
        ]
    return found


def _partitions(known: Any) -> list[Partition]:
    topics = sorted(known.topics(exclude_internal_topics=False))
    return [Partition(topic, number) for topic in topics for number in sorted(known.partitions_for_topic(topic) or ())]


def _by_leader(known: Any, partitions: list[Partition], leaderless: list[Partition]) -> dict[int, list[Partition]]:
    led: dict[int, list[Partition]] = {}
    for partition in partitions:
        leader = known.leader_for_partition(TopicPartition(*partition))
        if leader is None or leader < 0:
            leaderless.append(partition)
        else:
            led.setdefault(leader, []).append(partition)
    return led


def _raise(code: int) -> None:
    """What the code of an answer says."""
    error: type[Exception] = for_code(code)
    if error in NO_RIGHT:
        raise NoRightError
    if error is not NoError:
        raise error
