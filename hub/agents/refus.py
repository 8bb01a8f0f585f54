"""The lanes that answer what intake refused: one notice, and a dead letter unless not a byte may be kept."""

from hub.agents.lane_marks import is_new, recorded
from hub.agents.sending import Limits, Tally, bury, send, write_entry
from hub.agents.timeless import Timeless
from hub.core import facts
from hub.core.instants import rfc3339
from hub.core.refusals import answer
from hub.engine.ports import LaneTransaction, Record
from schemas.codes import Code
from schemas.topics import REFUS


class RefusStage(Timeless):
    """The stage of one lane of `hub.refus`; it has no deadline and no registry."""

    def __init__(self, tally: Tally, limits: Limits) -> None:
        self._tally = tally
        self._limits = limits

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Nothing is derived from the state."""

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Answer one refused record, once."""
        refused = facts.read_refused(record.value, record.headers, record.partition, record.offset)
        if refused.code is not Code.MIS_DE_COTE and not is_new(lane, refused.origin):
            return  # a record set aside comes once, in the operator's transaction, and may come late
        instant = recorded(lane, refused.instant)
        made = answer(refused, instant)
        alarm = send(lane, made.message, refused.origin, rfc3339(instant), self._limits)
        if made.dead_letter is not None:
            bury(lane, made.dead_letter, self._limits)
        write_entry(lane, refused.actor.encode(), made.entry, [] if alarm is None else [alarm], self._tally)
        self._tally.event_refused(refused.code)
        self._tally.event_handled(REFUS, refused.code)
