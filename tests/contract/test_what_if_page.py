"""What a real Chromium makes of the page of `hub what-if`."""

from pathlib import Path

from hub.cli._what_if import as_html
from tests.contract.chromium import running
from tests.unit.test_cli_what_if import lived, report
from tests.unit.test_what_if import ENDS


def test_the_page_of_a_simulation_is_one_file_that_everyone_can_read(tmp_path: Path) -> None:
    """One request, a silent console, no script; titles in order, every table named, nothing wider than the screen."""
    file = tmp_path / "simulation.html"
    file.write_text(as_html(report(lived(), ENDS)), encoding="utf-8")
    with running(tmp_path / "profile") as chromium:
        seen = chromium.open(file)
        assert (seen.requests, seen.console) == ((file.as_uri(),), ())
        assert seen.ask("document.scripts.length") == 0
        titles = seen.of_role("heading")
        assert [titles[0].level, *{one.level for one in titles[1:]}] == [1, 2]
        assert titles[1].name == "Conflits avec le registre"
        tables = [one.name for one in seen.of_role("table")]
        assert tables[:2] == ["De qui vers qui", "Dossier par dossier"]
        assert all(tables)
        assert seen.ask("document.documentElement.scrollWidth <= innerWidth") is True
