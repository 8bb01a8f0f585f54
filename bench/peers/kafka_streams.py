"""Kafka Streams as a peer: our program of `bench/peers/streams`, built once by Maven with jars that are exactly those listed.

Rules:
1. What was built is kept beside the jars of the local Kafka, under the hash of its sources: it appears whole or not at all.
2. No jar runs that is not in `bench/peers/streams/jars.sha256` under that very hash; the list is checked at every start.
3. The heap is bounded: Java takes what a machine has to give, and a peer is not to look fat for the size of the machine.
"""

import fcntl
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from hub.errors import JarsNotFetched, JarsRefused, KafkaCannotBeStarted
from hub.kafka_local.jars import FETCH_TIMEOUT_S, checked_jars, find_maven, listed_jars
from hub.kafka_local.java import WANTED, Java, find_java
from hub.kafka_local.tools import GET_JAVA, GET_MAVEN
from hub.settings import load_settings

SOURCES = Path(__file__).parent / "streams"
PROGRAM = "StreamsPeer"
HEAP = ("-Xmx512m",)
_GOALS = ("dependency:copy-dependencies", "compiler:compile", "-DincludeScope=runtime")
JAR_LIST = SOURCES / "jars.sha256"


def command(name: str, prefix: str) -> list[str]:
    """What starts the peer; builds it if need be. Raises what `hub kafka up` raises without Java or Maven."""
    settings = load_settings()
    java = find_java(settings.java)
    if java is None:
        raise KafkaCannotBeStarted(reason=f"no Java {WANTED} or later", first=GET_JAVA, second=GET_MAVEN)
    built = settings.kafka.cache_dir.with_name(f"streams-peer-{_hash_of_sources()}")
    build(built, java)
    class_path = [built / "classes", *checked_jars(built / "jars", listed_jars(JAR_LIST))]
    return [str(java.program), *HEAP, "-cp", os.pathsep.join(map(str, class_path)), PROGRAM, name, prefix]


def build(built: Path, java: Java) -> None:
    """Have `built/classes` and `built/jars`; of two that build together, one does it and the other uses it."""
    built.parent.mkdir(parents=True, exist_ok=True)
    with (built.parent / f".{built.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not built.is_dir():
            _build(built, java)


def _build(built: Path, java: Java) -> None:
    maven = find_maven()
    if maven is None:
        raise KafkaCannotBeStarted(reason="no Maven to build the peer in Kafka Streams", first=GET_MAVEN, second="scripts/bench engine")
    with tempfile.TemporaryDirectory(prefix=f".{built.name}.", dir=built.parent) as around:
        draft = Path(around) / "built"
        where = (f"-Dbuilt={draft}", f"-DoutputDirectory={draft / 'jars'}")
        _run([str(maven), "-q", "-B", "-f", str(SOURCES / "pom.xml"), *_GOALS, *where], java)
        listed = listed_jars(JAR_LIST)
        for extra in {jar.name for jar in (draft / "jars").iterdir()} - set(listed):
            raise JarsRefused(folder=draft, difference=f"{extra} is not in the list")
        checked_jars(draft / "jars", listed)
        draft.rename(built)


def _run(maven: list[str], java: Java) -> None:
    environ = {**os.environ, "JAVA_HOME": str(java.home)}
    ended = subprocess.run(maven, env=environ, capture_output=True, text=True, timeout=FETCH_TIMEOUT_S, check=False)
    if ended.returncode != 0:
        said = [line for line in (ended.stdout + ended.stderr).splitlines() if "ERROR" in line]
        raise JarsNotFetched(reason=said[0] if said else f"mvn ended with {ended.returncode}")


def _hash_of_sources() -> str:
    content = b"\0".join(file.read_bytes() for file in sorted(SOURCES.iterdir()) if file.is_file())
    return hashlib.sha256(content).hexdigest()[:16]
