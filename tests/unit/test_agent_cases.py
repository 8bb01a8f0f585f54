"""A case lane on a lane in memory: what it writes where, what it drops, what it appends to itself, what it finds again after a restart."""

import json
from dataclasses import replace

from hub.agents.cases import DUE_PER_TICK_MAX
from hub.core.dead_letters import PREFIX
from hub.core.deadlines import DECISION_TO_SETTLE, Deadline
from tests.unit.case_world import TODAY, decision, demand
from tests.unit.lane_world import LIMITS, Bench, headers, topics, values

DAY_MS = 86_400_000


def opened(bench: Bench, code: str = "PROPRE", who: str = "ccas") -> str:
    """A demand handled by the lane; returns the dossier's id."""
    record = bench.publish(who, "demande.deposee", f"REF-{len(bench.lane.log)}", demand(code, who))
    bench.run()
    assert record.key is not None
    return record.key.decode()


def stopped(bench: Bench) -> str:
    """A dossier whose decision was stopped."""
    case_id = opened(bench)
    bench.publish("ccas", "decision.rendue", case_id, decision(by="jamais-vu"))
    bench.run()
    return case_id


def test_one_fact_writes_state_messages_and_journal_together() -> None:
    """Messages keyed by their case in inboxes, the entry on the lane's own partition, the state under the case."""
    bench = Bench()
    bench.publish("ccas", "demande.deposee", "REF", demand())
    sent = bench.run()
    assert topics(sent) == ["to.ccas", "to.ccas", "hub.journal", "hub.personnes"]
    (entry,) = values(sent, "hub.journal")
    case_id = entry["dossier"]
    assert json.loads(bench.lane.state[case_id.encode()])["id"] == case_id
    assert {one.key for one in sent[:3]} == {case_id.encode()}
    assert [one.partition for one in sent] == [None, None, 3, None]
    assert headers(sent[0])["content-type"] == b"application/cloudevents+json; charset=UTF-8"
    assert bench.counts.handled == [("hub.events", "PRIS_EN_COMPTE")]


def test_what_the_relay_repeats_is_dropped_without_a_trace() -> None:
    """Same origin: no notice, no entry, no state; the next event of that partner is handled."""
    bench = Bench()
    record = bench.publish("ccas", "demande.deposee", "REF", demand())
    bench.run()
    before = dict(bench.lane.state)
    bench.lane.append(record.key, record.value, record.headers)
    assert (bench.run(), bench.lane.state) == ([], before)
    bench.restart()
    bench.lane.append(record.key, record.value, record.headers)
    assert bench.run() == []
    bench.publish("ccas", "demande.deposee", "REF-2", demand())
    assert values(bench.run(), "to.ccas")[0]["data"]["statut"] == "pris_en_compte"


def test_what_a_partner_repeats_has_its_notice() -> None:
    """Another origin, the same source and id: `doublon`."""
    bench = Bench()
    for _ in range(2):
        bench.publish("ccas", "demande.deposee", "REF", demand(), "e-1")
    notices = [one["data"]["statut"] for one in values(bench.run(), "to.ccas") if one["type"].endswith("avis.technique.v1")]
    assert notices == ["pris_en_compte", "doublon"]
    assert bench.counts.handled[-1] == ("hub.events", "DOUBLON")


def test_recordedtime_never_goes_back() -> None:
    """A worker whose clock is late stamps an event: it is recorded at the last instant of the lane."""
    bench = Bench()
    bench.publish("ccas", "demande.deposee", "REF", demand())
    bench.now_ms -= 60_000
    bench.publish("ccas", "demande.deposee", "REF-2", demand())
    assert {one["recordedtime"] for one in values(bench.run(), "to.ccas")} == {"2026-01-05T11:00:00.000Z"}
    bench.restart()
    bench.publish("ccas", "demande.deposee", "REF-3", demand())
    assert {one["recordedtime"] for one in values(bench.run(), "to.ccas")} == {"2026-01-05T11:00:00.000Z"}


