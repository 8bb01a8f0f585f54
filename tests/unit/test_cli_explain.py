"""What `hub explain` prints: the proof's own bytes, the page, why not another actor, and who is not known."""

import json
import sqlite3

import pytest

from hub.cli._explain import Asked, Shown, answer
from hub.errors import LogUnreadable
from schemas.codes import Reason
from tests.unit.case_world import TODAY, Hub, action, decision, view_with
from tests.unit.recorded_cases import learn, proofs, read_model
from tests.unit.registry_records import actor


@pytest.fixture
def case() -> tuple[Hub, str, sqlite3.Connection]:
    """A demand entrusted by a convention, and the read model after it."""
    hub = Hub(view_with(actor("asso", nom="Le Relais"), actor("ccas", nom="CCAS de Ville"), version=1))
    case_id = hub.opened("CONFIEE")
    return hub, case_id, read_model(hub)


def shown(model: sqlite3.Connection, dossier: str, actor: str | None = None, *, number: int = 1, as_json: bool = False) -> Shown:
    """The answer of an up-to-date read model."""
    return answer(model, Asked(dossier, actor, number, 0, as_json=as_json))


def test_the_proof_is_printed_byte_for_byte_whatever_the_registry_became(case: tuple[Hub, str, sqlite3.Connection]) -> None:
    """The actor renamed afterwards: the same bytes, and nothing beside them on the output."""
    hub, case_id, model = case
    before = shown(model, case_id, as_json=True)
    assert before == Shown(proofs(hub, case_id)[0], "", before.page, 0)
    learn(model, view_with(actor("asso", nom="Nom d'après"), version=2))
    assert shown(model, case_id, as_json=True).out == before.out


def test_a_later_proof_leaves_the_first_one_the_answer(case: tuple[Hub, str, sqlite3.Connection]) -> None:
    """The others are counted beside it, and asked for by number."""
    hub, case_id, _ = case
    hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-confiee", date_decision=TODAY))
    model = read_model(hub)
    first, second = shown(model, case_id, as_json=True), shown(model, case_id, number=2, as_json=True)
    assert (first.out, second.out) == tuple(proofs(hub, case_id))
    assert first.err == "Preuve n° 1 sur 2 ; les autres : --preuve N."
    beyond = shown(model, case_id, number=3, as_json=True)
    assert (beyond.out, beyond.code) == ("", 1)
    assert "la dernière est la n° 2" in beyond.err


def test_a_proof_that_was_touched_is_never_shown(case: tuple[Hub, str, sqlite3.Connection]) -> None:
    """Its hash no longer is that of its bytes: a fault that names the place."""
    _, case_id, model = case
    model.execute("UPDATE entrees SET valeur = CAST(replace(CAST(valeur AS TEXT), 'DELEGATION_EN_VIGUEUR', 'AUTRE') AS BLOB)")
    with pytest.raises(LogUnreadable, match=r"hub\.journal/0@0.*hash of a proof"):
        shown(model, case_id, as_json=True)


def test_why_not_is_told_in_the_terminal_on_the_page_and_as_json(case: tuple[Hub, str, sqlite3.Connection]) -> None:
    """By identifier or by name; in the terminal nothing else is repeated."""
    _, case_id, model = case
    told = shown(model, case_id, "le relais")
    assert isinstance(told.out, str)
    assert "Pourquoi pas Le Relais ?" in told.out
    assert "Le Relais doit décider, car" in told.out.replace("\n", " ")
    assert "Qui d'autre a été examiné" not in told.out
    assert told.page is not None
    assert "Pourquoi pas Le Relais" in told.page
    assert "Qui d&#39;autre a été examiné" in told.page
    machine = json.loads(shown(model, case_id, "asso", as_json=True).out)
    assert (machine["acteur"], machine["est_responsable"]) == ("asso", False)
    assert machine["candidatures"] == [{"acte": "convention-asso", "raison": Reason.DELEGATION_EN_VIGUEUR, "retenu": True}]
    assert machine["preuve"] == json.loads(shown(model, case_id, as_json=True).out)["sha256"]
    assert machine["phrases"]


def test_an_unknown_actor_is_said_so_with_the_nearest(case: tuple[Hub, str, sqlite3.Connection]) -> None:
    """Exit code 1; a slip of the hand finds its actor."""
    _, case_id, model = case
    unknown = shown(model, case_id, "ccas-de-vile")
    assert (unknown.out, unknown.code) == ("", 1)
    assert "Acteur inconnu au registre lu : ccas-de-vile. Les plus proches : CCAS de Ville (ccas)," in unknown.err
    model.execute("DELETE FROM registre")
    assert shown(model, case_id, "x").err == "Acteur inconnu au registre lu : x. Modèle de lecture à jour."


def test_a_name_that_two_actors_bear_is_no_answer() -> None:
    """The identifier must be given then."""
    hub = Hub(view_with(actor("asso", nom="Entraide"), actor("secours", nom="Entraide"), version=1))
    case_id = hub.opened("PROPRE")
    refused = shown(read_model(hub), case_id, "Entraide")
    assert refused.code == 1
    assert "Entraide (asso)" in refused.err
    assert "Entraide (secours)" in refused.err


def test_what_has_no_proof_says_so() -> None:
    """A collective action has a page and no proof; a dossier that is not known has neither."""
    hub = Hub(view_with(version=1))
    made = hub.publish("service", "action.ouverte", "ACT-1", action())
    assert made.dossier is not None
    model = read_model(hub)
    page = shown(model, made.dossier.id)
    assert page.code == 0
    assert page.page is not None
    assert "Empreinte de la preuve" not in page.page
    for asked in (shown(model, made.dossier.id, as_json=True), shown(model, made.dossier.id, "ccas")):
        assert (asked.out, asked.code) == ("", 1)
        assert "Aucune preuve n'est inscrite" in asked.err
    unknown = shown(model, "dos_inconnu")
    assert (unknown.code, unknown.page) == (1, None)


def test_the_page_holds_the_proof_as_tables(case: tuple[Hub, str, sqlite3.Connection]) -> None:
    """Candidates and rule path, by the names of their time, and the hash at the foot; nothing of it is a code."""
    _, case_id, model = case
    learn(model, view_with(actor("asso", nom="Nom d'après"), version=2))
    page = shown(model, case_id).page
    assert page is not None
    assert "<caption>Les organismes examinés pour décider, et pourquoi</caption>" in page
    assert "Retenu\u00a0: une délégation en vigueur ce jour-là lui confie cette mission." in page
    assert "6. Quelle est l&#39;autorité compétente\u00a0?" in page
    assert "Empreinte de la preuve inscrite (SHA-256)\u00a0: " in page
    assert "Le Relais" in page
    assert "Nom d" not in page
    for code in (*Reason, "CONCLUT", "SANS_OBJET"):
        assert code not in page


def test_where_no_candidate_was_there_is_no_empty_table() -> None:
    """An aid that was never instituted: the questions that were asked, and nobody."""
    hub = Hub(view_with(version=1))
    case_id = hub.opened("ABSENTE")
    page = shown(read_model(hub), case_id).page
    assert page is not None
    assert "organismes examinés" not in page
    assert "Les questions posées, dans l&#39;ordre" in page
