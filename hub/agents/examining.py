"""Walk over a lane's open cases under a newer version of the registry: each one that something moves on gets a fact, once.

Rules:
1. The walk goes by key, a bounded number of cases a tick; the cursor is in the lane's state, so a killed worker's heir goes on from it.
2. Looking is free of effects: what moves is decided again, by core, when the fact is handled. A case touched meanwhile is examined by its
   own event first, and its fact then finds nothing to move.
3. A version that comes during a walk begins it anew.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from hub.core import dossier as case_state
from hub.core.own_facts import examination_due
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.rescheduling import is_to_examine
from hub.engine.ports import LaneTransaction

CURSOR_KEY = b"_engine/examen"
"""Under the engine's keys: how far a walk has come follows from no fact, and a replay leaves it out."""
CASE_PREFIX = b"dos_"
CASES_PER_TICK_MAX = 200


class _Cursor(msgspec.Struct, frozen=True):
    """Cases up to `last` were looked at under `version`; `is_done` when all were."""

    version: int = 0
    last: str = ""
    is_done: bool = False
    format: int = 1


class Walk:
    """The walk of one lane; `state` is the lane's own, only looked at."""

    def __init__(self, state: Mapping[bytes, bytes], version: int, recipient_keys: RecipientKeys) -> None:
        """Go on where the cursor stands; a lane without cases has nothing to look at."""
        self._state = state
        self._recipient_key = recipient_keys
        self._cursor = msgspec.json.decode(state.get(CURSOR_KEY, b"{}"), type=_Cursor)
        self._left: list[bytes] | None = None
        if self._cursor.version != version and any(key.startswith(CASE_PREFIX) for key in state):
            self.begin(version)
        elif self._cursor.version != version:
            self._cursor = _Cursor(version, is_done=True)

    def begin(self, version: int) -> None:
        """Every case is to be looked at under `version`."""
        self._cursor = _Cursor(version)
        self._left = None

    @property
    def is_due(self) -> bool:
        """Whether cases are left to look at."""
        return not self._cursor.is_done

    def step(self, view: RegistryView, now: datetime, lane: LaneTransaction) -> None:
        """Look at some more cases; append a fact for each that something moves on."""
        if self._left is None:
            last = self._cursor.last.encode()
            self._left = sorted((key for key in self._state if key.startswith(CASE_PREFIX) and key > last), reverse=True)
        keys = [self._left.pop() for _ in range(min(CASES_PER_TICK_MAX, len(self._left)))]
        for key in keys:
            stored = lane.read(key)
            if stored is not None and is_to_examine(case_state.decode(stored), view, now, self._recipient_key):
                lane.append_to_source(*examination_due(key.decode(), view.version, now))
        self._cursor = _Cursor(view.version, keys[-1].decode() if keys else self._cursor.last, not self._left)
        lane.write(CURSOR_KEY, msgspec.json.encode(self._cursor))
