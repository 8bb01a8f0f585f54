"""The whole hub on a Kafka where everyone logs in and nothing is allowed that no ACL allows, with the rights that the docs give."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AdminClient,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from hub.kafka_local.security import MECHANISM, PROTOCOL, Security
from tests.broker.whole_hub import WholeHub

ADMINISTRATION = Security("administration", "0nlyHere")
WORKER = "hub"
ITERATIONS = 8_192
READ, WRITE = AclOperation.READ, AclOperation.WRITE
TOPIC, GROUP, TRANSACTION = ResourceType.TOPIC, ResourceType.GROUP, ResourceType.TRANSACTIONAL_ID
EXACTLY, PREFIXED = ResourcePatternType.LITERAL, ResourcePatternType.PREFIXED

Right = tuple[ResourceType, ResourcePatternType, str, AclOperation]

WORKER_RIGHTS: tuple[Right, ...] = (
    (TOPIC, PREFIXED, "from.", READ),
    (TOPIC, PREFIXED, "to.", WRITE),
    (TOPIC, PREFIXED, "hub.", READ),
    (TOPIC, PREFIXED, "hub.", WRITE),
    (GROUP, PREFIXED, "hub", READ),
    (TRANSACTION, PREFIXED, "hub-", WRITE),
)


def partner_rights(actor: str) -> tuple[Right, ...]:
    """What a partner needs, and no more."""
    return (TOPIC, EXACTLY, f"from.{actor}", WRITE), (TOPIC, EXACTLY, f"to.{actor}", READ), (GROUP, PREFIXED, f"{actor}.", READ)


def password_of(user: str) -> str:
    """Each user has its own."""
    return f"word of {user}"


def acl(user: str, right: Right, permission: AclPermissionType = AclPermissionType.ALLOW) -> AclBinding:
    """A rule about one user."""
    resource, pattern, name, operation = right
    return AclBinding(resource, name, pattern, f"User:{user}", "*", operation, permission)


REGISTRY_IS_NOT_ITS_OWN = acl(WORKER, (TOPIC, EXACTLY, "hub.registry", WRITE), AclPermissionType.DENY)
"""A worker reads the registry and never writes it, whatever it may do to the other `hub.*`."""


@dataclass
class SecuredHub(WholeHub):
    """A `WholeHub` whose workers and partners log in by SCRAM; commands that need more are the administrator's."""

    @property
    def environ(self) -> dict[str, str]:
        """The workers' settings: their own login."""
        return {
            **super().environ,
            "HUB_KAFKA__SECURITY_PROTOCOL": PROTOCOL,
            "HUB_KAFKA__SASL_MECHANISM": MECHANISM,
            "HUB_KAFKA__SASL_USERNAME": WORKER,
            "HUB_KAFKA__SASL_PASSWORD": password_of(WORKER),
        }

    def connection(self, actor: str | None = None) -> dict[str, Any]:
        """As that partner, else as the administrator."""
        options = {**ADMINISTRATION.client_options(self.bootstrap), "log_level": 0}
        if actor is not None:
            options |= {"sasl.mechanism": MECHANISM, "sasl.username": actor, "sasl.password": password_of(actor)}
        return options

    def ground(self, **more: str) -> None:
        """Topics and registry are the administrator's work."""
        login = {"USERNAME": ADMINISTRATION.administrator, "PASSWORD": ADMINISTRATION.password, "MECHANISM": "PLAIN"}
        super().ground(**{f"HUB_KAFKA__SASL_{name}": value for name, value in login.items()}, **more)

    @cached_property
    def admin(self) -> AdminClient:
        """Who makes users and rules."""
        return AdminClient(self.connection())

    def enrol(self, user: str, rights: tuple[Right, ...]) -> None:
        """Make a user, by SCRAM, with these rights."""
        how = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS)
        made = self.admin.alter_user_scram_credentials([UserScramCredentialUpsertion(user, how, password_of(user).encode())])
        made[user].result(10)
        self.rule(*(acl(user, right) for right in rights))

    def rule(self, *rules: AclBinding) -> None:
        """Add rules."""
        for answer in self.admin.create_acls(list(rules)).values():
            answer.result(10)

    def unrule(self, *rules: AclBinding) -> None:
        """Take rules away."""
        wanted = [
            AclBindingFilter(one.restype, one.name, one.resource_pattern_type, one.principal, one.host, one.operation, one.permission_type)
            for one in rules
        ]
        for answer in self.admin.delete_acls(wanted).values():
            answer.result(10)
