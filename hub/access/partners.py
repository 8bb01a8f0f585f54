"""A partner on the broker: let in, given another login, stopped, let in again, removed; planned first, done only where something differs.

Rules:
1. A password is made here, written to the bundle, then told to the broker: a bundle that could not be written lets nobody in.
2. What was handed over cannot be read again: a lost bundle is a rotation.
3. Topics are removed only when that is asked for, and with messages nobody read only when that is asked for too.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from hub import topics
from hub.access import plan, quotas
from hub.access.bundle import Handed, write_bundle
from hub.access.certificates import Signed, partner_certificate
from hub.access.keeper import Keeper
from hub.access.plan import Changes, Standing
from hub.access.private_files import new_password
from hub.core.asyncapi import document
from hub.core.partner_terms import terms
from hub.core.registry import RegistryView
from hub.core.rights import login_of
from hub.errors import AuthorityRefused, PartnerRefused
from hub.positions import Positions
from hub.published import published
from hub.registry.loading import committed_versions
from hub.settings import HubSettings
from hub.topics import Finding, Verdict
from schemas.codes import Channel
from schemas.topics import inbox, outbox


class Done(NamedTuple):
    """What was planned and, unless it was only looked at, done; `remains` is what was left on purpose, in words."""

    actor: str
    changes: tuple[str, ...]
    login: str | None = None
    bundle: Path | None = None
    remains: tuple[str, ...] = ()


class Ask(NamedTuple):
    """How a command was asked: only looked at, or done; where the bundle goes; with a certificate or without."""

    dry_run: bool = False
    bundle: Path | None = None
    certificate: bool = False


def _now() -> datetime:
    return datetime.now(UTC)


class Partners:
    """The partners of one broker; every method raises PartnerRefused or a BrokerFault, and then says what to do."""

    def __init__(self, settings: HubSettings, now: Callable[[], datetime] = _now) -> None:
        """Connect as the administration."""
        self._settings = settings
        self._keeper = Keeper(settings)
        self._now = now

    def every(self) -> list[Standing]:
        """Every partner of whom the broker knows anything."""
        return plan.partners(self._keeper.rules(), self._keeper.logins(), quotas.quotas_by_login(self._settings))

    def one(self, actor: str) -> Standing:
        """One of them as it stands."""
        return plan.standing(actor, self._keeper.rules(), self._keeper.logins(), quotas.quotas_by_login(self._settings))

    def add(self, actor: str, ask: Ask) -> Done:
        """Topics, login, rights and quotas of an actor of the registry that is reached by Kafka."""
        self._have_in_registry(actor)
        now = self._unless_suspended(actor)
        findings = topics.partner_plan(self._settings, actor)
        return self._do(actor, plan.to_add(now, self._login(actor), self._quotas()), ask, findings)

    def rotate(self, actor: str, ask: Ask) -> Done:
        """A second login beside the first; both work."""
        now = self._unless_suspended(actor)
        if not now.logins:
            raise PartnerRefused(actor=actor, reason="it has no login", cure=f"`hub partner add {actor}` makes its first one.")
        done = self._do(actor, plan.to_rotate(now, self._login(actor), self._quotas()), ask)
        return done._replace(remains=(f"{now.logins[0]} works until `hub partner rotate {actor} --finish`",))

    def finish(self, actor: str, ask: Ask) -> Done:
        """The newest login alone."""
        return self._do(actor, plan.to_finish(self._unless_suspended(actor)), ask)

    def suspend(self, actor: str, ask: Ask) -> Done:
        """Stopped now, live connections included, until `resume`."""
        now = self.one(actor)
        if not now.is_known:
            self._have_in_registry(actor)
        return self._do(actor, plan.to_suspend(now), ask)

    def resume(self, actor: str, ask: Ask) -> Done:
        """Let in again, under a new login."""
        self._have_in_registry(actor)
        findings = topics.partner_plan(self._settings, actor)
        return self._do(actor, plan.to_resume(self.one(actor), self._login(actor), self._quotas()), ask, findings)

    def remove(self, actor: str, ask: Ask, *, with_topics: bool = False, even_unread: bool = False) -> Done:
        """No login, no right, no quota; its topics only `with_topics`, and with unread messages only `even_unread`."""
        there, unread = self._unread(actor)
        if with_topics and unread and not even_unread:
            cure = "Let them be read, or add --unread: what is removed is gone."
            raise PartnerRefused(actor=actor, reason=f"messages wait unread ({', '.join(unread)})", cure=cure)
        done = self._do(actor, plan.to_remove(self.one(actor)), ask)
        if not with_topics:
            return done._replace(remains=(*there, *unread))
        if not ask.dry_run:
            topics.remove(self._settings, there)
        return done._replace(changes=(*done.changes, *(f"remove  topic {name}" for name in there)))

    def _do(self, actor: str, changes: Changes, ask: Ask, findings: list[Finding] | None = None) -> Done:
        made = [one for one in findings or () if one.verdict is not Verdict.AS_IT_MUST_BE]
        told = (*(f"{_VERBS[one.verdict]} topic {one.spec.name}" for one in made), *changes.lines())
        signed = self._certificate(changes.new_login, ask)
        if ask.dry_run:
            return Done(actor, told, changes.new_login)
        self._keeper.add_rules(changes.denials)
        self._keeper.remove_rules(changes.lost_rules)
        self._keeper.remove_logins(changes.lost_logins)
        topics.carry_out(self._settings, made)
        folder = None if changes.new_login is None else self._let_in(actor, changes.new_login, ask, signed)
        quotas.change_quotas(self._settings, changes.quotas)
        self._keeper.add_rules(changes.new_rules)
        return Done(actor, told, changes.new_login, folder)

    def _let_in(self, actor: str, login: str, ask: Ask, signed: Signed | None) -> Path:
        folder = ask.bundle or self._settings.data_dir / "partners" / actor
        password = new_password()
        write_bundle(folder, Handed(actor, login, password, self._contract(actor), signed), self._settings)
        self._keeper.set_login(login, password)
        return folder

    def _certificate(self, login: str | None, ask: Ask) -> Signed | None:
        if login is None or not ask.certificate:
            return None
        mine = self._settings.partners
        if mine.ca_certificate_file is None or mine.ca_key_file is None:
            raise AuthorityRefused(reason="none is named")
        try:
            authority = Signed(mine.ca_certificate_file.read_bytes(), mine.ca_key_file.read_bytes())
        except OSError as unread:
            raise AuthorityRefused(reason=str(unread)) from None
        return partner_certificate(authority, login, self._now())

    def _login(self, actor: str) -> str:
        return login_of(actor, self._now())

    def _quotas(self) -> dict[str, float]:
        mine = self._settings.partners
        return {
            quotas.PRODUCED: float(mine.produced_bytes_per_s),
            quotas.FETCHED: float(mine.fetched_bytes_per_s),
            quotas.ASKED: float(mine.asked_percent),
        }

    def _unless_suspended(self, actor: str) -> Standing:
        now = self.one(actor)
        if now.is_suspended:
            raise PartnerRefused(actor=actor, reason="it is suspended", cure=f"`hub partner resume {actor}` lets it in again.")
        return now

    def _contract(self, actor: str) -> dict[str, Any]:
        found = self._view.actor(actor)
        assert found is not None, "a registry never forgets an actor"
        return document(terms(self._view, found), published())

    @cached_property
    def _view(self) -> RegistryView:
        """The registry as it stands when it is first asked for: its log is read once a command."""
        versions = committed_versions(self._settings)
        return versions.view(versions.applied()[-1].version)

    def _have_in_registry(self, actor: str) -> None:
        found = self._view.actor(actor)
        if found is None:
            raise PartnerRefused(actor=actor, reason="the registry has no such actor", cure="See `hub registry show` for its actors.")
        if found.canal is not Channel.KAFKA:
            cure = "Only an actor whose `canal` is `kafka` has topics and a login."
            raise PartnerRefused(actor=actor, reason=f"the registry reaches it by {found.canal}", cure=cure)

    def _unread(self, actor: str) -> tuple[list[str], list[str]]:
        """The topics that exist, and what may be unread on them; the end of a transaction counts as one."""
        positions = Positions(self._settings)
        places = positions.places([outbox(actor), inbox(actor)])
        starts, ends = positions.starts(places), positions.ends(places)
        readers = {inbox(actor): f"{actor}.", outbox(actor): "hub"}
        found = []
        for place in places:
            groups = [group for group in positions.groups() if group.startswith(readers[place.topic])]
            read = max((commit.offset for group in groups for commit in positions.committed(group, [place]).values()), default=0)
            left = ends[place] - max(read, starts[place])
            found += [f"{place.topic}: up to {left} unread"] if left > 0 else []
        return [place.topic for place in places], found


_VERBS = {Verdict.TO_MAKE: "make   ", Verdict.TO_SET: "set    ", Verdict.REFUSED: "refuse "}
