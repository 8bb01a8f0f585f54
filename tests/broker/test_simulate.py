"""A few months of four communes on a real Kafka, by the command itself: every demand is held or ended, and the same seed is the same."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.broker.whole_hub import ROOT

FILES, DAYS = 25, 110
"""Of each commune; silence falls after two months."""
LAST = "2026-04-20"


def simulated(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, on a Kafka of its own in that folder."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HUB_KAFKA__BOOTSTRAP")}
    return subprocess.run(
        [sys.executable, "-m", "hub.cli", "simulate", "--files", str(FILES), "--days", str(DAYS), *arguments],
        env={**environ, "HUB_DATA_DIR": str(folder)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=220,
    )


@pytest.mark.timeout(240)
def test_a_few_months_end_with_nothing_lost_and_nobody_adrift(tmp_path: Path) -> None:
    """Every event has its notice, every demand its end or its owner and next deadline; silence fell; ledger and page are written."""
    done = simulated(tmp_path, "--json", "--html", str(tmp_path / "annee.html"), "--ledger", str(tmp_path / "registre.jsonl"))
    assert done.returncode == 0, done.stdout + done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    assert report["fautes"] == {"a_la_derive": 0, "sans_avis": 0, "avis_en_double": 0, "non_ouverts": 0}
    assert report["dossiers"] == 4 * FILES == report["demandes"] + report["signalements"]
    assert (report["dernier_jour"], report["ouvriers_tues"]) == (LAST, 0)
    assert sum(report["issues"].values()) == 4 * FILES
    assert report["sorts"]["decision.accord"] > 5
    assert any(name.startswith("silence.") for name in report["sorts"])
    lines = [json.loads(line) for line in (tmp_path / "registre.jsonl").read_text().splitlines()]
    assert len(lines) == 4 * FILES
    for line in lines:
        assert line["etat"] in {"CLOS", "SIGNALEE"} or line["echeance"] > LAST, line
    assert "<svg " in (tmp_path / "annee.html").read_text()
