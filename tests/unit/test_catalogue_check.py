"""Each fault of the catalogue is found, planted beside what is close to it and right."""

from datetime import date
from typing import Any

import pytest

from hub.core.catalogue_check import CATALOGUE_RULES, faults_of_entries, without_entries
from hub.core.registry_findings import ARTICLES, CURES, Rule
from schemas.catalogue import CatalogueEntry
from tests.unit.catalogue_entries import ACCEPTANCE, REJECTION, aid_with, written
from tests.unit.registry_records import aid, found

CLOCK = {"code": "INSTRUCTION", "origine": "DECISION", "delai": {"nombre": 5, "unite": "jours"}, "article": "usage"}
APPEAL = {"delai": {"nombre": 2, "unite": "mois"}, "article": "CJA R421-1"}
APPEALS = {"depot": APPEAL, "silence": APPEAL, "juge": APPEAL, "raisonnable": APPEAL}


def rules(*entries: CatalogueEntry, **fields: Any) -> list[Rule]:
    """The rules that an aid of these entries breaks."""
    return [finding.rule for finding in faults_of_entries(aid_with(*entries, **fields))]


def test_an_aid_that_says_all_has_no_fault() -> None:
    """Rejection or acceptance, clocks, appeals, pieces."""
    whole = written(horloges=[CLOCK], recours=APPEALS, pieces=["IDENTITE", "RIB"], donnees="ordinaires")
    assert rules(whole) == rules(written(ACCEPTANCE)) == rules(written({"effet": "aucun"})) == []
    assert rules(written(horloges=[{"code": "PIECES_ATTENDUES", "origine": "PIECES_DEMANDEES", "article": "CRPA L114-5"}])) == []
    assert rules(written(recours={**APPEALS, "raisonnable": None})) == []


def test_two_entries_on_one_day() -> None:
    """The day after the first one's last is right, its last is not."""
    assert rules(written(au="2020-01-01"), written(du="2020-01-01")) == []
    assert rules(written(au="2020-01-02"), written(du="2020-01-01")) == [Rule.ENTREES_SUPERPOSEES]
    assert rules(written(), written(du="2020-01-01")) == [Rule.ENTREES_SUPERPOSEES]


def test_a_day_without_entry() -> None:
    """Between two, or at the end of the aid's life; before the first one the catalogue says nothing, and need not."""
    (finding,) = faults_of_entries(aid_with(written(du="2021-01-01"), written(au="2020-01-01", du="2016-01-01")))
    assert (finding.rule, finding.day, finding.aid) == (Rule.ENTREE_MANQUANTE, date(2020, 1, 1), "AIDE")
    assert finding.explanation == "AIDE, entrée du 2020-01-01 : n'a pas d'entrée du 2020-01-01 au 2021-01-01."
    assert rules(written(au="2020-01-01")) == [Rule.ENTREE_MANQUANTE]
    assert rules(written(du="2016-01-01", au="2020-01-01"), au="2020-01-01") == []


def test_an_aid_without_entries() -> None:
    """A fault of the catalogue; a registry may hold such an aid."""
    (finding,) = without_entries([aid(), aid_with(written())])
    assert (finding.rule, finding.records) == (Rule.AIDE_SANS_ENTREE, (("aide", "AIDE"),))
    assert list(faults_of_entries(aid())) == []


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"pieces": ["IDENTITE", "CARNET_DE_SANTE"]}, Rule.PIECE_INCONNUE),
        ({"silence": {**REJECTION, "delai": None}}, Rule.SILENCE_SANS_DELAI),
        ({"silence": {**REJECTION, "origine": "RECEPTION_COMPETENTE"}}, Rule.ORIGINE_DU_SILENCE),
        ({"silence": {**ACCEPTANCE, "origine": "PREMIERE_RECEPTION"}}, Rule.ORIGINE_DU_SILENCE),
        ({"silence": {**REJECTION, "article": " "}}, Rule.BASE_LEGALE_MANQUANTE),
        ({"base": ""}, Rule.BASE_LEGALE_MANQUANTE),
        ({"horloges": [{**CLOCK, "article": ""}]}, Rule.BASE_LEGALE_MANQUANTE),
        *(({"recours": {**APPEALS, name: {**APPEAL, "article": ""}}}, Rule.BASE_LEGALE_MANQUANTE) for name in APPEALS),
        ({"horloges": [{**CLOCK, "delai": None}]}, Rule.HORLOGE_SANS_DELAI),
        ({"horloges": [CLOCK, {**CLOCK, "delai": {"nombre": 6, "unite": "jours"}}]}, Rule.HORLOGE_EN_DOUBLE),
        ({"horloges": [{**CLOCK, "si": "URGENCE"}, {**CLOCK, "si": "URGENCE"}]}, Rule.HORLOGE_EN_DOUBLE),
        ({"horloges": [{**CLOCK, "code": "SILENCE"}]}, Rule.HORLOGE_MAL_PLACEE),
        ({"horloges": [{**CLOCK, "code": "CONTENTIEUX"}]}, Rule.HORLOGE_MAL_PLACEE),
        ({"pieces": ["CERTIFICAT_MEDICAL"]}, Rule.DONNEES_DE_SANTE_SANS_CLASSE),
    ],
)
def test_an_entry_that_cannot_be_counted_by(fields: dict[str, Any], rule: Rule) -> None:
    """One fault, one finding."""
    assert rules(written(**fields)) == [rule]


def test_health_data_has_its_class() -> None:
    """By what the aid is, or by what it asks for."""
    assert rules(written(), donnees_sante=True) == [Rule.DONNEES_DE_SANTE_SANS_CLASSE]
    assert rules(written(donnees="sante", pieces=["CERTIFICAT_MEDICAL"]), donnees_sante=True) == []


def test_two_clocks_of_one_code_on_two_conditions_are_two() -> None:
    """The urgent one beside the ordinary one."""
    assert rules(written(horloges=[CLOCK, {**CLOCK, "si": "URGENCE"}])) == []


def test_the_registry_is_not_loaded_with_such_an_entry() -> None:
    """A load is refused for it, and for an urgent variant nobody knows or an entry that ends before it begins."""
    silent = aid_with(written({**REJECTION, "delai": None}), code="AUTRE")
    assert found(silent) == [(Rule.SILENCE_SANS_DELAI, ("AUTRE",))]
    lost = aid_with(written(urgence={"texte": "u", "aide": "ABSENTE"}), code="AUTRE")
    assert found(lost) == [(Rule.AIDE_INCONNUE, ("AUTRE",))]
    assert found(aid_with(written(urgence={"texte": "u", "aide": "AIDE"}), code="AUTRE")) == []
    assert found(aid_with(written(urgence={"texte": "u"}), code="AUTRE")) == []
    assert (Rule.FIN_AVANT_DEBUT, ("AUTRE",)) in found(aid_with(written(du="2020-01-02", au="2020-01-01"), code="AUTRE"))
    assert found(aid(code="AUTRE")) == []


def test_every_rule_has_its_article_and_its_cure() -> None:
    """Nobody is told of a fault without being told what to do."""
    assert all(ARTICLES[rule] and CURES[rule] for rule in CATALOGUE_RULES)
