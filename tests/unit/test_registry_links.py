"""An act against the one it rests on: each fault planted, each beside the nearest act that is sound."""

from datetime import date
from typing import Any

import pytest

from hub.core.registry_findings import Rule
from schemas.codes import ActorKind, Function
from schemas.registry import Act, AnyRecord
from tests.unit.registry_records import EXECUTION, INSTITUTION, act, actor, aid, commune, found

LAW = act("loi", "loi", "cd", aides=["AIDE", "AUTRE"])
KINDS = {
    "cd": ActorKind.DEPARTEMENT,
    "mairie": ActorKind.COMMUNE,
    "centre": ActorKind.CCAS,
    "inter": ActorKind.CIAS,
    "tiers": ActorKind.ASSOCIATION,
}
BODIES = tuple(actor(name, nature=kind, rattache_a="mairie" if name == "centre" else None) for name, kind in KINDS.items())
PARENT = act(
    "parent",
    "delegation_competence",
    "mairie",
    delegant="cd",
    origine="loi",
    fonctions=EXECUTION,
    publics=["jeunes", "familles"],
    du=date(2021, 1, 1),
    au=date(2025, 1, 1),
    capacite=10,
    enveloppe={"centimes_par_an": 1_000},
)


def link(**fields: Any) -> Act:
    """The second link: what the centre exercises for its own commune."""
    sound = {"delegant": "mairie", "origine": "parent", "fonctions": EXECUTION, "publics": ["jeunes"], "du": date(2022, 1, 1)}
    return act("second", "delegation_competence", "centre", **{**sound, "au": date(2025, 1, 1), **fields})


def rules(*records: AnyRecord) -> list[tuple[Rule, tuple[str, ...]]]:
    """What is found once these join a town with its bodies."""
    return found(*BODIES, aid("AUTRE"), LAW, *records)


@pytest.mark.parametrize(
    "wrong",
    [
        {"du": date(2020, 12, 31)},
        {"du": date(2025, 1, 1), "au": None},
        {"au": date(2025, 1, 2)},
        {"revoque_le": date(2025, 6, 1), "au": None},
        {"aides": ["AIDE", "AUTRE"]},
        {"publics": ["jeunes", "sans_domicile"]},
        {"publics": []},
        {"fonctions": [*EXECUTION, Function.INSTRUIRE]},
    ],
)
def test_an_act_lies_within_the_act_it_rests_on(wrong: dict[str, Any]) -> None:
    """Neither sooner, nor longer, nor on more aids, publics or functions; at its very bounds it is sound."""
    assert rules(PARENT, link()) == []
    assert (Rule.HORS_ACTE_D_ORIGINE, ("second", "parent")) in rules(PARENT, link(**wrong))


def test_an_act_without_an_end_lasts_as_long_as_the_act_it_rests_on() -> None:
    """It says no end: that it has no power any more once the other is over is another fault."""
    assert rules(PARENT, link(au=None)) == [(Rule.DELEGANT_INCOMPETENT, ("second",))]


def test_an_act_counts_in_the_communes_of_the_act_it_rests_on() -> None:
    """A convention for one town gives nothing in the next."""
    elsewhere = commune("ailleurs", cogs=({"code": "00002"},))
    wide = act("large", "marche", "tiers", delegant="mairie", origine="parent", communes=["ville", "ailleurs"], fonctions=EXECUTION)
    bounded = wide.model_copy(update={"du": date(2022, 1, 1), "publics": PARENT.publics})
    assert found(*BODIES, aid("AUTRE"), LAW, PARENT, elsewhere, bounded) == [(Rule.HORS_ACTE_D_ORIGINE, ("large", "parent"))]


def test_who_gives_holds_the_act_it_rests_on() -> None:
    """Itself, by a relation of the commune, or as successor of who held it; else the link is broken."""
    relations = [{"nom": "commune", "acteur": "mairie"}, {"nom": "ccas", "acteur": "centre"}]
    town = commune("autre", cogs=({"code": "00002"},), relations=relations)
    law, parent = (one.model_copy(update={"communes": ()}) for one in (LAW, PARENT))
    related = link(communes=["autre"], delegant="@commune", beneficiaire="@ccas")
    assert found(*BODIES, aid("AUTRE"), town, law, parent, related) == []
    foreign = related.model_copy(update={"delegant": "@ccas"})
    assert (Rule.HORS_ACTE_D_ORIGINE, ("second", "parent")) in found(*BODIES, aid("AUTRE"), town, law, parent, foreign)
    market = act("marche", "marche", "tiers", delegant="nouvelle", origine="instituee", fonctions=EXECUTION, du=date(2024, 1, 1))
    heirs = (actor("nouvelle"), actor("ancienne", au=date(2024, 1, 1), successeur="nouvelle"))
    by_heir = INSTITUTION.model_copy(update={"beneficiaire": "ancienne", "succession": True})
    assert found(*BODIES, *heirs, by_heir, market) == []
    kept = by_heir.model_copy(update={"succession": False})
    assert found(*BODIES, *heirs, kept, market) == [(Rule.HORS_ACTE_D_ORIGINE, ("marche", "instituee"))]


