"""Which acts somebody has to renew in time."""

from datetime import date
from typing import Any

import pytest

from hub.core.renewals import Ending, ending
from schemas.registry import AnyRecord
from tests.unit.registry_records import act, commune, registry

DAY = date(2026, 11, 1)
END = date(2026, 12, 31)


def convention(name: str = "convention", **fields: Any) -> AnyRecord:
    """A convention of an association that ends soon, unless said otherwise."""
    return act(name, "delegation_competence", "asso", **{"au": END, **fields})


def found(*records: AnyRecord) -> list[str]:
    """The acts to renew."""
    return [one.act for one in ending(registry(commune("autre-ville"), *records), DAY)]


def test_an_act_that_ends_and_that_nothing_follows_is_to_renew() -> None:
    """With its holder and the first day it gives nothing any more; tacit renewal changes nothing."""
    assert ending(registry(convention(reconduction="tacite")), DAY) == (Ending("convention", "asso", END),)


@pytest.mark.parametrize(
    "fields",
    [
        {"au": None},
        {"au": DAY},
        {"au": date(2027, 11, 3)},
        {"du": date(2026, 11, 2)},
        {"cloture": True},
        {"revoque_le": date(2026, 12, 1)},
        {"fin_du_poste": date(2026, 12, 1)},
    ],
)
def test_an_act_without_an_end_to_prepare_is_not(fields: dict[str, Any]) -> None:
    """It has no end, is over, ends too far away, has not begun, ends on purpose."""
    assert found(convention(**fields)) == []


def test_an_act_that_ends_within_the_year_is_to_the_day() -> None:
    """366 days are the horizon."""
    assert found(convention(au=date(2027, 11, 2))) == ["convention"]


@pytest.mark.parametrize(
    "fields",
    [
        {"du": END, "au": None},
        {"du": END, "au": date(2030, 1, 1)},
        {"du": date(2026, 6, 1), "au": None, "communes": []},
        {"du": END, "au": None, "aides": ["AIDE", "AUTRE"], "communes": ["ville", "autre-ville"]},
    ],
)
def test_an_act_that_another_follows_is_not(fields: dict[str, Any]) -> None:
    """One to the same holder, for at least as much, in force when it ends."""
    assert found(convention(), convention("suite", **fields)) == []


def test_an_act_that_says_it_is_replaced_is_not() -> None:
    """Whoever holds the next one."""
    assert found(convention(), act("suite", "delegation_competence", "autre", du=END, remplace="convention")) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"du": date(2027, 1, 1), "au": None},
        {"du": END, "au": None, "communes": ["autre-ville"]},
        {"du": END, "au": None, "aides": ["AUTRE"]},
        {"du": END, "au": None, "fonctions": ["RECEVOIR"]},
        {"du": END, "au": None, "revoque_le": date(2027, 6, 1)},
        {"du": date(2020, 1, 1), "au": END, "cloture": True},
    ],
)
def test_an_act_that_another_follows_only_in_part_is_to_renew(fields: dict[str, Any]) -> None:
    """Later, elsewhere, for another aid, for less, or over at the same time."""
    assert found(convention(), convention("suite", **fields)) == ["convention"]


def test_a_national_act_is_followed_by_a_national_one_only() -> None:
    """One that names a commune leaves the others without."""
    national = convention(communes=[])
    assert found(national, convention("suite", du=END, au=None)) == ["convention"]
    assert found(national, convention("suite", du=END, au=None, communes=[])) == []
