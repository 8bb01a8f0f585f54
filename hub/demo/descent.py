"""Which process another one started: the worker behind its supervisor."""

import subprocess
from pathlib import Path

PROC = Path("/proc")


def child_of(pid: int) -> int:
    """The one child of `pid`; ProcessLookupError when there is none."""
    children = [child for child, parent in _parents() if parent == pid]
    if not children:
        raise ProcessLookupError(pid)
    return children[0]


def _parents() -> list[tuple[int, int]]:
    """(process, parent) of every process."""
    if not PROC.is_dir():
        listed = subprocess.run(["/bin/ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
        return [(int(process), int(parent)) for process, parent in map(str.split, listed.splitlines())]
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text(encoding="ascii", errors="replace")
            except OSError:
                continue  # it ended meanwhile
            # the name stands in parentheses and may hold anything; the parent is the second word after them
            found.append((int(folder.name), int(status.rpartition(")")[2].split()[1])))
    return found
