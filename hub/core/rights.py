"""Who may do what on Kafka, derived from the ids of actors: the rights of the hub's own principals and those of a partner.

Rules:
1. Partner P writes `from.P`, reads `to.P` in the groups `P.*`, and nothing else.
2. A partner logs in as `P.<moment the login was made>`; the hub's principals hold no dot: no login, no certificate bears a name of the hub.
3. A login is never made twice: what was taken away (an old password, an old certificate) never comes back with the next one.
4. A suspension denies everybody what only that partner does. A denial goes before any permission, whatever logins there are, and stays
   until it is lifted.
5. A worker never writes `hub.registry`; projector and watch write nothing; the administration alone changes topics, logins, rights, quotas.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from schemas import topics

WORKER = "hub-worker"
PROJECTOR = "hub-projector"
ADMINISTRATION = "hub-administration"
WATCH = "hub-watch"
NOBODY = "nobody"
"""Whom a certificate stands for that names no partner's login: no right is ever given to it."""
EVERYBODY = "*"
ANY_NAME = "*"
CLUSTER_NAME = "kafka-cluster"
REGISTRY_WRITER = "relais-registry"
"""The transactional id of `hub registry load`."""

_LOGIN = "[a-z0-9]+(?:-[a-z0-9]+)*[.][0-9]{8}t[0-9]{6}"
_MOMENT = "%Y%m%dt%H%M%S"


class Resource(StrEnum):
    """What a right is about."""

    TOPIC = "topic"
    GROUP = "group"
    TRANSACTION = "transactional id"
    CLUSTER = "cluster"


class Operation(StrEnum):
    """What a right permits; READ and WRITE bring DESCRIBE with them."""

    READ = "read"
    WRITE = "write"
    CREATE = "create"
    DELETE = "delete"
    ALTER = "alter"
    DESCRIBE = "describe"
    ALTER_CONFIGS = "alter configs"
    DESCRIBE_CONFIGS = "describe configs"


class Right(NamedTuple):
    """One operation on one name, or on all names that begin so."""

    resource: Resource
    name: str
    operation: Operation
    is_prefix: bool = False

    def __str__(self) -> str:
        """As a table shows it."""
        return f"{self.operation.upper()} {self.resource} {self.name}{'*' if self.is_prefix else ''}"


class Rule(NamedTuple):
    """A right given to a principal, or denied."""

    principal: str
    right: Right
    is_denial: bool = False

    def __str__(self) -> str:
        """As a table shows it."""
        return f"{'deny' if self.is_denial else 'allow'} {self.principal}: {self.right}"


def login_of(actor: str, made: datetime) -> str:
    """The name under which `actor` logs in from that moment on."""
    return f"{actor}.{made.strftime(_MOMENT)}"


def actor_of(login: str) -> str | None:
    """Whose login that is; None for a principal that is no partner's."""
    return login.partition(".")[0] if re.fullmatch(_LOGIN, login) else None


def certificate_mapping() -> str:
    """The rule by which a broker names the bearer of a certificate: a partner's login, or nobody (`ssl.principal.mapping.rules`)."""
    return f"RULE:^CN=({_LOGIN})$/$1/,RULE:^.*$/{NOBODY}/"


def partner_rights(actor: str) -> tuple[Right, ...]:
    """What a partner needs, and no more."""
    return (
        Right(Resource.TOPIC, topics.outbox(actor), Operation.WRITE),
        Right(Resource.TOPIC, topics.inbox(actor), Operation.READ),
        Right(Resource.GROUP, f"{actor}.", Operation.READ, is_prefix=True),
    )


def given(principal: str, rights: Iterable[Right]) -> frozenset[Rule]:
    """These rights, for that principal."""
    return frozenset(Rule(principal, right) for right in rights)


def suspension(actor: str) -> frozenset[Rule]:
    """What stops a partner under all its logins at once (rule 4)."""
    return frozenset(Rule(EVERYBODY, right, is_denial=True) for right in partner_rights(actor))


