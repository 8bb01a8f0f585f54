"""The jars of the local Kafka: exactly those of the list, from a cache that appears whole."""

from pathlib import Path

import pytest

from hub.errors import JarsNotFetched, JarsRefused
from hub.kafka_local.jars import checked_jars, fetch_jars, has_jars, listed_jars
from hub.kafka_local.java import Java
from tests.unit.invented_machine import jar, java_of, maven_that_gives, program


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
    """The first error of Maven that says something is the reason given."""
    maven = program(tmp_path / "mvn", "echo '[ERROR] '; echo '[ERROR] no route to the repository'; exit 1")
    with pytest.raises(JarsNotFetched, match=r"jars of Kafka: no route to the repository\."):
        fetch_jars(tmp_path / "cache", {"a.jar": "0"}, maven, Java(java_of(tmp_path / "jdk", "17"), 17))


def test_the_tracked_list_names_one_kafka_of_the_pinned_version() -> None:
    """The list holds a broker, its clients and all codecs, each once."""
    listed = listed_jars()
    assert {"kafka_2.13-4.3.1.jar", "kafka-clients-4.3.1.jar"} <= set(listed)
    assert {name.split("-")[0] for name in listed} >= {"zstd", "lz4", "snappy"}
    assert all(len(digest) == 64 for digest in listed.values())
