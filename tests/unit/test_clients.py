"""How clients reach the broker: the same address and the same credentials for every library."""

import json
import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest
from faust.transport.drivers.aiokafka import credentials_to_aiokafka_auth
from pydantic import SecretStr

from hub.access.certificates import new_authority
from hub.clients import aiokafka_options, bootstrap_servers, confluent_options, is_loopback, state_file
from hub.engine.credentials import faust_credentials
from hub.settings import HubSettings, KafkaSettings, Protocol

SECURED = KafkaSettings(
    bootstrap_servers="kafka.commune.example:9093",
    security_protocol="SASL_SSL",
    sasl_username="hub",
    sasl_password=SecretStr("not a word"),
)


def test_the_setting_goes_before_the_local_kafka(tmp_path: Path) -> None:
    """A local Kafka that runs is found without a variable; a variable says otherwise."""
    local = HubSettings(data_dir=tmp_path)
    state_file(local).parent.mkdir()
    state_file(local).write_text(json.dumps({"bootstrap": "127.0.0.1:20777"}), encoding="utf-8")
    assert bootstrap_servers(local) == "127.0.0.1:20777"
    assert bootstrap_servers(HubSettings(data_dir=tmp_path, kafka=SECURED)) == "kafka.commune.example:9093"


def test_both_libraries_are_given_the_same_credentials() -> None:
    """Two clients of one process log in as one."""
    settings = HubSettings(kafka=SECURED)
    one, other = confluent_options(settings), aiokafka_options(settings)
    assert (one["sasl.username"], one["sasl.password"], one["sasl.mechanism"]) == ("hub", "not a word", "SCRAM-SHA-512")
    assert (other["sasl_plain_username"], other["sasl_plain_password"], other["sasl_mechanism"]) == ("hub", "not a word", "SCRAM-SHA-512")
    assert one["security.protocol"] == other["security_protocol"] == "SASL_SSL"


def test_the_broker_is_always_checked_against_an_authority() -> None:
    """TLS without a check of the name and the certificate is no TLS."""
    context = aiokafka_options(HubSettings(kafka=SECURED))["ssl_context"]
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)


def test_an_authority_of_our_own_is_handed_to_both(tmp_path: Path) -> None:
    """The certificate file of the settings is used, and a file that is no certificate is refused at once."""
    broken = tmp_path / "ca.pem"
    broken.write_text("not a certificate", encoding="utf-8")
    settings = HubSettings(kafka=SECURED.model_copy(update={"ca_file": broken}))
    assert confluent_options(settings)["ssl.ca.location"] == str(broken)
    with pytest.raises(ssl.SSLError):
        aiokafka_options(settings)


def test_a_certificate_of_the_hub_is_handed_to_both(tmp_path: Path) -> None:
    """A broker that asks for one is shown the same by every client."""
    authority = new_authority("Relais", datetime(2026, 6, 1, tzinfo=UTC))
    (tmp_path / "hub.pem").write_bytes(authority.certificate)
    (tmp_path / "hub-key.pem").write_bytes(authority.key)
    update = {"security_protocol": "SSL", "certificate_file": tmp_path / "hub.pem", "key_file": tmp_path / "hub-key.pem"}
    settings = HubSettings(kafka=SECURED.model_copy(update=update))
    options = confluent_options(settings)
    assert (options["ssl.certificate.location"], options["ssl.key.location"]) == (str(tmp_path / "hub.pem"), str(tmp_path / "hub-key.pem"))
    assert isinstance(aiokafka_options(settings)["ssl_context"], ssl.SSLContext)
    (tmp_path / "hub-key.pem").write_bytes(b"nothing")
    with pytest.raises(ssl.SSLError):
        aiokafka_options(settings)


def test_a_plain_broker_needs_nothing_but_its_address() -> None:
    """The local Kafka has no passwords, and no client is told any."""
    settings = HubSettings(kafka=KafkaSettings(bootstrap_servers="127.0.0.1:20777"))
    assert confluent_options(settings) == {"bootstrap.servers": "127.0.0.1:20777", "security.protocol": "PLAINTEXT"}
    assert aiokafka_options(settings) == {"bootstrap_servers": "127.0.0.1:20777", "security_protocol": "PLAINTEXT"}


@pytest.mark.parametrize(
    ("servers", "alone"),
    [
        ("127.0.0.1:1", True),
        ("localhost:1,[::1]:2", True),
        ("kafka:9092", False),
        ("127.0.0.1:1, kafka:9092", False),
        ("1270.example:1", False),
        ("127.example:1", False),
    ],
)
def test_a_broker_is_ours_alone_only_when_every_address_is_loopback(servers: str, alone: bool) -> None:  # noqa: FBT001 -- a column of the table
    """One address elsewhere and the broker is shared."""
    assert is_loopback(HubSettings(kafka=KafkaSettings(bootstrap_servers=servers))) is alone


@pytest.mark.parametrize("mechanism", ["SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"])
@pytest.mark.parametrize("protocol", ["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"])
def test_faust_logs_in_as_every_other_client_does(protocol: Protocol, mechanism: str) -> None:
    """What Faust's driver makes of its credentials is what our own clients are given, for every protocol and mechanism."""
    settings = HubSettings(kafka=SECURED.model_copy(update={"security_protocol": protocol, "sasl_mechanism": mechanism}))
    ours = aiokafka_options(settings)
    theirs = dict(credentials_to_aiokafka_auth(faust_credentials(ours)))
    tls = theirs.pop("ssl_context", None)
    assert isinstance(tls, ssl.SSLContext) is isinstance(ours.pop("ssl_context", None), ssl.SSLContext) is protocol.endswith("SSL")
    assert {"bootstrap_servers": ours["bootstrap_servers"], **theirs} == ours
