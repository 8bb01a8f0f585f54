"""The four reference communes, from the demand to the decision: the stories their registry was written for."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from hub.core import dossier as state
from hub.core.deadlines import DECISION_TO_SETTLE
from hub.core.journal import ConclusionKind
from hub.core.living import is_given
from hub.core.registry import build
from schemas.codes import Code, Function, Reason, Role, State
from tests.unit.case_world import Hub, decision, demand
from tests.unit.test_reference_communes import registry

COG = {"ferrevaux": "00101", "aubrelle": "00202", "port-sorvan": "00303", "nantrelle": "00404"}


def on(day: str) -> Hub:
    """The hub of the reference communes, at noon of that day."""
    return Hub(registry(), now=datetime.fromisoformat(f"{day}T12:00:00+00:00"))


def asked(hub: Hub, commune: str, aid: str, counter: str, day: str, **changes: Any) -> state.Dossier:
    """A demand in one of the communes."""
    content = demand(aid, counter, commune=COG[commune], date_demande=day, **changes)
    outcome = hub.publish(counter, "demande.deposee", f"REF-{len(hub.facts)}", content)
    assert outcome.dossier is not None, outcome.refusal
    return outcome.dossier


@pytest.mark.parametrize("commune", COG)
@pytest.mark.parametrize("day", ["2005-03-01", "2018-01-02", "2026-04-05", "2026-11-01"])
def test_every_demand_of_every_commune_becomes_a_case(commune: str, day: str) -> None:
    """Somebody who exists is accountable, whatever the aid; no association without mandate holds anything."""
    hub = on("2026-11-23")
    given = [one.code for one in registry().aids() if one.code != "IP" and is_given(registry(), one.code, date.fromisoformat(day))]
    for aid in given:
        case = asked(hub, commune, aid, f"commune-{commune}", day)
        assert registry().actor(case.responsable) is not None
        assert state.is_on(case, case.responsable)
        assert all(one.role is not Role.SUPPLETIF for one in case.tenues)
        assert (case.orientation is None) == (case.etat is not State.DEPOSEE)
    assert len(hub.dossiers) == len(given)


@pytest.mark.parametrize("commune", COG)
def test_one_demand_makes_few_messages(commune: str) -> None:
    """One an actor concerned and the notice: a transaction of so many facts has a bounded number of outputs."""
    hub = on("2026-11-23")
    for aid in registry().aids():
        if is_given(registry(), aid.code, date(2026, 11, 2)) and aid.code != "IP":
            before = len(hub.messages)
            asked(hub, commune, aid.code, f"commune-{commune}", "2026-11-02")
            assert len(hub.messages) - before <= len(Function) + 1


def test_one_request_four_communes_four_answers() -> None:
    """A food parcel: entrusted by convention, oriented without mandate, decided by the CIAS."""
    hub = on("2026-11-23")
    answers = [asked(hub, commune, "ALIM-COL", f"commune-{commune}", "2026-01-05") for commune in COG]
    told = [
        (case.responsable, case.orientation.raison if case.orientation else None, sorted({one.acteur for one in case.tenues if one.acte}))
        for case in answers
    ]
    assert told[0] == ("ccas-ferrevaux", None, ["asso-panier-solidaire"])
    assert told[1] == ("commune-aubrelle", Reason.ORIENTATION_SUPPLETIF, [])
    assert told[2][0] == "cias-port-sorvan"
    assert told[3] == ("ccas-nantrelle", None, ["asso-table-ouverte"])


def test_a_decision_the_day_after_the_agreement_of_le_seuil_is_stopped() -> None:
    """Signed on 12 May 2026 under an agreement whose last day was the 11th: the CCAS has the case, is shown it, and takes it over."""
    hub = on("2026-05-11")
    case_id = asked(hub, "aubrelle", "DOMICIL", "asso-le-seuil", "2026-05-11").id
    hub.publish("asso-le-seuil", "transmission.acceptee", case_id, {"date": "2026-05-11"})
    hub.later(days=1)
    signed = decision("asso-le-seuil", "aubrelle-agrement-le-seuil-2021", organe="conseil_association", date_decision="2026-05-12")
    stopped = hub.publish("asso-le-seuil", "decision.rendue", case_id, signed)
    assert hub.told(stopped) == [
        ("asso-le-seuil", "dossier.retire"),
        ("ccas-aubrelle", "dossier.confie"),
        ("asso-le-seuil", "decision.a_verifier"),
        ("ccas-aubrelle", "decision.a_verifier"),
    ]
    assert stopped.entry.conclusions[-1].details["raison_ecart"] == Reason.ACTE_EXPIRE
    assert [one.due for one in stopped.deadlines if one.code == DECISION_TO_SETTLE] == ["2026-05-15T22:00:00.000Z"]
    act = hub.inbox("ccas-aubrelle", "decision.a_verifier")[0]["acte_competent"]
    settled = hub.publish("ccas-aubrelle", "decision.regularisee", case_id, {"date": "2026-05-12", "acte": act})
    assert settled.refusal is None
    assert (hub.case(case_id).etat, hub.case(case_id).responsable) == (State.DECIDEE, "ccas-aubrelle")


def on_the_fifth_of_april(policy: str, act: str, organ: str) -> tuple[Hub, state.Dossier]:
    """Row 1: Ferrevaux, 5 April 2026, a new council and no new board yet; an urgent grant is decided by that organ under that policy."""
    (town,) = [one for one in registry().communes() if one.slug == "ferrevaux"]
    renamed = town.model_copy(update={"politique_apres_elections": policy})
    view = build([*registry().actors(), *registry().communes(), *registry().aids(), *registry().all_acts(), renamed])
    hub = Hub(view, now=datetime(2026, 4, 5, 12, tzinfo=UTC))
    case = asked(hub, "ferrevaux", "SEC-URG", "ccas-ferrevaux", "2026-04-05", urgence=True)
    hub.publish("ccas-ferrevaux", "decision.rendue", case.id, decision("ccas-ferrevaux", act, organe=organ, date_decision="2026-04-05"))
    return hub, hub.case(case.id)


@pytest.mark.parametrize("act", ["ferrevaux-reglement-v8", "ferrevaux-delegation-president-2020"])
def test_row_1_between_two_councils_the_president_is_to_be_confirmed(act: str) -> None:
    """Neither valid nor void: flagged, alerted at once, the commission and the board named; the demand keeps its date."""
    hub, case = on_the_fifth_of_april("a_confirmer", act, "president")
    assert [one.raison for one in case.arretees] == [Reason.A_CONFIRMER_APRES_ELECTIONS]
    (told,) = hub.inbox("ccas-ferrevaux", "decision.a_verifier")
    assert (told["constat"], told["organes"]) == ("a_confirmer", ["commission_permanente", "conseil_administration"])
    alerts = [one for one in hub.journal[-1].conclusions if one.genre is ConclusionKind.ALERTE]
    assert [(one.acteur, one.raison) for one in alerts] == [("ccas-ferrevaux", Reason.A_CONFIRMER_APRES_ELECTIONS)]
    assert case.demande is not None
    assert (case.demande.date_demande, case.decisions) == (date(2026, 4, 5), ())


@pytest.mark.parametrize(
    ("policy", "act", "organ"),
    [
        ("survit", "ferrevaux-reglement-v8", "president"),
        ("survit", "ferrevaux-delegation-president-2020", "president"),
        ("a_confirmer", "ferrevaux-commission-permanente", "commission_permanente"),
        ("a_confirmer", "ferrevaux-reglement-v8", "conseil_administration"),
    ],
)
def test_row_1_a_policy_or_another_organ_decides_at_once(policy: str, act: str, organ: str) -> None:
    """Where the commune says that the delegation survives it is normal; the commission and the board decide anyway."""
    _, case = on_the_fifth_of_april(policy, act, organ)
    assert (case.arretees, len(case.decisions)) == ((), 1)


def test_competence_is_judged_on_the_day_of_the_decision() -> None:
    """Port-Sorvan's nurseries: asked on 20 December 2019, decided by the CIAS on 15 January 2020; the demand keeps its date."""
    hub = on("2020-01-15")
    case = asked(hub, "port-sorvan", "CRECHE", "commune-port-sorvan", "2019-12-20")
    assert case.responsable == "ccas-port-sorvan"
    act = "port-sorvan-transfert-petite-enfance-2020"
    signed = decision("cias-port-sorvan", act, organe="commission", date_decision="2020-01-15")
    hub.publish("commune-port-sorvan", "decision.rendue", case.id, signed)
    decided = hub.case(case.id)
    assert decided.demande is not None
    assert (decided.responsable, len(decided.decisions), decided.demande.date_demande) == ("cias-port-sorvan", 1, date(2019, 12, 20))


