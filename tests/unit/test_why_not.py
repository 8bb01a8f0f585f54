"""Why an actor does not answer for a dossier: every actor has a right answer, from what was recorded alone."""

import re

import msgspec
import pytest

from hub.core.deadlines import ACT_BOUNDARY
from hub.core.explain import Section
from hub.core.journal_reading import ReadEntry
from hub.core.names import Names
from hub.core.proof_reading import ReadCandidate, ReadProof
from hub.core.reasons import REASONS
from hub.core.rule_path import STEP_OF
from hub.core.why_not import Recorded, WhyNot, why_not
from schemas.codes import Reason
from tests.unit.case_world import TODAY, Hub, action, decision, view_with
from tests.unit.recorded_cases import asked, proven, recorded
from tests.unit.registry_records import act
from tests.unit.told_pages import CODE

MARCH = "2026-02-28T23:00:00.000Z"
ACCEPTED = {"date": TODAY}
REFUSED = {"date": TODAY, "motif": "incompetent_matiere"}


def opened(code: str = "CONFIEE", **changes: str) -> tuple[Hub, str]:
    """A demand under version 1 of the town's registry."""
    hub = Hub(view_with(version=1))
    return hub, hub.opened(code, **changes)


def text(found: WhyNot) -> str:
    """What people read, its spaces made plain."""
    return re.sub(r"\s+", " ", " ".join(found.lines).replace("\u00a0", " "))


def test_the_actor_that_answers_is_told_so() -> None:
    """With its capacity, the reason and the text; nobody else is named instead."""
    found = asked(*opened("PROPRE"), "ccas")
    assert found.est_responsable
    assert text(found).startswith("Ccas répond du dossier : autorité compétente, car la délibération qui a créé cette aide la lui confie.")
    assert "Le texte : la délibération « ccas-propre » (ccas-propre), en vigueur depuis le 1er janvier 2020." in text(found)
    assert "Répond du dossier :" not in text(found)
    assert found.section("CCAS") == Section("Pourquoi pas CCAS ?", found.lines)


def test_who_must_decide_is_told_apart_from_who_answers_meanwhile() -> None:
    """The délégataire whose answer is awaited, and the authority that is accountable until then."""
    hub, case_id = opened()
    waited = asked(hub, case_id, "asso")
    assert not waited.est_responsable
    assert "Asso doit décider, car une délégation en vigueur ce jour-là lui confie cette mission. Le texte" in text(waited)
    assert "Tant que sa réponse n'est pas venue, ccas répond du dossier. Répond du dossier : ccas." in text(waited)
    meanwhile = asked(hub, case_id, "ccas")
    assert meanwhile.est_responsable
    assert "tant que la réponse attendue n'est pas venue : asso doit décider" in text(meanwhile)


def test_after_the_acceptance_it_is_the_delegataire_s() -> None:
    """And the authority has a right answer too: it entrusted the mission."""
    hub, case_id = opened()
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    assert text(asked(hub, case_id, "asso")).startswith("Asso répond du dossier : délégataire (convention), car")
    told = text(asked(hub, case_id, "ccas"))
    assert "Ccas n'en répond pas, car cet organisme a confié cette mission à un autre, sans perdre sa compétence." in told
    assert "Répond du dossier : asso, car une délégation" in told


def test_who_gave_the_dossier_back_is_told_its_own_motive() -> None:
    """And the authority that has it back is told why."""
    hub, case_id = opened()
    hub.publish("asso", "transmission.refusee", case_id, REFUSED)
    told = text(asked(hub, case_id, "asso"))
    assert told.startswith("Asso n'a pas accepté le dossier, car cette aide n'est pas de son ressort.")
    assert "Répond du dossier : ccas." in told
    assert "Ccas répond du dossier aujourd'hui : asso n'a pas accepté le dossier" in text(asked(hub, case_id, "ccas"))


def test_the_last_routing_is_what_counts() -> None:
    """The convention is over: the association is told so, with the dates, and what happened in between."""
    hub, case_id = opened()
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.later(days=55)
    hub.reach(MARCH, ACT_BOUNDARY)
    told = text(asked(hub, case_id, "asso"))
    assert told.startswith("Asso n'en répond pas, car le texte qui lui confiait cette mission avait pris fin. Le texte : la convention")
    assert "en vigueur du 1er janvier 2020 au 28 février 2026." in told
    assert "• 5 janvier 2026 : asso accepte" in told


def test_an_act_that_was_corrected_gives_another_answer_since() -> None:
    """By the version that counts now the association prepares and does not decide."""
    hub, case_id = opened()
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.under(view_with(act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], fonctions=["INSTRUIRE"]), version=2))
    told = text(asked(hub, case_id, "asso"))
    assert "Asso n'en répond pas, car le texte qui concerne cet organisme ne lui confie pas cette mission-là." in told
    assert "Asso doit en revanche préparer le dossier" in told


def test_a_holding_that_ended_with_a_decision_says_why() -> None:
    """The amount granted was beyond the délégataire's ceiling: the authority decided, no routing was asked again."""
    hub, case_id = opened("PLAFOND")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-plafond", montant_centimes=50_000))
    told = text(asked(hub, case_id, "asso"))
    assert told.startswith("Asso ne répond plus du dossier, car le montant demandé dépasse ce que son texte lui permet.")
    assert "Ccas répond du dossier aujourd'hui : asso ne répond plus du dossier" in text(asked(hub, case_id, "ccas"))


