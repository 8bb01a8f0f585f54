"""What the local Kafka is started with: one node, loopback only, little memory, quick to come back.

It differs from a production broker in size and speed of restart, never in guarantees: idempotence, transactions and acks are Kafka's own.
"""

from collections.abc import Sequence
from pathlib import Path

from hub.kafka_local.ports import HOST, Ports
from hub.kafka_local.security import Security

RECORD_BYTES_MAX = 5 * 1024 * 1024
"""Above the largest hub.* record (4 MiB) with room for batch headers."""
HEAP = ("-Xms128m", "-Xmx512m")
"""A heap that has to grow first makes a restart with 273 partitions half a second longer."""
NODE_ID = 1


def server_properties(data: Path, at: Ports, security: Security | None = None) -> str:
    """The broker's configuration file; with `security` everyone must log in and nothing is allowed that no rule allows."""
    lines = {
        "process.roles": "broker,controller",
        "node.id": NODE_ID,
        # static voters: the controller's port may change from one start to the next
        "controller.quorum.voters": f"{NODE_ID}@{HOST}:{at.controller}",
        **(_listeners(at) if security is None else security.listeners(at)),
        "controller.listener.names": "CONTROLLER",
        "log.dirs": data,
        **_CONDUCT,
        **_SMALL,
        **_QUICK,
        **({} if security is None else security.broker_settings()),
    }
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _listeners(at: Ports) -> dict[str, object]:
    return {
        "listeners": f"PLAINTEXT://{HOST}:{at.clients},CONTROLLER://{HOST}:{at.controller}",
        "advertised.listeners": f"PLAINTEXT://{HOST}:{at.clients}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "PLAINTEXT",
    }


_CONDUCT: dict[str, object] = {
    "auto.create.topics.enable": "false",
    "message.max.bytes": RECORD_BYTES_MAX,
    "replica.fetch.max.bytes": RECORD_BYTES_MAX,
    "offsets.topic.replication.factor": 1,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
}

_SMALL: dict[str, object] = {
    "offsets.topic.num.partitions": 5,
    "transaction.state.log.num.partitions": 5,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
    # the dedupe buffer alone is 128 MB by default
    "log.cleaner.dedupe.buffer.size": 4_194_304,
    "log.cleaner.io.buffer.size": 131_072,
    "log.segment.bytes": 67_108_864,
    "log.index.size.max.bytes": 1_048_576,
    "offsets.topic.segment.bytes": 10_485_760,
    "transaction.state.log.segment.bytes": 10_485_760,
    "metadata.log.segment.bytes": 16_777_216,
}

_QUICK: dict[str, object] = {
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1_000,
    # after kill -9 the broker waits for the end of its own former session: 11 s with the defaults, 2 to 3 s so (for one node only:
    # two cores kept busy by eight programs and 160,000 records a second did not make it miss a beat)
    "broker.session.timeout.ms": 1_000,
    "broker.heartbeat.interval.ms": 200,
}

_LOG4J = """\
status=warn
shutdownHook=disable
rootLogger.level=info
rootLogger.appenderRef.c.ref=C
appender.c.type=Console
appender.c.name=C
appender.c.layout.type=PatternLayout
appender.c.layout.pattern=%d %p %m (%c)%n
"""
"""`shutdownHook=disable`: else the end of the stop is not logged."""
_CHATTY = (
    "kafka.cluster",
    "kafka.log",
    "kafka.server.metadata",
    "org.apache.kafka.common.config",
    "org.apache.kafka.controller",
    "org.apache.kafka.storage.internals.log",
    "state.change.logger",
)
"""They tell of every partition and every setting at every start: with 273 partitions 12,000 lines. Their warnings are kept."""
LOG4J = _LOG4J + "".join(f"logger.l{number}.name={name}\nlogger.l{number}.level=warn\n" for number, name in enumerate(_CHATTY))


def jvm_arguments(jars: Sequence[Path], log4j: Path) -> str:
    """The file given to `java @file`: it keeps 46 paths off the command line."""
    classpath = ":".join(str(jar) for jar in jars)
    options = (*HEAP, "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", f"-Dlog4j2.configurationFile={log4j}", "-cp", classpath)
    return "".join(f'"{_escaped(option)}"\n' for option in options)


def _escaped(option: str) -> str:
    return option.replace("\\", "\\\\").replace('"', '\\"')
