"""The commands people ask with, after a few real events went through a whole hub on a real Kafka."""

import json
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.kafka_local.broker import LocalBroker
from hub.positions import Positions
from hub.readmodel.standing import RegistryFollowed
from hub.settings import load_settings
from hub.standing import measure_standing
from tests.broker.lived_hub import AGREEMENT, DANGEROUS, LivedHub, asked, at_work, live, typed, words
from tests.broker.whole_hub import WholeHub
from tests.runbook_commands import PAGES, READING, commands_in, name_of

UNKNOWN = "dos_" + "a" * 26


@pytest.fixture(scope="module")
def hub(kafka: LocalBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivedHub]:
    """A hub with a worker and a projector, through which a few events went."""
    whole = LivedHub(kafka.bootstrap, tmp_path_factory.mktemp("hub"))
    whole.ground()
    whole.start()
    try:
        live(whole)
        yield whole
    finally:
        whole.close()


def test_a_dossier_is_shown_with_its_timeline_events_and_decisions(hub: LivedHub) -> None:
    """State, who holds what since when by which act, every event, the decision that was stopped."""
    shown = asked(hub, "dossier", "show", hub.domiciliation)
    assert shown["dossier"]["responsable"] == "asso-le-seuil"
    assert shown["dossier"]["acte"] == AGREEMENT
    assert (shown["dossier"]["aide"], shown["dossier"]["date_demande"]) == ("DOMICIL", "2026-05-11")
    decider = next(holding for holding in shown["tenues"] if "DECIDER" in holding["fonctions"])
    assert (decider["acteur"], decider["acte"], decider["etat"], decider["fin"]) == ("asso-le-seuil", AGREEMENT, "acceptee", None)
    kinds = [conclusion["genre"] for event in shown["evenements"] for conclusion in event["conclusions"]]
    assert "DOSSIER_OUVERT" in kinds
    assert "DECISION_ARRETEE" in kinds
    assert shown["retard"] == 0
    text = words(hub, "dossier", "show", hub.domiciliation)
    assert "Domiciliation" in text
    assert "Le Seuil" in text
    assert "est arrêtée pour vérification" in text
    assert "Modèle de lecture à jour." in text


def test_what_was_decided_is_reported_to_the_board(hub: LivedHub, tmp_path: Path) -> None:
    """The stopped decision is a derogation that waits; the page is written to be signed; an unknown actor has none."""
    page = tmp_path / "compte-rendu.html"
    told = asked(hub, "compte-rendu", "--acteur", "asso-le-seuil", "--depuis", "2026-05-01", "--html", str(page))
    (beyond,) = told["derogations"]
    assert (beyond["organe"], beyond["raison"], beyond["issues"]["en_attente"]) == ("conseil_association", "AUTEUR_INCOMPETENT", 1)
    assert (told["total"]["nombre"], told["retard"]) == (0, 0)
    assert "Une décision attend encore d'être réglée." in page.read_text(encoding="utf-8").replace("&#39;", "'")
    assert "Dérogations" in words(hub, "compte-rendu", "--acteur", "asso-le-seuil", "--depuis", "2026-05-01")
    unknown = hub.command("compte-rendu", "--acteur", "personne", "--depuis", "2026-05-01")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "Acteur inconnu" in unknown.stderr


def test_a_dossier_is_explained_in_a_page_of_french(hub: LivedHub) -> None:
    """Who decides and by which text, why the decision was stopped, who could have taken it."""
    text = words(hub, "explain", hub.domiciliation)
    assert "Domiciliation, Aubrelle : demande du 11 mai 2026, reçue par Le Seuil." in text
    assert "en vigueur du 12 mai 2021 au 11 mai 2026" in text
    assert "La décision du 12 mai 2026 signée par Le Seuil est arrêtée pour vérification" in text
    assert "Ce jour-là, le texte qui lui confiait cette mission avait pris fin." in text
    assert "Pouvait décider : le CCAS d'Aubrelle" in text
    assert "_" not in text.replace(hub.domiciliation, "")


def test_why_another_actor_does_not_answer_is_told_from_the_record(hub: LivedHub) -> None:
    """Who answers, who was set aside, who was never considered, who is not known, each by its own words."""
    text = words(hub, "explain", hub.domiciliation, "--pourquoi-pas", "asso-le-seuil")
    assert "Le Seuil répond du dossier : délégataire (convention), car la personne s'est adressée à cet organisme" in text
    assert "la décision du 12 mai 2026 signée par Le Seuil est arrêtée pour vérification" in text.lower().replace("le seuil", "Le Seuil")
    ccas = words(hub, "explain", hub.domiciliation, "--pourquoi-pas", "ccas d'aubrelle")
    assert "Le CCAS d'Aubrelle n'en répond pas, car la personne s'est adressée à un autre organisme" in ccas
    assert "Répond du dossier : Le Seuil" in ccas
    caf = asked(hub, "explain", hub.domiciliation, "--pourquoi-pas", "caf-haute-oriane")
    assert (caf["est_responsable"], caf["candidatures"]) == (False, [])
    assert "aucun texte ne lui confie cette aide dans cette commune" in caf["phrases"][0]
    unknown = hub.command("explain", hub.domiciliation, "--pourquoi-pas", "le-seuil")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "Les plus proches : Le Seuil (asso-le-seuil)" in unknown.stderr


