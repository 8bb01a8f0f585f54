"""What bounds an act: amount, public, territory, urgency, suspension, revocation, the life of its holder."""

from datetime import date

from schemas.codes import Public, Reason, Role
from tests.unit.registry_records import INSTITUTION, act, actor, ask, commune, registry, said, why_not


def test_the_most_precise_delegation_wins() -> None:
    """Public, then amount, then urgency: the closer fit answers, the other is less precise."""
    general = act("generale", "delegation_competence", "asso", delegant="ccas")
    for bound, fields in (
        ({"publics": ["jeunes"]}, {"public": Public.JEUNES}),
        ({"territoire": ["quartier"]}, {"territory": "quartier"}),
        ({"montant_max_centimes": 5_000}, {"amount_cents": 5_000}),
        ({"montant_min_centimes": 5_000}, {"amount_cents": 5_000}),
        ({"urgence_seulement": True}, {"urgent": True}),
    ):
        view = registry(INSTITUTION, general, act("precise", "delegation_competence", "autre", delegant="ccas", **bound))
        answer = ask(view, **fields)
        assert answer.responsable == "autre"
        assert why_not(answer)["generale"] is Reason.ACTE_MOINS_PRECIS


def test_equal_acts_of_one_holder_are_no_contradiction() -> None:
    """The youngest is named, the older one is less precise."""
    view = registry(INSTITUTION, act("revotee", "institution", "ccas", du=date(2024, 1, 1)))
    answer = ask(view)
    assert said(answer)[:3] == ("ccas", Role.TITULAIRE, "revotee")
    assert why_not(answer) == {"instituee": Reason.ACTE_MOINS_PRECIS}


def test_an_amount_bounds_who_decides() -> None:
    """At the ceiling the delegate, one cent above the titulaire."""
    view = registry(
        act("loi", "loi", "departement"),
        act("delegation", "delegation_competence", "ccas", delegant="departement", montant_max_centimes=30_000),
    )
    assert ask(view, amount_cents=30_000).responsable == "ccas"
    above = ask(view, amount_cents=30_001)
    assert above.responsable == "departement"
    assert why_not(above) == {"delegation": Reason.MONTANT_AU_DESSUS_DU_PLAFOND}


def test_an_amount_not_known_yet_fits_every_bound() -> None:
    """The delegate takes the case; its decision will be judged on its amount."""
    view = registry(
        act("loi", "loi", "departement"),
        act("delegation", "delegation_competence", "ccas", delegant="departement", montant_max_centimes=30_000),
    )
    assert ask(view).responsable == "ccas"


def test_between_titulaires_an_unknown_amount_goes_to_the_general_one() -> None:
    """A small-amount exception is no rule for a demand that says no amount."""
    view = registry(INSTITUTION, act("petits", "institution", "ville", montant_max_centimes=6_000))
    assert ask(view).responsable == "ccas"
    assert ask(view, amount_cents=6_000).responsable == "ville"


def test_a_floor_keeps_small_amounts_out() -> None:
    """A transfer of what is above leaves what is below where it was."""
    view = registry(INSTITUTION, act("transfert", "transfert", "cias", delegant="ccas", montant_min_centimes=6_001))
    below = ask(view, amount_cents=6_000)
    assert below.responsable == "ccas"
    assert why_not(below) == {"transfert": Reason.MONTANT_EN_DESSOUS_DU_SEUIL}
    assert ask(view, amount_cents=6_001).responsable == "cias"


def test_an_act_for_a_public_gives_nothing_for_another() -> None:
    """Nor when the public is not known; `tout_public` bounds nothing."""
    view = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="ccas", publics=["jeunes"]))
    for public in (None, Public.FAMILLES):
        assert why_not(ask(view, public=public)) == {"delegation": Reason.PUBLIC_NON_VISE}
    everyone = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="ccas", publics=["tout_public"]))
    assert ask(everyone).responsable == "asso"


def test_an_act_for_a_territory_gives_nothing_elsewhere() -> None:
    """A list that names the commune's own code covers all of it."""
    part = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="ccas", territoire=["quartier"]))
    assert why_not(ask(part)) == {"delegation": Reason.TERRITOIRE_NON_VISE}
    whole = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="ccas", territoire=["00001", "00002"]))
    assert ask(whole).responsable == "asso"


def test_an_act_for_emergencies_gives_nothing_otherwise() -> None:
    """The same act, urgent or not."""
    view = registry(INSTITUTION, act("urgence", "delegation_competence", "asso", delegant="ccas", urgence_seulement=True))
    assert why_not(ask(view)) == {"urgence": Reason.RESERVE_A_L_URGENCE}
    assert ask(view, urgent=True).responsable == "asso"


def test_a_suspended_act_gives_nothing_for_a_while() -> None:
    """From the first day of the suspension to the day it ends, not included."""
    stretches = [{"du": date(2025, 1, 1), "au": date(2025, 2, 1)}, {"du": date(2026, 6, 1)}]
    view = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="ccas", suspensions=stretches))
    assert why_not(ask(view, day=date(2025, 1, 1))) == {"delegation": Reason.ACTE_SUSPENDU}
    assert ask(view, day=date(2025, 2, 1)).responsable == "asso"
    assert why_not(ask(view, day=date(2030, 1, 1))) == {"delegation": Reason.ACTE_SUSPENDU}


def test_a_revoked_act_gives_nothing_from_that_day() -> None:
    """The revocation's day is the first day without it."""
    view = registry(INSTITUTION, act("delegation", "delegation_competence", "asso", delegant="ccas", revoque_le=date(2025, 7, 1)))
    assert ask(view, day=date(2025, 6, 30)).responsable == "asso"
    assert why_not(ask(view, day=date(2025, 7, 1))) == {"delegation": Reason.ACTE_REVOQUE}


def test_an_actor_that_is_gone_answers_for_nothing() -> None:
    """Its acts end with it, whatever they say; an actor nobody described never was."""
    view = registry(actor("ccas", au=date(2024, 1, 1)), INSTITUTION, act("inconnu", "subvention", "personne"))
    assert ask(view, day=date(2023, 12, 31)).responsable == "ccas"
    after = ask(view, day=date(2024, 1, 1))
    assert said(after) == (None, Role.AUCUN, None, Reason.AIDE_NON_INSTITUEE)
    assert why_not(after) == {"instituee": Reason.ACTEUR_DISPARU, "inconnu": Reason.ACTEUR_DISPARU}


def test_who_held_a_relation_before_is_no_candidate_after() -> None:
    """A national duty that changed hands names its present holder alone."""
    relations = [{"nom": "ccas", "acteur": "ccas", "au": "2024-01-01"}, {"nom": "ccas", "acteur": "cias", "du": "2024-01-01"}]
    view = registry(commune(relations=relations), act("nation", "loi", "@ccas", communes=()))
    assert (ask(view).responsable, ask(view).ecartes) == ("cias", ())
    assert (ask(view, day=date(2023, 12, 31)).responsable, ask(view, day=date(2023, 12, 31)).ecartes) == ("ccas", ())
