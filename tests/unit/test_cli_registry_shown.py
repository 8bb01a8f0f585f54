"""`hub registry diff` and `strates`: a commune's acts through time, from registry files alone, for people and for machines."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from schemas.codes import Function

SEUIL = ("2026-05-11", "2026-05-12", "--commune", "aubrelle")


def diff(*words: str) -> Result:
    """Run the command on the reference registry."""
    return CliRunner().invoke(main, ["registry", "diff", *words], env={"COLUMNS": "300"})


def changed(*words: str) -> dict[str, Any]:
    """The JSON of an answer."""
    result = diff(*words, "--json")
    assert result.exit_code == 0, result.output
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_a_diff_has_acts_and_holders_for_machines() -> None:
    """The agreement of Le Seuil ended the day before: the act with its reference, each function before and after, and at its door."""
    content = changed(*SEUIL)
    assert {key: content[key] for key in content if key != "aides"} == {
        "commune": "aubrelle",
        "nom": "Aubrelle",
        "du": "2026-05-11",
        "au": "2026-05-12",
        "version_registre": None,
        "connu_le": None,
    }
    (aid,) = content["aides"]
    assert (aid["aide"], aid["libelle"], aid["commences"], aid["changes"]) == ("DOMICIL", "Domiciliation", [], [])
    (ended,) = aid["finis"]
    assert {key: ended[key] for key in ("acte", "reference", "type", "detenteur", "delegant", "depuis", "dernier_jour", "national")} == {
        "acte": "aubrelle-agrement-le-seuil-2021",
        "reference": "arrêté préfectoral 2021-233",
        "type": "agrement",
        "detenteur": "asso-le-seuil",
        "delegant": "prefet-haute-oriane",
        "depuis": "2021-05-12",
        "dernier_jour": "2026-05-11",
        "national": False,
    }
    assert [one["fonction"] for one in aid["fonctions"]] == [*Function]
    assert {one["change"] for one in aid["fonctions"]} == {False}
    (decides,) = (one for one in aid["cas_particuliers"] if one["fonction"] == "DECIDER")
    expected = {"guichet": "asso-le-seuil", "montant_centimes": None, "public": None, "urgence": False, "territoire": None}
    assert decides["cas"] == expected
    assert (decides["avant"]["responsable"], decides["avant"]["raison"]) == ("asso-le-seuil", "AGREMENT_GUICHET")
    assert decides["apres"] == {
        "responsable": "ccas-aubrelle",
        "role": "titulaire",
        "acte": "loi-domiciliation",
        "reference": "CASF L264-1",
        "raison": "COMPETENCE_LEGALE",
    }


def test_a_diff_is_told_in_french() -> None:
    """What ended and why, who answers at that door before and after; what did not change on one line."""
    text = diff(*SEUIL).stdout
    assert text.startswith("Aubrelle, du 11 mai 2026 au 12 mai 2026 : 1 aide a changé.\n\nDomiciliation (DOMICIL)\n")
    assert "  12 mai 2026 : prend fin : Domiciliation : agrément du Seuil" in text
    assert "    toutes les fonctions : CCAS d'Aubrelle (CASF L264-1), inchangé\n" in text
    assert "    à la porte de Le Seuil, recevoir la demande" in text
    assert "accompagner la personne : Le Seuil (arrêté préfectoral 2021-233) → CCAS d'Aubrelle (CASF L264-1)\n" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2025-01-31", "2025-02-01", "--commune", "00101"), "commence : Aide à l'énergie, plafond porté de 250 à 320 €"),
        (("2025-01-31", "2025-02-01", "--commune", "00101"), "; remplace règlement v7 (ferrevaux-reglement-v7-energie)"),
        (("2023-12-31", "2024-01-01", "--commune", "port-sorvan"), "finit avec son détenteur : Crèches, relais petite enfance"),
        (("2023-12-31", "2024-01-01", "--commune", "port-sorvan"), "passe en d'autres mains : Domiciliation"),
        (("2023-12-31", "2024-01-01", "--commune", "port-sorvan"), "auparavant à CCAS de Port-Sorvan"),
        (("2023-12-31", "2024-01-01", "--commune", "port-sorvan"), "    pour 60\u00a0€, toutes les fonctions : CCAS de Port-Sorvan"),
        (("2026-06-30", "2026-07-01", "--commune", "nantrelle"), "est retiré : Canicule : Main tendue appelle"),
        (("2022-01-31", "2022-02-01", "--commune", "nantrelle"), "    en urgence, recevoir la demande"),
        (("2026-05-01", "2026-05-01", "--commune", "nantrelle"), "du 1er mai 2026 au 1er mai 2026 : rien n'a changé."),
    ],
)
def test_each_kind_of_change_has_its_words(words: tuple[str, ...], said: str) -> None:
    """Begun in another's place, ended with its holder, in other hands, taken back, urgent, at an amount; nothing at all is an answer."""
    result = diff(*words)
    assert (result.exit_code, said in result.stdout) == (0, True), result.stdout


def test_days_in_the_wrong_order_are_wrong_usage() -> None:
    """The field, the rule, the cure; exit code 2."""
    result = diff("2026-05-12", "2026-05-11", "--commune", "aubrelle")
    assert result.exit_code == 2
    assert "D2 (2026-05-11) est avant D1 (2026-05-12) : le premier jour vient d'abord. Échangez-les." in result.stderr
    assert "'%Y-%m-%d'" in diff("hier", "2026-05-11", "--commune", "aubrelle").stderr


