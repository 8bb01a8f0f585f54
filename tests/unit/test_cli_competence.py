"""`hub competence`: the answer as JSON and as tables in French, from registry files alone."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from hub.cli import main

RECORDS = """
- {genre: commune, slug: ville, nom: Ville-Haute, population: 1, cog: [{code: "00001"}, {code: "00002", du: 2025-01-01}], relations: []}
- {genre: acteur, id: departement, nature: departement, nom: Département}
- {genre: acteur, id: ccas, nature: ccas, nom: CCAS}
- {genre: acteur, id: asso, nature: association, nom: Association}
- {genre: acteur, id: service, nature: service_municipal, nom: Service}
- {genre: aide, code: AIDE, libelle: Aide, domaine: d, nature: legale, decide: d, guichet: g, base: b}
- {genre: aide, code: VIDE, libelle: Vide, domaine: d, nature: facultative, decide: d, guichet: g, base: b}
- {genre: aide, code: ATELIER, libelle: Atelier, domaine: d, nature: collective, decide: d, guichet: g, base: b}
- {genre: acte, id: loi, type: loi, numero: L1, objet: La loi, communes: [ville], beneficiaire: departement, aides: [AIDE],
   fonctions: [DECIDER], base: b, du: 2000-01-01}
- {genre: acte, id: convention, type: delegation_competence, numero: C1, objet: Une convention, communes: [ville], beneficiaire: ccas,
   delegant: departement, aides: [AIDE], fonctions: [DECIDER], montant_max_centimes: 30000, base: b, du: 2010-01-01, au: 2030-01-01}
- {genre: acte, id: urgence, type: delegation_competence, numero: C2, objet: Urgences des jeunes du quartier, communes: [ville],
   beneficiaire: service, delegant: departement, aides: [AIDE], fonctions: [DECIDER], publics: [jeunes], territoire: [quartier],
   urgence_seulement: true, epuise: repli, base: b, du: 2010-01-01}
- {genre: acte, id: agrement, type: agrement, numero: A1, objet: Un agrément, communes: [ville], beneficiaire: asso, aides: [AIDE],
   fonctions: [DECIDER], au_guichet: true, base: b, du: 2010-01-01}
- {genre: acte, id: cpo, type: subvention, numero: S1, objet: Une subvention, communes: [ville], beneficiaire: asso, aides: [VIDE],
   fonctions: [], base: b, du: 2010-01-01}
- {genre: acte, id: atelier, type: institution, numero: D1, objet: Un atelier, communes: [ville], beneficiaire: service, aides: [ATELIER],
   fonctions: [EXECUTER], base: b, du: 2010-01-01}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    """A folder with one small registry."""
    (tmp_path / "registre.yaml").write_text(RECORDS, encoding="utf-8")
    return tmp_path


def run(registry: Path, *words: str) -> Result:
    """Run the command on that folder."""
    return CliRunner().invoke(main, ["competence", "--registry", str(registry), *words])


def answer(registry: Path, *words: str) -> dict[str, Any]:
    """The JSON of an answer."""
    result = run(registry, *words, "--json")
    assert result.exit_code == 0, result.output
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_the_json_has_the_keys_of_the_contract(registry: Path) -> None:
    """Who, in what role, by which act, why, and why not the others; the question is repeated with what the registry made of it."""
    said = answer(registry, "ville", "aide", "--date", "2026-01-01", "--montant", "30000")
    assert said == {
        "responsable": "ccas",
        "role": "delegataire",
        "acte": "convention",
        "raison": "DELEGATION_EN_VIGUEUR",
        "ecartes": [
            {"acteur": "departement", "acte": "loi", "raison": "TITULAIRE_QUI_A_DELEGUE"},
            {"acteur": "asso", "acte": "agrement", "raison": "AUTRE_GUICHET"},
            {"acteur": "service", "acte": "urgence", "raison": "PUBLIC_NON_VISE"},
        ],
        "titulaire": "departement",
        "acte_titulaire": "loi",
        "suppletifs": [],
        "services": [],
        "alternatives": [],
        "commune": "ville",
        "aide": "AIDE",
        "date": "2026-01-01",
        "fonction": "DECIDER",
        "version_reglement": None,
        "version_registre": None,
        "connu_le": None,
    }


@pytest.mark.parametrize(
    ("options", "responsable"),
    [
        (("--montant", "30001"), "departement"),
        (("--fonction", "payer"), "departement"),
        (("--guichet", "asso"), "asso"),
        (("--public", "jeunes", "--territoire", "quartier", "--urgent"), "service"),
        (("--public", "jeunes", "--territoire", "quartier"), "ccas"),
        (("--epuise", "convention"), "ccas"),
        (("--public", "jeunes", "--territoire", "quartier", "--urgent", "--epuise", "urgence"), "ccas"),
    ],
)
def test_every_option_counts(registry: Path, options: tuple[str, ...], responsable: str) -> None:
    """Amount, function, door, public, territory and urgency each change the answer."""
    assert answer(registry, "ville", "AIDE", "--date", "2026-01-01", *options)["responsable"] == responsable


