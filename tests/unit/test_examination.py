"""Cases in flight when an act begins, ends, stops or is corrected: what moves, to whom, once, and what never moves."""

from datetime import date
from typing import Any

from hub.core.deadlines import ACT_BOUNDARY
from schemas.codes import State
from tests.unit.case_world import TODAY, Hub, decision, view_with
from tests.unit.registry_records import act, actor, commune

MARCH = "2026-02-28T23:00:00.000Z"
"""Midnight of 1 March in the commune's zone."""
ACCEPTED = {"date": TODAY}


def convention(**fields: Any) -> Any:
    """The convention of `asso` on CONFIEE, with other fields."""
    given = {"delegant": "ccas", "fonctions": ["DECIDER", "INSTRUIRE"], "au": date(2026, 3, 1), **fields}
    return act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], **given)


def kinds(hub: Hub) -> list[tuple[str, str]]:
    """What the last entry concluded, and why."""
    return [(str(one.genre), str(one.raison)) for one in hub.journal[-1].conclusions]


def test_a_case_knows_the_day_its_acts_change() -> None:
    """The deadline stands from the opening on, at the commune's midnight, and goes with the case."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    assert hub.case(case_id).examen == MARCH
    closed = hub.publish("ccas", "dossier.clos", case_id, {"date": TODAY, "motif": "desistement"})
    assert [one.due for one in closed.settled if one.code == ACT_BOUNDARY] == [MARCH]
    assert hub.case(case_id).examen is None


def test_the_end_of_a_convention_moves_the_case_once() -> None:
    """The association is told that it holds nothing more, the CCAS is offered it and accountable; a second look moves nothing."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    asked_on = hub.case(case_id).demande
    hub.later(days=55)
    outcome = hub.reach(MARCH, ACT_BOUNDARY)
    assert hub.told(outcome) == [("asso", "dossier.retire"), ("ccas", "dossier.confie")]
    assert [one.due for one in outcome.settled] == [MARCH]
    case = hub.case(case_id)
    assert (case.etat, case.responsable, case.demande) == (State.TRANSMISE, "ccas", asked_on)
    assert hub.held(case_id)["ccas"] == ["RECEVOIR", "EXECUTER", "ACCOMPAGNER", "DECIDER", "INSTRUIRE"]
    assert hub.inbox("asso", "dossier.retire") == [{"fonctions": ["DECIDER", "INSTRUIRE"], "depuis": "2026-03-01", "raison": "ACTE_EXPIRE"}]
    assert kinds(hub)[0] == ("DOSSIER_REEXAMINE", "ACTE_CHANGE")
    assert (hub.told(hub.examined(case_id)), hub.journal[-1].conclusions) == ([], ())


def test_an_event_that_comes_before_the_boundary_s_own_fact_finds_the_case_moved() -> None:
    """The CCAS accepts on the first of March what moves to it that day; the fact that follows moves nothing."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.later(days=55)
    taken = hub.publish("ccas", "transmission.acceptee", case_id, {"date": "2026-03-01"})
    assert (taken.refusal, [one.due for one in taken.settled]) == (None, [MARCH])
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.EN_INSTRUCTION, "ccas")
    assert hub.told(hub.reach(MARCH, ACT_BOUNDARY)) == []


def test_a_refused_event_moves_nothing() -> None:
    """Who holds nothing any more is refused; the case moves by its own fact."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.later(days=55)
    late = hub.publish("asso", "transmission.acceptee", case_id, {"date": "2026-03-01"})
    assert late.refusal is not None
    assert hub.case(case_id).examen == MARCH
    assert ("ccas", "dossier.confie") in hub.told(hub.reach(MARCH, ACT_BOUNDARY))


def test_an_act_that_lets_cases_finish_keeps_them() -> None:
    """FIN_DE_COURS: the association goes on with what it has, and the new demands go to the CCAS."""
    hub = Hub(view_with(convention(sort_des_encours="FIN_DE_COURS")))
    case_id = hub.opened("CONFIEE")
    hub.later(days=55)
    assert hub.told(hub.reach(MARCH, ACT_BOUNDARY)) == []
    assert hub.held(case_id)["asso"] == ["DECIDER", "INSTRUIRE"]
    later = hub.publish("ccas", "demande.deposee", "AUTRE", demand_of_march())
    assert later.dossier is not None
    assert "asso" not in hub.held(later.dossier.id)


