"""The reference's rows about clocks and persons on a real Kafka: months played in order, each answer read from outside.

Rows are numbered as in the reference (domain 8.3). Row 9 stands in test_reference_rows.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.registry.files import load_folder
from schemas.registry import Act
from tests.broker.dated_hub import DatedHub, dated_hub
from tests.broker.lived_hub import project
from tests.broker.whole_hub import PERSON, ROOT

CCAS_A, CCAS_B, CD, STATE = "ccas-ferrevaux", "ccas-aubrelle", "departement-haute-oriane", "prefet-haute-oriane"
MDS, TOWN_A = "mds-haute-oriane", "commune-ferrevaux"
OTHER_CD, OTHER_CCAS = "departement-basse-oriane", "ccas-montserac"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[DatedHub]:
    """A hub on the last day of January 2026, on a Kafka of its own: the time of record never goes back in a partition."""
    with dated_hub(tmp_path, "2026-01-31T10:00") as dated:
        yield dated


def due(hub: DatedHub, *arguments: str) -> dict[tuple[str, str], tuple[str, str, str]]:
    """What `hub deadlines` lists: last day, nature and effect, by dossier and clock."""
    project(hub)
    done = hub.command("deadlines", "--json", *arguments)
    assert done.returncode == 0, done.stderr
    listed = json.loads(done.stdout)["echeances"]
    return {(one["dossier"], one["horloge"]): (one["jusqu_au"], one["nature"], one["effet"]) for one in listed}


def fallen(hub: DatedHub, actor: str, dossier: str, count: int = 1) -> list[tuple[str, str, str]]:
    """What that actor was told of a silence, once it was told `count` things of the dossier."""
    told = [one["data"] for one in hub.await_letters(actor, dossier, "dossier.suivi", count)]
    return [(one["fait"], one["etat"], one["date"]) for one in told if one["fait"].startswith("silence.")]


def test_silence_at_two_doors_and_after_a_move(hub: DatedHub) -> None:
    """Rows 10, 12 and 13: rejected from the first door, granted from the competent one; a move within the département moves no day."""
    wrong_door = hub.opened(CCAS_B, "00101", "ASH-PA", "2026-01-31")
    shelter = hub.opened(CCAS_A, "00101", "CHRS", "2026-01-31")
    running = due(hub)
    assert running[wrong_door, "SILENCE"] == ("2026-03-31", "legale", "rejet"), "row 10: from the first door"
    assert (wrong_door, "TRANSMISSION") not in running, "row 10: the month to transmit is met, the hub brought it the same day"
    assert running[shelter, "SILENCE"] == ("2026-02-28", "legale", "accord"), "row 12: one month at the State"

    hub.on("2026-02-02T10:00")
    hub.tell(CCAS_B, "residence.changee", wrong_door, {"date": "2026-02-02", "commune": "00404", "consentement": True})
    running = due(hub)
    assert not [clock for dossier, clock in running if dossier == wrong_door and clock.startswith("DOMICILE")], "row 13: one département"
    assert running[wrong_door, "SILENCE"] == ("2026-03-31", "legale", "rejet"), "row 13: the day of the demand stays"
    hub.on("2026-03-02T10:00")
    assert fallen(hub, STATE, shelter) == [("silence.echu", "ACCORD_IMPLICITE", "2026-02-28")], "row 12"
    assert due(hub, "--echues-entre", "2026-02-28", "2026-02-28")[shelter, "SILENCE"][0] == "2026-02-28"


def test_a_domicile_de_secours_in_another_departement(hub: DatedHub) -> None:
    """Row 13: a month to send the file, a month to answer; in an emergency the first one decides, and the other is told in two months."""
    taken, silent, urgent = (hub.opened(CCAS_A, "00101", "ASH-PA", "2026-01-31", urgence=one) for one in (False, False, True))
    hub.on("2026-02-10T10:00")
    for dossier in (taken, silent, urgent):
        hub.tell(CCAS_A, "residence.changee", dossier, {"date": "2026-02-10", "commune": "00505", "consentement": True})
    running = due(hub)
    assert {running[one, "DOMICILE_SECOURS_TRANSMISSION"] for one in (taken, silent, urgent)} == {("2026-02-28", "legale", "aucun")}
    hub.on("2026-02-12T10:00")
    signed = {"acte": "loi-aide-sociale-hebergement", "organe": "president_conseil_departemental", "sens": "accord"}
    by = {"signataire": {"acteur": CD, "fonction": "president"}, "date_decision": "2026-02-12"}
    hub.tell(CD, "decision.rendue", urgent, {**signed, **by})
    assert due(hub)[urgent, "DOMICILE_SECOURS_NOTIFICATION"] == ("2026-04-12", "legale", "aucun")

    hub.on("2026-02-27T10:00")
    for dossier in (taken, silent, urgent):
        said = {"date": "2026-02-27", "motif": "incompetent_territoire", "competent_selon_lui": OTHER_CD}
        assert hub.tell(CD, "incompetence.constatee", dossier, said)["statut"] == "pris_en_compte"
    assert [one["data"]["sens"] for one in hub.await_letters(OTHER_CD, urgent, "decision.communiquee")] == ["accord"]
    running = due(hub)
    assert {running[one, "DOMICILE_SECOURS_REPONSE"] for one in (taken, silent)} == {("2026-03-27", "legale", "aucun")}
    assert (urgent, "DOMICILE_SECOURS_NOTIFICATION") not in running
    hub.on("2026-03-20T10:00")
    hub.tell(OTHER_CD, "transmission.acceptee", taken, {"date": "2026-03-20"})
    assert hub.await_letters(OTHER_CCAS, taken, "dossier.confie")[0]["data"]["fonctions"] == ["INSTRUIRE"]
    assert [one["data"]["raison"] for one in hub.await_letters(CD, taken, "dossier.retire")] == ["DOMICILE_DE_SECOURS"]
    running = due(hub)
    assert {running[one, "SILENCE"][0] for one in (taken, silent)} == {"2026-03-31"}, "the day of the demand stays"
    shown = json.loads(hub.command("dossier", "show", taken, "--json").stdout)["dossier"]
    assert (shown["commune"], shown["responsable"]) == ("00505", OTHER_CD)
    hub.on("2026-03-28T10:00")
    hub.await_all(lambda: OTHER_CD in {one["data"]["acteur"] for one in hub.letters(CD, silent, "transmission.sans_reponse")})
    told = [one["data"] for one in hub.letters(CD, silent, "transmission.sans_reponse")]
    assert [one["etape"] for one in told if one["acteur"] == OTHER_CD] == ["ALERTE"]
    project(hub)
    shown = json.loads(hub.command("dossier", "show", silent, "--json").stdout)["dossier"]
    assert (shown["etat"], shown["responsable"]) == ("COMPETENCE_A_TRANCHER", CD)


def test_the_same_demand_at_two_doors(hub: DatedHub) -> None:
    """Row 14: at the centre on Monday, at the département's house on Wednesday: linked, one origin, both doors told."""
    hub.on("2026-02-02T10:00")
    monday = hub.opened(CCAS_A, "00101", "AID-FIN", "2026-02-02", personne_ref=PERSON, montant_demande_centimes=31_400)
    hub.on("2026-02-04T10:00")
    wednesday = hub.opened(MDS, "00101", "AID-FIN", "2026-02-04", personne_ref=PERSON)
    (at_the_house,) = hub.await_letters(MDS, wednesday, "dossier.lie")
    assert at_the_house["data"] == {
        "date_origine": "2026-02-02",
        "demandes": [{"date_demande": "2026-02-02", "responsable": CCAS_A}],
    }, "row 14: the house learns the day and whom to agree with, not the dossier"
    for dossier, day, other in ((monday, "2026-02-04", wednesday), (wednesday, "2026-02-02", monday)):
        (told,) = hub.await_letters(CCAS_A, dossier, "dossier.lie")
        assert told["data"] == {
            "date_origine": "2026-02-02",
            "demandes": [{"date_demande": day, "responsable": CCAS_A, "dossier": other}],
        }, "row 14: the centre answers for both"
    running = due(hub)
    assert {running[one, "SILENCE"][0] for one in (monday, wednesday)} == {"2026-04-02"}, "row 14: the earliest day"
    hub.tell(CCAS_A, "dossier.clos", wednesday, {"date": "2026-02-04", "motif": "sans_suite"})
    hub.on("2026-02-09T10:00")
    alone = hub.opened(MDS, "00101", "AID-FIN", "2026-02-09")
    shown = hub.command("dossier", "show", wednesday)
    assert "déposé la même demande ailleurs" in " ".join(shown.stdout.split()), shown.stdout
    project(hub)
    assert hub.letters(MDS, alone, "dossier.lie") == []
    everything = b"".join((one.key() or b"") + (one.value() or b"") for one in hub.records("hub.personnes"))
    assert PERSON.encode() not in everything


