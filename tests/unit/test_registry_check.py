"""Each rule of the registry's check finds its fault, names the records and the day, and lets a sound registry through."""

from datetime import date
from typing import Any

import pytest

from hub.core.registry_check import check, key_of
from hub.core.registry_findings import ARTICLES, CURES, Finding, Rule
from schemas.codes import Function
from schemas.registry import AnyRecord, Version
from tests.unit.registry_records import INSTITUTION, act, actor, aid, commune, found, ground

DELEGATION = act("delegation", "delegation_competence", "asso", delegant="ccas")


def only(*records: AnyRecord) -> Finding:
    """The one finding."""
    (finding,) = check(ground(*records))
    return finding


def test_a_sound_registry_has_no_fault() -> None:
    """Title, delegation, instruction, market, agreement, subsidy, internal act, collective action, national duty, version."""
    sound = (
        INSTITUTION,
        DELEGATION,
        act("convention", "convention_instruction", "asso", fonctions=[Function.INSTRUIRE]),
        act("marche", "marche", "operateur", fonctions=[Function.EXECUTER]),
        act("agrement", "agrement", "autre", au_guichet=True),
        act("cpo", "subvention", "autre", fonctions=[]),
        act("interne", "delegation_interne", "ccas", delegant="ccas"),
        aid("ATELIER", nature="collective"),
        act("atelier", "institution", "ville", aides=["ATELIER"]),
        act("atelier-ccas", "institution", "ccas", aides=["ATELIER"]),
        act("devoir", "loi", "@ccas", communes=(), fonctions=[Function.RECEVOIR]),
        Version(version=1, empreinte="-", enregistre_le="-"),
    )
    assert found(*sound) == []


def test_every_rule_has_its_article_and_its_cure() -> None:
    """A finding can always say where its rule comes from and what to do."""
    assert set(ARTICLES) == set(CURES) == set(Rule)
    finding = Finding(Rule.DEUX_TITULAIRES, (), "")
    assert (finding.article, finding.cure) == (ARTICLES[Rule.DEUX_TITULAIRES], CURES[Rule.DEUX_TITULAIRES])


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"beneficiaire": "personne"}, Rule.ACTEUR_INCONNU),
        ({"delegant": "personne"}, Rule.ACTEUR_INCONNU),
        ({"remplace": "rien"}, Rule.ACTE_INCONNU),
        ({"clause_urgence": "personne"}, Rule.ACTEUR_INCONNU),
        ({"aides": ["AIDE", "RIEN"]}, Rule.AIDE_INCONNUE),
        ({"communes": ["ville", "nulle-part"]}, Rule.COMMUNE_INCONNUE),
        ({"origine": "rien"}, Rule.ACTE_INCONNU),
        ({"au": date(2020, 1, 1)}, Rule.FIN_AVANT_DEBUT),
        ({"revoque_le": date(2019, 1, 1)}, Rule.FIN_AVANT_DEBUT),
        ({"fin_du_poste": date(2020, 1, 1)}, Rule.FIN_AVANT_DEBUT),
        ({"suspensions": [{"du": date(2021, 1, 1), "au": date(2020, 1, 1)}]}, Rule.FIN_AVANT_DEBUT),
        ({"beneficiaire": "@mdph"}, Rule.RELATION_MANQUANTE),
        ({"delegant": "@mdph"}, Rule.RELATION_MANQUANTE),
    ],
)
def test_a_fault_of_one_act_names_it(fields: dict[str, Any], rule: Rule) -> None:
    """Whatever the act says wrong, it is said once, with the act."""
    finding = only(act("faux", "institution", "ccas", **fields))
    assert finding.rule is rule
    assert ("acte", "faux") in finding.records
    assert finding.explanation.endswith(".")


def test_what_actors_and_communes_name_exists() -> None:
    """Parent, successor, holder of a relation, holder of a mandate."""
    mandates = [{"organe": "conseil_municipal", "acteur": "d", "objet": "-", "du": "2020-01-01"}]
    relations = [{"nom": "ccas", "acteur": "c"}]
    records = (actor("asso", rattache_a="a", successeur="b"), commune(relations=relations, mandats=mandates))
    assert {rule for rule, _ in found(*records)} == {Rule.ACTEUR_INCONNU, Rule.ENREGISTREMENT_EN_DOUBLE}
    assert sum(rule is Rule.ACTEUR_INCONNU for rule, _ in found(*records)) == 4


