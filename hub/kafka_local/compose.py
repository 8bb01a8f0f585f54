"""Kafka from the compose file, for a machine without Java where a container daemon answers."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from hub.errors import KafkaDidNotStart
from hub.kafka_local import artefacts

BOOTSTRAP = "127.0.0.1:19092"
"""Where the compose file publishes its Kafka on this machine."""
SERVICE = "kafka"
VOLUME = "relais_kafka"
_ANSWER_TIMEOUT_S = 10.0
_UP_TIMEOUT_S = 600.0


def find_docker(environ: Mapping[str, str] | None = None) -> Path | None:
    """The docker client, only if a daemon answers it: the client alone proves nothing."""
    found = shutil.which("docker", path=(os.environ if environ is None else environ).get("PATH", ""))
    if found is None:
        return None
    try:
        answer = _run([found, "info"], _ANSWER_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return Path(found) if answer.returncode == 0 else None


def compose_up(docker: Path, *, fresh: bool) -> None:
    """Start the service and wait until it is healthy."""
    if fresh:
        compose_down(docker)
        _run([str(docker), "volume", "rm", "--force", VOLUME], _UP_TIMEOUT_S)
    try:
        ended = _run([*_compose(docker), "up", "--detach", "--wait", SERVICE], _UP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise KafkaDidNotStart(last_line="docker compose up did not end", log="docker compose logs") from None
    if ended.returncode != 0:
        last_line = ended.stderr.strip().rpartition("\n")[2]
        raise KafkaDidNotStart(last_line=last_line, log="docker compose logs")


def compose_down(docker: Path) -> None:
    """Stop the service; its records stay in their volume."""
    _run([*_compose(docker), "rm", "--stop", "--force", SERVICE], _UP_TIMEOUT_S)


def _compose(docker: Path) -> list[str]:
    return [str(docker), "compose", "--file", str(artefacts.compose_file())]


def _run(command: list[str], timeout_s: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout_s, check=False)
