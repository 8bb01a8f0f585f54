"""Pass 2: what acts with places or money would have had to bear, in one order over all partitions."""

from datetime import UTC, date, datetime
from typing import Never

import pytest
from hypothesis import given, settings

from hub.cli._what_if_quotas import quotas_as_dicts, quotas_part
from hub.core import what_if_desk
from hub.core.changes import Changes
from hub.core.dossier import Dossier
from hub.core.facts import Received
from hub.core.names import Names
from hub.core.own_facts import RegistryApplied
from hub.core.quota_account import PLACES
from hub.core.quota_book import Book
from hub.core.quota_facts import Bounds, QuotaFact
from hub.core.quotas import Answer
from hub.core.replaying import CaseFact, Run, Taken, in_order
from hub.core.reserving import bounds_of
from hub.core.what_if_desk import Desk
from hub.core.what_if_quotas import Use
from schemas.codes import Role, State
from schemas.registry import Act
from tests.unit.case_world import ACTS, Hub, decision
from tests.unit.lived_lane import PARTITION, LivedLane
from tests.unit.lived_steps import live, steps
from tests.unit.quota_world import ACT
from tests.unit.test_what_if import ALWAYS, CONVENTION, EVERYTHING, START, bounded, simulated


def counted(lane: LivedLane, *candidate: Act, start: datetime = ALWAYS) -> tuple[Use, Use, Changes]:
    """The use of the convention, without and with the candidate."""
    found = simulated(lane, *candidate, start=start)
    return found.quotas[0].get(ACT, Use()), found.quotas[1].get(ACT, Use()), found


def test_places_are_counted_and_who_found_none_waits() -> None:
    """Three cases at once of an act that would have two places: the third waits, and has its turn when one is closed."""
    lane = LivedLane()
    cases = [lane.opened("CONFIEE") for _ in range(3)]
    lane.publish("ccas", "dossier.clos", cases[0], {"date": lane.today, "motif": "desistement"})
    late = lane.opened("CONFIEE")
    without, with_acts, found = counted(lane, bounded(capacite=2))
    assert (without.pics[PLACES], without.bornes[PLACES], without.attentes) == (3, None, 0)
    assert (with_acts.pics[PLACES], with_acts.bornes[PLACES], with_acts.attentes, with_acts.epuises) == (2, 2, 2, 0)
    assert [(one.perdent, one.recoivent) for one in found.deplaces if one.dossier == cases[2]] == [((), ("ccas",))]
    assert [(one.perdent, one.recoivent) for one in found.deplaces if one.dossier == late] == [(("asso",), ("ccas",))]
    (told,) = quotas_as_dicts(found)
    assert (told["acte"], told["attentes"]) == (ACT, {"avant": 0, "apres": 2})
    assert told["lignes"] == [{"ligne": PLACES, "borne_avant": None, "borne_apres": 2, "pic_avant": 3, "pic_apres": 2}]
    assert quotas_part(found, Names()).tables[0].rows == [(f"{ACT}\nplaces", "3", "2 sur 2", "0", "2")]
    falls_back = counted(lane, bounded(capacite=2, epuise="repli"))[1]
    assert (falls_back.attentes, falls_back.epuises) == (0, 1), "who found nothing went elsewhere and left no turn behind"


def test_bounds_that_begin_with_the_period_hold_for_what_stands() -> None:
    """Two cases were held before: they stand, above the one place there would be, and the next one waits."""
    lane = LivedLane()
    for _ in range(2):
        lane.publish("asso", "transmission.acceptee", lane.opened("CONFIEE"), {"date": lane.today})
    lane.later(5)
    lane.publish("asso", "transmission.acceptee", lane.opened("CONFIEE"), {"date": lane.today})
    lane.opened("PROPRE")
    without, with_acts, _ = counted(lane, bounded(capacite=1), start=START)
    assert (without.pics[PLACES], with_acts.pics[PLACES], with_acts.bornes[PLACES], with_acts.attentes) == (3, 2, 1, 1)
    lane.later(15)
    lane.load(bounded(capacite=7))
    late = counted(lane, bounded(capacite=7), start=ALWAYS)
    assert (late[0].bornes[PLACES], late[1].bornes[PLACES]) == (7, 7)
    quiet = counted(lane, bounded(capacite=7), start=datetime(2026, 1, 20, tzinfo=UTC))
    assert (quiet[0].pics[PLACES], quiet[1].pics[PLACES]) == (3, 3), "what stands at the beginning counts"


