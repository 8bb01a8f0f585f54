"""A demand recorded after a body it would go to was dissolved: to who is there, with both days on record, and to no inbox nobody reads."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.living import is_living
from hub.core.outcome import Outcome
from hub.core.proof_reading import ReadProof, read
from schemas.codes import Reason, State
from schemas.registry import AnyRecord
from tests.unit.case_world import AIDS, DECIDES_ALL, NOON, TODAY, Hub, demand, view_with
from tests.unit.registry_records import act, actor

GONE_ON = date(2026, 1, 3)
BEFORE = "2026-01-02"
HEIR = {"successeur": "cias", "succession": "de_plein_droit"}


def hub_without(*records: AnyRecord, gone: str = "ccas", **heir: str) -> Hub:
    """The town on 5 January, whose `gone` was dissolved on the 3rd."""
    dissolved = actor(gone, nature="ccas", au=GONE_ON, **heir)
    return Hub(view_with(actor("cias", nature="cias"), dissolved, *records, version=2))


def late(hub: Hub, code: str = "PROPRE", who: str = "ville", **changes: Any) -> Outcome:
    """A demand of the 2nd that `who` brings on the 5th."""
    changes = {"counter": "ccas", "date_demande": BEFORE} | changes
    outcome = hub.publish(who, "demande.deposee", "REF", demand(code, **changes))
    assert outcome.refusal is None, outcome.refusal
    return outcome


def proofs(outcome: Outcome) -> list[ReadProof]:
    """What was recorded of it."""
    return [read(one) for one in outcome.entry.preuves]


def test_it_goes_to_the_successor_with_both_days_on_record() -> None:
    """Who was competent on the demand's day, that it is gone, who has its act now; the demand's day stays, nobody writes to the dead."""
    hub = hub_without(**HEIR)
    outcome = late(hub)
    case = outcome.dossier
    assert case is not None
    assert case.demande is not None
    assert (case.etat, case.responsable, case.titulaire, case.informes) == (State.TRANSMISE, "cias", "cias", ())
    assert (case.demande.date_demande.isoformat(), case.demande.guichet) == (BEFORE, "ccas")
    assert hub.held(case.id) == {"ville": ["RECEVOIR"], "cias": list(DECIDES_ALL)}
    (offer,) = hub.inbox("cias", "dossier.confie")
    assert (offer["depuis"], offer["demande"]["date_demande"], offer["demande"]["guichet"]) == (TODAY, BEFORE, "ccas")
    assert hub.inbox("ccas") == []
    then, now = proofs(outcome)
    assert then.decides is not None
    assert now.decides is not None
    assert (then.genre, then.dates.competence.isoformat(), then.decides.responsable) == ("DEMANDE", BEFORE, "ccas")
    assert (now.genre, now.dates.competence.isoformat(), now.decides.responsable) == ("REEXAMEN", TODAY, "cias")
    assert ("ccas", Reason.ACTEUR_DISPARU) in {(one.acteur, one.raison) for one in now.decides.candidats}
    assert then.responsable == now.responsable == "cias"
    opened = next(one for one in outcome.entry.conclusions if one.genre == "DOSSIER_OUVERT")
    told = ("ccas", "ccas-propre", ["ccas"])
    assert tuple(opened.details[name] for name in ("competent_alors", "acte_alors", "disparus")) == told


@pytest.mark.parametrize("changes", [{"date_demande": TODAY, "counter": "ville"}, {"counter": "ville", "code": "LEGALE"}])
def test_where_nobody_is_gone_the_demands_own_day_decides_alone(changes: dict[str, Any]) -> None:
    """One proof, and no word of another day: on its own day the successor had it already, or the département never ended."""
    town = act("loi-departement", "loi", "departement", aides=["LEGALE"], fonctions=[*DECIDES_ALL])
    alone = act("convention-ccas", "convention_instruction", "departement", aides=["MARCHE"], fonctions=["INSTRUIRE"])
    outcome = late(hub_without(town, alone, **HEIR), **changes)
    assert [one.genre for one in proofs(outcome)] == ["DEMANDE"]
    assert "disparus" not in outcome.entry.conclusions[1].details


def test_what_a_body_had_the_time_to_answer_stays_its_own() -> None:
    """Asked more than two months before the end and recorded after it: its silence answered, and the demand is where it was."""
    hub = hub_without(**HEIR)
    for day, who in (("2025-11-02", "ccas"), ("2025-11-03", "cias")):
        case = hub.publish("ville", "demande.deposee", f"REF-{day}", demand("PROPRE", counter="ville", date_demande=day)).dossier
        assert case is not None
        assert (case.responsable, hub.held(case.id)[who]) == (who, list(DECIDES_ALL))


def test_a_delegate_that_is_gone_leaves_it_to_the_titulaire() -> None:
    """The agreement ended with the association: the CCAS decides, and everything is asked of that day."""
    hub = hub_without(gone="asso")
    outcome = late(hub, "CONFIEE", "ccas")
    case = outcome.dossier
    assert case is not None
    assert (case.responsable, hub.held(case.id)) == ("ccas", {"ccas": ["RECEVOIR", *DECIDES_ALL]})
    assert hub.inbox("asso") == []
    assert [one.decides and one.decides.responsable for one in proofs(outcome)] == ["asso", "ccas"]


def test_an_aid_closed_since_is_finished_by_its_titulaire() -> None:
    """The delegate is gone and the aid was closed: who held the power on the demand's day decides what was asked in time."""
    closed = act("ccas-confiee", "institution", "ccas", aides=["CONFIEE"], au=date(2026, 1, 4))
    hub = hub_without(closed, gone="asso")
    case = late(hub, "CONFIEE", "ccas").dossier
    assert case is not None
    assert (case.responsable, case.acte_titulaire, hub.held(case.id)["ccas"]) == ("ccas", "ccas-confiee", ["RECEVOIR", *DECIDES_ALL])
    (offer,) = hub.inbox("ccas", "dossier.confie")
    assert (offer["raison"], offer["acte"]) == ("RETOUR_AU_TITULAIRE", "ccas-confiee")


