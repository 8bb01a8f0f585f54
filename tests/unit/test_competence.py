"""Who holds the power itself, and what is said where nobody does: one example a rule of hub/core/competence.py."""

from datetime import date

from hub.core.competence import Alternative
from schemas.codes import Function, Reason, Role
from tests.unit.registry_records import INSTITUTION, INSTRUCTION, act, aid, ask, registry, said, why_not


def test_law_with_decider_is_the_titulaire() -> None:
    """A law that gives the decision gives the title."""
    answer = ask(registry(act("loi", "loi", "departement")))
    assert said(answer) == ("departement", Role.TITULAIRE, "loi", Reason.COMPETENCE_LEGALE)
    assert (answer.titulaire, answer.acte_titulaire) == ("departement", "loi")


def test_a_legal_exclusion_leaves_nothing_to_anyone() -> None:
    """Neither an agreed counter, nor a delegation, nor an institution comes between."""
    view = registry(
        INSTITUTION,
        act("exclusion", "loi", "departement", exclusif=True),
        act("agrement", "agrement", "asso", au_guichet=True),
        act("delegation", "delegation_competence", "ccas", delegant="departement"),
    )
    answer = ask(view, counter="asso")
    assert said(answer) == ("departement", Role.TITULAIRE, "exclusion", Reason.EXCLUSION_LEGALE)
    assert set(why_not(answer)) == {"instituee", "agrement", "delegation"}
    assert set(why_not(answer).values()) == {Reason.EXCLUSION_LEGALE}


def test_who_instituted_the_aid_decides() -> None:
    """A facultative aid belongs to who instituted it."""
    assert said(ask(registry(INSTITUTION))) == ("ccas", Role.TITULAIRE, "instituee", Reason.COMPETENCE_INSTITUEE)


def test_a_transfer_deprives_the_transferor_from_that_day() -> None:
    """The day before, the transferor; the day of the act, only the transferee."""
    view = registry(INSTITUTION, act("transfert", "transfert", "cias", delegant="ccas", du=date(2022, 1, 1)))
    before, after = ask(view, day=date(2021, 12, 31)), ask(view, day=date(2022, 1, 1))
    assert said(before) == ("ccas", Role.TITULAIRE, "instituee", Reason.COMPETENCE_INSTITUEE)
    assert why_not(before) == {"transfert": Reason.ACTE_PAS_ENCORE_EN_VIGUEUR}
    assert said(after) == ("cias", Role.TITULAIRE, "transfert", Reason.COMPETENCE_TRANSFEREE)
    assert why_not(after) == {"instituee": Reason.DESSAISI_PAR_TRANSFERT}


def test_a_transfer_passed_on_counts_at_its_end() -> None:
    """The body that received the power and passed it on is deprived in its turn, even the same day."""
    first = act("un", "transfert", "epci", delegant="ccas", du=date(2022, 1, 1))
    second = act("deux", "transfert", "cias", delegant="epci", du=date(2022, 1, 1))
    answer = ask(registry(INSTITUTION, first, second))
    assert said(answer) == ("cias", Role.TITULAIRE, "deux", Reason.COMPETENCE_TRANSFEREE)
    assert why_not(answer) == {"instituee": Reason.DESSAISI_PAR_TRANSFERT, "un": Reason.DESSAISI_PAR_TRANSFERT}


def test_a_power_given_back_is_held_again() -> None:
    """A later transfer back wins over the earlier one."""
    there = act("aller", "transfert", "cias", delegant="ccas", du=date(2022, 1, 1))
    back = act("retour", "transfert", "ccas", delegant="cias", du=date(2025, 1, 1))
    answer = ask(registry(INSTITUTION, there, back))
    assert said(answer)[:3] == ("ccas", Role.TITULAIRE, "retour")
    assert why_not(answer) == {"aller": Reason.DESSAISI_PAR_TRANSFERT, "instituee": Reason.ACTE_MOINS_PRECIS}


