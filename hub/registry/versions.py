"""The log `hub.registry` as versions: records that replace one another, closed by version records, each proven by a digest.

Rules:
1. A record's key is its kind and its id (`acte/aubrelle-portage`); its value is canonical JSON with every field; the last readable counts.
2. A version record carries the SHA-256 of all keys and values as they stand: it is applied when ours is the same, and only then. So what
   cannot be read never stops anyone: the version that needs it is not applied, and a later one that replaces it is.
3. Fields this program does not know are ignored (written by a newer one); a value it does not know is not guessed: rule 2.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple, cast, get_args

from pydantic import ValidationError

from hub.core.registry import RegistryView, build
from hub.core.registry_check import key_of
from schemas.records import Record
from schemas.registry import AnyRecord, Version

VIEWS_MAX: Final = 8
VERSION_KEY: Final = "version"
_MODELS: Final[dict[str, type[Record]]] = {model.model_fields["genre"].default: model for model in get_args(get_args(AnyRecord)[0])}


class Kind(StrEnum):
    """What a record of the log brought."""

    APPLIED = "registre.version_appliquee"
    REFUSED = "registre.version_refusee"
    UNREADABLE = "registre.enregistrement_illisible"


class Event(NamedTuple):
    """Something to say about a record of the log: a version, or what cannot be read and where."""

    kind: Kind
    place: str
    version: int
    reason: str = ""


class Versions:
    """Everything read so far, in order."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self.records: dict[str, AnyRecord] = {}
        self.latest: Version | None = None
        self.numbered = 0
        self._values: dict[str, bytes] = {}
        self._history: list[AnyRecord] = []
        self._ends: dict[int, int] = {}
        self._views: dict[int, RegistryView] = {}

    def read(self, value: bytes | None, place: str) -> Event | None:
        """Take one record of the log; `place` names it in what is said of it."""
        try:
            record = decode(value)
        except ValueError as fault:
            return Event(Kind.UNREADABLE, place, self.numbered + 1, str(fault))
        if isinstance(record, Version):
            return self._close(record, place)
        self._history.append(record)
        key = log_key(record)
        self.records[key], self._values[key] = record, value or b""
        return None

    def _close(self, version: Version, place: str) -> Event:
        if version.version <= self.numbered:
            return Event(Kind.REFUSED, place, version.version, "ce numéro est déjà pris")
        self.numbered = version.version
        if version.empreinte != self.digest():
            return Event(Kind.REFUSED, place, version.version, "son empreinte n'est pas celle des enregistrements lus")
        self.latest = version
        self._history.append(version)
        self._ends[version.version] = len(self._history)
        return Event(Kind.APPLIED, place, version.version)

    def digest(self, changes: dict[str, bytes] | None = None) -> str:
        """The SHA-256 of all keys and values as they stand, `changes` included."""
        values = {**self._values, **(changes or {})}
        whole = hashlib.sha256()
        for key in sorted(values):
            whole.update(key.encode() + b"\0" + hashlib.sha256(values[key]).digest())
        return whole.hexdigest()

    def applied_at(self, version: int) -> int:
        """That version, or the last applied before it when it was refused; the first applied when none is before."""
        return max((one for one in self._ends if one <= version), default=min(self._ends))

    def view(self, version: int) -> RegistryView:
        """The registry at that version, as `applied_at` finds it."""
        applied = self.applied_at(version)
        if applied not in self._views:
            while len(self._views) >= VIEWS_MAX:
                del self._views[next(iter(self._views))]
            self._views[applied] = build(self._history[: self._ends[applied]])
        return self._views[applied]

    def records_at(self, version: int) -> dict[str, AnyRecord]:
        """The records of an applied version by their key on the log; KeyError for one that was never applied."""
        records: dict[str, AnyRecord] = {}
        for record in self._history[: self._ends[version]]:
            if not isinstance(record, Version):
                records[log_key(record)] = record
        return records

    def applied(self) -> list[Version]:
        """The versions that were applied, oldest first."""
        return [record for record in self._history if isinstance(record, Version)]

    def known_at(self, instant: datetime) -> Version | None:
        """The last applied version that was recorded at or before `instant` (aware); None before the first."""
        return next((one for one in reversed(self.applied()) if (recorded := _instant(one.enregistre_le)) and recorded <= instant), None)

    def history(self, name: str) -> list[tuple[int, AnyRecord]]:
        """What was ever written under an id, slug or code, with the applied version that brought it."""
        ends = sorted(self._ends.items(), key=lambda one: one[1])
        found: list[tuple[int, AnyRecord]] = []
        for position, record in enumerate(self._history):
            brought = next((version for version, end in ends if position < end), None)
            if brought is not None and key_of(record)[1] == name and not isinstance(record, Version):
                found.append((brought, record))
        return found

    def replaced(self) -> Iterator[tuple[Version, AnyRecord, AnyRecord]]:
        """Each record that took the place of an earlier one of its key, oldest first: the version that brought it, both records."""
        before: dict[str, AnyRecord] = {}
        start = 0
        for version in self.applied():
            end = self._ends[version.version]
            for record in self._history[start:end]:
                key = log_key(record)
                if key in before and before[key] != record:
                    yield version, before[key], record
                before[key] = record
            start = end

    def recorded_at(self, version: Version) -> datetime | None:
        """When that version says it was recorded; None when it does not say it with an offset."""
        return _instant(version.enregistre_le)


def _instant(text: str) -> datetime | None:
    """When a version says it was recorded; None when it does not say it with an offset."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo is not None else None


def log_key(record: AnyRecord) -> str:
    """The key of a record on the log; a version's own is always the same."""
    return VERSION_KEY if isinstance(record, Version) else "/".join(key_of(record))


def encode(record: AnyRecord) -> bytes:
    """The value of a record on the log: canonical JSON with every field, so that a default that changes later changes no past record."""
    return json.dumps(record.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(value: bytes | None) -> AnyRecord:
    """The record of a value; raises ValueError with a sentence that holds no value."""
    try:
        content = json.loads(value or b"")
        model = _MODELS[content["genre"]]
        return cast("AnyRecord", model.model_validate({name: field for name, field in content.items() if name in model.model_fields}))
    except ValidationError as refused:
        paths = sorted({".".join(str(part) for part in error["loc"]) for error in refused.errors()})
        raise ValueError(f"champs refusés : {', '.join(paths)}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError("ce n'est pas un enregistrement du registre") from None
