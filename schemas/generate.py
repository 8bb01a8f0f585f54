"""Write the JSON Schemas (2020-12) of the contract into schemas/json: `python -m schemas.generate` (`--check`: say which are stale)."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from schemas import meaning
from schemas.envelope import REQUIRED, RULES, SPEC_VERSION
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND
from schemas.registry import AnyRecord

FOLDER = Path(__file__).parent / "json"
DIALECT = GenerateJsonSchema.schema_dialect


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by its file's stem: one a type, for its data, then the envelope's and the registry's."""
    published = {name: _of_type(name, model, "validation") for name, model in INBOUND.items()}
    read = {name: _open(_of_type(name, model, "serialization")) for name, model in OUTBOUND.items()}
    return {**published, **read, "enveloppe": _of_envelope(), "registre": _of_registry()}


def _of_type(name: str, model: type[BaseModel], mode: Any) -> dict[str, Any]:
    """The data of one type, with the meaning of each field."""
    schema = model.model_json_schema(mode=mode)
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("description", None)
        for field, rule in part.get("properties", {}).items():
            rule.pop("title", None)
            rule["description"] = meaning.FIELDS[field]
    return _identified(name, name, meaning.TYPES[meaning.short_name(name)], schema)


def _open(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of what the hub writes, for its readers: schemas only add, so a reader lets pass what it does not know."""
    for part in (schema, *schema.get("$defs", {}).values()):
        part.pop("additionalProperties", None)
    return schema


def _of_envelope() -> dict[str, Any]:
    """A structured event of the contract; its data has the schema of its type."""
    properties: dict[str, Any] = {name: {"type": "string", "pattern": f"^(?:{rule.pattern})$"} for name, rule in RULES.items()}
    instant = {"type": "string", "format": "date-time"}
    properties |= {
        "specversion": {"const": SPEC_VERSION},
        "subject": {"type": "string", "minLength": 1},
        "time": instant,
        "recordedtime": instant,
    }
    properties["data"] = {"type": "object"}
    body = {"type": "object", "properties": properties, "required": [*REQUIRED, "subject", "data"], "additionalProperties": False}
    return _identified(
        "enveloppe", "Enveloppe CloudEvents 1.0, mode structuré", "Les attributs permis ; data suit le schéma du type.", body
    )


def _of_registry() -> dict[str, Any]:
    """One record of the registry, as the files of deploy/registre hold them."""
    body = TypeAdapter(AnyRecord).json_schema()
    return _identified("registre", "Enregistrement du registre", "Acteur, commune, aide, acte ou version.", body)


def _identified(name: str, title: str, description: str, body: dict[str, Any]) -> dict[str, Any]:
    """A schema with its name and its dialect in front."""
    return {"$schema": DIALECT, "$id": f"urn:relais:schema:{name}", **body, "title": title, "description": description}


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Write the schemas, or with `--check` compare them: 1 when one is stale, missing or left over."""
    wanted = {folder / f"{name}.json": json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas().items()}
    if "--check" in arguments:
        found = {path: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
        stale = sorted(path.name for path in wanted.keys() | found.keys() if wanted.get(path) != found.get(path))
        sys.stderr.writelines(f"schemas/json/{name} is stale: run `python -m schemas.generate`\n" for name in stale)
        return 1 if stale else 0
    folder.mkdir(exist_ok=True)
    for left_over in set(folder.glob("*.json")) - wanted.keys():
        left_over.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