def test_transfers_that_turn_in_a_circle_leave_the_question_open() -> None:
    """Three transfers of one day that pass the power around settle nothing: nobody is chosen by chance."""
    circle = [
        act(f"t{n}", "transfert", to, delegant=of) for n, (of, to) in enumerate((("ccas", "cias"), ("cias", "epci"), ("epci", "ccas")))
    ]
    assert said(ask(registry(*circle))) == (None, Role.AUCUN, None, Reason.COMPETENCE_A_TRANCHER)


def test_an_institution_outranks_a_general_law() -> None:
    """A commune's own act is more precise than the nation's on the same power."""
    view = registry(INSTITUTION, act("nation", "loi", "@commune", communes=()))
    answer = ask(view)
    assert answer.responsable == "ccas"
    assert why_not(answer) == {"nation": Reason.ACTE_MOINS_PRECIS}


def test_a_titulaire_holds_what_no_act_gives_to_another() -> None:
    """Even a function its own act does not list: no function is without an owner."""
    view = registry(act("instituee", "institution", "ccas", fonctions=[Function.DECIDER]))
    assert ask(view, function=Function.PAYER).responsable == "ccas"


def test_a_titulaire_that_also_holds_a_lesser_act_answers_as_titulaire() -> None:
    """A duty of the one who holds the power adds nothing to it."""
    view = registry(INSTITUTION, act("devoir", "loi", "@ccas", communes=(), fonctions=INSTRUCTION))
    answer = ask(view, function=Function.INSTRUIRE)
    assert said(answer)[:3] == ("ccas", Role.TITULAIRE, "instituee")
    assert why_not(answer) == {"devoir": Reason.ACTE_MOINS_PRECIS}


def test_an_association_without_mandate_is_an_orientation() -> None:
    """Nobody is responsible; the associations are named, oldest first."""
    view = registry(
        act("cpo", "subvention", "asso", fonctions=[], du=date(2018, 1, 1)), act("autre-cpo", "subvention", "autre", fonctions=[])
    )
    answer = ask(view)
    assert said(answer) == (None, Role.SUPPLETIF, None, Reason.ORIENTATION_SUPPLETIF)
    assert answer.suppletifs == ("asso", "autre")
    assert why_not(answer) == {"cpo": Reason.SUPPLETIF_SANS_MANDAT, "autre-cpo": Reason.SUPPLETIF_SANS_MANDAT}


def test_an_association_without_mandate_never_takes_a_case() -> None:
    """Where a titulaire exists the association is only named."""
    answer = ask(registry(INSTITUTION, act("cpo", "subvention", "asso")))
    assert answer.responsable == "ccas"
    assert answer.suppletifs == ("asso",)


def test_an_aid_that_was_never_instituted_names_what_exists_instead() -> None:
    """Other aids of the domain, with who answers, and the services that run actions for all."""
    view = registry(
        aid("AUTRE"),
        aid("LOIN", domaine="enfance"),
        aid("VIDE"),
        aid("ATELIER", nature="collective", domaine="toutes"),
        act("autre", "institution", "ccas", aides=["AUTRE"]),
        act("loin", "institution", "ccas", aides=["LOIN"]),
        act("atelier", "institution", "ville", aides=["ATELIER"]),
    )
    answer = ask(view)
    assert said(answer) == (None, Role.AUCUN, None, Reason.AIDE_NON_INSTITUEE)
    assert answer.alternatives == (
        Alternative("ATELIER", "ville", "atelier", Reason.ACTION_COLLECTIVE),
        Alternative("AUTRE", "ccas", "autre", Reason.COMPETENCE_INSTITUEE),
    )
    assert answer.services == ("ville",)


def test_a_collective_action_is_joined_not_asked_for() -> None:
    """Who runs it alone answers for the action; the services that run it are named, those without mandate set aside."""
    view = registry(
        aid("SORTIE", nature="collective"),
        act("sorties", "institution", "ville", aides=["SORTIE"]),
        act("clubs", "subvention", "asso", aides=["SORTIE"]),
        act("finies", "institution", "ccas", aides=["SORTIE"], au=date(2021, 1, 1)),
    )
    answer = ask(view, aid="SORTIE")
    assert said(answer) == ("ville", Role.TITULAIRE, "sorties", Reason.ACTION_COLLECTIVE)
    assert (answer.services, answer.suppletifs) == (("ville",), ("asso",))
    assert why_not(answer) == {"clubs": Reason.SUPPLETIF_SANS_MANDAT, "finies": Reason.ACTE_EXPIRE}


