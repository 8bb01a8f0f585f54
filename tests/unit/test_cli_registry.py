"""`hub registry check`: every fault with its file, its line, its rule and its cure, for people and for machines."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.core.registry_findings import ARTICLES, CURES, Rule

SOUND = """
- {genre: commune, slug: ville, nom: Ville, population: 1, cog: [{code: "00001"}], relations: []}
- {genre: acteur, id: ccas, nature: ccas, nom: CCAS}
- {genre: aide, code: AIDE, libelle: Aide, domaine: d, nature: facultative, decide: d, guichet: g, base: b}
- {genre: acte, id: instituee, type: institution, numero: D1, objet: O, communes: [ville], beneficiaire: ccas, aides: [AIDE],
   fonctions: [DECIDER], base: b, du: 2020-01-01}
"""
RIVAL = """
- {genre: acteur, id: cias, nature: cias, nom: CIAS}
- {genre: acte, id: rivale, type: institution, numero: D2, objet: O, communes: [ville], beneficiaire: cias, aides: [AIDE],
   fonctions: [DECIDER], base: b, du: 2021-01-01}
"""


def write(folder: Path, **files: str) -> None:
    """Registry files."""
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def check(folder: Path, *options: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["registry", "check", str(folder), *options])


def test_a_sound_registry_passes(tmp_path: Path) -> None:
    """Exit code 0, and how much was checked."""
    write(tmp_path, a=SOUND)
    result = check(tmp_path)
    assert (result.exit_code, result.stdout) == (0, "4 enregistrements, 0 faute\n")
    assert json.loads(check(tmp_path, "--json").stdout) == {"enregistrements": 4, "fautes": []}


def test_a_fault_names_file_line_act_rule_and_cure(tmp_path: Path) -> None:
    """Both acts, each where it stands; exit code 1."""
    write(tmp_path, a=SOUND, b=RIVAL)
    result = check(tmp_path)
    assert result.exit_code == 1
    where, explanation, cure, total = result.stdout.splitlines()
    assert where == f"{tmp_path}/a.yaml:5, {tmp_path}/b.yaml:3: DEUX_TITULAIRES (instituee, rivale)"
    assert "ccas et cias décident tous deux de AIDE à ville le 2021-01-01" in explanation
    assert ARTICLES[Rule.DEUX_TITULAIRES] in explanation
    assert cure.strip() == CURES[Rule.DEUX_TITULAIRES]
    assert total == "6 enregistrements, 1 faute"


def test_a_machine_reads_the_same(tmp_path: Path) -> None:
    """Rule, article, explanation, cure, commune, aid, day, records and places."""
    write(tmp_path, a=SOUND, b=RIVAL)
    result = check(tmp_path, "--json")
    assert result.exit_code == 1
    (fault,) = json.loads(result.stdout)["fautes"]
    assert (fault["regle"], fault["commune"], fault["aide"], fault["jour"]) == ("DEUX_TITULAIRES", "ville", "AIDE", "2021-01-01")
    assert fault["enregistrements"] == [{"genre": "acte", "id": "instituee"}, {"genre": "acte", "id": "rivale"}]
    assert fault["lieux"] == [{"fichier": f"{tmp_path}/a.yaml", "ligne": 5}, {"fichier": f"{tmp_path}/b.yaml", "ligne": 3}]
    assert (fault["article"], fault["remede"]) == (ARTICLES[Rule.DEUX_TITULAIRES], CURES[Rule.DEUX_TITULAIRES])


def test_what_cannot_be_read_is_a_fault_with_its_line(tmp_path: Path) -> None:
    """It has no day and names no record."""
    write(tmp_path, a=SOUND, b="- {genre: decret}\n- {genre: acteur}\n")
    result = check(tmp_path)
    assert result.exit_code == 1
    assert f"{tmp_path}/b.yaml:1: ENREGISTREMENT_ILLISIBLE\n" in result.stdout
    assert result.stdout.endswith("4 enregistrements, 2 fautes\n")
    faults = json.loads(check(tmp_path, "--json").stdout)["fautes"]
    assert [(fault["jour"], fault["enregistrements"]) for fault in faults] == [(None, [])] * 2


@pytest.mark.parametrize("arguments", [[], ["deploy/registre"]])
def test_the_reference_registry_passes(arguments: list[str]) -> None:
    """The nation and the four communes: no fault, and they are the default."""
    result = CliRunner().invoke(main, ["registry", "check", *arguments])
    assert result.exit_code == 0, result.stdout
