"""Clocks of a case on its way: the catalogue corrected, appeals, reorientation, what is told in French, what says nothing."""

from datetime import UTC, datetime

import pytest

from hub.core.clock_facts_said import noted
from hub.core.own_facts import DeadlineReached
from hub.core.rescheduling import is_to_examine
from schemas.catalogue_codes import FactKind
from schemas.codes import State
from schemas.examining import ArbitrageRendu
from tests.unit.case_world import RECIPIENT_KEYS, TODAY, Hub, action, view_with
from tests.unit.registry_records import aid
from tests.unit.test_life_readmodel import read
from tests.unit.timed_world import TIMED, Clocked, entered

AFTER = "2026-03-05T23:00:00"


def test_a_catalogue_corrected_meanwhile_moves_the_silence() -> None:
    """The rule of the demand's day, as it is known now: what was announced under the old one does not take effect."""
    case = Clocked().until("2026-01-11T10:00:00")
    (silence,) = [one for one in case.waiting if one.code == "SILENCE"]
    case.hub.view = view_with(entered("PROPRE", "PCH"))
    case.hub.now = datetime.fromisoformat(AFTER).replace(tzinfo=UTC)
    outcome = case.ring(silence)
    assert (case.state, case.clocks()["SILENCE"], len(outcome.entry.conclusions)) == (State.TRANSMISE, "2026-05-05", 1)
    case.hub.view = view_with(aid("PROPRE"))
    (silence,) = [one for one in case.waiting if one.code == "SILENCE"]
    case.ring(silence)
    assert (case.state, case.clocks(), {one.code for one in case.waiting} <= {"ACTE_CHANGE"}) == (State.TRANSMISE, {}, True)


def test_a_newer_catalogue_sets_the_clocks_of_cases_at_rest() -> None:
    """A version that changes an entry is walked like one that changes an act."""
    case = Clocked(hub=Hub(view=view_with()))
    assert case.said("HORLOGES_COMPTEES") == []
    view = view_with(entered("PROPRE", "AID-FIN"), version=2)
    assert is_to_examine(case.hub.case(case.id), view, case.hub.now, RECIPIENT_KEYS)
    case.hub.view = view
    outcome = case.hub.examined(case.id)
    assert "HORLOGE" in {one.code for one in outcome.deadlines}
    assert not is_to_examine(case.hub.case(case.id), view, case.hub.now, RECIPIENT_KEYS)


def test_silence_on_an_appeal_counts_for_the_judge() -> None:
    """Rejected by silence, contested before its author, two months more: who answers is warned, the judge's delay counts from there."""
    case = Clocked().until("2026-03-06T10:00:00")
    case.does("ccas", "recours.depose", voie="gracieux")
    assert case.clocks()["SILENCE_RECOURS"] == "2026-05-06"
    case.until("2026-05-06T22:00:00")
    assert case.warnings("ccas")[-1] == ("SILENCE_RECOURS", "J_5")
    assert [one.kind for one in case.hub.case(case.id).delais.faits][-1] is FactKind.SILENCE_RECOURS_ECHU
    assert case.steps("ccas")[-1] == ("silence.echu", "REJET_IMPLICITE_RECOURS", "2026-05-06")
    case.does("ccas", "decision.maintenue")
    assert case.state is State.REJET_IMPLICITE


def test_an_arbitration_ends_the_duty_to_send_on() -> None:
    """The target of two working days runs from the finding and ends by the transmission."""
    case = Clocked(aid="CONFIEE", counter="ville").until("2026-01-06T10:00:00")
    case.does("ccas", "incompetence.constatee", motif="incompetent_matiere")
    case.until("2026-01-07T10:00:00")
    assert case.state is State.A_REORIENTER
    assert case.clocks()["REORIENTATION"] == "2026-01-08"
    given = Clocked(aid="CONFIEE", counter="ville").until("2026-01-06T10:00:00")
    given.does("asso", "incompetence.constatee", motif="incompetent_matiere")
    assert (given.state, given.clocks().get("REORIENTATION")) == (State.TRANSMISE, None)
    assert [
        one.kind
        for one in noted(
            case.hub.case(case.id), ArbitrageRendu(date=datetime.fromisoformat(TODAY).date(), acteur="asso", acte="convention-asso")
        )
    ] == [FactKind.TRANSMISSION]