def test_a_collective_action_that_several_run_has_no_single_answer() -> None:
    """Two services run it: both are named, neither answers alone."""
    view = registry(
        aid("SORTIE", nature="collective"),
        act("sorties", "institution", "ville", aides=["SORTIE"]),
        act("sante", "institution", "ccas", aides=["SORTIE"]),
    )
    answer = ask(view, aid="SORTIE")
    assert said(answer) == (None, Role.AUCUN, None, Reason.ACTION_COLLECTIVE)
    assert sorted(answer.services) == ["ccas", "ville"]


def test_an_authorised_body_holds_its_own_admissions() -> None:
    """Alone it is the titulaire; beside an institution it answers at its own door only."""
    authorised = act("autorisation", "autorisation", "asso")
    assert said(ask(registry(authorised))) == ("asso", Role.TITULAIRE, "autorisation", Reason.AUTORISATION_EN_VIGUEUR)
    beside = registry(INSTITUTION, authorised)
    assert why_not(ask(beside)) == {"autorisation": Reason.AUTRE_GUICHET}
    assert said(ask(beside, counter="asso"))[:3] == ("asso", Role.TITULAIRE, "autorisation")
    assert why_not(ask(beside, counter="asso")) == {"instituee": Reason.AUTRE_GUICHET}


def test_several_authorised_bodies_are_chosen_by_the_door() -> None:
    """Without a door there is nothing to choose by, and nobody is chosen by chance."""
    view = registry(act("une", "autorisation", "asso"), act("deux", "autorisation", "autre"))
    assert said(ask(view)) == (None, Role.AUCUN, None, Reason.COMPETENCE_A_TRANCHER)
    assert ask(view, counter="autre").responsable == "autre"


def test_two_titulaires_are_never_settled_by_chance() -> None:
    """Both acts are shown and nobody is named, whatever rests on either."""
    view = registry(INSTITUTION, act("rivale", "institution", "ville"), act("delegation", "delegation_competence", "asso", delegant="ccas"))
    answer = ask(view)
    assert said(answer) == (None, Role.AUCUN, None, Reason.COMPETENCE_A_TRANCHER)
    assert why_not(answer) == dict.fromkeys(("instituee", "rivale", "delegation"), Reason.COMPETENCE_A_TRANCHER)
    assert answer.titulaire is None


def test_the_holder_of_arbitrer_settles_between_two_titulaires() -> None:
    """It answers until one act gives way, and both are shown."""
    arbiter = act("arbitre", "loi", "@commune", communes=(), fonctions=[Function.ARBITRER])
    view = registry(INSTITUTION, act("rivale", "institution", "cias"), arbiter)
    answer = ask(view)
    assert said(answer) == ("ville", Role.INSTRUCTEUR, "arbitre", Reason.COMPETENCE_A_TRANCHER)
    assert set(why_not(answer)) == {"instituee", "rivale"}


def test_the_agreed_door_answers_while_titulaires_contradict_each_other() -> None:
    """Its agreement rests on neither of them."""
    view = registry(INSTITUTION, act("rivale", "institution", "ville"), act("agrement", "agrement", "asso", au_guichet=True))
    answer = ask(view, counter="asso")
    assert said(answer)[:3] == ("asso", Role.DELEGATAIRE, "agrement")
    assert answer.titulaire is None


def test_what_the_registry_does_not_know_has_no_holder() -> None:
    """An unknown commune or aid is nobody's; who must refuse it asks the view first."""
    for unknown in ({"commune": "nulle-part"}, {"aid": "RIEN"}):
        assert said(ask(registry(INSTITUTION), **unknown)) == (None, Role.AUCUN, None, Reason.AIDE_NON_INSTITUEE)
