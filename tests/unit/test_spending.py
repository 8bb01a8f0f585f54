"""Decisions and the money of the act they are taken by."""

from typing import Any

import pytest

from hub.core.journal import ConclusionKind
from hub.core.outcome import Outcome
from hub.core.quota_account import Sum
from hub.core.timekeeping import may_fall
from schemas.codes import Code, Function, QuotaOutcome, Reason, State
from tests.unit.case_world import Hub, decision, view_with
from tests.unit.registry_records import act


def held(amount: int | None = 10_000, code: str = "ARGENT", **changes: Any) -> tuple[Hub, str]:
    """A case that the association was counted in for."""
    hub = Hub()
    asked: dict[str, Any] = {} if amount is None else {"montant_demande_centimes": amount}
    case_id = hub.opened(code, **asked, **changes)
    hub.count()
    return hub, case_id


def decides(hub: Hub, case_id: str, cents: int | None, **changes: Any) -> Outcome:
    """The association decides."""
    amount = {} if cents is None else {"montant_centimes": cents}
    content = decision("asso", "argent-asso", organe="conseil_association", **amount, **changes)
    return hub.publish("asso", "decision.rendue", case_id, content)


def line(hub: Hub, acte: str = "argent-asso") -> Sum:
    """The year's money."""
    return hub.tills[acte].account.sommes["2026"]


@pytest.mark.parametrize(
    ("granted", "changes", "spent"),
    [
        (10_000, {}, 10_000),
        (4_000, {"sens": "accord_partiel"}, 4_000),
        (None, {}, 10_000),
        (None, {"sens": "refus", "motif": "hors_reglement"}, 0),
    ],
)
def test_a_decision_spends_what_it_grants_and_frees_the_rest(granted: int | None, changes: dict[str, Any], spent: int) -> None:
    """Applied at once: the reservation reaches. Without an amount the one asked counts; a refusal frees everything."""
    hub, case_id = held()
    assert line(hub) == Sum(10_000, 0)
    outcome = decides(hub, case_id, granted, **changes)
    assert (outcome.refusal, hub.case(case_id).etat) == (None, State.DECIDEE)
    assert [one.raison for one in outcome.entry.conclusions if one.genre is ConclusionKind.RESERVATION] == [QuotaOutcome.CONSOMMEE]
    hub.count()
    assert (line(hub), hub.case(case_id).reservations) == (Sum(0, spent), ())


def test_an_adjournment_spends_nothing() -> None:
    """What is reserved stays so."""
    hub, case_id = held()
    decides(hub, case_id, None, sens="ajournement")
    assert hub.count() == []
    assert line(hub) == Sum(10_000, 0)


def test_what_is_granted_beyond_what_was_reserved_is_asked_for_first() -> None:
    """Nothing else happens on the case meanwhile; the answer applies it, in one go."""
    hub, case_id = held(None)
    waits = decides(hub, case_id, 30_000)
    assert [one.genre for one in waits.entry.conclusions] == [
        ConclusionKind.EVENEMENT_RETENU,
        ConclusionKind.RESERVATION,
        ConclusionKind.DECISION_EN_ATTENTE,
    ]
    assert (hub.case(case_id).decisions, hub.told(waits)) == ((), [])
    assert not may_fall(hub.case(case_id)), "no silence takes effect while a decision waits for its money"
    closing = hub.publish("ccas", "dossier.clos", case_id, {"motif": "desistement", "date": "2026-01-05"})
    assert closing.refusal is not None
    assert closing.refusal.code is Code.ETAT_INCOMPATIBLE
    (applied,) = hub.count()
    assert ("ccas", "decision.communiquee") in hub.told(applied)
    assert (hub.case(case_id).etat, hub.case(case_id).attendues, line(hub)) == (State.DECIDEE, (), Sum(0, 30_000))
    again = decides(hub, case_id, 20_000)
    assert again.refusal is None
    hub.count()
    assert (len(hub.case(case_id).decisions), line(hub)) == (2, Sum(0, 50_000)), "a second grant is asked for as a whole"


