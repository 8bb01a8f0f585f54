"""Registry files: YAML lists of records in one folder, each record with the file and line it stands on.

Rules:
1. Every `.yaml` of the folder counts, sub-folders too, in the order of their paths; what is not a list of records is named.
2. Nothing is guessed: a key written twice, an unknown field or a wrong value is a finding of that record, and the others are still read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import TypeAdapter, ValidationError

from hub import shipped
from hub.core.registry_check import check, key_of
from hub.core.registry_dates import dated_ahead, latest_day
from hub.core.registry_findings import Finding, RecordKey, Rule
from hub.errors import RegistryFolderRefused
from schemas.registry import AnyRecord, Version

RECORD: Final[TypeAdapter[AnyRecord]] = TypeAdapter(AnyRecord)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands: a file (as the folder was named), a line from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds: the records that could be read, where each one stands, and what could not be read."""

    records: tuple[AnyRecord, ...]
    places: dict[RecordKey, tuple[Place, ...]]
    unreadable: tuple[tuple[Finding, Place], ...]

    def findings(self, now: datetime) -> list[tuple[Finding, tuple[Place, ...]]]:
        """All faults with their places at `now` (UTC): what cannot be read first, then what the check finds."""
        found = [(finding, (place,)) for finding, place in self.unreadable]
        faults = [*check(self.records), *dated_ahead(self.records, latest_day(now))]
        return found + [(finding, self.places_of(finding)) for finding in faults]

    def places_of(self, finding: Finding) -> tuple[Place, ...]:
        """Where the records of a finding stand."""
        return tuple(place for key in finding.records for place in self.places.get(key, ()))


def default_folder() -> Path:
    """The registry of the current folder, else the one that comes with the program."""
    here = Path("deploy/registre")
    return here if here.is_dir() else shipped.folder() / "registre"


def load_folder(folder: Path) -> list[AnyRecord]:
    """The records of a folder in which everything can be read; raises RegistryFolderRefused with the first file and line at fault."""
    read = read_folder(folder)
    for finding, place in read.unreadable:
        raise RegistryFolderRefused(file=f"{place.file}:{place.line}", reason=finding.explanation)
    return list(read.records)


def load_path(path: Path) -> list[AnyRecord]:
    """The records of one file, or of a folder; raises RegistryFolderRefused with the first line at fault."""
    if path.is_dir():
        return load_folder(path)
    records: list[AnyRecord] = []
    for item, place in _read_file(path):
        if isinstance(item, Finding):
            raise RegistryFolderRefused(file=f"{place.file}:{place.line}", reason=item.explanation)
        records.append(item)
    return records


def read_folder(folder: Path) -> Folder:
    """Everything a folder holds, readable or not; raises RegistryFolderRefused when there is no such folder or no file in it."""
    files = sorted(folder.rglob("*.yaml"))
    if not files:
        raise RegistryFolderRefused(file=folder, reason="aucun fichier .yaml n'y est")
    records: list[AnyRecord] = []
    places: dict[RecordKey, tuple[Place, ...]] = {}
    unreadable: list[tuple[Finding, Place]] = []
    for file in files:
        for item in _read_file(file):
            if isinstance(item[0], Finding):
                unreadable.append((item[0], item[1]))
            else:
                records.append(item[0])
                key = key_of(item[0])
                places[key] = (*places.get(key, ()), item[1])
    return Folder(tuple(records), places, tuple(unreadable))


def _read_file(file: Path) -> Iterator[tuple[AnyRecord | Finding, Place]]:
    loader = yaml.CSafeLoader(file.read_bytes())
    try:
        root = loader.get_single_node()
        items = root.value if isinstance(root, yaml.SequenceNode) else None
        if items is None and root is not None:
            yield _unreadable("le fichier n'est pas une liste d'enregistrements"), Place(str(file), 1)
        for item in items or ():
            yield _read_record(loader, item), Place(str(file), item.start_mark.line + 1)
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        mark = getattr(fault, "problem_mark", None)
        yield _unreadable(f"YAML : {getattr(fault, 'problem', fault)}"), Place(str(file), mark.line + 1 if mark is not None else 1)
    finally:
        loader.dispose()


def _read_record(loader: Any, node: yaml.Node) -> AnyRecord | Finding:
    try:
        twice = next(_twice(node), None)
        if twice is not None:
            return _unreadable(f"la clé « {twice} » est écrite deux fois")
        content = loader.construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, RecursionError) as fault:  # a tag nobody knows, the 30th of February, an alias of itself
        return _unreadable(f"YAML : {getattr(fault, 'problem', fault)}")
    try:
        record = RECORD.validate_python(content)
    except ValidationError as refused:
        named = content.get("id") or content.get("slug") or content.get("code") if isinstance(content, dict) else None
        return _unreadable(" ; ".join(_sentences(refused)), "" if named is None else f"{named} : ")
    return record if not isinstance(record, Version) else _unreadable("une version s'écrit par `hub registry load`, jamais à la main")


def _twice(node: yaml.Node) -> Iterator[str]:
    """Keys written twice anywhere in the record: YAML would keep the last in silence."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from (key for key in keys if keys.count(key) > 1)
        for _, value in node.value:
            yield from _twice(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _twice(value)


def _sentences(refused: ValidationError) -> Iterator[str]:
    for error in refused.errors(include_url=False, include_context=False):
        place = ".".join(str(part) for part in error["loc"][1:])
        yield f"{place or 'genre'} : {_FRENCH.get(error['type'], error['msg'])}"


_FRENCH: Final = {
    "missing": "ce champ manque",
    "extra_forbidden": "ce champ n'existe pas",
    "union_tag_invalid": "genre inconnu (acteur, commune, aide, acte, version)",
    "union_tag_not_found": "ce champ manque",
    "string_pattern_mismatch": "cette valeur n'a pas la forme attendue",
    "enum": "cette valeur n'est pas dans la liste",
    "literal_error": "cette valeur n'est pas dans la liste",
    "date_from_datetime_parsing": "une date s'écrit AAAA-MM-JJ",
    "date_parsing": "une date s'écrit AAAA-MM-JJ",
    "model_type": "ce n'est pas un enregistrement",
}


def _unreadable(reason: str, named: str = "") -> Finding:
    return Finding(Rule.ENREGISTREMENT_ILLISIBLE, (), f"{named}{reason}.")
