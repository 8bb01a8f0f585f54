"""The week as partners play it: exactly so many events, each repeat a repeat of the same bytes, a total that depends on the seed alone."""

import json
from collections import Counter
from collections.abc import Mapping

import pytest

from connectors.fake_partner import FakeBroker, FakePartner
from connectors.protocol import Incoming, Outgoing
from hub.demo.desk import Desk
from hub.demo.ledger import Ledger
from hub.demo.mix import ACTIONS, TOWNS
from hub.demo.partner import Budget, Partner
from hub.demo.publication import publication
from hub.demo.traffic import Traffic
from hub.demo.week import Week
from schemas.codes import Body

PARTNERS = sorted(
    {actor for town in TOWNS for counter in town.counters.values() for actor, _ in counter} | {action[0] for action in ACTIONS}
)


class ObligingHub:
    """Answers every published record with one notice, and entrusts every demand to whoever deposited it."""

    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self._answered = dict.fromkeys(PARTNERS, 0)
        self._sent = 0
        self._seen: set[str] = set()

    def step(self) -> None:
        for partner in PARTNERS:
            log = self._broker.logs[f"from.{partner}"]
            for record in log[self._answered[partner] :]:
                self._answer(partner, record)
            self._answered[partner] = len(log)

    def _answer(self, partner: str, record: Incoming) -> None:
        found = publication(record)
        origin = {"topic": record.topic, "partition": 0, "offset": record.offset}
        self._write(partner, f"avis:{record.offset}", "avis.technique", {"origine": origin, "statut": "pris_en_compte", "code": "X"})
        if found.type == "fr.relais.demande.deposee.v1" and found.subject not in self._seen:
            self._seen.add(found.subject)
            told = {"fonctions": ["DECIDER", "PAYER"], "role": "titulaire", "acte": "a", "demande": {"aide": "AID-FIN"}}
            self._write(partner, "dos_" + found.subject, "dossier.confie", told)

    def _write(self, partner: str, subject: str, kind: str, told: Mapping[str, object]) -> None:
        self._sent += 1
        whole = {
            "id": f"m{self._sent}",
            "type": f"fr.relais.{kind}.v1",
            "subject": subject,
            "sequence": "1",
            "causationid": subject,
            "data": told,
        }
        self._broker.append(f"to.{partner}", Outgoing(json.dumps(whole).encode()))


def play(seed: int, events: int) -> FakeBroker:
    """One week of that seed on a fake broker, stepped until quiet."""
    broker = FakeBroker()
    hub, budget = ObligingHub(broker), Budget(events)
    partners = {
        actor: Partner(FakePartner(broker, actor), Desk(actor, seed, lambda *_: Body.PRESIDENT), seed, budget) for actor in PARTNERS
    }

    def until_quiet() -> None:
        while any(not partner.is_idle for partner in partners.values()):
            for partner in partners.values():
                partner.step(0)
            hub.step()

    Week(partners, Traffic(seed), budget, until_quiet).play()
    return broker


def published(broker: FakeBroker) -> list[Incoming]:
    """All that partners published, partner by partner."""
    return [record for partner in PARTNERS for record in broker.logs[f"from.{partner}"]]


@pytest.fixture(scope="module")
def week() -> FakeBroker:
    """A week of 1,500 events of seed 1."""
    return play(1, 1_500)


def test_a_week_publishes_exactly_as_many_events_as_asked(week: FakeBroker) -> None:
    """Demands, answers, repeats and faults together."""
    assert len(published(week)) == 1_500


def test_a_week_of_a_seed_has_the_same_events_whoever_goes_first(week: FakeBroker) -> None:
    """The same ids, as often."""
    ids = Counter(publication(record).event_id for record in published(week))
    assert ids == Counter(publication(record).event_id for record in published(play(1, 1_500)))
    assert ids != Counter(publication(record).event_id for record in published(play(2, 1_500)))


def test_about_one_event_in_fifty_is_published_again_as_it_was(week: FakeBroker) -> None:
    """Same id, same bytes, same headers."""
    copies = Counter((record.value, record.headers) for record in published(week) if record.value)
    assert 10 <= sum(count - 1 for count in copies.values()) <= 60


def test_most_of_a_week_are_answers_and_few_demands_come_in_the_evening(week: FakeBroker) -> None:
    """The evening that fills up to the exact total stays small."""
    types = Counter(publication(record).type for record in published(week))
    assert types["fr.relais.transmission.acceptee.v1"] > 300
    assert types["fr.relais.decision.rendue.v1"] > 100
    assert types["fr.relais.demande.deposee.v1"] < 700


def test_the_ledger_of_a_week_adds_up(week: FakeBroker) -> None:
    """Every published record has its notice."""
    ledger = Ledger()
    for partner in PARTNERS:
        for record in week.logs[f"from.{partner}"]:
            ledger.publish(record)
        for record in week.logs[f"to.{partner}"]:
            ledger.receive(record, record.timestamp_ms)
    account = ledger.account()
    assert (account.published, account.notices, account.faults()) == (1_500, 1_500, 0)


def test_a_budget_gives_no_more_than_it_has() -> None:
    """Asked for more than is left, it gives what is left, then nothing."""
    budget = Budget(10)
    assert [budget.take(6), budget.take(6), budget.take(6)] == [6, 4, 0]
    assert budget.left == 0