def test_who_decides_by_an_act_that_allows_it_knows_of_aid_received_lately(hub: DatedHub) -> None:
    """Yes and a class, for six months of the commune; the town's counter is told nothing; which aid it was is told to nobody."""
    (rules,) = [one for one in load_folder(ROOT / "deploy" / "registre") if isinstance(one, Act) and one.id == "ferrevaux-reglement-v8"]
    hub.load([rules.model_copy(update={"aide_recue_mois": 6})])
    hub.on("2026-02-02T10:00")
    first = hub.opened(CCAS_A, "00101", "AID-FIN", "2026-02-02", personne_ref=PERSON)
    alone = hub.await_letters(CCAS_A, first, "dossier.lie")
    assert [one["data"] for one in alone] == [{"date_origine": "2026-02-02", "demandes": [], "aide_recue": "non", "aide_recue_mois": 6}]
    signed = {"acte": "ferrevaux-commission-permanente", "organe": "commission_permanente", "montant_centimes": 9_000}
    by = {"signataire": {"acteur": CCAS_A, "fonction": "president"}, "sens": "accord", "date_decision": "2026-02-02"}
    hub.tell(CCAS_A, "decision.rendue", first, {**signed, **by})
    hub.on("2026-03-02T10:00")
    second = hub.opened(TOWN_A, "00101", "SEC-URG", "2026-03-02", personne_ref=PERSON)
    (told,) = hub.await_letters(CCAS_A, second, "dossier.lie")
    known = {"aide_recue": "oui", "aide_recue_mois": 6, "aide_recue_classe": "jusqu_a_100"}
    assert told["data"] == {"date_origine": "2026-03-02", "demandes": [], **known}
    assert hub.letters(TOWN_A, second, "dossier.lie") == []


