"""The last release, out of this clone: what its workers ran before an upgrade, and run again after a rollback.

Rules:
1. It is the newest tag before this commit; without one, the revision pinned here. Whoever changes what the core concludes, or a format, so
   that the two may not share a lane, moves the pin and says so in CHANGELOG.md.
2. A clone that holds neither (shallow, or no clone at all) plays with a copy of this tree, and the name says that: the workers are then
   replaced, as in a deploy, by their like.
3. The options of `bench.chaos.worker` are the same in both.
"""

import io
import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple

from bench.ground import ROOT

PINNED = "dc6d2a342e305fbfe13b59519619feb93261190e"
NEEDED = "bench/chaos/worker.py"
PACKAGES = ("bench", "connectors", "deploy", "hub", "schemas")
THIS_TREE = "this tree (no earlier release in this clone)"
LEFT_OUT = ("COVERAGE_", "COV_")
"""What is measured are the lines of this tree, not those of another release under the same names."""


class Release(NamedTuple):
    """Sources that workers run: what they are called and where they are."""

    name: str
    tree: Path

    def environ(self, given: dict[str, str]) -> dict[str, str]:
        """`given`, for a process that imports these sources and not those that are installed."""
        kept = given if self.tree == ROOT else {name: value for name, value in given.items() if not name.startswith(LEFT_OUT)}
        return kept | {"PYTHONPATH": str(self.tree)}


THIS = Release("this tree", ROOT)


def last_release(folder: Path, clone: Path = ROOT, pinned: str = PINNED) -> Release:
    """The last release, unpacked into `folder`."""
    tree = folder / "release"
    for revision in (_newest_tag(clone), pinned):
        if revision is not None and _git(clone, "cat-file", "-e", f"{revision}:{NEEDED}") is not None:
            _unpack(clone, revision, tree)
            return Release(revision, tree)
    for package in PACKAGES:
        shutil.copytree(clone / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    return Release(THIS_TREE, tree)


def _newest_tag(clone: Path) -> str | None:
    found = _git(clone, "describe", "--tags", "--abbrev=0", "HEAD^")
    return None if found is None else found.decode().strip()


def _unpack(clone: Path, revision: str, tree: Path) -> None:
    packed = _git(clone, "archive", "--format=tar", revision, "--", *PACKAGES)
    assert packed is not None, f"{revision} is there, and holds every package"
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(tree, filter="data")


def _git(clone: Path, *arguments: str) -> bytes | None:
    """What git says; None when it refuses, or is not there."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run([git, *arguments], cwd=clone, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None
