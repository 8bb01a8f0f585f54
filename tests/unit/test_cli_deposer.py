"""`hub deposer` and `hub contract csv` without a Kafka: what is checked, what is written, how they exit."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from tests.unit.deposited_tables import ACTOR, DEMAND, raw

BAD = {**DEMAND, "reference": "F-2", "commune": "101"}
EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "exemple-demandes.csv"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a good row, the same again, a bad one."""
    path = tmp_path / "demandes.csv"
    path.write_bytes(raw([DEMAND, DEMAND, BAD], encoding="cp1252"))
    return path


def deposited(file: Path, *words: str) -> Result:
    """Run the command without publishing."""
    return CliRunner().invoke(main, ["deposer", str(file), "--acteur", ACTOR, "--dry-run", *words], env={"COLUMNS": "400"})


def told(file: Path, *words: str) -> dict[str, Any]:
    """Its JSON."""
    content: dict[str, Any] = json.loads(deposited(file, "--json", *words).stdout)
    return content


def test_a_dry_run_says_what_would_happen(file: Path) -> None:
    """Counts, each refused row with its code, column and sentence; exit code 1 when there is one."""
    found = told(file)
    counts = {name: found[name] for name in ("lignes", "publiees", "acceptees", "doublons", "rejetees", "conformes")}
    assert counts == {"lignes": 3, "publiees": 0, "acceptees": 0, "doublons": 1, "rejetees": 1, "conformes": 1}
    (one,) = found["rejets"]
    assert (one["ligne"], one["reference"], one["code"], one["colonne"]) == (4, "F-2", "IDENTIFIANT_INVALIDE", "commune")
    shown = deposited(file)
    assert shown.exit_code == 1
    assert "IDENTIFIANT_INVALIDE" in shown.output
    assert "demandes.rejets.csv" in shown.output


def test_the_rejection_file_opens_in_the_same_program(file: Path) -> None:
    """Beside the file, in its encoding and with its separator; corrected it passes as it is."""
    written = Path(told(file)["fichier_rejets"])
    assert written == file.with_name("demandes.rejets.csv")
    content = written.read_bytes()
    assert "Téléphone".encode("cp1252") in content
    written.write_bytes(content.replace(b";101;", b";00101;"))
    again = deposited(written, "--json")
    assert (again.exit_code, json.loads(again.stdout)["conformes"]) == (0, 1)


def test_corrections_under_way_are_put_aside_not_lost(file: Path) -> None:
    """A rejection file that says something else is kept under another name, each time; the same is left alone."""
    place = Path(told(file)["fichier_rejets"])
    told(file)
    assert not place.with_name("demandes.rejets.csv.precedent").exists()
    place.write_bytes(b"corrections")
    told(file)
    place.write_bytes(b"autres")
    file.write_bytes(raw([DEMAND]))
    assert told(file)["fichier_rejets"] is None
    assert not place.exists()
    assert place.with_name("demandes.rejets.csv.precedent").read_bytes() == b"corrections"
    assert place.with_name("demandes.rejets.csv.precedent-2").read_bytes() == b"autres"
    assert sorted(one.name for one in file.parent.iterdir() if one.suffix == ".tmp") == []


def test_a_file_of_another_name_keeps_it(file: Path) -> None:
    """What does not end in .csv has its rejections beside it all the same; --rejets names another place."""
    other = file.rename(file.with_name("demandes.txt"))
    assert told(other)["fichier_rejets"] == str(other.with_name("demandes.txt.rejets.csv"))
    assert told(other, "--rejets", str(file.with_name("r.csv")))["fichier_rejets"] == str(file.with_name("r.csv"))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "vide"), (b"nom;commune\r\nx;00101\r\n", "aucune identit"), (b"PK\x03\x04", "classeur")],
)
def test_a_file_that_cannot_be_read_deposits_nothing(file: Path, content: bytes, said: str) -> None:
    """One line with its code and its cure, exit code 2, no rejection file."""
    file.write_bytes(content)
    found = deposited(file)
    assert found.exit_code == 2
    assert "HUB-2001" in found.stderr
    assert said in found.stderr
    assert list(file.parent.iterdir()) == [file]


def test_wrong_usage_is_told_before_anything_is_done(file: Path) -> None:
    """An actor that is no id, rejections over the file itself."""
    runner = CliRunner()
    assert runner.invoke(main, ["deposer", str(file), "--acteur", "CCAS de Ferrevaux", "--dry-run"]).exit_code == 2
    assert deposited(file, "--rejets", str(file)).exit_code == 2
    assert runner.invoke(main, ["deposer", str(file)]).exit_code == 2


def test_rejections_that_cannot_be_written_stop_everything_first(file: Path) -> None:
    """The place is tried before a row leaves."""
    place = file.with_name("r" * 250 + ".csv")
    found = deposited(file, "--rejets", str(place))
    assert found.exit_code == 1
    assert "HUB-2003" in found.stderr


def test_a_kafka_that_is_away_loses_nothing(file: Path) -> None:
    """One line says so, exit code 1; the file is as it was, and nothing stands beside it."""
    away = {"HUB_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1", "HUB_KAFKA__ANSWER_TIMEOUT_S": "0.5"}
    content = file.read_bytes()
    found = CliRunner().invoke(main, ["deposer", str(file), "--acteur", ACTOR], env=away)
    assert (found.exit_code, "HUB-4001" in found.stderr) == (1, True)
    assert (file.read_bytes(), list(file.parent.iterdir())) == (content, [file])


def test_the_example_of_the_guide_is_good(tmp_path: Path) -> None:
    """Every row of the file people copy is accepted by the check."""
    found = deposited(EXAMPLE, "--json", "--rejets", str(tmp_path / "r.csv"))
    assert (found.exit_code, json.loads(found.stdout)["conformes"]) == (0, 3), found.output


def test_a_template_is_given_on_stdout_or_in_a_file(tmp_path: Path) -> None:
    """The same bytes; deposited as they are they deposit nothing."""
    place = tmp_path / "modele.csv"
    words = ["contract", "csv", "--partner", ACTOR, "--date", "2026-05-11", "--type", "decision"]
    shown = CliRunner().invoke(main, words)
    assert shown.exit_code == 0
    assert CliRunner().invoke(main, [*words, "--output", str(place)]).exit_code == 0
    assert place.read_bytes() == shown.stdout_bytes
    assert told(place)["lignes"] == 0


def test_an_actor_the_registry_does_not_know_is_wrong_usage() -> None:
    """The nearest is named."""
    found = CliRunner().invoke(main, ["contract", "csv", "--partner", "ccas-ferevaux"])
    assert found.exit_code == 2
    assert "ccas-ferrevaux" in found.output
