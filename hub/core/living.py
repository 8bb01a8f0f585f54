"""Who exists, and which aid is given, on a day."""

from datetime import date

from hub.core.registry import RegistryView
from schemas.registry import covers


def is_living(view: RegistryView, actor: str, day: date) -> bool:
    """Whether the registry knows the actor, and it exists on `day`."""
    found = view.actor(actor)
    return found is not None and covers(found.du, found.au, day)


def is_given(view: RegistryView, aid: str, day: date) -> bool:
    """Whether the catalogue knows the aid on `day`."""
    found = view.aid(aid)
    return found is not None and covers(found.du, found.au, day)


def end_of(view: RegistryView, actor: str) -> date | None:
    """From which day on nobody reads the actor's inbox any more, where the registry says that it ends."""
    found = view.actor(actor)
    return None if found is None else found.au
