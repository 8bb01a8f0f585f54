"""The explanation sheet: what an élu reads of a dossier, from what was recorded and from nothing else."""

from datetime import date

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.explain import LINE_CHARS, CollectiveAction, Held, Told, as_text, explain
from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.names import Names
from hub.core.reasons import REASONS
from schemas.codes import Reason, Role
from tests.unit.journal_entries import bytes_of, delegated, opening
from tests.unit.told_pages import CODE, DEMAND, EXPIRED, NAMES, conclusion, entry, opened, page


def test_it_says_who_decides_by_which_text_and_since_when() -> None:
    """The first thing an élu asks."""
    text = page(opened())
    assert "Domiciliation, Aubrelle : demande du 12 mai 2026, reçue par Le Seuil." in text
    assert "Le CCAS d'Aubrelle, autorité compétente, car la loi lui donne cette compétence." in text
    assert "la loi « Domiciliation : obligation du CCAS » (CASF L264-1), en vigueur depuis le 1er décembre 1988." in text


def test_it_says_who_else_was_considered_and_why_not() -> None:
    """With the last day of the text that ended; older texts of the same kind are counted."""
    text = page(opened())
    assert "• Le Seuil. Le texte qui lui confiait cette mission avait pris fin." in text
    assert "l'agrément « Domiciliation » (arrêté 2021-233), en vigueur du 12 mai 2021 au 11 mai 2026, après un texte plus ancien." in text
    assert "arrêté 2016-061" not in text
    assert "après 2 textes plus anciens" in page(opened(ecartes=[*EXPIRED, EXPIRED[0]]))


def test_a_competence_without_a_text_is_told_without_one() -> None:
    """By law itself: no text is invented."""
    share = conclusion("FONCTIONS_CONFIEES", "COMPETENCE_LEGALE", "cd", None, fonctions=["DECIDER"], role="titulaire", depuis="2026-05-12")
    text = page(entry(conclusion("DOSSIER_OUVERT", "COMPETENCE_LEGALE", "cd", None, **DEMAND), share))
    assert "Le Département de la Haute-Oriane, autorité compétente, car la loi lui donne cette compétence." in text
    assert "Le texte :" not in text


def test_nobody_else_is_said_too() -> None:
    """An empty list is an answer, not a hole in the page."""
    assert "Aucun autre organisme n'était concerné par un texte." in page(opened(ecartes=[]))


def test_urgency_and_amount_are_told_when_there_are_some() -> None:
    """As they stood in the demand."""
    assert "reçue par Le Seuil, en urgence, pour 55 €." in page(opened(urgence=True, montant_demande_centimes=5500))


def test_the_titulaire_that_delegated_is_named_with_its_text() -> None:
    """Who decides is one thing, who is accountable until it answers another."""
    made = msgspec.json.decode(bytes_of(delegated(0, "dos_aaaa")), type=ReadEntry)
    text = page(made)
    assert "Ccas-nantrelle, délégataire (convention), car une délégation en vigueur ce jour-là lui confie cette mission." in text
    assert "Tant que sa réponse n'est pas venue, departement répond du dossier, comme autorité compétente." in text
    assert "Son texte : le texte enregistré sous « loi-fsl »." in text


def test_when_nobody_owns_the_need_the_page_says_what_exists_instead() -> None:
    """An aid that was never instituted is a normal answer; the demand is recorded all the same."""
    demand = conclusion("DOSSIER_OUVERT", "ORIENTATION_SUPPLETIF", "ccas", **DEMAND)
    offer = conclusion("ORIENTATION_PROPOSEE", "ORIENTATION_SUPPLETIF", "ccas", suppletifs=["seuil"], actions=["COLL"], services=["ville"])
    text = page(entry(demand, offer))
    assert "Personne n'est chargé de ce besoin dans cette commune à cette date" in text
    assert "Le CCAS d'Aubrelle garde la demande, enregistrée à sa date." in text
    assert "Le Seuil : association partenaire, sans mandat. Rien ne lui est transmis sans l'accord de la personne." in text
    assert "Des actions collectives, où l'on s'inscrit : Ateliers budget." in text
    assert "Qui peut renseigner : la Ville d'Aubrelle." in text


def test_a_need_that_nothing_covers_is_said_so() -> None:
    """The need is not covered: that is what an élu must read."""
    demand = conclusion("DOSSIER_OUVERT", "AIDE_NON_INSTITUEE", "ccas", **DEMAND)
    text = page(entry(demand, conclusion("ORIENTATION_PROPOSEE", "AIDE_NON_INSTITUEE")))
    assert "Cette aide n'existe pas dans cette commune à cette date." in text
    assert "il reste à couvrir" in text


def test_collective_actions_that_are_open_are_offered() -> None:
    """With their last day when they have one."""
    actions = [CollectiveAction("COLL", "ville", date(2026, 7, 1)), CollectiveAction("COLL", "seuil")]
    text = page(opened(), actions=actions)
    assert "Action collective ouverte jusqu'au 30 juin 2026 : Ateliers budget, par la Ville d'Aubrelle." in text
    assert "Action collective ouverte : Ateliers budget, par Le Seuil." in text


