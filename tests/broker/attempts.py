"""What a client we did not write tries on a secured Kafka, and what it is told: `ok`, or the name of the broker's error."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewPartitions,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)
from confluent_kafka.cimpl import NewTopic

from connectors.kafka_partner import leave

OK = "ok"
NOTHING = "nothing is told"
"""How librdkafka 2.16 passes on that the rights may not be read."""
TOPIC, GROUP = "TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED"
TRANSACTION, CLUSTER = "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED"
WAIT_S = 45.0
Options = dict[str, Any]
CONSUMERS = frozenset({"isolation.level", "auto.offset.reset", "enable.auto.commit"})


def options_of(bundle: Path, name: str = "librdkafka.conf") -> Options:
    """As a partner reads its folder: from inside it."""
    lines = (bundle / name).read_text(encoding="utf-8").splitlines()
    pairs = dict(line.split("=", 1) for line in lines)
    pairs.pop("partitioner")
    inside = {key: str(bundle / value) for key, value in pairs.items() if key.endswith(".location")}
    return {**pairs, **inside, "log_level": 0}


def client_only(options: Options) -> Options:
    """Without what only a consumer knows."""
    return {name: value for name, value in options.items() if name not in CONSUMERS}


def name_of(error: KafkaError | None) -> str:
    """As Kafka's own documentation spells it."""
    return OK if error is None else str(error.name())


def write(options: Options, topic: str, **more: Any) -> str:
    """Publish one record."""
    return write_with(Producer({**client_only(options), **more}), topic)


def write_with(producer: Producer, topic: str) -> str:
    """Publish one record by a producer that may be connected already."""
    told: list[str] = []
    producer.produce(topic, b"{}", on_delivery=lambda error, _: told.append(name_of(error)))
    producer.flush(WAIT_S)
    return told[0] if told else "no answer"


def read(options: Options, topic: str, group: str) -> str:
    """Subscribe, and read to the end or to a refusal."""
    reader = Consumer(
        {**options, "group.id": group, "enable.auto.commit": False, "enable.partition.eof": True, "auto.offset.reset": "earliest"}
    )
    try:
        reader.subscribe([topic])
        return next_word(reader)
    finally:
        leave(reader)


def next_word(reader: Consumer) -> str:
    """The first end of partition (`ok`) or refusal that comes."""
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        record = reader.poll(0.5)
        error = None if record is None else record.error()
        if error is not None:
            return OK if error.code() == KafkaError._PARTITION_EOF else name_of(error)
    return "no answer"


def transact(options: Options, name: str) -> str:
    """Take a transactional id."""
    try:
        Producer({**client_only(options), "transactional.id": name}).init_transactions(WAIT_S)
    except KafkaException as refused:
        return name_of(refused.args[0])
    return OK


def administer(options: Options, actor: str) -> dict[str, str]:
    """What an administration client can ask, about what is this actor's own or everybody's.

    To read the logins is left out: refused that, librdkafka 2.16 frees what it does not own and the process is gone.
    """
    admin = AdminClient(client_only(options))
    acl = AclBinding(ResourceType.TOPIC, "from.", ResourcePatternType.PREFIXED, "User:x", "*", AclOperation.WRITE, AclPermissionType.ALLOW)
    another = UserScramCredentialUpsertion("another", ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 8_192), b"word")
    none: Any = None
    every = AclBindingFilter(ResourceType.ANY, none, ResourcePatternType.ANY, none, none, AclOperation.ANY, AclPermissionType.ANY)
    topic = f"from.{actor}"
    shorter = ConfigResource(
        ResourceType.TOPIC, topic, incremental_configs=[ConfigEntry("retention.ms", "1", incremental_operation=AlterConfigOpType.SET)]
    )
    asked: dict[str, Callable[[], Any]] = {
        "make a topic": lambda: admin.create_topics([NewTopic("from.another", 1)]),
        "remove its topic": lambda: admin.delete_topics([topic]),
        "widen its topic": lambda: admin.create_partitions([NewPartitions(topic, 5)]),
        "empty its topic": lambda: admin.incremental_alter_configs([shorter]),
        "give a right": lambda: admin.create_acls([acl]),
        "take rights": lambda: admin.delete_acls([every]),
        "read the rights": lambda: admin.describe_acls(every),
        "make a login": lambda: admin.alter_user_scram_credentials([another]),
        "remove the hub's group": lambda: admin.delete_consumer_groups(["hub"]),
    }
    return {name: _told(ask()) for name, ask in asked.items()}


def _told(answer: Any) -> str:
    future: Future[Any] = next(iter(answer.values())) if isinstance(answer, dict) else answer
    try:
        return NOTHING if future.result(WAIT_S) == [] else OK
    except KafkaException as refused:
        return name_of(refused.args[0])