def test_a_refused_event_is_a_dead_letter_as_it_came() -> None:
    """Original bytes, key and headers, and the reasons; the partition is the partner's."""
    bench = Bench()
    record = bench.publish("ccas", "demande.deposee", "REF", demand("INCONNUE"))
    (letter,) = [one for one in bench.run() if one.topic == "hub.rejected"]
    assert (letter.value, letter.key) == (record.value, b"cle")
    told = headers(letter)
    assert (told[PREFIX + "code"], told[PREFIX + "champ"], told[PREFIX + "topic"]) == (b"AIDE_INCONNUE", b"aide", b"from.ccas")
    assert not [name for name in told if name.startswith("relais_")]
    assert letter.partition is not None
    assert bench.counts.refused == ["AIDE_INCONNUE"]


def test_a_missing_inbox_is_a_dead_letter_and_an_alarm() -> None:
    """The lane goes on; the message can be sent again; the journal and the figures say so."""
    bench = Bench()
    bench.lane.inboxes = {"to.ccas"}
    bench.publish("ccas", "demande.deposee", "REF", demand("CONFIEE"))
    sent = bench.run()
    (letter,) = [one for one in sent if one.topic == "hub.rejected"]
    told = headers(letter)
    assert (told[PREFIX + "code"], told[PREFIX + "destination"], told["content-type"]) == (
        b"BOITE_ABSENTE", b"to.asso", b"application/cloudevents+json; charset=UTF-8",
    )  # fmt: skip
    assert json.loads(letter.value or b"")["type"] == "fr.relais.dossier.confie.v1"
    alarm = values(sent, "hub.journal")[0]["conclusions"][-1]
    assert (alarm["genre"], alarm["raison"], alarm["acteur"]) == ("ALERTE", "BOITE_ABSENTE", "asso")
    assert "to.asso" not in topics(sent)
    assert bench.counts.refused == ["BOITE_ABSENTE"]


def test_a_message_too_large_for_its_inbox_is_a_dead_letter() -> None:
    """It would fail the whole transaction, again and again."""
    bench = Bench(limits=replace(LIMITS, to_bytes_max=4_700))
    bench.publish("ccas", "demande.deposee", "REF", demand())
    sent = bench.run()
    assert {headers(one)[PREFIX + "code"] for one in sent if one.topic == "hub.rejected"} == {b"MESSAGE_TROP_GRAND"}
    assert bench.lane.state


def test_a_newer_registry_is_announced_once_and_applied_when_it_comes_back() -> None:
    """Not while it waits in the partition, not after a restart either."""
    bench = Bench()
    assert bench.tick() == []
    bench.registry.latest = 2
    assert len(bench.tick()) == 1
    assert bench.tick() == []
    bench.restart()
    assert bench.tick() == []
    bench.publish("ccas", "demande.deposee", "REF", demand())
    bench.registry.asked.clear()
    sent = bench.run()
    assert (bench.registry.asked, bench.counts.versions) == ([2, 2], [1, 1, 2])
    assert values(sent, "hub.journal")[0]["type"] == "registre.applique"
    bench.restart()
    assert bench.counts.versions == [1, 1, 2, 2]
    assert bench.tick() == []
    bench.registry.latest = 4
    assert len(bench.tick()) == 1


def test_before_any_version_is_named_the_first_one_decides() -> None:
    """And a version that comes twice never goes back."""
    bench = Bench()
    opened(bench)
    assert bench.registry.asked == [1]
    bench.registry.latest = 3
    (record,) = bench.tick()
    bench.run()
    bench.lane.append(record.key, b'{"version":2,"format":1}', record.headers)
    bench.run()
    assert bench.counts.versions == [1, 3, 3]


def test_a_version_counts_from_its_place_in_the_partition() -> None:
    """What stands before its fact is decided with the version before, however late it is handled."""
    bench = Bench()
    bench.publish("ccas", "demande.deposee", "REF-1", demand())
    bench.registry.latest = 2
    bench.tick()
    bench.publish("ccas", "demande.deposee", "REF-2", demand())
    entries = values(bench.run(), "hub.journal")
    assert bench.registry.asked == [1, 2, 2]
    assert [one["type"] for one in entries][1] == "registre.applique"


