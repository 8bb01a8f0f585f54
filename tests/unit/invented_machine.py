"""Programs and jars that stand for what a machine may have."""

import hashlib
from pathlib import Path


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


def maven_that_gives(path: Path, source: Path) -> Path:
    """Write a Maven that copies `source` where it is told, and counts its runs."""
    copy = f"""
echo run >> {path}.runs
for word in "$@"; do case "$word" in -DoutputDirectory=*) mkdir -p "${{word#*=}}"; cp {source}/*.jar "${{word#*=}}" ;; esac; done
"""
    return program(path, copy)
