"""Same person, two doors: what cases tell of themselves, the day their delays count from, and what each door learns."""

from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core import dossier as state
from hub.core.facts import read
from hub.core.linking import origin_of, reported
from hub.core.own_facts import case_linked
from hub.core.person_facts import Answerable, Over, Waiting
from schemas.codes import State
from schemas.life_codes import LinkReason
from tests.unit.case_world import NOON, TODAY, decision, view_with
from tests.unit.person_world import Doors
from tests.unit.registry_records import act
from tests.unit.timed_world import TIMED

FRIDAY = "2026-01-02"
LATER = datetime(2026, 1, 9, 11, 0, tzinfo=UTC)


@pytest.fixture
def hub() -> Doors:
    """A week later: both days of this test have come."""
    return Doors(now=LATER)


def h0(hub: Doors, case_id: str) -> str:
    """The day its delays count from."""
    case = hub.case(case_id)
    assert case.demande is not None
    return origin_of(case.demande, case.delais).isoformat()


def reasons(hub: Doors, case_id: str) -> list[str]:
    """Why, each time a link was concluded on a case."""
    return [one.raison for entry in hub.journal if entry.dossier == case_id for one in entry.conclusions if one.genre == "DOSSIER_LIE"]


def test_a_demand_tells_when_it_waits_and_when_it_does_no_more(hub: Doors) -> None:
    """One fact when it is deposited, one when it is decided; nothing on the way, nothing afterwards."""
    case = hub.opened("CONFIEE", counter="service")
    (waiting,) = hub.reports
    assert isinstance(waiting, Waiting)
    assert (waiting.demande.dossier, waiting.demande.date_demande, waiting.demande.responsable) == (case, date(2026, 1, 5), "ccas")
    assert set(waiting.demande.acteurs) == {"ccas", "service", "asso"}
    assert hub.meet() == []
    hub.publish("asso", "transmission.acceptee", case, {"date": TODAY})
    assert hub.reports == []
    hub.publish("asso", "decision.rendue", case, decision("asso", "convention-asso"))
    assert [type(one) for one in hub.reports] == [Over]
    hub.publish("asso", "dossier.clos", case, {"date": TODAY, "motif": "droit_fini"})
    assert len(hub.reports) == 1
    assert hub.meet() == []
    assert all(not group.demandes for group in hub.groups.values())


def test_two_doors_are_linked_and_both_are_told(hub: Doors) -> None:
    """The later counts from the earlier day; each learns when, and who answers; a dossier only where it may know it."""
    first = hub.opened(date_demande=FRIDAY)
    second = hub.opened(counter="service", who="service")
    hub.meet()
    assert (h0(hub, first), h0(hub, second)) == (FRIDAY, FRIDAY)
    assert (reasons(hub, first), reasons(hub, second)) == ([LinkReason.ORIGINE_INCHANGEE], [LinkReason.ORIGINE_AVANCEE])
    assert hub.inbox("service", "dossier.lie") == [
        {"date_origine": FRIDAY, "demandes": [{"date_demande": FRIDAY, "responsable": "ccas"}]},
    ]
    told = hub.inbox("ccas", "dossier.lie")
    assert told == [
        {"date_origine": FRIDAY, "demandes": [{"date_demande": TODAY, "responsable": "ccas", "dossier": second}]},
        {"date_origine": FRIDAY, "demandes": [{"date_demande": FRIDAY, "responsable": "ccas", "dossier": first}]},
    ]


def test_nothing_of_the_other_demand_leaves_but_its_day_and_who_answers(hub: Doors) -> None:
    """Neither amount, counter, channel, household nor reference."""
    hub.opened(date_demande=FRIDAY, montant_demande_centimes=31_415, taille_foyer=7, canal="courrier", public="familles")
    hub.opened(counter="service", who="service")
    hub.meet()
    for one in hub.inbox("service", "dossier.lie"):
        assert set(one) == {"date_origine", "demandes"}
        assert [set(other) for other in one["demandes"]] == [{"date_demande", "responsable"}]


