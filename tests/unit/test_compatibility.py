"""What was published of the contract is kept, and nothing that breaks it passes."""

import json
from pathlib import Path
from typing import Any

import pytest

from schemas.compatibility import TYPES, broken, contract, main, publish, unpublished, versions

DEMANDE, SUIVI = "fr.relais.demande.deposee.v1", "fr.relais.dossier.suivi.v1"


def with_field(name: str, *, compulsory: bool) -> dict[str, Any]:
    """Today's contract, where a demand has one field more."""
    today = json.loads(json.dumps(contract()))
    today[DEMANDE]["properties"][name] = {"type": "string", "maxLength": 4}
    today[DEMANDE]["required"] += [name] if compulsory else []
    return dict(today)


def test_versions_follow_each_other_and_all_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Backward transitive: what version 2 lost of version 1 is found though version 3 only differs from 1."""
    assert main([], contract(), tmp_path) == 1
    assert "no version says this yet" in capsys.readouterr().err
    assert main(["--publish"], contract(), tmp_path) == 0
    rows = capsys.readouterr().out.splitlines()
    assert len(rows) == len(TYPES) + 1
    assert rows[0].startswith(f"| `{DEMANDE}` | 1 | `")
    assert main([], contract(), tmp_path) == 0
    grown = with_field("essai", compulsory=False)
    assert unpublished(grown, versions(tmp_path)) == [DEMANDE]
    assert main(["--publish"], grown, tmp_path) == 0
    assert [one.number for one in versions(tmp_path)[DEMANDE]] == [1, 2]
    assert main([], grown, tmp_path) == 0
    publish(DEMANDE, with_field("essai", compulsory=True)[DEMANDE], 3, tmp_path)
    assert main([], with_field("essai", compulsory=True), tmp_path) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in told] == [f"{DEMANDE}, version {number}" for number in (1, 2)]
    assert told[0].endswith(".essai: required: compulsory where it was not. Cure: make it optional.")


def test_a_break_is_never_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--publish` names it and stores nothing; a type that is gone is a break."""
    main(["--publish"], contract(), tmp_path)
    assert main(["--publish"], with_field("essai", compulsory=True), tmp_path) == 1
    assert [one.number for one in versions(tmp_path)[DEMANDE]] == [1]
    without = {name: schema for name, schema in contract().items() if name != SUIVI}
    assert [str(one).split(":")[0] for one in broken(without, versions(tmp_path))] == [f"{SUIVI}, version 1"]
    assert "essai" in capsys.readouterr().err


def test_a_version_is_never_written_over(tmp_path: Path) -> None:
    """What partners were given stays what they were given."""
    publish(DEMANDE, contract()[DEMANDE], 1, tmp_path)
    with pytest.raises(FileExistsError):
        publish(DEMANDE, contract()[DEMANDE], 1, tmp_path)


def test_a_message_of_the_hub_is_judged_as_its_readers_do(tmp_path: Path) -> None:
    """Outbound: a field more passes, a field less is a break."""
    main(["--publish"], contract(), tmp_path)
    today = json.loads(json.dumps(contract()))
    today[SUIVI]["properties"]["essai"] = {"type": "string"}
    assert broken(today, versions(tmp_path)) == []
    del today[SUIVI]["properties"]["acteur"]
    assert [one.found.path for one in broken(today, versions(tmp_path))] == [".acteur"]
