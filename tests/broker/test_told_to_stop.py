"""A bench or a chaos run that is told to stop ends the Kafka and the workers it started."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.broker.whole_hub import ROOT

STARTED_WITHIN_S = 60


def working_in(folder: Path) -> list[int]:
    """Processes whose command line names that folder."""
    found = psutil.process_iter(["cmdline"])
    return [one.pid for one in found if any(str(folder) in word for word in one.info["cmdline"] or ())]


@pytest.mark.parametrize("command", [("bench", "path", "--runs", "1"), ("bench.chaos", "--scenario", "kill")], ids=["bench", "chaos"])
def test_nothing_it_started_outlives_it(command: tuple[str, ...], tmp_path: Path) -> None:
    """SIGTERM, as `timeout` and service managers send it, once its Kafka runs."""
    run = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env={**os.environ, "TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + STARTED_WITHIN_S
        while not working_in(tmp_path):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        time.sleep(1)
        run.terminate()
        _, said = run.communicate(timeout=60)
        assert run.returncode == 1, said
        assert working_in(tmp_path) == []
        assert list(tmp_path.iterdir()) == []
    finally:
        run.kill()
        run.wait()
