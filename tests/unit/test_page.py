"""Pages: what stands where, and that no value is ever markup."""

import pytest
from jinja2 import TemplateNotFound, UndefinedError

from hub.pages.page import Part, Table, page, render


def test_lines_with_bullets_are_lists_and_the_others_paragraphs() -> None:
    """In their order, without the bullets."""
    part = Part("Titre", ("Un.", "• deux", "• trois", "Quatre."))
    assert part.blocks == [(False, ["Un."]), (True, ["deux", "trois"]), (False, ["Quatre."])]


def test_a_page_is_the_same_each_time() -> None:
    """No date, no number of its own: two pages of the same words are the same bytes."""
    parts = [Part("Partie", ("Une ligne.",), [Table("Légende", ("a",), [("b\nc",)])])]
    assert page("Titre", parts, ("Fin.",)) == page("Titre", parts, ("Fin.",))
    assert "b<br>c" in page("Titre", parts)
    assert "<footer>" not in page("Titre", parts)


def test_every_value_is_escaped() -> None:
    """In the title, a paragraph, a bullet, a caption, a head, a cell and the foot."""
    hostile = "<b>&\"'"
    made = page(hostile, [Part(hostile, (hostile, f"• {hostile}"), [Table(hostile, (hostile,), [(hostile,)])])], (hostile,))
    assert "<b>" not in made
    assert made.count("&lt;b&gt;&amp;&#34;&#39;") == 9


def test_a_value_that_is_missing_is_a_fault() -> None:
    """A page with a hole in it is never made."""
    with pytest.raises(UndefinedError):
        render("page.html.j2", titre="Titre")
    with pytest.raises(TemplateNotFound):
        render("absent.html.j2")


def test_french_signs_stay_with_their_word() -> None:
    """The space before a colon does not break."""
    assert "Ainsi\u00a0: oui" in page("Ainsi : oui", [])
