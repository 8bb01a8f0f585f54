"""A newer version of the registry sets free what was stopped wrongly, shows the rest to whom it newly concerns, and no more."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from hub.core import dossier as state
from hub.core.journal import ConclusionKind
from hub.core.outcome import Effect
from hub.core.rejudging import rejudge
from schemas.codes import Function, Reason, State
from schemas.registry import AnyRecord
from tests.unit.case_world import TODAY, TOWN, Hub, decision, view_with
from tests.unit.registry_records import act

LATE = act("convention-tardive", "delegation_competence", "asso", delegant="ccas", aides=["PROPRE"], fonctions=["DECIDER", "INSTRUIRE"])
"""The convention that was in force all along and that nobody had recorded."""
EVERYTHING = (Function.DECIDER, Function.INSTRUIRE, Function.EXECUTER, Function.ACCOMPAGNER)


def stopped(code: str = "PROPRE", who: str = "ville", /, **signed: Any) -> tuple[Hub, str]:
    """A dossier on which a decision of the association waits."""
    hub = Hub()
    case_id = hub.opened(code, who)
    hub.publish(who, "decision.rendue", case_id, decision(**{"actor_id": "asso", "by": "convention-tardive", **signed}))
    return hub, case_id


def again(hub: Hub, case_id: str, *records: AnyRecord, days: int = 20) -> Effect | None:
    """The decisions that wait, judged by a registry with these records, some days later."""
    return rejudge(hub.case(case_id), view_with(*records), hub.now + timedelta(days=days))


def letters(outcome: Effect) -> list[tuple[str, str]]:
    """Who is told what."""
    return [(one.recipient, one.type.removeprefix("fr.relais.").removesuffix(".v1")) for one in outcome.letters]


def test_the_convention_recorded_late_sets_the_decision_free() -> None:
    """Applied as it was signed, told to all with the event behind it, alarm settled, the act named in the journal."""
    hub, case_id = stopped(montant_centimes=900)
    before = hub.case(case_id)
    assert [one.raison for one in before.arretees] == [Reason.AUTEUR_INCOMPETENT]
    outcome = again(hub, case_id, LATE)
    assert outcome is not None
    case = outcome.dossier
    assert (case.etat, case.responsable, case.arretees) == (State.DECIDEE, "asso", ())
    assert [(one.acteur, one.acte, one.montant_centimes) for one in case.decisions] == [("asso", "convention-tardive", 900)]
    assert ("ville", "decision.communiquee") in letters(outcome)
    assert ("ccas", "decision.communiquee") in letters(outcome)
    assert [one.due for one in outcome.settled] == [before.arretees[0].alarme]
    freed = outcome.conclusions[0]
    assert (freed.genre, freed.raison, freed.acteur, freed.acte) == (
        ConclusionKind.DECISION_REGLEE,
        "LIBEREE",
        "asso",
        "convention-tardive",
    )
    assert freed.details == {
        "signataire": "asso", "date_decision": TODAY, "evenement": "ville-1", "date": "2026-01-25",
        "raison_arret": Reason.AUTEUR_INCOMPETENT,
    }  # fmt: skip


def test_its_author_is_told_too() -> None:
    """It sent the decision and does not know that it is applied now."""
    hub, case_id = stopped("CONFIEE", "asso", by="convention-tardive")
    assert [one.raison for one in hub.case(case_id).arretees] == [Reason.ACTE_NON_PRODUIT]
    outcome = again(hub, case_id, LATE.model_copy(update={"aides": ("CONFIEE",)}), act("convention-asso", "subvention", "asso"))
    assert outcome is not None
    assert ("asso", "decision.communiquee") in letters(outcome)


def test_a_lane_that_applies_a_version_sets_it_free() -> None:
    """The case is entrusted to who holds the power now, then the decision is applied; everyone is told once, by the hub's own fact."""
    hub, case_id = stopped()
    (outcome,) = hub.under(view_with(LATE, version=2))
    case = hub.case(case_id)
    assert (case.etat, case.responsable, case.arretees) == (State.DECIDEE, "asso", ())
    kinds = [one.genre for one in outcome.entry.conclusions]
    assert kinds.index(ConclusionKind.DOSSIER_REEXAMINE) < kinds.index(ConclusionKind.DECISION_REGLEE)
    assert (outcome.entry.version_registre, outcome.entry.type) == (2, "examen.du")
    assert [one for one in hub.told(outcome) if one[1] == "decision.communiquee"].count(("ville", "decision.communiquee")) == 1
    assert "DECISION_A_VERIFIER" in [one.code for one in outcome.settled]
    assert hub.under(view_with(LATE, version=3))[0].entry.conclusions == ()


