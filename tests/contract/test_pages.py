"""What a real Chromium makes of the pages people are given: readable by everyone, self-contained, safe whatever the names in them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.cli._explain import Asked, answer
from hub.pages.page import Part, Table, page
from tests.contract.chromium import Chromium, Node, Seen, running
from tests.unit.case_world import TODAY, Hub, decision, view_with
from tests.unit.recorded_cases import read_model
from tests.unit.registry_records import actor

HOSTILE = "<script>document.title='pris'</script><img src=http://127.0.0.1:9/x onerror=\"document.title='pris'\">&\"'}}{{ 7*7 }}"
LEAKING = "<!doctype html><title>x</title><img src='http://127.0.0.1:9/x'><script>console.error('dit')</script>"
AAA_CONTRAST = 7
LOWEST_CONTRAST = """(() => {
  const part = v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = c => { const [r, g, b] = c.match(/[\\d.]+/g).map(Number); return .2126 * part(r) + .7152 * part(g) + .0722 * part(b); };
  const behind = e => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
    if (!c.startsWith('rgba(')) return c; } return 'rgb(255, 255, 255)'; };
  const told = [...document.querySelectorAll('body *')].filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()));
  return Math.min(...told.map(e => { const [a, b] = [light(getComputedStyle(e).color), light(behind(e))];
    return (Math.max(a, b) + .05) / (Math.min(a, b) + .05); }));
})()"""


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for this file."""
    with running(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


def opened(chromium: Chromium, folder: Path, text: str) -> Seen:
    """The page as it is once opened from a file."""
    file = folder / "page.html"
    file.write_text(text, encoding="utf-8")
    return chromium.open(file)


def sample(name: str = "Le Seuil") -> str:
    """A page with every kind of part, in which `name` stands everywhere."""
    parts = [
        Part(f"Qui décide : {name}", (f"Un paragraphe : {name}.", f"• Un point de {name}.", "• Un autre.", "Et la suite.")),
        Part("Tableau", (), [Table(f"Écartés, {name}", ("organisme", "raison"), [(name, f"{name}\nsur deux lignes"), ("B", "C")])]),
    ]
    return page(f"Dossier {name}", parts, (f"Au pied : {name}",))


def test_the_watcher_sees_what_a_page_must_not_do(chromium: Chromium, tmp_path: Path) -> None:
    """An outside picture and an error on the console are seen: their absence elsewhere means something."""
    seen = opened(chromium, tmp_path, LEAKING)
    assert "http://127.0.0.1:9/x" in seen.requests
    assert any("dit" in said for said in seen.console)


def test_a_page_asks_nothing_of_anybody_and_says_nothing(chromium: Chromium, tmp_path: Path) -> None:
    """One file is the whole page: one request, itself; no script; an empty console."""
    seen = opened(chromium, tmp_path, sample())
    assert seen.requests == ((tmp_path / "page.html").as_uri(),)
    assert seen.console == ()
    assert seen.ask("document.scripts.length + document.querySelectorAll('link,img,iframe,object,embed,form').length") == 0


def test_a_page_is_told_whole_to_who_cannot_see_it(chromium: Chromium, tmp_path: Path) -> None:
    """French, one title, headings in order, lists, a table named by its caption with its heads."""
    seen = opened(chromium, tmp_path, sample())
    assert seen.ask("document.documentElement.lang") == "fr"
    assert seen.ask("document.title") == "Dossier Le Seuil"
    assert seen.of_role("heading") == [
        Node("heading", "Dossier Le Seuil", 1),
        Node("heading", "Qui décide\u00a0: Le Seuil", 2),
        Node("heading", "Tableau", 2),
    ]
    assert len(seen.of_role("listitem")) == 2
    assert [table.name for table in seen.of_role("table")] == ["Écartés, Le Seuil"]
    assert [head.name for head in seen.of_role("columnheader")] == ["organisme", "raison"]
    assert [head.name for head in seen.of_role("rowheader")] == ["Le Seuil", "B"]
    assert seen.of_role("main")
    assert seen.of_role("contentinfo")


def test_a_page_can_be_read_with_weak_eyes_and_on_a_small_screen(chromium: Chromium, tmp_path: Path) -> None:
    """Every text stands out by 7:1 (WCAG 1.4.6), and nothing is wider than the screen, which may be zoomed."""
    seen = opened(chromium, tmp_path, sample())
    assert seen.ask(LOWEST_CONTRAST) >= AAA_CONTRAST
    assert seen.ask("document.documentElement.scrollWidth <= innerWidth") is True
    assert seen.ask("document.querySelector('meta[name=viewport]').content") == "width=device-width, initial-scale=1"


def test_a_page_prints_on_a4(chromium: Chromium, tmp_path: Path) -> None:
    """The style of print says so; the paper is A4 (595 by 842 points)."""
    seen = opened(chromium, tmp_path, sample())
    assert b"/MediaBox [0 0 59" in seen.pdf
    assert pages_of(seen) == 1


def explained(name: str = "Le Seuil") -> str:
    """The page of a dossier whose association signed the day after its agreement ended, asked about by name."""
    hub = Hub(view_with(actor("asso", nom=name), version=1))
    case_id = hub.opened("SEUIL", who="asso")
    hub.publish("asso", "transmission.acceptee", case_id, {"date": TODAY})
    hub.later(days=1)
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "agrement-asso", date_decision="2026-01-06"))
    shown = answer(read_model(hub), Asked(case_id, "asso", 1, 0, as_json=False))
    assert shown.page is not None
    return shown.page


