"""One name, one living worker: two processes with the same static membership would throw each other out for ever."""

import fcntl
from pathlib import Path
from typing import IO


def hold_name(folder: Path, name: str) -> IO[bytes] | None:
    """Hold `name` until the file is closed or the process ends, however it ends; None when another process holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = (folder / f"{name}.lock").open("wb")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return None
    return lock
