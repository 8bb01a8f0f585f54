"""What the engine keeps of a lane in the lane's own state, beside the stage's keys."""

import msgspec

POSITION_KEY = b"_engine/position"
CRASH_KEY = b"_engine/crash"
CRASHES_BEFORE_BLOCK = 3


class Position(msgspec.Struct, frozen=True):
    """The lane's own position: the offset of the next fact to apply."""

    position: int
    format: int = 1


class Crash(msgspec.Struct, frozen=True):
    """How often the fact at `offset` crashed the stage; `error` is the exception's type, never its text."""

    offset: int
    count: int
    error: str
    dossier: str | None = None
    format: int = 1
