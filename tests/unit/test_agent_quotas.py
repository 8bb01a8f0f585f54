"""The lanes that count: account, reservations, answers and journal in one transaction; the order of those who wait survives a restart."""

import json

import pytest

from hub.agents.quotas import QuotasStage
from hub.core import facts, own_facts, quota_facts
from hub.core.own_facts import QuotaAnswered
from hub.core.quota_facts import Bounds, GoesOn, QuotaFact, write
from hub.core.quotas import SERVED_MAX
from hub.engine.fake import Emitted, FakeLane
from schemas.codes import QuotaBound, QuotaOutcome
from tests.unit.case_world import NOON, demand
from tests.unit.lane_world import Bench, Counts, topics, values
from tests.unit.quota_world import ACT, asked, money, returned, spent


class Desk:
    """One lane of hub.quotas."""

    def __init__(self) -> None:
        self.lane = FakeLane(partition=3, source="hub.quotas")
        self.counts = Counts()
        self.restart()

    def restart(self) -> None:
        """Another process takes the lane over, from its committed state."""
        self.stage = QuotasStage(self.counts)
        self.stage.restored(self.lane.state)

    def take(self, *given: QuotaFact) -> list[Emitted]:
        """These facts, in one transaction."""
        return self.lane.run(self.stage, [self.lane.append(*write(fact, NOON)) for fact in given])

    def answers(self, sent: list[Emitted]) -> list[tuple[str, QuotaOutcome]]:
        """What the cases will read on hub.events."""
        read = [facts.read(one.key, one.value, one.headers, 0, 7) for one in sent if one.topic == "hub.events"]
        return [(one.dossier, one.etat) for one in read if isinstance(one, QuotaAnswered)]


@pytest.fixture
def desk() -> Desk:
    """A lane just restored."""
    return Desk()


def test_an_answer_goes_to_its_case_with_the_account_in_the_journal(desk: Desk) -> None:
    """Keyed by the case, partition by key; the entry is the act's, on the lane's own partition, and names no dossier of its own."""
    sent = desk.take(asked("dos_a"))
    assert topics(sent) == ["hub.events", "hub.journal"]
    answer = facts.read(sent[0].key, sent[0].value, sent[0].headers, 4, 9)
    assert answer == QuotaAnswered(
        dossier="dos_a", acte=ACT, n=1, etat=QuotaOutcome.ACCORDEE, manque=None, instant=NOON, partition=4, offset=9
    )
    assert (sent[0].partition, sent[1].partition, sent[1].key) == (None, 3, ACT.encode())
    (entry,) = values(sent, "hub.journal")
    assert (entry["id"], entry["cause"], entry["version_registre"], "dossier" in entry) == ("hub.quotas/3/0", "quota", 1, False)
    assert [(one["genre"], one["raison"]) for one in entry["conclusions"]] == [("QUOTA", "ACCORDEE"), ("QUOTA_COMPTE", "QUOTA_COMPTE")]
    assert entry["conclusions"][1]["details"] == {"places": 1, "attente": 0, "capacite": 2}
    assert desk.counts.handled == [("hub.quotas", "ACCORDEE")]


def test_what_is_spent_given_back_and_reached_is_told(desk: Desk) -> None:
    """Cents reserved, spent and the bound, of the lines touched; a threshold with what is taken."""
    (entry,) = values(desk.take(money("dos_a", 900)), "hub.journal")
    assert [one["details"] for one in entry["conclusions"][1:]] == [
        {"places": 0, "attente": 0, "lignes": {"2026": [900, 0, 1000]}},
        {"borne": "budget", "ligne": "2026", "pris": 900, "plafond": 1000},
    ]
    waits, paid, back = values(desk.take(money("dos_b", 200), spent("dos_a", 700), returned("dos_b")), "hub.journal")
    assert waits["conclusions"][0]["details"] == {"dossier": "dos_b", "n": 1, "manque": QuotaBound.BUDGET}
    assert [(one["raison"], one["details"].get("centimes")) for one in paid["conclusions"][:2]] == [("CONSOMMEE", 700), ("ACCORDEE", None)]
    assert [one["raison"] for one in back["conclusions"]] == ["RENDUE", "QUOTA_COMPTE"]
    reached = values(desk.take(*(asked(f"dos_{n}", bornes=Bounds(1), version=2) for n in range(1))), "hub.journal")[0]["conclusions"]
    assert [(one["raison"], one["details"]["borne"]) for one in reached if one["genre"] == "QUOTA_SEUIL"] == [
        ("SEUIL_80", "places"),
        ("SEUIL_95", "places"),
        ("SEUIL_100", "places"),
    ]


