"""Framed JSON: the wire format of clients of a schema registry (Confluent's), a zero byte and four of a schema's id before the document.

Rules:
1. No JSON document begins with a zero byte: what does is framed, or is nothing.
2. The id is not looked up: an event says its type itself, and is judged by the contract alone. The bytes are kept as they came.
"""

from typing import Final

MAGIC: Final = b"\x00"
HEAD_BYTES: Final = 5


def unframed(value: bytes) -> bytes:
    """The document of a framed value; any other value as it is."""
    return value[HEAD_BYTES:] if value.startswith(MAGIC) else value
