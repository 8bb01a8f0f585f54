"""What must change for a partner to stand as it was asked to: compared first, shown, then done in an order that leaves no door open.

Rules:
1. What is asked twice is done once: where nothing differs, nothing is planned.
2. Denials come first and rights last: nobody has a right before its quota, and whoever is stopped is stopped before anything else happens.
3. A login is whole: a password, every right of its partner, its quotas. Leftovers of one that is not are taken away.
4. A suspended partner stays suspended until it is said otherwise: nothing else lifts a suspension.
"""

from collections.abc import Mapping
from typing import NamedTuple

from hub.core.rights import Rule, actor_of, given, partner_rights, suspension

Quotas = Mapping[str, float]


class Standing(NamedTuple):
    """A partner as the broker knows it."""

    actor: str
    rules: frozenset[Rule]
    passwords: frozenset[str]
    quotas: Mapping[str, Quotas]

    @property
    def logins(self) -> tuple[str, ...]:
        """Those it may log in under, the oldest first."""
        return tuple(sorted(self.passwords))

    @property
    def leftovers(self) -> frozenset[str]:
        """Logins without a password, of which something is left."""
        named = {rule.principal for rule in self.rules if not rule.is_denial} | set(self.quotas)
        return frozenset(named - self.passwords)

    @property
    def is_suspended(self) -> bool:
        """Whether anything denies everybody what this partner does."""
        return any(rule.is_denial for rule in self.rules)

    @property
    def is_known(self) -> bool:
        """Whether the broker knows anything of it."""
        return bool(self.rules or self.passwords or self.quotas)


class Changes(NamedTuple):
    """What is to be done, in this order."""

    denials: frozenset[Rule] = frozenset()
    lost_rules: frozenset[Rule] = frozenset()
    lost_logins: tuple[str, ...] = ()
    new_login: str | None = None
    quotas: Mapping[str, Mapping[str, float | None]] = {}
    new_rules: frozenset[Rule] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is anything to do."""
        return any(self)

    def lines(self) -> list[str]:
        """Each change in words."""
        told = [*(f"add     {rule}" for rule in sorted(self.denials)), *(f"remove  {rule}" for rule in sorted(self.lost_rules))]
        told += [f"remove  login {login}" for login in self.lost_logins]
        told += [] if self.new_login is None else [f"make    login {self.new_login}"]
        told += [f"set     quotas of {login}: {_told(values)}" for login, values in self.quotas.items()]
        return [*told, *(f"add     {rule}" for rule in sorted(self.new_rules))]


def standing(actor: str, rules: frozenset[Rule], passwords: frozenset[str], quotas: Mapping[str, Quotas]) -> Standing:
    """What concerns this partner among everything the broker holds."""
    denials = suspension(actor)
    own = frozenset(rule for rule in rules if rule in denials or actor_of(rule.principal) == actor)
    return Standing(
        actor,
        own,
        frozenset(filter(lambda login: actor_of(login) == actor, passwords)),
        {one: quotas[one] for one in quotas if actor_of(one) == actor},
    )


def partners(rules: frozenset[Rule], passwords: frozenset[str], quotas: Mapping[str, Quotas]) -> list[Standing]:
    """Every partner of whom the broker knows anything, by id."""
    logins = {rule.principal for rule in rules} | passwords | set(quotas)
    boxes = {rule.right.name.partition(".")[2] for rule in rules if rule.is_denial and rule.right.name.startswith("from.")}
    actors = {actor for login in logins if (actor := actor_of(login)) is not None} | boxes
    found = (standing(actor, rules, passwords, quotas) for actor in sorted(actors))
    return [one for one in found if one.is_known]


def to_add(now: Standing, login: str, quotas: Quotas) -> Changes:
    """One login at least, each whole; a suspension is lifted only by who asks for just that (`to_resume`)."""
    assert not now.is_suspended, "nothing lifts it in passing"
    kept = now.logins or (login,)
    return _whole(now, kept, None if now.logins else login, quotas)


def to_resume(now: Standing, login: str, quotas: Quotas) -> Changes:
    """What was suspended may be done again, under a login made now: the old passwords are gone."""
    lifted = frozenset(rule for rule in now.rules if rule.is_denial)
    changes = to_add(now._replace(rules=now.rules - lifted), login, quotas)
    return changes._replace(lost_rules=changes.lost_rules | lifted)


def to_rotate(now: Standing, login: str, quotas: Quotas) -> Changes:
    """A second login beside the one it has; nothing while two stand."""
    if len(now.logins) > 1:
        return Changes()
    return _whole(now, (*now.logins, login), login, quotas)


def to_finish(now: Standing) -> Changes:
    """The newest login alone."""
    return _without(now, now.logins[:-1])


def to_suspend(now: Standing) -> Changes:
    """Nobody does what this partner does, and none of its logins is left."""
    return _without(now, now.logins)._replace(denials=suspension(now.actor) - now.rules)


def to_remove(now: Standing) -> Changes:
    """Nothing of it is left, a suspension included."""
    gone = _without(now, now.logins)
    return gone._replace(lost_rules=now.rules)


def _whole(now: Standing, kept: tuple[str, ...], new: str | None, quotas: Quotas) -> Changes:
    wanted = frozenset(rule for login in kept for rule in given(login, partner_rights(now.actor)))
    differing: dict[str, Mapping[str, float | None]] = {login: quotas for login in kept if now.quotas.get(login) != quotas}
    lost = {login: dict.fromkeys(now.quotas[login]) for login in sorted(now.leftovers) if login in now.quotas and login not in kept}
    return Changes(lost_rules=now.rules - wanted, new_login=new, quotas={**lost, **differing}, new_rules=wanted - now.rules)


def _without(now: Standing, gone: tuple[str, ...]) -> Changes:
    ended = {*gone, *now.leftovers}
    return Changes(
        lost_rules=frozenset(rule for rule in now.rules if rule.principal in ended),
        lost_logins=gone,
        quotas={login: dict.fromkeys(now.quotas[login]) for login in sorted(ended) if login in now.quotas},
    )


def _told(values: Mapping[str, float | None]) -> str:
    return ", ".join(f"{name} {'none' if value is None else f'{value:.0f}'}" for name, value in values.items())
