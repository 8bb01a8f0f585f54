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


def is_gone(view: RegistryView, actor: str, day: date) -> bool:
    """Whether the registry says that the actor had ended by `day`: nobody reads its inbox any more."""
    found = view.actor(actor)
    return found is not None and found.au is not None and found.au <= day
