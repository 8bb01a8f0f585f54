"""The hub's own facts: what a lane appends to its own partition, so that time and the registry enter a case like any event.

A quota lane's answer to a case is one too, and what a person's or a plan's tells it: these are appended by another lane. `horloge.avance`
comes from outside, from whoever plays a hub whose time is simulated; a lane appends it again behind the deadlines that it made due.

Rules:
1. A fact of a kind has one genre, one written form (JSON, `format`), one reader and one writer; readers of N accept N+1.
2. It is stamped once, by the lane that appends it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import msgspec

from hub.core import wire
from hub.core.instants import rfc3339
from hub.core.links import AidKnown, Peer, Totals
from hub.core.told_facts import (
    AidReceived,
    CaseLinked,
    PlanAdvanced,
    Told,
    aid_value,
    link_value,
    plan_value,
    read_aid,
    read_link,
    read_plan,
)
from schemas.codes import QuotaBound, QuotaOutcome

Header = tuple[str, bytes | None]
Written = tuple[bytes, bytes, list[Header]]
"""Key, value and headers of a record to append."""

FORMAT = 1
REGISTRY_KEY = b"_registre"
CLOCK_KEY = b"_horloge"


class RegistryApplied(msgspec.Struct, frozen=True, kw_only=True):
    """From here on this partition decides with registry version `version`."""

    version: int
    instant: datetime
    partition: int
    offset: int


class DeadlineReached(msgspec.Struct, frozen=True, kw_only=True):
    """The deadline `code` of `dossier`, due at `due`, is reached."""

    dossier: str
    code: str
    due: datetime
    instant: datetime
    partition: int
    offset: int


class ExaminationDue(msgspec.Struct, frozen=True, kw_only=True):
    """Under registry version `version` something may move on `dossier`."""

    dossier: str
    version: int
    instant: datetime
    partition: int
    offset: int


class QuotaAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """The reservation `n` of `dossier` under `acte` is granted, waits, or finds the act exhausted (`manque`: of what)."""

    dossier: str
    acte: str
    n: int
    etat: QuotaOutcome
    manque: QuotaBound | None
    instant: datetime
    partition: int
    offset: int


class ClockAdvanced(msgspec.Struct, frozen=True, kw_only=True):
    """Where time is simulated, it is `instant` from here on in this partition, and all that was published before has been handled."""

    instant: datetime
    partition: int
    offset: int


HubFact = RegistryApplied | DeadlineReached | ExaminationDue | QuotaAnswered | Told | ClockAdvanced
"""What a lane appended to its own partition, or the lane of an act, a person or a plan to the case's; or the time that it is now."""

GENRES: dict[type[HubFact], bytes] = {
    RegistryApplied: wire.GENRE_REGISTRY,
    DeadlineReached: wire.GENRE_DEADLINE,
    ExaminationDue: wire.GENRE_EXAMINATION,
    QuotaAnswered: wire.GENRE_QUOTA_ANSWER,
    CaseLinked: wire.GENRE_LINK,
    PlanAdvanced: wire.GENRE_PLAN,
    ClockAdvanced: wire.GENRE_CLOCK,
    AidReceived: wire.GENRE_AID,
}


class _RegistryWritten(msgspec.Struct):
    version: int
    format: int = FORMAT


class _DeadlineWritten(msgspec.Struct):
    dossier: str
    code: str
    due: datetime
    format: int = FORMAT


class _ExaminationWritten(msgspec.Struct):
    dossier: str
    version: int
    format: int = FORMAT


class _ClockWritten(msgspec.Struct):
    format: int = FORMAT


class _QuotaWritten(msgspec.Struct):
    dossier: str
    acte: str
    n: int
    etat: QuotaOutcome
    manque: QuotaBound | None = None
    format: int = FORMAT


_quota = msgspec.json.Decoder(_QuotaWritten)
_registry = msgspec.json.Decoder(_RegistryWritten)
_examination = msgspec.json.Decoder(_ExaminationWritten)
_deadline = msgspec.json.Decoder(_DeadlineWritten)


def registry_applied(version: int, instant: datetime) -> Written:
    """The fact by which a lane tells its own partition that it decides with `version` from now on."""
    return REGISTRY_KEY, msgspec.json.encode(_RegistryWritten(version)), stamped(wire.GENRE_REGISTRY, instant)