def test_money_is_reserved_then_spent_by_the_year() -> None:
    """Three demands of 100 euros, one decided for 40, one refused: 240 at most, where the envelope has 250."""
    lane = LivedLane()
    cases = [lane.opened("CONFIEE", montant_demande_centimes=10_000) for _ in range(2)]
    lane.publish("asso", "decision.rendue", cases[0], granted(lane, 4_000))
    lane.opened("CONFIEE", montant_demande_centimes=10_000)
    lane.publish("asso", "decision.rendue", cases[1], granted(lane, 0) | {"sens": "refus", "motif": "hors_reglement"})
    lane.publish("asso", "dossier.clos", cases[1], {"date": lane.today, "motif": "sans_suite"})
    without, with_acts, found = counted(lane, bounded(enveloppe={"centimes_par_an": 25_000}))
    assert without.pics == with_acts.pics == {PLACES: 3, "2026": 24_000}
    assert (without.bornes["2026"], with_acts.bornes["2026"]) == (None, 25_000)
    assert [row[0] for row in quotas_part(found, Names()).tables[0].rows] == [f"{ACT}\n2026"], "nothing bounds its places"
    assert "sur 250" in quotas_part(found, Names()).tables[0].rows[0][2]
    short = counted(lane, bounded(enveloppe={"centimes_par_an": 15_000, "fongible": False}))[1]
    assert (short.pics["2026/CONFIEE"], short.attentes) == (14_000, 2)


def granted(lane: LivedLane, cents: int) -> dict[str, object]:
    """The data of a decision of the association."""
    signed = {"acteur": "asso", "fonction": "president"}
    organ = {"organe": "conseil_association", "signataire": signed, "acte": ACT}
    return {"sens": "accord", "date_decision": lane.today, "montant_centimes": cents, **organ}


def test_an_act_that_would_not_exist_bears_nothing_more() -> None:
    """It ends: its cases give their places back; an act that nothing bounds is not counted at all."""
    lane = LivedLane()
    lane.opened("CONFIEE")
    lane.later(5)
    without, with_acts, _ = counted(lane, bounded(capacite=2, au=date(2026, 1, 8)), start=START)
    assert (without.pics[PLACES], with_acts.pics.get(PLACES, 0)) == (1, 0)
    assert counted(lane)[2].quotas == ({}, {})
    assert quotas_part(Changes(), Names()).tables == []
    assert bounds_of(None) == Bounds()


WITHOUT_A_PLACE = {"PLACES": "places-asso", "ARGENT": "argent-asso", "FILE": "file-asso", "COMPTEE": "ccas-comptee"}
"""Acts that bound places or money: a stand-in while one waits, a stand-in for good, the titulaire meanwhile, nobody else."""


@pytest.mark.parametrize("code", WITHOUT_A_PLACE)
def test_a_case_without_a_place_goes_first_where_a_lane_would_send_it(code: str) -> None:
    """The second demand finds nothing: who holds it in a hub whose lanes count is who is counted here, in both lives."""
    lane, hub, case = LivedLane(), Hub(), ""
    for _ in range(2):
        lane.opened(code, montant_demande_centimes=30_000)
        case = hub.opened(code, montant_demande_centimes=30_000)
        hub.count()
    counted_here = {actor for actor, functions in hub.held(case).items() if functions != ["RECEVOIR"]}
    found = simulated(lane, CONVENTION.model_copy(update={"objet": "Autre"}), touch=EVERYTHING)
    asking = {"DECIDER", "INSTRUIRE", "EXECUTER", "ACCOMPAGNER"}
    (act,) = (one for one in ACTS if one.id == WITHOUT_A_PLACE[code])
    given = asking & {function.value for function in act.fonctions} or asking
    holders = {actor: 1 for actor in counted_here if given & set(hub.held(case)[actor])}
    use = found.quotas[1][act.id]
    assert (use.attentes + use.epuises, use.ailleurs) == (1, holders)
    assert found.quotas[0][act.id] == use
    assert (holders == {}) is (code == "COMPTEE")


