"""The ledger finds every planted loss, double and disorder, and nothing in a week where all is well."""

import json
from datetime import UTC, datetime

from connectors.events import PartnerEvent, binary, structured
from connectors.protocol import Incoming, Outgoing
from hub.demo.ledger import Ledger

AT = datetime(2026, 5, 11, 8, 0, 0, tzinfo=UTC)
AT_MS = AT.timestamp() * 1000


class Desk:
    """Publishes and answers into one ledger, as partners and the hub would."""

    def __init__(self, *, simulated: bool = False) -> None:
        self.ledger = Ledger(simulated=simulated)
        self._offsets: dict[str, int] = {}

    def publish(self, event_id: str, event_type: str = "fr.relais.demande.deposee.v1", *, mode: str = "binary") -> tuple[str, int]:
        event = PartnerEvent("ccas-essai", event_id, event_type, "ref-" + event_id, {}, AT)
        return self.publish_record((binary if mode == "binary" else structured)(event))

    def publish_record(self, record: Outgoing, append_ms: int = int(AT_MS) + 5) -> tuple[str, int]:
        place = self._next("from.ccas-essai")
        self.ledger.publish(Incoming(place[0], 0, place[1], append_ms, record.key, record.value, record.headers))
        return place

    def answer(
        self, kind: str, subject: str, sequence: int, body: dict[str, object], *, message_id: str = "", after_ms: float = 20
    ) -> None:
        topic, offset = self._next("to.ccas-essai")
        whole = {
            "id": message_id or f"m-{offset}",
            "type": f"fr.relais.{kind}.v1",
            "subject": subject,
            "sequence": str(sequence),
            "causationid": body.get("cause", "e"),
            "data": body,
        }
        self.ledger.receive(Incoming(topic, 0, offset, 0, None, json.dumps(whole).encode(), ()), AT_MS + after_ms)

    def notice(self, place: tuple[str, int], *, status: str = "pris_en_compte", message_id: str = "", after_ms: float = 20) -> None:
        body = _notice_of(place, status) | ({"dossier": f"dos_{place[1]}"} if status == "pris_en_compte" else {})
        self.answer("avis.technique", f"avis:{place[1]}", 1, body, message_id=message_id, after_ms=after_ms)

    def _next(self, topic: str) -> tuple[str, int]:
        offset = self._offsets.get(topic, 0)
        self._offsets[topic] = offset + 1
        return topic, offset


def test_a_week_where_all_is_well_has_no_fault() -> None:
    """Accepted, refused and duplicate are counted apart, and nothing is at fault."""
    desk = Desk()
    for event_id, status in (("a", "pris_en_compte"), ("b", "non_conforme"), ("a", "doublon")):
        desk.notice(desk.publish(event_id), status=status)
    account = desk.ledger.account()
    assert (account.published, account.notices, account.accepted, account.refused, account.duplicates) == (3, 3, 1, 1, 1)
    assert account.faults() == 0
    assert desk.ledger.refusals == {"NON_CONFORME": 1}


def test_an_event_without_notice_is_lost() -> None:
    """Two published, one answered."""
    desk = Desk()
    desk.notice(desk.publish("a"))
    desk.publish("b")
    assert desk.ledger.account().lost == 1


def test_a_notice_that_comes_before_the_event_is_read_is_no_loss() -> None:
    """Topics are read in any order among themselves."""
    desk = Desk()
    desk.notice(("from.ccas-essai", 0))
    assert desk.ledger.account().duplicated == 1
    desk.publish("a")
    assert desk.ledger.account().faults() == 0


def test_a_second_notice_is_lost_and_doubled() -> None:
    """One event, two notices with two ids: not exactly one, and one too many."""
    desk = Desk()
    place = desk.publish("a")
    desk.answer("avis.technique", "avis:x", 1, _notice_of(place), message_id="m-a")
    desk.answer("avis.technique", "avis:y", 1, _notice_of(place), message_id="m-b")
    account = desk.ledger.account()
    assert (account.lost, account.duplicated, account.out_of_order) == (1, 1, 0)


def test_a_message_that_comes_twice_is_doubled_once() -> None:
    """The same id in the same inbox."""
    desk = Desk()
    place = desk.publish("a")
    desk.notice(place, message_id="m-1")
    desk.notice(place, message_id="m-1")
    account = desk.ledger.account()
    assert (account.lost, account.duplicated, account.out_of_order, account.notices) == (0, 1, 0, 1)