def test_another_aid_person_or_commune_is_no_link(hub: Doors) -> None:
    """Only the same person's demand of the same aid."""
    hub.opened()
    hub.opened("SEUIL")
    hub.opened(personne_ref="per_" + "c" * 26)
    assert hub.meet() == []
    assert len(hub.groups) == 3


def test_who_answers_afterwards_is_told_on(hub: Doors) -> None:
    """The délégataire accepts one of the two: the doors of the other learn whom to agree with."""
    first = hub.opened("CONFIEE", date_demande=FRIDAY)
    hub.opened("CONFIEE", counter="service", who="service")
    hub.meet()
    hub.publish("asso", "transmission.acceptee", first, {"date": TODAY})
    assert [type(one) for one in hub.reports] == [Answerable]
    hub.meet()
    assert hub.inbox("service", "dossier.lie")[-1]["demandes"] == [{"date_demande": FRIDAY, "responsable": "asso"}]
    count = len(hub.messages)
    hub.meet()
    assert len(hub.messages) == count


def test_the_door_of_a_person_whose_address_is_hidden_is_not_told() -> None:
    """Where the counter itself answers, only the day is told; who is on the dossier finds it."""
    hub = Doors(now=LATER)
    case = hub.opened("ABSENTE", who="service", date_demande=FRIDAY, adresse_masquee=True)
    assert hub.case(case).responsable == "service"
    hub.opened("ABSENTE", who="ccas")
    hub.meet()
    assert hub.inbox("ccas", "dossier.lie") == [{"date_origine": FRIDAY, "demandes": [{"date_demande": FRIDAY}]}]
    assert hub.inbox("service", "dossier.lie")[0]["demandes"][0]["responsable"] == "ccas"


def test_a_closed_or_unknown_case_is_not_linked(hub: Doors) -> None:
    """What comes too late changes nothing."""
    first = hub.opened(date_demande=FRIDAY)
    second = hub.opened(counter="service", who="service")
    hub.publish("ccas", "dossier.clos", first, {"date": TODAY, "motif": "desistement"})
    hub.meet()
    assert hub.case(first).liens == ()
    assert [one["demandes"][0]["dossier"] for one in hub.inbox("ccas", "dossier.lie")] == [first]
    assert h0(hub, second) == FRIDAY
    (group,) = (one for one in hub.groups.values() if one.demandes)
    unknown = hub.take(hub.link("dos_inconnu", group))
    assert (unknown.dossier, unknown.entry.conclusions) == (None, ())


def test_what_is_decided_keeps_its_day(hub: Doors) -> None:
    """A link that arrives behind the decision is told, and moves nothing."""
    hub.opened(date_demande=FRIDAY)
    second = hub.opened()
    hub.publish("ccas", "decision.rendue", second, decision())
    hub.meet()
    assert (h0(hub, second), reasons(hub, second)) == (TODAY, [LinkReason.ORIGINE_NON_RETENUE])


def test_a_case_that_leaves_its_commune_leaves_its_group(hub: Doors) -> None:
    """Its reference is that of the commune it left."""
    case = hub.opened()
    hub.meet()
    before = hub.case(case)
    moved = msgspec.structs.replace(before, commune="autre", etat=State.TRANSFEREE)
    (gone,) = reported(before, moved)
    assert isinstance(gone, Over)
    assert gone.personne == next(iter(hub.groups))[0]


def test_a_link_finds_the_case_up_to_date(hub: Doors) -> None:
    """Under a registry in which the convention has ended, the case goes back first: the link skips no examination."""
    hub.opened("CONFIEE", date_demande=FRIDAY)
    second = hub.opened("CONFIEE", counter="service", who="service")
    assert "DECIDER" in hub.held(second)["asso"]
    ended = act(
        "convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"],
        au=date(2026, 1, 8),
    )  # fmt: skip
    hub.view = view_with(ended, version=2)
    hub.meet()
    assert "asso" not in hub.held(second)
    assert (hub.case(second).registre, h0(hub, second)) == (2, FRIDAY)
    assert [one["raison"] for one in hub.inbox("asso", "dossier.retire")] == ["ACTE_EXPIRE"] * 2


