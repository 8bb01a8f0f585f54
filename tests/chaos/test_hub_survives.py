"""What only the whole hub can show on a real Kafka: repeats, absent inboxes, messages too large, a planted bug, state equal to replay."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import ConsumerGroupTopicPartitions, TopicPartition
from confluent_kafka.admin import AdminClient

from hub.positions import Positions
from hub.settings import load_settings
from tests.broker.hostile import publish_unreadable_header
from tests.broker.made_topics import remove_topics
from tests.broker.planted_worker import PLANTED
from tests.broker.replayed import kept_states, replayed_states
from tests.broker.whole_hub import DAY, WholeHub, hub_of_its_own, notices


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """A hub on a Kafka of its own, its registry loaded, no worker started."""
    with hub_of_its_own(tmp_path) as whole:
        yield whole


def test_what_the_relay_repeats_gets_no_second_notice(hub: WholeHub) -> None:
    """Intake's offsets are set back to the start: every event is relayed again, and dropped without a trace."""
    hub.start()
    for number in range(20):
        hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, f"ref-{number}")
    hub.publish("ccas-ferrevaux", b"{")
    first = hub.await_messages("ccas-ferrevaux", 41)
    assert hub.terminate() == 0
    _set_back(hub)
    hub.start()
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-after")
    again = hub.await_messages("ccas-ferrevaux", 43)
    time.sleep(2)
    assert [message["id"] for message in hub.inbox("ccas-ferrevaux")][:41] == [message["id"] for message in first]
    assert len(again) == len(hub.inbox("ccas-ferrevaux")) == 43
    assert len(hub.records("hub.events")) > 40, "they were indeed relayed twice"


def _set_back(hub: WholeHub) -> None:
    """Set the intake group back to the start, once its static member has timed out."""
    admin = AdminClient({"bootstrap.servers": hub.bootstrap})
    wanted = [ConsumerGroupTopicPartitions("hub-intake", [TopicPartition("from.ccas-ferrevaux", 0, 0)])]
    deadline = time.monotonic() + 20
    while True:
        (place,) = admin.alter_consumer_group_offsets(wanted)["hub-intake"].result().topic_partitions
        if place.error is None:
            return
        assert time.monotonic() < deadline, place.error
        time.sleep(0.5)


def test_a_message_to_an_absent_inbox_is_a_dead_letter_and_never_blocks(hub: WholeHub) -> None:
    """The delegate's inbox is removed: its message can be read in hub.rejected, the others get theirs."""
    remove_topics(hub.bootstrap, "to.asso-panier-solidaire")
    hub.start()
    hub.demand("ccas-ferrevaux", "00101", "ALIM-COL", DAY, "ref-1")
    assert notices(hub.await_messages("ccas-ferrevaux", 1))[0]["statut"] == "pris_en_compte"
    (letter,) = hub.records("hub.rejected")
    headers = dict(letter.headers() or [])
    assert headers["__relais.errors.code"] == b"BOITE_ABSENTE"
    assert json.loads(letter.value() or b"")["type"] == "fr.relais.dossier.confie.v1"
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-2")
    hub.await_messages("ccas-ferrevaux", 3)
    place = (str(letter.partition()), str(letter.offset()))
    assert hub.command("rejected", "resend", *place).returncode == 1, "its inbox is still missing"
    assert hub.command("topics", "apply", "--actor", "asso-panier-solidaire").returncode == 0
    assert hub.command("rejected", "resend", *place).returncode == 0
    (message,) = hub.records("to.asso-panier-solidaire")
    assert (message.key(), message.value()) == (letter.key(), letter.value())
    assert "__relais.errors.code" not in dict(message.headers() or [])


def test_a_message_too_large_for_its_inbox_is_a_dead_letter_never_a_loop(hub: WholeHub) -> None:
    """With a limit between a notice and an entrusting, the notice leaves and the entrusting is set down."""
    hub.more["HUB_TO_BYTES_MAX"] = str(4_096 + 770)
    hub.start()
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-1", montant_demande_centimes=10_000, public="personnes_en_difficulte")
    hub.await_messages("ccas-ferrevaux", 1)
    codes = [dict(letter.headers() or [])["__relais.errors.code"] for letter in hub.records("hub.rejected")]
    assert codes == [b"MESSAGE_TROP_GRAND"]
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-2")
    hub.await_messages("ccas-ferrevaux", 2)


