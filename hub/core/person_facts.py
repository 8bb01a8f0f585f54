"""The facts of `hub.personnes`: a demand of a person waits for its decision, who answers for it, it waits no more; its part of a plan.

Rules:
1. The key is the commune and the person's reference, or the plan's, hashed: it means nothing by itself, and
   a replay makes the same without any secret.
2. A case tells its own facts in order; they stand on one partition, for the key never changes.
3. The value is JSON, told apart by `genre`; readers of `format` N accept N+1.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from hub.core import wire
from hub.core.links import Part, Peer, Receipt
from hub.core.own_facts import Header, Written, stamped, stamped_at
from schemas.person_ref import base32

FORMAT = 1
PERSON_PREFIX: Final = "prs_"
PLAN_PREFIX: Final = "pln_"
REMEMBERED_MAX: Final = 4_096


class Waiting(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="attend"):
    """A demand for `aide` was deposited and waits for its decision."""

    personne: str
    aide: str
    demande: Peer
    mois: int | None = None
    """The months over which who decides may know whether an aid was received."""
    format: int = FORMAT


class Answerable(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="responsable"):
    """Who answers for a demand that is linked."""

    personne: str
    aide: str
    dossier: str
    responsable: str | None
    format: int = FORMAT


class Over(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="fin"):
    """The demand waits no more: decided, by silence too, oriented, closed, or gone to another commune."""

    personne: str
    aide: str
    dossier: str
    format: int = FORMAT


class Planned(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="plan"):
    """What one demand asks, and is granted, in a plan; `clos`: it was closed without a grant, and asks nothing any more."""

    plan: str
    part: Part
    clos: bool = False
    format: int = FORMAT


class Received(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="recu"):
    """An aid was granted to the person; `clos`: no more."""

    personne: str
    recu: Receipt
    clos: bool = False
    format: int = FORMAT


PersonFact = Waiting | Answerable | Over
"""What a case tells of its person's demand."""
LinkFact = PersonFact | Planned | Received
"""What a case lane writes."""

_decoder = msgspec.json.Decoder(LinkFact)


class Placed(NamedTuple):
    """A fact, and when it was recorded."""

    fact: LinkFact
    instant: datetime


@lru_cache(REMEMBERED_MAX)
def person_id(commune: str, reference: str) -> str:
    """The person as the hub's own topics name it: `prs_` and 26 characters of base32."""
    return PERSON_PREFIX + base32(hashlib.sha256(f"relais-lien-1\0{commune}\0{reference}".encode()).digest())


def plan_id(reference: str) -> str:
    """The plan as the hub's own topics name it: `pln_` and 26 characters of base32."""
    return PLAN_PREFIX + base32(hashlib.sha256(f"relais-plan-1\0{reference}".encode()).digest())


def write(fact: LinkFact, instant: datetime) -> Written:
    """Key, value and headers of the record."""
    key = fact.plan if isinstance(fact, Planned) else fact.personne
    return key.encode(), msgspec.json.encode(fact), stamped(wire.GENRE_PERSON, instant)


def read(value: bytes | None, headers: Sequence[Header]) -> Placed:
    """Read one record of `hub.personnes`; one that breaks its layout is a bug, and raises."""
    assert value is not None
    return Placed(_decoder.decode(value), stamped_at(headers))