def test_pieces_and_adjournments(hub: DatedHub) -> None:
    """Row 11: the APA counts from the complete file. Row 19: two adjournments stop nothing."""
    adjourned = hub.opened(CCAS_A, "00101", "AID-FIN", "2026-01-31")
    hub.on("2026-02-20T10:00")
    hub.tell(CCAS_A, "decision.ajournee", adjourned, {"date": "2026-02-20", "motif": "avis_attendu"})
    hub.on("2026-03-02T10:00")
    apa = hub.opened(CCAS_A, "00101", "APA-DOM", "2026-03-02")
    hub.on("2026-03-05T10:00")
    hub.tell(CCAS_A, "pieces.demandees", apa, {"date": "2026-03-05", "pieces": ["RESSOURCES"], "date_limite": "2026-04-05"})
    running = due(hub)
    assert running[apa, "ACCUSE_RECEPTION"] == ("2026-03-12", "legale", "aucun"), "row 11: acknowledged by the tenth day"
    assert (apa, "SILENCE") not in running, "row 11: nothing runs while pieces are missing"
    hub.on("2026-03-10T10:00")
    hub.tell(CCAS_A, "dossier.complet", apa, {"date": "2026-03-10"})
    assert due(hub)[apa, "SILENCE"] == ("2026-05-10", "legale", "accord"), "row 11: from the complete file"

    hub.on("2026-03-13T10:00")
    hub.tell(CCAS_A, "decision.ajournee", adjourned, {"date": "2026-03-13", "motif": "avis_attendu", "seance": "2026-04-10"})
    hub.on("2026-04-03T10:00")
    assert fallen(hub, CCAS_A, adjourned) == [("silence.echu", "REJET_IMPLICITE", "2026-03-31")], "row 19"
    assert "J_15" in {one["data"]["signe"] for one in hub.letters(CCAS_A, adjourned, "echeance.signalee")}, "row 19"
    flagged = [one["details"]["drapeaux"] for one in hub.conclusions(adjourned) if "drapeaux" in one.get("details", {})]
    assert ["SEANCE_APRES_SILENCE"] in flagged, "row 19: it was said while there was time"
    hub.on("2026-05-11T10:00")
    assert fallen(hub, CD, apa, 3) == [("silence.echu", "ACCORD_IMPLICITE", "2026-05-10")], "row 11"
