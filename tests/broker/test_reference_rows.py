"""The expected answers of the reference communes, row by row, on a real Kafka: ten years played in order, every answer read from an inbox.

One broker, one worker, whose clock stands on the day each partner acts (tests/broker/reference_years.py plays them). Rows are numbered as
in the reference. Rows 10 to 15 and 19 speak of clocks and of persons, not of competence.
"""

from collections.abc import Iterator

import pytest

from hub.kafka_local.broker import LocalBroker
from tests.broker.dated_hub import DatedHub, days
from tests.broker.reference_limits import FSL, GRANTS, PLACES, RSA
from tests.broker.reference_years import (
    CCAS_A,
    CCAS_B,
    CCAS_C,
    CCAS_D,
    CIAS,
    COUNTERS,
    PANIER,
    SECRET_DOOR,
    SEUIL,
    TOWN_A,
    TOWN_C,
    Years,
    play,
    said,
)

THRESHOLDS = ["SEUIL_80", "SEUIL_95", "SEUIL_100"]
CD, MDS = "departement-haute-oriane", "mds-haute-oriane"
BOARD_OR_COMMISSION = ["commission_permanente", "conseil_administration"]


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Years]:
    """Everything that was played, and the inboxes as they stand in the end."""
    folder = tmp_path_factory.mktemp("years")
    broker = LocalBroker(folder / "kafka")
    broker.start()
    hub = DatedHub(broker.bootstrap, folder)
    try:
        yield play(hub)
    finally:
        hub.close()
        broker.stop()


def test_row_01_between_two_boards_the_president_is_to_be_confirmed(years: Years) -> None:
    """Flagged to both sides, commission and board proposed, an alert at once, the demand's day kept; `survit` makes it normal."""
    asked = years.told("president", "decision.a_verifier")
    assert set(asked) == {CCAS_A, TOWN_A}
    for actor in asked:
        assert (said(asked, actor)["raison"], said(asked, actor)["constat"]) == ("A_CONFIRMER_APRES_ELECTIONS", "a_confirmer")
        assert said(asked, actor)["organes"] == BOARD_OR_COMMISSION
    assert [one["acteur"] for one in years.answers["president"] if one["genre"] == "ALERTE"] == [CCAS_A]
    assert said(years.told("president", "dossier.confie"), CCAS_A)["demande"]["date_demande"] == "2026-04-05"
    assert years.told("president", "decision.communiquee") == {}


def test_row_01_the_commission_and_a_policy_that_survives_decide_at_once(years: Years) -> None:
    """The counter is told the decision; nothing waits."""
    for name, act in (("commission", "ferrevaux-commission-permanente"), ("president-survit", "ferrevaux-delegation-president-2020")):
        assert years.told(name, "decision.a_verifier") == {}
        assert said(years.told(name, "decision.communiquee"), TOWN_A)["acte"] == act


def test_row_02_the_day_after_its_agreement_ended_the_ccas_has_the_demand(years: Years) -> None:
    """On 11 May at its own door the agreed association decides, on the 12th the CCAS; what it still held goes back that day."""
    assert years.confided("domiciliation-12") == [(CCAS_B, "titulaire", "loi-domiciliation")]
    assert years.confided("domiciliation-11")[0] == (SEUIL, "delegataire", "aubrelle-agrement-le-seuil-2021")
    back = years.told("domiciliation-11", "dossier.retire")
    assert (said(back, SEUIL)["raison"], said(back, SEUIL)["depuis"]) == ("ACTE_EXPIRE", "2026-05-12")
    assert years.confided("domiciliation-11")[1] == (CCAS_B, "titulaire", "loi-domiciliation")


def test_row_03_a_convention_not_renewed_makes_a_delegate_a_proposed_association(years: Years) -> None:
    """The last day a case of its own; the day after an orientation, no case, and after consent three fields."""
    assert years.confided("colis-2017")[0] == (PANIER, "delegataire", "aubrelle-convention-panier-solidaire")
    offer = years.told("colis-2018", "orientation.proposee")
    assert (set(offer), said(offer, CCAS_B)["raison"]) == ({CCAS_B}, "ORIENTATION_SUPPLETIF")
    assert PANIER in said(offer, CCAS_B)["suppletifs"]
    assert years.confided("colis-2018") == []
    assert said(years.told("colis-2018", "orientation.transmise"), PANIER) == {"aide": "ALIM-COL", "date": "2018-01-01", "taille_foyer": 3}


