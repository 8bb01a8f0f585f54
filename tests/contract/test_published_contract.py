"""Today's contract breaks nothing that was published; every version is stored, told and has a message that it still takes."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from schemas.compatibility import ENVELOPE, FOLDER, TYPES, Version, contract, versions
from schemas.inbound import INBOUND

CHANGELOG = Path(__file__).resolve().parents[2] / "docs" / "reference" / "contract-changelog.md"
PUBLISHED = versions()
EVERY = [one for kept in PUBLISHED.values() for one in kept]
TODAY = contract()


def test_nothing_published_is_broken() -> None:
    """`python -m schemas.compatibility` says so, and that today's schemas are a version."""
    run = subprocess.run([sys.executable, "-m", "schemas.compatibility"], check=False, capture_output=True, text=True)
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_versions_are_numbered_without_a_gap() -> None:
    """From 1, for every type and the envelope."""
    assert PUBLISHED.keys() == {*TYPES, ENVELOPE}
    assert all([one.number for one in kept] == list(range(1, len(kept) + 1)) for kept in PUBLISHED.values())


def test_the_changelog_tells_every_version_with_its_digest() -> None:
    """A stored version that was edited has another digest; a version that nobody told is missing."""
    rows = [line.split(" | ") for line in CHANGELOG.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = [(name.strip("| `"), int(number), digest.strip("`")) for name, number, digest, _ in rows]
    assert sorted(told) == sorted((one.name, one.number, one.digest) for one in EVERY)
    assert all(said.strip(" |") not in {"", "à dire"} for *_, said in rows)


@pytest.mark.parametrize("version", [one for one in EVERY if one.name != ENVELOPE], ids=lambda one: f"{one.name}-{one.number}")
def test_a_stored_message_of_every_version_is_still_taken(version: Version) -> None:
    """By its own version; inbound, by every later one and today's; outbound, by every earlier one: readers of then read it now."""
    sample = json.loads((FOLDER / version.name / f"{version.number}.sample.json").read_text(encoding="utf-8"))
    inbound = version.name in INBOUND
    kept = PUBLISHED[version.name]
    readers = [one.schema for one in kept if (one.number >= version.number if inbound else one.number <= version.number)]
    for schema in (*readers, *((TODAY[version.name],) if inbound else ())):
        jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(sample)
