"""The reference work, as the peers in Python share it, and where they find their broker; nothing of the hub weighs on them.

State: how many events of a case were seen. Output: each event with that count, on the topic its case has.
"""

import os
from zlib import crc32

import orjson

PARTITIONS = 8
OUTPUTS = 4
RECORDS_AT_ONCE_MAX = 2_000
BATCH_BYTES = 256 * 1024


def output_of(prefix: str, case: bytes) -> str:
    """The topic that the events of a case go out on."""
    return f"{prefix}.out{crc32(case) % OUTPUTS}"


def counted(event: bytes, seen: int) -> bytes:
    """The event, with how many of its case were seen, itself included."""
    return orjson.dumps({**orjson.loads(event), "n": seen})


def bootstrap() -> str:
    """The address of the broker."""
    return os.environ["HUB_KAFKA__BOOTSTRAP_SERVERS"]


def session_timeout_ms() -> int:
    """After how much silence a worker's partitions move to another."""
    return int(os.environ.get("HUB_KAFKA__SESSION_TIMEOUT_MS", "6000"))