def test_what_a_later_hub_left_in_the_lane_is_read() -> None:
    """Readers of N accept N+1: the origin, the instant, the version and the deadlines keep their sense, new fields are ignored."""
    bench = Bench()
    stopped(bench)
    bench.registry.latest = 2
    bench.tick()
    bench.run()
    marks = [key for key in bench.lane.state if key.startswith(b"_")]
    assert {key.split(b"/")[0] for key in marks} == {b"_origine", b"_instant", b"_version", b"_echeance"}
    for key in marks:
        bench.lane.state[key] = json.dumps(json.loads(bench.lane.state[key]) | {"format": 2, "nouveau": [1]}).encode()
    bench.restart()
    first = bench.lane.log[0]
    bench.lane.append(first.key, first.value, first.headers)
    assert bench.run() == []
    assert bench.counts.versions[-1] == 2
    bench.now_ms += 3 * DAY_MS
    assert len(bench.tick()) == 1


def test_a_deadline_is_announced_once_when_due_and_its_fact_rings() -> None:
    """Nothing before; then one fact; its handling writes the alarm and forgets the deadline."""
    bench = Bench()
    case_id = stopped(bench)
    (key,) = [key for key in bench.lane.state if key.startswith(b"_echeance/")]
    assert bench.tick() == []
    bench.now_ms += 3 * DAY_MS
    bench.restart()
    assert len(bench.tick()) == 1
    assert bench.tick() == []
    bench.restart()
    assert bench.tick() == []
    (entry,) = values(bench.run(), "hub.journal")
    assert (entry["dossier"], entry["type"], entry["conclusions"][0]["genre"]) == (case_id, "echeance.atteinte", "ALERTE")
    assert key not in bench.lane.state


def test_a_deadline_settled_in_time_never_rings() -> None:
    """The decision was withdrawn: nothing is due any more, nothing is left in the state."""
    bench = Bench()
    case_id = stopped(bench)
    bench.publish("ccas", "decision.retiree", case_id, {"date": TODAY})
    bench.run()
    assert not [key for key in bench.lane.state if key.startswith(b"_echeance/")]
    bench.now_ms += 3 * DAY_MS
    assert bench.tick() == []


def test_two_decisions_stopped_the_same_day_share_one_deadline() -> None:
    """One key, one fact, an alarm for each."""
    bench = Bench()
    case_id = stopped(bench)
    bench.publish("ccas", "decision.rendue", case_id, decision(by="jamais-vu-non-plus"))
    bench.run()
    bench.now_ms += 3 * DAY_MS
    assert len(bench.tick()) == 1
    assert len(values(bench.run(), "hub.journal")[0]["conclusions"]) == 2


def test_a_tick_appends_a_bounded_number_of_facts() -> None:
    """After a long silence thousands may be due: a transaction stays small, the next tick goes on."""
    bench = Bench()
    for number in range(DUE_PER_TICK_MAX + 1):
        bench.lane.state[Deadline("2026-01-05T10:00:00.000Z", f"dos_{number}", DECISION_TO_SETTLE).key()] = b"{}"
    bench.restart()
    assert [len(bench.tick()) for _ in range(3)] == [DUE_PER_TICK_MAX, 1, 0]


def test_a_transaction_that_fails_leaves_nothing_and_is_done_again_the_same() -> None:
    """State, messages and journal are those of the second attempt, byte for byte."""
    crashed, clean = Bench(), Bench()
    for bench in (crashed, clean):
        bench.publish("ccas", "demande.deposee", "REF", demand())
    for record in crashed.lane.log:
        crashed.stage.handle(record, crashed.lane)
    crashed.lane.abort()
    crashed.restart()
    assert crashed.run() == clean.run()
    assert crashed.lane.state == clean.lane.state
