"""The pages that somebody acts by at night: the same four headings on each, and commands that exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hub.cli import main
from hub.engine.ending import Ending
from tests.runbook_commands import PAGES, commands_in

HEADINGS = ["Ce que ça veut dire", "Qui est touché", "Que faire", "Qui prévenir"]
GIVEN = {
    "DOSSIER": "dos_" + "a" * 26,
    "ACTEUR": "asso-le-seuil",
    "ACTE": "aubrelle-agrement-le-seuil-2021",
    "PARTITION": "0",
    "POSITION": "7",
}


def parsed(words: list[str]) -> click.Context:
    """The command that those words name, its options read; raises click's own error when it would not be understood."""
    context, rest = click.Context(main, info_name="hub"), words
    group: click.Command = main
    while isinstance(group, click.Group):
        found = group.get_command(context, rest[0])
        assert found is not None, f"hub {' '.join(words)}: no command {rest[0]}"
        group, name, rest = found, rest[0], rest[1:]
        context = click.Context(group, parent=context, info_name=name)
    return group.make_context(str(context.info_name), rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_has_the_four_headings_and_no_other(page: Path) -> None:
    """Whoever is woken finds the same four answers in the same order; none is empty."""
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^##+ (.*)$", text, re.MULTILINE) == HEADINGS
    assert [part for part in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:] if len(part.split()) < 12] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_a_page_are_understood(page: Path) -> None:
    """Each `hub ...` of the page is a command of the hub with options it has, what is in capitals filled in; a page has at least one."""
    found = list(commands_in(page, GIVEN))
    assert found, "a page without a command"
    for words in found:
        assert parsed(words).command.callback is not None, words


def test_every_end_that_a_process_gives_itself_is_explained() -> None:
    """The log's word stands in the page of a worker that stopped, and no word there is unknown to the log."""
    page = next(page for page in PAGES if page.stem == "ouvrier-arrete")
    assert set(re.findall(r"^ *\| `([A-Z_]+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)) == set(Ending)


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    """The test above can fail: a command, an option, a word too many."""
    with pytest.raises(AssertionError):
        parsed(shlex.split("lane repair"))
    with pytest.raises(click.UsageError):
        parsed(shlex.split("lanes --all"))
    with pytest.raises(click.UsageError):
        parsed(shlex.split("dossier show"))


def test_what_is_in_capitals_is_known() -> None:
    """Nothing is left for the reader to guess: each placeholder is one of the list."""
    assert {word for page in PAGES for words in commands_in(page, {}) for word in words if re.fullmatch("[A-Z]{2,}", word)} <= set(GIVEN)


def all_words() -> Iterator[tuple[str, ...]]:
    """Every command of every page."""
    for page in PAGES:
        yield from (tuple(words) for words in commands_in(page, {}))


def test_every_page_is_found() -> None:
    """The pages looked at are those of the folder, the list apart."""
    assert len(PAGES) > 10
    assert len(set(all_words())) > 15
