"""The last release that the chaos suite upgrades from: the newest tag before it, else the pin, else a copy that says what it is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.chaos.releases import NEEDED, PACKAGES, PINNED, THIS, THIS_TREE, last_release
from bench.ground import ROOT

WHO = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")


def git(clone: Path, *arguments: str) -> str:
    """What git says in that clone."""
    done = subprocess.run(["git", *WHO, *arguments], cwd=clone, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone of two commits whose packages say which one they are of."""
    root = tmp_path / "clone"
    root.mkdir()
    git(root, "init", "--quiet")
    for number in ("1", "2"):
        for package in PACKAGES:
            (root / package).mkdir(exist_ok=True)
            (root / package / "__init__.py").write_text(f"number = {number}\n")
        (root / NEEDED).parent.mkdir(exist_ok=True)
        (root / NEEDED).write_text("")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message", number)
    return root


def told_by(tree: Path) -> str:
    """Which commit's sources those are."""
    return (tree / "hub" / "__init__.py").read_text()


def test_the_newest_tag_before_this_commit_comes_first(clone: Path, tmp_path: Path) -> None:
    """A tag on this very commit is not the last release: it is this one."""
    git(clone, "tag", "v1", "HEAD^")
    git(clone, "tag", "v2")
    release = last_release(tmp_path, clone, git(clone, "rev-parse", "HEAD"))
    assert release.name == "v1"
    assert told_by(release.tree) == "number = 1\n"


def test_without_a_tag_it_is_the_pinned_revision(clone: Path, tmp_path: Path) -> None:
    """And the tree has every package."""
    pinned = git(clone, "rev-parse", "HEAD^")
    release = last_release(tmp_path, clone, pinned)
    assert release.name == pinned
    assert told_by(release.tree) == "number = 1\n"
    assert {one.name for one in release.tree.iterdir()} == set(PACKAGES)


def test_a_clone_that_holds_neither_plays_with_itself_and_says_so(clone: Path, tmp_path: Path) -> None:
    """As a shallow clone is."""
    release = last_release(tmp_path, clone, "0" * 40)
    assert release.name == THIS_TREE
    assert told_by(release.tree) == "number = 2\n"


def test_a_worker_of_a_release_imports_that_release(clone: Path, tmp_path: Path) -> None:
    """Not what is installed; its lines are not counted as ours."""
    release = last_release(tmp_path, clone, git(clone, "rev-parse", "HEAD^"))
    environ = release.environ({**os.environ, "COVERAGE_PROCESS_START": "x"})
    assert not [name for name in environ if name.startswith("COVERAGE_")]
    program = "import hub, bench; print(hub.number, bench.number)"
    told = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=environ, capture_output=True, text=True, check=True)
    assert told.stdout == "1 1\n"
    assert THIS.environ({"COVERAGE_PROCESS_START": "x"}) == {"COVERAGE_PROCESS_START": "x", "PYTHONPATH": str(ROOT)}


def test_the_pin_is_a_whole_revision() -> None:
    """A short one may come to mean another."""
    assert len(PINNED) == 40
    assert int(PINNED, 16)
