"""What pyproject asks for is what the locks hold, and the locks hold nothing but names, versions and hashes."""

import re
import tomllib
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)


def locked(lock: str) -> dict[str, str]:
    """Version by package name, as a lock holds it."""
    return {canonicalize_name(pin["name"]): pin["version"] for pin in PIN.finditer((ROOT / lock).read_text(encoding="utf-8"))}


def project() -> dict[str, Any]:
    """The project table of pyproject."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return table


def unmet(wanted: list[str], lock: str) -> list[str]:
    """The requirements that the lock does not meet."""
    pins = locked(lock)
    requirements = [Requirement(line) for line in wanted]
    return [str(one) for one in requirements if pins.get(canonicalize_name(one.name), "") not in one.specifier]


def test_the_lock_meets_every_requirement() -> None:
    """Runtime, development and build requirements are in requirements.lock, in a version that pyproject accepts."""
    table = project()
    wanted = table["project"]["dependencies"] + table["project"]["optional-dependencies"]["dev"] + table["build-system"]["requires"]
    assert unmet(wanted, "requirements.lock") == []


def test_the_lock_is_closed() -> None:
    """All that an installed package needs is locked, in a version it accepts: set-up installs the lock and resolves nothing."""
    pins = locked("requirements.lock")
    needed = [
        (name, requirement)
        for installed in distributions()
        if (name := canonicalize_name(installed.name)) in pins
        for requirement in map(Requirement, installed.requires or [])
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    ]
    missing = [
        (name, one) for name, one in needed if not one.specifier.contains(pins.get(canonicalize_name(one.name), "0"), prereleases=True)
    ]
    assert needed
    assert missing == []


def test_set_up_installs_a_lock_without_resolving_it() -> None:
    """Without `--no-deps` pip looks at newer releases of what an extra names (`coverage[toml]`), which no lock can hold."""
    installs = re.findall(r"pip install.*--require-hashes.*", (ROOT / "scripts/setup").read_text(encoding="utf-8"))
    assert installs
    assert [line for line in installs if "--no-deps" not in line] == []


def test_the_local_lock_meets_the_local_extra() -> None:
    """The Java runtime that set-up falls back on is the one pyproject names."""
    assert unmet(project()["project"]["optional-dependencies"]["local"], "requirements-local.lock") == []


@pytest.mark.parametrize("name", ["faust-streaming", "aiokafka", "mode-streaming", "confluent-kafka"])
def test_what_the_crash_tests_proved_is_pinned(name: str) -> None:
    """The clients of Kafka are pinned to the version the crash tests ran on: an upgrade is a decision."""
    requirement = next(one for one in map(Requirement, project()["project"]["dependencies"]) if one.name == name)
    assert str(requirement.specifier).startswith("==")


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-local.lock"])
def test_a_lock_names_packages_and_hashes_only(lock: str) -> None:
    """No option, no address: a lock is the same wherever packages come from, and each package has its hashes."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert [line for line in text.splitlines() if line.startswith("-")] == []
    blocks = [block for block in re.split(r"(?m)^(?=[A-Za-z])", text) if block.strip()]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_ruff_holds_every_rule_and_gives_a_reason_for_each_exception() -> None:
    """Everything is on; beside each rule left out stands why."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert project()["tool"]["ruff"]["lint"]["select"] == ["ALL"]
    ignored = re.findall(r'(?m)^    "[A-Z]+[0-9]*",?(.*)$', text)
    assert ignored
    assert [rest for rest in ignored if not re.match(r"\s*# \w+", rest)] == []