def deadline_reached(dossier: str, code: str, due: datetime, instant: datetime) -> Written:
    """The fact by which a lane tells its own partition that a deadline is reached."""
    return dossier.encode(), msgspec.json.encode(_DeadlineWritten(dossier, code, due)), stamped(wire.GENRE_DEADLINE, instant)


def examination_due(dossier: str, version: int, instant: datetime) -> Written:
    """The fact by which a lane tells its own partition that a case must be examined again under `version`."""
    return dossier.encode(), msgspec.json.encode(_ExaminationWritten(dossier, version)), stamped(wire.GENRE_EXAMINATION, instant)


def quota_answered(reservation: tuple[str, str, int], etat: QuotaOutcome, manque: QuotaBound | None, instant: datetime) -> Written:
    """The fact by which a quota lane answers a case; `reservation` is the case, the act and the number."""
    answer = _QuotaWritten(*reservation, etat, manque)
    return answer.dossier.encode(), msgspec.json.encode(answer), stamped(wire.GENRE_QUOTA_ANSWER, instant)


def case_linked(dossier: str, liens: tuple[Peer, ...], instant: datetime) -> Written:
    """The fact by which a person's lane tells a case of the others."""
    return dossier.encode(), link_value(dossier, liens), stamped(wire.GENRE_LINK, instant)


def plan_advanced(dossier: str, total: Totals, instant: datetime) -> Written:
    """The fact by which a plan's lane tells a case what is asked and granted in all."""
    return dossier.encode(), plan_value(dossier, total), stamped(wire.GENRE_PLAN, instant)


def clock_advanced(instant: datetime) -> Written:
    """The fact by which whoever plays a simulated hub tells a partition what time it is; its instant is the whole of it."""
    return CLOCK_KEY, msgspec.json.encode(_ClockWritten()), stamped(wire.GENRE_CLOCK, instant)


def aid_received(dossier: str, connu: AidKnown, instant: datetime) -> Written:
    """The fact by which a person's lane tells a case whether an aid was received lately."""
    return dossier.encode(), aid_value(dossier, connu), stamped(wire.GENRE_AID, instant)


def stamped(genre: bytes, instant: datetime) -> list[Header]:
    """The headers of a fact that a lane writes."""
    return [(wire.FORMAT, wire.FORMAT_1), (wire.GENRE, genre), (wire.INSTANT, rfc3339(instant).encode())]


def stamped_at(headers: Sequence[Header]) -> datetime:
    """The instant that those headers carry; one that is missing is a bug, and raises."""
    instant = dict(headers)[wire.INSTANT]
    assert instant is not None
    return datetime.fromisoformat(instant.decode())


def _read_registry(value: bytes, instant: datetime, partition: int, offset: int) -> RegistryApplied:
    return RegistryApplied(version=_registry.decode(value).version, instant=instant, partition=partition, offset=offset)


def _read_deadline(value: bytes, instant: datetime, partition: int, offset: int) -> DeadlineReached:
    due = _deadline.decode(value)
    return DeadlineReached(dossier=due.dossier, code=due.code, due=due.due, instant=instant, partition=partition, offset=offset)


def _read_examination(value: bytes, instant: datetime, partition: int, offset: int) -> ExaminationDue:
    due = _examination.decode(value)
    return ExaminationDue(dossier=due.dossier, version=due.version, instant=instant, partition=partition, offset=offset)


def _read_quota(value: bytes, instant: datetime, partition: int, offset: int) -> QuotaAnswered:
    said = _quota.decode(value)
    return QuotaAnswered(
        dossier=said.dossier,
        acte=said.acte,
        n=said.n,
        etat=said.etat,
        manque=said.manque,
        instant=instant,
        partition=partition,
        offset=offset,
    )


def _read_clock(value: bytes, instant: datetime, partition: int, offset: int) -> ClockAdvanced:
    del value
    return ClockAdvanced(instant=instant, partition=partition, offset=offset)


READERS: Mapping[bytes, Callable[[bytes, datetime, int, int], HubFact]] = {
    wire.GENRE_REGISTRY: _read_registry,
    wire.GENRE_DEADLINE: _read_deadline,
    wire.GENRE_EXAMINATION: _read_examination,
    wire.GENRE_QUOTA_ANSWER: _read_quota,
    wire.GENRE_LINK: read_link,
    wire.GENRE_PLAN: read_plan,
    wire.GENRE_CLOCK: _read_clock,
    wire.GENRE_AID: read_aid,
}
"""By genre: the fact from its value, its instant and its place."""
