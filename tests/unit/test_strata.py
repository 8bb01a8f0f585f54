"""Layers of acts: what is in force, since which vote, what calls for a look; and who answered for the aids year after year."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given

from hub.core.competence import Question, resolve
from hub.core.registry import RegistryView, build
from hub.core.strata import GROUPS, Group, Share, Signal, Stratum, Term, shares, strata, terms_of
from hub.core.strata_words import GROUPS_TOLD
from hub.registry.elections import general_elections
from schemas.codes import ActorKind, Reason
from schemas.registry import Act, AnyRecord, Commune
from tests.unit.registry_records import INSTITUTION, act, actor, aid, commune, registry
from tests.unit.test_competence_properties import FEW, days, registries

DAY = date(2026, 11, 26)
TERMS = tuple(Term(f"élections de {day.year}", day) for day in (date(2014, 3, 30), date(2020, 6, 28), date(2026, 3, 22)))
CCAS = actor("ccas", nature=ActorKind.CCAS)


def town(view: RegistryView) -> Commune:
    """The one commune."""
    return view.communes()[0]


def layers(*records: AnyRecord, day: date = DAY, terms_max: int = 2) -> list[Stratum]:
    """The layers under the one aid."""
    view = registry(CCAS, *records)
    return [layer for one in strata(view, town(view), day, TERMS, terms_max) for layer in one.strata]


def only(*records: AnyRecord, **asked: Any) -> Stratum:
    """The one layer."""
    (layer,) = layers(*records, **asked)
    return layer


def since(year: int, **fields: Any) -> Act:
    """What the CCAS instituted that year."""
    return act("acte", "institution", "ccas", du=date(year, 1, 1), **fields)


def test_layers_are_acts_in_force_oldest_vote_first() -> None:
    """Not what is over or to come, nor a law on how organs sign; national acts too, and an act under each of its aids."""
    over, coming = act("fini", "institution", "ccas", au=DAY), act("futur", "institution", "ccas", du=DAY + timedelta(days=1))
    law = act("signe", "delegation_interne", "ccas", fonctions=[], organe="president", communes=[])
    old = act("ancien", "loi", "@ccas", communes=[], du=date(1990, 1, 1))
    late = act(
        "vote", "institution", "ccas", du=date(2021, 1, 1), acte_ref={"nature": "deliberation", "reference": "9", "date": date(2001, 2, 3)}
    )
    found = layers(INSTITUTION, over, coming, law, late, old)
    assert [(one.local.act.id, one.voted) for one in found] == [
        ("ancien", date(1990, 1, 1)),
        ("vote", date(2001, 2, 3)),
        ("instituee", date(2020, 1, 1)),
    ]
    view = registry(aid("AUTRE"), act("double", "institution", "ccas", aides=["AUTRE", "AIDE"]))
    assert [one.aid for one in strata(view, town(view), DAY, TERMS, 2)] == ["AIDE", "AUTRE"]


@pytest.mark.parametrize(("year", "terms"), [(2014, 3), (2015, 2), (2021, 1), (2026, 1)])
def test_an_act_is_as_old_as_the_terms_that_began_since_its_vote(year: int, terms: int) -> None:
    """It is flagged when as many as asked for began and none voted it anew; one voted the day a term begins is that term's."""
    layer = only(since(year))
    assert (layer.terms_since, Signal.JAMAIS_REVOTE in layer.signals) == (terms, terms >= 2)
    assert Signal.JAMAIS_REVOTE in only(since(year), terms_max=terms).signals
    assert only(act("acte", "institution", "ccas", du=TERMS[2].du)).terms_since == 0


def test_a_term_that_has_not_begun_that_day_does_not_count() -> None:
    """Asked the day before the elections, and the day of them."""
    counts = [only(since(2014), day=day).terms_since for day in (date(2026, 3, 21), date(2026, 3, 22))]
    assert counts == [2, 3]


@pytest.mark.parametrize(
    ("kind", "holder", "fields", "is_voted"),
    [
        ("institution", "ccas", {}, True),
        ("subvention", "asso", {}, True),
        ("delegation_competence", "asso", {"delegant": "ccas"}, True),
        ("convention_instruction", "ccas", {"delegant": "departement"}, True),
        ("convention_instruction", "asso", {"delegant": "departement"}, False),
        ("institution", "inconnu", {}, False),
        ("agrement", "ccas", {}, False),
        ("autorisation", "ccas", {}, False),
        ("loi", "ccas", {}, False),
        ("institution", "ccas", {"communes": []}, False),
    ],
)
def test_only_what_a_local_assembly_votes_can_lack_a_vote(kind: str, holder: str, fields: dict[str, Any], *, is_voted: bool) -> None:
    """A law, an agreement, an authorisation, a national act, an act between others: no term counts."""
    found = layers(act("acte", kind, holder, du=date(2000, 1, 1), **fields), actor("inconnu", nature=ActorKind.BAILLEUR))
    assert [one.terms_since for one in found] == [3 if is_voted else None]
    assert [Signal.JAMAIS_REVOTE in one.signals for one in found] == [is_voted]


def test_an_end_within_ninety_days_a_tacit_renewal_and_a_suspension_are_flagged() -> None:
    """The ninetieth day counts, the next does not; a revocation is an end."""
    at, beyond = DAY + timedelta(days=90), DAY + timedelta(days=91)
    assert (only(since(2026, au=at)).signals, only(since(2026, au=at)).days_left) == ((Signal.FINIT_BIENTOT,), 90)
    assert only(since(2026, au=beyond)).signals == ()
    assert only(since(2026, revoque_le=at)).signals == (Signal.FINIT_BIENTOT,)
    both = only(since(2026, reconduction="tacite", suspensions=[{"du": date(2026, 11, 1)}]))
    assert (both.signals, both.days_left) == ((Signal.RECONDUCTION_TACITE, Signal.SUSPENDU), None)


