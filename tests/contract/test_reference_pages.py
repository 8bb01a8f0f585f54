"""What the documentation says of events, codes, aids and sizes is what code and registry hold."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_written_pages_are_fresh() -> None:
    """events.md, codes.md, catalogue.md, lifecycle.md and the tables of sizing.md are what scripts/reference would write now."""
    run = subprocess.run([sys.executable, "scripts/reference", "--check"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
