"""Quix Streams as a peer: a venv of its own, since it needs another confluent-kafka than the hub, made once from its hashed lock.

The venv is kept beside the jars of the local Kafka, under the hash of `requirements-bench.lock`: it appears whole or not at all.
"""

import fcntl
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from hub.settings import load_settings

LOCK = Path(__file__).parents[2] / "requirements-bench.lock"
INSTALL_TIMEOUT_S = 600
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--require-hashes", "-r")


def command(name: str, prefix: str) -> list[str]:
    """What starts the peer; makes the venv if need be. Raises CalledProcessError where its packages cannot be had."""
    made = load_settings().kafka.cache_dir.with_name(f"quix-peer-{hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]}")
    make(made)
    return [str(made / "bin" / "python"), "-m", "bench.peers.quix_streams", name, prefix]


def make(made: Path) -> None:
    """Have the venv; of two that make it together, one does it and the other uses it."""
    made.parent.mkdir(parents=True, exist_ok=True)
    with (made.parent / f".{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.is_dir():
            return
        with tempfile.TemporaryDirectory(prefix=f".{made.name}.", dir=made.parent) as around:
            draft = Path(around) / "venv"
            subprocess.run([sys.executable, "-m", "venv", draft], check=True, timeout=INSTALL_TIMEOUT_S)
            subprocess.run([draft / "bin" / "python", *_PIP, LOCK], check=True, timeout=INSTALL_TIMEOUT_S)
            draft.rename(made)
