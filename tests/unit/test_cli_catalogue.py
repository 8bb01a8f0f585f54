"""`hub catalogue`: each aid's rule on a day, each fault with its entry, rule and cure, for people and for machines."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main

SOUND = """
- {genre: aide, code: AIDE, libelle: Aide, domaine: d, nature: facultative, decide: CCAS, guichet: g, base: b, entrees: [
    {au: 2020-01-01, silence: {effet: aucun}},
    {du: 2020-01-01, base: b2, decide: maire, silence: {effet: rejet, delai: {nombre: 2, unite: mois}, article: a, a_verifier: true}}]}
"""
FAULTY = SOUND.replace("{du: 2020-01-01", "{du: 2020-02-01, pieces: [SECRET]").replace("code: AIDE", "code: AUTRE")
BARE = "- {genre: aide, code: NUE, libelle: N, domaine: d, nature: facultative, decide: d, guichet: g, base: b}\n"
ACT = """
- {genre: acte, id: seul, type: institution, numero: D1, objet: O, beneficiaire: personne, aides: [AIDE], fonctions: [], base: b,
   du: 2020-01-01}
"""


def run(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["catalogue", *arguments])


def write(folder: Path, text: str) -> str:
    """A registry folder."""
    (folder / "a.yaml").write_text(text, encoding="utf-8")
    return str(folder)


def test_a_sound_catalogue_passes(tmp_path: Path) -> None:
    """Exit code 0; faults of acts are not the catalogue's."""
    result = run("check", "--registry", write(tmp_path, SOUND + ACT))
    assert (result.exit_code, result.stdout) == (0, "1 aides, 2 entrées, 0 faute\n")


def test_the_reference_catalogue_is_sound() -> None:
    """What comes with the sources has no fault, and every aid its entry."""
    said = json.loads(run("check", "--json").stdout)
    assert (said["aides"], said["fautes"]) == (65, [])


def test_each_fault_names_entry_rule_and_cure(tmp_path: Path) -> None:
    """Exit code 1; the same for machines."""
    folder = write(tmp_path, SOUND + FAULTY + BARE)
    result = run("check", "--registry", folder)
    assert result.exit_code == 1
    assert result.stdout.splitlines()[0] == f"{folder}/a.yaml:6: ENTREE_MANQUANTE"
    assert result.stdout.splitlines()[-1] == "3 aides, 4 entrées, 3 fautes"
    said = json.loads(run("check", "--json", "--registry", folder).stdout)
    assert [(one["aide"], one["entree"], one["regle"]) for one in said["fautes"]] == [
        ("AUTRE", "2020-01-01", "ENTREE_MANQUANTE"),
        ("AUTRE", "2020-02-01", "PIECE_INCONNUE"),
        ("NUE", None, "AIDE_SANS_ENTREE"),
    ]
    assert all(one["remede"] and one["article"] and one["explication"] for one in said["fautes"])
    assert said["fautes"][2]["lieux"] == [{"fichier": f"{folder}/a.yaml", "ligne": 9}]


def test_an_aid_that_cannot_be_read_or_stands_twice_is_a_fault(tmp_path: Path) -> None:
    """Neither has an entry to name."""
    said = json.loads(run("check", "--json", "--registry", write(tmp_path, SOUND + SOUND + "- {genre: aide}\n")).stdout)
    assert [(one["aide"], one["regle"]) for one in said["fautes"]] == [
        (None, "ENREGISTREMENT_ILLISIBLE"),
        ("AIDE", "ENREGISTREMENT_EN_DOUBLE"),
    ]


def test_a_day_shows_the_entry_that_a_demand_keeps(tmp_path: Path) -> None:
    """With --date one entry, without it all of them; who decides and the basis are the entry's own where it says them."""
    folder = write(tmp_path, SOUND)
    before = json.loads(run("show", "aide", "--date", "2019-12-31", "--json", "--registry", folder).stdout)
    assert before["date"] == "2019-12-31"
    (aid,) = before["aides"]
    (entry,) = aid["entrees"]
    assert (aid["code"], entry["decide"], entry["base"], entry["silence"]["effet"]) == ("AIDE", "CCAS", "b", "aucun")
    every = json.loads(run("show", "AIDE", "--json", "--registry", folder).stdout)
    assert every["date"] is None
    assert [(one["decide"], one["base"], one["a_relire"]) for one in every["aides"][0]["entrees"]] == [
        ("CCAS", "b", []),
        ("maire", "b2", ["silence"]),
    ]


def test_all_aids_are_shown_as_of_today_or_a_day() -> None:
    """Each with its entry; an aid that has none that day is said to have none."""
    today = json.loads(run("show", "--json").stdout)
    assert len(today["aides"]) == 65
    assert today["date"] is not None
    assert {len(one["entrees"]) for one in today["aides"] if one["code"] != "RMI"} == {1}
    text = run("show", "--date", "2010-01-01").stdout
    assert "Catalogue au 2010-01-01" in text
    assert "Sans entrée à cette date : " in text
    assert "Sans entrée" not in run("show", "AIDE", "--registry", "deploy/registre").stdout


@pytest.mark.parametrize("words", ["demandes depuis le", "jusqu'au 2019-01-01 exclu", "ADM-URG", "CASF R131-1", "recours administratif"])
def test_one_aid_is_told_in_french(words: str) -> None:
    """Its entries, clocks, appeals, pieces, class and urgent variant."""
    assert words in " ".join(run("show", "ASH-PA").stdout.replace("│", " ").split())


def test_an_aid_without_an_entry_that_day_says_so(tmp_path: Path) -> None:
    """And one that never had any."""
    assert run("show", "RMI", "--date", "2020-01-01").stdout == "RMI : le catalogue n'a pas d'entrée le 2020-01-01.\n"
    assert run("show", "NUE", "--registry", write(tmp_path, BARE)).stdout == "NUE : le catalogue n'a pas d'entrée.\n"
    assert "demandes depuis toujours" in run("show", "AIDE", "--registry", write(tmp_path, SOUND)).stdout


def test_an_unknown_aid_is_wrong_usage() -> None:
    """Exit code 2, with the nearest."""
    result = run("show", "CHRZ")
    assert result.exit_code == 2
    assert "Vouliez-vous dire « CHRS » ?" in result.stderr
