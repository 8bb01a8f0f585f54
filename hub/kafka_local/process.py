"""A process that outlives us, known by the lock it holds and not by its number."""

import contextlib
import fcntl
import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

LOOK_EVERY_S = 0.02
_LOCK_TIMEOUT_S = 1.0


def is_locked(path: Path) -> bool:
    """Whether a living process holds the lock."""
    try:
        lock = path.open("r+b")
    except OSError:
        return False
    with lock:
        return not _try_lock(lock)


@contextlib.contextmanager
def held(path: Path) -> Iterator[IO[bytes] | None]:
    """Hold the lock, or yield None when another holds it; what we spawn meanwhile with it keeps it after us."""
    with path.open("a+b") as lock:
        deadline = time.monotonic() + _LOCK_TIMEOUT_S
        while not (taken := _try_lock(lock)) and time.monotonic() < deadline:
            # a passing look by `is_locked` holds it for an instant
            time.sleep(LOOK_EVERY_S)
        yield lock if taken else None


def spawn(command: Sequence[str], log_file: Path, lock: IO[bytes]) -> int:
    """Start `command` in a session of its own, its words in `log_file`, `lock` in its hands; returns its pid."""
    os.set_inheritable(lock.fileno(), True)  # noqa: FBT003 -- positional only
    return os.posix_spawn(
        command[0],
        list(command),
        os.environ,
        setsid=True,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log_file), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )


def end(pid: int, lock: Path, number: signal.Signals, timeout_s: float) -> bool:
    """Signal the holder of `lock` and wait until it let go; False when it did not in time."""
    if not is_locked(lock):
        return True
    os.kill(pid, number)
    deadline = time.monotonic() + timeout_s
    while is_locked(lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_EVERY_S)
    reap(pid)
    return True


def reap(pid: int) -> None:
    """Take note of the end of a child, if it was ours."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)


def _try_lock(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
