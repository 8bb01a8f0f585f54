"""What changed between two business days: acts and holders, on registries written for it and on registries nobody thought of."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.competence import Question, resolve
from hub.core.registry import RegistryView, build
from hub.core.registry_diff import ANYONE, AidDiff, Case, ChangeKind, Correction, diff
from hub.registry.corrections import corrections
from hub.registry.versions import Versions, encode
from schemas.codes import Function, Public
from schemas.registry import AnyRecord, Commune, Version
from tests.unit.registry_records import INSTITUTION, act, actor, commune, ground, registry
from tests.unit.test_competence_properties import FEW, days, registries

BEFORE, DAY, AFTER = date(2024, 12, 31), date(2025, 1, 1), date(2025, 12, 31)


def town(view: RegistryView) -> Commune:
    """The one commune."""
    return view.communes()[0]


def changed(*records: AnyRecord, days: tuple[date, date] = (BEFORE, AFTER)) -> AidDiff:
    """What changed for the one aid."""
    view = registry(*records)
    (found,) = diff(view, town(view), days)
    return found


def names(found: AidDiff) -> tuple[list[str], list[str]]:
    """Acts begun and ended."""
    return [local.act.id for local in found.begun], [local.act.id for local in found.ended]


def kinds(found: AidDiff) -> list[tuple[ChangeKind, date, str, str | None]]:
    """What changed, when, which act, and the act before it."""
    return [(one.kind, one.day, one.act.act.id, None if one.before is None else one.before.act.id) for one in found.changes]


def holders(found: AidDiff, function: Function = Function.DECIDER, case: Case = ANYONE) -> tuple[str | None, str | None]:
    """Who held the function before and after."""
    (held,) = (one for one in found.held if one.function is function and one.case == case)
    return held.before.responsable, held.after.responsable


def test_an_act_that_begins_on_the_first_day_was_there_before() -> None:
    """On the last day it has begun; an end is told on the first day without the act."""
    view = registry(act("neuf", "institution", "ccas", du=DAY, au=AFTER))
    assert diff(view, town(view), (DAY, AFTER - timedelta(days=1))) == ()
    begun = changed(act("neuf", "institution", "ccas", du=DAY, au=AFTER), days=(BEFORE, DAY))
    assert (names(begun), holders(begun)) == ((["neuf"], []), (None, "ccas"))
    ended = changed(act("neuf", "institution", "ccas", du=DAY, au=AFTER), days=(DAY, AFTER))
    assert (names(ended), holders(ended)) == (([], ["neuf"]), ("ccas", None))


def test_an_act_that_came_and_went_is_told_twice() -> None:
    """On both days nobody answers: nothing of the holder says that there was an act."""
    assert names(changed(act("passant", "institution", "ccas", du=date(2025, 3, 1), au=date(2025, 6, 1)))) == (["passant"], ["passant"])


def test_a_renewal_takes_the_place_of_the_act_that_ended_that_day() -> None:
    """Same kind, holder, delegator, organ and functions, or the act it names; another function or a day between is no renewal."""
    old = act("v1", "institution", "ccas", au=DAY)
    assert kinds(changed(old, act("v2", "institution", "ccas", du=DAY))) == [(ChangeKind.REMPLACE, DAY, "v2", "v1")]
    assert kinds(changed(old, act("v2", "institution", "ccas", du=DAY, fonctions=[Function.DECIDER]))) == []
    assert kinds(changed(old, act("v2", "institution", "ccas", du=date(2025, 1, 2)))) == []
    named = changed(old, act("v2", "institution", "cias", du=date(2025, 1, 2), remplace="v1"))
    assert kinds(named) == [(ChangeKind.REMPLACE, date(2025, 1, 2), "v2", "v1")]
    assert names(named) == (["v2"], ["v1"])


def test_a_delegation_within_the_board_is_told_and_a_law_about_signing_is_not() -> None:
    """The president's power changes hands between two deliberations of the same organ; who decides stays."""
    old = act("14-031", "delegation_interne", "ccas", fonctions=["DECIDER"], organe="president", au=DAY)
    new = act("20-044", "delegation_interne", "ccas", fonctions=["DECIDER"], organe="president", du=DAY)
    law = act("r123-21", "delegation_interne", "ccas", fonctions=[], organe="president", communes=[], du=DAY)
    found = changed(INSTITUTION, old, new, law)
    assert kinds(found) == [(ChangeKind.REMPLACE, DAY, "20-044", "14-031")]
    assert (names(found), holders(found)) == ((["20-044"], ["14-031"]), ("ccas", "ccas"))


