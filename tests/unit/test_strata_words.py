"""The French of a commune's layers, and bars cut in cells."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hub.core.registry import build
from hub.core.strata import Group, Share, strata
from hub.core.strata_words import cut, holder_told, present, shared, signals_told, summary, terms_told, year_of
from tests.unit.registry_records import act, actor, ground
from tests.unit.test_strata import CCAS, DAY, TERMS, only, since, town


def test_signals_are_told_in_french() -> None:
    """One clause each, without a code."""
    told = signals_told(only(since(2021, au=date(2027, 1, 1), reconduction="tacite", suspensions=[{"du": DAY}]), terms_max=1))
    assert told == (
        "jamais revoté depuis 1 mandat",
        "reconduction tacite",
        "finit bientôt, dernier jour le 31 décembre 2026",
        "suspendu ce jour-là",
    )
    assert signals_told(only(since(2014))) == ("jamais revoté depuis 3 mandats",)


COUNTS = st.dictionaries(st.sampled_from([*Group]), st.integers(1, 70))


@given(COUNTS, st.integers(1, 100))
def test_a_bar_is_cut_whole_and_fairly(counts: dict[Group, int], width: int) -> None:
    """All cells are given out, in the order of the picture, none more than a cell away from its true part; nothing gives nothing."""
    share = Share(DAY, {group: counts[group] for group in Group if group in counts}, 0, 0)
    cells = dict(cut(share, width))
    assert sum(cells.values()) == (width if counts else 0)
    assert [*cells] == [group for group in Group if group in cells]
    for group, count in counts.items():
        assert abs(cells.get(group, 0) - width * count / share.total) < 1


def test_what_is_counted_is_told_in_french() -> None:
    """Each act once; who holds it by whom; the year or the day; the terms."""
    view = build(
        [
            *ground(CCAS),
            actor("asso", nom="Asso"),
            act("x", "marche", "asso", delegant="ccas", du=date(2021, 1, 1)),
            act("y", "marche", "absent"),
            since(2014),
        ]
    )
    found = strata(view, town(view), DAY, TERMS, 2)
    assert summary(found) == "1 aide repose sur 2 actes ; à regarder : 1."
    assert summary([*found, *found]).startswith("2 aides reposent sur 2 actes")
    assert summary([]) == "0 aide repose sur 0 acte ; à regarder : 0."
    assert [holder_told(view, layer) for layer in found[0].strata] == ["ccas", "Asso, par ccas"]
    share = Share(date(1990, 1, 1), {Group.CCAS: 8, Group.VILLE: 5}, 0, 0)
    assert shared(share) == "le 1er janvier 1990, sur 13 aides : CCAS 8, ville 5"
    assert shared(Share(DAY, {}, 0, 3)) == "le 26 novembre 2026, sur 0 aides : aucune"
    assert (year_of(share), year_of(Share(DAY, {}, 0, 0))) == ("1990", "2026-11-26")
    assert present([share, Share(DAY, {Group.CAF: 1}, 0, 0)]) == [Group.CCAS, Group.VILLE, Group.CAF]
    assert terms_told((one.objet, one.du) for one in TERMS[:2]) == "élections de 2014 (30 mars 2014) et élections de 2020 (28 juin 2020)"