def test_row_04_a_nursery_place_is_decided_by_the_cias_and_keeps_its_day(years: Years) -> None:
    """Asked of the CCAS on 20 December 2019, the CIAS's from 1 January, its decision of 15 January stands; the demand's day is the same."""
    act = "port-sorvan-transfert-petite-enfance-2020"
    assert [one[0] for one in years.confided("creche")] == [CCAS_C, CIAS]
    assert years.confided("creche")[1] == (CIAS, "titulaire", act)
    offers = years.told("creche", "dossier.confie")
    assert {said(offers, actor)["demande"]["date_demande"] for actor in offers} == {"2019-12-20"}
    decided = said(years.told("creche", "decision.communiquee"), TOWN_C)
    assert (decided["acteur"], decided["acte"], decided["date_decision"]) == (CIAS, act, "2020-01-15")


def test_row_05_small_emergency_aid_stays_with_the_town_until_its_ccas_is_dissolved(years: Years) -> None:
    """In August 2023 up to 60 euros is the CCAS's, above it the CIAS's; in February 2024 both are the CIAS's."""
    heirs = {"secours-55": CCAS_C, "secours-60": CCAS_C, "secours-65": CIAS, "secours-55-2024": CIAS, "secours-65-2024": CIAS}
    assert {name: years.confided(name)[0][:2] for name in heirs} == {name: (heir, "titulaire") for name, heir in heirs.items()}


def test_row_06_the_funeral_of_a_person_without_means_is_the_towns(years: Years) -> None:
    """Deposited at the CIAS in March 2025: the town has it, the CIAS holds nothing."""
    assert years.confided("obseques") == [(TOWN_C, "titulaire", "loi-obseques-indigents")]


def test_row_07_an_empty_envelope_is_no_refusal(years: Years) -> None:
    """280 euros in November, after six hundred times 300: the département decides, the day stays, the thresholds were told before."""
    assert (years.answers["foule"][0], years.answers["seuils"][FSL]) == (GRANTS, THRESHOLDS)
    assert years.offered("enveloppe-vide", "DECIDER") == {CD}
    offers = years.told("enveloppe-vide", "dossier.confie")[CD]
    assert {one["data"]["demande"]["date_demande"] for one in offers} == {"2025-11-20"}


def test_row_08_the_901st_waits_and_the_departement_is_its_referent(years: Years) -> None:
    """Nine hundred have their place at the CCAS; one more is accompanied by the département, and was refused by nobody."""
    assert (years.answers["foule"][1], years.answers["seuils"][RSA]) == (PLACES, THRESHOLDS)
    assert years.offered("901e", "ACCOMPAGNER") == {CD}


def test_row_09_childrens_aid_deposited_at_a_centre_is_the_departements_alone(years: Years) -> None:
    """At any of the four counters: the département is offered it by law; the counter gets no case of it, and is told who has it."""
    for cog in COUNTERS:
        whom = said(years.told(f"enfance-{cog}", "dossier.suivi"), COUNTERS[cog])
        assert whom == {"fait": "demande.deposee", "etat": "TRANSMISE", "date": "2026-05-12", "aide": "ASE-FIN", "responsable": CD}
        assert years.confided(f"enfance-{cog}") == [(CD, "titulaire", "loi-ase-financiere")]
        offer = said(years.told(f"enfance-{cog}", "dossier.confie"), CD)
        assert (offer["raison"], offer["demande"]["guichet"]) == ("EXCLUSION_LEGALE", COUNTERS[cog])