def test_without_a_successor_who_brought_it_keeps_it_and_learns_what_exists() -> None:
    """Nobody has the aid any more and its counter is gone: the depositor answers, then and when acts are looked at again."""
    hub = hub_without()
    case = late(hub).dossier
    assert case is not None
    assert (case.etat, case.responsable, hub.held(case.id)) == (State.DEPOSEE, "ville", {"ville": ["RECEVOIR"]})
    assert [one["raison"] for one in hub.inbox("ville", "orientation.proposee")] == ["AIDE_NON_INSTITUEE"]
    hub.later(days=1)
    hub.under(view_with(actor("ccas", nature="ccas", au=GONE_ON), version=3))
    assert hub.case(case.id).responsable == "ville"
    assert hub.inbox("ccas") == []


def test_what_nobody_owned_on_its_day_stays_nobodys() -> None:
    """An act that begins later gives no right to what was asked before; only the counter that is gone is not written to."""
    begun = act("cias-absente", "institution", "cias", aides=["ABSENTE"], du=GONE_ON)
    hub = hub_without(begun, **HEIR)
    outcome = late(hub, "ABSENTE")
    assert outcome.dossier is not None
    assert (outcome.dossier.responsable, len(proofs(outcome))) == ("ville", 1)
    assert (hub.inbox("ccas"), len(hub.inbox("ville", "orientation.proposee"))) == ([], 1)


def test_places_are_asked_of_the_act_of_the_day_it_is_recorded() -> None:
    """The successor's act bounds its money: it counts the case in on that day, and has it then."""
    bounded = act("ccas-propre", "institution", "ccas", aides=["PROPRE"], enveloppe={"centimes_par_an": 90_000})
    hub = hub_without(bounded, **HEIR)
    case = late(hub, montant_demande_centimes=5_000).dossier
    assert case is not None
    assert (case.responsable, [one.jour.isoformat() for one in case.reservations]) == ("cias", [TODAY])
    hub.count()
    assert hub.held(case.id)["cias"] == list(DECIDES_ALL)


@settings(max_examples=80, deadline=None)
@given(
    code=st.sampled_from([one.code for one in AIDS if one.code != "FINIE"]),
    gone=st.sampled_from(["ccas", "asso", "departement", "operateur", "service", "ville"]),
    has_heir=st.booleans(),
    counter=st.sampled_from(["ccas", "asso", "service"]),
)
def test_nothing_is_ever_offered_to_who_is_gone(*, code: str, gone: str, has_heir: bool, counter: str) -> None:
    """Whatever the aid, the door and the body that is gone: no letter to it, it answers for nothing, and who answers is on the case."""
    hub = hub_without(gone=gone, **(HEIR if has_heir else {}))
    outcome = late(hub, code, "maraude", counter=counter)
    hub.count()
    assert outcome.dossier is not None
    case = hub.case(outcome.dossier.id)
    assert not is_living(hub.view, gone, NOON.date())
    assert hub.inbox(gone) == []
    assert gone not in {case.responsable, case.titulaire, *case.informes, *(one.acteur for one in case.tenues)}
    assert case.responsable in {*case.informes, *(one.acteur for one in case.tenues)}