def test_the_page_to_print_holds_the_recorded_proof(hub: LivedHub, tmp_path: Path) -> None:
    """One file; the hash at its foot is that of the proof that `--json` prints."""
    page = tmp_path / "fiche.html"
    proof = asked(hub, "explain", hub.domiciliation, "--html", str(page))
    assert (proof["dossier"], proof["genre"], proof["dates"]["demande"]) == (hub.domiciliation, "DEMANDE", "2026-05-11")
    written = page.read_text(encoding="utf-8")
    assert written.startswith("<!doctype html>")
    assert proof["sha256"] in written
    assert "Les organismes examinés pour décider, et pourquoi" in written


def test_an_orientation_is_explained_with_what_exists_instead(hub: LivedHub) -> None:
    """No one owns the need: who may help, and that nothing leaves without consent."""
    text = words(hub, "explain", hub.food)
    assert "Personne n'est chargé de ce besoin dans cette commune à cette date" in text
    assert "association partenaire, sans mandat. Rien ne lui est transmis sans l'accord de la personne." in text


@pytest.mark.parametrize("command", [["dossier", "show", UNKNOWN], ["explain", UNKNOWN], ["delegations", "--acte", "acte-inconnu"]])
def test_what_is_not_known_is_said_so(hub: LivedHub, command: list[str]) -> None:
    """Exit code 1, a sentence, and how far the read model has come: it may only be late."""
    done = hub.command(*command)
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Modèle de lecture à jour." in done.stderr


def test_delegations_count_dossiers_by_act(hub: LivedHub) -> None:
    """With the last day of the act; an act asked for by name is told even with no dossier; needs without an act are counted apart."""
    found = asked(hub, "delegations", "--acteur", "asso-le-seuil")["delegations"]
    assert [(one["acte"], one["ouverts"], one["clos"], one["partis"]) for one in found] == [(AGREEMENT, 1, 0, 0)]
    assert (found[0]["nom"], found[0]["dernier_jour"]) == ("Le Seuil", "2026-05-11")
    (idle,) = asked(hub, "delegations", "--acte", "aubrelle-agrement-le-seuil-2016")["delegations"]
    assert (idle["acteur"], idle["ouverts"]) == ("asso-le-seuil", 0)
    assert "Le Seuil" in words(hub, "delegations")
    (need,) = asked(hub, "delegations", "--suppletifs")["besoins_non_couverts"]
    assert (need["trimestre"], need["aide"], need["proposees"], need["transmises"]) == ("2026-T2", "ALIM-COL", 1, 0)
    assert [one["acteur"] for one in need["associations"]] == ["asso-main-tendue", "asso-panier-solidaire"]


def test_partners_show_their_last_event_and_what_they_have_not_read(hub: LivedHub) -> None:
    """By their own groups' commits; a partner that never read has everything to read."""
    found = {one["acteur"]: one for one in asked(hub, "partners")["partenaires"]}
    seuil, ccas = found["asso-le-seuil"], found["ccas-aubrelle"]
    assert (seuil["dernier_type"], seuil["recus"], seuil["lu"]) == ("fr.relais.decision.rendue.v1", 3, 2)
    assert seuil["non_lus"] > 0
    assert seuil["plus_ancien_non_lu_s"] > 0
    assert (ccas["lu"], ccas["recus"]) == (None, 2)
    assert found["caf-haute-oriane"] == {
        "acteur": "caf-haute-oriane",
        "dernier_instant": None,
        "dernier_type": None,
        "recus": 0,
        "lu": None,
        "non_lus": 0,
        "plus_ancien_non_lu_s": 0.0,
    }
    assert "jamais" in words(hub, "partners")


def test_a_stopped_decision_that_waits_is_listed_with_its_dossier(hub: LivedHub) -> None:
    """Of all, or of the dossiers one actor answers for; since when, who signed, why."""
    (waits,) = asked(hub, "dossier", "to-verify", "--acteur", "asso-le-seuil")["decisions"]
    assert (waits["dossier"], waits["signataire"], waits["date_decision"]) == (hub.domiciliation, "asso-le-seuil", "2026-05-12")
    assert waits["raison"] == "AUTEUR_INCOMPETENT"
    assert asked(hub, "dossier", "to-verify", "--acteur", "ccas-aubrelle")["decisions"] == []
    assert hub.domiciliation in words(hub, "dossier", "to-verify")


