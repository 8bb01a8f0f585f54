"""`scripts/chaos`: each scenario shortly, by a fixed seed; what it looks at is shown able to fail in tests/unit/test_chaos_checks.py."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench.chaos.scenarios import SCENARIOS
from tests.broker.whole_hub import ROOT

MINUTES = "0.2"


@pytest.mark.alone
@pytest.mark.timeout(300)
@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_nothing_is_lost_doubled_or_wrong(scenario: str, tmp_path: Path) -> None:
    """Exit 0; faults were done, events went through, and everything that is looked at is zero."""
    figures = found(tmp_path / "chaos.json", scenario)
    assert figures["faults_done"] > 0
    assert figures["published"] == figures["notices"] > 500


@pytest.mark.alone
@pytest.mark.timeout(300)
def test_a_simulated_year_goes_on_whatever_is_killed(tmp_path: Path) -> None:
    """Days go by while workers die, then six more without a demand; nothing is lost, doubled or late."""
    figures = found(tmp_path / "chaos.json", "kill", "--load", "year")
    assert figures["faults_done"] > 0
    assert figures["published"] == figures["notices"] > 50
    assert figures["day_reached"] > "2026-01-07", "six days pass without a demand: some had passed before"


def found(file: Path, scenario: str, *more: str) -> dict[str, Any]:
    """The figures of a run that ended with 0."""
    given = ("--scenario", scenario, "--seed", "20261127", "--minutes", MINUTES, "--json", str(file), *more)
    command = [sys.executable, "-m", "bench.chaos", *given]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False, timeout=280)
    assert done.returncode == 0, done.stdout + done.stderr[-6_000:]
    told = json.loads(file.read_text())
    figures: dict[str, Any] = told["scenarios"][scenario]
    assert told["faults_found"] == figures["lost"] == figures["duplicated"] == figures["state_differences"] == 0
    return figures
