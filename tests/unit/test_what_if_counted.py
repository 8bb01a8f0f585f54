"""What several partitions found is added up; cases that share places and money are lived together, and on from where one finds none."""

from datetime import UTC, datetime, timedelta

from hub.core.changes import Changes
from hub.core.quota_account import PLACES
from hub.core.quota_book import Book
from hub.core.quota_facts import Bounds
from hub.core.replaying import END_OF_TIME, Fault
from hub.core.touching import touched
from hub.core.what_if import live_twice
from hub.core.what_if_counted import live_counted, ring_until
from hub.core.what_if_question import Counted, Period, Question, counted_of
from schemas.codes import Finding, QuotaOutcome, Reason
from schemas.registry import AnyRecord
from tests.unit.lived_lane import LivedLane, Numbered
from tests.unit.quota_world import ACT, asked
from tests.unit.registry_records import act, aid
from tests.unit.test_what_if import ALWAYS, ENDS, EVERYTHING, START, TOWNS, VILLAGE, bounded, confided, simulated
from tests.unit.test_what_if_quotas import counted, granted


def test_places_go_from_hand_to_hand_between_partitions() -> None:
    """One place: the case of another partition waits for it, and has it when the first one is closed; whoever gathered the facts."""
    here, there = LivedLane(), LivedLane(references=50)
    first = here.opened("CONFIEE")
    there.now_ms += 60_000
    second = there.opened("CONFIEE")
    here.now_ms += 120_000
    here.publish("ccas", "dossier.clos", first, {"date": here.today, "motif": "desistement"})
    there.now_ms = here.now_ms + 60_000
    there.publish("asso", "transmission.acceptee", second, {"date": there.today})
    candidate = bounded(capacite=1)
    here.registry.stand(candidate)
    question = Question(here.registry, touched({"acte/convention-asso": candidate}, [TOWNS]), Period(ALWAYS, there.end()))
    kept = [live_twice(lane.log, number, question)[1] for number, lane in ((3, here), (1, there))]
    found = live_counted([*kept[0], *kept[1]], question)
    assert found == live_counted([*kept[1], *kept[0]], question)
    use = found.quotas[1][ACT]
    assert (use.pics[PLACES], use.attentes, use.ailleurs) == (1, 1, {"ccas": 1})
    assert [(one.dossier, one.perdent, one.recoivent) for one in found.deplaces] == [(second, (), ("ccas",))]
    assert (found.evenements, found.dossiers, found.sans_objet, found.pannes) == (4, 2, {}, [])


PLACES_THERE: tuple[AnyRecord, ...] = (
    act("ccas-village-places", "institution", "ccas-village", aides=["PLACES"], communes=["village"]),
    act("places-village", "delegation_competence", "asso", aides=["PLACES"], communes=["village"], delegant="ccas-village", capacite=1),
)


def test_acts_on_another_aid_leave_places_alone_even_where_a_person_moves_to() -> None:
    """A case follows its person to the village, whose one place is taken; the candidate gives something else there: one life for all."""
    lane = LivedLane(Numbered([(*VILLAGE, *PLACES_THERE)]))
    lane.opened("PLACES", "ccas-village", commune="00002")
    case = lane.opened("PLACES", "ville")
    lane.publish("ville", "residence.changee", case, {"date": lane.today, "commune": "00002", "consentement": True})
    lane.later(3)
    found = simulated(lane, act("ccas-village-propre", "institution", "ccas-village", aides=["PROPRE"], communes=["village"]))
    assert (found.deplaces, found.sans_objet, found.admis, found.nes_du_hub) == ([], {}, {}, (0, 0))
    assert found.quotas[0] == found.quotas[1]
    assert found.quotas[0]["places-village"].attentes == 1


