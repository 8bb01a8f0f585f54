"""The page that leads a partner to its first event, typed as it stands: from a clean folder, with that page alone."""

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from hub.kafka_local.ports import first_free

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial" / "premier-evenement.md"
TREE = ("bench", "connectors", "deploy", "hub", "schemas", "scripts", "pyproject.toml")
"""What the page needs of the project's folder."""


def script() -> str:
    """Every block of the page, in its order; a command that fails ends it, but where the page says otherwise."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    typed = "\n".join(["set -em", "trap '{ kill %1; hub kafka down; } >/dev/null 2>&1 || true' EXIT", *blocks])
    # set up already, for another folder; and nobody waits for a reader who waits a little longer on a busy machine
    return typed.replace("scripts/setup\n", "").replace("sleep 5\n", "sleep 12\n")


@pytest.mark.long
@pytest.mark.timeout(240)
def test_the_page_leads_to_an_accepted_event(tmp_path: Path) -> None:
    """A notice that takes it into account, the dossier where it belongs, a duplicate, a refusal that says why, a door that stays shut."""
    for name in (*TREE, ".venv"):
        (tmp_path / name).symlink_to(ROOT / name)
    port = str(first_free())
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")} | {"HUB_WORKER__METRICS_PORT": port}
    done = subprocess.run(
        ["bash", "-c", script().replace(":9464/", f":{port}/")],
        cwd=tmp_path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=220,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    events = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    notices = [one["data"] for one in events if one["type"] == "fr.relais.avis.technique.v1"]
    codes = [one["code"] for one in notices]
    assert codes == ["PRIS_EN_COMPTE", "PRIS_EN_COMPTE", "DOUBLON", "AIDE_INCONNUE"], "the second reading tells the first notice again"
    entrusted = {tuple(one["data"]["fonctions"]) for one in events if one["type"] == "fr.relais.dossier.confie.v1"}
    assert any("DECIDER" in functions for functions in entrusted)
    assert "refusé, comme il se doit" in done.stdout
    assert "Traceback" not in said
