"""Where the files of `deploy/` are: beside the packages in a clone, inside this package in an installed wheel."""

from pathlib import Path

_PACKAGED = Path(__file__).parent / "_deploy"
_CLONE = Path(__file__).parents[1] / "deploy"


def folder() -> Path:
    """What comes with the program: the local Kafka's artefacts, the registry of the four communes, dashboards, alert rules."""
    return _PACKAGED if _PACKAGED.is_dir() else _CLONE