def test_what_happens_on_the_way_is_counted() -> None:
    """Acknowledged, put on an agenda, decided, notified, a right that runs and is to be renewed: each ends a clock or starts one."""
    case = Clocked(aid="PROPRE")
    assert "ACCUSE_RECEPTION" in case.clocks()
    case.does("ccas", "ar.emis", mentions_completes=True)
    assert "ACCUSE_RECEPTION" not in case.clocks()
    case.does("ccas", "dossier.complet")
    case.does("ccas", "ordre_du_jour.inscrit", seance="2026-02-01", organe="commission_permanente")
    case.decides(TODAY)
    case.does("ccas", "notification.envoyee", mode="courrier", voies_et_delais=True)
    case.does("ccas", "notification.recue")
    assert case.clocks() == {"CONTENTIEUX": "2026-03-06"}
    case.does("ccas", "droit.ouvert", du=TODAY, au="2027-01-05")
    case.does("ccas", "renouvellement.demande")
    kinds = [one.kind.value for one in case.hub.case(case.id).delais.faits]
    assert kinds == ["ACCUSE_RECEPTION", "DOSSIER_COMPLET", "SEANCE_PREVUE", "NOTIFICATION", "DROIT_OUVERT", "RENOUVELLEMENT"]
    case.until("2026-03-06T23:00:00")
    assert case.said("ECHEANCE")[-1][0] == "CONTENTIEUX"
    assert case.warnings("ccas") == [], "the person's own delay"
    case.does("ccas", "recours.depose", voie="contentieux")
    assert case.hub.case(case.id).delais.faits[-1].kind is FactKind.RECOURS_CONTENTIEUX


def test_an_oriented_demand_waits_for_nobody() -> None:
    """Nobody owns the need: the person was oriented, and no silence takes effect."""
    case = Clocked(aid="SUPPLETIVE", hub=Hub(view=view_with(entered("SUPPLETIVE", "AID-FIN", domaine="solidarite"))))
    case.until("2026-02-10T10:00:00")
    assert "SILENCE" in {one.code for one in case.waiting}
    case.does("ccas", "orientation.consentie", acteur="secours")
    assert "SILENCE" not in {one.code for one in case.waiting}


def test_a_deadline_of_a_dossier_that_is_not_there_says_nothing() -> None:
    """A record of a deadline is read whatever the state is."""
    hub = Hub(view=TIMED)
    at = hub.now
    outcome = hub.take(DeadlineReached(dossier="dos_inconnu", code="SILENCE", due=at, instant=at, partition=0, offset=0))
    assert (outcome.dossier, outcome.messages, len(outcome.settled)) == (None, (), 1)


def test_urgent_needs_have_their_own_target() -> None:
    """Beside the ordinary one."""
    view = view_with(entered("PROPRE", "PORTAGE"))
    ordinary, urgent = Clocked(hub=Hub(view=view)), Clocked(hub=Hub(view=view), changes={"urgence": True})
    assert ("INSTRUCTION_URGENTE" in ordinary.clocks(), urgent.clocks()["INSTRUCTION_URGENTE"]) == (False, "2026-01-06")


def test_what_is_awaited_of_an_action_is_its_report() -> None:
    """An action has no decision and no payment to wait for."""
    hub = Hub()
    opened = hub.publish("service", "action.ouverte", "ACTION-1", action())
    assert opened.dossier is not None
    hub.publish("service", "aide.mise_en_oeuvre", opened.dossier.id, {"date": TODAY})
    assert hub.inbox("service", "avis.technique")[-1]["attendu"] == ["action.bilan", "dossier.clos"]


@pytest.mark.parametrize(
    ("aid_of", "words"),
    [("AID-FIN", "le silence gardé vaut rejet au 5 mars 2026 (CRPA L231-4"), ("APA-DOM", "règle à vérifier")],
)
def test_silence_is_told_in_french(aid_of: str, words: str) -> None:
    """With its date and its text; what was undone, and a clock that ended, too; warnings go without saying."""
    case = Clocked(counter="ville", hub=Hub(view=view_with(entered("PROPRE", aid_of)))).until("2026-03-07T10:00:00")
    case.decides("2026-03-05")
    told = read(case.hub, case.id)[2]
    assert words in told
    if aid_of == "AID-FIN":
        assert "la décision du 5 mars 2026 a été prise à temps : la décision implicite du 5 mars 2026 est annulée" in told
        assert "délai écoulé le 10 janvier 2026" in told
        assert "(objectif du service) : accusé de réception ; ccas répond du dossier" in told
    assert "MOITIE" not in told


@pytest.mark.parametrize("has_accepted", [True, False])
def test_after_a_rejection_by_silence_there_is_still_somebody_to_decide(*, has_accepted: bool) -> None:
    """The convention of who had it ends: the titulaire takes it up, the state stays, and it may decide expressly."""
    view = view_with(entered("CONFIEE", "AID-FIN"))
    case = Clocked(aid="CONFIEE", counter="ville", day="2025-12-20", hub=Hub(view=view))
    if has_accepted:
        case.does("asso", "transmission.acceptee")
    case.until("2026-02-28T23:00:00")
    held = case.hub.held(case.id)
    assert (case.state, case.hub.case(case.id).responsable) == (State.REJET_IMPLICITE, "ccas")
    assert "DECIDER" in held["ccas"]
    assert "asso" not in held
    case.decides("2026-03-01", act="ccas-confiee")
    assert case.state is State.DECIDEE