def test_where_cases_without_a_place_go_is_told_by_actor() -> None:
    """The convention would have one place and a stand-in: two cases would have gone to the département, none did."""
    lane = LivedLane()
    for _ in range(3):
        lane.opened("CONFIEE")
    without, with_acts, found = counted(lane, bounded(capacite=1, epuise="repli", clause_urgence="departement"))
    assert (without.ailleurs, with_acts.ailleurs, with_acts.epuises) == ({}, {"departement": 2}, 2)
    assert quotas_as_dicts(found)[0]["ailleurs"] == {"avant": {}, "apres": {"departement": 2}}
    told = quotas_part(found, Names(actors={"departement": "Le département"})).tables[1]
    assert (told.columns, told.rows) == (("acte", "acteur", "avant", "après"), [(ACT, "Le département", "0", "2")])


def crash(*_: object) -> Never:
    """Core at its worst."""
    raise ZeroDivisionError


class Broken(Book):
    """An account that nothing can be asked of."""

    def take(self, fact: QuotaFact) -> list[Answer]:
        """Whatever it is."""
        crash(fact)


def test_an_answer_that_crashes_core_is_named_and_sends_nobody_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the simulation stands: the second case waits; one whose request crashes is answered by nobody."""
    lane = LivedLane()
    _, case = lane.opened("CONFIEE"), lane.opened("CONFIEE")
    monkeypatch.setattr(what_if_desk, "answered", crash)
    _, use, found = counted(lane, bounded(capacite=1))
    assert [(one.partition, one.dossier, one.erreur) for one in found.pannes] == [(PARTITION, case, "ZeroDivisionError")]
    assert (use.attentes, use.ailleurs) == (1, {})
    monkeypatch.setattr(what_if_desk, "Book", Broken)
    unanswered = counted(lane, bounded(capacite=1))[2]
    assert len({one.dossier for one in unanswered.pannes}) == 2
    assert unanswered.apres.tenus == {"ccas": 2}, "the titulaire alone"


@settings(max_examples=80, deadline=None)
@given(steps)
def test_without_bounds_the_peak_is_the_most_cases_held_at_once(drawn: list[tuple[str, int]]) -> None:
    """Counted another way: after each fact, the open cases that somebody holds by the act."""
    lane = live(drawn)
    held: dict[str, Dossier] = {}
    most = 0

    def look(_: CaseFact, taken: Taken) -> None:
        nonlocal most
        if taken.after is not None:
            held[taken.after.id] = taken.after
        most = max(most, sum(is_held(one) for one in held.values()))

    run = Run(PARTITION, lane.registry.view(1), Desk(), told=look, note_fault=lambda _: None)
    for fact, instant in in_order(lane.log, PARTITION, lambda _: None):
        run.ring_until(instant)
        if isinstance(fact, RegistryApplied):
            run.apply(lane.registry.view(fact.version), instant)
        elif isinstance(fact, Received):
            run.take(fact, instant)
    run.ring_until(lane.end())
    found = simulated(lane, bounded(capacite=10_000), touch=EVERYTHING)
    assert found.quotas[0].get(ACT, Use()).pics.get(PLACES, 0) == most


def is_held(one: Dossier) -> bool:
    """Whether somebody holds that open case by the convention."""
    return one.etat is not State.CLOS and any(
        holding.is_active and holding.acte == ACT and holding.role is not Role.AUCUN for holding in one.tenues
    )


def test_a_decision_spends_of_its_author_s_act_alone() -> None:
    """The operator that executes under a contract with places spends nothing when the titulaire decides."""
    (market,) = (one for one in ACTS if one.id == "marche-operateur")
    lane = LivedLane()
    case = lane.opened("MARCHE", montant_demande_centimes=10_000)
    lane.publish("ccas", "decision.rendue", case, decision("ccas", "ccas-marche", montant_centimes=4_000))
    found = simulated(lane, market.model_copy(update={"capacite": 1}))
    assert found.quotas[1][market.id].pics == {PLACES: 1, "2026": 10_000}, "the contract has no envelope: what was asked stands"
    assert [one["ligne"] for one in quotas_as_dicts(found)[0]["lignes"]] == [PLACES]
