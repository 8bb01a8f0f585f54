"""The topics on a real Kafka: planned, made, set right, refused; and what a partner's codec does to them."""

import json
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer
from click.testing import CliRunner, Result
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, AlterConfigOpType, ConfigEntry, ConfigResource, ResourceType
from confluent_kafka.cimpl import NewTopic

from hub import topics
from hub.cli import main
from hub.errors import BrokerRefused, TopicsRefused
from hub.kafka_local.broker import LocalBroker
from hub.settings import HubSettings, KafkaSettings
from hub.topics import Verdict
from schemas.topics import CASES, EVENTS, outbox
from tests.broker.made_topics import remove_topics

ACTORS = ["ccas-a", "caf-b"]
CODECS = ["zstd", "lz4", "snappy", "gzip"]


@pytest.fixture
def clean(kafka: LocalBroker, hub_settings: HubSettings) -> Iterator[HubSettings]:
    """Give the settings of a hub on a Kafka without topics, and leave it so."""
    yield hub_settings
    known = AdminClient({"bootstrap.servers": kafka.bootstrap}).list_topics(timeout=10).topics
    remove_topics(kafka.bootstrap, *(name for name in known if not name.startswith("__")))


def verdicts(settings: HubSettings) -> set[Verdict]:
    """What there is to do."""
    return {finding.verdict for finding in topics.plan(settings, ACTORS)}


def test_apply_makes_what_plan_shows_and_is_idempotent(clean: HubSettings) -> None:
    """Once is enough, twice changes nothing, and a start is refused before and accepted after."""
    assert verdicts(clean) == {Verdict.TO_MAKE}
    with pytest.raises(TopicsRefused, match=r"hub\.events is missing"):
        topics.check_hub_topics(clean)
    assert len(topics.missing_topics(clean, ACTORS)) == 4
    topics.apply(clean, ACTORS)
    topics.check_hub_topics(clean)
    assert topics.missing_topics(clean, ACTORS) == []
    assert {finding.verdict for finding in topics.apply(clean, ACTORS)} == {Verdict.AS_IT_MUST_BE}


def test_a_drifted_configuration_is_named_and_set_right(kafka: LocalBroker, clean: HubSettings) -> None:
    """What somebody changed by hand is seen, and put back without touching the records."""
    topics.apply(clean)
    changed = ConfigEntry("cleanup.policy", "delete", incremental_operation=AlterConfigOpType.SET)
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    for done in admin.incremental_alter_configs([ConfigResource(ResourceType.TOPIC, CASES, incremental_configs=[changed])]).values():
        done.result(10)
    while not (drifted := [finding for finding in topics.plan(clean) if finding.verdict is Verdict.TO_SET]):
        time.sleep(0.05)  # the broker has yet to learn of the change
    assert [(one.spec.name, one.differences) for one in drifted] == [(CASES, ("cleanup.policy: delete -> compact",))]
    topics.apply(clean)
    assert {finding.verdict for finding in topics.plan(clean)} == {Verdict.AS_IT_MUST_BE}


def test_another_partition_count_is_refused_by_name_before_anything_changes(clean: HubSettings) -> None:
    """A key that changed partition would lose its order: neither apply nor a start goes on."""
    topics.apply(clean)
    more = clean.model_copy(update={"kafka": KafkaSettings(bootstrap_servers=clean.kafka.bootstrap_servers, partitions=4)})
    with pytest.raises(TopicsRefused, match=r"hub\.events has 3 partitions, not 4"):
        topics.apply(more, ACTORS)
    assert len(topics.missing_topics(more, ACTORS)) == 4
    with pytest.raises(TopicsRefused, match=r"hub\.cases has 3 partitions, not 4"):
        topics.check_hub_topics(more)


def test_a_topic_made_anew_has_another_id(kafka: LocalBroker, clean: HubSettings) -> None:
    """The origin of an event names the id of its topic: a name alone may be used twice. An absent topic has none."""
    topics.apply(clean, ACTORS)
    name = outbox("ccas-a")
    before = topics.topic_ids(clean, [name, EVENTS, "from.absent"])
    assert set(before) == {name, EVENTS}
    remove_topics(kafka.bootstrap, name)
    topics.apply(clean, ACTORS)
    after = topics.topic_ids(clean, [name, EVENTS])
    assert after[EVENTS] == before[EVENTS]
    assert after[name] != before[name]


def test_more_copies_than_brokers_is_a_fault_of_the_broker_in_one_line(clean: HubSettings) -> None:
    """What Kafka refuses is said with the topic and Kafka's reason."""
    asked = KafkaSettings(bootstrap_servers=clean.kafka.bootstrap_servers, partitions=3, replication_factor=3)
    with pytest.raises(BrokerRefused, match=r"refused to make hub\.events"):
        topics.apply(clean.model_copy(update={"kafka": asked}))


