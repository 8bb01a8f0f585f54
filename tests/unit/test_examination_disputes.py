"""Cases in flight when acts come to contradict each other, when an aid is closed, and what is never examined."""

from datetime import date

import pytest

from hub.core.deadlines import ACT_BOUNDARY
from schemas.codes import Role, State
from tests.unit.case_world import Hub, action, view_with
from tests.unit.registry_records import act, actor, commune
from tests.unit.test_examination import ACCEPTED, MARCH, convention


def test_acts_that_come_to_contradict_each_other_move_nothing_but_ask() -> None:
    """A second, equal convention: who holds the case keeps it, and the titulaire is asked to say who is competent; then it is settled."""
    rival = act("rivale", "delegation_competence", "secours", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"])
    hub = Hub()
    case_id = hub.opened("CONFIEE", "ville")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.under(view_with(convention(au=date(2026, 1, 2)), version=1))
    hub.under(view_with(convention(), rival, version=2))
    assert hub.case(case_id).etat is State.TRANSMISE
    assert hub.held(case_id) == {"ville": ["RECEVOIR"], "ccas": ["EXECUTER", "ACCOMPAGNER", "DECIDER", "INSTRUIRE"]}


def test_an_arbitration_ends_when_acts_contradict_each_other_no_more() -> None:
    """One of two equal conventions is revoked: the other takes the case, and nobody is asked any more."""
    hub = Hub()
    case_id = hub.opened("LITIGE")
    assert "ARBITRER" in hub.held(case_id)["ccas"]
    hub.under(
        view_with(
            act("litige-secours", "delegation_competence", "secours", aides=["LITIGE"], delegant="ccas", au=date(2025, 1, 1)), version=1
        )
    )
    assert (hub.case(case_id).etat, hub.held(case_id)["asso"]) == (State.TRANSMISE, ["DECIDER", "INSTRUIRE"])
    assert "ARBITRER" not in hub.held(case_id)["ccas"]


def test_an_end_that_leaves_equal_acts_is_put_to_the_arbiter() -> None:
    """The association's act ends; two others, equal, remain: the one that an act names is asked, and accountable."""
    branches = [act(name, "delegation_competence", holder, aides=["ARBITRE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"])
                for name, holder in (("arbitre-asso", "asso"), ("arbitre-secours", "secours"))]  # fmt: skip
    precise = act("precise", "delegation_competence", "operateur", aides=["ARBITRE"], delegant="ccas", publics=["familles"],
                  fonctions=["DECIDER", "INSTRUIRE"], au=date(2026, 2, 1))  # fmt: skip
    hub = Hub(view_with(*branches, precise))
    case_id = hub.opened("ARBITRE", public="familles")
    assert "DECIDER" in hub.held(case_id)["operateur"]
    hub.later(days=27)
    outcome = hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert hub.told(outcome) == [("operateur", "dossier.retire"), ("ville", "dossier.confie")]
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.COMPETENCE_A_TRANCHER, "ville")
    assert hub.held(case_id)["ville"] == ["ARBITRER"]


@pytest.mark.parametrize("gone", [True, False])
def test_an_aid_that_is_closed_is_finished_by_its_authority(*, gone: bool) -> None:
    """What was asked in time is decided by who instituted the aid; only if that one is gone the counter keeps the demand."""
    hub = Hub(view_with(act("ccas-confiee", "institution", "ccas", aides=["CONFIEE"], au=date(2026, 3, 1))))
    case_id = hub.opened("CONFIEE", "ville")
    hub.later(days=55)
    if gone:
        hub.view = view_with(
            act("ccas-confiee", "institution", "ccas", aides=["CONFIEE"], au=date(2026, 3, 1)),
            actor("ccas", nature="ccas", au=date(2026, 3, 1)),
            version=1,
        )
    hub.reach(MARCH, ACT_BOUNDARY)
    case = hub.case(case_id)
    assert case.responsable == ("ville" if gone else "ccas")
    assert (case.orientation is not None) == gone
    assert "asso" not in hub.held(case_id)