def test_a_place_that_a_candidate_leaves_goes_to_a_case_that_it_does_not_touch() -> None:
    """One place for two communes: the candidate gives the town's cases to its centre, so the village's case no longer waits."""
    both = act("asso-neuve", "institution", "asso", aides=["NEUVE"], communes=["ville", "village"], capacite=1)
    lane = LivedLane(Numbered([(*VILLAGE, aid("NEUVE"), both)]))
    lane.opened("NEUVE")
    waiting = lane.opened("NEUVE", "ccas-village", commune="00002")
    found = simulated(lane, act("transfert-neuve", "transfert", "ccas", aides=["NEUVE"], delegant="asso"))
    assert [one.recoivent for one in found.deplaces if one.dossier == waiting] == [("asso",)]
    assert [use["asso-neuve"].attentes for use in found.quotas] == [1, 0]


def test_who_waits_when_the_period_begins_has_its_turn_in_both_lives() -> None:
    """The case that has the one place is closed in the period."""
    lane = LivedLane()
    first, second = lane.opened("PLACES"), lane.opened("PLACES")
    lane.later(5)
    lane.publish("ccas", "dossier.clos", first, {"date": lane.today, "motif": "desistement"})
    found = simulated(lane, bounded(capacite=5), touch=EVERYTHING, start=START)
    assert {"asso": 1}.items() <= found.avant.tenus.items()
    assert (found.avant, found.deplaces, found.pannes) == (found.apres, [], [])
    assert lane.dossiers()[second].reservations[0].etat is QuotaOutcome.ACCORDEE


def test_what_is_asked_in_one_go_is_answered_in_its_order() -> None:
    """Two cases that the candidate gives to an act with one place: the first that is examined has it."""
    lane = LivedLane()
    cases = sorted(lane.opened("PROPRE") for _ in range(2))
    lane.later(1)
    given = act("propre-asso", "delegation_competence", "asso", aides=["PROPRE"], delegant="ccas", fonctions=["DECIDER"], capacite=1)
    found = simulated(lane, given, start=datetime(2026, 1, 6, tzinfo=UTC))
    assert [(one.dossier, one.recoivent) for one in found.deplaces] == [(cases[0], ("asso",))]
    assert found.quotas[1]["propre-asso"].attentes == 1


def test_a_second_demand_under_the_same_reference_is_the_first_case_s_affair() -> None:
    """Though it is for an aid that is counted: it was refused, and opens nothing in either life."""
    lane = LivedLane()
    lane.opened("PROPRE")
    lane.references = 0
    lane.opened("CONFIEE")
    found = simulated(lane, bounded(capacite=1))
    assert (found.evenements, found.dossiers, found.admis, found.pannes) == (2, 1, {}, [])


def test_an_act_that_is_bounded_once_is_counted_with_every_aid_it_ever_gives() -> None:
    """Its places are shared between them."""
    versions = act("a", "institution", "asso", aides=["X"], capacite=1), act("a", "institution", "asso", aides=["Y"])
    other = act("b", "institution", "asso", aides=["Z"])
    assert counted_of((*versions, other, aid("Z"))) == Counted(frozenset({"a"}), frozenset({"X", "Y"}))


class Ringing:
    """A run of which only the deadlines are known."""

    def __init__(self, name: str, *dues: int) -> None:
        self._name, self._dues = name, [START + timedelta(minutes=due) for due in dues]
        self.rung: list[tuple[str, datetime]] = []

    @property
    def next_due(self) -> datetime:
        """The first of them."""
        return self._dues[0] if self._dues else END_OF_TIME

    def runs(self) -> tuple["Ringing"]:
        """Itself."""
        return (self,)

    def ring_next(self) -> None:
        """Take note."""
        self.rung.append((self._name, self._dues.pop(0)))


