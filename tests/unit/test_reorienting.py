"""Who has a dossier is not competent, an arbitration says who is, the person moved: one accountable actor, one origin."""

from typing import Any

import pytest

from hub.core.journal import ConclusionKind
from hub.core.registry import build
from schemas.codes import Code, State
from tests.unit.case_world import ACTORS, ACTS, AIDS, TODAY, TOWN, Hub, decision
from tests.unit.life_world import DELEGATE, DOOR, TITLE, Life
from tests.unit.registry_records import act, actor, aid, commune

VILLAGE = commune("village", ({"code": "00002"},), relations=[{"nom": "ccas", "acteur": "ccas-village"}])
TWO = build(
    [
        *ACTORS,
        actor("ccas-village", nature="ccas"),
        *AIDS,
        TOWN,
        VILLAGE,
        *ACTS,
        act("ccas-village-confiee", "institution", "ccas-village", aides=["CONFIEE"], communes=["village"]),
        aid("LEGALE", nature="legale"),
        act("loi-departement", "loi", "departement", aides=["LEGALE"], communes=["ville", "village"]),
        act(
            "convention-village",
            "convention_instruction",
            "ccas-village",
            aides=["LEGALE"],
            communes=["village"],
            fonctions=["RECEVOIR", "INSTRUIRE"],
            delegant="departement",
        ),
    ]
)


def moves(life: Life, who: str = DOOR, **changes: Any) -> Any:
    """The person moved to the village."""
    return life.does(who, "residence.changee", **{"commune": "00002", "consentement": True, **changes})


def test_a_delegate_that_is_not_competent_gives_back_to_the_titulaire() -> None:
    """Also after it accepted; the titulaire is offered it, and answers for it."""
    life = Life()
    life.goes(DELEGATE, "transmission.acceptee")
    outcome = life.goes(DELEGATE, "incompetence.constatee", motif="incompetent_matiere", competent_selon_lui="departement")
    assert (life.stands(), life.case.responsable) == (State.TRANSMISE, TITLE)
    assert life.hub.told(outcome)[:2] == [(DELEGATE, "dossier.retire"), (TITLE, "dossier.confie")]
    assert (DOOR, "dossier.suivi") in life.hub.told(outcome)


def test_a_titulaire_that_is_not_competent_stays_accountable_until_it_is_settled() -> None:
    """Nobody else knows the dossier yet; the counter is told, to tell the person (CRPA L114-2)."""
    life = Life()
    life.id = life.hub.opened("PROPRE", DOOR)
    outcome = life.goes(TITLE, "incompetence.constatee", motif="incompetent_matiere")
    assert (life.stands(), life.case.responsable) == (State.A_REORIENTER, TITLE)
    assert life.hub.told(outcome) == [(DOOR, "dossier.suivi")]
    assert "motif" not in life.hub.inbox(DOOR)[-1]
    life.goes(TITLE, "transmission.acceptee")
    assert life.stands() is State.EN_INSTRUCTION


def test_the_named_actor_must_exist() -> None:
    """A name that means nothing helps nobody."""
    refusal = Life().does(DELEGATE, "incompetence.constatee", motif="incompetent_matiere", competent_selon_lui="personne").refusal
    assert refusal == (Code.ACTEUR_INCONNU, "competent_selon_lui")


def test_an_arbitration_names_who_decides() -> None:
    """The arbiter of an act, or who answers meanwhile; who is named is accountable at once, and nobody else decides."""
    life = Life()
    life.id = life.hub.opened("ARBITRE", DOOR)
    assert life.case.responsable == "ville"
    outcome = life.goes("ville", "arbitrage.rendu", acteur="asso", acte="arbitre-asso")
    assert (life.stands(), life.case.responsable) == (State.TRANSMISE, "asso")
    assert life.hub.held(life.id)["asso"] == ["DECIDER", "INSTRUIRE"]
    assert "ARBITRER" not in life.hub.held(life.id).get("ville", [])
    assert ("asso", "dossier.confie") in life.hub.told(outcome)
    assert life.hub.inbox("asso", "dossier.confie")[-1]["role"] == "delegataire"
    life.goes("asso", "transmission.acceptee")
    assert life.stands() is State.EN_INSTRUCTION


def test_an_arbitration_takes_only_what_it_settles() -> None:
    """Who executes goes on; who decided is told that it does no more."""
    life = Life()
    life.id = life.hub.opened("PROPRE", DOOR)
    life.goes(TITLE, "incompetence.constatee", motif="incompetent_matiere")
    outcome = life.goes(TITLE, "arbitrage.rendu", acteur="departement", acte="loi-departement")
    assert life.hub.held(life.id)[TITLE] == ["EXECUTER", "ACCOMPAGNER"]
    assert (TITLE, "dossier.retire") in life.hub.told(outcome)
    assert life.hub.inbox("departement", "dossier.confie")[-1]["role"] == "titulaire"


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ({"acteur": "asso", "acte": "rien"}, (Code.ACTE_INCONNU, "acte")),
        ({"acteur": "personne", "acte": "arbitre-asso"}, (Code.ACTEUR_INCONNU, "acteur")),
    ],
)
def test_an_arbitration_names_what_the_registry_knows(content: dict[str, str], refusal: tuple[Code, str]) -> None:
    """An act and an actor."""
    life = Life()
    life.id = life.hub.opened("ARBITRE", DOOR)
    assert life.does("ville", "arbitrage.rendu", **content).refusal == refusal