def demand_of_march() -> dict[str, Any]:
    """A demand of 1 March."""
    content = {"commune": "00001", "aide": "CONFIEE", "date_demande": "2026-03-01", "guichet": "ccas", "canal": "guichet"}
    return {**content, "personne_ref": "per_" + "c" * 26, "urgence": False}


def test_a_suspension_takes_and_gives_back() -> None:
    """While the convention is suspended the CCAS has the case; when it resumes the association is offered it again."""
    hub = Hub(view_with(convention(suspensions=[{"du": date(2026, 1, 10), "au": date(2026, 1, 20)}])))
    case_id = hub.opened("CONFIEE")
    for days, due, moves in (
        (5, "2026-01-09T23:00:00.000Z", ["asso", "ccas"]),
        (10, "2026-01-19T23:00:00.000Z", ["ccas", "asso"]),
    ):
        assert hub.case(case_id).examen == due
        hub.later(days=days)
        assert [who for who, _ in hub.told(hub.reach(due, ACT_BOUNDARY))] == moves
    assert hub.inbox("asso", "dossier.retire")[0]["raison"] == "ACTE_SUSPENDU"


def test_who_gave_a_case_back_is_not_offered_it_again() -> None:
    """The association refused: at the next look the CCAS keeps what came back to it."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.refusee", case_id, {"date": TODAY, "motif": "capacite_atteinte"})
    hub.view = view_with(version=1)
    assert hub.told(hub.examined(case_id)) == []
    assert "asso" not in hub.held(case_id)


def test_what_was_given_back_stays_with_nobody_where_there_is_no_titulaire() -> None:
    """The operator refused what an agreed body's contract gives it: the next look does not offer it again."""
    hub = Hub()
    case_id = hub.opened("SEULE", "maraude")
    hub.publish("operateur", "transmission.refusee", case_id, {"date": TODAY, "motif": "capacite_atteinte"})
    hub.view = view_with(version=1)
    assert hub.told(hub.examined(case_id)) == []
    assert "operateur" not in hub.held(case_id)


def test_a_renewal_by_the_same_actor_disturbs_nobody() -> None:
    """Another act, the same association: its holding goes on under the new one, accepted as it was, without a letter."""
    renewed = act(
        "convention-asso-2026", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas",
        fonctions=["DECIDER", "INSTRUIRE"], du=date(2026, 3, 1),
    )  # fmt: skip
    hub = Hub(view_with(renewed))
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.later(days=55)
    assert hub.told(hub.reach(MARCH, ACT_BOUNDARY)) == []
    (held,) = [one for one in hub.case(case_id).tenues if one.acteur == "asso" and one.is_active]
    assert (held.acte, held.etat.value, hub.case(case_id).responsable) == ("convention-asso-2026", "acceptee", "asso")
    assert kinds(hub)[1:] == [
        ("FONCTIONS_RETIREES", "ACTE_EXPIRE"), ("FONCTIONS_CONFIEES", "DELEGATION_EN_VIGUEUR"), ("FONCTIONS_ACCEPTEES", "ACCEPTATION"),
    ]  # fmt: skip


def test_a_transfer_moves_everything_and_the_titulaire() -> None:
    """From its day on the city has the power, is accountable, and a refusal comes back to it."""
    hub = Hub(view_with(act("transfert", "transfert", "ville", delegant="ccas", aides=["PROPRE"], du=date(2026, 2, 1))))
    case_id = hub.opened("PROPRE")
    hub.publish("ccas", "transmission.acceptee", case_id, ACCEPTED)
    hub.later(days=27)
    outcome = hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert hub.told(outcome) == [("ccas", "dossier.retire"), ("ville", "dossier.confie")]
    case = hub.case(case_id)
    assert (case.responsable, case.titulaire, case.acte_titulaire) == ("ville", "ville", "transfert")
    assert hub.inbox("ccas", "dossier.retire")[0]["raison"] == "DESSAISI_PAR_TRANSFERT"


