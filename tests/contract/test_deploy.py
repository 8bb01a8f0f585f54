"""The files of deploy/ agree with the specification they follow and with the hub they run."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click import Context, Group
from prometheus_client.parser import text_string_to_metric_families

from hub.cli import main
from hub.kafka_local import compose
from hub.kafka_local.config import server_properties
from hub.kafka_local.jars import listed_jars
from hub.kafka_local.ports import Ports
from hub.settings import KAFKA_VERSION, load_settings, variables
from hub.telemetry import Metrics

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SCHEMA = Path(__file__).parent / "compose-spec" / "compose-spec.json"
SAME_IN_BOTH = [
    "auto.create.topics.enable",
    "message.max.bytes",
    "replica.fetch.max.bytes",
    "offsets.topic.replication.factor",
    "transaction.state.log.replication.factor",
    "transaction.state.log.min.isr",
    "group.initial.rebalance.delay.ms",
]


def compose_file() -> dict[str, Any]:
    """The compose file, its anchors resolved."""
    loaded: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return loaded


def services() -> dict[str, dict[str, Any]]:
    """Every service by name."""
    found: dict[str, dict[str, Any]] = compose_file()["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """The services that run the hub itself."""
    return {name: service for name, service in services().items() if service["image"] == "relais-hub"}


def promtool() -> str:
    """The program that checks what Prometheus will read."""
    found = shutil.which("promtool") or shutil.which("promtool", path=str(Path(sys.executable).parent))
    assert found, "promtool is missing: run scripts/setup --tests"
    return found


def test_the_compose_file_follows_the_compose_specification() -> None:
    """Validated by the specification's own schema."""
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(compose_file())


def test_the_schema_would_refuse_a_mistake() -> None:
    """A misspelt key of a service is not let through: the test above can fail."""
    broken = compose_file()
    broken["services"]["kafka"]["imagee"] = "apache/kafka"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(broken)


def test_every_image_is_pinned_and_kafka_is_the_same_in_both_ways() -> None:
    """What runs tomorrow is what ran today, in containers as on the machine."""
    foreign = {name: service["image"] for name, service in services().items() if name not in ours()}
    assert [image for image in foreign.values() if not re.search(r":v?[0-9]+\.[0-9]+\.[0-9]+$", image)] == []
    assert foreign["kafka"] == f"apache/kafka:{KAFKA_VERSION}"
    assert f"kafka_2.13-{KAFKA_VERSION}.jar" in listed_jars()


def test_kafka_behaves_alike_in_containers_and_on_the_machine(tmp_path: Path) -> None:
    """The settings that change what a client may rely on are the same."""
    local = dict(line.split("=", 1) for line in server_properties(tmp_path, Ports(20_001, 20_002)).splitlines())
    contained = services()["kafka"]["environment"]
    assert {name: contained["KAFKA_" + name.upper().replace(".", "_")] for name in SAME_IN_BOTH} == {
        name: local[name] for name in SAME_IN_BOTH
    }


def test_nothing_is_published_beyond_the_loopback_address() -> None:
    """A laptop in a library offers nothing to the room, and `hub kafka up` finds Kafka where it looks."""
    published = [port for service in services().values() for port in service.get("ports", ())]
    assert [port for port in published if not port.startswith("127.0.0.1:")] == []
    assert [port for port in published if port.startswith(f"{compose.BOOTSTRAP}:")] != []
    assert compose.SERVICE in services()
    assert f"{compose_file()['name']}_{compose.SERVICE}" == compose.VOLUME


@pytest.mark.parametrize("name", sorted(ours()))
def test_what_compose_sets_the_hub_understands(name: str) -> None:
    """No variable is mistyped, and with keys given the settings are accepted."""
    given = {variable: str(value) for variable, value in ours()[name]["environment"].items()}
    assert set(given) <= set(variables())
    resolved = {variable: re.sub(r"\$\{[^:}]*:-([^}]*)\}", r"\1", value) for variable, value in given.items()}
    assert load_settings(resolved).kafka.bootstrap_servers == "kafka:9092"


@pytest.mark.parametrize("name", sorted(ours()))
def test_what_compose_runs_is_a_command_of_the_hub(name: str) -> None:
    """Each service's words lead to a command, and its options are options of it."""
    words = list(ours()[name]["command"])
    found: Any = main
    while isinstance(found, Group):
        found = found.get_command(Context(found), words.pop(0))
    assert found is not None
    known = {option for parameter in found.params for option in parameter.opts}
    assert [word for word in words if word.startswith("--") and word not in known] == []


def test_two_workers_never_share_a_name() -> None:
    """Two living workers of one name would fight for ever."""
    names = [service["environment"]["HUB_WORKER__NAME"] for service in ours().values() if "HUB_WORKER__NAME" in service["environment"]]
    assert len(names) == len(set(names)) == 2


def test_prometheus_reads_every_process_of_the_hub() -> None:
    """Its targets are the services that expose figures."""
    scraped = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))["scrape_configs"][0]["static_configs"][0]["targets"]
    lasting = [name for name, service in ours().items() if service["restart"] != "no"]
    assert sorted(target.split(":")[0] for target in scraped) == sorted(lasting)


def test_promtool_accepts_the_configuration_and_the_alert_rules() -> None:
    """Prometheus would start with them."""
    checked = subprocess.run([promtool(), "check", "config", str(DEPLOY / "prometheus.yml")], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_alerts_and_dashboards_name_figures_that_exist() -> None:
    """A renamed figure would leave an alert silent for ever."""
    exposed = {family.name for family in text_string_to_metric_families(Metrics().exposition().decode())}
    text = (DEPLOY / "alerts.yaml").read_text(encoding="utf-8") + (DEPLOY / "grafana/dashboards/relais.json").read_text(encoding="utf-8")
    named = {re.sub(r"_(total|bucket|count|sum)$", "", name) for name in re.findall(r"\brelais_[a-z_]+", text)}
    assert named - exposed == set()
    assert len(named) > 5
