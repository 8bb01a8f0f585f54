"""A process that is stuck ends itself."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

FROZEN = """
import asyncio, time
from hub.engine.watchdog import Watchdog
async def main():
    task = asyncio.create_task(Watchdog(0.5, 60.0, lambda: 0.0).beat_for_ever())
    await asyncio.sleep(0.1)
    time.sleep(10)
asyncio.run(main())
"""

STUCK = """
import asyncio
from hub.engine.watchdog import Watchdog
async def main():
    task = asyncio.create_task(Watchdog(60.0, 0.5, lambda: 1.0).beat_for_ever())
    await asyncio.sleep(10)
asyncio.run(main())
"""

HELD = """
import asyncio, ctypes
from hub.engine import watchdog
watchdog.LAST_RESORT_AFTER_S = 0.5
watchdog.LEAVING_LAST_RESORT_AFTER_S = LATER
async def main():
    dog = watchdog.Watchdog(LIMIT, 60.0, lambda: 0.0)
    task = asyncio.create_task(dog.beat_for_ever())
    await asyncio.sleep(0.1)
    NEXT
    ctypes.PyDLL(None).sleep(30)
asyncio.run(main())
"""
"""A C function that keeps the interpreter's lock: no thread of Python runs while it sleeps."""


def _run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


def test_a_loop_that_no_longer_turns_ends_the_process() -> None:
    """Exit 70, long before the sleep would have ended."""
    ended = _run(FROZEN)
    assert (ended.returncode, "BOUCLE_FIGEE" in ended.stdout + ended.stderr) == (70, True)


def test_a_transaction_that_no_longer_ends_ends_the_process() -> None:
    """Exit 70, though the loop turns."""
    ended = _run(STUCK)
    assert (ended.returncode, "TRANSACTION_FIGEE" in ended.stdout + ended.stderr) == (70, True)


@pytest.mark.parametrize("leaving", ["", "dog.leave(1.0)"])
def test_a_process_in_which_nothing_of_python_runs_is_ended(leaving: str) -> None:
    """By SIGALRM, at work or on its way out; stderr says where it stood."""
    ended = _run(HELD.replace("LIMIT", "0.5").replace("NEXT", leaving).replace("LATER", "0.5"))
    assert ended.returncode == -signal.SIGALRM
    assert "in main" in ended.stderr


def test_who_leaves_has_the_time_it_was_given_and_no_more() -> None:
    """The loop that still turns does not put the end off; the thread says so before the kernel has to."""
    turning = "dog.leave(0.5)\n    await asyncio.sleep(30)"
    ended = _run(HELD.replace("LIMIT", "60.0").replace("NEXT", turning).replace("LATER", "20.0"))
    assert (ended.returncode, "DEPART_TROP_LONG" in ended.stdout + ended.stderr) == (70, True)
