"""The domicile de secours in another département, through the rules of a case (CASF L122-2 to L122-4): who answers, until when."""

from typing import Any

import pytest

from hub.core.registry import build
from schemas.codes import Code, State
from tests.unit.case_world import ACTORS, ACTS, AIDS, Hub
from tests.unit.registry_records import act, actor, commune
from tests.unit.timed_world import Clocked, entered

HERE, THERE = "departement", "departement-2"
ASH = "LEGALE"


def place(slug: str, cog: str, payer: str) -> Any:
    """A commune of a département."""
    return commune(slug, ({"code": cog},), relations=[{"nom": "departement", "acteur": payer}, {"nom": "ccas", "acteur": f"ccas-{slug}"}])


VIEW = build(
    [
        *ACTORS,
        *(actor(name, nature="departement") for name in (THERE, "departement-3")),
        *(actor(f"ccas-{name}", nature="ccas") for name in ("ville", "autre", "voisine", "ailleurs", "seule")),
        *AIDS,
        entered(ASH, "ASH-PA", nature="legale"),
        place("ville", "00001", HERE),
        place("voisine", "00002", HERE),
        place("autre", "00003", THERE),
        place("ailleurs", "00004", "departement-3"),
        commune("seule", ({"code": "00005"},), relations=[]),
        *(one for one in ACTS if not {ASH, "CONFIEE"}.intersection(one.aides)),
        act("loi-aide-sociale", "loi", "@departement", aides=[ASH], communes=[], fonctions=["DECIDER", "EXECUTER"]),
        act("loi-instruction", "loi", "@ccas", aides=[ASH], communes=[], fonctions=["RECEVOIR", "INSTRUIRE"]),
        act("ville-propre", "institution", "ccas", aides=["CONFIEE"]),
    ]
)


def asked(*, urgent: bool = False, moved: bool = True, accepted: bool = True, decided: bool = False) -> Clocked:
    """A demand of 31 January; the person moved on 10 February; perhaps it was decided on the 12th; it is the 27th."""
    case = Clocked(aid=ASH, counter="ccas-ville", day="2026-01-31", hub=Hub(view=VIEW), changes={"urgence": urgent})
    if accepted:
        case.does(HERE, "transmission.acceptee")
    case.until("2026-02-10T10:00:00")
    if moved:
        assert case.does("ccas-ville", "residence.changee", commune="00003", consentement=True).refusal is None
    if decided:
        case.until("2026-02-12T10:00:00")
        decides(case, "2026-02-12")
    return case.until("2026-02-27T10:00:00")


def decides(case: Clocked, day: str) -> None:
    """The first département decides."""
    case.decides(day, "loi-aide-sociale", HERE, organe="president_conseil_departemental")
    assert case.state is State.DECIDEE


def sends(case: Clocked, **more: Any) -> Any:
    """The first département asks the second."""
    content = {"motif": "incompetent_territoire", "competent_selon_lui": THERE, **more}
    return case.does(HERE, "incompetence.constatee", **content)


def test_a_move_to_another_departement_carries_nothing_and_starts_the_month_to_send() -> None:
    """A domicile de secours takes three months: the first département answers, and is warned of the month from the deposit."""
    case = asked()
    dossier = case.hub.case(case.id)
    assert (dossier.commune, dossier.responsable, case.state) == ("ville", HERE, State.EN_INSTRUCTION)
    assert case.clocks()["DOMICILE_SECOURS_TRANSMISSION"] == "2026-02-28"
    assert case.clocks()["SILENCE"] == "2026-03-31"
    case.until("2026-02-28T23:00:00")
    assert ("DOMICILE_SECOURS_TRANSMISSION", "ATTEINTE") in case.warnings(HERE)


