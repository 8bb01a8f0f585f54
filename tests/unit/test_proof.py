"""The recorded proof: what is in it, its canonical bytes, its hash, and that nothing changes them."""

import hashlib
import json
from datetime import date
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from hub.core.deadlines import ACT_BOUNDARY
from hub.core.proof import is_intact, sealed
from hub.core.proof_reading import read
from hub.readmodel.apply import LogRecord, apply_journal
from hub.readmodel.queries import proofs_of
from schemas.codes import Reason, RuleStep
from tests.unit.case_world import PERSON, TODAY, VIEW, Hub, decision, view_with
from tests.unit.recorded_cases import learn, proofs, proven, read_model
from tests.unit.registry_records import act, actor, commune

MARCH = "2026-02-28T23:00:00.000Z"


def canonical(document: dict[str, Any]) -> bytes:
    """As anybody can write it: members sorted, no space, UTF-8."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def first(hub: Hub) -> Hub:
    """The hub with a registry of version 1."""
    hub.view = view_with(version=1)
    return hub


def opened(code: str = "CONFIEE", **changes: Any) -> tuple[Hub, str]:
    """A demand, and the hub it is in."""
    hub = first(Hub())
    return hub, hub.opened(code, **changes)


def test_the_proof_of_a_demand_says_who_was_considered_and_why() -> None:
    """Question, rule path, acts with their dates and references, days, candidates kept and not, version of the registry."""
    hub, case_id = opened(urgence=True, montant_demande_centimes=5_000)
    (proof,) = proofs(hub, case_id)
    told = json.loads(proof)
    assert (told["format"], told["genre"], told["dossier"], told["registre"]) == (1, "DEMANDE", case_id, 1)
    assert told["dates"] == {"competence": TODAY, "demande": TODAY, "enregistree": "2026-01-05T11:00:00.000Z"}
    assert told["demande"] == {"guichet": "ccas", "montant_demande_centimes": 5_000, "urgence": True}
    assert (told["commune"], told["aide"]) == ({"cog": "00001", "nom": "ville", "slug": "ville"}, {"code": "CONFIEE", "libelle": "CONFIEE"})
    decides, others = told["reponses"]
    assert (decides["fonctions"], others["fonctions"]) == (["DECIDER", "INSTRUIRE"], ["EXECUTER", "ACCOMPAGNER"])
    assert (decides["responsable"], decides["titulaire"], told["responsable"]) == ("asso", "ccas", "ccas")
    assert decides["candidats"] == [
        {"acte": "convention-asso", "acteur": "asso", "raison": "DELEGATION_EN_VIGUEUR", "retenu": True},
        {"acte": "ccas-confiee", "acteur": "ccas", "raison": "TITULAIRE_QUI_A_DELEGUE", "retenu": False},
    ]
    assert [step["etape"] for step in decides["chemin"]] == list(RuleStep)
    assert decides["chemin"][2] == {"etape": "ACTES", "issue": "CONCLUT", "raisons": ["DELEGATION_EN_VIGUEUR"]}
    convention = told["actes"][1]
    assert (convention["id"], convention["numero"], convention["du"], convention["au"]) == (
        "convention-asso",
        "convention-asso",
        "2020-01-01",
        "2026-03-01",
    )
    assert told["acteurs"] == [{"id": "asso", "nom": "asso"}, {"id": "ccas", "nom": "ccas"}]


def test_its_bytes_are_canonical_and_its_hash_is_that_of_the_rest() -> None:
    """Anybody can check it with nothing of ours: take `sha256` off, write what is left canonically, hash it."""
    hub, case_id = opened()
    (proof,) = proofs(hub, case_id)
    document = json.loads(proof)
    assert canonical(document) == proof
    found = document.pop("sha256")
    assert hashlib.sha256(canonical(document)).hexdigest() == found
    assert is_intact(proof)


@given(content=st.dictionaries(st.sampled_from(["a", "acte", "nom", "z_apres"]), st.text()), place=st.integers(0), byte=st.integers(0, 255))
def test_one_byte_changed_is_seen(content: dict[str, str], place: int, byte: int) -> None:
    """Whatever was written, and wherever it is touched."""
    proof = bytes(sealed(msgspec.json.encode(content, order="sorted")))
    assert is_intact(proof)
    at = place % len(proof)
    touched = proof[:at] + bytes([byte]) + proof[at + 1 :]
    assert is_intact(touched) is (touched == proof)
    assert not is_intact(b"{}")


@given(name=st.text(min_size=1))
def test_any_name_is_written_as_anybody_writes_it(name: str) -> None:
    """Quotes, control characters, other alphabets: the canonical form is that of a common JSON library."""
    hub = Hub(view_with(actor("asso", nom=name), version=1))
    case_id = hub.opened("CONFIEE")
    (proof,) = proofs(hub, case_id)
    assert canonical(json.loads(proof)) == proof
    assert is_intact(proof)


def test_no_person_and_no_partner_s_reference_is_in_it() -> None:
    """Who the person is has nothing to do with who is competent."""
    hub, case_id = opened(taille_foyer=4)
    (proof,) = proofs(hub, case_id)
    assert PERSON.encode() not in proof
    assert b"REF-" not in proof
    assert b"foyer" not in proof


def test_a_case_that_moves_and_a_decision_have_proofs_of_their_own() -> None:
    """Each says what was asked then; the first one stays as it was."""
    hub, case_id = opened()
    before = proofs(hub, case_id)
    hub.publish("asso", "transmission.acceptee", case_id, {"date": TODAY})
    hub.later(days=55)
    hub.reach(MARCH, ACT_BOUNDARY)
    hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-confiee", date_decision="2026-03-01", montant_centimes=900))
    assert proofs(hub, case_id)[:1] == before
    _, moved, judged = proven(hub, case_id)
    assert (moved.genre, moved.dates.competence, moved.responsable) == ("REEXAMEN", date(2026, 3, 1), "ccas")
    assert moved.decides is not None
    assert [(one.acteur, one.raison) for one in moved.decides.candidats] == [("ccas", "COMPETENCE_INSTITUEE"), ("asso", "ACTE_EXPIRE")]
    assert (judged.genre, judged.dates.decision, judged.dates.demande) == ("DECISION", date(2026, 3, 1), date(2026, 1, 5))
    assert judged.decision is not None
    assert (judged.decision.acteur, judged.decision.acte, judged.decision.raison) == ("ccas", "ccas-confiee", Reason.DECISION_COMPETENTE)


def test_a_decision_that_is_stopped_then_settled_is_proven_twice() -> None:
    """Why it was stopped, on its own date; by whom it was settled."""
    hub, case_id = opened("SEUIL", who="asso")
    hub.later(days=1)
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "agrement-asso", date_decision="2026-01-06"))
    hub.publish("ccas", "decision.confirmee", case_id, {"date": "2026-01-06", "acte": "ccas-seuil"})
    stopped, settled = [one for one in proven(hub, case_id) if one.genre == "DECISION"]
    assert stopped.decision is not None
    assert stopped.decision.raison == Reason.AUTEUR_INCOMPETENT
    assert stopped.decides is not None
    assert ("asso", Reason.ACTE_EXPIRE) in [(one.acteur, one.raison) for one in stopped.decides.candidats]
    assert settled.decision is not None
    assert (settled.decision.raison, settled.decides is not None) == ("CONFIRMEE", True)


def test_a_decision_judged_again_is_proven_again() -> None:
    """By the version that set it free, or that still stops it for another reason."""
    hub, case_id = opened("PROPRE", who="ccas")
    hub.publish("ccas", "decision.rendue", case_id, decision("asso", "convention-tardive", date_decision=TODAY))
    late = {"delegant": "ccas", "fonctions": ["DECIDER"], "aides": ["PROPRE"]}
    hub.under(view_with(act("convention-tardive", "delegation_competence", "asso", **late, au=date(2026, 1, 5)), version=2))
    hub.under(view_with(act("convention-tardive", "delegation_competence", "asso", **late), version=3))
    versions = [(one.registre, one.decision and one.decision.raison) for one in proven(hub, case_id) if one.genre == "DECISION"]
    assert versions[0] == (1, Reason.AUTEUR_INCOMPETENT)
    assert versions[-1] == (3, Reason.DECISION_COMPETENTE)


def test_a_later_registry_and_a_newer_program_leave_its_bytes_alone() -> None:
    """The actor renamed, the act corrected, a proof of a later format in the journal: what is printed is what was written."""
    hub, case_id = opened()
    before = proofs(hub, case_id)
    model = read_model(hub)
    learn(
        model,
        view_with(actor("asso", nom="Autre nom"), act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"]), version=2),
    )
    later = bytes(sealed(b'{"acteurs":[],"etapes_nouvelles":[1, 2],"format":2,"genre":"AUTRE"}'))
    entry = msgspec.to_builtins(msgspec.structs.replace(hub.journal[-1], preuves=()))
    value = msgspec.json.encode({**entry, "format": 2, "id": "hub.events/0/9", "conclusions": [], "preuves": [msgspec.Raw(later)]})
    apply_journal(model, [LogRecord(0, len(hub.journal), value)], {0: len(hub.journal) + 1})
    assert [proof for _, proof in proofs_of(model, case_id)] == [*before, later]


def test_a_word_of_a_newer_hub_is_read_as_a_word() -> None:
    """A reason, a step, a member that this program has no name for."""
    hub, case_id = opened()
    (proof,) = proofs(hub, case_id)
    newer = read(proof.replace(b"DELEGATION_EN_VIGUEUR", b"RAISON_D_APRES").replace(b'"format":1', b'"encore":[],"format":2'))
    assert newer.decides is not None
    assert newer.decides.raison == "RAISON_D_APRES"


def test_two_demands_alike_have_the_same_proof_but_for_who_and_when() -> None:
    """What is written once and kept is what would be written again."""
    hub, one = opened()
    two = hub.opened("CONFIEE")
    hub.view._answers.clear()
    three = hub.opened("CONFIEE")
    found = [proofs(hub, case_id)[0].replace(case_id.encode(), b"-").rpartition(b',"sha256"')[0] for case_id in (one, two, three)]
    assert found[0] == found[1] == found[2]


def test_what_nobody_owns_is_proven_too() -> None:
    """No candidate is kept; who helps without mandate is named; the counter keeps the demand."""
    hub, case_id = opened("SUPPLETIVE")
    (proof,) = proven(hub, case_id)
    assert proof.decides is not None
    assert (proof.decides.responsable, proof.decides.suppletifs, proof.responsable) == (None, ("papier", "secours"), "ccas")
    assert {one.raison for one in proof.decides.candidats} == {Reason.SUPPLETIF_SANS_MANDAT}


def test_a_relative_delegator_is_no_actor_of_the_proof() -> None:
    """`@ccas` stands in the act as it was written; actors are those of the commune."""
    relative = act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], fonctions=["DECIDER"], delegant="@ccas")
    hub = Hub(view_with(relative, commune(), version=1))
    (proof,) = proofs(hub, hub.opened("CONFIEE"))
    assert b'"delegant":"@ccas"' in proof
    assert b'"id":"@ccas"' not in proof


def test_the_same_facts_give_the_same_proof() -> None:
    """It is a function of the facts and the registry: replayed, it is the same byte for byte."""
    assert proofs(*opened()) == proofs(*opened())
    assert VIEW.version == 0
