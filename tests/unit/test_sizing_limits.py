"""What breaks first: the plan holds to the last commune before it, and one more passes a limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import sizing_figures as known
from hub.core.sizing import Asked, by_restore, load, plan
from hub.core.sizing_figures import FIGURES
from hub.core.sizing_limits import What, breakings, first_to_break, untried
from hub.core.sizing_phrases import STEPS, UNTRIED, beyond, breaks_first, lines, number, origin, said

ASKED = st.builds(
    Asked, communes=st.integers(1, 5_000), inhabitants=st.integers(1_000, 300_000), replicas=st.just(3), years=st.integers(1, 20)
)


@given(ASKED)
def test_a_plan_holds_for_the_communes_it_is_for(asked: Asked) -> None:
    """No limit lies at or below the communes asked, and each is told once, the first first."""
    found = breakings(plan(asked))
    assert [one.what for one in found if one.at_communes <= asked.communes] == []
    assert [*sorted(one.what for one in found)] == sorted(STEPS)
    assert [one.at_communes for one in found] == sorted(one.at_communes for one in found)


@given(ASKED, st.integers(1, 3_000))
def test_a_larger_plan_does_not_break_earlier(asked: Asked, more: int) -> None:
    """Planned for more communes, the same limit comes as late or later."""
    larger = {one.what: one.at_communes for one in breakings(plan(asked._replace(communes=asked.communes + more)))}
    assert [one.what for one in breakings(plan(asked)) if one.what is not What.BROKERS and larger[one.what] < one.at_communes] == []


def test_one_worker_restores_thirty_communes() -> None:
    """Five years of one commune are 99,085 dossiers, 2.0 s: the 31st commune makes 3.1 million, over a minute for one worker."""
    first = first_to_break(plan(Asked(1)))
    assert first == (What.OUVRIERS_REPRISE, 31)
    assert by_restore(load(Asked(30))) == 1
    assert by_restore(load(Asked(31))) == 2


def test_the_country_fills_its_brokers_first() -> None:
    """Eighteen brokers take 72,000 copies, a third of it 24,000 partitions, 1,061 of them not of actors: 11,469 actors, 855 communes."""
    first = first_to_break(plan(Asked(855)))
    assert first == (What.BROKERS, 856)
    assert [load(Asked(communes)).actors <= 11_469 for communes in (855, 856)] == [True, False]


def test_where_nobody_went_is_told() -> None:
    """More than a million dossiers for one worker (eleven communes), more than 943 topics (34): so for a hundred communes, not for ten."""
    found = plan(Asked(100))
    assert [(one.what, one.at_communes) for one in untried(found)] == [(What.DOSSIERS_ESSAYES, 11), (What.TOPICS_ESSAYES, 34)]
    assert [11 + 2 * load(Asked(communes)).actors <= known.TOPICS_MAX.value for communes in (33, 34)] == [True, False]
    assert beyond(found, untried(found)[0]).startswith("à partir de 11 communes (donc à cette taille), un ouvrier reprendrait")
    assert beyond(plan(Asked(10)), untried(found)[0]).startswith("à partir de 11 communes, un ouvrier reprendrait")


def test_what_breaks_first_is_told() -> None:
    """One commune: from how many on, what, and the next step."""
    first = first_to_break(plan(Asked(1)))
    breaks, step = breaks_first(first)
    assert first.what is What.OUVRIERS_REPRISE
    assert breaks.startswith("à partir de 31 communes, la reprise")
    assert step.startswith("un ouvrier de plus")


def test_every_limit_has_its_words() -> None:
    """What breaks and what comes next, or what was never tried, for each."""
    assert set(STEPS) | set(UNTRIED) == set(What)
    assert not set(STEPS) & set(UNTRIED)


def test_a_line_shows_the_figures_it_stands_on() -> None:
    """Every figure is named by a line, and its digits stand in a formula of one, or in the plan's own words."""
    shown = lines(plan(Asked(10)))
    assert {figure.name for line in shown for figure in line.figures} == {figure.name for figure in FIGURES} - {known.TOPICS_MAX.name}
    assert len({line.what for line in shown}) == len(shown)
    summed = {figure.name for figure in known.KEPT}
    for line in shown:
        apart = {known.COUNTRY.name, known.DEPARTEMENTS.name, known.WORKER_CPU.name, known.BROKER_CPU.name}
        for figure in line.figures:
            if figure.name not in summed | apart:
                assert said(figure) in line.formula, (line, figure)


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(1_250, 0, "1\u00a0250"), (2.36, 1, "2,4"), (0, 0, "0"), (68_400_000, 0, "68\u00a0400\u00a0000")],
)
def test_a_number_is_french(value: float, decimals: int, written: str) -> None:
    """Thousands apart, a comma before the decimals."""
    assert number(value, decimals) == written


def test_an_origin_has_its_day() -> None:
    """Measured, with its day; supposed, without one."""
    assert origin(known.RESTORE) == "mesuré, 28 novembre 2026"
    assert origin(known.FILES) == "hypothèse"
    assert said(known.REGISTRY_MB) == "0,166"
