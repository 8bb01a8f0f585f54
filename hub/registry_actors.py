"""Which actors of a folder of registry files are reached by Kafka: they alone have topics."""

from pathlib import Path
from typing import Any

import yaml

from hub.errors import RegistryFolderRefused
from schemas.codes import Channel


def kafka_actors(folder: Path) -> list[str]:
    """Ids of the actors whose `canal` is kafka (or unsaid), in order; raises RegistryFolderRefused on a file that is no list of records."""
    actors = {str(record["id"]) for path in sorted(folder.glob("*.yaml")) for record in _records(path) if _is_kafka_actor(record)}
    return sorted(actors)


def _is_kafka_actor(record: dict[str, Any]) -> bool:
    return record.get("genre") == "acteur" and "id" in record and record.get("canal", Channel.KAFKA) == Channel.KAFKA


def _records(path: Path) -> list[dict[str, Any]]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise RegistryFolderRefused(file=path, reason=" ".join(str(fault).split())) from None
    if not isinstance(loaded, list) or not all(isinstance(record, dict) for record in loaded):
        raise RegistryFolderRefused(file=path, reason="it is not a list of records")
    return loaded