def test_a_commune_nobody_knows_is_refused_with_the_nearest() -> None:
    """The field, the rule, the cure; exit code 1. A code counts from its day: 00305 is Port-Sorvan since the merger."""
    result = diff("2026-05-11", "2026-05-12", "--commune", "aubrele")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "HUB-1029: --commune: « aubrele » is neither the slug nor the COG code" in result.stderr
    assert "« aubrelle »" in result.stderr
    assert diff("2025-01-01", "2025-01-01", "--commune", "00305").stdout.startswith("Port-Sorvan")


def test_files_and_kafka_are_not_read_together() -> None:
    """One source an answer."""
    result = diff(*SEUIL, "--known-at", "2026-05-02", "--registry", "deploy/registre")
    assert (result.exit_code, "l'un ou l'autre" in result.stderr) == (2, True)


def strates(*words: str) -> Result:
    """Run the command on the reference registry."""
    return CliRunner().invoke(main, ["registry", "strates", *words], env={"COLUMNS": "250"})


def test_layers_are_told_to_machines() -> None:
    """Per aid its acts, oldest vote first, with what calls for a look; the terms counted; the parts year by year."""
    result = strates("--commune", "00101", "--at", "2026-11-26", "--json")
    assert result.exit_code == 0, result.output
    content = json.loads(result.stdout)
    assert (content["commune"], content["jour"], content["mandats_sans_vote"]) == ("ferrevaux", "2026-11-26", 2)
    assert {"objet": "élections de 2026", "du": "2026-03-29"} in content["mandats"]
    assert {"objet": "élections de 2008", "du": "2008-03-16"} in content["mandats"]
    aids = {one["aide"]: one for one in content["aides"]}
    (creche, organising) = aids["CRECHE"]["actes"]
    assert (creche["acte"], creche["vote_le"], creche["signaux"]) == ("ferrevaux-creches-1986", "1986-01-01", ["JAMAIS_REVOTE"])
    assert (creche["mandats_depuis"], creche["jours_restants"], creche["dernier_jour"]) == (7, None, None)
    assert (organising["national"], organising["mandats_depuis"], organising["signaux"]) == (True, None, [])
    soon = {one["acte"]: one for one in aids["RSA"]["actes"]}["ferrevaux-rsa-instruction-2024"]
    assert (soon["signaux"], soon["jours_restants"], soon["dernier_jour"]) == (["FINIT_BIENTOT"], 36, "2026-12-31")
    first, last = content["parts"][0], content["parts"][-1]
    assert (first["jour"], first["aides"], first["acteurs"]["ccas"], first["pourcent"]["ccas"]) == ("1986-01-01", 8, 1, 12.5)
    assert (last["jour"], sum(last["acteurs"].values()), last["aides"]) == ("2026-11-26", 52, 52)


@pytest.mark.parametrize(
    ("commune", "before", "after"),
    [
        ("port-sorvan", {"ccas": 8, "interco": 8}, {"ccas": 0, "interco": 15}),
        ("aubrelle", {"associations": 1, "ccas": 7}, {"associations": 1, "ccas": 7}),
        ("nantrelle", {"ccas": 14, "cd": 13}, {"ccas": 14, "cd": 13}),
    ],
)
def test_the_parts_tell_each_commune_s_story(commune: str, before: dict[str, int], after: dict[str, int]) -> None:
    """From 2020 to 2025 the CIAS of Port-Sorvan takes all its CCAS had; elsewhere nothing of the kind."""
    parts = {
        one["jour"]: one["acteurs"] for one in json.loads(strates("--commune", commune, "--at", "2025-01-01", "--json").stdout)["parts"]
    }
    for year, expected in (("2020-01-01", before), ("2025-01-01", after)):
        assert {group: parts[year][group] for group in expected} == expected


def test_layers_are_told_in_french_with_bars_of_letters() -> None:
    """The number of terms asked for decides what is flagged; a bar a year; the same page with --html."""
    text = strates("--commune", "aubrelle", "--at", "2026-05-11", "--mandats", "5").stdout
    assert text.startswith("Aubrelle, le 11 mai 2026 : 53 aides reposent sur ")
    assert "jamais revoté depuis 6 mandats" in text
    assert "jamais revoté depuis 4 mandats" not in text
    assert "jamais revoté depuis 4 mandats" in strates("--commune", "aubrelle", "--at", "2026-05-11").stdout
    assert "finit bientôt, dernier jour le 11 mai 2026" in text
    assert "Mandats comptés : élections de 1983" in text
    bars = [line for line in text.splitlines() if line[:4].isdigit()]
    assert len(bars) == len(range(1990, 2027)) + 1
    assert bars[0].split()[1] == "C" * 23 + "V" * 14 + "D" * 14 + "F" * 3 + "E" * 6
    assert {len(bar.split()[1]) for bar in bars} == {60}


def test_layers_of_today_of_an_unknown_commune_and_of_two_sources() -> None:
    """Today where the commune is; wrong usage and refusals as for the other commands on the registry."""
    assert strates("--commune", "ferrevaux").exit_code == 0
    unknown = strates("--commune", "ferrevau")
    assert (unknown.exit_code, "HUB-1029" in unknown.stderr, "« ferrevaux »" in unknown.stderr) == (1, True, True)
    assert strates("--commune", "ferrevaux", "--mandats", "0").exit_code == 2
    assert strates("--commune", "ferrevaux", "--known-at", "2026-01-01", "--registry", "deploy/registre").exit_code == 2
