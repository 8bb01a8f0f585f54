"""Ask Kafka how far intake has come through the topics of partners (blocking)."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from hub.engine.intake_mark import Seen, left_of, short_of
from hub.positions import Commit, Place

PATTERN = r"^from\.[a-z0-9-]+$"
"""The topics that intake reads."""


class HasOffset(Protocol):
    """As much of a record as is needed here."""

    def offset(self) -> int | None:
        """Where it stands."""
        ...


class Asked(Protocol):
    """The questions that Kafka is asked (blocking): `hub.positions.Positions`."""

    def topic_names(self) -> list[str]:
        """Every topic."""
        ...

    def places(self, topics: Collection[str]) -> list[Place]:
        """The partitions of those that exist."""
        ...

    def committed(self, group: str, places: Collection[Place]) -> dict[Place, Commit]:
        """What a group committed."""
        ...

    def starts(self, places: Collection[Place]) -> dict[Place, int]:
        """The first offset kept."""
        ...

    def ends(self, places: Collection[Place]) -> dict[Place, int]:
        """The end for who reads what is committed: what stands in an open transaction is not published yet."""
        ...

    def ends_open(self, places: Collection[Place]) -> dict[Place, int]:
        """The very end: what intake relayed may stand behind a transaction that a lane has open."""
        ...

    def records_from(self, positions: Mapping[Place, int]) -> Iterator[tuple[Place, HasOffset]]:
        """The first record at or after each position, if there is one before the end."""
        ...

    def first_records(self, positions: Mapping[Place, int]) -> dict[Place, int]:
        """Append time (ms) of each of those."""
        ...


class Intake:
    """How far one intake group has come (blocking calls)."""

    def __init__(self, kafka: Asked, group: str) -> None:
        """`group` is the relay's."""
        self._kafka = kafka
        self._group = group
        self._waiting: dict[Place, int] = {}

    def ends(self) -> dict[Place, int]:
        """Where every partition of `from.*` that is listed ends now."""
        self._waiting.clear()
        return self._kafka.ends(self._places())

    def left(self, goal: Mapping[Place, int]) -> dict[Place, int]:
        """What is left of the goal; a record found waiting is not looked for again before intake or the log's start is past it."""
        short = short_of(goal, self._seen([place for place in self._kafka.places({place.topic for place in goal}) if place in goal]))
        unknown = {place: position for place, position in short.items() if self._waiting.get(place, -1) < position}
        found = {place: record.offset() or 0 for place, record in self._kafka.records_from(unknown)}
        self._waiting = {place: offset for place, offset in self._waiting.items() if place not in unknown} | found
        return left_of(goal, short, self._waiting)

    def behind(self) -> dict[Place, Seen]:
        """Where intake stands before the end of what is published; nothing but transaction markers may be left there."""
        return {place: one for place, one in self._seen(self._places()).items() if one.position < one.end}

    def waiting_since_ms(self, behind: Mapping[Place, Seen]) -> dict[Place, int]:
        """Append time of the first record that waits at each of these places, where there is one."""
        return self._kafka.first_records({place: one.position for place, one in behind.items()})

    def _places(self) -> list[Place]:
        return self._kafka.places([name for name in self._kafka.topic_names() if re.fullmatch(PATTERN, name)])

    def _seen(self, places: Collection[Place]) -> dict[Place, Seen]:
        committed = self._kafka.committed(self._group, places)
        starts, ends = self._kafka.starts(places), self._kafka.ends(places)
        return {one: Seen(committed[one].offset if one in committed else None, starts[one], ends[one]) for one in places}

    def lane_ends(self, places: Collection[Place]) -> dict[Place, int]:
        """Where the partitions of lanes end now, open transactions included."""
        return self._kafka.ends_open(places)
