"""The files that describe the local Kafka."""

from pathlib import Path

from hub.shipped import folder


def pom() -> Path:
    """What Maven is asked for."""
    return folder() / "kafka" / "pom.xml"


def jar_list() -> Path:
    """SHA-256 and name of every jar, as `sha256sum` writes them."""
    return folder() / "kafka" / "jars.sha256"


def compose_file() -> Path:
    """The same hub in containers."""
    return folder() / "compose.yaml"
