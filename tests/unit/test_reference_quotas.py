"""The reference communes when an act is full: rows 7 and 8 of the domain, from the demand to who answers for it."""

from datetime import date

import pytest

from hub.core.journal import ConclusionKind
from hub.core.quota_facts import Asked, Bounds, Returned
from schemas.codes import QuotaOutcome, QuotaThreshold, Reason, State
from tests.unit.case_world import decision
from tests.unit.quota_world import Till
from tests.unit.test_reference_cases import asked, on

CCAS, CD = "ccas-nantrelle", "departement-haute-oriane"
FSL, RSA = "nantrelle-fsl-ccas-2023", "nantrelle-rsa-acc-ccas-2024"
ENVELOPE = Bounds(None, 18_000_000)


def taken(acte: str, aide: str, count: int, cents: int | None, bounds: Bounds) -> tuple[Till, list[QuotaThreshold]]:
    """The account of an act after `count` other cases, and the thresholds told on the way."""
    till, told = Till(), []
    for number in range(count):
        fact = Asked(
            dossier=f"dos_{number}", acte=acte, n=1, aide=aide, annee=2025, place=cents is None, centimes=cents, attend=True, version=0,
            bornes=bounds,
        )  # fmt: skip
        told += [one.seuil for one in till.take(fact).crossed]
    return till, told


def test_row_7_in_november_the_envelope_is_empty_and_the_departement_answers() -> None:
    """280 euros of FSL energy aid: fallback, never a refusal; the demand keeps its date; the three thresholds were told before."""
    hub = on("2025-11-20")
    hub.tills[FSL], told = taken(FSL, "FSL-M", 600, 30_000, ENVELOPE)
    assert told == [QuotaThreshold.SEUIL_80, QuotaThreshold.SEUIL_95, QuotaThreshold.SEUIL_100]
    case_id = asked(hub, "nantrelle", "FSL-E", CCAS, "2025-11-20", montant_demande_centimes=28_000).id
    assert (hub.case(case_id).responsable, hub.held(case_id)) == (CD, {CCAS: ["RECEVOIR"], CD: ["ACCOMPAGNER"]})
    (answer,) = hub.count()
    assert [one.raison for one in answer.entry.conclusions if one.genre is ConclusionKind.RESERVATION] == [QuotaOutcome.EPUISEE]
    assert hub.told(answer) == [(CD, "dossier.confie")]
    case = hub.case(case_id)
    assert case.demande is not None
    assert (case.responsable, case.etat, case.demande.date_demande) == (CD, State.TRANSMISE, date(2025, 11, 20))
    assert "DECIDER" in hub.held(case_id)[CD]
    signed = decision(CCAS, FSL, date_decision="2025-11-20", montant_centimes=28_000)
    hub.publish(CCAS, "decision.rendue", case_id, signed)
    assert [(one.raison, one.competent) for one in hub.case(case_id).arretees] == [(Reason.ENVELOPPE_EPUISEE, CD)]
    hub.publish(CD, "decision.confirmee", case_id, {"date": "2025-11-20"})
    hub.count()
    assert (hub.case(case_id).etat, hub.tills[FSL].account.sommes["2025"].taken) == (State.DECIDEE, 18_000_000)


def test_row_7_with_money_left_the_centre_answers_and_the_decision_is_spent() -> None:
    """One cent more would be too much."""
    hub = on("2025-11-20")
    hub.tills[FSL], _ = taken(FSL, "FSL-M", 1, 18_000_000 - 28_000, ENVELOPE)
    case_id = asked(hub, "nantrelle", "FSL-E", CCAS, "2025-11-20", montant_demande_centimes=28_000).id
    hub.count()
    assert "DECIDER" in hub.held(case_id)[CCAS]
    hub.publish(CCAS, "decision.rendue", case_id, decision(CCAS, FSL, date_decision="2025-11-20", montant_centimes=28_000))
    hub.count()
    assert hub.tills[FSL].account.sommes["2025"].consomme == 28_000


def test_row_8_the_901st_waits_and_the_departement_is_its_referent() -> None:
    """The queue, then the CCAS when a place is given back."""
    hub = on("2025-11-20")
    hub.tills[RSA], told = taken(RSA, "RSA-ACC", 900, None, Bounds(900))
    assert told == [QuotaThreshold.SEUIL_80, QuotaThreshold.SEUIL_95, QuotaThreshold.SEUIL_100]
    case_id = asked(hub, "nantrelle", "RSA-ACC", CCAS, "2025-11-20").id
    hub.count()
    assert [one.etat for one in hub.case(case_id).reservations] == [QuotaOutcome.EN_ATTENTE]
    assert set(hub.held(case_id)[CD]) == {"DECIDER", "INSTRUIRE", "EXECUTER", "ACCOMPAGNER"}
    assert hub.case(case_id).responsable == CD
    hub.requests.append(Returned(dossier="dos_7", acte=RSA, n=1))
    (served,) = hub.count()
    assert (CCAS, "dossier.confie") in hub.told(served)
    assert (set(hub.held(case_id)[CCAS]), hub.held(case_id)[CD]) == ({"RECEVOIR", "INSTRUIRE", "EXECUTER", "ACCOMPAGNER"}, ["DECIDER"])
    assert hub.tills[RSA].account.places == 900


@pytest.mark.parametrize("places", [899, 900])
def test_row_8_the_900th_has_a_place(places: int) -> None:
    """The last place is given."""
    hub = on("2025-11-20")
    hub.tills[RSA], _ = taken(RSA, "RSA-ACC", places, None, Bounds(900))
    case_id = asked(hub, "nantrelle", "RSA-ACC", CCAS, "2025-11-20").id
    hub.count()
    assert ("ACCOMPAGNER" in hub.held(case_id)[CCAS]) is (places < 900)
