"""Pages that people open, print and keep: one HTML file each, readable by everyone, that needs nothing else.

Rules:
1. Every value is escaped, whoever it came from; a template never marks one as safe.
2. No script, and nothing is fetched: style and pictures are inside, and the page itself forbids the rest (Content-Security-Policy).
3. French, one `h1`, titled sections, tables with a caption and heads, contrast of 7:1 (RGAA 3.2; WCAG 2.2, 1.4.6); it prints on A4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from hub.core.phrases import unbroken

BULLET = "• "


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption; the first cell of a row heads it. A line break in a cell is kept."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Part:
    """A titled section: paragraphs (those that begin with a bullet are a list), then tables; an annex is printed on a sheet of its own."""

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    is_annex: bool = False

    @property
    def blocks(self) -> list[tuple[bool, list[str]]]:
        """The lines by runs: whether the run is a list, and its lines without their bullets."""
        runs = groupby(self.lines, key=lambda line: line.startswith(BULLET))
        return [(is_list, [line.removeprefix(BULLET) for line in lines]) for is_list, lines in runs]


def page(title: str, parts: Sequence[Part], foot: Sequence[str] = ()) -> str:
    """The whole page: its title, its sections, and what stands at its foot."""
    return render("page.html.j2", titre=title, parts=parts, pied=foot)


def render(template: str, **values: object) -> str:
    """A template of this folder with these values. One of its own extends `base.html.j2` and fills the block `contenu`."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    loader = PackageLoader("hub.pages")
    found = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    found.filters["francais"] = unbroken
    return found
