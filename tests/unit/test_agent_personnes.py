"""The lanes that link: the group and what each dossier is told in one transaction; a demand alone leaves its group, and nothing else."""

import json

import msgspec
import pytest

from hub.agents.personnes import PersonnesStage
from hub.core import facts, own_facts, person_facts
from hub.core.links import AidKnown, Totals
from hub.core.person_facts import LinkFact, write
from hub.core.told_facts import AidReceived, CaseLinked, PlanAdvanced
from hub.engine.fake import Emitted, FakeLane
from schemas.codes import Code
from schemas.life_codes import AmountClass
from tests.unit.case_world import NOON, PERSON, demand
from tests.unit.lane_world import Bench, Counts, topics, values
from tests.unit.test_personnes import WHO, over, peer, waits
from tests.unit.test_planning import WHICH, asks
from tests.unit.test_receiving import got

KEY = f"{WHO}/PROPRE".encode()


class Desk:
    """One lane of hub.personnes."""

    def __init__(self) -> None:
        self.lane = FakeLane(partition=3, source="hub.personnes")
        self.counts = Counts()
        self.stage = PersonnesStage(self.counts)
        self.stage.restored({})

    def take(self, *given: LinkFact) -> list[Emitted]:
        """These facts, in one transaction."""
        return self.lane.run(self.stage, [self.lane.append(*write(fact, NOON)) for fact in given])


@pytest.fixture
def desk() -> Desk:
    """A lane just restored."""
    return Desk()


def test_a_demand_alone_costs_one_state(desk: Desk) -> None:
    """No answer, no journal; when it is over its state is gone."""
    assert desk.take(waits("a")) == []
    assert list(desk.lane.state) == [KEY]
    assert desk.take(over("a")) == []
    assert desk.lane.state == {}
    assert desk.counts.handled == [("hub.personnes", Code.PRIS_EN_COMPTE)] * 2


def test_both_dossiers_are_told_by_facts_of_their_own(desk: Desk) -> None:
    """Keyed by the case, partition by key, stamped as the fact that linked them."""
    sent = desk.take(waits("a"), waits("b"))
    assert [(one.topic, one.key, one.partition) for one in sent] == [("hub.events", b"dos_a", None), ("hub.events", b"dos_b", None)]
    told = facts.read(sent[0].key, sent[0].value, sent[0].headers, 4, 9)
    assert told == CaseLinked(dossier="dos_a", liens=(peer("b"),), instant=NOON, partition=4, offset=9)


def test_what_is_repeated_leaves_no_trace(desk: Desk) -> None:
    """Neither state nor answer."""
    desk.take(waits("a"), waits("b"))
    before = dict(desk.lane.state)
    assert desk.take(waits("a"), over("c")) == []
    assert desk.lane.state == before


def test_what_a_later_hub_left_is_read(desk: Desk) -> None:
    """Readers of N accept N+1: fields added to groups and facts are ignored."""
    desk.take(waits("a"))
    stored = json.loads(desk.lane.state[KEY])
    stored["demandes"][0].append("nouveau")
    desk.lane.state[KEY] = json.dumps(stored | {"format": 2, "nouveau": 1}).encode()
    key, value, headers = write(waits("b"), NOON)
    record = desk.lane.append(key, json.dumps(json.loads(value) | {"format": 2, "nouveau": 1}).encode(), headers)
    assert topics(desk.lane.run(desk.stage, [record])) == ["hub.events", "hub.events"]


def test_a_plan_has_its_own_state_and_tells_the_others(desk: Desk) -> None:
    """Under its own name; when nothing is left of it, nothing stays."""
    assert desk.take(asks("a", 200), asks("b", 300)) == []
    (sent,) = desk.take(asks("a", 200, 150))
    told = facts.read(sent.key, sent.value, sent.headers, 4, 9)
    assert told == PlanAdvanced(dossier="dos_b", total=Totals(2, 500, 150), instant=NOON, partition=4, offset=9)
    assert (sent.topic, list(desk.lane.state)) == ("hub.events", [WHICH.encode()])
    assert desk.take(asks("a", 200, 150)) == []
    assert desk.take(asks("a", 0, clos=True), asks("b", 0, clos=True)) == []
    assert desk.lane.state == {}


def test_what_was_received_is_kept_under_the_person_and_answered(desk: Desk) -> None:
    """Only who asks is answered, whether alone or not; when nothing is left, nothing stays."""
    assert desk.take(got("a"), got("a")) == []
    assert list(desk.lane.state) == [WHO.encode()]
    (sent,) = desk.take(msgspec.structs.replace(waits("b", 40), mois=12))
    told = facts.read(sent.key, sent.value, sent.headers, 4, 9)
    known = AidKnown(12, recue=True, classe=AmountClass.JUSQU_A_300)
    assert told == AidReceived(dossier="dos_b", connu=known, instant=NOON, partition=4, offset=9)
    assert desk.take(got("a", clos=True), over("b")) == []
    assert desk.lane.state == {}


def test_nothing_is_ever_due(desk: Desk) -> None:
    """A lane that links has no clock."""
    assert (desk.stage.next_due_ms(), desk.stage.tick_due(10**15)) == (None, False)
    desk.stage.tick(0, 0, desk.lane)
    assert desk.lane.tick(desk.stage, 0) == []


def test_what_a_case_tells_leaves_in_its_own_transaction_and_comes_back() -> None:
    """On hub.personnes under a key that means nothing; the link is journaled by the case, and told once."""
    bench = Bench()
    bench.publish("ccas", "demande.deposee", "REF", demand())
    sent = bench.run()
    (report,) = [one for one in sent if one.topic == "hub.personnes"]
    assert (report.key, report.partition) == (WHO.encode(), None)
    assert PERSON.encode() not in (report.key or b"") + (report.value or b"")
    fact = person_facts.read(report.value, report.headers).fact
    assert isinstance(fact, person_facts.Waiting)
    link = own_facts.case_linked(fact.demande.dossier, (peer("b", -3),), NOON)
    bench.lane.append(*link)
    bench.lane.append(*link)
    sent = bench.run()
    assert topics(sent) == ["to.ccas", "hub.journal", "hub.personnes", "hub.journal"]
    first, second = values(sent, "hub.journal")
    assert [(one["genre"], one["raison"]) for one in first["conclusions"]] == [("DOSSIER_LIE", "ORIGINE_AVANCEE")]
    assert (first["cause"], second.get("conclusions", [])) == ("personne.lien", [])
