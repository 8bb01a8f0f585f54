"""The JSON Schemas that partners take are those of the models, described in their words."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from schemas import generate, meaning
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND

SCHEMAS = generate.schemas()


def test_the_stored_schemas_are_fresh() -> None:
    """`python -m schemas.generate` would write the same."""
    run = subprocess.run([sys.executable, "-m", "schemas.generate", "--check"], check=False, capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")


def test_a_stale_a_missing_and_a_left_over_schema_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And writing them sets everything right."""
    folder = tmp_path / "json"
    assert generate.main([], folder) == 0
    assert generate.main(["--check"], folder) == 0
    (folder / "enveloppe.json").write_text("{}")
    (folder / "registre.json").unlink()
    (folder / "ancien.json").write_text("{}")
    assert generate.main(["--check"], folder) == 1
    named = [line.split()[0] for line in capsys.readouterr().err.splitlines()]
    assert named == ["schemas/json/ancien.json", "schemas/json/enveloppe.json", "schemas/json/registre.json"]
    assert generate.main([], folder) == 0
    assert generate.main(["--check"], folder) == 0


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_of_the_2020_12_dialect(name: str) -> None:
    """It names its dialect and itself, and it is sound."""
    schema = SCHEMAS[name]
    assert (schema["$schema"], schema["$id"]) == ("https://json-schema.org/draft/2020-12/schema", f"urn:relais:schema:{name}")
    assert schema["title"]
    assert schema["description"]
    jsonschema.Draft202012Validator.check_schema(schema)


def described(schema: dict[str, Any]) -> list[str]:
    """The fields of a schema, at any depth, that have a description."""
    parts = [schema, *schema.get("$defs", {}).values()]
    return [name for part in parts for name, field in part.get("properties", {}).items() if field["description"]]


def test_every_field_has_its_meaning_and_no_meaning_is_left_over() -> None:
    """One word has one meaning, and a word that is gone is gone."""
    fields = {name for stem in (*INBOUND, *OUTBOUND) for name in described(SCHEMAS[stem])}
    assert fields == meaning.FIELDS.keys()
    assert {meaning.short_name(name) for name in (*INBOUND, *OUTBOUND)} == meaning.TYPES.keys()
