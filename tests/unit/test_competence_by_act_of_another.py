"""Who answers in the name, for the account or in the stead of the titulaire: delegations, agreements, conventions, markets."""

from datetime import date

from schemas.codes import Function, Reason, Role
from tests.unit.registry_records import EXECUTION, INSTITUTION, INSTRUCTION, act, ask, registry, said, why_not


def test_a_delegate_decides_in_the_delegators_name() -> None:
    """The titulaire is still named, and set aside because it delegated."""
    view = registry(act("loi", "loi", "departement"), act("delegation", "delegation_competence", "ccas", delegant="departement"))
    answer = ask(view)
    assert said(answer) == ("ccas", Role.DELEGATAIRE, "delegation", Reason.DELEGATION_EN_VIGUEUR)
    assert (answer.titulaire, answer.acte_titulaire) == ("departement", "loi")
    assert why_not(answer) == {"loi": Reason.TITULAIRE_QUI_A_DELEGUE}


def test_nobody_delegates_what_it_does_not_hold() -> None:
    """A delegation by someone who is not competent that day gives nothing."""
    view = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="epci"))
    answer = ask(view)
    assert answer.responsable == "ccas"
    assert why_not(answer) == {"delegation": Reason.DELEGANT_INCOMPETENT}


def test_a_chain_of_delegations_acts_at_its_end() -> None:
    """What a departement entrusts to a CCAS has two links; the CCAS answers, the commune passed it on."""
    view = registry(
        act("loi", "loi", "departement"),
        act("exercice", "delegation_competence", "ccas", delegant="ville", origine="convention", du=date(2019, 1, 1)),
        act("convention", "delegation_competence", "ville", delegant="departement"),
    )
    answer = ask(view)
    assert said(answer)[:3] == ("ccas", Role.DELEGATAIRE, "exercice")
    assert why_not(answer) == {"convention": Reason.TITULAIRE_QUI_A_DELEGUE, "loi": Reason.TITULAIRE_QUI_A_DELEGUE}


def test_a_function_that_was_not_delegated_stays_with_the_titulaire() -> None:
    """A delegation of some functions is no delegation of the decision."""
    view = registry(INSTITUTION, act("convention", "delegation_competence", "asso", delegant="ccas", fonctions=EXECUTION))
    assert said(ask(view))[:3] == ("ccas", Role.TITULAIRE, "instituee")
    assert why_not(ask(view)) == {"convention": Reason.FONCTION_NON_DELEGUEE}
    assert said(ask(view, function=Function.EXECUTER))[:3] == ("asso", Role.DELEGATAIRE, "convention")


def test_a_convention_of_instruction_never_decides() -> None:
    """Even if it was written to."""
    view = registry(INSTITUTION, act("convention", "convention_instruction", "asso", delegant="ccas"))
    assert ask(view).responsable == "ccas"
    assert why_not(ask(view)) == {"convention": Reason.FONCTION_NON_DELEGUEE}
    instructs = ask(view, function=Function.INSTRUIRE)
    assert said(instructs) == ("asso", Role.INSTRUCTEUR, "convention", Reason.CONVENTION_EN_VIGUEUR)


def test_the_door_decides_where_an_agreed_body_shares_a_competence() -> None:
    """At its own counter the agreed body answers; anywhere else the titulaire does."""
    view = registry(act("loi", "loi", "ccas"), act("agrement", "agrement", "asso", au_guichet=True))
    at_its_door, elsewhere = ask(view, counter="asso"), ask(view, counter="ccas")
    assert said(at_its_door) == ("asso", Role.DELEGATAIRE, "agrement", Reason.AGREMENT_GUICHET)
    assert at_its_door.titulaire == "ccas"
    assert why_not(at_its_door) == {"loi": Reason.AUTRE_GUICHET}
    assert said(elsewhere)[:3] == ("ccas", Role.TITULAIRE, "loi")
    assert why_not(elsewhere) == {"agrement": Reason.AUTRE_GUICHET}


def test_the_door_outranks_a_delegation() -> None:
    """A delegate of the titulaire is another counter for who knocked at the agreed body's."""
    view = registry(
        INSTITUTION,
        act("agrement", "agrement", "asso", au_guichet=True),
        act("delegation", "delegation_competence", "autre", delegant="ccas"),
    )
    answer = ask(view, counter="asso")
    assert answer.responsable == "asso"
    assert why_not(answer) == {"instituee": Reason.AUTRE_GUICHET, "delegation": Reason.AUTRE_GUICHET}


