"""The two secret keys of a hub: one names dossiers, one hides persons from one recipient to the next.

Rules:
1. A key is 32 bytes, written as 64 hexadecimal digits, from the settings or else from a file in the data folder.
2. A file is made once, whole or not at all, readable by its owner alone; of two processes that start together, both use the same key.
3. No key is invented when Kafka is shared between machines: two hubs with two case keys would name the same dossier differently.
"""

import os
import re
import secrets
import stat
from pathlib import Path

from pydantic import SecretStr

from hub.clients import is_loopback
from hub.errors import KeyRefused, KeyRequired
from hub.settings import HubSettings, variable_of

KEY_BYTES = 32
_WRITTEN = re.compile(r"[0-9a-fA-F]{64}")


def case_key(settings: HubSettings) -> bytes:
    """The key under which (source, reference) becomes the id of a dossier."""
    return _key(settings, "case_key", settings.case_key)


def recipient_key(settings: HubSettings) -> bytes:
    """The key under which a person's reference becomes another one for each recipient."""
    return _key(settings, "recipient_key", settings.recipient_key)


def key_file(settings: HubSettings, name: str) -> Path:
    """Where a key is kept when the settings do not give it."""
    return settings.data_dir / "keys" / f"{name}.hex"


def _key(settings: HubSettings, name: str, given: SecretStr | None) -> bytes:
    variable = variable_of((name,))
    if given is not None:
        return _parse(given.get_secret_value(), variable)
    path = key_file(settings, name)
    if not path.exists():
        if not is_loopback(settings):
            raise KeyRequired(name=variable)
        _create(path)
    return _read(path)


def _parse(written: str, place: object) -> bytes:
    if not _WRITTEN.fullmatch(written):
        raise KeyRefused(place=place, reason="it is not 64 hexadecimal digits")
    return bytes.fromhex(written)


def _read(path: Path) -> bytes:
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise KeyRefused(place=path, reason="others than its owner may read or write it")
    return _parse(path.read_text(encoding="ascii", errors="replace").strip(), path)


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        pass  # another process was first: its key is the key
    finally:
        draft.unlink()
