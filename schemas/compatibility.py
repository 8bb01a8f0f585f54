"""Every version of the contract that was published, and whether today's may follow: `python -m schemas.compatibility` (`--publish`).

Rules:
1. `published/<type>/<n>.json` is the schema of version n, from 1; `<n>.sample.json` is a message of it. Neither is ever edited:
   docs/reference/contract-changelog.md holds the digest of each.
2. Today's schema must be compatible with every version, not the last alone (backward transitive; schemas/comparing.py says how).
3. One that judges otherwise than its last version is a new version: `--publish` stores it, with the stored sample, once nothing breaks.
   What is only said differently (a description) is the same version.
"""

import hashlib
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from schemas import generate
from schemas.comparing import Break, Direction, breaks, judged
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND

FOLDER: Final = Path(__file__).parent / "published"
SAMPLES: Final = Path(__file__).parent / "samples"
ENVELOPE: Final = "enveloppe"
TYPES: Final = (*INBOUND, *OUTBOUND)
DIGEST_CHARS: Final = 12

Schema = Mapping[str, Any]


class Version(NamedTuple):
    """One published version of one schema."""

    name: str
    number: int
    schema: Schema
    digest: str


class Broken(NamedTuple):
    """A break of a version by today's schema."""

    version: Version
    found: Break

    def __str__(self) -> str:
        """One line: the type and version, the field, the rule, the cure."""
        return f"{self.version.name}, version {self.version.number}: {self.found.path}: {self.found.rule}. Cure: {self.found.cure}."


def contract() -> dict[str, Schema]:
    """Today's schemas of what is exchanged: each type's, and the envelope's."""
    found = generate.schemas()
    return {name: found[name] for name in (*TYPES, ENVELOPE)}


def direction(name: str) -> Direction:
    """Who writes it; the envelope is closed as partners write it."""
    return Direction.OUTBOUND if name in OUTBOUND else Direction.INBOUND


def versions(folder: Path = FOLDER) -> dict[str, tuple[Version, ...]]:
    """What was published, by name, the first version first."""
    return {one.name: tuple(_versions(one)) for one in sorted(folder.iterdir()) if one.is_dir()}


def _versions(folder: Path) -> Iterator[Version]:
    for number, path in sorted((int(path.stem), path) for path in folder.glob("*.json") if path.stem.isdecimal()):
        text = path.read_bytes()
        yield Version(folder.name, number, json.loads(text), hashlib.sha256(text).hexdigest()[:DIGEST_CHARS])


def broken(today: Mapping[str, Schema], published: Mapping[str, tuple[Version, ...]]) -> list[Broken]:
    """Every break of every version; a name that is gone breaks all of it."""
    gone = Break(".", "type removed: what was published with it could not be exchanged any more", "keep the type")
    found = [Broken(kept[-1], gone) for name, kept in published.items() if name not in today]
    for name, schema in today.items():
        for version in published.get(name, ()):
            found += [Broken(version, one) for one in breaks(version.schema, schema, direction(name))]
    return found


def unpublished(today: Mapping[str, Schema], published: Mapping[str, tuple[Version, ...]]) -> list[str]:
    """The names of which today's schema is no version yet."""
    return [name for name, schema in today.items() if name not in published or judged(published[name][-1].schema) != judged(schema)]


def publish(name: str, schema: Schema, number: int, folder: Path = FOLDER) -> Path:
    """Store version `number` of a schema, with the stored sample of its type; what is there already is left alone."""
    place = folder / name
    place.mkdir(parents=True, exist_ok=True)
    if name != ENVELOPE:
        sample = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["structure"]["value"]["data"]
        _write_new(place / f"{number}.sample.json", sample)
    return _write_new(place / f"{number}.json", schema)


def _write_new(path: Path, content: Any) -> Path:
    with path.open("x", encoding="utf-8") as file:
        file.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    return path


def main(arguments: list[str], today: Mapping[str, Schema] | None = None, folder: Path = FOLDER) -> int:
    """Name every break, then every schema that is no version yet: 1 when there is one; with `--publish` store the latter instead."""
    today = contract() if today is None else today
    folder.mkdir(exist_ok=True)
    published = versions(folder)
    found, new = broken(today, published), unpublished(today, published)
    sys.stderr.writelines(f"{one}\n" for one in found)
    if found:
        return 1
    if "--publish" not in arguments:
        sys.stderr.writelines(f"{name}: no version says this yet. Cure: python -m schemas.compatibility --publish\n" for name in new)
        return 1 if new else 0
    for name in new:
        number = len(published.get(name, ())) + 1
        publish(name, today[name], number, folder)
        (version,) = (one for one in versions(folder)[name] if one.number == number)
        sys.stdout.write(f"| `{name}` | {number} | `{version.digest}` | à dire |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