def test_the_other_departement_has_a_month_and_takes_it() -> None:
    """Sent in time; who answers stays so until the other one accepts; then all is its own, in its commune; the day never moved."""
    case = asked(accepted=False)
    assert sends(case).refusal is None
    assert (case.state, case.hub.case(case.id).responsable) == (State.TRANSMISE, HERE)
    assert case.clocks()["DOMICILE_SECOURS_REPONSE"] == "2026-03-27"
    assert "DOMICILE_SECOURS_TRANSMISSION" not in case.clocks()
    offer = case.hub.inbox(THERE, "dossier.confie")[-1]
    assert (offer["etat"], offer["fonctions"], offer["acte"], offer["raison"]) == (
        "proposee",
        ["DECIDER"],
        "loi-aide-sociale",
        "DOMICILE_DE_SECOURS",
    )
    assert "personne_ref" not in offer["demande"]
    case.until("2026-03-20T10:00:00")
    assert THERE in case.hub.held(case.id), "no return at five days: the law gives a month"
    assert case.does(THERE, "transmission.acceptee").refusal is None
    dossier = case.hub.case(case.id)
    assert (dossier.commune, dossier.cog, dossier.responsable, dossier.titulaire) == ("autre", "00003", THERE, THERE)
    assert (case.state, dossier.vie.domicile) == (State.EN_INSTRUCTION, None)
    assert case.hub.held(case.id) == {THERE: ["DECIDER", "EXECUTER", "ACCOMPAGNER"], "ccas-autre": ["INSTRUIRE"]}
    assert [one["raison"] for one in case.hub.inbox(HERE, "dossier.retire")] == ["DOMICILE_DE_SECOURS"]
    assert [one["raison"] for one in case.hub.inbox("ccas-ville", "dossier.retire")][-1] == "DOMICILE_DE_SECOURS"
    assert case.hub.inbox(THERE, "dossier.confie")[-1]["demande"]["personne_ref"]
    assert dossier.demande is not None
    assert (dossier.demande.date_demande.isoformat(), case.clocks()["SILENCE"]) == ("2026-01-31", "2026-03-31")
    assert not [clock for clock in case.clocks() if clock.startswith("DOMICILE")]
    case.until("2026-03-31T22:00:00")
    assert case.state is State.REJET_IMPLICITE, "silence counts from the first door, whoever answers now"


def test_the_other_departement_takes_it_by_acting() -> None:
    """An offer that is acted on is accepted."""
    case = asked()
    sends(case)
    assert case.does(THERE, "pieces.demandees", pieces=["RIB"], date_limite="2026-03-10").refusal is None
    assert (case.hub.case(case.id).commune, case.hub.case(case.id).responsable) == ("autre", THERE)


def test_a_refusal_leaves_it_to_be_settled_and_the_court_s_word_ends_it() -> None:
    """Neither is competent: the first one answers meanwhile; what the court says comes as an arbitration and carries the demand."""
    case = asked()
    sends(case)
    outcome = case.does(THERE, "transmission.refusee", motif="incompetent_territoire", competent_selon_lui=HERE)
    assert outcome.refusal is None
    assert (case.state, case.hub.case(case.id).responsable) == (State.COMPETENCE_A_TRANCHER, HERE)
    assert (HERE, "dossier.suivi") in case.hub.told(outcome)
    assert not [clock for clock in case.clocks() if clock.startswith("DOMICILE")]
    case.until("2026-06-30T10:00:00")
    assert case.hub.case(case.id).responsable == HERE
    settled = asked()
    sends(settled)
    settled.does(THERE, "transmission.refusee", motif="incompetent_territoire", competent_selon_lui=HERE)
    assert settled.does(HERE, "arbitrage.rendu", acteur=THERE, acte="loi-aide-sociale").refusal is None
    dossier = settled.hub.case(settled.id)
    assert (settled.state, dossier.commune, dossier.responsable, dossier.vie.domicile) == (State.TRANSMISE, "autre", THERE, None)


def test_an_arbitration_for_the_first_one_ends_the_question() -> None:
    """The other one has nothing more to answer."""
    case = asked()
    sends(case)
    case.until("2026-03-27T23:00:00")
    assert case.does(HERE, "arbitrage.rendu", acteur=HERE, acte="loi-aide-sociale").refusal is None
    dossier = case.hub.case(case.id)
    assert (dossier.commune, dossier.responsable, dossier.vie.domicile, THERE in case.hub.held(case.id)) == ("ville", HERE, None, False)


def test_the_silence_of_the_other_leaves_it_to_be_settled() -> None:
    """After its month, not before: both and the door are told, the first one answers, and the other may still take it."""
    case = asked()
    sends(case)
    case.until("2026-03-27T22:59:59")
    assert case.state is State.TRANSMISE
    case.until("2026-03-27T23:00:00")
    assert (case.state, case.hub.case(case.id).responsable) == (State.COMPETENCE_A_TRANCHER, HERE)
    for who in (HERE, THERE, "ccas-ville"):
        assert [one["etape"] for one in case.hub.inbox(who, "transmission.sans_reponse")] == ["ALERTE"]
    assert case.said("COMPETENCE_A_TRANCHER")
    case.does(THERE, "transmission.acceptee")
    assert (case.hub.case(case.id).commune, case.state) == ("autre", State.EN_INSTRUCTION)