def test_a_stopped_decision_is_part_of_the_answer() -> None:
    """The association whose agreement ended the day before it signed: its dossier moved, its decision waits."""
    hub, case_id = opened("SEUIL", who="asso")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED)
    hub.later(days=1)
    hub.publish("asso", "decision.rendue", case_id, decision("asso", "agrement-asso", date_decision="2026-01-06"))
    told = text(asked(hub, case_id, "asso"))
    assert told.startswith("Asso n'en répond pas, car le texte qui lui confiait cette mission avait pris fin.")
    assert "la décision du 6 janvier 2026 signée par asso est arrêtée pour vérification" in told


def test_who_carries_out_is_told_that_it_does_not_decide() -> None:
    """And what it must do all the same."""
    told = text(asked(*opened("MARCHE"), "operateur"))
    assert (
        "Operateur n'en répond pas, car cet organisme réalise l'aide par contrat, il n'en décide pas. Le texte : le marché public" in told
    )
    assert "Operateur doit en revanche réaliser l'aide, car un contrat en vigueur ce jour-là" in told
    assert "Répond du dossier : ccas, car la délibération" in told


def test_an_actor_that_no_text_names_was_never_considered() -> None:
    """That is said, for that aid, in that commune, on that day."""
    told = text(asked(*opened("PROPRE"), "caf"))
    assert "Caf n'en répond pas : aucun texte ne lui confie cette aide dans cette commune (PROPRE, ville), ni au 5 janvier 2026" in told
    assert "Son cas n'avait donc pas à être examiné." in told


def test_where_nobody_is_in_charge_the_counter_keeps_the_demand() -> None:
    """An association without mandate, the counter itself."""
    hub, case_id = opened("SUPPLETIVE")
    told = text(asked(hub, case_id, "secours"))
    assert "Secours n'en répond pas, car cette association aide sans mandat, elle ne répond pas du dossier." in told
    assert "Répond du dossier : ccas, qui a gardé la demande. Personne n'est chargé de ce besoin" in told
    assert text(asked(hub, case_id, "ccas")).startswith("Ccas garde la demande et en répond : personne n'est chargé de ce besoin")


def test_acts_that_contradict_each_other_are_told_as_such() -> None:
    """The two associations, and who answers until it is settled."""
    hub, case_id = opened("LITIGE")
    for actor in ("asso", "secours"):
        assert "n'en répond pas, car plusieurs textes d'égale force désignent des organismes différents" in text(asked(hub, case_id, actor))
    assert text(asked(hub, case_id, "ccas")).startswith("Ccas répond du dossier : autorité compétente, car plusieurs textes")


def test_a_collective_action_has_no_routing_to_explain() -> None:
    """There is no answer, and that is a value."""
    hub = Hub(view_with(version=1))
    made = hub.publish("service", "action.ouverte", "ACT-1", action())
    assert made.dossier is not None
    assert why_not(recorded(hub, made.dossier.id), "ccas", "CCAS") is None


def sample(raison: str, acts: tuple[str | None, ...] = ("convention-asso",), responsable: str | None = "asso") -> Recorded:
    """A proof in which `papier` was set aside for that reason, by those acts; `responsable` is accountable."""
    hub, case_id = opened()
    (proof,) = proven(hub, case_id)
    assert proof.decides is not None
    aside = tuple(ReadCandidate(acteur="papier", acte=one, raison=raison) for one in acts)
    answer = msgspec.structs.replace(proof.decides, candidats=(*proof.decides.candidats, *aside))
    changed: ReadProof = msgspec.structs.replace(proof, reponses=(answer, *proof.reponses[1:]))
    entry = ReadEntry(format=1, id="x", cause="x", type="x", instant="2026-01-05T11:00:00.000Z", responsable=responsable)
    return Recorded([entry], [(0, changed)], {0: Names()})


@pytest.mark.parametrize("reason", sorted(STEP_OF))
def test_every_reason_is_a_sentence(reason: Reason) -> None:
    """In French, without a code."""
    found = why_not(sample(reason), "papier", "Papier")
    assert found is not None
    assert text(found).startswith(f"Papier n'en répond pas, car {REASONS[reason]}.")
    assert not CODE.search(text(found))


def test_the_latest_text_is_told_and_the_older_ones_are_counted() -> None:
    """One sentence a reason, not one a text; an act that the proof does not hold, or none, is told all the same."""
    found = why_not(sample("ACTE_EXPIRE", ("convention-asso", "ccas-confiee", "inconnu")), "papier", "Papier")
    assert found is not None
    assert "Autres textes examinés, plus anciens : 2." in text(found)
    without = why_not(sample("ACTE_EXPIRE", (None,)), "papier", "Papier")
    assert without is not None
    assert "Papier n'en répond pas, car le texte qui lui confiait cette mission avait pris fin. Répond" in text(without)


def test_a_word_of_a_newer_hub_is_quoted() -> None:
    """A reason without French stands as it is."""
    found = why_not(sample("RAISON_D_APRES"), "papier", "Papier")
    assert found is not None
    assert "car « RAISON_D_APRES »" in text(found)


def test_who_became_accountable_by_something_else_is_told_so() -> None:
    """Nothing is made up: what was recorded since is what explains it."""
    found = why_not(sample("ACTE_EXPIRE", (), "papier"), "papier", "Papier")
    assert found is not None
    assert text(found) == "Papier répond du dossier aujourd'hui ; ce qui a été inscrit depuis dit pourquoi."
    unsaid = why_not(sample("ACTE_EXPIRE", (), None), "ccas", "Ccas")
    assert unsaid is not None
    assert unsaid.est_responsable, "the proof says who is accountable where the entry does not"
