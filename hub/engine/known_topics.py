"""Which inboxes may be written to: a lane must know before (an absent one would block it for 30 s, a forbidden one fail its transaction).

Rules:
1. An inbox that exists and that this principal may not write to is as good as absent.
2. Asked in two requests for all inboxes together, never for a message; at most once a second, and an answer serves for five.
3. A right that is taken away meanwhile costs one transaction, hence one end of the process: the next one asks before it writes.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future

from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AclOperation, AdminClient, TopicDescription

from schemas.topics import TO_PREFIX

REFRESH_S = 5.0
MISS_REFRESH_S = 1.0

AskTopics = Callable[[], set[str]]
"""The topics one may write to (blocking, a few milliseconds on a healthy cluster)."""


_NOT_FOR_US = frozenset({KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError.TOPIC_AUTHORIZATION_FAILED})


class KnownTopics:
    """A set of topic names, asked again when one is missed, at most once a second."""

    def __init__(self, ask: AskTopics, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._ask = ask
        self._monotonic = monotonic
        self._names: set[str] = set()
        self._asked_at = float("-inf")

    def __contains__(self, topic: object) -> bool:
        """Whether `topic` may be written to, by an answer at most a second old when it says no."""
        age = self._monotonic() - self._asked_at
        if age > REFRESH_S or (topic not in self._names and age > MISS_REFRESH_S):
            self._names = self._ask()
            self._asked_at = self._monotonic()
        return topic in self._names


def writable_inboxes(admin: AdminClient, timeout_s: float) -> set[str]:
    """The inboxes that exist and that the broker lets this principal write to."""
    names = [name for name in admin.list_topics(timeout=timeout_s).topics if name.startswith(TO_PREFIX)]
    if not names:
        return set()
    asked = admin.describe_topics(TopicCollection(names), include_authorized_operations=True, request_timeout=timeout_s)
    return {name for name, answer in asked.items() if _may_write(answer)}


def _may_write(answer: Future[TopicDescription]) -> bool:
    """A broker without an authorizer tells every operation."""
    try:
        return AclOperation.WRITE in answer.result().authorized_operations
    except KafkaException as refused:
        if refused.args[0].code() in _NOT_FOR_US:
            return False
        raise
