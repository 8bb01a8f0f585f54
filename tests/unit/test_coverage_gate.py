"""The coverage gate lets through what is covered, and names what is not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

GATE = Path(__file__).resolve().parents[2] / "scripts" / "coverage-gate"


def entry(lines: int, covered: int, missing: list[int]) -> dict[str, Any]:
    """One file of coverage's report, without branches."""
    summary = {"num_statements": lines, "covered_lines": covered, "num_branches": 0, "covered_branches": 0}
    return {"summary": summary, "missing_lines": missing, "missing_branches": []}


def gate(folder: Path, files: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    """Run the gate on a report of these files."""
    report = folder / "coverage.json"
    report.write_text(json.dumps({"files": files}), encoding="utf-8")
    return subprocess.run([sys.executable, GATE, report], check=False, capture_output=True, text=True)


def whole() -> dict[str, Any]:
    """A report in which all floors are held."""
    return {"hub/core/a.py": entry(10, 10, []), "schemas/a.py": entry(10, 10, []), "hub/cli/a.py": entry(10, 8, [9, 10])}


def test_a_covered_tree_passes_without_a_word(tmp_path: Path) -> None:
    """Nothing is printed when nothing is wrong: pytest's closing line stays the last."""
    run = gate(tmp_path, whole())
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


def test_one_line_of_core_that_no_test_reaches_fails_and_is_named(tmp_path: Path) -> None:
    """hub/core has no tolerance: the file and the line are printed."""
    run = gate(tmp_path, {**whole(), "hub/core/b.py": entry(100, 99, [41])})
    assert run.returncode == 1
    assert "hub/core/b.py: 41" in run.stderr


def test_a_tree_under_the_floor_fails(tmp_path: Path) -> None:
    """Less than 90 % of the whole fails, though core and schemas are whole."""
    run = gate(tmp_path, {**whole(), "hub/cli/b.py": entry(100, 10, [])})
    assert run.returncode == 1
    assert "the whole" in run.stderr


def test_a_report_without_core_fails(tmp_path: Path) -> None:
    """A run that measured nothing proves nothing."""
    assert gate(tmp_path, {}).returncode == 1
