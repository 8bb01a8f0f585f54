"""The local Kafka without starting it: ports, configuration, order of choice."""

import contextlib
import random
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hub.clients import bootstrap_servers, state_file
from hub.core.rights import HUB_RIGHTS
from hub.errors import BrokerSilent, JarsNotFetched, JarsRefused, KafkaCannotBeStarted, KafkaDidNotStart, KafkaNotOurs
from hub.kafka_local import compose, config, control, ports
from hub.kafka_local.jars import listed_jars
from hub.kafka_local.ports import Ports
from hub.kafka_local.security import Security
from hub.kafka_local.tools import find_tools
from hub.settings import DEFAULT_BOOTSTRAP, HubSettings, KafkaSettings
from tests.unit.invented_machine import jar, java_of, program

NOWHERE = "127.0.0.1:1"
AT = Ports(20_001, 20_002, 20_003, 20_004)


def test_a_taken_port_is_seen_and_another_one_found() -> None:
    """The usual port is used when it is free, else one below what the system hands out."""
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert not ports.is_free(number)
        found = ports.first_free(number)
    assert found < 32_768
    assert ports.first_free(None, found) == found
    assert ports.first_free(found, but=[found]) != found


def test_two_processes_that_draw_at_once_never_get_the_same_port() -> None:
    """Nobody listens on a port that was only drawn: whoever draws the same numbers goes on to the next."""
    random.seed(1)
    mine = ports.first_free()
    program = "import random; random.seed(1); from hub.kafka_local import ports; print(ports.first_free())"
    drawn = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(drawn.stdout) != mine
    random.seed(1)
    assert ports.first_free() != mine


def test_every_address_of_the_broker_is_loopback(tmp_path: Path) -> None:
    """A laptop in a library must not offer its Kafka to the room."""
    written = dict(line.split("=", 1) for line in config.server_properties(tmp_path, AT).splitlines())
    addresses = [place for name in ("listeners", "advertised.listeners") for place in written[name].split(",")]
    assert [place for place in addresses if "://127.0.0.1:" not in place] == []


def test_a_secured_broker_lets_nobody_in_unasked(tmp_path: Path) -> None:
    """No listener without a login, nothing allowed that no rule allows, one name above the rules, on the broker's own listener."""
    security = Security.of(tmp_path / "secured")
    lines = config.server_properties(tmp_path, AT, security).splitlines()
    written = dict(line.split("=", 1) for line in lines)
    kinds = dict(one.split(":") for one in written["listener.security.protocol.map"].split(","))
    assert kinds == {"INTERNAL": "SASL_PLAINTEXT", "PASSWORD": "SASL_SSL", "CERTIFICATE": "SSL", "CONTROLLER": "SASL_PLAINTEXT"}
    assert written["listener.name.certificate.ssl.client.auth"] == "required"
    assert written["listener.name.password.sasl.enabled.mechanisms"] == "SCRAM-SHA-512"
    assert (written["allow.everyone.if.no.acl.found"], written["super.users"]) == ("false", "User:broker")
    assert [line for line in lines if security.password in line and "plain.sasl.jaas.config" not in line] == []
    assert security.password not in repr(security)


def test_a_secured_folder_is_its_owner_s_alone_and_made_once(tmp_path: Path) -> None:
    """Keys and passwords are readable by nobody else, a second start finds the same ones, and no file of variables holds a secret."""
    first = Security.of(tmp_path / "secured")
    words = {name: first.password_of(name) for name in HUB_RIGHTS}
    first.write_environments(AT)
    kept = {path: path.read_bytes() for path in first.folder.iterdir()}
    again = Security.of(first.folder)
    assert (again, {name: again.password_of(name) for name in HUB_RIGHTS}) == (first, words)
    assert {path: path.read_bytes() for path in first.folder.iterdir()} == kept
    assert {path.stat().st_mode & 0o777 for path in (first.folder, *kept)} == {0o700, 0o600}
    told = b"".join(content for path, content in kept.items() if path.suffix == ".env").decode()
    assert [word for word in (*words.values(), first.password) if word in told] == []


def test_java_arguments_survive_spaces_and_quotes() -> None:
    """A home folder may have a space in its name."""
    assert '"/h o/\\"x\\"/a.jar"' in config.jvm_arguments([Path('/h o/"x"/a.jar')], Path("/l"))


def nothing_here(tmp_path: Path) -> tuple[HubSettings, dict[str, str]]:
    """Give a machine without jars and with an empty PATH."""
    (tmp_path / "path").mkdir()
    settings = HubSettings(data_dir=tmp_path / "hub", kafka=KafkaSettings(cache_dir=tmp_path / "cache", answer_timeout_s=0.3))
    return settings, {"PATH": str(tmp_path / "path")}


