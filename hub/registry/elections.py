"""The general municipal elections, as dated data that comes with the hub: a term of office begins in every commune."""

from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from hub.core.strata import Term

_TERMS = TypeAdapter(tuple[Term, ...])


def general_elections() -> tuple[Term, ...]:
    """Oldest first."""
    text = files("hub.registry").joinpath("elections.yaml").read_text(encoding="utf-8")
    return _TERMS.validate_python(yaml.safe_load(text))
