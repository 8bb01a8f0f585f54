"""The file of a page is refused before any work when its folder does not exist."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import main

DAY = ["--at", "2026-01-01"]


COMMANDS = {
    "strates": ["registry", "strates", "--commune", "ferrevaux", *DAY],
    "compte-rendu": ["compte-rendu", "--acteur", "ccas-ferrevaux", "--depuis", "2026-01-01"],
    "explain": ["explain", "dos_2k7aq5w3n6hx4m2cz7v5r3t6ya"],
    "what-if": ["what-if", __file__, "--from", "2026-01-01", "--to", "2026-02-01"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_page_needs_a_folder(command: list[str], tmp_path: Path) -> None:
    """Wrong usage: the option, the folder and the cure are named; nothing is made."""
    asked = CliRunner().invoke(main, [*command, "--html", str(tmp_path / "absent" / "page.html")])
    assert asked.exit_code == 2
    assert "--html" in asked.output
    assert "does not exist: make it first" in " ".join(asked.output.split())
    assert list(tmp_path.iterdir()) == []