def test_without_jars_and_maven_the_two_commands_are_named(tmp_path: Path) -> None:
    """The refusal says what to type, and no fake broker is offered."""
    settings, environ = nothing_here(tmp_path)
    environ["JAVA_HOME"] = str(java_of(tmp_path / "jdk", "17").parent.parent)
    with pytest.raises(KafkaCannotBeStarted, match=r"no Maven.*install -y maven.*; hub kafka up"):
        control.up(settings, fresh=False, environ=environ)


def test_a_docker_client_without_a_daemon_proves_nothing(tmp_path: Path) -> None:
    """Only a daemon that answers makes compose a way to Kafka."""
    settings, environ = nothing_here(tmp_path)
    environ["JAVA_HOME"] = str(java_of(tmp_path / "jdk", "17").parent.parent)
    program(tmp_path / "path" / "docker", "exit 1")
    with pytest.raises(KafkaCannotBeStarted):
        control.up(settings, fresh=False, environ=environ)


def test_compose_is_used_where_a_daemon_answers(tmp_path: Path) -> None:
    """Its address is written down for later commands, and `down` takes it away."""
    settings, environ = nothing_here(tmp_path)
    environ["JAVA_HOME"] = str(java_of(tmp_path / "jdk", "17").parent.parent)
    docker = program(tmp_path / "path" / "docker", f'echo "$@" >> {tmp_path}/said')
    with contextlib.suppress(BrokerSilent):  # this daemon only says yes: whether a Kafka answers there depends on the machine
        control.up(settings, fresh=True, environ=environ)
    assert bootstrap_servers(settings) == compose.BOOTSTRAP
    assert control.down(settings, environ)
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert [line for line in said if line.endswith("up --detach --wait kafka")] != []
    assert said[-1].endswith("rm --stop --force kafka")
    assert not state_file(settings).exists()
    assert docker.exists()


def test_a_compose_that_fails_is_quoted(tmp_path: Path) -> None:
    """The last thing docker said is the reason given."""
    docker = program(tmp_path / "docker", "echo 'pulling'; echo 'no space left on device' >&2; exit 1")
    with pytest.raises(KafkaDidNotStart, match="no space left on device"):
        compose.compose_up(docker, fresh=False)


def test_a_bootstrap_that_does_not_answer_is_a_loud_refusal(tmp_path: Path) -> None:
    """What the settings name is used or refused; no other Kafka takes its place."""
    settings = HubSettings(data_dir=tmp_path, kafka=KafkaSettings(bootstrap_servers=NOWHERE, answer_timeout_s=0.3))
    with pytest.raises(BrokerSilent, match=NOWHERE):
        control.up(settings, fresh=False)
    assert list(tmp_path.iterdir()) == []
    assert control.status(settings)["answers"] is False


def test_what_the_settings_name_is_neither_stopped_nor_emptied(tmp_path: Path) -> None:
    """Another's Kafka is never touched."""
    settings = HubSettings(data_dir=tmp_path, kafka=KafkaSettings(bootstrap_servers=NOWHERE))
    with pytest.raises(KafkaNotOurs):
        control.down(settings)
    with pytest.raises(KafkaNotOurs):
        control.up(settings, fresh=True)


def test_a_maven_without_jars_to_give_is_used_before_compose(tmp_path: Path) -> None:
    """With Java and Maven the jars are fetched, and said to be, before anything else is tried."""
    settings, environ = nothing_here(tmp_path)
    environ["JAVA_HOME"] = str(java_of(tmp_path / "jdk", "17").parent.parent)
    program(tmp_path / "path" / "mvn", "echo '[ERROR] offline'; exit 1")
    said: list[str] = []
    with pytest.raises(JarsNotFetched, match="offline"):
        find_tools(settings, environ, said.append)
    assert "43 MB, once" in said[0]


def test_without_a_word_from_anyone_the_usual_address_is_knocked_at(tmp_path: Path) -> None:
    """An unreadable note about a former Kafka is as no note."""
    settings = HubSettings(data_dir=tmp_path)
    assert bootstrap_servers(settings) == DEFAULT_BOOTSTRAP
    state_file(settings).parent.mkdir()
    state_file(settings).write_text("{", encoding="utf-8")
    assert bootstrap_servers(settings) == DEFAULT_BOOTSTRAP


def test_tools_are_a_java_and_checked_jars(tmp_path: Path) -> None:
    """A cache with another content than the list stops the start before any Java runs."""
    settings, environ = nothing_here(tmp_path)
    environ["JAVA_HOME"] = str(java_of(tmp_path / "jdk", "17").parent.parent)
    jar(settings.kafka.cache_dir, next(iter(listed_jars())), b"changed")
    with pytest.raises(JarsRefused):
        find_tools(settings, environ)
    shutil.rmtree(settings.kafka.cache_dir)
    with pytest.raises(KafkaCannotBeStarted):
        find_tools(settings, environ)
