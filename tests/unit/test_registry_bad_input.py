"""Registry files that are wrong: each fault is one clear error that names the file, the line, the act, the field, the rule and the cure."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.core.registry_dates import dated_ahead, latest_day
from tests.unit.registry_records import act
from tests.unit.test_reference_acts import FOLDER

TODAY = date(2026, 1, 5)
EVERYTHING = "[RECEVOIR, INSTRUIRE, EVALUER, DECIDER, NOTIFIER, ORDONNANCER, PAYER, EXECUTER, ACCOMPAGNER]"
VOTED = "{nature: deliberation, reference: d, date: %s}"


def line(**fields: str) -> str:
    """One act of Ferrevaux on an aid it never instituted, as it would be written, with other fields."""
    content = {
        "genre": "acte", "id": "faux", "type": "institution", "numero": "délib. 26-99", "objet": "Aide au permis",
        "communes": "[ferrevaux]", "beneficiaire": "ccas-ferrevaux", "aides": "[PERMIS]", "fonctions": EVERYTHING, "base": "-",
        "du": "2026-01-01",
    }  # fmt: skip
    written = ", ".join(f"{name}: {value}" for name, value in (content | fields).items())
    return f"- {{{written}}}\n"


BAD = {
    "acts that contradict each other": (
        line() + line(id="rival", numero="délib. 26-98", beneficiaire="commune-ferrevaux"),
        "DEUX_TITULAIRES", ("faux", "rival", "2026-01-01"), "Dater la fin",
    ),
    "an act that ends before it begins": (line(au="2025-12-31"), "FIN_AVANT_DEBUT", ("faux", "`au`", "2025-12-31"), "premier jour"),
    "an act revoked before it begins": (line(revoque_le="2025-06-01"), "FIN_AVANT_DEBUT", ("faux", "`revoque_le`"), "Corriger"),
    "a suspension that ends before it begins": (
        line(suspensions="[{du: 2026-03-01, au: 2026-02-01}]"), "FIN_AVANT_DEBUT", ("faux", "`suspensions`"), "Corriger",
    ),
    "an unknown holder": (line(beneficiaire="ccas-de-la-lune"), "ACTEUR_INCONNU", ("`beneficiaire`", "ccas-de-la-lune"), "Décrire"),
    "an unknown delegator": (
        line(type="marche", delegant="ville-de-la-lune", fonctions="[EXECUTER]"),
        "ACTEUR_INCONNU", ("`delegant`", "ville-de-la-lune"), "Décrire l'acteur",
    ),
    "a vote that has not been taken": (
        line(acte_ref=VOTED % "2199-01-01"), "ENREGISTRE_AVANT_D_EXISTER", ("faux", "`acte_ref.date`", "2199-01-01"), "une fois pris",
    ),
    "a wrong value": (line(type="decret"), "ENREGISTREMENT_ILLISIBLE", ("faux", "type"), "Corriger le champ"),
    "a date that does not exist": (line(du="2026-02-30"), "ENREGISTREMENT_ILLISIBLE", (), "Corriger le champ"),
    "a version written by hand": (
        "- {genre: version, version: 9, empreinte: x, enregistre_le: '2199-01-01T00:00:00Z'}\n",
        "ENREGISTREMENT_ILLISIBLE", ("jamais à la main",), "Corriger",
    ),
}  # fmt: skip
"""What is wrong, the rule that says so, what the sentence names, what the cure says."""


def checked(folder: Path) -> list[dict[str, Any]]:
    """The faults that the command finds."""
    done = CliRunner().invoke(main, ["registry", "check", str(folder), "--json"])
    assert done.exit_code == 1, done.output
    faults: list[dict[str, Any]] = json.loads(done.stdout)["fautes"]
    return faults


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The registry of the repository, to which a file is added."""
    for file in FOLDER.glob("*.yaml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_one_clear_error(folder: Path, name: str) -> None:
    """Nothing else is found; the file and the line are those it stands on."""
    written, rule, named, cure = BAD[name]
    (folder / "z-faux.yaml").write_text(written, encoding="utf-8")
    (fault,) = checked(folder)
    assert fault["regle"] == rule
    told = {fault["explication"], *(one["id"] for one in fault["enregistrements"]), fault["jour"]}
    assert [one for one in named if not any(one in (text or "") for text in told)] == []
    assert cure in fault["remede"]
    assert {Path(place["fichier"]).name for place in fault["lieux"]} == {"z-faux.yaml"}
    assert fault["lieux"][0]["ligne"] == 1


@pytest.mark.parametrize(
    ("fields", "ahead"),
    [
        ({"acte_ref": {"nature": "deliberation", "reference": "d", "date": "2026-01-05"}}, []),
        ({"acte_ref": {"nature": "deliberation", "reference": "d", "date": "2026-01-06"}}, ["acte_ref.date"]),
        ({"acte_ref": {"nature": "arrete", "reference": "a", "date": "2026-01-05", "transmis_le": "2026-01-07"}}, ["acte_ref.transmis_le"]),
        ({"reporting": {"frequence": "annuelle", "dernier_le": "2026-01-06"}}, ["reporting.dernier_le"]),
        ({"reporting": {"frequence": "annuelle"}, "du": "2030-01-01", "au": "2031-01-01"}, []),
    ],
)
def test_what_was_done_is_not_to_come(fields: dict[str, Any], ahead: list[str]) -> None:
    """Voted, sent or reported by today; what begins or ends later is what acts are for."""
    found = list(dated_ahead([act("acte", "institution", "ccas", **fields)], TODAY))
    assert [one.explanation.split("`")[1] for one in found] == ahead


def test_the_day_is_the_one_of_the_first_zone() -> None:
    """A commune of the Pacific votes on its own 6 January while it is the 5th in Paris."""
    assert latest_day(datetime(2026, 1, 5, 9, 59, tzinfo=UTC)) == TODAY
    assert latest_day(datetime(2026, 1, 5, 10, 0, tzinfo=UTC)) == date(2026, 1, 6)
