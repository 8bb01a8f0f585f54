"""What the lanes of persons and of plans tell a case, as it stands on `hub.events`: read and written by `hub.core.own_facts`.

Rules:
1. A fact of a kind has one written form (JSON, `format`); readers of N accept N+1.
"""

from datetime import datetime

import msgspec

from hub.core.links import AidKnown, Peer, Totals

FORMAT = 1


class CaseLinked(msgspec.Struct, frozen=True, kw_only=True):
    """The other demands of the same person, for the same aid, that wait for their decision now."""

    dossier: str
    liens: tuple[Peer, ...]
    instant: datetime
    partition: int
    offset: int


class PlanAdvanced(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked and granted now in the plan that the case is part of."""

    dossier: str
    total: Totals
    instant: datetime
    partition: int
    offset: int


class AidReceived(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the person of the case received an aid lately."""

    dossier: str
    connu: AidKnown
    instant: datetime
    partition: int
    offset: int


class _LinkWritten(msgspec.Struct):
    dossier: str
    liens: tuple[Peer, ...]
    format: int = FORMAT


class _PlanWritten(msgspec.Struct):
    dossier: str
    total: Totals
    format: int = FORMAT


class _AidWritten(msgspec.Struct):
    dossier: str
    connu: AidKnown
    format: int = FORMAT


_aid = msgspec.json.Decoder(_AidWritten)
_link = msgspec.json.Decoder(_LinkWritten)
_plan = msgspec.json.Decoder(_PlanWritten)


def link_value(dossier: str, liens: tuple[Peer, ...]) -> bytes:
    """The value of a `CaseLinked`."""
    return msgspec.json.encode(_LinkWritten(dossier, liens))


def plan_value(dossier: str, total: Totals) -> bytes:
    """The value of a `PlanAdvanced`."""
    return msgspec.json.encode(_PlanWritten(dossier, total))


def aid_value(dossier: str, connu: AidKnown) -> bytes:
    """The value of an `AidReceived`."""
    return msgspec.json.encode(_AidWritten(dossier, connu))


def read_link(value: bytes, instant: datetime, partition: int, offset: int) -> CaseLinked:
    """The fact from its value, its instant and its place."""
    said = _link.decode(value)
    return CaseLinked(dossier=said.dossier, liens=said.liens, instant=instant, partition=partition, offset=offset)


def read_plan(value: bytes, instant: datetime, partition: int, offset: int) -> PlanAdvanced:
    """The fact from its value, its instant and its place."""
    said = _plan.decode(value)
    return PlanAdvanced(dossier=said.dossier, total=said.total, instant=instant, partition=partition, offset=offset)


def read_aid(value: bytes, instant: datetime, partition: int, offset: int) -> AidReceived:
    """The fact from its value, its instant and its place."""
    said = _aid.decode(value)
    return AidReceived(dossier=said.dossier, connu=said.connu, instant=instant, partition=partition, offset=offset)


Told = CaseLinked | PlanAdvanced | AidReceived
"""All of them."""