def test_the_commune_s_own_terms_are_more_precise_than_the_general_elections() -> None:
    """For the same year; another assembly's are not the council's."""
    mandates = [
        {"organe": "conseil_municipal", "acteur": "ville", "objet": "installation", "du": date(2020, 7, 4)},
        {"organe": "conseil_municipal", "acteur": "ville", "objet": "partielle", "du": date(2023, 5, 1)},
        {"organe": "conseil_administration", "acteur": "ccas", "objet": "CA", "du": date(2026, 4, 20)},
    ]
    found = terms_of(commune(mandats=mandates), TERMS)
    assert [one.objet for one in found] == ["élections de 2014", "installation", "partielle", "élections de 2026"]


def test_the_general_elections_are_dated_data() -> None:
    """Those of 2008, 2014, 2020 and 2026 among them, oldest first."""
    found = general_elections()
    assert {(2008, 3), (2014, 3), (2020, 6), (2026, 3)} <= {(one.du.year, one.du.month) for one in found}
    assert list(found) == sorted(found, key=lambda one: one.du)


def counted(*records: AnyRecord, day: date = DAY) -> list[Share]:
    """The shares of the commune."""
    view = registry(CCAS, *records)
    return list(shares(view, town(view), day))


def test_shares_go_from_the_first_act_of_the_commune_to_the_day() -> None:
    """On each 1 January, then on the day; national acts begin no history; a day of 1 January is told once."""
    law = act("loi", "loi", "@ccas", communes=[], du=date(1990, 1, 1), aides=["AUTRE"])
    found = counted(aid("AUTRE"), law, act("acte", "institution", "ccas", du=date(2023, 6, 1)))
    assert [one.day for one in found] == [date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1), DAY]
    assert [dict(one.aids) for one in found] == [{Group.CCAS: 2}] * 4
    assert [one.day for one in counted(law, day=date(2026, 1, 1))] == [date(2026, 1, 1)]
    assert [one.day for one in counted(since(2025), day=date(2026, 1, 1))] == [date(2025, 1, 1), date(2026, 1, 1)]


def test_an_aid_is_counted_once_with_who_answers_for_its_decision() -> None:
    """With no mandate and with nobody apart; not before or after its life in the catalogue, nor what is only information."""
    records = (
        INSTITUTION,
        aid("ABSENTE"),
        aid("AIDEE"),
        aid("FERMEE", au=DAY),
        aid("SUE", nature="information"),
        act("cpo", "subvention", "asso", aides=["AIDEE"], fonctions=[]),
    )
    last = counted(*records)[-1]
    assert (dict(last.aids), last.total, last.without_mandate, last.nobody) == ({Group.CCAS: 1}, 1, 1, 1)


def test_what_several_kinds_run_together_or_dispute_is_nobody_s_alone() -> None:
    """Two services of the town are one kind; a collective action of the town and the CCAS is of several, and so is a dispute."""
    services = (
        actor("service", nature=ActorKind.SERVICE_MUNICIPAL),
        actor("ville", nature=ActorKind.COMMUNE),
        aid("ACTION", nature="collective"),
    )
    runs = [act(f"action-{who}", "institution", who, aides=["ACTION"], fonctions=["EXECUTER"]) for who in ("service", "ville", "ccas")]
    assert dict(counted(*services, *runs[:2])[-1].aids) == {Group.VILLE: 1}
    assert dict(counted(*services, *runs)[-1].aids) == {Group.PLUSIEURS: 1}
    dispute = (act("a", "institution", "ccas"), act("b", "institution", "autre"))
    assert dict(counted(*dispute)[-1].aids) == {Group.PLUSIEURS: 1}
    assert dict(counted(act("a", "institution", "operateur"), actor("operateur", nature=ActorKind.OPERATEUR))[-1].aids) == {Group.AUTRES: 1}


def test_every_kind_of_an_elu_s_list_has_its_actors() -> None:
    """CCAS, town, intercommunality (a CIAS is hers), département, CAF, State, associations."""
    named = set(GROUPS.values())
    assert named == {*Group} - {Group.AUTRES, Group.PLUSIEURS}
    assert (GROUPS[ActorKind.CIAS], GROUPS[ActorKind.SIAO]) == (Group.INTERCO, Group.ETAT)
    assert len({letter for letter, _ in GROUPS_TOLD.values()}) == len(Group)


@FEW
@given(registries(), days)
def test_who_answers_stands_on_a_layer(records: list[AnyRecord], day: date) -> None:
    """The act competence answers by is among the layers of that day, unless somebody stands in by a clause; every layer covers the day."""
    view = build(records)
    found = [layer for one in strata(view, town(view), day, (), 1) if one.aid == "AIDE" for layer in one.strata]
    assert all(layer.local.start <= day < layer.local.end for layer in found)
    answer = resolve(view, Question("ville", "AIDE", day))
    if answer.acte is not None and answer.raison not in {Reason.CLAUSE_DE_REPLI, Reason.RETOUR_AU_TITULAIRE}:
        assert (answer.responsable, answer.acte) in {(layer.local.holder, layer.local.act.id) for layer in found}


@FEW
@given(registries(), days)
def test_every_aid_of_the_catalogue_is_counted_once(records: list[AnyRecord], day: date) -> None:
    """Whoever answers for it, or nobody."""
    view = build(records)
    for share in shares(view, town(view), day):
        assert share.total + share.without_mandate + share.nobody == len(view.aids())
