"""The command `hub`: quick to help, exact in its exit codes."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from hub.cli import main


def test_help_lists_every_command_with_a_line_each() -> None:
    """A newcomer finds all commands in one place."""
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert "settings" in shown.output
    assert "Show the settings in force" in shown.output


def test_help_imports_none_of_the_heavy_libraries() -> None:
    """`hub --help` stays quick because commands are loaded only when they are named."""
    program = "import sys; from hub.cli import main; main(['--help'], standalone_mode=False); print(sorted(sys.modules))"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "'click'" in shown
    assert [name for name in ("pydantic", "faust", "aiokafka", "confluent_kafka", "rich") if f"'{name}'" in shown] == []


@pytest.mark.parametrize("arguments", [["nope"], ["settings", "--nope"]])
def test_wrong_usage_exits_2(arguments: list[str]) -> None:
    """An unknown command or option is wrong usage."""
    assert CliRunner().invoke(main, arguments).exit_code == 2


def test_a_fault_is_one_line_on_stderr() -> None:
    """No traceback for what the user can cure."""
    refused = CliRunner().invoke(main, ["settings"], env={"HUB_WORKER__NOM": "a"})
    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("HUB-1001: HUB_WORKER__NOM")
    assert refused.stderr.count("\n") == 1