@pytest.mark.parametrize(
    ("demand_day", "selon", "version"),
    [("2025-01-31", "date_demande", "v7"), ("2025-02-01", "date_demande", "v8"), ("2025-01-31", "date_decision", "v8")],
)
def test_row_17_the_version_of_the_demands_day_applies_unless_the_new_one_says_otherwise(demand_day: str, selon: str, version: str) -> None:
    """Ferrevaux, asked under version 7 and decided under version 8: recorded with the decision and told to those who examine."""
    eighth = registry().act("ferrevaux-reglement-v8")
    assert eighth is not None
    saying = eighth.model_copy(update={"version_selon": selon})
    view = build([*registry().actors(), *registry().communes(), *registry().aids(), *registry().all_acts(), saying])
    hub = Hub(view, now=datetime(2025, 2, 10, 12, tzinfo=UTC))
    case = asked(hub, "ferrevaux", "AID-FIN", "commune-ferrevaux", demand_day)
    signed = decision("ccas-ferrevaux", "ferrevaux-reglement-v8", date_decision="2025-02-10", version_reglement="v8", montant_centimes=900)
    outcome = hub.publish("ccas-ferrevaux", "decision.rendue", case.id, signed)
    kept = next(one for one in outcome.entry.conclusions if one.genre is ConclusionKind.DECISION_RETENUE)
    by = "date_decision" if selon == "date_decision" else "date_demande"
    assert (kept.details["reglement_applicable"], kept.details["reglement_selon"], kept.details["version_reglement"]) == (version, by, "v8")
    assert hub.inbox("commune-ferrevaux", "decision.communiquee")[0]["reglement_applicable"] == version


