"""What the local Kafka is made of, checked without starting it: Java, jars, ports, configuration, order of choice."""

import hashlib
import shutil
import socket
from pathlib import Path

import pytest

from hub.clients import bootstrap_servers, state_file
from hub.errors import BrokerSilent, JarsNotFetched, JarsRefused, JavaRefused, KafkaCannotBeStarted, KafkaNotOurs
from hub.kafka_local import compose, config, control, ports
from hub.kafka_local.jars import checked_jars, fetch_jars, has_jars, listed_jars
from hub.kafka_local.java import Java, find_java, java_version
from hub.kafka_local.tools import find_tools
from hub.settings import DEFAULT_BOOTSTRAP, HubSettings, KafkaSettings

NOWHERE = "127.0.0.1:1"


def program(path: Path, body: str) -> Path:
    """Write an executable that stands for one the machine may have."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def java_of(home: Path, version: str) -> Path:
    """Write a Java that says it has this version."""
    return program(home / "bin" / "java", f"""echo 'openjdk version "{version}"' >&2""")


def jar(folder: Path, name: str, content: bytes) -> dict[str, str]:
    """Write a jar and give its line of the list."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return {name: hashlib.sha256(content).hexdigest()}


@pytest.mark.parametrize(("said", "major"), [("17.0.15", 17), ("25", 25), ("1.8.0_402", 8), ("21-ea", 21)])
def test_java_is_asked_for_its_major_version(tmp_path: Path, said: str, major: int) -> None:
    """Every form of a version that Javas have used is understood."""
    assert java_version(java_of(tmp_path, said)) == major


def test_the_release_file_spares_asking(tmp_path: Path) -> None:
    """A Java that describes itself in a file is not started only to be asked."""
    asked = program(tmp_path / "bin" / "java", "exit 1")
    (tmp_path / "release").write_text('IMPLEMENTOR="X"\nJAVA_VERSION="21.0.8"\n', encoding="utf-8")
    assert java_version(asked) == 21


def test_java_home_goes_before_path_and_an_old_one_is_passed_over(tmp_path: Path) -> None:
    """What the machine happens to have is taken in order, if it is recent enough."""
    home, on_path = java_of(tmp_path / "home", "17.0.1"), java_of(tmp_path / "path", "21.0.1")
    environ = {"JAVA_HOME": str(tmp_path / "home"), "PATH": str(on_path.parent)}
    assert find_java(None, environ) == Java(home, 17)
    java_of(tmp_path / "home", "11.0.2")
    assert find_java(None, environ) == Java(on_path, 21)


def test_hub_java_goes_first_and_is_never_passed_over(tmp_path: Path) -> None:
    """What was asked for by name is used, or the start is refused."""
    wanted = java_of(tmp_path / "wanted", "25")
    assert find_java(wanted, {}) == Java(wanted, 25)
    with pytest.raises(JavaRefused, match="version 11"):
        find_java(java_of(tmp_path / "old", "11.0.2"), {})
    with pytest.raises(JavaRefused, match="no Java answers"):
        find_java(tmp_path / "absent", {})


def test_jars_are_those_of_the_list_or_nothing(tmp_path: Path) -> None:
    """A changed byte or a missing jar is refused by name; a jar that is not listed is never used."""
    listed = jar(tmp_path, "a.jar", b"a") | jar(tmp_path, "b.jar", b"b")
    jar(tmp_path, "stranger.jar", b"s")
    assert checked_jars(tmp_path, listed) == (tmp_path / "a.jar", tmp_path / "b.jar")
    jar(tmp_path, "b.jar", b"changed")
    with pytest.raises(JarsRefused, match=r"b\.jar has another SHA-256"):
        checked_jars(tmp_path, listed)
    (tmp_path / "a.jar").unlink()
    with pytest.raises(JarsRefused, match=r"1 missing, first a\.jar"):
        checked_jars(tmp_path, listed)


def maven_that_gives(path: Path, source: Path) -> Path:
    """Write a Maven that copies `source` where it is told, and counts its runs."""
    copy = f"""
echo run >> {path}.runs
for word in "$@"; do case "$word" in -DoutputDirectory=*) mkdir -p "${{word#*=}}"; cp {source}/*.jar "${{word#*=}}" ;; esac; done
"""
    return program(path, copy)


def test_maven_fills_the_cache_once_and_whole(tmp_path: Path) -> None:
    """The cache appears by one rename, and is not fetched again."""
    listed = jar(tmp_path / "central", "a.jar", b"a")
    maven, cache = maven_that_gives(tmp_path / "mvn", tmp_path / "central"), tmp_path / "cache" / "kafka"
    java = Java(java_of(tmp_path / "jdk", "17"), 17)
    assert fetch_jars(cache, listed, maven, java) == fetch_jars(cache, listed, maven, java) == (cache / "a.jar",)
    assert Path(f"{maven}.runs").read_text(encoding="utf-8") == "run\n"


@pytest.mark.parametrize("wrong", ["changed", "more"])
def test_what_maven_brings_is_checked_before_it_becomes_the_cache(tmp_path: Path, wrong: str) -> None:
    """Neither another content nor a jar too many gets into the cache."""
    listed = jar(tmp_path / "central", "a.jar", b"a")
    jar(tmp_path / "central", "a.jar" if wrong == "changed" else "z.jar", b"x")
    cache = tmp_path / "cache"
    with pytest.raises(JarsRefused):
        fetch_jars(cache, listed, maven_that_gives(tmp_path / "mvn", tmp_path / "central"), Java(java_of(tmp_path / "jdk", "17"), 17))
    assert not has_jars(cache)


def test_a_maven_that_fails_is_quoted(tmp_path: Path) -> None:
    """The first error of Maven is the reason given."""
    maven = program(tmp_path / "mvn", "echo '[ERROR] no route to the repository'; exit 1")
    with pytest.raises(JarsNotFetched, match="no route to the repository"):
        fetch_jars(tmp_path / "cache", {"a.jar": "0"}, maven, Java(java_of(tmp_path / "jdk", "17"), 17))


def test_the_tracked_list_names_one_kafka_of_the_pinned_version() -> None:
    """The list holds a broker, its clients and all codecs, each once."""
    listed = listed_jars()
    assert {"kafka_2.13-4.3.1.jar", "kafka-clients-4.3.1.jar"} <= set(listed)
    assert {name.split("-")[0] for name in listed} >= {"zstd", "lz4", "snappy"}
    assert all(len(digest) == 64 for digest in listed.values())


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
    assert ports.first_free(found, but=found) != found


def test_every_address_of_the_broker_is_loopback(tmp_path: Path) -> None:
    """A laptop in a library must not offer its Kafka to the room."""
    written = dict(line.split("=", 1) for line in config.server_properties(tmp_path, 20_001, 20_002).splitlines())
    addresses = [place for name in ("listeners", "advertised.listeners") for place in written[name].split(",")]
    assert [place for place in addresses if "://127.0.0.1:" not in place] == []


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
    with pytest.raises(BrokerSilent):  # this daemon only says yes: what it started must still answer
        control.up(settings, fresh=True, environ=environ)
    assert bootstrap_servers(settings) == compose.BOOTSTRAP
    assert control.down(settings, environ)
    said = (tmp_path / "said").read_text(encoding="utf-8").splitlines()
    assert [line for line in said if line.endswith("up --detach --wait kafka")] != []
    assert said[-1].endswith("rm --stop --force kafka")
    assert not state_file(settings).exists()
    assert docker.exists()


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
