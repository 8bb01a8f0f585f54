"""Rules and logins as a broker holds them: read, added, taken away, each known to the broker before we go on.

Rules:
1. A password travels salted and hashed: the client of the administration never sends it.
2. Adding what is there, or removing what is not, changes nothing and is no fault.
3. What the broker accepted is waited for: who comes next finds it in force.
4. Who may not change rights is refused in words before anything is asked: to such a one librdkafka 2.16 tells an empty list of rules, and
   for the list of logins it ends the process.
"""

import time
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaException
from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialDeletion,
    UserScramCredentialUpsertion,
)

from hub.admin import connected_admin
from hub.clients import bootstrap_servers
from hub.core.rights import ADMINISTRATION, NOBODY, Operation, Resource, Right, Rule
from hub.errors import BrokerRefused
from hub.settings import HubSettings

ITERATIONS = 8_192
MECHANISM = ScramMechanism.SCRAM_SHA_512
_LOOK_EVERY_S = 0.05
_PRINCIPAL = "User:"
_RESOURCES = {
    Resource.TOPIC: ResourceType.TOPIC,
    Resource.GROUP: ResourceType.GROUP,
    Resource.TRANSACTION: ResourceType.TRANSACTIONAL_ID,
    Resource.CLUSTER: ResourceType.BROKER,  # librdkafka's word for the cluster
}
_OPERATIONS = {operation: AclOperation[operation.name] for operation in Operation}
_RESOURCES_READ: dict[Any, Resource] = {theirs: ours for ours, theirs in _RESOURCES.items()}
_OPERATIONS_READ: dict[Any, Operation] = {theirs: ours for ours, theirs in _OPERATIONS.items()}
_NOT_THERE = Rule(NOBODY, Right(Resource.TOPIC, NOBODY, Operation.READ))
"""Nobody has it; to take it away is how a broker without an authorizer says so: asked for its rules, it seems to have none."""
_ANY: Any = None
_ALL = AclBindingFilter(ResourceType.ANY, _ANY, ResourcePatternType.ANY, _ANY, _ANY, AclOperation.ANY, AclPermissionType.ANY)


class Keeper:
    """One broker, asked as the administration; every answer comes within the settings' times or is a BrokerFault."""

    def __init__(self, settings: HubSettings) -> None:
        """Connect; raises BrokerSilent, or BrokerRefused under a login that may not change rights."""
        self._settings = settings
        self._admin = connected_admin(settings)
        asked = self._admin.describe_cluster(include_authorized_operations=True, request_timeout=settings.kafka.answer_timeout_s)
        if AclOperation.ALTER not in (self._done(asked, "tell what one may do").authorized_operations or ()):
            where, reason = bootstrap_servers(settings), f"only one that may ALTER the cluster does that ({ADMINISTRATION})"
            raise BrokerRefused(bootstrap=where, action="change logins and rights", reason=reason)
        self._all(self._admin.delete_acls([_sought(_NOT_THERE)]), "keep rules (`hub kafka up --secure` starts one that does)")

    def rules(self) -> frozenset[Rule]:
        """Every rule of ours; one that we could not have written is not among them."""
        found = self._done(self._admin.describe_acls(_ALL, request_timeout=self._settings.kafka.answer_timeout_s), "read the rules")
        return frozenset(rule for rule in map(_read, found) if rule is not None)

    def add_rules(self, rules: Collection[Rule]) -> None:
        """Have these in force."""
        self._all(self._admin.create_acls([_written(rule) for rule in rules]) if rules else {}, "add a rule")
        self._wait(lambda: frozenset(rules) <= self.rules(), "add rules")

    def remove_rules(self, rules: Collection[Rule]) -> None:
        """Have none of these in force."""
        self._all(self._admin.delete_acls([_sought(rule) for rule in rules]) if rules else {}, "remove a rule")
        self._wait(lambda: not frozenset(rules) & self.rules(), "remove rules")

    def logins(self) -> frozenset[str]:
        """Everyone who has a password."""
        asked: Any = self._admin.describe_user_scram_credentials(request_timeout=self._settings.kafka.answer_timeout_s)
        return frozenset(self._done(asked, "read the logins"))

    def set_login(self, login: str, password: str) -> None:
        """Let `login` in with that password from now on."""
        change = UserScramCredentialUpsertion(login, ScramCredentialInfo(MECHANISM, ITERATIONS), password.encode())
        self._all(self._admin.alter_user_scram_credentials([change]), "make a login")
        self._wait(lambda: login in self.logins(), "make a login")

    def remove_logins(self, logins: Iterable[str]) -> None:
        """Let none of these in any more; who is connected stays so until a rule stops them."""
        gone = frozenset(logins) & self.logins()
        if gone:
            changes: list[Any] = [UserScramCredentialDeletion(login, MECHANISM) for login in sorted(gone)]
            self._all(self._admin.alter_user_scram_credentials(changes), "remove a login")
            self._wait(lambda: not gone & self.logins(), "remove logins")

    def _all(self, asked: dict[Any, Future[Any]], action: str) -> None:
        for answer in asked.values():
            self._done(answer, action)

    def _done(self, answer: Future[Any], action: str) -> Any:
        try:
            return answer.result(self._settings.kafka.request_timeout_ms / 1000)
        except KafkaException as refused:
            where = bootstrap_servers(self._settings)
            raise BrokerRefused(bootstrap=where, action=action, reason=refused.args[0].str()) from None

    def _wait(self, is_done: Callable[[], bool], action: str) -> None:
        deadline = time.monotonic() + self._settings.kafka.answer_timeout_s
        while not is_done():
            if time.monotonic() > deadline:
                raise BrokerRefused(bootstrap=bootstrap_servers(self._settings), action=action, reason="accepted, and not done in time")
            time.sleep(_LOOK_EVERY_S)


def _written(rule: Rule) -> AclBinding:
    resource, name, operation, _ = rule.right
    permission = AclPermissionType.DENY if rule.is_denial else AclPermissionType.ALLOW
    return AclBinding(_RESOURCES[resource], name, _pattern(rule), f"{_PRINCIPAL}{rule.principal}", "*", _OPERATIONS[operation], permission)


def _sought(rule: Rule) -> AclBindingFilter:
    one = _written(rule)
    return AclBindingFilter(one.restype, one.name, one.resource_pattern_type, one.principal, one.host, one.operation, one.permission_type)


def _pattern(rule: Rule) -> ResourcePatternType:
    return ResourcePatternType.PREFIXED if rule.right.is_prefix else ResourcePatternType.LITERAL


def _read(one: AclBinding) -> Rule | None:
    resource, operation = _RESOURCES_READ.get(one.restype), _OPERATIONS_READ.get(one.operation)
    if resource is None or operation is None or one.host != "*" or not one.principal.startswith(_PRINCIPAL):
        return None
    is_prefix = one.resource_pattern_type == ResourcePatternType.PREFIXED
    right = Right(resource, one.name, operation, is_prefix)
    return Rule(one.principal.removeprefix(_PRINCIPAL), right, is_denial=one.permission_type == AclPermissionType.DENY)
