"""Two lives of one partition: what differs is what a hub would have done had the acts been loaded on the first day of the period."""

from datetime import UTC, date, datetime

from hub.core.changes import Changes
from hub.core.links import Peer
from hub.core.own_facts import case_linked
from hub.core.registry import RegistryView, build
from hub.core.replaying import in_order
from hub.core.touching import Touch, touched
from hub.core.what_if import Lives, live_twice
from hub.core.what_if_counted import live_counted
from hub.core.what_if_desk import Desks
from hub.core.what_if_question import Period, Question
from hub.registry.versions import log_key
from schemas.codes import Finding, Reason
from schemas.registry import Act, AnyRecord
from tests.unit.case_world import ACTORS, ACTS, AIDS, TOWN
from tests.unit.lived_lane import PARTITION, LivedLane, Numbered
from tests.unit.registry_records import act, actor, aid, commune

VILLAGE: tuple[AnyRecord, ...] = (
    actor("ccas-village", nature="ccas"),
    commune("village", ({"code": "00002"},), relations=[{"nom": "ccas", "acteur": "ccas-village"}]),
    act("ccas-village-confiee", "institution", "ccas-village", aides=["CONFIEE"], communes=["village"]),
)
START = datetime(2026, 1, 9, tzinfo=UTC)
ALWAYS = datetime(2026, 1, 1, tzinfo=UTC)
EVERYTHING = Touch(everything=True)
ORIGINALS: tuple[AnyRecord, ...] = (*ACTORS, *AIDS, TOWN, *ACTS)
TOWNS = {log_key(record): record for record in ORIGINALS}
ENDS = act(
    "convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"],
    au=date(2026, 1, 8),
)  # fmt: skip
"""The association's convention, ended on the fourth day instead of in March."""


(CONVENTION,) = (one for one in ACTS if one.id == "convention-asso")


def bounded(**bounds: object) -> Act:
    """The association's convention with bounds."""
    return Act.model_validate(CONVENTION.model_dump() | bounds)


def simulated(
    lane: LivedLane, *candidate: AnyRecord, start: datetime = ALWAYS, end: datetime | None = None, touch: Touch | None = None
) -> Changes:
    """What the candidate would have changed."""
    lane.registry.stand(*candidate)
    given_keys = {log_key(record): record for record in candidate}
    versions = [{**TOWNS, **{log_key(record): record for record in more}} for more in lane.registry.versions]
    period = Period(start, end or lane.end())
    question = Question(lane.registry, touched(given_keys, versions) if touch is None else touch, period)
    found, kept = live_twice(lane.log, PARTITION, question)
    found.add(live_counted(kept, question))
    return found


def lived(lane: LivedLane, start: datetime) -> Lives:
    """Both lives of the whole lane, every case twice."""
    lives = Lives(PARTITION, Question(lane.registry, EVERYTHING, Period(start, lane.end())), Desks(lane.registry.counted().acts))
    for fact, instant in in_order(lane.log, PARTITION, lives.note):
        lives.live_until(instant)
        lives.take_up(fact, instant)
    lives.live_until(lane.end())
    return lives


def confided(lane: LivedLane) -> str:
    """A demand that the association accepts, and decides on in its own name on the tenth."""
    case = lane.opened("CONFIEE")
    lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    lane.later(5)
    lane.decided(case, "asso", "convention-asso")
    return case


def test_a_convention_that_ends_earlier_moves_its_cases_at_its_end() -> None:
    """Two cases go to the titulaire on the eighth; what the association decided on the tenth would have been incompetent."""
    lane = LivedLane()
    lane.opened("PROPRE")
    waiting = lane.opened("CONFIEE")
    lane.publish("asso", "transmission.acceptee", waiting, {"date": lane.today})
    case = confided(lane)
    lane.publish("asso", "aide.mise_en_oeuvre", case, {"date": lane.today})
    lane.publish("asso", "dossier.clos", case, {"date": lane.today, "motif": "aide_servie"})
    found = simulated(lane, ENDS)
    assert (found.evenements, found.dossiers, len(found.deplaces)) == (8, 3, 2)
    assert found.flux == {("asso", "ccas"): 2}
    (one,) = (one for one in found.deplaces if one.dossier == case)
    assert (one.perdent, one.recoivent, one.responsable_avant, one.responsable_apres) == (("asso",), ("ccas",), "asso", "ccas")
    ((finding, judged),) = found.decisions
    assert (finding, judged.dossier, judged.acteur, judged.acte) == (Finding.INCOMPETENCE, case, "asso", "convention-asso")
    assert (judged.date_decision, judged.raison, judged.competent) == (date(2026, 1, 10), Reason.AUTEUR_INCOMPETENT, "ccas")
    assert (found.sans_objet, found.par_suite, found.admis) == ({"asso": 2}, {}, {})
    assert (found.avant.tenus, found.apres.tenus) == ({"asso": 1, "ccas": 2}, {"ccas": 3})
    assert found.avant.confies == {"asso": 2, "ccas": 3}
    assert found.apres.confies == {"asso": 2, "ccas": 3}
    assert waiting in {one.dossier for one in found.deplaces}
    assert found.nes_du_hub == (0, 2)