def test_the_authority_that_loses_the_case_is_told_what_was_decided_in_its_name() -> None:
    """It held the decision, was shown the one that was stopped, and has delegated since: it learns that it stands."""
    hub, case_id = stopped()
    (outcome,) = hub.under(view_with(LATE.model_copy(update={"fonctions": EVERYTHING}), version=2))
    assert ("ccas", "dossier.retire") in hub.told(outcome)
    assert hub.told(outcome).count(("ccas", "decision.communiquee")) == 1
    assert hub.case(case_id).informes == ("ccas",)


def test_an_event_that_comes_before_the_examination_finds_the_decision_applied() -> None:
    """The aid is delivered before the lane came to the case: the decision counts first, and its alarm is settled with that event."""
    hub, case_id = stopped("CONFIEE", "asso")
    records = (LATE.model_copy(update={"aides": ("CONFIEE",)}), act("convention-asso", "subvention", "asso"))
    hub.view = view_with(*records, version=2)
    outcome = hub.publish("asso", "aide.mise_en_oeuvre", case_id, {"date": TODAY})
    assert outcome.refusal is None
    assert (hub.case(case_id).etat, len(hub.case(case_id).decisions)) == (State.MISE_EN_OEUVRE, 1)
    assert "DECISION_A_VERIFIER" in [one.code for one in outcome.settled]


@pytest.mark.parametrize("records", [(), (act("autre", "institution", "ccas", aides=["MARCHE"]),)])
def test_a_version_that_says_nothing_of_it_changes_nothing(records: tuple[AnyRecord, ...]) -> None:
    """None: nothing to write."""
    assert again(*stopped(), *records) is None


def test_a_dossier_where_nothing_waits_is_left_alone() -> None:
    """Whatever the version says."""
    hub = Hub()
    assert again(hub, hub.opened("PROPRE"), LATE) is None


def test_what_was_dated_back_stays_to_be_confirmed() -> None:
    """The new convention makes its author competent; its date is still to be confirmed, and now by the association."""
    hub, case_id = stopped(date_decision="2025-12-01")
    outcome = again(hub, case_id, LATE)
    assert outcome is not None
    (waiting,) = outcome.dossier.arretees
    assert (waiting.raison, waiting.competent, waiting.recu_le) == (Reason.DECISION_ANTIDATEE, "asso", date(2026, 1, 5))
    assert waiting.alarme == hub.case(case_id).arretees[0].alarme
    assert (outcome.settled, outcome.deadlines) == ((), ())


def test_the_days_since_it_was_recorded_do_not_count() -> None:
    """The convention came three weeks later: the decision was recorded on its day."""
    outcome = again(*stopped(), LATE, days=300)
    assert outcome is not None
    assert outcome.settled


def test_what_was_stopped_before_the_hub_kept_the_day_is_judged_on_its_own_date() -> None:
    """Such a decision was never judged on its lateness."""
    hub, case_id = stopped(date_decision="2025-12-01")
    case = hub.case(case_id)
    old = state.Stopped(*(getattr(case.arretees[0], name) for name in state.Stopped.__struct_fields__[:6]))
    hub.dossiers[case_id] = state.encode(msgspec.structs.replace(case, arretees=(old,)))
    outcome = again(hub, case_id, LATE)
    assert outcome is not None
    assert outcome.settled


