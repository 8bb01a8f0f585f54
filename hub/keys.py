"""The secret keys of a hub: one names dossiers, one hides persons from one recipient to the next, and may be rotated.

Rules:
1. A key is 32 bytes, written as 64 hexadecimal digits, from the settings or else from a file in the data folder.
2. A file is made once, whole or not at all, readable by its owner alone; of two processes that start together, both use the same key.
3. A rotation adds a key for demands made from a day to come on (`AAAA-MM-JJ=digits`, in order); no key is ever taken away, as each still
   hides the persons of its demands. The key that names dossiers is never rotated: one demand would have two names.
4. No key is invented when Kafka is shared between machines: two hubs with two case keys would name the same dossier differently.
"""

import re
import secrets
import stat
from datetime import date
from itertools import pairwise
from pathlib import Path

from pydantic import SecretStr

from hub.access.private_files import draft_private, write_private
from hub.clients import is_loopback
from hub.core.recipient_keys import RecipientKeys
from hub.errors import KeyGivenElsewhere, KeyRefused, KeyRequired
from hub.settings import HubSettings, variable_of

KEY_BYTES = 32
_WRITTEN = re.compile(r"[0-9a-fA-F]{64}")


def case_key(settings: HubSettings) -> bytes:
    """The key under which (source, reference) becomes the id of a dossier."""
    return _parse(*_written(settings, "case_key", settings.case_key))


def recipient_keys(settings: HubSettings) -> RecipientKeys:
    """The keys under which a person's reference becomes another one for each recipient."""
    written, place = _written(settings, "recipient_key", settings.recipient_key)
    first, *later = written.replace(",", " ").split() or [""]
    dated = [(date.min, _parse(first, place)), *(_dated(entry, place) for entry in later)]
    if any(after <= before for (before, _), (after, _) in pairwise(dated)):
        raise KeyRefused(place=place, reason="the days of its rotations are not in order")
    return RecipientKeys(tuple(dated))


def rotate_recipient_key(settings: HubSettings, since: date) -> RecipientKeys:
    """Add a new key to the file, for demands made from `since` on; all keys. Raises KeyGivenElsewhere, or KeyRefused."""
    if settings.recipient_key is not None:
        raise KeyGivenElsewhere(name=variable_of(("recipient_key",)), day=since.isoformat())
    known, path = recipient_keys(settings), key_file(settings, "recipient_key")
    if since <= known.dated[-1][0]:
        raise KeyRefused(place=path, reason=f"a key serves from {known.dated[-1][0].isoformat()} on already")
    line = f"{since.isoformat()}={secrets.token_bytes(KEY_BYTES).hex()}\n"
    write_private(path, path.read_text(encoding="ascii") + line)
    return recipient_keys(settings)


def key_file(settings: HubSettings, name: str) -> Path:
    """Where a key is kept when the settings do not give it."""
    return settings.data_dir / "keys" / f"{name}.hex"


def _written(settings: HubSettings, name: str, given: SecretStr | None) -> tuple[str, object]:
    """What is written of a key, and where."""
    variable = variable_of((name,))
    if given is not None:
        return given.get_secret_value(), variable
    path = key_file(settings, name)
    if not path.exists():
        if not is_loopback(settings):
            raise KeyRequired(name=variable)
        _create(path)
    return _read(path), path


def _dated(entry: str, place: object) -> tuple[date, bytes]:
    day, _, written = entry.partition("=")
    try:
        return date.fromisoformat(day), _parse(written, place)
    except ValueError:
        raise KeyRefused(place=place, reason="a rotation is written AAAA-MM-JJ=digits") from None


def _parse(written: str, place: object) -> bytes:
    if not _WRITTEN.fullmatch(written):
        raise KeyRefused(place=place, reason="it is not 64 hexadecimal digits")
    return bytes.fromhex(written)


def _read(path: Path) -> str:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyRefused(place=path, reason="others than its owner may read or write it")
    return path.read_text(encoding="ascii", errors="replace").strip()


def _create(path: Path) -> None:
    draft = draft_private(path, secrets.token_bytes(KEY_BYTES).hex() + "\n")
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink()
