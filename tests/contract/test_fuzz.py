"""Any bytes at any door: a verdict with its reason, and no memory that grows; by hypothesis here, by atheris through the command."""

import json
import subprocess
import sys
from base64 import b64decode
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz.__main__ import main
from bench.fuzz.steady import changed
from bench.fuzz.targets import TARGETS

MINUTES = 0.5
PLANTED = """
import sys
from bench.fuzz import targets

def falls(data):
    if b"!" in data:
        raise IndexError("planted")
    return "fine"

targets.TARGETS["planted"] = targets.Target("a door that falls", falls, lambda: [b"abc"])
from bench.fuzz.search import main
main()
"""


@pytest.mark.parametrize("name", TARGETS)
def test_any_bytes_have_a_verdict(name: str) -> None:
    """Bytes from nowhere, and what partners and agents really write, a little changed."""
    target = TARGETS[name]
    inputs = st.binary(max_size=300) | st.builds(changed, st.sampled_from(target.seeds()), st.randoms(use_true_random=False))

    @settings(max_examples=150, deadline=None)
    @given(inputs)
    def any_bytes(data: bytes) -> None:
        assert target.run(data)

    any_bytes()


def test_what_is_accepted_unchanged_is_among_the_seeds() -> None:
    """A search that begins with nothing acceptable would only ever test the first check."""
    verdicts = {name: {target.run(data) for data in target.seeds()} for name, target in TARGETS.items()}
    assert "PRIS_EN_COMPTE" in verdicts["intake"]
    assert {"taken", "ETAT_INCOMPATIBLE"} <= verdicts["case"]
    assert {"Actor", "Act", "Aid", "Commune"} <= verdicts["registry_log"]
    assert {"finess,siren", "siret", "NIR_INTERDIT", "IDENTITE_INTERDITE"} <= verdicts["words"]


@pytest.mark.timeout(300)
def test_a_search_finds_nothing_and_memory_stands_still(tmp_path: Path) -> None:
    """Shortly, with atheris; for longer by hand."""
    told = CliRunner().invoke(main, ["--minutes", str(MINUTES), "--json", str(tmp_path / "f.json")])
    assert told.exit_code == 0, told.output
    found = json.loads((tmp_path / "f.json").read_text())
    assert found["faults_found"] == 0
    assert found["targets"].keys() == TARGETS.keys()
    for name, one in found["targets"].items():
        assert one["inputs"] > 50, name
        assert one["reasons"] >= 2, name


def test_a_door_that_falls_is_found_with_what_brought_it_down(tmp_path: Path) -> None:
    """Or finding nothing would say nothing."""
    report = tmp_path / "r.json"
    ended = subprocess.run([sys.executable, "-c", PLANTED, "planted", "30", "1", str(report)], capture_output=True, timeout=90, check=False)
    assert ended.returncode == 1, ended.stderr
    fault = json.loads(report.read_text())["fault"]
    assert b"!" in b64decode(fault["input"])
    assert "IndexError: planted" in fault["error"]
