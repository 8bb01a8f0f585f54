"""The documentation leads where it says, and its lists are whole."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.codes import Role

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]+)(#[^)]*)?\)")
ADR_LINES_MAX = 60


def links(page: Path) -> Iterator[Path]:
    """The files a page points to, beside itself."""
    return (page.parent / found[1] for found in LINK.finditer(page.read_text(encoding="utf-8")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_link_leads_to_a_file_that_is_there(page: Path) -> None:
    """No page sends its reader nowhere."""
    assert [str(target.relative_to(ROOT)) for target in links(page) if not target.exists()] == []


@pytest.mark.parametrize("folder", ["tutorial", "how-to", "reference", "explanation", "adr", "runbooks"])
def test_every_page_is_on_its_folder_s_list(folder: str) -> None:
    """A page that no list names is not found by anybody."""
    index = ROOT / "docs" / folder / "README.md"
    listed = {target.resolve() for target in links(index)}
    assert [page.name for page in index.parent.glob("*.md") if page != index and page.resolve() not in listed] == []


def test_decisions_are_numbered_without_a_gap_and_fit_on_a_page() -> None:
    """docs/adr holds 0001, 0002 and so on, one page each."""
    decisions = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
    assert [page.name[:4] for page in decisions] == [f"{number:04}" for number in range(1, len(decisions) + 1)]
    lengths = {page.name: len(page.read_text(encoding="utf-8").splitlines()) for page in decisions}
    assert {name: lines for name, lines in lengths.items() if lines > ADR_LINES_MAX} == {}


def test_the_glossary_has_every_role() -> None:
    """A role that people are shown is a word of the glossary."""
    glossary = (ROOT / "docs" / "reference" / "glossary.md").read_text(encoding="utf-8")
    assert [role for role in Role if role is not Role.AUCUN and role.value not in glossary] == []


def test_every_point_of_the_state_is_held_or_open() -> None:
    """docs/state.md says of each point one of two words, and names what shows a held one."""
    text = (ROOT / "docs" / "state.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    points = [row for row in rows if row[0] != "point"]
    assert points
    assert [row[0] for row in points if row[1] not in {"held", "open"}] == []
    assert [row[0] for row in points if row[1] == "held" and not row[2]] == []


def test_every_test_that_the_threat_model_names_exists() -> None:
    """A threat whose test was renamed or removed is held by nothing."""
    text = (ROOT / "docs" / "explanation" / "threat-model.md").read_text(encoding="utf-8")
    named = re.findall(r"\b((?:unit|contract|broker|chaos)/test_\w+)::(test_\w+)", text)
    assert len(named) > 25
    written = {file: (ROOT / "tests" / f"{file}.py").read_text(encoding="utf-8") for file, _ in named}
    assert [f"{file}::{name}" for file, name in named if not re.search(rf"def {name}\(", written[file])] == []