def test_row_16_a_hidden_address_is_in_no_message(years: Years) -> None:
    """Five aids, every role: nobody but her counter is told which one it was; who may get in touch with her knows that it is hidden."""
    names = [name for name in years.cases if name.startswith("cachee-")]
    offers = [one for name in names for letters in years.told(name, "dossier.confie").values() for one in letters]
    assert {one["data"]["role"] for one in offers} >= {"titulaire", "delegataire", "instructeur"}
    subjects = {years.cases[name] for name in names}
    others = [one for actor, letters in years.hub.inboxes.items() if actor != SECRET_DOOR for one in letters if one["subject"] in subjects]
    given = [one for one in others if one["type"] == "fr.relais.dossier.confie.v1"]
    assert len([one for one in given if one["data"]["etat"] == "proposee"]) == len(offers) >= len(names)
    assert all(one["data"]["demande"].get("adresse_masquee") is True for one in given if "personne_ref" in one["data"]["demande"])
    assert {one["type"].split(".")[2] for one in others} <= {"dossier", "echeance", "transmission"}
    assert [one for one in others if SECRET_DOOR in str(one)] == []


@pytest.mark.parametrize(("name", "version"), [("reglement-v7", "v7"), ("reglement-dit", "v8")])
def test_row_17_the_version_of_the_demands_day_is_told_unless_the_new_one_says_otherwise(years: Years, name: str, version: str) -> None:
    """Asked under version 7, decided under version 8, which is cited: what applies is written beside it."""
    decided = said(years.told(name, "decision.communiquee"), TOWN_A)
    assert (decided["version_reglement"], decided["reglement_applicable"]) == ("v8", version)


def test_row_18_the_code_of_a_merged_commune_names_it_by_the_day(years: Years) -> None:
    """00305 is Anse-Claire's on 31 December 2024 and Port-Sorvan's the day after."""
    assert years.confided("cantine-la-veille")[0] == ("commune-anse-claire", "titulaire", "anse-claire-restauration")
    assert years.confided("cantine-le-jour") == [(TOWN_C, "titulaire", "port-sorvan-ville-restauration")]
    assert said(years.told("cantine-le-jour", "dossier.confie"), TOWN_C)["demande"]["commune"] == "00305"


def test_row_18_keys_stay_while_cases_move(years: Years) -> None:
    """Every message of every dossier stands under one key, the dossier's, before and after any move, in one partition of the log."""
    keys = {subject: found for subject, found in years.hub.keys.items() if subject.startswith("dos_")}
    assert len(keys) >= len(years.cases)
    assert all(found == {subject.encode()} for subject, found in keys.items())


def test_row_20_of_two_conventions_the_more_precise_answers(years: Years) -> None:
    """Urgent: the MDS prepares, and the CCAS does too five days after the MDS did not answer; not urgent: the CCAS does both."""
    own = (CCAS_D, "titulaire", "nantrelle-reglement-facultatif")
    assert years.confided("urgent")[:2] == [own, (MDS, "instructeur", "nantrelle-secours-mds-2022")]
    assert years.confided("courant") == [own]


def test_a_merger_moves_its_cases_on_its_day_with_a_list_for_each_actor(years: Years) -> None:
    """Foreseen by actor when it was recorded, eleven days before; done once, at midnight of its day; no event lost."""
    foreseen = years.answers["preview"]
    assert (foreseen["deplaces"], foreseen["conflits"]) == (4, [])
    assert foreseen["par_acteur"] == {
        "ccas-anse-claire": {"perd": 3, "recoit": 0},
        CIAS: {"perd": 0, "recoit": 3},
        "commune-anse-claire": {"perd": 1, "recoit": 0},
        TOWN_C: {"perd": 0, "recoit": 1},
    }
    moves = {f"secours-305-{number}": ("ccas-anse-claire", CIAS) for number in range(3)}
    moves |= dict.fromkeys(("cantine-305", "cantine-la-veille"), ("commune-anse-claire", TOWN_C))
    for name, (former, heir) in moves.items():
        retired, offers = years.told(name, "dossier.retire"), years.told(name, "dossier.confie")
        assert (list(retired), said(retired, former)["raison"], days(retired[former])) == ([former], "ACTEUR_DISPARU", ["2025-01-01"])
        assert (set(offers), days(offers[heir])) == ({former, heir}, ["2025-01-01"])
        assert said(offers, heir)["demande"]["date_demande"] == said(offers, former)["demande"]["date_demande"]


