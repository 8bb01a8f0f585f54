"""A partner whose tools want a schema registry: a real one (Apicurio), its real client, a real Kafka, and the hub takes what they frame."""

import hashlib
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from confluent_kafka.schema_registry import SchemaRegistryClient, record_subject_name_strategy
from confluent_kafka.schema_registry.json_schema import JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from hub.cli import main
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.java import find_java
from hub.kafka_local.ports import first_free
from schemas.compatibility import TYPES
from schemas.person_ref import base32
from tests.broker.whole_hub import DAY, WholeHub, notices

HOME = Path("~/.cache/relais/apicurio-2.6.13.Final").expanduser()
RUNNER = "apicurio-registry-app-2.6.13.Final-runner.jar"
CCAS, DEPOSEE = "ccas-ferrevaux", "fr.relais.demande.deposee.v1"
WITHIN_S = 90.0


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[str]:
    """The address of an empty registry, as Confluent's clients speak to it."""
    java, port = find_java(None), first_free()
    assert java is not None
    log = (tmp_path / "apicurio.log").open("wb")
    command = [str(java.program), "-Dquarkus.http.host=127.0.0.1", f"-Dquarkus.http.port={port}", "-jar", RUNNER]
    running = subprocess.Popen(command, cwd=HOME, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{port}/apis/ccompat/v7"
    try:
        deadline = time.monotonic() + WITHIN_S
        while not answers(f"{url}/subjects"):
            assert running.poll() is None, (tmp_path / "apicurio.log").read_text(errors="replace")[-2_000:]
            assert time.monotonic() < deadline, (tmp_path / "apicurio.log").read_text(errors="replace")[-2_000:]
            time.sleep(0.3)
        yield url
    finally:
        running.kill()
        running.wait()
        log.close()


def answers(url: str) -> bool:
    """Whether it can be asked."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 -- our own, on this machine
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@pytest.mark.timeout(240)
def test_what_a_client_of_a_real_registry_frames_is_taken(kafka: LocalBroker, registry: str, tmp_path: Path) -> None:
    """Every version is registered, again changes nothing; the client checks and frames by it; the hub takes it, and looks nothing up."""
    published = [CliRunner().invoke(main, ["contract", "publish", "--registry", registry, "--json"]) for _ in range(2)]
    assert [one.exit_code for one in published] == [0, 0], published[0].output
    assert published[0].stdout == published[1].stdout
    settings = {"auto.register.schemas": False, "use.latest.version": True, "subject.name.strategy": record_subject_name_strategy}
    demand = {
        "commune": "00101",
        "aide": "SEC-URG",
        "date_demande": DAY,
        "guichet": CCAS,
        "canal": "guichet",
        "personne_ref": "per_" + base32(hashlib.sha256(b"registre").digest()),
        "urgence": True,
    }
    with SchemaRegistryClient({"url": registry}) as client:
        assert set(client.get_subjects()) == set(TYPES)
        write = JSONSerializer(client.get_latest_version(DEPOSEE).schema.schema_str, client, conf=settings)
        value = write(demand, SerializationContext(f"from.{CCAS}", MessageField.VALUE))
    assert value is not None
    assert value[:1] == b"\x00"
    attributes = {"specversion": "1.0", "id": "cadre-1", "source": f"urn:relais:acteur:{CCAS}", "type": DEPOSEE, "subject": "F-2026-0099"}
    headers = [(f"ce_{name}", text.encode()) for name, text in attributes.items()]
    hub = WholeHub(kafka.bootstrap, tmp_path)
    hub.ground()
    hub.start()
    try:
        hub.publish(CCAS, value, headers=[*headers, ("content-type", b"application/json")])
        hub.publish(CCAS, value[:5] + b"{}", headers=[*headers, ("content-type", b"application/json")])
        told = notices(hub.await_kind(CCAS, "avis.technique", 2))
    finally:
        hub.close()
    assert sorted(one["code"] for one in told) == ["CHAMP_MANQUANT", "PRIS_EN_COMPTE"]
