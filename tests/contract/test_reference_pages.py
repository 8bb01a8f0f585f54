"""What the documentation says of events and codes is what the code holds."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_of_events_and_codes_are_fresh() -> None:
    """docs/reference/events.md and codes.md are what scripts/reference would write now."""
    run = subprocess.run([sys.executable, "scripts/reference", "--check"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
