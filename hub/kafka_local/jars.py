"""The jars of Kafka: taken from a cache when they are exactly those listed, else fetched once by Maven.

Rules:
1. No jar runs that is not in `deploy/kafka/jars.sha256` under that very hash; the list is checked at every start.
2. The cache appears whole or not at all: Maven fills a folder beside it, which is checked and then renamed.
3. A cache that differs from the list is refused, never repaired in silence.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hub.errors import JarsNotFetched, JarsRefused
from hub.kafka_local import artefacts
from hub.kafka_local.java import Java

FETCH_TIMEOUT_S = 900.0
_GOAL = "dependency:copy-dependencies"
_FAULT = "[ERROR]"


def listed_jars(list_file: Path | None = None) -> dict[str, str]:
    """Name -> SHA-256 of every jar the local Kafka is made of."""
    lines = (list_file or artefacts.jar_list()).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines if line)}


def has_jars(cache: Path) -> bool:
    """Whether the cache holds any jar at all (`checked_jars` says whether they are the right ones)."""
    return cache.is_dir() and any(cache.glob("*.jar"))


def checked_jars(cache: Path, listed: Mapping[str, str]) -> tuple[Path, ...]:
    """The jars of the cache, in the order of the list; raises JarsRefused on any that is missing or has another hash."""
    missing = [name for name in listed if not (cache / name).is_file()]
    if missing:
        raise JarsRefused(folder=cache, difference=f"{len(missing)} missing, first {missing[0]}")
    for name, digest in listed.items():
        if _sha256(cache / name) != digest:
            raise JarsRefused(folder=cache, difference=f"{name} has another SHA-256")
    return tuple(cache / name for name in listed)


def fetch_jars(cache: Path, listed: Mapping[str, str], maven: Path, java: Java) -> tuple[Path, ...]:
    """Let Maven fetch the jars into `cache`; of two that fetch together, one does it and the other uses it."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    with (cache.parent / f".{cache.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not has_jars(cache):
            _fetch_into(cache, listed, maven, java)
    return checked_jars(cache, listed)


def find_maven(environ: Mapping[str, str] | None = None) -> Path | None:
    """The `mvn` on PATH."""
    found = shutil.which("mvn", path=(os.environ if environ is None else environ).get("PATH", ""))
    return None if found is None else Path(found)


def _fetch_into(cache: Path, listed: Mapping[str, str], maven: Path, java: Java) -> None:
    with tempfile.TemporaryDirectory(prefix=f".{cache.name}.", dir=cache.parent) as around:
        draft = Path(around) / "jars"
        command = [str(maven), "-q", "-B", "-f", str(artefacts.pom()), _GOAL, "-DincludeScope=runtime", f"-DoutputDirectory={draft}"]
        _run_maven(command, java)
        for extra in set(draft.glob("*")) - {draft / name for name in listed}:
            raise JarsRefused(folder=draft, difference=f"{extra.name} is not in the list")
        checked_jars(draft, listed)
        draft.rename(cache)


def _run_maven(command: list[str], java: Java) -> None:
    environ = {**os.environ, "JAVA_HOME": str(java.home)}
    try:
        ended = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=FETCH_TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired:
        raise JarsNotFetched(reason=f"it took longer than {FETCH_TIMEOUT_S:.0f} s") from None
    if ended.returncode != 0:
        said = [line.removeprefix(_FAULT).strip() for line in (ended.stdout + ended.stderr).splitlines() if line.startswith(_FAULT)]
        raise JarsNotFetched(reason=next(filter(None, said), f"mvn ended with {ended.returncode}"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