def test_in_an_emergency_the_first_one_decides_and_has_two_months_to_tell_the_other() -> None:
    """The person has its answer; a file sent with the decision in time costs it nothing, else it is told that it keeps the cost."""
    case = asked(urgent=True, decided=True)
    assert (case.state, case.clocks()["DOMICILE_SECOURS_NOTIFICATION"]) == (State.DECIDEE, "2026-04-12")
    assert sends(case).refusal is None
    assert (case.state, "DOMICILE_SECOURS_NOTIFICATION" in case.clocks()) == (State.DECIDEE, False)
    told = case.hub.inbox(THERE, "decision.communiquee")
    assert [(one["sens"], one["date_decision"]) for one in told] == [("accord", "2026-02-12")]
    case.until("2026-03-27T23:00:00")
    assert (case.state, case.said("COMPETENCE_A_TRANCHER")) == (State.DECIDEE, [])
    case.does(THERE, "transmission.acceptee")
    dossier = case.hub.case(case.id)
    assert (case.state, dossier.responsable, dossier.commune, HERE in case.hub.held(case.id)) == (State.DECIDEE, THERE, "autre", False)
    late = asked(urgent=True, decided=True)
    late.until("2026-04-12T22:00:00")
    assert ("DOMICILE_SECOURS_NOTIFICATION", "ATTEINTE") in late.warnings(HERE)


def test_what_is_decided_once_the_other_has_the_file_is_told_to_it_at_once() -> None:
    """It is asked still; without an emergency nothing is provisional."""
    case = asked(urgent=True)
    sends(case)
    decides(case, "2026-02-27")
    assert case.hub.inbox(THERE, "decision.communiquee")
    assert THERE in case.hub.held(case.id)
    assert "DOMICILE_SECOURS_NOTIFICATION" not in case.clocks()
    assert case.clocks()["DOMICILE_SECOURS_REPONSE"] == "2026-03-27"
    calm = asked(decided=True)
    assert "DOMICILE_SECOURS_NOTIFICATION" not in calm.clocks()


def test_without_a_move_the_departement_names_the_commune() -> None:
    """A person in an establishment kept the domicile it had; without a commune it is an incompetence like another."""
    case = asked(moved=False)
    assert sends(case, commune="00003").refusal is None
    assert case.hub.case(case.id).vie.domicile is not None
    plain = asked(moved=False)
    sends(plain)
    assert (plain.state, plain.hub.case(plain.id).vie.domicile) == (State.A_REORIENTER, None)
    same = asked(moved=False)
    sends(same, commune="00002")
    assert same.state is State.A_REORIENTER


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ({"commune": "00009"}, (Code.COMMUNE_INCONNUE, "commune")),
        ({"commune": "00004"}, (Code.VALEUR_INVALIDE, "competent_selon_lui")),
        ({"commune": "00005"}, (Code.VALEUR_INVALIDE, "competent_selon_lui")),
    ],
)
def test_who_is_named_is_the_departement_of_the_commune(content: dict[str, str], refusal: tuple[Code, str]) -> None:
    """A commune that is known, and has one."""
    assert sends(asked(), **content).refusal == refusal


def test_it_is_asked_once_and_only_an_answer_ends_it() -> None:
    """Not sent again, not taken back, not passed on by who was asked; nor is it where the aid knows no domicile de secours."""
    case = asked()
    sends(case)
    assert sends(case).refusal == (Code.ETAT_INCOMPATIBLE, None)
    taken_back = case.does(HERE, "transmission.retiree", acteur=THERE, motif="erreur_de_destinataire")
    assert taken_back.refusal == (Code.ETAT_INCOMPATIBLE, "acteur")
    passed_on = case.does(THERE, "incompetence.constatee", motif="incompetent_territoire")
    assert passed_on.refusal == (Code.ETAT_INCOMPATIBLE, None)
    assert case.does("ccas-ville", "residence.changee", commune="00004", consentement=True).refusal is None
    assert case.hub.case(case.id).vie.domicile.commune == "autre"  # type: ignore[union-attr]
    assert sends(asked(moved=False, decided=True)).refusal == (Code.ETAT_INCOMPATIBLE, None)
    facultative = Clocked(aid="CONFIEE", counter="ccas", day="2026-01-31", hub=Hub(view=VIEW))
    facultative.does("ccas", "residence.changee", commune="00003", consentement=True)
    assert facultative.hub.case(facultative.id).commune == "autre"


def test_acts_that_change_take_nothing_from_who_was_asked() -> None:
    """A newer registry examines the case again: the offer stands."""
    case = asked()
    sends(case)
    case.hub.examined(case.id)
    assert THERE in case.hub.held(case.id)
    assert case.hub.case(case.id).responsable == HERE
