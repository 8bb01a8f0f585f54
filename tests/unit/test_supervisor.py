"""The supervisor starts a crashed worker again, passes a meant end on, and stops with it."""

import os
import signal
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

from hub.locks import hold_name
from hub.supervisor import FIRST_WAIT_S, LONGEST_WAIT_S, RESTARTS_VARIABLE, Supervisor, longer, restarts_so_far

ROOT = Path(__file__).parents[2]


def test_a_crash_is_started_again_and_counted(tmp_path: Path) -> None:
    """70, kill -9, then a refusal, as while Kafka is away; then a meant end: its code is passed on, and each start knew its rank."""
    ranks = tmp_path / "ranks"
    program = (
        "import os, signal, pathlib\n"
        f"file = pathlib.Path({str(ranks)!r}); rank = os.environ['{RESTARTS_VARIABLE}']\n"
        "file.write_text((file.read_text() if file.exists() else '') + rank)\n"
        "if rank == '0': os._exit(70)\n"
        "if rank == '1': os.kill(os.getpid(), signal.SIGKILL)\n"
        "os._exit(1 if rank == '2' else 2)\n"
    )
    assert Supervisor([sys.executable, "-c", program]).run() == 2
    assert ranks.read_text() == "0123"


def test_a_refusal_at_the_first_start_is_passed_on() -> None:
    """Whoever started it reads why, instead of a loop."""
    assert Supervisor([sys.executable, "-c", "raise SystemExit(1)"]).run() == 1


def test_crashes_are_answered_ever_more_slowly_within_a_bound(tmp_path: Path) -> None:
    """Each wait is twice the one before, and never more than half a minute."""
    starts = tmp_path / "starts"
    program = (
        "import os, time\n"
        f"with open({str(starts)!r}, 'a') as file: print(time.monotonic(), file=file)\n"
        f"os._exit(70 if os.environ['{RESTARTS_VARIABLE}'] != '3' else 0)\n"
    )
    assert Supervisor([sys.executable, "-c", program]).run() == 0
    moments = [float(line) for line in starts.read_text().split()]
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert all(wait >= FIRST_WAIT_S * 2**rank for rank, wait in enumerate(waits))
    assert len(waits) == 3
    wait = FIRST_WAIT_S
    for _ in range(20):
        wait = longer(wait)
    assert wait == LONGEST_WAIT_S == 30


def test_sigterm_is_passed_on_and_ends_the_supervision() -> None:
    """The worker ends by the signal; the supervisor does not start it again."""
    worker = "echo la; exec sleep 60"
    supervising = f"import sys\nfrom hub.supervisor import Supervisor\nsys.exit(Supervisor(['sh', '-c', {worker!r}]).run() != -15)"
    supervisor = subprocess.Popen([sys.executable, "-c", supervising], cwd=ROOT, stdout=subprocess.PIPE)
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == b"la\n"
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(20) == 0
    supervisor.stdout.close()


def test_a_worker_ends_with_its_supervisor() -> None:
    """Kill -9 of the supervisor leaves no orphan: the kernel tells the worker."""
    worker = "import time\nfrom hub.supervisor import die_with_parent\ndie_with_parent()\nprint('la', flush=True)\ntime.sleep(60)"
    supervising = f"import sys\nfrom hub.supervisor import Supervisor\nSupervisor([sys.executable, '-c', {worker!r}]).run()"
    supervisor = subprocess.Popen([sys.executable, "-c", supervising], cwd=ROOT, stdout=subprocess.PIPE)
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == b"la\n"
    supervisor.kill()
    supervisor.wait()
    assert supervisor.stdout.read() == b"", "the pipe closes only when the worker has ended"
    supervisor.stdout.close()


def test_restarts_are_counted_from_the_environment() -> None:
    """Zero for a worker nobody supervises."""
    assert restarts_so_far({}) == 0
    assert restarts_so_far({RESTARTS_VARIABLE: "4"}) == 4
    assert RESTARTS_VARIABLE not in os.environ


def test_a_name_is_held_by_one_process_at_a_time(tmp_path: Path) -> None:
    """A second holder is told no; the name is free again when the first lets go."""
    held = hold_name(tmp_path, "ouvrier-1")
    assert held is not None
    assert hold_name(tmp_path, "ouvrier-1") is None
    held.close()
    again = hold_name(tmp_path, "ouvrier-1")
    assert again is not None
    again.close()
