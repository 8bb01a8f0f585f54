"""Records of the hub's own logs as the read model reads them: fields it does not know are ignored, a form it does not know stops it.

Rules:
1. Written by format N, read by programs of N and N-1: formats 1 and 2 are read here.
2. A kind of conclusion that a newer hub added is kept in the entry and changes no table.
3. The registry is only asked for names here: a record of it that cannot be read stops nobody, its names are missing.
"""

import msgspec

from hub.core.journal_reading import ReadEntry
from hub.core.proof import is_intact
from hub.errors import LogUnreadable

FORMATS = (1, 2)


class ReadRegistryRecord(msgspec.Struct, frozen=True, kw_only=True):
    """What every record of `hub.registry` says of itself; the rest stays in its bytes."""

    genre: str
    id: str = ""
    slug: str = ""
    code: str = ""
    version: int = 0

    @property
    def name(self) -> str:
        """The identifier of the actor, commune, aid or act."""
        return self.id or self.slug or self.code


class _Proven(msgspec.Struct, frozen=True):
    """The proofs of an entry, as bytes that nothing here reads."""

    preuves: tuple[msgspec.Raw, ...] = ()


_entry = msgspec.json.Decoder(ReadEntry)
_proven = msgspec.json.Decoder(_Proven)
_registry_record = msgspec.json.Decoder(ReadRegistryRecord)


def decode_entry(value: bytes | None, place: str) -> ReadEntry:
    """One entry of `hub.journal`; LogUnreadable names `place` when it is not one."""
    if value is None:
        raise LogUnreadable(place=place, reason="an entry of the journal is never empty")
    try:
        entry = _entry.decode(value)
    except msgspec.MsgspecError as error:
        raise LogUnreadable(place=place, reason=f"it is not an entry of the journal ({error})") from None
    if entry.format not in FORMATS:
        raise LogUnreadable(place=place, reason=f"its format is {entry.format} and this program reads {FORMATS}")
    return entry


def proofs_in(value: bytes, place: str) -> tuple[bytes, ...]:
    """The proofs in an entry of `hub.journal`, byte for byte; LogUnreadable when one is not the one that was written."""
    proofs = tuple(bytes(one) for one in _proven.decode(value).preuves)
    for proof in proofs:
        if not is_intact(proof):
            raise LogUnreadable(place=place, reason="the hash of a proof in it is not that of its bytes")
    return proofs


def decode_registry_record(value: bytes | None) -> ReadRegistryRecord | None:
    """One record of `hub.registry`; None when it is not one (rule 3)."""
    try:
        return _registry_record.decode(value or b"")
    except msgspec.MsgspecError:
        return None
