"""The page of a commune's layers in a real Chromium: a picture that everyone can read, and that only compares what the numbers say."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.core.registry import build
from hub.core.strata import Group, Share, Term, shares, strata
from hub.core.strata_words import GROUPS_TOLD
from hub.pages.strata import BAR_WIDTH, FILLS, picture, strata_page
from tests.contract.chromium import Chromium, Seen, running
from tests.contract.test_pages import AAA_CONTRAST, HOSTILE, LOWEST_CONTRAST, opened
from tests.unit.registry_records import act, actor, commune, ground

DAY = date(2026, 11, 26)
DARK = "#1b1b1b"


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for this file."""
    with running(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def nantrelle(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The page of a commune of the reference, as the command writes it."""
    file = tmp_path_factory.mktemp("page") / "strates.html"
    words = ["registry", "strates", "--commune", "nantrelle", "--at", "2026-05-12", "--html", str(file)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    return chromium.open(file)


def test_the_page_is_whole_quiet_and_readable(nantrelle: Seen) -> None:
    """One request, an empty console, no script; contrast of 7:1; nothing wider than the screen; A4."""
    assert (len(nantrelle.requests), nantrelle.console, nantrelle.ask("document.scripts.length")) == (1, (), 0)
    assert nantrelle.ask(LOWEST_CONTRAST) >= AAA_CONTRAST
    assert nantrelle.ask("document.documentElement.scrollWidth <= innerWidth") is True
    assert b"/MediaBox [0 0 59" in nantrelle.pdf


def test_the_picture_is_told_in_words_and_has_its_numbers_beside_it(nantrelle: Seen) -> None:
    """A picture with a name and a description for a screen reader, and a table with every number; all under headings in order."""
    (image,) = nantrelle.of_role("image")
    assert image.name == "Part des aides dont répond chaque sorte d'acteur, de 1988 à 2026"
    assert "le 12 mai 2026, sur 51 aides" in nantrelle.ask("document.getElementById('image-mots').textContent").replace("\u00a0", " ")
    assert nantrelle.ask("document.querySelector('svg').getAttribute('aria-describedby')") == "image-mots"
    assert [table.name.split(",")[0] for table in nantrelle.of_role("table")] == ["Nombre d'aides", "Actes à regarder", "Actes en vigueur"]
    years = nantrelle.ask("[...document.querySelectorAll('.annees tbody th')].map(e => e.textContent)")
    drawn = nantrelle.ask("[...document.querySelectorAll('svg text')].filter(e => e.getAttribute('x') === '0').map(e => e.textContent)")
    assert years == drawn == [*(str(year) for year in range(1988, 2027)), "2026-05-12"]
    assert [heading.level for heading in nantrelle.of_role("heading")] == [1, 2, 2, 2, 2]
    assert nantrelle.ask("document.querySelector('.cles').innerText.replace(/\\n/g, '')").startswith("CCCASVville")


def test_acts_to_look_at_stand_once_with_their_aids_and_why(nantrelle: Seen) -> None:
    """The règlement that no council has voted anew; the convention that ends with June."""
    rows = nantrelle.ask("[...document.querySelectorAll('table')[1].querySelectorAll('tbody tr')].map(e => e.innerText)")
    said = [row.replace("\u00a0", " ") for row in rows]
    assert sum("règlement d'aide sociale facultative" in row for row in said) == 1
    assert any("convention 2015-21" in row and "finit bientôt, dernier jour le 30 juin 2026" in row for row in said)
    assert any("jamais revoté depuis" in row for row in said)


def test_a_bar_shows_the_parts_that_the_numbers_say() -> None:
    """As wide as the part of its aids, all of them together as wide as the bar, side by side; a narrow one has no letter."""
    made = picture([Share(DAY, {Group.CCAS: 74, Group.CD: 25, Group.CAF: 1}, 0, 0), Share(DAY, {}, 0, 1)])
    whole, empty = made.bars
    assert [one.width for one in whole.segments] == [BAR_WIDTH * part / 100 for part in (74, 25, 1)]
    assert [round(one.x + one.width, 2) for one in whole.segments][:-1] == [one.x for one in whole.segments][1:]
    assert [one.letter for one in whole.segments] == ["C", "D", ""]
    assert (whole.label, whole.total, empty.segments, empty.y > whole.y) == ("2026-11-26", 100, (), True)
    assert [letter for letter, *_ in made.key] == ["C", "D", "F"]


@pytest.mark.parametrize("group", list(Group))
def test_a_letter_stands_out_on_its_colour(group: Group) -> None:
    """By 7:1, whatever the kind of actor; and the letter alone tells it apart."""

    def light(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    assert (light(FILLS[group]) + 0.05) / (light(DARK) + 0.05) >= AAA_CONTRAST
    assert len({FILLS[one] for one in Group}) == len({GROUPS_TOLD[one][0] for one in Group}) == len(Group)


def test_a_hostile_name_is_only_a_name(chromium: Chromium, tmp_path: Path) -> None:
    """Of the commune, an actor, an act or a term: nothing runs, nothing is asked; a commune without anything to look at says so."""
    place = commune(nom=HOSTILE)
    view = build([*ground(place), actor("ccas", nom=HOSTILE), act("acte", "institution", "ccas", objet=HOSTILE, numero=HOSTILE)])
    found = strata(view, place, DAY, (), 1)
    seen = opened(chromium, tmp_path, strata_page(view, place, DAY, found, shares(view, place, DAY), [Term(HOSTILE, date(2020, 6, 28))]))
    assert (len(seen.requests), seen.console) == (1, ())
    assert seen.ask("document.scripts.length + document.querySelectorAll('img').length") == 0
    assert seen.ask("document.body.textContent").count("<script>") >= 5
    assert "Rien ce jour-là." in seen.ask("document.body.textContent")
    alone = strata_page(view, place, DAY, [], shares(view, place, DAY), [])
    assert "Mandats comptés\u00a0: aucun." in alone