def test_a_code_names_the_commune_of_that_day(registry: Path) -> None:
    """A merged commune's code, from the merger on."""
    assert answer(registry, "00002", "AIDE", "--date", "2025-01-01")["commune"] == "ville"
    before = run(registry, "00002", "AIDE", "--date", "2024-12-31")
    assert before.exit_code == 2
    assert "2024-12-31" in before.stderr


def test_without_a_date_it_is_today_in_the_commune(registry: Path) -> None:
    """Midnight is the commune's."""
    earliest = datetime.now(ZoneInfo("Europe/Paris")).date()
    said = datetime.fromisoformat(answer(registry, "ville", "AIDE")["date"]).date()
    assert earliest <= said <= datetime.now(ZoneInfo("Europe/Paris")).date()


@pytest.mark.parametrize(
    ("words", "nearest"),
    [
        (("vile", "AIDE"), "ville"),
        (("00003", "AIDE"), "0000"),
        (("ville", "AIDES"), "AIDE"),
        (("ville", "AIDE", "--guichet", "aso"), "asso"),
        (("ville", "AIDE", "--epuise", "conventio"), "convention"),
    ],
)
def test_an_unknown_name_is_wrong_usage_and_names_the_nearest(registry: Path, words: tuple[str, ...], nearest: str) -> None:
    """Exit code 2 and a suggestion, nothing on stdout."""
    result = run(registry, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"« {nearest}" in result.stderr


def test_an_empty_registry_has_nothing_to_suggest(tmp_path: Path) -> None:
    """Still a sentence."""
    (tmp_path / "registre.yaml").write_text("[]", encoding="utf-8")
    result = run(tmp_path, "ville", "AIDE")
    assert result.exit_code == 2
    assert "Vouliez-vous" not in result.stderr


def test_a_registry_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    """Exit code 1, with the file and the line."""
    (tmp_path / "registre.yaml").write_text("- {genre: decret}\n", encoding="utf-8")
    result = run(tmp_path, "ville", "AIDE")
    assert result.exit_code == 1
    assert "registre.yaml:1" in result.stderr


def test_people_read_who_answers_and_in_whose_name(registry: Path) -> None:
    """Names, roles and reasons in French, the act with its dates, and the others."""
    shown = " ".join(run(registry, "ville", "AIDE", "--date", "2026-01-01").stdout.split())
    for words in ("Aide (AIDE) à Ville-Haute, le 1er janvier 2026", "CCAS (ccas), délégataire", "Département (departement)", "Écartés"):
        assert words in shown
    assert "jusqu'au 2030-01-01 exclu" in shown


def test_people_read_what_exists_instead(registry: Path) -> None:
    """Associations without mandate, services and other aids."""
    shown = " ".join(run(registry, "ville", "VIDE", "--date", "2026-01-02").stdout.split())
    for words in (
        "le 2 janvier 2026",
        "personne",
        "sans mandat",
        "Association (asso)",
        "services",
        "Service (service)",
        "Atelier (ATELIER)",
    ):
        assert words in shown


def test_an_aid_nobody_knows_here_needs_no_table(registry: Path) -> None:
    """A collective action without another act on it: no one was set aside."""
    shown = run(registry, "ville", "ATELIER", "--date", "2026-01-01").stdout
    assert "Écartés" not in shown
    assert "action collective" in shown


def test_a_titulaire_that_answers_itself_is_named_once(registry: Path) -> None:
    """No line `au nom de` for who acts in its own name."""
    shown = run(registry, "ville", "AIDE", "--date", "2005-01-01").stdout
    assert "au nom de" not in shown
    assert "La loi" in shown


def test_the_reference_registry_is_the_default() -> None:
    """Without --registry the registry of the sources answers."""
    result = CliRunner().invoke(main, ["competence", "ferrevaux", "ASE-FIN", "--date", "2026-01-01", "--json"])
    assert json.loads(result.stdout)["raison"] == "EXCLUSION_LEGALE"


@pytest.mark.parametrize("known_at", ["hier", "2026-02-30", "2026-01-31T18:00:00"])
def test_what_is_no_date_and_no_instant_is_wrong_usage(known_at: str) -> None:
    """An instant without offset is nobody's."""
    result = CliRunner().invoke(main, ["competence", "ville", "AIDE", "--known-at", known_at])
    assert (result.exit_code, "n'est ni une date" in result.stderr) == (2, True)


def test_what_was_known_then_is_not_in_files(registry: Path) -> None:
    """Files have no past: asking both is wrong usage."""
    result = run(registry, "ville", "AIDE", "--known-at", "2026-01-01")
    assert (result.exit_code, "--registry" in result.stderr) == (2, True)


def test_the_rules_of_the_day_of_the_demand_are_said() -> None:
    """In JSON and in words; without a day of demand it is the day asked about."""
    words = ["competence", "ferrevaux", "ENERG", "--date", "2025-02-15"]
    before = CliRunner().invoke(main, [*words, "--demande", "2025-01-31", "--json"])
    assert json.loads(before.stdout)["version_reglement"] == "v7"
    assert "Règlement applicable à la demande : v8." in CliRunner().invoke(main, words).stdout