def test_deadlines_of_all_partitions_ring_in_the_order_of_time() -> None:
    """Not one partition after the other; none that is due at the instant or later."""
    rung: list[tuple[str, datetime]] = []
    first, second = Ringing("a", 2, 5, 9), Ringing("b", 1, 3, 8)
    first.rung = second.rung = rung
    ring_until((first, second), START + timedelta(minutes=8))
    assert [(name, (due - START).seconds // 60) for name, due in rung] == [("b", 1), ("a", 2), ("b", 3), ("a", 5)]


def test_who_falls_back_is_lived_on_from_there() -> None:
    """One place and a stand-in: the second case is the département's, and what the association sent on it has no object."""
    lane = LivedLane()
    cases = [lane.opened("CONFIEE") for _ in range(2)]
    for case in cases:
        lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
        lane.decided(case, "asso", "convention-asso")
    found = counted(lane, bounded(capacite=1, epuise="repli", clause_urgence="departement"))[2]
    assert [(one.dossier, one.perdent, one.recoivent) for one in found.deplaces] == [(cases[1], ("asso",), ("departement",))]
    assert (found.avant.tenus, found.apres.tenus) == ({"asso": 2, "ccas": 2}, {"asso": 1, "ccas": 2, "departement": 1})
    assert found.sans_objet == {"asso": 2}
    assert [(finding, one.dossier) for finding, one in found.decisions] == [(Finding.INCOMPETENCE, cases[1])]


def test_a_decision_beyond_what_is_left_would_have_waited_to_be_confirmed() -> None:
    """Nothing bounded the money; with 60 euros a year, a decision that grants more than was asked is stopped once its lane answers."""
    lane = LivedLane()
    case = lane.opened("CONFIEE", montant_demande_centimes=5_000)
    lane.publish("asso", "transmission.acceptee", case, {"date": lane.today})
    lane.publish("asso", "decision.rendue", case, granted(lane, 9_000))
    _, use, found = counted(lane, bounded(enveloppe={"centimes_par_an": 6_000}))
    assert [(finding, one.dossier, one.raison) for finding, one in found.decisions] == [
        (Finding.A_CONFIRMER, case, Reason.ENVELOPPE_EPUISEE)
    ]
    assert (use.pics["2026"], use.attentes, use.epuises) == (5_000, 0, 0)


def test_an_act_without_a_place_is_shown_with_its_bound() -> None:
    """Nothing was ever given by it."""
    lane = LivedLane()
    lane.opened("CONFIEE")
    with_acts = counted(lane, bounded(enveloppe={"centimes_par_an": 60_000, "annee": 2025}))[1]
    assert (with_acts.bornes["2026"], with_acts.pics["2026"], with_acts.attentes) == (0, 0, 1)


def test_serving_goes_on_over_more_than_one_ruling_s_worth() -> None:
    """Five hundred ask for one place; a bound of a thousand serves them all, in their order; a copy goes its own way."""
    book = Book()
    answers = [book.take(asked(f"dos_{number:03}", bornes=Bounds(1))) for number in range(500)]
    assert [one.etat for each in answers for one in each].count(QuotaOutcome.EN_ATTENTE) == 499
    other = book.copy()
    served = book.take(asked("dos_000", version=2, bornes=Bounds(1_000)))
    assert [one.id[0] for one in served] == [f"dos_{number:03}" for number in range(1, 500)]
    book.take(asked("dos_999", centimes=1, annee=2030))
    assert (book.account.places, other.account.places, other.account.attente) == (501, 1, 499)
    assert (book.lines, other.lines) == ({PLACES, "2030"}, {PLACES})


def test_partitions_are_added_up() -> None:
    """Twice the same partition under two names of one case each: counts double, lists are sorted, a fault stands once."""
    lane = LivedLane()
    lane.opened("PROPRE")
    confided(lane)
    one, both = simulated(lane, ENDS), Changes()
    one.pannes = [Fault(1, 7, None, "KeyError")]
    for _ in range(2):
        both.add(one)
    assert (both.evenements, both.dossiers, both.nes_du_hub) == (8, 4, (0, 2))
    assert (len(both.deplaces), len(both.decisions), both.pannes) == (2, 2, one.pannes)
    assert both.avant.tenus == {"asso": 2, "ccas": 4}
