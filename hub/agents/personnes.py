"""The lanes that link the demands of a person, or of a plan: read a fact, call core once, write the group, tell the dossiers concerned.

Rules:
1. Group, answers and position are one transaction: both doors are told, or neither yet.
2. What is linked is said in the journal by each dossier, which alone knows what it changes: the lane writes no entry.
3. A demand that waits alone leaves its group, and nothing else.
"""

from datetime import datetime

import msgspec

from hub.agents.sending import Tally
from hub.agents.timeless import Timeless
from hub.core.own_facts import aid_received, case_linked, plan_advanced
from hub.core.person_facts import PersonFact, Planned, Received, Waiting, read
from hub.core.personnes import Group, rule
from hub.core.plans import Plan, advance
from hub.core.receipts import Receipts, answer, noted
from hub.engine.ports import LaneTransaction, Record
from schemas.codes import Code
from schemas.topics import EVENTS, PERSONNES

_group = msgspec.json.Decoder(Group)
_plan = msgspec.json.Decoder(Plan)
_receipts = msgspec.json.Decoder(Receipts)
_encode = msgspec.json.Encoder().encode
NOBODY = Group()
NOTHING = Plan()


class PersonnesStage(Timeless):
    """The stage of one lane of `hub.personnes`; it has no deadline and no registry."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def restored(self, state: dict[bytes, bytes]) -> None:
        """Nothing is kept beside the state."""

    def handle(self, record: Record, lane: LaneTransaction) -> None:
        """Link one fact."""
        fact, instant = read(record.value, record.headers)
        if isinstance(fact, Planned):
            _advance(fact, instant, lane)
        elif isinstance(fact, Received):
            _note(fact, lane)
        else:
            _link(fact, instant, lane)
        self._tally.event_handled(PERSONNES, Code.PRIS_EN_COMPTE)


def _link(fact: PersonFact, instant: datetime, lane: LaneTransaction) -> None:
    key = f"{fact.personne}/{fact.aide}".encode()
    stored = lane.read(key)
    group = NOBODY if stored is None else _group.decode(stored)
    ruling = rule(group, fact)
    if ruling.group != group:
        lane.write(key, _encode(ruling.group) if ruling.group.demandes else None)
    for dossier in ruling.told:
        lane.emit(EVENTS, *case_linked(dossier, ruling.group.others(dossier), instant))
    if isinstance(fact, Waiting) and fact.mois is not None:
        told = answer(_known(fact.personne, lane), fact.mois, fact.demande.date_demande)
        lane.emit(EVENTS, *aid_received(fact.demande.dossier, told, instant))


def _advance(fact: Planned, instant: datetime, lane: LaneTransaction) -> None:
    key = fact.plan.encode()
    stored = lane.read(key)
    plan = NOTHING if stored is None else _plan.decode(stored)
    ruling = advance(plan, fact)
    if ruling.plan != plan:
        lane.write(key, _encode(ruling.plan) if ruling.plan.parts else None)
    for dossier in ruling.told:
        lane.emit(EVENTS, *plan_advanced(dossier, ruling.plan.total, instant))


def _note(fact: Received, lane: LaneTransaction) -> None:
    known = _known(fact.personne, lane)
    after = noted(known, fact)
    if after != known:
        lane.write(fact.personne.encode(), _encode(after) if after.recus else None)


def _known(person: str, lane: LaneTransaction) -> Receipts:
    stored = lane.read(person.encode())
    return Receipts() if stored is None else _receipts.decode(stored)