def test_still_stopped_it_is_shown_to_the_authority_it_newly_concerns() -> None:
    """The power was the town's all along: it joins the dossier, is shown the decision, and may settle it; asked again, nothing is said."""
    hub, case_id = stopped("PROPRE", "ccas")
    assert [one.competent for one in hub.case(case_id).arretees] == ["ccas"]
    records = (act("ccas-propre", "institution", "ccas", aides=["MARCHE"]), act("ville-propre", "institution", "ville", aides=["PROPRE"]))
    outcome = again(hub, case_id, *records)
    assert outcome is not None
    assert letters(outcome) == [("ccas", "decision.a_verifier"), ("ville", "decision.a_verifier")]
    (said,) = outcome.conclusions
    assert (said.genre, said.raison, said.details["competent"]) == (
        ConclusionKind.DECISION_REEXAMINEE, Reason.AUTEUR_INCOMPETENT, "ville",
    )  # fmt: skip
    hub.dossiers[case_id] = state.encode(outcome.dossier)
    assert again(hub, case_id, *records) is None
    hub.view = view_with(*records)
    assert hub.publish("ville", "decision.confirmee", case_id, {"date": TODAY}).refusal is None


def test_what_nobody_may_settle_any_more_is_shown_to_who_is_accountable() -> None:
    """The aid was abolished: no authority, no organ."""
    hub, case_id = stopped("PROPRE", "ccas")
    outcome = again(hub, case_id, act("ccas-propre", "institution", "ccas", aides=["MARCHE"]))
    assert outcome is not None
    assert letters(outcome) == [("ccas", "decision.a_verifier")]
    assert "organes" not in outcome.conclusions[0].details


def test_a_decision_that_another_one_followed_is_not_set_free() -> None:
    """The authority decided meanwhile: two decisions would stand."""
    hub, case_id = stopped("PROPRE", "ccas")
    hub.publish("ccas", "decision.rendue", case_id, decision())
    assert again(hub, case_id, LATE) is None
    assert len(hub.case(case_id).arretees) == 1


def test_an_adjournment_that_waited_puts_off() -> None:
    """Set free it is told, and decides nothing."""
    hub, case_id = stopped(sens="ajournement")
    outcome = again(hub, case_id, LATE)
    assert outcome is not None
    assert (outcome.dossier.etat, outcome.dossier.decisions, outcome.dossier.arretees) == (State.AJOURNEE, (), ())


@pytest.mark.parametrize("freed", ["voted anew", "survives"])
def test_what_elections_put_in_question_is_set_free_by_a_vote_or_by_the_policy(freed: str) -> None:
    """The delegation voted anew counts from the day of the decision, or the commune says that the old one survives."""
    hub = Hub()
    case_id = hub.opened("SECOURS")
    hub.publish("ccas", "decision.rendue", case_id, decision(by="ccas-secours", organe="president", montant_centimes=8_000))
    assert [one.raison for one in hub.case(case_id).arretees] == [Reason.A_CONFIRMER_APRES_ELECTIONS]
    voted = act(
        "delegation-2026", "delegation_interne", "ccas", aides=["SECOURS"], fonctions=["DECIDER"], organe="president", du=date(2026, 1, 1)
    )
    records: dict[str, AnyRecord] = {"voted anew": voted, "survives": TOWN.model_copy(update={"politique_apres_elections": "survit"})}
    outcome = again(hub, case_id, records[freed])
    assert outcome is not None
    assert outcome.conclusions[0].raison == "LIBEREE"


def test_several_are_set_free_in_the_order_they_were_taken() -> None:
    """The second one stands last."""
    hub, case_id = stopped(date_decision="2026-01-04")
    hub.publish("ville", "decision.rendue", case_id, decision("asso", "convention-tardive", sens="accord_partiel"))
    outcome = again(hub, case_id, LATE)
    assert outcome is not None
    assert [one.sens.value for one in outcome.dossier.decisions] == ["accord", "accord_partiel"]
    assert len(outcome.settled) == 1, "they shared one alarm"
