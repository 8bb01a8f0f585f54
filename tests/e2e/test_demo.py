"""The demonstration, small: everything a spectator sees, and an account that adds up although a worker was killed."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hub.demo.descent import PROC
from hub.demo.drafts import Fault, expected_codes

ROOT = Path(__file__).parents[2]
EVENTS = 1_200
KEYS = [
    "published",
    "notices",
    "accepted",
    "refused",
    "duplicates",
    "cases",
    "entrusted",
    "oriented",
    "decisions",
    "to_verify",
    "lost",
    "duplicated",
    "out_of_order",
    "worker_kills",
    "latency_ms",
    "seconds",
]
STORIES = [
    "Une même demande, quatre communes",
    "convention 2012-06",
    "Une même demande, quatre dates",
    "CIAS de Port-Sorvan",
    "Une décision signée le lendemain",
    "jusqu'au 11 mai 2026",
    "Une orientation, avec l'accord de la personne",
    "taille_foyer : 3",
    "1 panne provoquée",
    "0 perdu, 0 doublé",
    "30 juin 2026",
]
"""What each story and the final screen cannot do without."""


def environ(folder: Path) -> dict[str, str]:
    """A data folder of this test's own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return {**kept, "HUB_DATA_DIR": str(folder)}


def processes_of(folder: Path) -> list[int]:
    """Every process whose command line or environment names that folder."""
    found = []
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(folder).encode() in told and int(entry.name) != os.getpid():
                found.append(int(entry.name))
    return found


@pytest.mark.timeout(300)
def test_a_small_week_with_a_worker_killed_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """`--once --json`: the figures add up, every fault was refused with a reason, the stories are told, nothing runs afterwards."""
    figures_file = tmp_path / "figures.json"
    command = [sys.executable, "-m", "hub.demo", "--once", "--json", str(figures_file), "--events", str(EVENTS), "--seed", "5"]
    shown = subprocess.run(command, env=environ(tmp_path), cwd=ROOT, capture_output=True, text=True, timeout=280, check=False)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    figures = json.loads(figures_file.read_text())
    assert list(figures) == KEYS
    assert (figures["lost"], figures["duplicated"], figures["out_of_order"], figures["worker_kills"]) == (0, 0, 0, 1)
    assert figures["published"] == figures["notices"] == EVENTS
    assert figures["accepted"] + figures["refused"] + figures["duplicates"] == EVENTS
    assert min(figures[name] for name in ("cases", "entrusted", "oriented", "decisions", "to_verify", "duplicates")) > 0
    assert figures["refused"] >= 20
    for told in STORIES:
        assert told in shown.stdout
    for act in ("97-01", "2021-73", "2023-41", "2023-97"):
        assert act in shown.stdout, "the same request on four dates has four acts"
    assert "reçoit ceci et rien d'autre : aide : ALIM-COL, date : 2026-05-11, taille_foyer : 3" in shown.stdout
    for fault in Fault:
        assert any(code in shown.stdout for code in expected_codes(fault)), fault
    for code in ("CONTENU_DIFFERENT", "DEMANDE_DEJA_DEPOSEE", "DOSSIER_CLOS"):
        assert code in shown.stdout
    assert processes_of(tmp_path) == []


@pytest.mark.timeout(120)
def test_ctrl_c_in_the_middle_leaves_nothing_running(tmp_path: Path) -> None:
    """Interrupted while the hub starts: every process that was started is ended."""
    command = [sys.executable, "-m", "hub.demo", "--events", "100000"]
    with subprocess.Popen(command, env=environ(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as demo:
        logs = tmp_path / "demonstration" / "journaux" / "demo-1.log"
        deadline = time.monotonic() + 60
        while not logs.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        demo.send_signal(signal.SIGINT)
        _, said = demo.communicate(timeout=60)
    assert demo.returncode == 130, said.decode()
    assert processes_of(tmp_path) == []


@pytest.mark.timeout(240)
def test_at_its_end_it_stays_open_until_ctrl_c(tmp_path: Path) -> None:
    """The final screen is there and the hub still runs; Ctrl-C ends every process, with 0 because nothing was lost."""
    command = [sys.executable, "-m", "hub.demo", "--events", "300", "--seed", "5"]
    with subprocess.Popen(command, env=environ(tmp_path), cwd=ROOT, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        assert any("Tout reste ouvert" in line for line in demo.stdout)
        time.sleep(2)
        assert demo.poll() is None
        assert len(processes_of(tmp_path)) > 3
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=60)
    assert demo.returncode == 0
    assert processes_of(tmp_path) == []
