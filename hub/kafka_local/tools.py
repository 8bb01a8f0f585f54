"""The two things a local Kafka needs, a Java and its jars, or the reason why they cannot be had."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from hub.errors import KafkaCannotBeStarted
from hub.kafka_local.jars import checked_jars, fetch_jars, find_maven, has_jars, listed_jars
from hub.kafka_local.java import WANTED, Java, find_java
from hub.settings import KAFKA_VERSION, HubSettings, load_settings

GET_JAVA = "pip install 'relais[local]'"
GET_MAVEN = "sudo apt-get install -y maven   (or: brew install maven)"


class Tools(NamedTuple):
    """A Java, and jars that were checked."""

    java: Java
    jars: tuple[Path, ...]


def find_tools(
    settings: HubSettings | None = None,
    environ: Mapping[str, str] | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Tools:
    """Find both, fetching the jars if need be; raises KafkaCannotBeStarted with the commands that cure it. `say` hears what takes long."""
    chosen = settings or load_settings(environ)
    java = find_java(chosen.java, environ)
    cache = chosen.kafka.cache_dir
    if java is None:
        raise KafkaCannotBeStarted(reason=f"no Java {WANTED} or later", first=GET_JAVA, second=GET_MAVEN)
    if has_jars(cache):
        return Tools(java, checked_jars(cache, listed_jars()))
    maven = find_maven(environ)
    if maven is None:
        raise KafkaCannotBeStarted(reason=f"no jars in {cache} and no Maven to fetch them", first=GET_MAVEN, second="hub kafka up")
    say(f"fetching the jars of Kafka {KAFKA_VERSION} (43 MB, once) into {cache}")
    return Tools(java, fetch_jars(cache, listed_jars(), maven, java))