def test_a_dossier_is_explained_on_a_page_that_everybody_can_read(chromium: Chromium, tmp_path: Path) -> None:
    """Why it went where it went, who was considered, the questions that were asked; one sheet of A4, and one for the recorded proof."""
    seen = opened(chromium, tmp_path, explained())
    headings = [node.name.replace("\u00a0", " ") for node in seen.of_role("heading")]
    assert headings[1:4] == ["En bref", "Pourquoi pas Le Seuil ?", "Qui décide, et pourquoi"]
    assert [table.name for table in seen.of_role("table")] == [
        "Les organismes examinés pour décider, et pourquoi",
        "Les questions posées, dans l'ordre",
    ]
    assert len(seen.of_role("rowheader")) > 8
    assert (seen.console, seen.requests) == ((), ((tmp_path / "page.html").as_uri(),))
    assert seen.ask(LOWEST_CONTRAST) >= AAA_CONTRAST
    assert seen.ask("/[A-Z]{2,}_[A-Z]/.test(document.body.textContent)") is False, "no code is shown to an élu"
    assert pages_of(seen) == 2


def test_a_hostile_name_in_the_registry_is_only_a_name_on_the_page(chromium: Chromium, tmp_path: Path) -> None:
    """An actor called by a script, in the head, the paragraphs and the tables."""
    seen = opened(chromium, tmp_path, explained(HOSTILE))
    assert seen.ask("document.scripts.length + document.querySelectorAll('img').length") == 0
    assert (seen.console, seen.requests) == ((), ((tmp_path / "page.html").as_uri(),))
    assert seen.ask("document.body.textContent").replace("\u00a0", " ").count(HOSTILE) > 5


def pages_of(seen: Seen) -> int:
    """How many sheets the printed page takes."""
    return seen.pdf.count(b"/Type /Page\n")


def test_a_hostile_name_is_only_a_name(chromium: Chromium, tmp_path: Path) -> None:
    """Tags, quotes, entities and template braces are shown as they are, wherever they stand; nothing runs and nothing is asked."""
    seen = opened(chromium, tmp_path, sample(HOSTILE))
    assert seen.ask("document.title") == f"Dossier {HOSTILE}"
    assert seen.ask("document.scripts.length + document.querySelectorAll('img').length") == 0
    assert seen.requests == ((tmp_path / "page.html").as_uri(),)
    assert seen.console == ()
    shown = seen.ask("document.body.textContent").replace("\u00a0", " ")
    assert shown.count(HOSTILE) == sample("§").count("§") - 1, "as often as in the body"


def test_a_page_forbids_what_should_never_be_in_it(chromium: Chromium, tmp_path: Path) -> None:
    """Were a script or a picture planted in the file all the same, the page itself refuses them, and the console says so."""
    planted = "<img src='http://127.0.0.1:9/x'><script>document.title = 'pris'</script></main>"
    seen = opened(chromium, tmp_path, sample().replace("</main>", planted))
    assert seen.ask("document.title") == "Dossier Le Seuil"
    assert any("Content Security Policy" in said for said in seen.console)
    assert seen.blocked == ("csp",)
