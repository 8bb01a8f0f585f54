"""What a record that is set aside becomes: a refusal like any other, with its bytes, under the code `MIS_DE_COTE`."""

import hashlib
import re
from collections.abc import Callable

from hub.agents.lane_marks import is_new
from hub.core import wire
from hub.core.facts import origin_in
from hub.core.intake import Relayed
from hub.engine.ports import LaneTransaction, Record
from hub.errors import ReasonRefused
from schemas.codes import Code
from schemas.topics import REFUS, REJECTED

REASON = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
REASON_CHARS_MAX = 60


def refusal_of(reason: str) -> Callable[[Record, LaneTransaction], Relayed | None]:
    """A function from the record to its refusal; `reason` is the operator's, one word; raises ReasonRefused."""
    if len(reason) > REASON_CHARS_MAX or not REASON.fullmatch(reason):
        raise ReasonRefused(reason_chars_max=REASON_CHARS_MAX)

    def refuse(record: Record, lane: LaneTransaction) -> Relayed | None:
        """A partner's event goes to the refusals, a refusal straight to the dead letters; a fact of the hub's own has no author to tell."""
        actor = dict(record.headers).get(wire.ACTOR)
        if actor is None:
            return None
        origin = origin_in(record.headers)
        assert origin is not None, "what a partner published says where it stood"
        is_new(lane, origin)
        value = record.value or b""
        stamps = {
            wire.CODE: Code.MIS_DE_COTE,
            wire.MOTIVE: reason,
            wire.LENGTH: str(len(value)),
            wire.SHA256: hashlib.sha256(value).hexdigest(),
        }
        headers = [*record.headers, *((name, stamp.encode()) for name, stamp in stamps.items())]
        return Relayed(REJECTED if record.topic == REFUS else REFUS, actor, record.value, headers, Code.MIS_DE_COTE)

    return refuse