def test_the_same_act_in_other_hands_neither_begins_nor_ends() -> None:
    """The holder's successor, whoever the commune's relation names from that day, or the delegator's successor."""
    heir = actor("ccas", au=DAY, successeur="cias", succession="de_plein_droit")
    by_law = changed(heir, act("convention", "delegation_competence", "ccas", delegant="ville"), act("loi", "loi", "ville"))
    assert kinds(by_law) == [(ChangeKind.SUCCESSION, DAY, "convention", "convention")]
    assert (names(by_law), holders(by_law)) == (([], []), ("ccas", "cias"))
    delegator = changed(heir, act("convention", "delegation_competence", "asso", delegant="ccas"))
    assert [(one.kind, one.act.delegant, one.before and one.before.delegant) for one in delegator.changes] == [
        ("SUCCESSION", "cias", "ccas")
    ]
    relations = [{"nom": "ccas", "acteur": "ccas", "au": DAY}, {"nom": "ccas", "acteur": "cias", "du": DAY}]
    related = changed(commune(relations=relations), act("loi", "loi", "@ccas", communes=[]))
    assert (kinds(related), holders(related)) == ([(ChangeKind.SUCCESSION, DAY, "loi", "loi")], ("ccas", "cias"))


def test_an_act_over_that_still_prepares_is_told_so() -> None:
    """Tacit renewal unclear, confirmed by the titulaire: it decides no more, it goes on preparing until that day."""
    over = act(
        "convention", "delegation_competence", "asso", delegant="ccas", au=DAY, reconduction="tacite", instruction_confirmee_jusqu_au=AFTER
    )
    found = changed(INSTITUTION, over, days=(BEFORE, DAY))
    assert kinds(found) == [(ChangeKind.PROLONGE, DAY, "convention", "convention")]
    assert (holders(found), holders(found, Function.INSTRUIRE)) == (("asso", "ccas"), ("asso", "asso"))


def test_a_suspension_is_told_when_it_begins_and_when_it_ends() -> None:
    """One that lasts as long as the act ends with it."""
    stretch = {"du": date(2025, 2, 1), "au": date(2025, 3, 1)}
    found = changed(act("suspendue", "institution", "ccas", suspensions=[stretch]))
    assert [(kind, day) for kind, day, *_ in kinds(found)] == [("SUSPENDU", date(2025, 2, 1)), ("REPRIS", date(2025, 3, 1))]
    forever = changed(act("suspendue", "institution", "ccas", suspensions=[{"du": date(2025, 2, 1)}]))
    assert (kinds(forever), holders(forever)) == ([(ChangeKind.SUSPENDU, date(2025, 2, 1), "suspendue", None)], ("ccas", None))


@pytest.mark.parametrize(
    ("kind", "bound", "case"),
    [
        ("agrement", {"au_guichet": True}, Case(counter="asso")),
        ("autorisation", {}, Case(counter="asso")),
        ("delegation_competence", {"urgence_seulement": True}, Case(urgent=True)),
        ("delegation_competence", {"publics": ["jeunes"]}, Case(public=Public.JEUNES)),
        ("delegation_competence", {"territoire": ["quartier"]}, Case(territory="quartier")),
    ],
)
def test_an_act_made_for_some_is_asked_for_them(kind: str, bound: dict[str, object], case: Case) -> None:
    """By who knocks at that door, in urgency, for that public, on that territory: for anyone else nothing changed."""
    found = changed(INSTITUTION, act("bornee", kind, "asso", delegant="ccas", au=DAY, **bound))
    assert holders(found) == ("ccas", "ccas")
    assert holders(found, case=case) == ("asso", "ccas")


def test_an_act_bounded_in_money_is_asked_at_its_bound() -> None:
    """Up to a ceiling, or from a floor on."""
    floor = act("grands", "transfert", "cias", delegant="ccas", montant_min_centimes=6_001, au=DAY)
    ceiling = act("petits", "institution", "ccas", montant_max_centimes=6_000)
    found = changed(floor, ceiling)
    assert holders(found, case=Case(amount_cents=6_001)) == ("cias", None)
    assert holders(found) == ("cias", "ccas")


def test_what_is_the_same_for_everyone_is_told_once() -> None:
    """A case in which every function has the usual answer is left out."""
    same = act("bornee", "delegation_competence", "asso", delegant="ccas", publics=["jeunes"], fonctions=["INSTRUIRE"], du=DAY)
    found = changed(INSTITUTION, same)
    assert {one.function for one in found.held if one.case != ANYONE} == {Function.INSTRUIRE}
    assert len([one for one in found.held if one.case == ANYONE]) == len(Function)


