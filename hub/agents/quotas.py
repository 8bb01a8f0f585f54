"""The lanes that count the places and the money of acts: read a fact, call core once, write the account, answer the cases.

Rules:
1. Account, reservations, answers, journal entry and position are one transaction: an answer is given once, and what it says is counted.
2. A fact that changes nothing (a reservation already known, or already over) leaves no trace.
"""

from collections.abc import Iterator

import msgspec

from hub.agents.lane_marks import recorded
from hub.agents.sending import Tally, write_entry
from hub.agents.timeless import Timeless
from hub.core.instants import rfc3339
from hub.core.journal import JournalEntry
from hub.core.own_facts import quota_answered
from hub.core.quota_account import Account, Held
from hub.core.quota_conclusions import counted
from hub.core.quota_facts import GoesOn, Placed, read, write
from hub.core.quotas import Id, Ruling, rule
from hub.core.wire import GENRE_QUOTA
from hub.engine.ports import LaneTransaction, Record
from schemas.codes import Code
from schemas.topics import EVENTS, QUOTAS

ACCOUNT_PREFIX = b"compte/"
HELD_PREFIX = b"reservation/"

_account = msgspec.json.Decoder(Account)
_held = msgspec.json.Decoder(Held)
_encode = msgspec.json.Encoder().encode


class QuotasStage(Timeless):
    """The stage of one lane of `hub.quotas`; it has no deadline and no registry. Who waits for an act, in order, is kept in memory."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._waiting: dict[str, dict[Id, None]] = {}

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Find those who wait again, in the order of their turns."""
        held = ((key, _held.decode(stored)) for key, stored in state.items() if key.startswith(HELD_PREFIX))
        self._waiting = {}
        for _, acte, one in sorted((entry.rang, *_read_key(key)) for key, entry in held if entry.waits):
            self._waiting.setdefault(acte, {})[one] = None

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Count one fact."""
        placed = read(record.value, record.headers, record.partition, record.offset)
        fact, account_key = placed.fact, ACCOUNT_PREFIX + placed.fact.acte.encode()
        stored = lane.read(account_key)
        account = Account() if stored is None else _account.decode(stored)
        known = None if isinstance(fact, GoesOn) else _read_held(lane, fact.acte, (fact.dossier, fact.n))
        ruling = rule(account, known, self._those_who_wait(lane, fact.acte), fact)
        if ruling.account != account or ruling.changed or ruling.answers:
            lane.write(account_key, _encode(ruling.account))
            self._write(lane, placed, account, ruling)
        self._tally.event_handled(QUOTAS, str(ruling.answers[0].etat) if ruling.answers else Code.PRIS_EN_COMPTE)

    def _write(self, lane: LaneTransaction, placed: Placed, before: Account, ruling: Ruling) -> None:
        fact, instant = placed.fact, recorded(lane, placed.instant)
        for one, held in ruling.changed.items():
            lane.write(_key(fact.acte, one), None if held is None else _encode(held))
            self._note(fact.acte, one, held)
        for answer in ruling.answers:
            lane.emit(EVENTS, *quota_answered((answer.id[0], fact.acte, answer.id[1]), answer.etat, answer.manque, instant))
        if ruling.goes_on:
            lane.append_to_source(*write(GoesOn(acte=fact.acte), instant))
        genre = GENRE_QUOTA.decode()
        entry = JournalEntry(
            id=f"{QUOTAS}/{placed.partition}/{placed.offset}",
            cause=genre,
            type=genre,
            instant=rfc3339(instant),
            version_registre=max(ruling.account.version, 0),
            conclusions=counted(before, ruling, fact),
        )
        write_entry(lane, fact.acte.encode(), entry, [], self._tally)

    def _note(self, acte: str, one: Id, held: Held | None) -> None:
        """Keep the order of those who wait: turns only grow."""
        queue = self._waiting.setdefault(acte, {})
        if held is None or not held.waits:
            queue.pop(one, None)
        else:
            queue[one] = None

    def _those_who_wait(self, lane: LaneTransaction, acte: str) -> Iterator[tuple[Id, Held]]:
        for one in tuple(self._waiting.get(acte, ())):
            held = _read_held(lane, acte, one)
            assert held is not None, "who waits has a reservation"
            yield one, held


def _key(acte: str, one: Id) -> bytes:
    return HELD_PREFIX + f"{acte}/{one[0]}/{one[1]}".encode()


def _read_key(key: bytes) -> tuple[str, Id]:
    acte, dossier, number = key[len(HELD_PREFIX) :].decode().rsplit("/", 2)
    return acte, (dossier, int(number))


def _read_held(lane: LaneTransaction, acte: str, one: Id) -> Held | None:
    stored = lane.read(_key(acte, one))
    return None if stored is None else _held.decode(stored)
