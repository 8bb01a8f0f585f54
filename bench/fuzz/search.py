"""`python -m bench.fuzz.search TARGET SECONDS SEED REPORT`: atheris looks for bytes that bring a target down, guided by what they reach.

A process of its own, for its end is that of the process: the report is written first. What brought the target down is in it, in base64.
"""

import base64
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

import atheris

with atheris.instrument_imports(include=["hub", "schemas"]):
    from bench.fuzz.targets import TARGETS, Target

BYTES_MAX = 8_192
REASONS_TOLD = 12


class Search:
    """Counts verdicts until the time is over."""

    def __init__(self, target: Target, seconds: float, report: Path) -> None:
        """Time runs from now."""
        self._target = target
        self._ends_at = time.monotonic() + seconds
        self._report = report
        self._verdicts: Counter[str] = Counter()

    def one(self, data: bytes) -> None:
        """One input."""
        try:
            self._verdicts[self._target.run(data)] += 1
        except Exception:  # noqa: BLE001 -- whatever it is, it is what was looked for
            self._end({"input": base64.b64encode(data).decode(), "error": traceback.format_exc(limit=-6)})
        if time.monotonic() > self._ends_at:
            self._end(None)

    def _end(self, fault: dict[str, str] | None) -> NoReturn:
        found: dict[str, Any] = {
            "inputs": self._verdicts.total(),
            "reasons": len(self._verdicts),
            "commonest": dict(self._verdicts.most_common(REASONS_TOLD)),
            "fault": fault,
        }
        self._report.write_text(json.dumps(found), encoding="utf-8")
        os._exit(1 if fault else 0)


def main() -> None:
    """Search until the time is over or something falls."""
    name, seconds, seed, report = sys.argv[1:]
    target = TARGETS[name]
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(target.seeds()):
            (Path(corpus) / f"{number:04d}").write_bytes(data)
        options = [f"-seed={seed}", f"-max_len={BYTES_MAX}", "-print_final_stats=0", "-verbosity=0"]
        atheris.Setup([sys.argv[0], *options, corpus], Search(target, float(seconds), Path(report)).one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
