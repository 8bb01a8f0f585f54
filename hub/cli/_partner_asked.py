"""The partner a command is asked about, by its id in the registry."""

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hub.core.registry import RegistryView
    from schemas.registry import Actor


def partner_asked(view: "RegistryView", name: str) -> "Actor":
    """The actor of that id that has topics; raises NoContract."""
    from hub.errors import NoContract
    from schemas.codes import Channel

    actor = view.actor(name)
    if actor is None:
        nearest = difflib.get_close_matches(name, [one.id for one in view.actors() if one.canal is Channel.KAFKA], n=1, cutoff=0.0)
        cure = f"The nearest is « {nearest[0]} »." if nearest else "No actor of this registry has the channel kafka."
        raise NoContract(name=name, reason="the registry knows no actor of that id", cure=cure)
    if actor.canal is not Channel.KAFKA:
        reason = f"it is reached by {actor.canal}, and has no topics"
        raise NoContract(name=name, reason=reason, cure="Give it `canal: kafka` in the registry, then load the registry.")
    return actor