def _topics(operation: Operation, *names: str) -> tuple[Right, ...]:
    return tuple(Right(Resource.TOPIC, name, operation) for name in names)


def _all(prefix: str, *operations: Operation) -> tuple[Right, ...]:
    return tuple(Right(Resource.TOPIC, prefix, operation, is_prefix=True) for operation in operations)


def _cluster(*operations: Operation) -> tuple[Right, ...]:
    return tuple(Right(Resource.CLUSTER, CLUSTER_NAME, operation) for operation in operations)


HUB_PREFIX = "hub."
_WRITTEN_BY_WORKERS = (
    topics.EVENTS,
    topics.CASES,
    topics.JOURNAL,
    topics.REFUS,
    topics.REFUS_STATE,
    topics.QUOTAS,
    topics.QUOTAS_STATE,
    topics.PERSONNES,
    topics.PERSONNES_STATE,
    topics.REJECTED,
)

READERS = ("hub-lecture", "relais-regard", REGISTRY_WRITER)
"""Groups that readers without a group name because the client wants a name: none of them is ever joined."""
_READER_NAMES = tuple(Right(Resource.GROUP, name, Operation.DESCRIBE) for name in READERS)

WORKER_RIGHTS: tuple[Right, ...] = (
    *_all(topics.FROM_PREFIX, Operation.READ),
    *_all(topics.TO_PREFIX, Operation.WRITE),
    *_all(HUB_PREFIX, Operation.READ),
    *_topics(Operation.WRITE, *_WRITTEN_BY_WORKERS),
    Right(Resource.GROUP, "hub", Operation.READ),
    Right(Resource.GROUP, "hub-intake", Operation.READ),
    *_READER_NAMES,
    Right(Resource.TRANSACTION, "hub-", Operation.WRITE, is_prefix=True),
)

PROJECTOR_RIGHTS: tuple[Right, ...] = (
    *_all(HUB_PREFIX, Operation.READ),
    *_all(topics.TO_PREFIX, Operation.READ),
    Right(Resource.GROUP, ANY_NAME, Operation.DESCRIBE),
)
"""It measures how old the oldest unread message of each inbox is; whatever an inbox holds stands in `hub.*` too."""

_TOPIC_CARE = (Operation.CREATE, Operation.DESCRIBE, Operation.ALTER, Operation.ALTER_CONFIGS, Operation.DESCRIBE_CONFIGS)

ADMINISTRATION_RIGHTS: tuple[Right, ...] = (
    *_cluster(Operation.ALTER, Operation.DESCRIBE, Operation.ALTER_CONFIGS, Operation.DESCRIBE_CONFIGS),
    *_all(HUB_PREFIX, *_TOPIC_CARE),
    *_all(topics.FROM_PREFIX, *_TOPIC_CARE, Operation.DELETE),
    *_all(topics.TO_PREFIX, *_TOPIC_CARE, Operation.DELETE),
    *_all(HUB_PREFIX, Operation.READ),
    *_topics(Operation.WRITE, topics.REGISTRY),
    Right(Resource.GROUP, ANY_NAME, Operation.DESCRIBE),
    Right(Resource.TRANSACTION, REGISTRY_WRITER, Operation.WRITE),
)

WATCH_RIGHTS: tuple[Right, ...] = (
    *_all(HUB_PREFIX, Operation.READ),
    *_all(topics.FROM_PREFIX, Operation.READ),
    *_all(topics.TO_PREFIX, Operation.READ),
    Right(Resource.GROUP, ANY_NAME, Operation.DESCRIBE),
)
"""Whoever is on call: sees everything, changes nothing."""

HUB_RIGHTS: dict[str, tuple[Right, ...]] = {
    WORKER: WORKER_RIGHTS,
    PROJECTOR: PROJECTOR_RIGHTS,
    ADMINISTRATION: ADMINISTRATION_RIGHTS,
    WATCH: WATCH_RIGHTS,
}
"""The hub's principals; each has a login of its own."""
