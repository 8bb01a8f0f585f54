"""The document of every partner of the reference is one that the parser of AsyncAPI, which is not ours, finds nothing against."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hub.core.asyncapi import document
from hub.core.partner_terms import terms
from hub.core.registry import build
from hub.published import published
from hub.registry.files import default_folder, load_folder
from schemas.codes import Channel

NODE_FOLDER = Path(__file__).parent / "node"
VIEW = build(load_folder(default_folder()))
PARTNERS = [one for one in VIEW.actors() if one.canal is Channel.KAFKA]
PUBLISHED = published()
FAULTY = ("info", "channels", "security")


def of(name: str) -> dict[str, Any]:
    """The document of one partner."""
    (actor,) = (one for one in PARTNERS if one.id == name)
    return document(terms(VIEW, actor), PUBLISHED)


def parsed(folder: Path) -> dict[str, list[str]]:
    """What the parser finds, by file."""
    node = shutil.which("node")
    assert node is not None, "Node.js is missing: scripts/setup --tests installs it"
    run = subprocess.run([node, str(NODE_FOLDER / "asyncapi.mjs"), str(folder)], check=True, capture_output=True, text=True, timeout=550)
    return {one["file"]: one["faults"] for one in map(json.loads, run.stdout.splitlines())}


def one_of_each_shape() -> list[str]:
    """A partner for every shape of document; those of one shape differ in their own names alone (the parser takes seconds for each)."""
    shapes: dict[str, str] = {}
    for one in PARTNERS:
        content = of(one.id)
        del content["info"]
        shapes.setdefault(json.dumps(content, sort_keys=True).replace(one.id, "?"), one.id)
    return list(shapes.values())


@pytest.mark.timeout(600)
def test_the_parser_finds_nothing_against_any_partners_document(tmp_path: Path) -> None:
    """Every shape of document, in one process: no error, no warning. A planted fault of each sort is seen."""
    names = one_of_each_shape()
    for name in names:
        (tmp_path / f"{name}.json").write_text(json.dumps(of(name)), encoding="utf-8")
    for sort in FAULTY:
        (tmp_path / f"_{sort}.json").write_text(json.dumps(spoiled(of("operateur-repas-ferrevaux"), sort)), encoding="utf-8")
    found = parsed(tmp_path)
    assert found.keys() == {f"{name}.json" for name in names} | {f"_{sort}.json" for sort in FAULTY}
    assert {file: faults for file, faults in found.items() if faults and not file.startswith("_")} == {}
    assert all(found[f"_{sort}.json"] for sort in FAULTY)


def spoiled(content: dict[str, Any], sort: str) -> dict[str, Any]:
    """The document with one fault."""
    content = json.loads(json.dumps(content))
    if sort == "info":
        del content["info"]["version"]
    elif sort == "channels":
        content["channels"]["depot"]["messages"]["perdu"] = {"$ref": "#/components/messages/perdu"}
    else:
        content["components"]["securitySchemes"]["certificat"]["type"] = "papier"
    return content


def resolved(content: dict[str, Any], node: Any) -> Any:
    """The same with its references followed, by a hand that is not the program's."""
    if isinstance(node, list):
        return [resolved(content, one) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" not in node:
        return {name: resolved(content, one) for name, one in node.items()}
    found: Any = content
    for step in node["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return resolved(content, found)


@pytest.mark.parametrize("name", [one.id for one in PARTNERS])
def test_every_example_is_what_its_schema_says(name: str) -> None:
    """Headers and payload, read as JSON Schema 2020-12 too; what the hub writes comes from the hub."""
    content = of(name)
    for message in content["components"]["messages"].values():
        (example,) = message["examples"]
        for part in ("headers", "payload"):
            schema = resolved(content, message[part])
            jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(example[part])