def test_who_does_what_now_is_told_with_what_waits() -> None:
    """Functions in words; an answer that is awaited, or a refusal that changed nothing yet."""
    held = [
        Held("ccas", Role.TITULAIRE, ("DECIDER", "PAYER"), "loi", date(2026, 5, 12), "acceptee"),
        Held("seuil", Role.EXECUTANT, ("EXECUTER",), None, date(2026, 5, 12), "proposee"),
        Held("cd", Role.TITULAIRE, ("ARBITRER",), None, date(2026, 5, 12), "refusee"),
    ]
    text = page(opened(), held=held)
    assert "• Le CCAS d'Aubrelle, autorité compétente : décider et payer, depuis le 12 mai 2026." in text
    assert "• Le Seuil, prestataire : réaliser l'aide, depuis le 12 mai 2026, réponse attendue." in text
    assert "a refusé mais en répond tant que rien n'est tranché." in text


def test_a_collective_action_has_its_page_too() -> None:
    """It has no demand and no person; who runs it and by which text is told."""
    details = {"aide": "COLL", "commune_slug": "aubrelle"}
    action = conclusion("ACTION_OUVERTE", "ACTION_COLLECTIVE", "ville", "loi", **details)
    assert "la Ville d'Aubrelle ouvre une action collective (Ateliers budget, Aubrelle). Le texte : la loi" in page(entry(action))
    without_text = conclusion("ACTION_OUVERTE", "ACTION_COLLECTIVE", "ville", None, **details)
    assert "(Ateliers budget, Aubrelle)." in page(entry(without_text))


def test_what_goes_without_saying_and_what_is_unknown_are_left_out() -> None:
    """A counter that received what it received; a kind of conclusion of a newer hub; the hub's own bookkeeping."""
    received = conclusion("FONCTIONS_CONFIEES", "GUICHET_DE_DEPOT", "seuil", fonctions=["RECEVOIR"], role="aucun", depuis="2026-05-12")
    later = [received, conclusion("INVENTE_PLUS_TARD", "X"), conclusion(ConclusionKind.REGISTRE_APPLIQUE, "X")]
    assert page(opened(), entry(*later)) == page(opened(), entry())


def test_a_long_story_stays_on_its_page() -> None:
    """The oldest events are counted, not told."""
    many = [entry(conclusion("DOSSIER_CLOS", "sans_suite")) for _ in range(40)]
    text = as_text(explain(Told([opened(), *many], {1: NAMES})))
    assert "28 événements plus anciens ne sont pas repris ici." in text
    assert len(text.splitlines()) < 60


def test_an_entry_without_a_state_is_told_without_one() -> None:
    """Nothing is invented where nothing was recorded."""
    bare = ReadEntry(format=1, id="x", dossier="dos_aaaa", cause="x", type="x", instant="2026-05-12T09:00:00.000Z", version_registre=1)
    assert "Aujourd'hui" not in page(bare)


@settings(deadline=None)
@given(chosen=st.sampled_from(sorted(Reason)), aside=st.sampled_from(sorted(Reason)), has_text=st.booleans())
def test_every_reason_is_told_in_french_whether_it_chose_or_set_aside(chosen: Reason, aside: Reason, *, has_text: bool) -> None:
    """Both clauses stand on the page and no code does; no line is wider than the page."""
    ecartes = [["seuil", "agrement-2" if has_text else None, aside.value]]
    text = page(opened(chosen.value, ecartes))
    assert REASONS[chosen] in text
    assert REASONS[aside][1:] in text
    assert not CODE.search(text)
    written = as_text(explain(Told([opened(chosen.value, ecartes)], {1: NAMES})))
    assert max(len(line) for line in written.splitlines()) <= LINE_CHARS


def test_it_is_told_with_the_names_of_its_time() -> None:
    """An actor renamed by a later version of the registry keeps, in what was concluded before, the name it had then."""
    before, after = NAMES, Names(actors={"ccas": "CCAS renommé"})
    told = Told([opened(), entry(conclusion("DOSSIER_CLOS", "sans_suite"), version=2)], {1: before, 2: after})
    text = as_text(explain(told))
    assert "Le CCAS d'Aubrelle, autorité compétente" in text
    assert "le CCAS renommé ferme le dossier" in text
    assert "version 2" in text


def test_what_the_lanes_really_write_can_be_told() -> None:
    """The makers of the lane and this page agree on every field."""
    made = msgspec.json.decode(bytes_of(opening(0, "dos_aaaa")), type=ReadEntry)
    text = page(made)
    assert "Ccas-aubrelle, autorité compétente, car la délibération qui a créé cette aide la lui confie." in text


def test_a_case_that_is_counted_first_says_why_and_who_answers_meanwhile() -> None:
    """The act that will give it bounds its places: the titulaire answers."""
    demand = DEMAND | {"ecartes": []}
    counted = ReadConclusion(genre="RESERVATION", raison="DEMANDEE", acte="agrement-2", details={"n": 1, "annee": 2026, "place": True})
    text = page(entry(conclusion("DOSSIER_OUVERT", "DELEGATION_EN_VIGUEUR", "ccas", "agrement-2", **demand), counted))
    assert "le dossier y est d'abord compté. Le texte : l'agrément « Domiciliation »" in text
    assert "Le CCAS d'Aubrelle répond du dossier en attendant, comme autorité compétente." in text
