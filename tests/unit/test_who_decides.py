"""The first words of the sheet follow the case: who has it now, by which text and why, and who had it first."""

import re
from datetime import UTC, date, datetime

from msgspec.structs import replace

from hub.core.explain import explain
from hub.readmodel.telling import told_of
from schemas.registry import AnyRecord
from tests.unit.case_world import TODAY, Hub, view_with
from tests.unit.recorded_cases import learn, read_model
from tests.unit.registry_records import act
from tests.unit.test_late_demands import HEIR, hub_without, late
from tests.unit.told_pages import conclusion, entry, opened, page

BY_DELEGATION = "délégataire (convention), car une délégation en vigueur ce jour-là lui confie cette mission."
BY_TITLE = "autorité compétente, car la délibération qui a créé cette aide la lui confie."
FIRST = "Le premier à avoir eu ce dossier, à partir du 5 janvier 2026 : "


def town() -> Hub:
    """The town under a registry whose version has a number, as the read model knows it."""
    return Hub(view_with(version=1))


def told(hub: Hub, case: str, title: str = "Qui décide, et pourquoi") -> list[str]:
    """The paragraphs of a section, each text by its short name only."""
    model = read_model(hub)
    learn(model, view_with(version=1))
    learn(model, hub.view)
    found = told_of(model, case)
    assert found is not None
    lines = next(one.lines for one in explain(found) if one.title == title)
    return [re.sub(r"(la|l')[^«]{0,30}« ([a-z0-9-]+) » \([a-z0-9-]+\), en vigueur [^.)]*", r"\2", line) for line in lines]


def change(hub: Hub, *records: AnyRecord) -> None:
    """Another registry is in force."""
    hub.under(view_with(*records, version=2))


def test_an_offer_that_is_taken_needs_nobody_meanwhile() -> None:
    """While its answer is awaited the titulaire answers; once it has accepted it does."""
    hub = town()
    case = hub.opened("CONFIEE")
    waits = "Tant que sa réponse n'est pas venue, ccas répond du dossier, comme autorité compétente. Son texte : ccas-confiee."
    assert told(hub, case) == [f"Asso, {BY_DELEGATION}", "Le texte : convention-asso.", waits]
    hub.publish("asso", "transmission.acceptee", case, {"date": TODAY})
    assert told(hub, case) == [f"Asso, {BY_DELEGATION}", "Le texte : convention-asso."]


def test_a_case_that_moved_tells_who_has_it_now_then_who_had_it_first() -> None:
    """The convention ends: the CCAS by its own act; who was set aside is told as it was for that answer."""
    hub = town()
    case = hub.opened("CONFIEE")
    hub.now = datetime(2026, 3, 2, 11, tzinfo=UTC)
    hub.examined(case)
    assert told(hub, case) == [f"Ccas, {BY_TITLE}", "Le texte : ccas-confiee.", f"{FIRST}asso, {BY_DELEGATION}"]
    assert told(hub, case, "Qui d'autre a été examiné") == [
        "• Asso. Le texte qui lui confiait cette mission avait pris fin. Texte examiné : convention-asso."
    ]


def test_a_refusal_returns_it_and_the_titulaire_s_own_refusal_moves_nothing() -> None:
    """Back to the titulaire, for that reason; what it refuses itself stays its own."""
    hub = town()
    case = hub.opened("CONFIEE", "ville")
    hub.publish("asso", "transmission.refusee", case, {"date": TODAY, "motif": "capacite_atteinte"})
    again = "Ccas, autorité compétente, car "
    assert told(hub, case)[0].startswith(again)
    assert told(hub, case)[-1] == f"{FIRST}asso, {BY_DELEGATION}"
    hub.publish("ccas", "transmission.refusee", case, {"date": TODAY, "motif": "capacite_atteinte", "competent_selon_lui": "departement"})
    assert told(hub, case)[0].startswith(again)