def stored_codecs(log: Path) -> list[int]:
    """The codec of each batch of a segment, as Kafka's record format holds it (0: none)."""
    content, place, codecs = log.read_bytes(), 0, []
    while place < len(content):
        (length,) = struct.unpack_from(">i", content, place + 8)
        (attributes,) = struct.unpack_from(">h", content, place + 21)
        codecs.append(attributes & 0x07)
        place += 12 + length
    return codecs


async def test_a_compressed_record_of_a_partner_is_stored_plain_and_read(kafka: LocalBroker, clean: HubSettings) -> None:
    """Whatever codec a partner sends with, no reader needs it: one record must not stop the hub."""
    topics.apply(clean, ACTORS)
    name, values = outbox("ccas-a"), [f"{codec} {'é' * 5_000}".encode() for codec in CODECS]
    for codec, value in zip(CODECS, values, strict=True):
        producer = Producer({"bootstrap.servers": kafka.bootstrap, "compression.type": codec})
        producer.produce(name, value)
        assert producer.flush(10) == 0
    assert stored_codecs(kafka.folder / "data" / f"{name}-0" / "00000000000000000000.log") == [0, 0, 0, 0]
    async with AIOKafkaConsumer(name, bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest") as consumer:
        assert [(await consumer.getone()).value for _ in values] == values


async def test_a_compressed_record_is_read_even_where_it_is_stored_compressed(kafka: LocalBroker, clean: HubSettings) -> None:
    """The hub's own clients have every codec: the topic's configuration is not the only guard."""
    admin = AdminClient({"bootstrap.servers": kafka.bootstrap})
    admin.create_topics([NewTopic("from.elsewhere", 1)], operation_timeout=10)["from.elsewhere"].result(10)
    for codec in CODECS:
        producer = Producer({"bootstrap.servers": kafka.bootstrap, "compression.type": codec})
        producer.produce("from.elsewhere", codec.encode() * 1_000)
        assert producer.flush(10) == 0
    assert stored_codecs(kafka.folder / "data" / "from.elsewhere-0" / "00000000000000000000.log") == [4, 3, 2, 1]
    async with AIOKafkaConsumer("from.elsewhere", bootstrap_servers=kafka.bootstrap, auto_offset_reset="earliest") as consumer:
        assert [(await consumer.getone()).value for _ in CODECS] == [codec.encode() * 1_000 for codec in CODECS]
    assert clean.kafka.bootstrap_servers == kafka.bootstrap


def hub(settings: HubSettings, *arguments: str, partitions: str = "3") -> Result:
    """Type a command on that Kafka."""
    environ = {"HUB_KAFKA__BOOTSTRAP_SERVERS": settings.kafka.bootstrap_servers, "HUB_KAFKA__PARTITIONS": partitions}
    return CliRunner().invoke(main, ["topics", *arguments], env=environ)


def test_the_command_plans_applies_and_refuses(clean: HubSettings, tmp_path: Path) -> None:
    """The exit code tells a difference that nobody can mend; JSON tells each topic's reason; mail has no topics."""
    by_kafka = "- {genre: acteur, id: ccas-a, nature: ccas, nom: A}\n"
    by_mail = "- {genre: acteur, id: asso-c, nature: association, nom: C, canal: courriel}\n"
    (tmp_path / "actors.yaml").write_text(by_kafka + by_mail, encoding="utf-8")
    registry = ("--registry", str(tmp_path))
    planned = hub(clean, "plan", *registry, "--json")
    assert planned.exit_code == 0
    rows = {row["topic"]: row for row in json.loads(planned.stdout)}
    assert rows["from.ccas-a"]["verdict"] == "to make"
    assert rows[EVENTS]["reason"]
    assert "to.asso-c" not in rows
    made = json.loads(hub(clean, "apply", *registry, "--actor", "caf-b", "--json").stdout)["made"]
    assert {"to.caf-b", "from.ccas-a", EVENTS} <= set(made)
    assert "0 made, 0 set" in hub(clean, "apply", *registry).stdout
    refused = hub(clean, "plan", *registry, partitions="4")
    assert (refused.exit_code, "refused" in refused.stdout) == (1, True)
    assert hub(clean, "apply", partitions="4").exit_code == 1
    assert hub(clean, "plan", "--actor", "Not/An/Id").exit_code == 2
    (tmp_path / "broken.yaml").write_text("genre: acteur\n", encoding="utf-8")
    broken = hub(clean, "apply", *registry)
    assert (broken.exit_code, "broken.yaml" in broken.stderr) == (1, True)
