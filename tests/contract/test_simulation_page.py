"""What a real Chromium makes of the page of `hub simulate`."""

from pathlib import Path

from hub.cli._simulate import as_dict
from hub.pages.simulation import simulation_page
from tests.contract.chromium import running
from tests.unit.simulated_cases import played


def test_the_page_of_a_year_is_one_file_that_everyone_can_read(tmp_path: Path) -> None:
    """One request, a silent console, no script; titles in order, every picture and table named, nothing wider than the screen."""
    file = tmp_path / "annee.html"
    file.write_text(simulation_page(as_dict(played())), encoding="utf-8")
    with running(tmp_path / "profile") as chromium:
        seen = chromium.open(file)
        assert (seen.requests, seen.console) == ((file.as_uri(),), ())
        assert seen.ask("document.scripts.length") == 0
        titles = seen.of_role("heading")
        assert [titles[0].level, *{one.level for one in titles[1:]}] == [1, 2]
        assert [one.name for one in titles[1:3]] == ["Ce que dit cette page", "Où en sont les dossiers"]
        pictures = [one.name for one in seen.of_role("image")]
        assert len(pictures) == 4
        assert all(pictures)
        assert all(one.name for one in seen.of_role("table"))
        assert seen.ask("document.documentElement.scrollWidth <= innerWidth") is True