def test_a_notice_of_something_nobody_published_is_doubled() -> None:
    """An invented origin is a message too many."""
    desk = Desk()
    desk.notice(("from.ccas-essai", 99))
    assert desk.ledger.account().duplicated == 1


def test_a_gap_and_a_step_back_are_out_of_order() -> None:
    """1, 3, 2, 4: the 3 jumps, the 2 steps back, the 4 follows the 3."""
    desk = Desk()
    for sequence in (1, 3, 2, 4):
        desk.answer("dossier.retire", "dos_a", sequence, {})
    desk.answer("dossier.retire", "dos_b", 1, {})
    assert desk.ledger.account().out_of_order == 2


def test_a_first_message_that_is_not_number_one_is_out_of_order() -> None:
    """What came before it never came."""
    desk = Desk()
    desk.answer("dossier.retire", "dos_a", 2, {})
    assert desk.ledger.account().out_of_order == 1


def test_latency_goes_from_the_events_time_to_the_reader() -> None:
    """Both modes carry the time; a repeat counts from the broker's append."""
    desk = Desk()
    desk.notice(desk.publish("a"), after_ms=20)
    desk.notice(desk.publish("b", mode="structured"), after_ms=20)
    desk.notice(desk.publish("a"), status="doublon", after_ms=105)
    assert desk.ledger.account().latency_ms == {"p50": 20.0, "p99": 100.0}


def test_where_time_is_simulated_the_brokers_append_counts() -> None:
    """Whatever day the event says it is."""
    desk = Desk(simulated=True)
    desk.notice(desk.publish("a"), after_ms=20)
    assert desk.ledger.account().latency_ms == {"p50": 15.0, "p99": 15.0}


def test_the_longest_wait_after_an_instant_counts_from_that_instant() -> None:
    """Published before, answered 3 s after: a wait of 3 s since then; answered before: no wait."""
    desk = Desk()
    desk.notice(desk.publish("a"), after_ms=20)
    desk.notice(desk.publish("b"), after_ms=4_000)
    assert desk.ledger.longest_wait_ms(AT_MS + 1_000, AT_MS + 9_000) == 3_000
    assert desk.ledger.longest_wait_ms(AT_MS + 5_000, AT_MS + 9_000) == 0
    assert desk.ledger.longest_wait_ms(AT_MS - 2_000, AT_MS + 9_000, AT_MS - 1_000) == 0


def test_what_has_no_notice_yet_still_waits() -> None:
    """Nine seconds after it was published, or eight after the instant that is asked for; what is published later is no matter of it."""
    desk = Desk()
    desk.notice(desk.publish("a"), after_ms=20)
    desk.publish("b")
    assert desk.ledger.longest_wait_ms(AT_MS - 1_000, AT_MS + 9_000) == 9_000
    assert desk.ledger.longest_wait_ms(AT_MS + 1_000, AT_MS + 9_000) == 8_000
    assert desk.ledger.longest_wait_ms(AT_MS - 2_000, AT_MS + 9_000, AT_MS - 1_000) == 0


def test_records_that_nobody_can_read_are_published_all_the_same() -> None:
    """Empty, broken, deep, a list, a time that is none: each counts as one published event."""
    desk = Desk()
    unreadable = (None, b"{", b"[" * 100_000, b"[1]", b'{"id": 3, "time": "hier"}')
    for value in unreadable:
        desk.notice(desk.publish_record(Outgoing(value)), status="non_conforme", after_ms=15)
    account = desk.ledger.account()
    assert (account.published, account.refused, account.faults()) == (5, 5, 0)
    assert account.latency_ms["p99"] == 10.0


def test_cases_entrusted_oriented_decided_and_stopped_are_counted_once_each() -> None:
    """Two functions on one case are one case; both sides of a stopped decision are one decision."""
    desk = Desk()
    desk.notice(desk.publish("a"))
    desk.notice(desk.publish("d", "fr.relais.decision.rendue.v1"))
    for sequence in (1, 2):
        desk.answer("dossier.confie", "dos_0", sequence, {})
    desk.answer("orientation.proposee", "dos_9", 1, {})
    for sequence in (3, 4):
        desk.answer("decision.a_verifier", "dos_0", sequence, {"cause": "d"})
    account = desk.ledger.account()
    assert (account.cases, account.entrusted, account.oriented, account.decisions, account.to_verify) == (1, 1, 1, 1, 1)


def _notice_of(place: tuple[str, int], status: str = "pris_en_compte") -> dict[str, object]:
    return {"origine": {"topic": place[0], "partition": 0, "offset": place[1]}, "statut": status, "code": status.upper()}
