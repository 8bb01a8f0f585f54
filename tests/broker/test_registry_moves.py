"""A registry that moves open cases, on a real Kafka: foreseen, confirmed, done once through a killed worker, told afterwards, undone."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.broker.lived_hub import project
from tests.broker.whole_hub import WholeHub, hub_of_its_own

CASES = 12
HOLDER, TITULAIRE = "asso-panier-solidaire", "ccas-ferrevaux"
ACT = "ferrevaux-convention-panier-solidaire"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """A hub with a dozen open cases held by an association under a convention."""
    with hub_of_its_own(tmp_path) as whole:
        whole.start()
        for number in range(CASES):
            whole.demand(TITULAIRE, "00101", "ALIM-COL", TODAY.isoformat(), f"ref-{number}")
        whole.await_messages(HOLDER, CASES)
        yield whole


def convention(folder: Path, end: date) -> Path:
    """A file with the convention, ended on a day."""
    file = folder / "convention.yaml"
    file.write_text(
        f"""- {{genre: acte, id: {ACT}, type: delegation_competence, numero: "convention 2012-06",
   objet: "Colis alimentaire confié à Panier solidaire", communes: [ferrevaux], beneficiaire: {HOLDER},
   delegant: {TITULAIRE}, aides: [ALIM-COL], fonctions: [INSTRUIRE, EVALUER, DECIDER, NOTIFIER, EXECUTER, ACCOMPAGNER],
   base: "CASF L266-2 ; convention", du: 2012-01-01, au: {end.isoformat()}}}
""",
        encoding="utf-8",
    )
    return file


def asked(hub: WholeHub, *arguments: str) -> dict[str, Any]:
    """The JSON of a command that succeeds."""
    done = hub.command(*arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def of_type(messages: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Messages of one type."""
    return [one for one in messages if one["type"] == f"fr.relais.{kind}.v1"]


def test_a_convention_that_ends_moves_its_cases_once_and_comes_back(hub: WholeHub, tmp_path: Path) -> None:
    """Preview, refusal without confirmation, moves through kill -9, impact, and the way back; the demand's date never moves."""
    file = str(convention(tmp_path, TODAY))
    foreseen = asked(hub, "registry", "preview", file)
    assert (foreseen["dossiers_ouverts"], foreseen["deplaces"], foreseen["conflits"]) == (CASES, CASES, [])
    assert foreseen["par_acteur"] == {HOLDER: {"perd": CASES, "recoit": 0}, TITULAIRE: {"perd": 0, "recoit": CASES}}

    refused = hub.command("registry", "load", file, "--confirm", str(CASES - 1))
    assert (refused.returncode, "HUB-1027" in refused.stderr) == (1, True), refused.stdout + refused.stderr

    assert asked(hub, "registry", "load", file, "--confirm", str(CASES))["version"] == 2
    hub.kill()
    hub.start()
    told = hub.await_messages(HOLDER, 2 * CASES)
    retired = of_type(told, "dossier.retire")
    assert len({one["subject"] for one in retired}) == len(retired) == CASES
    assert {one["data"]["raison"] for one in retired} == {"ACTE_EXPIRE"}

    project(hub)
    done = asked(hub, "registry", "impact", "2")
    assert len(done["dossiers_deplaces"]) == CASES
    assert done["destinataires"][HOLDER]["champs"] == ["depuis", "fonctions", "raison"]
    assert "demande.date_demande" in done["destinataires"][TITULAIRE]["champs"]

    back = asked(hub, "registry", "revert", "--to", "1", "--dry-run")
    assert (back["revient_a"], back["enregistrements"], back["deplaces"]) == (1, [f"acte/{ACT}"], CASES)
    assert asked(hub, "registry", "revert", "--to", "1", "--confirm", str(CASES))["version"] == 3
    again = of_type(hub.await_messages(HOLDER, 3 * CASES), "dossier.confie")
    assert len(again) == 2 * CASES
    assert {one["data"]["demande"]["date_demande"] for one in again} == {TODAY.isoformat()}
    assert hub.command("registry", "revert", "--to", "9").returncode == 1
