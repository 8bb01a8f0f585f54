"""The eight relations of domain 4.1, each with the consequence that no other has; and what becomes of acts when a body changes or ends."""

from datetime import date

import pytest

from hub.core.competence import Question, resolve
from hub.core.registry_findings import Rule
from schemas.codes import ActorKind, Function, Reason, Role
from tests.unit.registry_records import EXECUTION, INSTITUTION, INSTRUCTION, act, actor, ask, commune, found, registry, said, why_not

LAW = act("loi", "loi", "departement")
END = date(2024, 1, 1)
EVE = date(2023, 12, 31)


def test_a_transfer_deprives_who_made_it() -> None:
    """From that day on the transferee alone; the transferor's own delegations fall with its power."""
    transfer = act("transfert", "transfert", "cias", delegant="ccas", du=END)
    given = act("donnee", "delegation_competence", "asso", delegant="ccas")
    view = registry(INSTITUTION, transfer, given)
    assert ask(view, day=EVE).responsable == "asso"
    after = ask(view, day=END)
    assert said(after) == ("cias", Role.TITULAIRE, "transfert", Reason.COMPETENCE_TRANSFEREE)
    assert why_not(after) == {"instituee": Reason.DESSAISI_PAR_TRANSFERT, "donnee": Reason.DELEGANT_INCOMPETENT}


def test_a_delegation_of_competence_acts_in_the_delegators_name() -> None:
    """The delegate answers, the delegator stays titulaire: appeals go there."""
    answer = ask(registry(LAW, act("donnee", "delegation_competence", "ville", delegant="departement")))
    assert (answer.responsable, answer.role) == ("ville", Role.DELEGATAIRE)
    assert (answer.titulaire, answer.acte_titulaire) == ("departement", "loi")


def test_what_a_departement_entrusts_to_a_centre_has_two_links() -> None:
    """The commune holds the convention, its centre exercises it; without the first link nothing reaches the centre."""
    bodies = (
        actor("departement", nature=ActorKind.DEPARTEMENT),
        actor("ville", nature=ActorKind.COMMUNE),
        actor("ccas", nature=ActorKind.CCAS, rattache_a="ville"),
    )
    first = act("convention", "delegation_competence", "ville", delegant="departement", origine="loi")
    second = act("exercice", "delegation_competence", "ccas", delegant="ville", origine="convention")
    answer = ask(registry(*bodies, LAW, first, second))
    assert (answer.responsable, answer.titulaire, answer.acte) == ("ccas", "departement", "exercice")
    alone = ask(registry(*bodies, LAW, second))
    assert (alone.responsable, why_not(alone)) == ("departement", {"exercice": Reason.DELEGANT_INCOMPETENT})
    straight = act("droit", "delegation_competence", "ccas", delegant="departement")
    doubled = {Rule.ENREGISTREMENT_EN_DOUBLE}
    assert {rule for rule, _ in found(*bodies, LAW, first, second)} == doubled
    assert {rule for rule, _ in found(*bodies, LAW, straight)} == {*doubled, Rule.PREMIER_MAILLON_MANQUANT}


def test_a_convention_of_instruction_prepares_and_decides_nothing() -> None:
    """Its holder instructs, the titulaire decides."""
    view = registry(LAW, act("guichet", "convention_instruction", "ccas", delegant="departement", fonctions=INSTRUCTION))
    assert said(ask(view, function=Function.INSTRUIRE)) == ("ccas", Role.INSTRUCTEUR, "guichet", Reason.CONVENTION_EN_VIGUEUR)
    assert ask(view).responsable == "departement"


def test_a_delegation_within_a_body_moves_no_case() -> None:
    """The body answers; its organs and who signs for it are only who may sign."""
    organs = (
        act("du-conseil", "delegation_interne", "ccas", organe="president"),
        act("signature", "delegation_signature", "ccas", organe="directeur"),
    )
    view = registry(INSTITUTION, *organs)
    assert ask(view) == ask(registry(INSTITUTION))
    assert [one.id for one in view.internal_acts("ccas", "AIDE", date(2026, 1, 1))] == ["du-conseil", "signature"]


def test_a_delegation_of_signature_ends_with_the_post() -> None:
    """The day the signatory leaves it gives nothing, whatever its own end; a delegation to an organ stays with the organ."""
    signature = act("signature", "delegation_signature", "ccas", organe="directeur", fin_du_poste=END, au=date(2026, 1, 1))
    view = registry(INSTITUTION, signature)
    assert [len(view.internal_acts("ccas", "AIDE", day)) for day in (EVE, END)] == [1, 0]