def test_another_text_for_the_same_body_is_no_move() -> None:
    """A renewed convention is the text that is told; nobody had it first but the one that has it."""
    hub = town()
    case = hub.opened("CONFIEE")
    renewed = act("convention-2", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"])
    change(
        hub,
        act(
            "convention-asso",
            "delegation_competence",
            "asso",
            aides=["CONFIEE"],
            delegant="ccas",
            fonctions=["DECIDER"],
            au=date(2026, 1, 5),
        ),
        renewed,
    )
    assert told(hub, case)[:2] == [f"Asso, {BY_DELEGATION}", "Le texte : convention-2."]
    assert not any(line.startswith(FIRST) for line in told(hub, case))


def test_what_is_kept_is_kept_for_its_first_reason() -> None:
    """The CCAS loses what it carried out and goes on deciding: not because its text is over."""
    hub = town()
    case = hub.opened("PROPRE")
    change(hub, act("marche", "marche", "operateur", aides=["PROPRE"], fonctions=["EXECUTER"], delegant="ccas"))
    assert hub.held(case)["operateur"] == ["EXECUTER"]
    assert told(hub, case) == [f"Ccas, {BY_TITLE}", "Le texte : ccas-propre."]


def test_a_case_that_is_counted_first_is_nobody_s_before() -> None:
    """Once its place is granted it is told like any other; before, the titulaire answers."""
    hub = town()
    case = hub.opened("ARGENT", montant_demande_centimes=100)
    assert told(hub, case)[1] == "Ccas répond du dossier en attendant, comme autorité compétente."
    hub.count()
    assert told(hub, case)[:2] == [f"Asso, {BY_DELEGATION}", "Le texte : argent-asso."]
    assert len(told(hub, case)) == 3


def test_what_nobody_owned_tells_who_kept_it_first() -> None:
    """An act recorded late gives the aid to the CCAS."""
    hub = town()
    case = hub.opened("ABSENTE", "ville")
    change(hub, act("ccas-absente", "institution", "ccas", aides=["ABSENTE"]))
    first = "Ville a d'abord gardé la demande, car cette aide n'existe pas dans cette commune à cette date."
    assert told(hub, case) == [f"Ccas, {BY_TITLE}", "Le texte : ccas-absente.", first]


def test_where_nobody_decides_any_more_it_says_why_and_who_answers() -> None:
    """Its convention revoked, two others contradict each other: who is accountable, and who had it first."""
    hub = town()
    case = hub.opened("CONFIEE")
    rivals = [
        act(name, "delegation_competence", name, aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER"])
        for name in ("secours", "maraude")
    ]
    over = act(
        "convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER"], au=date(2026, 1, 5)
    )
    change(hub, over, *rivals)
    why = "Plusieurs textes d'égale force désignent des organismes différents : il faut dire lequel est compétent."
    assert told(hub, case) == [why, "Ccas répond du dossier aujourd'hui.", f"{FIRST}asso, {BY_DELEGATION}"]


def test_who_answers_in_the_place_of_who_accepted_is_told() -> None:
    """The CCAS accepted, the département came to answer for it (it settled a decision): what others lost meanwhile moves nothing."""
    taken = conclusion("FONCTIONS_ACCEPTEES", "ACCEPTATION", fonctions=["DECIDER"], date="2026-05-12")
    lost = conclusion("FONCTIONS_RETIREES", "ACTE_EXPIRE", "seuil", fonctions=["DECIDER"], date="2026-05-12")
    text = page(opened(), replace(entry(taken, lost), responsable="cd"))
    assert "Le CCAS d'Aubrelle, autorité compétente, car la loi lui donne cette compétence." in text
    assert "Le Département de la Haute-Oriane en répond aujourd'hui." in text
    assert "Tant que sa réponse" not in text


def test_a_demand_recorded_after_a_dissolution_tells_both_days() -> None:
    """Who was to decide on the demand's day, that it is gone, who answers."""
    hub = hub_without(**HEIR)
    outcome = late(hub)
    assert outcome.dossier is not None
    day = "Le jour de la demande, ccas devait décider (ccas-propre). N'existe plus depuis : ccas. "
    last = f"{day}La demande va donc à qui en répond le jour de son enregistrement."
    assert told(hub, outcome.dossier.id) == [f"Cias, {BY_TITLE}", "Le texte : ccas-propre.", last]
