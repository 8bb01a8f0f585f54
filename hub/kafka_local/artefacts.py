"""Where the files that describe the local Kafka are: `deploy/` in a clone, a folder of this package in an installed wheel."""

from pathlib import Path

_PACKAGED = Path(__file__).parent / "artefacts"
_CLONE = Path(__file__).parents[2] / "deploy"


def _folder() -> Path:
    return _PACKAGED if _PACKAGED.is_dir() else _CLONE


def pom() -> Path:
    """What Maven is asked for."""
    return _folder() / "kafka" / "pom.xml"


def jar_list() -> Path:
    """SHA-256 and name of every jar, as `sha256sum` writes them."""
    return _folder() / "kafka" / "jars.sha256"


def compose_file() -> Path:
    """The same hub in containers."""
    return _folder() / "compose.yaml"