def test_a_correction_is_told_on_the_day_it_was_recorded() -> None:
    """In the commune's days, with the fields that differ; not outside of the two days, nor of an act that is not of this aid."""
    view = registry(INSTITUTION)
    made = [Correction("instituee", 2, DAY, ("au",)), Correction("instituee", 3, BEFORE, ("du",)), Correction("inconnu", 2, DAY, ())]
    (found,) = diff(view, town(view), (BEFORE, AFTER), made)
    assert kinds(found) == [(ChangeKind.CORRIGE, DAY, "instituee", None)]
    assert found.changes[0].correction == made[0]


def test_corrections_are_read_from_the_versions() -> None:
    """Records replaced by another content, up to the version known; one that does not say when it was recorded is left out."""
    versions = Versions()
    loads: list[tuple[list[AnyRecord], str]] = [
        (ground(INSTITUTION), "2024-12-31T12:00:00Z"),
        ([INSTITUTION, actor("ccas", nom="Autre nom")], "2024-12-31T12:00:00Z"),
        ([act("instituee", "institution", "cias", a_verifier=True)], "2024-12-31T23:30:00Z"),
        ([act("instituee", "institution", "cias")], "hier"),
        ([INSTITUTION], "2026-01-01T00:00:00Z"),
    ]
    for number, (records, recorded) in enumerate(loads, 1):
        for record in records:
            versions.read(encode(record), "x")
        versions.read(encode(Version(version=number, empreinte=versions.digest(), enregistre_le=recorded)), "x")
    expected = Correction("instituee", 3, DAY, ("beneficiaire", "a_verifier"))
    assert list(corrections(versions, 4, commune())) == [expected]
    assert [one.version for one in corrections(versions, 5, commune())] == [3, 5]


@FEW
@given(registries(), days)
def test_nothing_changes_from_a_day_to_itself(records: list[AnyRecord], day: date) -> None:
    """Whatever the acts say."""
    view = build(records)
    assert diff(view, town(view), (day, day)) == ()


@FEW
@given(registries(), days, days)
def test_holders_are_those_competence_names(records: list[AnyRecord], one: date, other: date) -> None:
    """On each of the two days, for every function; an aid that is left out has the same answers on both."""
    view, first, last = build(records), min(one, other), max(one, other)
    found = diff(view, town(view), (first, last))
    for function in Function:
        before, after = (resolve(view, Question("ville", "AIDE", day, function)) for day in (first, last))
        held = [(kept.before, kept.after) for aid in found for kept in aid.held if (kept.function, kept.case) == (function, ANYONE)]
        if held:
            assert held == [(before, after)]
        else:
            assert (before.responsable, before.acte, before.raison) == (after.responsable, after.acte, after.raison)


@FEW
@given(registries(), days, days)
def test_a_holder_never_changes_without_an_act(records: list[AnyRecord], one: date, other: date) -> None:
    """Where no act began, ended or changed, whoever answered still does: the events explain the answers."""
    view = build(records)
    for found in diff(view, town(view), (min(one, other), max(one, other))):
        if any(held.has_changed for held in found.held if held.case == ANYONE):
            assert found.begun or found.ended or found.changes


@FEW
@given(registries(), st.lists(days, min_size=3, max_size=3))
def test_two_stretches_that_follow_each_other_make_the_whole(records: list[AnyRecord], three: list[date]) -> None:
    """The same acts begun, ended and changed, no more and no less; the holders at the ends are those of the whole."""
    view, (first, middle, last) = build(records), sorted(three)
    parts = [diff(view, town(view), stretch) for stretch in ((first, middle), (middle, last))]
    whole = diff(view, town(view), (first, last))
    assert told(*parts) == told(whole)


def told(*stretches: tuple[AidDiff, ...]) -> list[tuple[object, ...]]:
    """Every event of these stretches, in one order."""
    aids = [found for stretch in stretches for found in stretch]
    begun = [("commence", local.start, local.act.id, local.holder, local.delegant) for found in aids for local in found.begun]
    ended = [("finit", local.end, local.act.id, local.holder, local.delegant) for found in aids for local in found.ended]
    others = [(one.kind.value, one.day, one.act.act.id, one.act.holder, one.act.delegant) for found in aids for one in found.changes]
    return sorted([*begun, *ended, *others], key=str)