def test_only_who_may_say_so_arbitrates_and_only_where_it_is_in_question() -> None:
    """A counter does not; nor does anyone on a dossier that has its authority."""
    assert Life().does(DOOR, "arbitrage.rendu", acteur="asso", acte="convention-asso").refusal == (Code.FONCTION_NON_TENUE, None)
    assert Life().does(TITLE, "arbitrage.rendu", acteur="asso", acte="convention-asso").refusal == (Code.ETAT_INCOMPATIBLE, None)


def test_a_demand_follows_the_person_who_agrees() -> None:
    """The other commune's actors are offered it, the former ones lose it, its day does not move."""
    life = Life(Hub(view=TWO))
    life.goes(DELEGATE, "transmission.acceptee")
    before = life.case.demande
    outcome = moves(life)
    case = life.case
    assert outcome.refusal is None
    assert (case.etat, case.commune, case.cog, case.responsable, case.demande) == (
        State.TRANSFEREE,
        "village",
        "00002",
        "ccas-village",
        before,
    )
    assert set(life.hub.held(life.id)) == {"ccas-village"}
    assert {("asso", "dossier.retire"), (DOOR, "dossier.retire"), ("ccas-village", "dossier.confie")} <= set(life.hub.told(outcome))
    step = next(one for one in outcome.entry.conclusions if one.genre is ConclusionKind.ETAPE)
    assert step.details["commune_slug"] == "village"
    life.goes("ccas-village", "ar.emis", mentions_completes=True)
    assert life.stands() is State.TRANSFEREE
    life.goes("ccas-village", "dossier.complet")
    assert life.stands() is State.EN_INSTRUCTION


def test_without_agreement_a_facultative_demand_stays() -> None:
    """Who examines is told; nothing leaves."""
    life = Life(Hub(view=TWO))
    outcome = moves(life, consentement=False)
    assert outcome.refusal is None
    assert (life.stands(), life.case.commune) == (State.TRANSMISE, "ville")
    assert life.hub.inbox(DELEGATE)[-1]["commune"] == "00002"


def test_a_legal_aid_follows_the_person_without_being_asked() -> None:
    """The département decides still and answers for it; who prepares is the other commune's (row 13, within one département)."""
    life = Life(Hub(view=TWO))
    life.id = life.hub.opened("LEGALE", DOOR)
    assert moves(life, consentement=False).refusal is None
    assert (life.stands(), life.case.commune, life.case.responsable) == (State.TRANSFEREE, "village", "departement")
    held = life.hub.held(life.id)
    assert (held["ccas-village"], "ccas" in held) == (["INSTRUIRE"], False)


def test_a_right_that_runs_stays_until_who_decides_says_otherwise() -> None:
    """The move is told."""
    life = Life(Hub(view=TWO)).running()
    assert moves(life).refusal is None
    assert (life.stands(), life.case.commune) == (State.DROIT_OUVERT, "ville")


def test_a_move_within_the_commune_moves_nothing() -> None:
    """Another street is no other commune; a commune nobody knows is refused."""
    life = Life(Hub(view=TWO))
    assert moves(life, commune="00001").refusal is None
    assert life.stands() is State.TRANSMISE
    assert moves(life, commune="00009").refusal == (Code.COMMUNE_INCONNUE, "commune")


def test_a_demand_that_nobody_answers_for_there_stays_with_who_had_it() -> None:
    """No gap: the former counter answers for it, in the commune where the person lives."""
    life = Life(Hub(view=TWO))
    life.id = life.hub.opened("ABSENTE", DOOR)
    assert moves(life).refusal is None
    assert (life.stands(), life.case.commune, life.case.responsable) == (State.DEPOSEE, "village", DOOR)


def test_who_has_no_function_says_nothing_of_it() -> None:
    """Neither incompetence nor a move."""
    life = Life()
    life.goes(DELEGATE, "transmission.refusee", motif="capacite_atteinte")
    assert moves(life, DELEGATE).refusal == (Code.FONCTION_NON_TENUE, None)
    assert life.does(DELEGATE, "incompetence.constatee", motif="acte_termine").refusal == (Code.FONCTION_NON_TENUE, None)
    assert life.does(TITLE, "decision.rendue", **decision(TITLE, "ccas-confiee", date_decision=TODAY)).refusal is None
