"""The hub's own principals on the secured local Kafka: each has its login and exactly its rights, made anew at every start."""

from hub.access.keeper import Keeper
from hub.core.rights import HUB_RIGHTS, given
from hub.kafka_local.ports import Ports
from hub.kafka_local.security import Security


def provide(security: Security, at: Ports) -> None:
    """Have the logins and rights of every principal of the hub in force, and the files that say how to use them."""
    keeper = Keeper(security.own_settings(at))
    there = keeper.logins()
    for principal in HUB_RIGHTS:
        if principal not in there or not security.has_password_of(principal):
            keeper.set_login(principal, security.password_of(principal))
    wanted = frozenset(rule for principal, rights in HUB_RIGHTS.items() for rule in given(principal, rights))
    found = frozenset(rule for rule in keeper.rules() if rule.principal in HUB_RIGHTS)
    keeper.add_rules(wanted - found)
    keeper.remove_rules(found - wanted)
    security.write_environments(at)