@pytest.mark.parametrize(
    ("revision", "reform", "spent"),
    [
        ({"sens": "hausse", "montant_centimes": 15_000}, None, 15_000),
        ({"sens": "baisse", "montant_centimes": 4_000, "motif": "ressources_superieures"}, None, 10_000),
        ({"sens": "fin", "motif": "ressources_superieures"}, None, 10_000),
        (None, 12_000, 12_000),
    ],
)
def test_a_decision_that_comes_back_spends_what_it_adds(revision: dict[str, Any] | None, reform: int | None, spent: int) -> None:
    """On a right that runs, or on appeal; what it takes away stays spent."""
    hub, case_id = held()
    decides(hub, case_id, 10_000)
    hub.count()
    content = decision("asso", "argent-asso", organe="conseil_association")
    if revision is not None:
        hub.publish("asso", "aide.mise_en_oeuvre", case_id, {"date": "2026-01-05"})
        hub.publish("asso", "contradictoire.ouvert", case_id, {"date": "2026-01-05", "date_limite": "2026-01-20"})
        outcome = hub.publish("asso", "decision.revisee", case_id, {**content, **revision})
    else:
        hub.publish("asso", "recours.depose", case_id, {"date": "2026-01-05", "voie": "gracieux"})
        outcome = hub.publish("asso", "decision.reformee", case_id, {**content, "montant_centimes": reform})
    assert outcome.refusal is None
    hub.count()
    assert (len(hub.case(case_id).decisions), line(hub)) == (2, Sum(0, spent))


def test_a_decision_beyond_the_envelope_is_to_be_confirmed_never_refused() -> None:
    """Shown to both sides; who stands in for the act confirms it, on its own budget; the author may not."""
    hub, case_id = held(10_000)
    decides(hub, case_id, 60_000)
    (stopped,) = hub.count()
    (one,) = hub.case(case_id).arretees
    assert (one.raison, one.competent, one.epuise) == (Reason.ENVELOPPE_EPUISEE, "departement", "argent-asso")
    assert ("asso", "decision.a_verifier") in hub.told(stopped)
    assert ("departement", "decision.a_verifier") in hub.told(stopped)
    told = hub.inbox("departement", "decision.a_verifier")[0]
    assert (told["raison"], told["constat"]) == (Reason.ENVELOPPE_EPUISEE, "a_confirmer")
    assert hub.under(view_with(version=3))[0].entry.conclusions == (), "it is not asked for again"
    own = hub.publish("asso", "decision.confirmee", case_id, {"date": "2026-01-05"})
    assert own.refusal is not None
    hub.publish("departement", "decision.confirmee", case_id, {"date": "2026-01-05"})
    hub.count()
    assert (hub.case(case_id).responsable, line(hub)) == ("departement", Sum(0, 0))


@pytest.mark.parametrize(("code", "acte", "settler"), [("ARGENT", "argent-asso", "departement"), ("FILE", "file-asso", "ccas")])
def test_a_decision_of_who_has_no_money_for_the_case_is_to_be_confirmed(code: str, acte: str, settler: str) -> None:
    """The association received the demand and knows the case: it is the money that lacks, not the power. Another's is still incompetent."""
    hub, _ = held(50_000, code)
    second = hub.opened(code, "asso", montant_demande_centimes=100)
    hub.count()
    hub.publish("asso", "decision.rendue", second, decision("asso", acte, organe="conseil_association", montant_centimes=100))
    (one,) = hub.case(second).arretees
    assert (one.raison, one.competent, one.epuise) == (Reason.ENVELOPPE_EPUISEE, settler, acte)
    hub.publish(settler, "decision.confirmee", second, {"date": "2026-01-05"})
    hub.count()
    assert (hub.case(second).responsable, line(hub, acte).consomme) == (settler, 0)
    third = hub.opened(code, "ville", counter="ville", montant_demande_centimes=100)
    hub.count()
    hub.publish("ville", "decision.rendue", third, decision("ville", acte))
    assert [one.raison for one in hub.case(third).arretees] == [Reason.AUTEUR_INCOMPETENT]