def test_every_dated_thing_ends_after_it_begins() -> None:
    """An actor, its identifiers, a commune's codes, relations, mandates, zone and delay, an aid."""
    wrong: dict[str, Any] = {"du": date(2020, 1, 1), "au": date(2020, 1, 1)}
    records: list[AnyRecord] = [
        actor("ccas", **wrong, identites=[{"genre": "siren", "valeur": "000001016", **wrong}]),
        aid(**wrong),
        commune(
            cogs=({"code": "00001", **wrong},),
            relations=[{"nom": "ccas", "acteur": "ccas", **wrong}],
            mandats=[{"organe": "conseil_municipal", "acteur": "ccas", "objet": "-", **wrong}],
            fuseau=[{"nom": "Europe/Paris", **wrong}],
            delais_de_saisie=[{"jours": 15, **wrong}],
        ),
    ]
    periods = [finding for finding in check(records) if finding.rule is Rule.FIN_AVANT_DEBUT]
    assert len(periods) == 8
    assert {finding.day for finding in periods} == {date(2020, 1, 1)}


@pytest.mark.parametrize(
    ("start", "end", "faults"),
    [
        (date(2010, 1, 1), None, 0),
        (date(2010, 1, 1), date(2024, 1, 1), 0),
        (date(2009, 12, 31), None, 1),
        (date(2024, 1, 1), None, 1),
        (date(2010, 1, 1), date(2024, 1, 2), 1),
    ],
)
def test_an_act_lies_within_its_holders_life(start: date, end: date | None, faults: int) -> None:
    """An act without an end lasts as long as its holder; a date outside its life is a fault, and so is a relation's."""
    mortal = actor("mortel", du=date(2010, 1, 1), au=date(2024, 1, 1))
    of_the_act = [(Rule.HORS_VIE_DE_L_ACTEUR, ("acte", "mortel"))] * faults
    assert found(mortal, act("acte", "institution", "mortel", du=start, au=end)) == of_the_act
    relation = commune("autre", cogs=({"code": "00002"},), relations=[{"nom": "ccas", "acteur": "mortel", "du": start, "au": end}])
    assert found(mortal, relation) == [(Rule.HORS_VIE_DE_L_ACTEUR, ("autre", "mortel"))] * faults


def test_what_a_successor_takes_over_may_end_after_its_first_holder() -> None:
    """The convention runs to its term under the successor; it never begins after its holder is gone, and nobody gives once it is gone."""
    gone = actor("parti", du=date(2010, 1, 1), au=date(2024, 1, 1), successeur="ccas", succession="de_plein_droit")
    to_term = act("a-terme", "institution", "parti", du=date(2012, 1, 1), au=date(2030, 1, 1))
    assert found(gone, to_term) == []
    assert found(gone, to_term.model_copy(update={"succession": False})) == [(Rule.HORS_VIE_DE_L_ACTEUR, ("a-terme", "parti"))]
    assert found(gone, to_term.model_copy(update={"du": date(2024, 1, 1)})) == [(Rule.HORS_VIE_DE_L_ACTEUR, ("a-terme", "parti"))]
    given = act("donne", "marche", "asso", delegant="parti", fonctions=[Function.EXECUTER], du=date(2024, 1, 1))
    assert found(gone, INSTITUTION, given) == [(Rule.HORS_VIE_DE_L_ACTEUR, ("donne", "parti"))]
    assert found(gone, act("transfert", "transfert", "cias", delegant="parti", du=date(2024, 1, 1))) == []


@pytest.mark.parametrize("kind", ["marche", "dsp", "entente", "convention_instruction", "subvention"])
def test_what_cannot_decide_is_not_given_the_decision(kind: str) -> None:
    """Written in a market or a convention, DECIDER is a fault."""
    assert found(INSTITUTION, act("faux", kind, "asso")) == [(Rule.DECISION_NON_DELEGABLE, ("faux",))]


def test_an_id_names_one_record() -> None:
    """Described twice, even with the same words."""
    finding = only(INSTITUTION, INSTITUTION)
    assert (finding.rule, finding.records) == (Rule.ENREGISTREMENT_EN_DOUBLE, (("acte", "instituee"),))


