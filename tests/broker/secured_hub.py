"""The whole hub on a Kafka where everyone logs in over TLS and nothing is allowed that no rule allows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from hub.access.keeper import Keeper
from hub.access.partners import Ask, Partners
from hub.clients import confluent_options
from hub.core.rights import ADMINISTRATION, WORKER, given, login_of, partner_rights
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import Ports
from hub.kafka_local.security import Security
from hub.settings import HubSettings, load_settings
from tests.broker.whole_hub import WholeHub

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)


@dataclass
class SecuredHub(WholeHub):
    """A `WholeHub` whose workers log in as such; the administration does what needs more, the broker's own login sees everything."""

    security: Security = field(kw_only=True)
    at: Ports = field(kw_only=True)

    @property
    def environ(self) -> dict[str, str]:
        """The workers' settings: their own login."""
        return {**super().environ, **self.security.environment(WORKER)}

    def connection(self, actor: str | None = None) -> dict[str, Any]:
        """As that partner, else as one who may see everything."""
        if actor is None:
            return {**confluent_options(self.security.own_settings(self.at)), "log_level": 0}
        return self.login(login_of(actor, NOW), password_of(actor))

    def login(self, principal: str, password: str | None = None) -> dict[str, Any]:
        """As that login; without a password, as a principal of the hub."""
        options = confluent_options(load_settings({**super().environ, **self.security.environment(ADMINISTRATION)}))
        word = password or self.security.password_of(principal)
        return {**options, "log_level": 0, "sasl.username": principal, "sasl.password": word}

    def ground(self, **more: str) -> None:
        """Topics and registry are the administration's work."""
        super().ground(**self.security.environment(ADMINISTRATION), **more)

    def told_to(self, principal: str) -> dict[str, str]:
        """What `hub kafka up --secure` writes for that principal: its login, addresses, and the authority for who administers."""
        written = (self.security.folder / f"{principal}.env").read_text(encoding="utf-8")
        return dict(line.replace("'", "").split("=", 1) for line in written.splitlines())

    def settings_of(self, principal: str) -> HubSettings:
        """As a process of the hub is set up that logs in as this one."""
        own = {"HUB_KAFKA__BOOTSTRAP_SERVERS": self.bootstrap, "HUB_DATA_DIR": str(self.folder / "relais")}
        return load_settings(own | self.told_to(principal))

    @cached_property
    def keeper(self) -> Keeper:
        """Who makes logins and rules, above all of them."""
        return Keeper(self.security.own_settings(self.at))

    def enrol(self, actor: str) -> None:
        """Make a partner's login, with its rights."""
        login = login_of(actor, NOW)
        self.keeper.set_login(login, password_of(actor))
        self.keeper.add_rules(given(login, partner_rights(actor)))


def password_of(actor: str) -> str:
    """Each partner has its own."""
    return f"word of {actor}"


@contextmanager
def secured_hub(folder: Path, **more: str) -> Iterator[SecuredHub]:
    """A secured hub with its registry loaded, no partner let in and no worker."""
    broker = LocalBroker(folder / "kafka", secure=True)
    broker.start()
    hub = SecuredHub(broker.bootstrap, folder, more=more, security=Security.of(broker.secured), at=broker.ports())
    try:
        hub.ground()
        yield hub
    finally:
        hub.close()
        broker.stop()


@contextmanager
def hub_with_partners(folder: Path, *actors: str) -> Iterator[SecuredHub]:
    """A secured hub where these were let in by the administration, each with a folder of its own, by password and by certificate."""
    with secured_hub(folder) as whole:
        partners = Partners(whole.settings_of(ADMINISTRATION))
        for actor in actors:
            partners.add(actor, Ask(bundle=whole.folder / actor, certificate=True))
        yield whole