def test_who_signs_before_the_count_waits_for_it_then_is_applied_or_stopped() -> None:
    """The counter decides in the same minute: granted, it is applied; exhausted, it is to be confirmed."""
    for cents, stands in ((10_000, State.DECIDEE), (60_000, State.TRANSMISE)):
        hub = Hub()
        case_id = hub.opened("ARGENT", "asso", montant_demande_centimes=cents)
        outcome = decides(hub, case_id, cents)
        assert outcome.entry.conclusions[-1].genre is ConclusionKind.DECISION_EN_ATTENTE
        hub.count()
        assert (hub.case(case_id).etat, hub.case(case_id).attendues) == (stands, ())
        reasons = [one.raison for one in hub.case(case_id).arretees]
        assert reasons == ([] if stands is State.DECIDEE else [Reason.ENVELOPPE_EPUISEE])


def test_an_authority_that_waits_for_its_own_money_decides_beyond_it_only_to_confirm() -> None:
    """No one else would answer: its own board settles it."""
    hub = Hub(view_with(act("ccas-comptee", "institution", "ccas", aides=["COMPTEE"], enveloppe={"centimes_par_an": 100}, epuise="repli")))
    case_id = hub.opened("COMPTEE", montant_demande_centimes=500)
    hub.count()
    hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-comptee", montant_centimes=500))
    (one,) = hub.case(case_id).arretees
    assert (one.raison, one.competent) == (Reason.ENVELOPPE_EPUISEE, "ccas")


def test_an_authority_that_waits_for_a_place_decides_all_the_same() -> None:
    """Places bound what is carried out, not who may say yes."""
    hub = Hub()
    hub.opened("COMPTEE")
    case_id = hub.opened("COMPTEE")
    early = hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-comptee"))
    assert early.entry.conclusions[-1].genre is ConclusionKind.DECISION_EN_ATTENTE
    hub.count()
    assert hub.case(case_id).etat is State.DECIDEE


def test_what_an_authority_settles_waits_for_its_money_and_is_not_judged_again() -> None:
    """Dated back, confirmed by who is competent: the money is asked for, then it is applied."""
    hub, case_id = held(None)
    decides(hub, case_id, 30_000, date_decision="2025-12-20")
    assert [one.raison for one in hub.case(case_id).arretees] == [Reason.DECISION_ANTIDATEE]
    hub.publish("asso", "decision.confirmee", case_id, {"date": "2026-01-05"})
    assert (hub.case(case_id).arretees, len(hub.case(case_id).attendues)) == ((), 1)
    hub.count()
    assert (hub.case(case_id).etat, line(hub)) == (State.DECIDEE, Sum(0, 30_000))


def test_a_decision_set_free_by_a_newer_registry_asks_for_its_money() -> None:
    """The convention was recorded late, with its envelope."""
    late = act(
        "argent-asso", "delegation_competence", "asso", aides=["ARGENT"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE", "EXECUTER"],
        enveloppe={"centimes_par_an": 50_000}, epuise="repli", clause_urgence="departement",
    )  # fmt: skip
    hub = Hub(view_with(late.model_copy(update={"fonctions": (Function.INSTRUIRE,), "enveloppe": None})))
    case_id = hub.opened("ARGENT", montant_demande_centimes=1_000)
    decides(hub, case_id, 1_000)
    assert [one.raison for one in hub.case(case_id).arretees] == [Reason.AUTEUR_INCOMPETENT]
    hub.under(view_with(late, version=2))
    assert [one.decision.acteur for one in hub.case(case_id).attendues] == ["asso"]
    hub.count()
    assert (hub.case(case_id).etat, line(hub)) == (State.DECIDEE, Sum(0, 1_000))


def test_two_decisions_that_wait_are_each_applied_by_their_own_answer() -> None:
    """The first is spent before the second is answered."""
    hub, case_id = held(None)
    decides(hub, case_id, 20_000)
    decides(hub, case_id, 25_000)
    hub.count(1)
    assert (len(hub.case(case_id).decisions), len(hub.case(case_id).attendues)) == (1, 1)
    hub.count()
    assert (len(hub.case(case_id).decisions), line(hub)) == (2, Sum(0, 45_000))
