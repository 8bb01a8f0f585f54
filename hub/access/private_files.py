"""Files that only their owner reads: whole or not at all, and never readable by another, not even for an instant."""

import os
import secrets
from pathlib import Path

PRIVATE = 0o600
PRIVATE_FOLDER = 0o700


def write_private(path: Path, content: str | bytes) -> None:
    """Write the file in one move, readable by its owner alone; its folder is made likewise."""
    draft_private(path, content).replace(path)


def draft_private(path: Path, content: str | bytes) -> Path:
    """A file beside `path`, whole and on the disk, readable by its owner alone; the folder is made likewise."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def new_password() -> str:
    """A password nobody chose: 32 bytes, as letters, digits, `-` and `_`."""
    return secrets.token_urlsafe(32)
