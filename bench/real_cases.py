"""Dossiers as a worker of the hub wrote them, many times over under new ids: a large state of true sizes, without a week of traffic."""

import re
from base64 import b32encode
from collections import defaultdict
from hashlib import sha256
from typing import NamedTuple

from bench.ground import Ground, put
from schemas import topics

QUIET_S = 2.0
_ID = re.compile(rb"dos_[a-z2-7]{26}")

Pairs = list[tuple[bytes, bytes]]


class Written(NamedTuple):
    """How many cases stand in the compacted topic, and the bytes of their keys and values (a case's deadlines are part of it)."""

    cases: int
    own_bytes: int


def read(ground: Ground) -> dict[tuple[int, bytes], Pairs]:
    """Partition and id of each case in `hub.cases` -> the keys and values that bear its id."""
    reader = ground.reader([topics.CASES], from_end=False)
    state: dict[tuple[int, bytes], bytes | None] = {}
    while found := reader.read(QUIET_S)[1]:
        state |= {(record.partition() or 0, _bytes(record.key())): record.value() for record in found}
    reader.close()
    cases: defaultdict[tuple[int, bytes], Pairs] = defaultdict(list)
    for (partition, key), value in state.items():
        if value is not None and (named := _ID.search(key)):
            cases[partition, named[0]].append((key, value))
    return cases


def multiply(ground: Ground, seeds: dict[tuple[int, bytes], Pairs], cases: int) -> Written:
    """Write cases, copies of the seeds in turn, until there are `cases` beside the seeds; each in the partition of its seed."""
    producer = ground.producer()
    own_bytes = sum(len(key) + len(value) for pairs in seeds.values() for key, value in pairs)
    turns = list(seeds.items())
    for number in range(cases):
        (partition, seed), pairs = turns[number % len(turns)]
        copy = _another_id(number)
        for key, value in pairs:
            put(producer, topics.CASES, value.replace(seed, copy), key.replace(seed, copy), partition)
            own_bytes += len(key) + len(value)
    assert producer.flush(120) == 0
    return Written(cases + len(seeds), own_bytes)


def _another_id(number: int) -> bytes:
    return b"dos_" + b32encode(sha256(b"%d" % number).digest())[:26].lower()


def _bytes(key: str | bytes | None) -> bytes:
    assert isinstance(key, bytes)
    return key