def test_a_dead_letter_is_listed_and_shown_without_harm(hub: LivedHub) -> None:
    """Its code and where it was published; its bytes as text in which nothing can move a cursor."""
    (letter,) = asked(hub, "rejected", "list")
    assert (letter["acteur"], letter["code"], letter["octets"]) == ("ccas-aubrelle", "ENVELOPPE_INVALIDE", len(DANGEROUS))
    assert letter["origine"] == "from.ccas-aubrelle/0/1"
    assert asked(hub, "rejected", "list", "--acteur", "asso-le-seuil") == []
    place = (str(letter["partition"]), str(letter["offset"]))
    text = hub.command("rejected", "show", *place).stdout
    assert "\\x1b[31mrouge" in text
    assert "\x1b" not in text
    assert "ne le recopiez nulle part" in text
    assert asked(hub, "rejected", "show", *place)["valeur_base64"]
    absent = hub.command("rejected", "show", place[0], "999")
    assert absent.returncode == 1
    assert "hub rejected list" in absent.stderr
    assert "ENVELOPPE_INVALIDE" in words(hub, "rejected", "list")


def test_lanes_that_have_caught_up_show_no_lag(hub: LivedHub) -> None:
    """Every partition of both kinds of lane; markers at the end of a partition are no lag."""
    lanes = asked(hub, "lanes")
    topics = ("hub.events", "hub.refus", "hub.quotas", "hub.personnes")
    assert [(lane["topic"], lane["partition"]) for lane in lanes] == [(topic, n) for topic in topics for n in range(3)]
    assert {lane["etat"] for lane in lanes} == {"A_JOUR"}
    assert {(lane["retard_enregistrements"], lane["retard_secondes"]) for lane in lanes} == {(0, 0.0)}
    assert "hub.events" in words(hub, "lanes")


def test_the_projector_s_figures_tell_the_whole(hub: LivedHub) -> None:
    """Open dossiers by actor and act, unread inboxes, last event of each partner."""
    settings = load_settings({name: value for name, value in hub.environ.items() if name not in os.environ})
    standing = measure_standing(settings.data_dir / "relais.sqlite", Positions(settings), RegistryFollowed(), datetime.now(UTC))
    assert standing.open_cases["asso-le-seuil", AGREEMENT] == 1
    assert standing.oldest_unread_s["asso-le-seuil"] > 0
    assert standing.oldest_unread_s["caf-haute-oriane"] == 0
    assert time.time() - standing.last_event_s["asso-le-seuil"] < 300
    assert standing.silent_workdays["asso-le-seuil"] == 0
    assert standing.to_verify["asso-le-seuil"].decisions == 1
    assert standing.deadlines == (0.0, 0)


def test_the_reading_commands_of_the_runbooks_answer_on_a_live_hub(hub: LivedHub) -> None:
    """What somebody types at night does what the page says, with what is in capitals taken from this hub."""
    at_work(hub)
    (letter,) = asked(hub, "rejected", "list")
    given = {"DOSSIER": hub.domiciliation, "ACTEUR": "asso-le-seuil", "ACTE": AGREEMENT}
    given |= {"PARTITION": str(letter["partition"]), "POSITION": str(letter["offset"])}
    written = {tuple(words) for page in PAGES for words in commands_in(page, given)}
    reading = sorted(line for line in written if name_of(line) in READING)
    assert len(reading) >= 15
    for line in reading:
        done = typed(hub, *line)
        assert done.exit_code == 0, (line, done.output)
        assert done.output, line


def test_a_hub_that_works_lets_whoever_is_on_call_sleep(hub: LivedHub, tmp_path: Path) -> None:
    """Ten lines at most; every point was seen, none is to be acted on; an absent read model is said so, and hides nothing else."""
    at_work(hub)
    done = typed(hub, "doctor")
    lines = done.stdout.splitlines()
    assert done.exit_code == 0, done.output
    assert len(lines) <= 10
    assert [line for line in lines if "inconnu :" in line or line.startswith("AGIR")] == []
    assert lines[-1].startswith("Vous pouvez dormir")
    told = {one["point"]: one for one in json.loads(typed(hub, "doctor", "--json").stdout)["points"]}
    assert told["Ouvriers"]["constat"].startswith("1 au travail ; relances inconnues")
    assert told["Voies"]["etat"] == told["Registre"]["etat"] == told["Lecture"]["etat"] == told["Échéances"]["etat"] == "ok"
    assert told["Rejets"]["constat"] == "événements refusés en un jour : 1"
    blind = typed(hub, "doctor", HUB_DATA_DIR=str(tmp_path))
    assert blind.exit_code == 0, blind.output
    assert "inconnu : HUB-1030" in blind.stdout


def test_an_answer_does_not_need_kafka(hub: LivedHub) -> None:
    """The read model answers alone, and says that it cannot tell how late it is."""
    alone = WholeHub("127.0.0.1:1", hub.folder, more={"HUB_KAFKA__ANSWER_TIMEOUT_S": "1"})
    done = alone.command("explain", hub.domiciliation)
    assert done.returncode == 0
    assert "Kafka ne répond pas : retard du modèle de lecture inconnu." in done.stdout
    assert alone.command("lanes").returncode == 1
    away = typed(alone, "doctor")
    assert away.exit_code == 1
    assert "AGIR   Kafka      ne répond pas (127.0.0.1:1)" in away.stdout
    assert away.stdout.splitlines()[-1] == "Ne vous rendormez pas : un point à traiter maintenant."
