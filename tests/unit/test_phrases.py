"""Every code has its French, and no French shows a code."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

import pytest

from hub.core import phrases
from hub.core.reasons import REASONS, ROLES
from schemas.codes import (
    ActKind,
    Body,
    ClosingMotive,
    DecisionMotive,
    DecisionSense,
    Function,
    Reason,
    RefusalMotive,
    Role,
    RuleStep,
    State,
    StepIssue,
)

TABLES: list[tuple[Mapping[str, str], type[StrEnum]]] = [
    (ROLES, Role),
    (phrases.FUNCTIONS, Function),
    (phrases.STATES, State),
    (REASONS, Reason),
    (phrases.ACTS, ActKind),
    (phrases.SENSES, DecisionSense),
    (phrases.DECISION_MOTIVES, DecisionMotive),
    (phrases.REFUSAL_MOTIVES, RefusalMotive),
    (phrases.CLOSING_MOTIVES, ClosingMotive),
    (phrases.BODIES, Body),
    (phrases.STEPS, RuleStep),
    (phrases.ISSUES, StepIssue),
]


@pytest.mark.parametrize(("table", "codes"), TABLES, ids=lambda one: getattr(one, "__name__", ""))
def test_every_code_has_its_clause(table: Mapping[str, str], codes: Iterable[str]) -> None:
    """A new code without French fails here, not in front of an élu."""
    assert set(table) == set(codes)


@pytest.mark.parametrize(("table", "codes"), TABLES, ids=lambda one: getattr(one, "__name__", ""))
def test_no_clause_shows_a_code_or_ends_as_a_sentence(table: Mapping[str, str], codes: Iterable[str]) -> None:
    """A clause is put into a sentence by whoever tells it."""
    for code, clause in table.items():
        assert not re.search(r"[A-Z]{2,}_|_", clause), code
        assert not clause.endswith((".", " ")), code
        assert clause[0].islower(), code
    assert codes


def test_the_labels_people_see_are_those_agreed() -> None:
    """The four capacities are named as the contract names them."""
    assert ROLES[Role.TITULAIRE] == "autorité compétente"
    assert ROLES[Role.DELEGATAIRE] == "délégataire (convention)"
    assert ROLES[Role.EXECUTANT] == "prestataire"
    assert ROLES[Role.SUPPLETIF] == "association partenaire, sans mandat"


def test_a_code_that_a_newer_hub_added_is_quoted() -> None:
    """It is not hidden, and nothing breaks."""
    assert phrases.in_words(REASONS, "NOUVELLE_RAISON") == "« NOUVELLE_RAISON »"


@pytest.mark.parametrize(
    ("day", "words"), [(date(2026, 3, 1), "1er mars 2026"), (date(2025, 8, 31), "31 août 2025"), (date(1992, 12, 10), "10 décembre 1992")]
)
def test_a_day_is_said_in_words(day: date, words: str) -> None:
    """The first of a month is said `1er`."""
    assert phrases.day_in_words(day) == words


def test_the_last_day_is_the_one_before_the_end() -> None:
    """Ends are excluded in the registry; people read the last day that counts."""
    assert phrases.last_day(date(2026, 1, 1)) == date(2025, 12, 31)


@pytest.mark.parametrize(
    ("cents", "words"), [(0, "0\u00a0€"), (5500, "55\u00a0€"), (125_050, "1\u00a0250,50\u00a0€"), (18_000_005, "180\u00a0000,05\u00a0€")]
)
def test_money_is_said_in_euros(cents: int, words: str) -> None:
    """Cents only when there are some; spaces do not break."""
    assert phrases.euros(cents) == words


def test_a_list_is_said_with_et() -> None:
    """One, two, three."""
    assert phrases.listed(["a"]) == "a"
    assert phrases.listed(["a", "b"]) == "a et b"
    assert phrases.listed(["a", "b", "c"]) == "a, b et c"


def test_a_clause_becomes_a_sentence() -> None:
    """A capital and one full stop."""
    assert phrases.sentence("la loi") == "La loi."
    assert phrases.sentence("Déjà dit.") == "Déjà dit."
