"""A broker test that failed is asked once more, and only then; what happened is told either way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK_AGAIN = Path(__file__).resolve().parents[2] / "scripts" / "ask-again"


def asked(folder: Path, failed: list[str] | None, answer: int = 0) -> subprocess.CompletedProcess[str]:
    """Run it where pytest noted these as failed; a second pytest would end with `answer` and leaves what it was given in `given`."""
    if failed is not None:
        noted = folder / ".pytest_cache/v/cache/lastfailed"
        noted.parent.mkdir(parents=True)
        noted.write_text(json.dumps(dict.fromkeys(failed, True)), encoding="utf-8")
    stand_in = folder / "pytest"
    stand_in.write_text(f'#!/bin/sh\necho "$@" > given\nexit {answer}\n', encoding="utf-8")
    stand_in.chmod(0o755)
    environ = os.environ | {"PATH": f"{folder}:{os.environ['PATH']}"}
    return subprocess.run([sys.executable, ASK_AGAIN, "--cov"], cwd=folder, env=environ, check=False, capture_output=True, text=True)


@pytest.mark.parametrize(("answer", "told"), [(0, "inconstant, to be mended"), (1, "not good either")])
def test_the_second_answer_counts_and_both_are_told(tmp_path: Path, answer: int, told: str) -> None:
    """Its exit code is the second run's, and the test is named."""
    run = asked(tmp_path, ["tests/broker/test_a.py::test_b"], answer)
    assert run.returncode == answer
    assert "tests/broker/test_a.py::test_b: failed, " in run.stderr
    assert told in run.stderr
    assert (tmp_path / "given").read_text(encoding="utf-8") == "tests/broker/test_a.py::test_b --cov\n"


@pytest.mark.parametrize(
    ("failed", "reason"),
    [
        (["tests/broker/test_a.py::test_b", "tests/chaos/test_c.py::test_d"], "not of tests/broker/: tests/chaos/test_c.py::test_d"),
        ([f"tests/broker/test_a.py::test_{number}" for number in range(4)], "4 failed, at most 3"),
        ([], "no test is known"),
        (None, "no test is known"),
    ],
)
def test_nothing_else_is_asked_again(tmp_path: Path, failed: list[str] | None, reason: str) -> None:
    """A loss found once is a loss, many failures are no accident, and a run that broke off says nothing of its tests."""
    run = asked(tmp_path, failed)
    assert run.returncode == 1
    assert reason in run.stderr
    assert not (tmp_path / "given").exists()
