"""What a simulation is asked: the registries of both lives, the cases that may go another way, the period."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple, Protocol

from hub.core.registry import RegistryView
from hub.core.touching import Touch
from schemas.registry import Act, AnyRecord


class Counted(NamedTuple):
    """Acts with places or money, and the aids they give."""

    acts: frozenset[str]
    aids: frozenset[str]


def counted_of(records: Iterable[AnyRecord]) -> Counted:
    """Those among these records. An act that is bounded once is counted always, and so is every aid it ever gives."""
    acts = [one for one in records if isinstance(one, Act)]
    bounded = frozenset(one.id for one in acts if one.capacite is not None or one.enveloppe is not None)
    return Counted(bounded, frozenset(aid for one in acts if one.id in bounded for aid in one.aides))


class Registers(Protocol):
    """The registry of each time, as it was and with the candidate acts on top (a version of its own number, above all others)."""

    def without(self, version: int) -> RegistryView:
        """The registry at that version."""
        ...

    def with_acts(self, version: int) -> RegistryView:
        """The same with the candidate acts."""
        ...

    def counted(self) -> Counted:
        """The acts whose places or money are bounded, in any of them."""
        ...


class Period(NamedTuple):
    """From `start` to `end`, half-open."""

    start: datetime
    end: datetime


class Question(NamedTuple):
    """What is asked: the registries of both lives, the cases that may go another way, over which period."""

    registers: Registers
    touch: Touch
    period: Period