def test_a_shared_convention_goes_by_the_door_too() -> None:
    """A convention held at a counter keeps its own role and reason there."""
    view = registry(INSTITUTION, act("guichet", "convention_instruction", "asso", au_guichet=True, fonctions=INSTRUCTION))
    answer = ask(view, function=Function.INSTRUIRE, counter="asso")
    assert said(answer) == ("asso", Role.INSTRUCTEUR, "guichet", Reason.CONVENTION_EN_VIGUEUR)


def test_an_agreement_that_ended_is_a_hard_stop() -> None:
    """The day it ends, even at its own door, the titulaire answers."""
    view = registry(act("loi", "loi", "ccas"), act("agrement", "agrement", "asso", au_guichet=True, au=date(2026, 5, 12)))
    assert ask(view, counter="asso", day=date(2026, 5, 11)).responsable == "asso"
    after = ask(view, counter="asso", day=date(2026, 5, 12))
    assert after.responsable == "ccas"
    assert why_not(after) == {"agrement": Reason.ACTE_EXPIRE}


def test_a_market_executes_and_never_decides() -> None:
    """Market, DSP and entente hold what they execute, whatever was written in them."""
    view = registry(INSTITUTION, act("marche", "marche", "operateur"), act("dsp", "dsp", "asso"), act("entente", "entente", "cias"))
    answer = ask(view)
    assert said(answer)[:3] == ("ccas", Role.TITULAIRE, "instituee")
    assert set(why_not(answer).values()) == {Reason.EXECUTANT_NE_DECIDE_PAS}


def test_an_executant_holds_what_its_act_says() -> None:
    """The function of the contract is the executant's, another one the titulaire's."""
    view = registry(INSTITUTION, act("marche", "marche", "operateur", fonctions=EXECUTION))
    assert said(ask(view, function=Function.EXECUTER)) == ("operateur", Role.EXECUTANT, "marche", Reason.MARCHE_EN_VIGUEUR)
    assert said(ask(view, function=Function.PAYER))[:3] == ("ccas", Role.TITULAIRE, "instituee")


def test_an_entente_executes_by_its_convention() -> None:
    """An entente transfers nothing: it executes."""
    view = registry(INSTITUTION, act("entente", "entente", "cias", fonctions=EXECUTION))
    assert said(ask(view, function=Function.EXECUTER))[1:] == (Role.EXECUTANT, "entente", Reason.CONVENTION_EN_VIGUEUR)


def test_a_convention_is_more_precise_than_a_duty_of_law() -> None:
    """Who the commune named instructs, before who the nation named."""
    view = registry(
        act("loi", "loi", "departement"),
        act("devoir", "loi", "@ccas", communes=(), fonctions=INSTRUCTION),
        act("convention", "convention_instruction", "asso", fonctions=INSTRUCTION),
    )
    answer = ask(view, function=Function.INSTRUIRE)
    assert answer.responsable == "asso"
    assert why_not(answer)["devoir"] is Reason.ACTE_MOINS_PRECIS


def test_a_duty_of_law_instructs_and_never_decides() -> None:
    """A law without DECIDER makes its holder an instructor; the titulaire decides."""
    view = registry(act("loi", "loi", "departement"), act("devoir", "loi", "ccas", fonctions=INSTRUCTION))
    assert said(ask(view, function=Function.INSTRUIRE)) == ("ccas", Role.INSTRUCTEUR, "devoir", Reason.COMPETENCE_LEGALE)
    decides = ask(view)
    assert decides.responsable == "departement"
    assert why_not(decides) == {"devoir": Reason.FONCTION_NON_DELEGUEE}


def test_two_equal_delegates_leave_it_to_the_titulaire() -> None:
    """The titulaire answers, with both delegations shown."""
    view = registry(
        INSTITUTION,
        act("une", "delegation_competence", "asso", delegant="ccas"),
        act("deux", "delegation_competence", "autre", delegant="ccas"),
    )
    answer = ask(view)
    assert said(answer) == ("ccas", Role.TITULAIRE, "instituee", Reason.COMPETENCE_A_TRANCHER)
    assert why_not(answer) == dict.fromkeys(("une", "deux"), Reason.COMPETENCE_A_TRANCHER)
    assert answer.titulaire == "ccas"
