"""A process that is stuck ends itself."""

import subprocess
import sys
from pathlib import Path

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