def test_a_dissolved_centre_leaves_its_cases_to_its_successor(years: Years) -> None:
    """On the day of its dissolution each of its cases goes to the CIAS, which confirms what it decided in its last days."""
    for name in ("secours-55", "secours-60"):
        retired, offers = years.told(name, "dossier.retire"), years.told(name, "dossier.confie")
        assert (list(retired), days(retired[CCAS_C])) == ([CCAS_C], ["2024-01-01"])
        assert days(offers[CIAS]) == ["2024-01-01"]
    stopped = said(years.told("secours-60", "decision.a_verifier"), CIAS)
    assert (stopped["raison"], stopped["competent"]) == ("ACTE_TERMINE_DEPUIS", CIAS)
    confirmed = said(years.told("secours-60", "decision.communiquee"), CCAS_C)
    assert (confirmed["acteur"], confirmed["date_decision"]) == (CCAS_C, "2023-12-29")


def test_a_demand_recorded_after_the_dissolution_goes_to_who_is_there(years: Years) -> None:
    """Of 20 December 2023 and 31 December 2024, recorded after: the CIAS and the merged town have them; who is gone is told nothing."""
    for name, gone, heir in (("secours-tardif", CCAS_C, CIAS), ("cantine-tardive", "commune-anse-claire", TOWN_C)):
        assert [one[:2] for one in years.confided(name)] == [(heir, "titulaire")]
        assert [one for one in years.hub.inboxes[gone] if one["subject"] == years.cases[name]] == []
        opened = next(one for one in years.hub.conclusions(years.cases[name]) if one["genre"] == "DOSSIER_OUVERT")
        assert (opened["acteur"], opened["details"]["competent_alors"], opened["details"]["disparus"]) == (heir, gone, [gone])


def test_a_convention_recorded_late_sets_a_stopped_decision_free(years: Years) -> None:
    """Stopped and shown to both sides; a day later the convention is recorded: applied, told to both, and its alarm never rings."""
    name, act = "epicerie", "ferrevaux-convention-epi-dor-2026"
    asked, both = years.told(name, "decision.a_verifier"), (CCAS_A, "asso-epi-dor")
    assert {actor: said(asked, actor)["raison"] for actor in both} == dict.fromkeys(both, "AUTEUR_INCOMPETENT")
    freed = years.told(name, "decision.communiquee")
    assert set(freed) == {CCAS_A, "asso-epi-dor"}
    for actor, letters in freed.items():
        assert (said(freed, actor)["acte"], said(freed, actor)["date_decision"], days(letters)) == (act, "2026-06-01", ["2026-06-02"])
    kinds = [one["genre"] for one in years.answers["epicerie"]]
    assert ("DECISION_REGLEE" in kinds, "ALERTE" in kinds) == (True, False)


def test_what_does_not_parse_on_the_registry_s_log_never_stops_a_worker(years: Years) -> None:
    """The version over it is not applied, alarmed and named; cases go on under the one before; the next good version is applied."""
    before, during = years.answers["during"]
    assert before == during
    assert (set(during), years.answers["mended"]) == ({years.answers["damaged"] - 1}, years.answers["damaged"] + 1)
    assert f'"version": {years.answers["damaged"]}' in years.answers["log"]
    assert "registre.version_refusee" in years.answers["log"]
    for name in ("sous-l-ancienne", "sous-la-neuve"):
        assert years.confided(name)[0][0] == CCAS_A


def test_every_event_had_one_notice_and_no_recipient_a_gap(years: Years) -> None:
    """Over ten years, ten registries and every move: a notice an event, ranks from 1 without a gap for each recipient and dossier."""
    every = [(actor, one) for actor, letters in years.hub.inboxes.items() for one in letters]
    notices = [(actor, one["data"]["evenement_id"]) for actor, one in every if one["type"].endswith("avis.technique.v1")]
    assert sorted(notices) == sorted(years.hub.published)
    for actor, letters in years.hub.inboxes.items():
        ranks: dict[str, list[int]] = {}
        for one in letters:
            ranks.setdefault(one["subject"], []).append(int(one["sequence"]))
        assert all(found == list(range(1, len(found) + 1)) for found in ranks.values()), actor
    assert years.hub.exits == []