def test_a_planted_bug_blocks_its_lane_and_is_set_aside(hub: WholeHub) -> None:
    """Three crashes, then BLOQUEE; other lanes flow; set aside, its author is told once and the lane goes on."""
    hub.program = ("-m", "tests.broker.planted_worker")
    hub.start()
    _, planted = hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-bug", personne_ref=PLANTED.decode())
    partition, offset = _blocked(hub)
    for number in range(12):
        hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, f"ref-{number}")
    flowing = hub.await_messages("ccas-ferrevaux", 2)
    assert all(notice["statut"] == "pris_en_compte" for notice in notices(flowing))
    refused = hub.command("lane", "set-aside", "hub.events", str(partition), str(offset + 7), "--reason", "essai")
    assert refused.returncode == 1
    assert "HUB-1041" in refused.stderr
    done = hub.command("lane", "set-aside", "hub.events", str(partition), str(offset), "--reason", "essai", "--json")
    assert done.returncode == 0, done.stderr
    messages = hub.await_messages("ccas-ferrevaux", 25)
    told = Counter(notice["code"] for notice in notices(messages))
    assert told == {"PRIS_EN_COMPTE": 12, "MIS_DE_COTE": 1}
    (aside,) = (notice for notice in notices(messages) if notice["code"] == "MIS_DE_COTE")
    assert aside["origine"]["offset"] == planted
    (letter,) = hub.records("hub.rejected")
    assert PLANTED in (letter.value() or b"")


def _blocked(hub: WholeHub, within_s: float = 60.0) -> tuple[int, int]:
    """Partition and offset of the blocked lane, as `hub lanes` finds them: the committed offset's metadata."""
    positions = Positions(load_settings(hub.environ))
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        hub.revive()
        for place, commit in positions.committed("hub", positions.places(["hub.events"])).items():
            if commit.note.startswith("BLOQUEE"):
                return place.partition, int(commit.note.split()[1])
        time.sleep(0.5)
    raise AssertionError(hub.logs())


def test_the_state_on_kafka_equals_a_pure_replay_byte_for_byte(hub: WholeHub) -> None:
    """hub.events is replayed through the stage in memory; every key of hub.cases but the engine's own is the same bytes."""
    hub.start("w1")
    hub.start("w2")
    for number in range(60):
        hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, f"ref-{number % 40}")
        if number == 30:
            hub.kill("w1")
            hub.start("w1")
    hub.await_messages("ccas-ferrevaux", 100)
    live = kept_states(hub)
    assert replayed_states(hub) == live
    assert sum(len(state) for state in live.values()) > 40


async def test_a_header_name_that_is_not_utf_8_is_refused_and_stops_nobody(hub: WholeHub) -> None:
    """A partner writes what aiokafka cannot even fetch: one notice, and what comes behind it is relayed."""
    hub.start()
    await publish_unreadable_header(hub.bootstrap, "from.ccas-ferrevaux", b"{}")
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-1")
    told = notices(hub.await_messages("ccas-ferrevaux", 3))
    assert sorted(notice["code"] for notice in told) == ["ENVELOPPE_INVALIDE", "PRIS_EN_COMPTE"]


def test_a_new_partner_joins_without_a_restart(hub: WholeHub) -> None:
    """Its topics are made while the worker runs; its first event is answered."""
    remove_topics(hub.bootstrap, "from.ccas-aubrelle", "to.ccas-aubrelle")
    hub.start()
    hub.demand("ccas-ferrevaux", "00101", "SEC-URG", DAY, "ref-1")
    hub.await_messages("ccas-ferrevaux", 2)
    made = hub.command("topics", "apply", "--actor", "ccas-aubrelle")
    assert made.returncode == 0, made.stderr
    hub.demand("ccas-aubrelle", "00202", "SEC-URG", DAY, "ref-1")
    hub.await_messages("ccas-aubrelle", 2)