def test_what_a_stranger_sent_is_pointless_and_its_decision_judged_all_the_same() -> None:
    """The convention never was: the association would not have been on the case, nothing it sent has an object."""
    lane = LivedLane()
    case = confided(lane)
    never = ENDS.model_copy(update={"au": None, "revoque_le": date(2025, 12, 1)})
    found = simulated(lane, never)
    assert found.sans_objet == {"asso": 2}
    assert [(finding, one.acteur, one.raison) for finding, one in found.decisions] == [
        (Finding.INCOMPETENCE, "asso", Reason.AUTEUR_INCOMPETENT)
    ]
    assert found.apres.confies == {"ccas": 1}
    after = simulated(lane, never, start=datetime(2026, 1, 20, tzinfo=UTC), end=datetime(2026, 1, 21, tzinfo=UTC))
    assert (after.evenements, after.dossiers, [one.dossier for one in after.deplaces]) == (0, 1, [])
    assert case in {one.dossier for one in found.deplaces}


def test_a_case_that_follows_its_person_meets_the_acts_of_the_other_commune() -> None:
    """Candidate acts of the village touch no case of the town, until its person moves there."""
    lane = LivedLane(Numbered([VILLAGE]))
    case = lane.opened("CONFIEE", "ville")
    lane.publish("ville", "residence.changee", case, {"date": lane.today, "commune": "00002", "consentement": True})
    found = simulated(lane, act("ccas-village-confiee", "institution", "ville", aides=["CONFIEE"], communes=["village"]))
    assert [(one.dossier, one.responsable_avant, one.responsable_apres) for one in found.deplaces] == [(case, "ccas-village", "ville")]


def test_a_case_opened_before_the_period_begins_where_the_replay_leaves_it() -> None:
    """The association had accepted; on the period's first instant the case goes to the titulaire, and the old decision stands."""
    lane = LivedLane()
    first, second = lane.opened("CONFIEE"), lane.opened("CONFIEE")
    for case in (first, second):
        lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    lane.decided(first, "asso", "convention-asso")
    lane.later(8)
    found = simulated(lane, ENDS.model_copy(update={"au": date(2026, 1, 7)}), start=START)
    assert (found.evenements, found.dossiers, found.decisions) == (0, 2, [])
    assert [one.dossier for one in found.deplaces] == sorted([second])
    assert simulated(lane, ENDS, start=datetime(2027, 1, 1, tzinfo=UTC), end=datetime(2026, 1, 2, tzinfo=UTC)) == Changes()


def test_an_act_that_would_have_given_the_power_sets_decisions_free() -> None:
    """Signed by an association without any act: stopped as it happened, applied had the convention existed, even when recorded later."""
    lane = LivedLane()
    case = lane.opened("PROPRE")
    lane.decided(case, "ccas", "ccas-propre")
    stopped = lane.opened("PROPRE")
    lane.decided(stopped, "ccas", "jamais-vu")
    lane.later(1)
    found = simulated(lane, act("jamais-vu", "delegation_interne", "ccas", aides=["PROPRE"], organe="president", fonctions=["DECIDER"]))
    assert [(finding, one.dossier) for finding, one in found.decisions] == [(None, stopped)]
    late = simulated(
        lane,
        act("jamais-vu", "delegation_interne", "ccas", aides=["PROPRE"], organe="president", fonctions=["DECIDER"]),
        start=datetime(2026, 1, 6, tzinfo=UTC),
    )
    assert late.decisions == []
    assert late.nes_du_hub == (0, 1), "set free at the period's first instant: it was decided before"