def test_what_is_not_a_demand_is_never_examined() -> None:
    """A collective action has neither titulaire nor boundary; a closed case and one the person was oriented from do not move."""
    hub = Hub()
    outcome = hub.publish("service", "action.ouverte", "ATELIER", action())
    assert outcome.dossier is not None
    assert hub.told(hub.examined(outcome.dossier.id)) == []
    assert hub.case(outcome.dossier.id).examen is None


def test_a_boundary_of_a_case_that_is_not_there_says_nothing() -> None:
    """An empty state (a case set aside) is no fault."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.dossiers.clear()
    assert hub.examined(case_id).entry.conclusions == ()


def test_a_suppletif_never_holds_anything() -> None:
    """The end of a convention may leave associations without mandate: they are offered nothing."""
    hub = Hub()
    case_id = hub.opened("SUPPLETIVE")
    hub.under(view_with(version=1))
    assert all(one.role is not Role.SUPPLETIF for one in hub.case(case_id).tenues)


def test_a_role_that_changes_hands_moves_with_it() -> None:
    """The commune's CCAS gives way to another one (`@ccas` names another actor from a day on): the case follows."""
    relations = [
        {"nom": "commune", "acteur": "ville"},
        {"nom": "ccas", "acteur": "ccas", "au": date(2026, 2, 1)},
        {"nom": "ccas", "acteur": "departement", "du": date(2026, 2, 1)},
    ]
    relative = act("ccas-propre", "institution", "@ccas", aides=["PROPRE"])
    hub = Hub(view_with(commune(relations=relations), relative))
    hub.opened("PROPRE", "ville")
    hub.later(days=27)
    outcome = hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert hub.told(outcome) == [("ccas", "dossier.retire"), ("departement", "dossier.confie")]
    assert hub.inbox("ccas", "dossier.retire")[0]["raison"] == "DESSAISI_PAR_TRANSFERT"


def test_what_comes_back_from_a_refusal_stays_with_the_titulaire_when_its_own_act_is_renewed() -> None:
    """The association refused; the CCAS's act gives way to a new one: the case goes on with the CCAS, not back to the association."""
    own = act("ccas-confiee", "institution", "ccas", aides=["CONFIEE"], au=date(2026, 2, 1))
    renewed = act("ccas-confiee-2026", "institution", "ccas", aides=["CONFIEE"], du=date(2026, 2, 1))
    hub = Hub(view_with(own, renewed))
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.refusee", case_id, {"date": "2026-01-05", "motif": "capacite_atteinte"})
    hub.later(days=27)
    hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert "asso" not in hub.held(case_id)
    held = [one.acte for one in hub.case(case_id).tenues if one.is_active and "DECIDER" in one.fonctions]
    assert held == ["ccas-confiee-2026"]


def test_one_actor_that_loses_two_holdings_has_one_letter() -> None:
    """Its own by institution and what came back to it: both go with the transfer, in one message."""
    hub = Hub(view_with(act("transfert", "transfert", "ville", delegant="ccas", aides=["CONFIEE"], du=date(2026, 2, 1))))
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.refusee", case_id, {"date": "2026-01-05", "motif": "capacite_atteinte"})
    hub.later(days=27)
    outcome = hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert hub.told(outcome) == [("ccas", "dossier.retire"), ("ville", "dossier.confie")]
    assert set(hub.inbox("ccas", "dossier.retire")[-1]["fonctions"]) == {"EXECUTER", "ACCOMPAGNER", "DECIDER", "INSTRUIRE"}


def test_what_was_only_offered_is_kept_as_offered() -> None:
    """The association, that had not answered yet, keeps DECIDER as an offer when its act gives INSTRUIRE no more."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.under(view_with(convention(fonctions=["DECIDER"]), version=1))
    (held,) = [one for one in hub.case(case_id).tenues if one.acteur == "asso" and one.is_active]
    assert (held.fonctions, held.etat.value) == (("DECIDER",), "proposee")