def test_an_agreement_is_a_hard_stop() -> None:
    """The day after its last one it gives nothing, and no successor of its holder ever has it, whatever an act or a law says."""
    agreement = act("agrement", "agrement", "asso", au_guichet=True, au=END, succession=True)
    assert [ask(registry(LAW, agreement), day=day, counter="asso").responsable for day in (EVE, END)] == ["asso", "departement"]
    gone = actor("asso", au=date(2023, 1, 1), successeur="autre", succession="de_plein_droit")
    after = ask(registry(gone, LAW, agreement), day=date(2023, 1, 1), counter="autre")
    assert (after.responsable, why_not(after)) == ("departement", {"agrement": Reason.ACTEUR_DISPARU})


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("marche", Reason.MARCHE_EN_VIGUEUR), ("dsp", Reason.MARCHE_EN_VIGUEUR), ("entente", Reason.CONVENTION_EN_VIGUEUR)],
)
def test_a_market_a_dsp_and_an_entente_carry_out_and_never_decide(kind: str, reason: Reason) -> None:
    """Even written with DECIDER they are no power: the titulaire decides."""
    view = registry(INSTITUTION, act("contrat", kind, "operateur", delegant="ccas"))
    assert said(ask(view, function=Function.EXECUTER)) == ("operateur", Role.EXECUTANT, "contrat", reason)
    decides = ask(view)
    assert (decides.responsable, why_not(decides)) == ("ccas", {"contrat": Reason.EXECUTANT_NE_DECIDE_PAS})
    assert found(INSTITUTION, act("contrat", kind, "operateur", delegant="ccas")) == [(Rule.DECISION_NON_DELEGABLE, ("contrat",))]


def test_a_subsidy_gives_no_power_of_any_kind() -> None:
    """Whatever it says: an association it pays is named, and nothing is entrusted to it."""
    view = registry(act("cpo", "subvention", "asso", fonctions=[Function.DECIDER, *EXECUTION]))
    for function in Function:
        answer = ask(view, function=function)
        assert (answer.responsable, answer.raison, answer.suppletifs) == (None, Reason.ORIENTATION_SUPPLETIF, ("asso",))


@pytest.mark.parametrize("by_law", [True, False])
def test_a_dissolved_bodys_successor_takes_over(*, by_law: bool) -> None:
    """Where the law says so of the body, or the act of itself; and the successor's successor after it."""
    gone = actor("ccas", au=END, successeur="cias", succession="de_plein_droit" if by_law else "aucune")
    next_gone = actor("cias", au=date(2025, 1, 1), successeur="epci", succession="de_plein_droit" if by_law else "aucune")
    title = INSTITUTION.model_copy(update={"succession": None if by_law else True})
    market = act("marche", "marche", "operateur", delegant="ccas", fonctions=[Function.EXECUTER])
    view = registry(gone, next_gone, title, market)
    days = (EVE, END, date(2024, 12, 31), date(2025, 1, 1))
    assert [ask(view, day=day).responsable for day in days] == ["ccas", "cias", "cias", "epci"]
    assert [ask(view, day=day, function=Function.EXECUTER).titulaire for day in days] == ["ccas", "cias", "cias", "epci"]
    assert why_not(ask(view, day=END)) == {"instituee": Reason.ACTEUR_DISPARU, "marche": Reason.EXECUTANT_NE_DECIDE_PAS}


def test_a_delegation_goes_on_under_the_delegators_successor() -> None:
    """The power and what was given of it pass together; an act that says no ends with its holder."""
    gone = actor("ccas", au=END, successeur="cias", succession="de_plein_droit")
    given = act("donnee", "delegation_competence", "asso", delegant="ccas")
    view = registry(gone, INSTITUTION, given)
    assert [(answer.responsable, answer.titulaire) for answer in (ask(view, day=day) for day in (EVE, END))] == [
        ("asso", "ccas"),
        ("asso", "cias"),
    ]
    kept = ask(registry(gone, INSTITUTION.model_copy(update={"succession": False}), given), day=END)
    assert (kept.responsable, why_not(kept)) == (None, {"donnee": Reason.DELEGANT_INCOMPETENT, "instituee": Reason.ACTEUR_DISPARU})


def test_without_a_word_of_law_or_act_a_successor_takes_nothing_over() -> None:
    """A successor is named so that people find it; power is another thing. An authorisation passes on by its own word only."""
    named = actor("ccas", au=END, successeur="cias")
    assert ask(registry(named, INSTITUTION), day=END).responsable is None
    by_law = actor("asso", au=END, successeur="autre", succession="de_plein_droit")
    authorised = act("autorisation", "autorisation", "asso")
    assert ask(registry(by_law, authorised), day=END).responsable is None
    assert ask(registry(by_law, authorised.model_copy(update={"succession": True})), day=END).responsable == "autre"


def test_a_merged_commune_is_asked_under_either_code() -> None:
    """Its acts are the new commune's from the merger on, its code an alias from that day."""
    town = commune(cogs=({"code": "00001"}, {"code": "00009", "du": END}))
    merged = actor("ancienne", nature=ActorKind.COMMUNE, au=END, successeur="ville", succession="de_plein_droit")
    view = registry(town, merged, act("cantine", "institution", "ancienne"))
    place = view.commune("00009", END)
    assert place is not None
    assert (view.commune("00009", EVE), place.slug) == (None, "ville")
    assert resolve(view, Question(place.slug, "AIDE", END)).responsable == "ville"


def test_successors_in_a_circle_end_nowhere_else() -> None:
    """Two bodies that name each other: each act has one holder a day, and nobody is followed for ever."""
    gone = (
        actor("ccas", au=END, successeur="cias", succession="de_plein_droit"),
        actor("cias", au=END, successeur="ccas", succession="de_plein_droit"),
    )
    assert ask(registry(*gone, INSTITUTION), day=END).responsable is None
