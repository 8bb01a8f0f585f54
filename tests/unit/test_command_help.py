"""Every command of `hub` can be found, explained and tried from its help alone."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from hub.cli import main


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups entered."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_a_command_explains_itself(words: tuple[str, ...]) -> None:
    """`--help` succeeds, opens with a sentence, and has an example on lines of its own that begins with `hub`."""
    shown = CliRunner().invoke(main, [*words, "--help"])
    assert shown.exit_code == 0, shown.output
    lines = [line.strip() for line in shown.output.splitlines()]
    assert "Example:" in lines, "an example under a line `Example:` (after the character \\b, in a docstring that is not raw)"
    example = lines[lines.index("Example:") + 1]
    assert "hub " in example
    assert words[0] in example


@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_an_option_that_does_not_exist_is_wrong_usage(words: tuple[str, ...]) -> None:
    """Wrong usage exits with 2, whatever the command."""
    assert CliRunner().invoke(main, [*words, "--no-such-option"]).exit_code == 2
