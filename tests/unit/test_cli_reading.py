"""What the reading commands share."""

import pytest
from rich.console import Console

from hub.cli._reading import age_in_words, lag_in_words, table


@pytest.mark.parametrize(("seconds", "said"), [(0.4, "0 s"), (119, "119 s"), (180, "3 min"), (18_000, "5 h"), (200_000, "2 j")])
def test_an_age_is_said_in_the_unit_people_use(seconds: float, said: str) -> None:
    """Seconds, minutes, hours, days."""
    assert age_in_words(seconds) == said


def test_the_lag_is_always_said() -> None:
    """Unknown, none, or how many."""
    assert "inconnu" in lag_in_words(None)
    assert lag_in_words(0) == "Modèle de lecture à jour."
    assert "en retard de 12 enregistrements" in lag_in_words(12)


def test_a_cell_is_never_markup() -> None:
    """What came from outside cannot colour, link or hide."""
    console = Console(record=True, width=80, force_terminal=False)
    console.print(table("Titre", ("a", "b"), [("[red]x[/red]", None)]))
    assert "[red]x[/red]" in console.export_text()