@pytest.mark.parametrize(
    ("field", "over", "within"), [("capacite", 11, 10), ("enveloppe", {"centimes_par_an": 1_001}, {"centimes_par_an": 1_000})]
)
def test_places_and_money_are_not_above_those_of_the_act_it_rests_on(field: str, over: object, within: object) -> None:
    """One place or one cent more is a fault."""
    assert rules(PARENT, link(**{field: over})) == [(Rule.PLAFOND_AU_DESSUS_DU_DELEGANT, ("second", "parent"))]
    assert rules(PARENT, link(**{field: within})) == []


def test_a_delegation_is_not_delegated_further_unless_its_act_lets_it() -> None:
    """The commune's own centre exercises for it (CASF L123-5); anyone else holds a sub-delegation."""
    to_others = link(beneficiaire="tiers")
    assert rules(PARENT, to_others) == [(Rule.SOUS_DELEGATION_INTERDITE, ("second", "parent"))]
    assert rules(PARENT.model_copy(update={"subdelegation": True}), to_others) == []
    assert rules(PARENT, link(beneficiaire="inter")) == [(Rule.SOUS_DELEGATION_INTERDITE, ("second", "parent"))]


def test_what_an_organ_holds_it_never_delegates() -> None:
    """Neither a delegation of the board nor a signature is passed on; a president lets others sign for it."""
    board = act("du-conseil", "delegation_interne", "centre", organe="president", fonctions=[Function.DECIDER])
    further = act("plus-loin", "delegation_interne", "centre", organe="vice_president", fonctions=[Function.DECIDER], origine="du-conseil")
    signed = act("signature", "delegation_signature", "centre", organe="directeur", fonctions=[Function.DECIDER], origine="du-conseil")
    again = act("encore", "delegation_signature", "centre", organe="vice_president", fonctions=[Function.DECIDER], origine="signature")
    assert rules(board, further) == [(Rule.SOUS_DELEGATION_INTERDITE, ("plus-loin", "du-conseil"))]
    assert rules(board, signed) == []
    assert rules(board, signed, again) == [(Rule.SOUS_DELEGATION_INTERDITE, ("encore", "signature"))]
    by_law = board.model_copy(update={"fonctions": (), "communes": ()})
    assert rules(by_law, further.model_copy(update={"fonctions": ()})) == []


@pytest.mark.parametrize("holder", ["centre", "inter", "@ccas"])
def test_what_a_departement_entrusts_to_a_centre_has_two_links(holder: str) -> None:
    """Straight from one to the other the first link is missing; to the commune, or by a convention of instruction, it is not."""
    related = commune("autre", cogs=({"code": "00002"},), relations=[{"nom": "ccas", "acteur": "centre"}])
    straight = act("droit", "delegation_competence", holder, delegant="cd", origine="loi", communes=["autre"], fonctions=EXECUTION)
    law = LAW.model_copy(update={"communes": ()})
    assert found(*BODIES, aid("AUTRE"), related, law, straight) == [(Rule.PREMIER_MAILLON_MANQUANT, ("droit",))]
    convention = act("convention", "convention_instruction", holder, delegant="cd", communes=["autre"], fonctions=[Function.INSTRUIRE])
    to_the_town = straight.model_copy(update={"beneficiaire": "mairie"})
    assert found(*BODIES, aid("AUTRE"), related, law, convention, to_the_town) == []


def test_a_board_delegates_to_certain_organs_only() -> None:
    """President, vice-president, permanent commission; a vice-président délégué from the decree on; no other body's organ is judged."""
    title = act("titre", "institution", "centre", aides=["TIERCE"])
    decree = act("decret", "delegation_interne", "@ccas", communes=[], organe="vice_president_delegue", fonctions=[], du=date(2023, 7, 22))

    def given(organ: str | None, start: date = date(2023, 7, 22), holder: str = "centre") -> list[tuple[Rule, tuple[str, ...]]]:
        fields: dict[str, Any] = {"organe": organ, "fonctions": [Function.DECIDER], "aides": ["TIERCE"], "du": start}
        return rules(aid("TIERCE"), title, decree, act("interne", "delegation_interne", holder, **fields))

    for organ in ("president", "vice_president", "commission_permanente", "vice_president_delegue", None):
        assert given(organ) == []
    refused = [(Rule.ORGANE_NON_DELEGATAIRE, ("interne",))]
    assert given("directeur") == given("maire") == refused
    assert given("vice_president_delegue", date(2023, 7, 21)) == refused
    assert given("president", date(1996, 1, 1)) == []
    assert given("maire", holder="mairie") == []


def test_a_delegation_of_signature_names_who_signs() -> None:
    """The post, not the person; a law that only lets sign names nobody."""
    fields: dict[str, Any] = {"aides": ["AUTRE"], "fonctions": [Function.DECIDER]}
    assert rules(act("signature", "delegation_signature", "centre", organe="directeur", **fields)) == []
    assert rules(act("signature", "delegation_signature", "centre", **fields)) == [(Rule.SIGNATURE_NON_NOMINATIVE, ("signature",))]
    assert rules(act("signature", "delegation_signature", "centre", **{**fields, "fonctions": []})) == []