def test_the_same_act_is_written_once() -> None:
    """Two ids for one number, holder, aids, functions and day."""
    again = INSTITUTION.model_copy(update={"id": "encore", "objet": "autre"})
    assert found(INSTITUTION, again) == [(Rule.ACTE_EN_DOUBLE, ("encore", "instituee"))]
    later = again.model_copy(update={"du": date(2021, 1, 1)})
    assert found(INSTITUTION, later) == [(Rule.ACTE_EN_DOUBLE, ("encore", "instituee"))]
    silent = act("rien", "subvention", "asso", fonctions=[])
    assert found(silent, silent.model_copy(update={"id": "rien-2", "numero": "rien"})) == [(Rule.ACTE_EN_DOUBLE, ("rien", "rien-2"))]


def test_one_number_may_carry_several_acts() -> None:
    """Other aids, other functions, another holder, another time or another amount under one number are another act."""
    first = INSTITUTION.model_copy(update={"au": date(2022, 1, 1)})
    renewed = INSTITUTION.model_copy(update={"id": "suite", "du": date(2022, 1, 1)})
    assert found(first, renewed) == []
    other_aid = INSTITUTION.model_copy(update={"id": "autre-aide", "aides": ("AUTRE",)})
    assert found(INSTITUTION, aid("AUTRE"), other_aid) == []
    market = act("marche", "marche", "operateur", fonctions=[Function.EXECUTER])
    also = market.model_copy(update={"id": "marche-2", "fonctions": (Function.ACCOMPAGNER,)})
    assert found(INSTITUTION, market, also) == []


def test_a_code_names_one_commune_a_day() -> None:
    """A merged commune's code moves on its day; both holding it is a fault."""
    before = commune("avant", cogs=({"code": "00305", "au": "2025-01-01"},))
    after = commune("apres", cogs=({"code": "00303"}, {"code": "00305", "du": "2025-01-01"}))
    assert found(before, after) == []
    early = commune("apres", cogs=({"code": "00303"}, {"code": "00305", "du": "2024-12-31"}))
    assert found(before, early) == [(Rule.CODE_COMMUNE_EN_DOUBLE, ("apres", "avant"))]


@pytest.mark.parametrize(
    ("periods", "hole"),
    [
        ([("ccas", None, None)], None),
        ([("ccas", "2021-01-01", None)], None),
        ([("ccas", None, "2024-01-01"), ("cias", "2024-01-01", None)], None),
        ([("ccas", None, "2024-01-01")], date(2024, 1, 1)),
        ([("ccas", None, "2023-12-31"), ("cias", "2024-01-01", None)], date(2023, 12, 31)),
        ([("ccas", None, "2019-01-01")], date(2020, 1, 1)),
        ([("ccas", None, "2025-01-01"), ("cias", "2021-01-01", "2022-01-01")], date(2025, 1, 1)),
        ([], date(2020, 1, 1)),
    ],
)
def test_a_national_duty_finds_its_holder_without_a_hole(periods: list[tuple[str, str | None, str | None]], hole: date | None) -> None:
    """From the first holder on; before it the role did not exist there yet."""
    relations = [{"nom": "duty", "acteur": name, "du": start, "au": end} for name, start, end in periods]
    other = commune("autre", cogs=({"code": "00002"},), relations=relations)
    duty = act("devoir", "loi", "@duty", communes=["autre"], fonctions=[Function.RECEVOIR])
    findings = check(ground(other, duty))
    assert [(finding.rule, finding.commune, finding.day) for finding in findings] == (
        [] if hole is None else [(Rule.RELATION_MANQUANTE, "autre", hole)]
    )


def test_an_act_that_ended_needs_no_holder_after() -> None:
    """The hole begins after its end, or after its revocation."""
    relations = [{"nom": "ccas", "acteur": "ccas", "au": "2024-01-01"}]
    town = commune("autre", cogs=({"code": "00002"},), relations=relations)
    for ends in ({"au": date(2024, 1, 1)}, {"revoque_le": date(2023, 1, 1)}):
        assert found(town, act("devoir", "loi", "@ccas", communes=["autre"], fonctions=[Function.RECEVOIR], **ends)) == []


def test_a_record_is_known_by_its_kind_and_name() -> None:
    """An actor and a commune of one name are two records."""
    records = (actor("x"), commune("x"), aid("X"), INSTITUTION, Version(version=3, empreinte="-", enregistre_le="-"))
    assert [key_of(record) for record in records] == [
        ("acteur", "x"),
        ("commune", "x"),
        ("aide", "X"),
        ("acte", "instituee"),
        ("version", "3"),
    ]
