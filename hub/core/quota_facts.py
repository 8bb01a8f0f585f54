"""The facts of `hub.quotas`: what a case asks of an act's places and money, spends of them, gives back. Key: the act.

Rules:
1. A reservation is (case, act, n); `n` counts up on its case, so that what is asked anew is never taken for what was asked before.
2. What is asked carries the act's bounds and the registry version they were read at: who counts needs no registry.
3. The value is JSON, told apart by `genre`; readers of `format` N accept N+1.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from hub.core import wire
from hub.core.own_facts import Header, Written, stamped, stamped_at
from schemas.codes import QuotaOutcome

FORMAT = 1


class Bounds(msgspec.Struct, frozen=True, array_like=True):
    """What an act may take on: open cases, and cents a year (`schemas.acts.Envelope`); None bounds nothing."""

    capacite: int | None = None
    centimes_par_an: int | None = None
    annee: int | None = None
    report: bool = False
    fongible: bool = True


class Reservation(msgspec.Struct, frozen=True, array_like=True):
    """What is asked of an act's places or money on `hub.quotas` under the number `n`, and where that stands.

    `jour` is the business day it is asked for: its year is the envelope's. `centimes` is reserved (None: nothing, or spent).
    `initiale`: asked on the demand's own day, nothing examined since. `complement`: what a decision grants beyond what was reserved.
    """

    acte: str
    n: int
    etat: QuotaOutcome
    jour: date
    place: bool
    centimes: int | None
    bornes: Bounds
    initiale: bool = False
    complement: bool = False


class Asked(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="demande"):
    """A place, `centimes` of the envelope of `annee`, or both; `attend`: where there is none it waits its turn.

    Asked again under the same `n` it keeps its turn and takes the new year, amount and bounds. What is `tenu` already when its act comes to
    be bounded is counted, above the bound too.
    """

    dossier: str
    acte: str
    n: int
    aide: str
    annee: int
    place: bool
    centimes: int | None
    attend: bool
    tenu: bool = False
    version: int
    bornes: Bounds
    format: int = FORMAT


class Spent(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="consommation"):
    """The decision is taken: of the cents reserved, `centimes` are spent and the rest is free again; the place is kept."""

    dossier: str
    acte: str
    n: int
    centimes: int
    format: int = FORMAT


class Returned(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="rendu"):
    """The reservation is over: its place, and the cents that were not spent, are free again."""

    dossier: str
    acte: str
    n: int
    format: int = FORMAT


class GoesOn(msgspec.Struct, frozen=True, kw_only=True, tag_field="genre", tag="suite"):
    """The lane's own: more of those who wait can be served than one fact serves."""

    acte: str
    format: int = FORMAT


Request = Asked | Spent | Returned
"""What a case lane writes."""
QuotaFact = Request | GoesOn

_decoder = msgspec.json.Decoder(QuotaFact)


class Placed(NamedTuple):
    """A fact, when it was recorded, and where it stands."""

    fact: QuotaFact
    instant: datetime
    partition: int
    offset: int


def write(fact: QuotaFact, instant: datetime) -> Written:
    """Key, value and headers of the record."""
    return fact.acte.encode(), msgspec.json.encode(fact), stamped(wire.GENRE_QUOTA, instant)


def read(value: bytes | None, headers: Sequence[Header], partition: int, offset: int) -> Placed:
    """Read one record of `hub.quotas`; one that breaks its layout is a bug, and raises."""
    assert value is not None
    return Placed(_decoder.decode(value), stamped_at(headers), partition, offset)