def test_an_aid_that_would_have_been_given_opens_what_was_refused() -> None:
    """A demand for an aid that nobody had entered is admitted, and what follows on it too; one that would be refused leaves nobody."""
    lane = LivedLane()
    refused = lane.opened("NOUVELLE")
    lane.publish("ccas", "dossier.clos", refused, {"date": lane.today, "motif": "desistement"})
    lane.publish("ccas", "dossier.clos", "dos_" + "a" * 26, {"date": lane.today, "motif": "desistement"})
    found = simulated(lane, aid("NOUVELLE"), act("ccas-nouvelle", "institution", "ccas", aides=["NOUVELLE"]))
    assert (found.admis, found.sans_objet, found.flux) == ({"ccas": 2}, {}, {(None, "ccas"): 1})
    assert [(one.responsable_avant, one.responsable_apres) for one in found.deplaces] == [(None, "ccas")]
    lane = LivedLane()
    case = lane.opened("PROPRE")
    lane.publish("ccas", "dossier.clos", case, {"date": lane.today, "motif": "desistement"})
    gone = simulated(lane, aid("PROPRE", au=date(2025, 1, 1)))
    assert (gone.sans_objet, gone.flux) == ({"ccas": 2}, {("ccas", None): 1})


def test_what_follows_a_stopped_decision_is_refused_because_of_it() -> None:
    """The association holds the case still, by another act: its decision names the wrong one, and its delivery comes without a decision."""
    lane = LivedLane()
    case = confided(lane)
    lane.publish("asso", "aide.mise_en_oeuvre", case, {"date": lane.today})
    renewed = act(
        "convention-2", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"],
        du=date(2026, 1, 8),
    )  # fmt: skip
    found = simulated(lane, ENDS, renewed)
    assert (found.par_suite, found.sans_objet) == ({"asso": 1}, {})
    assert [(finding, one.raison) for finding, one in found.decisions] == [(Finding.INCOMPETENCE, Reason.ACTE_NON_PRODUIT)]


def test_a_fact_that_crashes_core_counts_nowhere_and_is_named() -> None:
    """The registry with the acts lost the commune: every fact on a touched case is a fault, of the other cases nothing is."""

    class Broken(Numbered):
        def with_acts(self, version: int) -> RegistryView:
            return build([])

    lane = LivedLane(registry=Broken())
    case = confided(lane)
    lane.opened("PROPRE")
    touch = Touch(places=frozenset({("ville", "CONFIEE")}))
    found = simulated(lane, touch=touch, start=datetime(2026, 1, 6, tzinfo=UTC))
    assert [(one.dossier, one.erreur) for one in found.pannes] == [(case, "AssertionError")] * 2
    assert (found.evenements, found.sans_objet, found.par_suite) == (2, {}, {})


def test_what_an_act_s_lane_answered_is_answered_anew() -> None:
    """The answer recorded is of no account: the case is entrusted and accepted where there is room, and goes when the act is over."""
    lane = LivedLane()
    case = lane.opened("ARGENT")
    lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    over = act("argent-asso", "delegation_competence", "asso", aides=["ARGENT"], delegant="ccas", au=date(2026, 1, 2))
    (moved,) = simulated(lane, over).deplaces
    assert (moved.dossier, moved.responsable_avant, moved.responsable_apres) == (case, "asso", "ccas")


def test_a_link_with_another_demand_is_taken_as_it_was_recorded() -> None:
    """In both lives, where the case is known: it says nothing of who is competent, and is no fact made anew."""
    lane = LivedLane()
    case = lane.opened("CONFIEE")
    lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    for name in (case, "dos_inconnu"):
        lane.relay(*case_linked(name, (Peer("dos_b", date(2026, 1, 2), "ccas", ()),), lane.end()))
    lane.later(5)
    lane.relay(*case_linked(case, (Peer("dos_c", date(2026, 1, 1), "ccas", ()),), lane.end()))
    lane.later(1)
    assert [one.dossier for one in lane.dossiers()[case].liens] == ["dos_b", "dos_c"]
    lane.registry.stand(ENDS)
    lives = lived(lane, START)
    found = lives.changes()
    assert lives.without.dossier(case) == lane.dossiers()[case]
    assert lives.with_acts is not None
    changed = lives.with_acts.dossier(case)
    assert changed is not None
    assert changed.liens == lane.dossiers()[case].liens
    assert (found.pannes, found.nes_du_hub[0]) == ([], 0)
