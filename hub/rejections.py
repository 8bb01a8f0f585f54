"""The dead letters of `hub.rejected` as an operator reads them: why, whose, where from, and bytes that cannot harm a terminal."""

import time
from collections.abc import Iterator
from typing import NamedTuple, cast

from confluent_kafka import Message

from hub.core import dead_letters
from hub.errors import TopicsRefused
from hub.positions import Place, Positions, open_reader
from hub.settings import HubSettings
from schemas.topics import REJECTED

FETCH_BYTES = 4 << 20
SHOWN_BYTES_MAX = 4096
HEX_WIDTH = 16


class Rejection(NamedTuple):
    """One dead letter; `headers` are those of the record itself; `longueur` and `sha256` stand for bytes too large to be kept."""

    partition: int
    offset: int
    instant_ms: int
    acteur: str
    code: str
    champ: str | None
    phrase: str
    origine: str
    destination: str | None
    longueur: str | None
    sha256: str | None
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


def latest(settings: HubSettings, count: int, acteur: str | None = None) -> list[Rejection]:
    """The last dead letters, newest first; at most `count` places of each partition are looked at."""
    positions = Positions(settings)
    places = positions.places([REJECTED])
    if not places:
        raise TopicsRefused(difference=f"{REJECTED} is missing")
    starts, ends = positions.starts(places), positions.ends(places)
    begin = {place: max(starts[place], ends[place] - count) for place in places if ends[place] > starts[place]}
    found = [one for one in _read(settings, begin) if acteur in {None, one.acteur}]
    return sorted(found, key=lambda one: one.instant_ms, reverse=True)[:count]


def at(settings: HubSettings, partition: int, offset: int) -> Rejection | None:
    """The dead letter that stands exactly there; None when none does."""
    positions = Positions(settings)
    place = Place(REJECTED, partition)
    if place not in positions.places([REJECTED]) or not positions.starts([place])[place] <= offset < positions.ends([place])[place]:
        return None
    for _, record in positions.records_from({place: offset}):
        found = _rejection(record)
        return found if found.offset == offset else None
    return None


def printable(value: bytes) -> list[str]:
    """Text when it is text, with everything that could move a cursor made visible; else a hexadecimal dump. Cut at `SHOWN_BYTES_MAX`."""
    shown = value[:SHOWN_BYTES_MAX]
    try:
        lines = [_visible(line) for line in shown.decode("utf-8", "strict" if len(shown) == len(value) else "ignore").split("\n")]
    except UnicodeDecodeError:
        lines = [_hex(shown, start) for start in range(0, len(shown), HEX_WIDTH)]
    return [*lines, f"… ({len(value)} octets en tout)"] if len(shown) < len(value) else lines


def _visible(line: str) -> str:
    """Control characters, direction marks and the like are written as their code."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in line)


def _hex(value: bytes, start: int) -> str:
    part = value[start : start + HEX_WIDTH]
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in part)  # noqa: PLR2004 - the printable part of ASCII
    return f"{start:08x}  {part.hex(' '):<{HEX_WIDTH * 3}} {text}"


def _read(settings: HubSettings, begin: dict[Place, int]) -> Iterator[Rejection]:
    if not begin:
        return
    consumer = open_reader(settings, begin, FETCH_BYTES)
    waiting = set(begin)
    deadline = time.monotonic() + settings.kafka.answer_timeout_s
    try:
        while waiting and time.monotonic() < deadline:
            event = consumer.poll(0.5)
            if event is None:
                continue
            if event.error() is not None:
                waiting.discard(Place(REJECTED, event.partition() or 0))
                continue
            yield _rejection(event)
    finally:
        consumer.close()


def _rejection(record: Message) -> Rejection:
    headers = cast("list[tuple[str, bytes | None]]", record.headers() or [])
    given = [(name, value if isinstance(value, bytes) else None) for name, value in headers]
    why = {name.removeprefix(dead_letters.PREFIX): value for name, value in given if name.startswith(dead_letters.PREFIX)}
    said = {name: _visible(value.decode("utf-8", "replace")) for name, value in why.items() if value is not None}
    key, value = record.key(), record.value()
    return Rejection(
        partition=record.partition() or 0,
        offset=record.offset() or 0,
        instant_ms=record.timestamp()[1],
        acteur=said.get("acteur", "?"),
        code=said.get("code", "?"),
        champ=said.get("champ"),
        phrase=said.get("phrase", ""),
        origine=f"{said.get('topic', '?')}/{said.get('partition', '?')}/{said.get('offset', '?')}",
        destination=said.get("destination"),
        longueur=said.get("longueur"),
        sha256=said.get("sha256"),
        key=key if isinstance(key, bytes) else None,
        value=value if isinstance(value, bytes) else None,
        headers=tuple((name, value) for name, value in given if not name.startswith(dead_letters.PREFIX)),
    )
