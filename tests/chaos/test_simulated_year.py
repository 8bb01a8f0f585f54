"""Workers are killed while a year is played: the ledger is the same, but for what depends on who came first, which is counted."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.broker.whole_hub import ROOT

FILES, DAYS, KILLS = 20, 45, 5
BOUNDS = {
    "enveloppe: {centimes_par_an: 18000000}": "enveloppe: {centimes_par_an: 20000}",
    "aides: [CANTINE],\n   fonctions: [EXECUTER],": "aides: [CANTINE],\n   fonctions: [EXECUTER], capacite: 1,",
}
"""What Nantrelle's acts allow, and what they allow here: little enough to run out within the days played."""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """The reference registry, where two acts run out."""
    folder = tmp_path / "registre"
    shutil.copytree(ROOT / "deploy" / "registre", folder)
    file = folder / "nantrelle.yaml"
    text = file.read_text(encoding="utf-8")
    for allowed, here in BOUNDS.items():
        assert allowed in text
        text = text.replace(allowed, here)
    file.write_text(text, encoding="utf-8")
    return folder


def played(folder: Path, registry: Path, *arguments: str) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The report and the ledger of one run, on a Kafka of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HUB_KAFKA__BOOTSTRAP")}
    folder.mkdir()
    ledger = folder / "registre.jsonl"
    given = ("--files", str(FILES), "--days", str(DAYS), "--registry", str(registry), "--ledger", str(ledger), "--json")
    done = subprocess.run(
        [sys.executable, "-m", "hub.cli", "simulate", *given, *arguments],
        env={**environ, "HUB_DATA_DIR": str(folder / "relais")},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = (json.loads(line) for line in ledger.read_text().splitlines())
    return json.loads(done.stdout), {line["dossier"]: line for line in lines}


@pytest.mark.long
@pytest.mark.timeout(600)
def test_the_same_seed_is_the_same_year_whatever_is_killed(tmp_path: Path, registry: Path) -> None:
    """Twice without a kill, once with five: the same line by line where no act came to its limit, the same counts for the others."""
    first, ledger = played(tmp_path / "a", registry)
    second, again = played(tmp_path / "b", registry)
    third, killed = played(tmp_path / "c", registry, "--kills", str(KILLS))
    assert (first["ouvriers_tues"], third["ouvriers_tues"]) == (0, KILLS)
    assert (
        first["actes_a_sec"]
        == second["actes_a_sec"]
        == third["actes_a_sec"]
        == ["nantrelle-dsp-restauration-2007", "nantrelle-fsl-ccas-2023"]
    )
    assert sum(first["dossiers_a_sec"].values()) > 2
    for other in (again, killed):
        assert other.keys() == ledger.keys()
        different = [(line, other[name]) for name, line in ledger.items() if line != other[name] and not line["a_sec"]]
        assert different == []
    assert first["sha256"] == second["sha256"] == third["sha256"]
    assert first["dossiers_a_sec"] == second["dossiers_a_sec"] == third["dossiers_a_sec"]
    assert first["evenements"] == second["evenements"] == third["evenements"]
