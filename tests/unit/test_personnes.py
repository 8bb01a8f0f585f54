"""Who is told of which other demands of the same person: whatever the order, whatever is repeated."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hub.core.links import Peer
from hub.core.person_facts import Answerable, Over, PersonFact, Waiting, person_id, read, write
from hub.core.personnes import WAITING_MAX, Group, Ruling, rule
from tests.unit.case_world import NOON, PERSON

WHO = person_id("ville", PERSON)
DAY = date(2026, 1, 5)


def peer(name: str, days: int = 0, who: str | None = "ccas") -> Peer:
    """A demand made that many days after the first Monday."""
    return Peer(f"dos_{name}", DAY + timedelta(days=days), who, ("ccas",))


def waits(name: str, days: int = 0) -> Waiting:
    """It waits from now on."""
    return Waiting(personne=WHO, aide="PROPRE", demande=peer(name, days))


def over(name: str) -> Over:
    """It waits no more."""
    return Over(personne=WHO, aide="PROPRE", dossier=f"dos_{name}")


def answers(name: str, who: str | None) -> Answerable:
    """Who answers for it."""
    return Answerable(personne=WHO, aide="PROPRE", dossier=f"dos_{name}", responsable=who)


def after(*facts: PersonFact) -> Ruling:
    """The group after these facts, and whom the last one tells."""
    ruling = Ruling(Group())
    for fact in facts:
        ruling = rule(ruling.group, fact)
    return ruling


def test_a_demand_alone_is_told_nothing_and_the_second_tells_both() -> None:
    """Each is told the others, never itself."""
    assert after(waits("a")) == Ruling(Group((peer("a"),)))
    both = after(waits("a"), waits("b", -3))
    assert both.told == ("dos_b", "dos_a")
    assert both.group.others("dos_a") == (peer("b", -3),)


def test_who_waits_no_more_links_no_more() -> None:
    """A demand that comes later is told of those that still wait."""
    assert after(waits("a"), over("a"), waits("b")) == Ruling(Group((peer("b"),)))
    assert after(waits("a"), waits("b"), over("a"), waits("c")).told == ("dos_b", "dos_c")


def test_who_answers_is_told_to_the_others_where_it_changed() -> None:
    """Its name, and that it may know the dossier; the demand itself is told nothing."""
    assert after(waits("a"), waits("b"), answers("a", "ccas")).told == ()
    changed = after(waits("a"), waits("b"), answers("a", "asso"))
    assert changed.told == ("dos_b",)
    assert changed.group.others("dos_b") == (Peer("dos_a", DAY, "asso", ("ccas", "asso")),)
    hidden = rule(changed.group, answers("a", None))
    assert hidden.group.others("dos_b") == (Peer("dos_a", DAY, None, ("ccas", "asso")),)
    assert rule(hidden.group, answers("a", "ccas")).group.others("dos_b")[0].acteurs == ("ccas", "asso")


facts = st.one_of(
    st.builds(waits, st.sampled_from("abcd"), st.integers(-9, 9)),
    st.builds(over, st.sampled_from("abcd")),
    st.builds(answers, st.sampled_from("abcd"), st.sampled_from(["ccas", "asso", None])),
)


@given(st.lists(facts, max_size=12), facts)
def test_what_is_told_twice_changes_nothing(before: list[PersonFact], fact: PersonFact) -> None:
    """The same group, and nobody is told."""
    once = after(*before, fact)
    assert rule(once.group, fact) == Ruling(once.group)


@given(st.permutations([waits("a", 4), waits("b", -2), waits("c", 4), waits("d", 0)]))
def test_the_order_in_which_they_come_makes_no_other_group(order: list[Waiting]) -> None:
    """Earliest first, and of one day in the order of their names."""
    assert [one.dossier for one in after(*order).group.demandes] == ["dos_b", "dos_d", "dos_a", "dos_c"]


def test_a_reference_given_to_everybody_links_no_crowd() -> None:
    """The group is bounded; a place that is left is taken again."""
    crowd = [waits(f"{number:03}") for number in range(WAITING_MAX + 5)]
    full = after(*crowd)
    assert (len(full.group.demandes), full.told) == (WAITING_MAX, ())
    assert len(after(*crowd, over("003"), waits("z")).told) == WAITING_MAX


def test_a_fact_is_read_as_it_was_written_under_a_key_that_means_nothing() -> None:
    """Same commune and reference, same key; another commune, another one; the reference is not in the record."""
    for fact in (waits("a"), over("a"), answers("a", None)):
        key, value, headers = write(fact, NOON)
        assert read(value, headers) == (fact, NOON)
        assert (key.decode(), len(key)) == (WHO, 30)
        assert PERSON.encode() not in key + value
    assert person_id("ville", PERSON) == WHO
    assert len({WHO, person_id("autre", PERSON), person_id("ville", "per_" + "c" * 26)}) == 3