def test_the_fact_of_a_link_is_read_as_it_was_written(hub: Doors) -> None:
    """By the case it is told to, at its place."""
    hub.opened(date_demande=FRIDAY)
    second = hub.opened()
    hub.meet()
    fact = hub.facts[-1][0]
    key, value, headers = case_linked(second, hub.case(second).liens, NOON)
    again: Any = read(key, value, headers, 4, 9)
    assert (again.dossier, again.liens, again.instant, again.partition, again.offset) == (second, hub.case(second).liens, NOON, 4, 9)
    assert type(fact) is type(again)


def silence(hub: Doors, case_id: str) -> str | None:
    """The last day of its silence."""
    found = hub.case(case_id).delais.silence
    return None if found is None else found.jusqu_au.isoformat()


def test_silence_of_the_later_demand_counts_from_the_earliest_day() -> None:
    """Two months from the first authority; the deadline that stood is settled, the new one stands."""
    hub = Doors(view=TIMED, now=LATER)
    hub.opened(date_demande=FRIDAY)
    second = hub.opened()
    assert silence(hub, second) == "2026-03-05"
    hub.meet()
    assert silence(hub, second) == "2026-03-02"
    told = [one for entry in hub.journal if entry.dossier == second for one in entry.conclusions if one.genre == "HORLOGES_COMPTEES"]
    assert told[-1].details["drapeaux"] == ["PLUSIEURS_RECEPTIONS"]


def test_a_demand_made_after_silence_ended_on_the_other_is_a_new_one() -> None:
    """The hub was away: the other still stands as waiting, but its day would decide this one before it was made."""
    hub = Doors(view=TIMED, now=datetime(2026, 3, 10, 11, 0, tzinfo=UTC))
    first = hub.opened(date_demande=FRIDAY)
    second = hub.opened(date_demande="2026-03-05")
    third = hub.opened(date_demande="2026-02-20")
    hub.meet()
    assert (h0(hub, first), h0(hub, second), h0(hub, third)) == (FRIDAY, "2026-02-20", FRIDAY)
    assert reasons(hub, second)[0] == LinkReason.ORIGINE_NON_RETENUE


days = st.integers(1, 28).map(lambda number: f"2026-02-{number:02}")


@settings(max_examples=60, deadline=None)
@given(st.lists(days, min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_the_earliest_day_is_kept_whatever_the_order_and_never_moves_later(drawn: list[str], chance: Any) -> None:
    """Each counts from the earliest of all; on the way its day never moves later; what is repeated changes nothing; replay is identical."""
    hub = Doors(view=TIMED, now=datetime(2026, 3, 1, 11, 0, tzinfo=UTC))
    cases: list[str] = []
    last: dict[str, str] = {}
    for day in drawn:
        cases.append(hub.opened(date_demande=day, who=chance.choice(["ccas", "service", "asso"])))
        if chance.random() < 0.5:
            hub.meet()
        for case in cases:
            assert h0(hub, case) <= last.get(case, "9")
            last[case] = h0(hub, case)
    hub.meet()
    assert {h0(hub, case) for case in cases} == {min(drawn)}
    kept = dict(hub.dossiers)
    for case in cases:
        (group,) = hub.groups.values()
        again = hub.take(hub.link(case, group))
        assert (again.messages, again.entry.conclusions) == ((), ())
    assert hub.dossiers == kept
    replay = Doors(view=TIMED)
    for fact, now, view in hub.facts:
        replay.now, replay.view = now, view
        replay.take(fact)
    assert replay.dossiers == hub.dossiers
    assert [state.decode(one).liens for one in replay.dossiers.values()]