@pytest.mark.parametrize(("cents", "stopped"), [(28_000, False), (32_000, True)])
def test_the_delegated_decision_has_its_cap(cents: int, *, stopped: bool) -> None:
    """Nantrelle decides FSL aid up to 300 euros; above, the département does, and sees what was signed."""
    hub = on("2026-11-23")
    case_id = asked(hub, "nantrelle", "FSL-E", "ccas-nantrelle", "2026-11-02").id
    signed = decision("ccas-nantrelle", "nantrelle-fsl-ccas-2023", date_decision="2026-11-23", montant_centimes=cents)
    hub.publish("ccas-nantrelle", "decision.rendue", case_id, signed)
    hub.count()
    assert bool(hub.case(case_id).arretees) is stopped
    assert bool(hub.case(case_id).decisions) is not stopped
    assert bool(hub.inbox("departement-haute-oriane", "decision.a_verifier")) is stopped


def test_childrens_aid_deposited_at_a_ccas_goes_to_the_departement() -> None:
    """Excluded by law from what a CCAS instructs: it received, and holds nothing else."""
    hub = on("2026-11-23")
    case = asked(hub, "nantrelle", "ASE-FIN", "ccas-nantrelle", "2026-11-02")
    assert hub.held(case.id)["ccas-nantrelle"] == ["RECEVOIR"]
    assert case.responsable == "departement-haute-oriane"


def test_a_merged_communes_old_code_still_names_it() -> None:
    """00305 became part of Port-Sorvan on 1 January 2025: a demand under the old code afterwards is Port-Sorvan's."""
    hub = Hub(registry(), now=datetime(2026, 11, 23, 12, tzinfo=UTC))
    content = demand("CANTINE", "commune-port-sorvan", commune="00305", date_demande="2025-02-03")
    outcome = hub.publish("commune-port-sorvan", "demande.deposee", "REF", content)
    assert outcome.dossier is not None
    assert (outcome.dossier.commune, outcome.dossier.cog) == ("port-sorvan", "00305")
    before = demand("CANTINE", "commune-port-sorvan", commune="00305", date_demande="2024-12-31")
    assert hub.publish("commune-port-sorvan", "demande.deposee", "REF-2", before).refusal == (Code.COMMUNE_INCONNUE, "commune")