def test_who_waits_is_served_in_order_by_whoever_takes_the_lane_over(desk: Desk) -> None:
    """Within a transaction and after a restart; two acts do not mix."""
    sent = desk.take(*(asked(f"dos_{name}") for name in "abcd"))
    assert [etat for _, etat in desk.answers(sent)] == [QuotaOutcome.ACCORDEE] * 2 + [QuotaOutcome.EN_ATTENTE] * 2
    desk.restart()
    assert desk.answers(desk.take(returned("dos_a"))) == [("dos_c", QuotaOutcome.ACCORDEE)]
    again = asked("dos_d", version=2, bornes=Bounds(3))
    (entry,) = values(desk.take(asked("dos_e"), again)[-1:], "hub.journal")
    assert entry["conclusions"][0]["details"]["dossier"] == "dos_d"
    desk.restart()
    (renewed,) = values(desk.take(asked("dos_e", annee=2027)), "hub.journal")
    first = renewed["conclusions"][0]
    assert (first["genre"], first["raison"], first["details"]) == ("QUOTA", "EN_ATTENTE", {"dossier": "dos_e", "n": 1})


def test_what_is_repeated_leaves_no_trace(desk: Desk) -> None:
    """No answer, no entry, no state; it is counted among the facts handled."""
    desk.take(asked("dos_a"))
    before = dict(desk.lane.state)
    assert desk.take(asked("dos_a"), returned("dos_b"), spent("dos_a", 3)) == []
    assert desk.lane.state == before
    assert desk.counts.handled[1:] == [("hub.quotas", "PRIS_EN_COMPTE")] * 3


def test_many_who_wait_are_served_over_several_facts(desk: Desk) -> None:
    """The lane calls itself again."""
    desk.take(*(asked(f"dos_{number:03}") for number in range(SERVED_MAX + 10)))
    sent = desk.take(asked("dos_209", version=2, bornes=Bounds()))
    assert len(desk.answers(sent)) == SERVED_MAX
    last = desk.lane.log[-1]
    assert json.loads(last.value or b"") == {"genre": "suite", "acte": ACT, "format": 1}
    assert len(desk.answers(desk.lane.run(desk.stage, [last]))) == 8
    assert desk.take(GoesOn(acte=ACT)) == []


def test_what_a_later_hub_left_is_read(desk: Desk) -> None:
    """Readers of N accept N+1: fields added to accounts, reservations and facts are ignored."""
    desk.take(asked("dos_a"), asked("dos_b"), asked("dos_c"))
    for key, stored in list(desk.lane.state.items()):
        later = json.loads(stored)
        desk.lane.state[key] = json.dumps([*later, 1] if isinstance(later, list) else later | {"format": 2, "nouveau": 1}).encode()
    desk.restart()
    key, value, headers = write(returned("dos_a"), NOON)
    record = desk.lane.append(key, json.dumps(json.loads(value) | {"format": 2, "nouveau": 1}).encode(), headers)
    assert desk.answers(desk.lane.run(desk.stage, [record])) == [("dos_c", QuotaOutcome.ACCORDEE)]


def test_nothing_is_ever_due(desk: Desk) -> None:
    """A lane that counts has no clock: a year that changes is told by the cases."""
    assert (desk.stage.next_due_ms(), desk.stage.tick_due(10**15)) == (None, False)
    desk.stage.tick(0, 0, desk.lane)
    assert desk.lane.tick(desk.stage, 0) == []


def test_what_a_case_asks_of_an_act_leaves_in_its_own_transaction() -> None:
    """On hub.quotas, keyed by the act; the answer comes back as a fact of the hub's own and is handled once."""
    bench = Bench()
    bench.publish("ccas", "demande.deposee", "REF", demand("PLACES"))
    sent = bench.run()
    (request,) = [one for one in sent if one.topic == "hub.quotas"]
    assert (request.key, request.partition) == (b"places-asso", None)
    placed = quota_facts.read(request.value, request.headers, 0, 0)
    assert isinstance(placed.fact, quota_facts.Asked)
    answer = own_facts.quota_answered((placed.fact.dossier, "places-asso", 1), QuotaOutcome.ACCORDEE, None, placed.instant)
    bench.lane.append(*answer)
    bench.lane.append(*answer)
    assert topics(bench.run()) == ["to.asso", "hub.journal", "hub.journal"]
