"""How every Kafka client of the hub reaches its broker: one place for addresses and credentials.

The broker is, in this order: the one the settings name; the local one that `hub kafka up` started and wrote down; 127.0.0.1:19092.
"""

import ipaddress
import json
import ssl
from pathlib import Path
from typing import Any

from hub.settings import DEFAULT_BOOTSTRAP, HubSettings


def state_file(settings: HubSettings) -> Path:
    """Where the local Kafka is written down while it runs."""
    return settings.data_dir / "kafka" / "state.json"


def bootstrap_servers(settings: HubSettings) -> str:
    """The addresses to knock at, read anew at each call."""
    if settings.kafka.bootstrap_servers is not None:
        return settings.kafka.bootstrap_servers
    try:
        return str(json.loads(state_file(settings).read_text(encoding="utf-8"))["bootstrap"])
    except (OSError, ValueError, KeyError):
        return DEFAULT_BOOTSTRAP


def is_loopback(settings: HubSettings) -> bool:
    """Whether the broker is on this machine only."""
    servers = bootstrap_servers(settings).split(",")
    return all(is_this_machine(server.strip().rpartition(":")[0].strip("[]")) for server in servers)


def is_this_machine(host: str | None) -> bool:
    """Whether a host is `localhost` or a loopback address; a name that only begins like one is not."""
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


def confluent_options(settings: HubSettings) -> dict[str, Any]:
    """Connection options for any client of confluent-kafka."""
    kafka = settings.kafka
    options: dict[str, Any] = {"bootstrap.servers": bootstrap_servers(settings), "security.protocol": kafka.security_protocol}
    if kafka.security_protocol.startswith("SASL_") and kafka.sasl_password is not None:
        options["sasl.mechanism"] = kafka.sasl_mechanism
        options["sasl.username"] = kafka.sasl_username
        options["sasl.password"] = kafka.sasl_password.get_secret_value()
    if kafka.security_protocol.endswith("SSL") and kafka.ca_file is not None:
        options["ssl.ca.location"] = str(kafka.ca_file)
    if kafka.security_protocol.endswith("SSL") and kafka.certificate_file is not None:
        options["ssl.certificate.location"] = str(kafka.certificate_file)
        options["ssl.key.location"] = str(kafka.key_file)
    return options


def reader_options(kafka: dict[str, Any], group: str) -> dict[str, Any]:
    """For a consumer of confluent-kafka that reads partitions from where it is told, up to their committed ends, and leaves no trace.

    `kafka` is how it is reached (`confluent_options`); `group` is a name the hub may bear, for the client wants one: nothing joins it.
    """
    return kafka | {
        "group.id": group,
        "isolation.level": "read_committed",
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "enable.partition.eof": True,
        "fetch.wait.max.ms": 50,
        "fetch.queue.backoff.ms": 5,  # librdkafka rests for a second when enough waits, and whoever reads fast with it
        "enable.metrics.push": False,
        "log_level": 2,
    }


def aiokafka_options(settings: HubSettings) -> dict[str, Any]:
    """Connection options for any client of aiokafka."""
    kafka = settings.kafka
    options: dict[str, Any] = {"bootstrap_servers": bootstrap_servers(settings), "security_protocol": kafka.security_protocol}
    if kafka.security_protocol.startswith("SASL_") and kafka.sasl_password is not None:
        options["sasl_mechanism"] = kafka.sasl_mechanism
        options["sasl_plain_username"] = kafka.sasl_username
        options["sasl_plain_password"] = kafka.sasl_password.get_secret_value()
    if kafka.security_protocol.endswith("SSL"):
        context = ssl.create_default_context(cafile=None if kafka.ca_file is None else str(kafka.ca_file))
        if kafka.certificate_file is not None:
            context.load_cert_chain(kafka.certificate_file, kafka.key_file)
        options["ssl_context"] = context
    return options