def test_a_convention_recorded_late_takes_the_demand_that_nobody_owned() -> None:
    """The registry learns of an act that was in force on the demand's day; one that begins later gives no right to it."""
    hub = Hub()
    case_id = hub.opened("ABSENTE")
    (later,) = hub.under(view_with(act("absente", "institution", "ccas", aides=["ABSENTE"], du=date(2026, 1, 6)), version=1))
    hub.later(days=3)
    assert (hub.told(later), hub.told(hub.examined(case_id))) == ([], [])
    (late,) = hub.under(view_with(act("absente", "institution", "ccas", aides=["ABSENTE"]), version=2))
    assert hub.told(late) == [("ccas", "dossier.confie")]
    case = hub.case(case_id)
    assert (case.etat, case.orientation, case.titulaire) == (State.TRANSMISE, None, "ccas")
    assert kinds(hub)[0] == ("DOSSIER_REEXAMINE", "REGISTRE_CHANGE")


def test_a_case_that_comes_to_be_nobodys_is_told_to_its_counter_once() -> None:
    """The centre is dissolved, nobody succeeds it: the counter learns what exists instead; a second look says no more."""
    hub = Hub()
    case_id = hub.opened("PROPRE", "service")
    gone = actor("ccas", nature="ccas", au=date(2026, 2, 1))
    hub.under(view_with(gone, version=1))
    hub.later(days=27)
    outcome = hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert ("service", "orientation.proposee") in hub.told(outcome)
    assert ("ORIENTATION_PROPOSEE", "AIDE_NON_INSTITUEE") in kinds(hub)
    case = hub.case(case_id)
    assert (case.orientation is not None, case.responsable) == (True, "service")
    assert hub.told(hub.under(view_with(gone, version=2))[0]) == []


def test_after_the_decision_only_who_carries_it_out_may_change() -> None:
    """The contract ends: the operator leaves the case to the CCAS, whose decision stands."""
    hub = Hub(
        view_with(
            act("marche-operateur", "marche", "operateur", aides=["MARCHE"], fonctions=["EXECUTER"], delegant="ccas", au=date(2026, 2, 1))
        )
    )
    case_id = hub.opened("MARCHE")
    hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-marche"))
    hub.later(days=27)
    outcome = hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY)
    assert hub.told(outcome) == [("operateur", "dossier.retire"), ("ccas", "dossier.confie")]
    assert hub.inbox("ccas", "dossier.confie")[-1]["fonctions"] == ["EXECUTER"]
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.DECIDEE, "ccas")


def test_a_holder_keeps_what_its_act_still_gives() -> None:
    """The association's convention no longer gives INSTRUIRE: it keeps DECIDER, and goes on as it was."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    (outcome,) = hub.under(view_with(convention(fonctions=["DECIDER"]), version=1))
    assert hub.told(outcome) == [("asso", "dossier.retire"), ("ccas", "dossier.confie")]
    assert hub.held(case_id)["asso"] == ["DECIDER"]
    assert hub.case(case_id).responsable == "asso"
    assert hub.inbox("asso", "dossier.retire") == [{"fonctions": ["INSTRUIRE"], "depuis": TODAY, "raison": "FONCTION_NON_DELEGUEE"}]


def test_a_case_is_examined_when_whom_a_clause_names_changes() -> None:
    """While the convention is suspended its clause answers for the urgent demand: the day that role changes hands is a boundary."""
    relations = [{"nom": "repli", "acteur": "service", "au": "2026-02-01"}, {"nom": "repli", "acteur": "secours", "du": "2026-02-01"}]
    asleep = convention(suspensions=[{"du": date(2025, 12, 1), "au": date(2026, 2, 20)}], clause_urgence="@repli")
    hub = Hub(view=view_with(commune(relations=relations), asleep))
    case_id = hub.opened("CONFIEE", urgence=True)
    assert hub.case(case_id).examen == "2026-01-31T23:00:00.000Z"
    hub.later(days=27)
    assert "secours" in [who for who, _ in hub.told(hub.reach("2026-01-31T23:00:00.000Z", ACT_BOUNDARY))]
