"""The administration client of Kafka: it answers in time, or says why it does not."""

import logging
from collections.abc import Callable
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import AdminClient

from hub.clients import bootstrap_servers, confluent_options
from hub.errors import BrokerSilent
from hub.settings import HubSettings

_SILENT = logging.getLogger("hub.admin.librdkafka")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False  # what librdkafka repeats on each try is said once, in the fault


def group_members(settings: HubSettings, *groups: str) -> dict[str, int]:
    """How many are in each group; none in one that never was. Raises BrokerSilent."""
    admin = connected_admin(settings)  # held: one that is let go never answers what it was asked
    asked = admin.describe_consumer_groups(list(groups), request_timeout=settings.kafka.answer_timeout_s)
    return {group: _members(answer.result) for group, answer in asked.items()}


def _members(result: Callable[[], object]) -> int:
    try:
        return len(getattr(result(), "members", ()))
    except KafkaException:
        return 0


def connected_admin(settings: HubSettings, timeout_s: float | None = None) -> AdminClient:
    """An administration client of a broker that answered; raises BrokerSilent after `timeout_s` (default: the setting)."""
    wait_s = settings.kafka.answer_timeout_s if timeout_s is None else timeout_s
    said: list[KafkaError] = []
    options: dict[str, Any] = {**confluent_options(settings), "error_cb": said.append}
    admin = AdminClient(options, logger=_SILENT)
    try:
        admin.list_topics(timeout=wait_s)
    except KafkaException as silent:
        admin.poll(0)
        reason = said[-1].str() if said else silent.args[0].str()
        raise BrokerSilent(bootstrap=bootstrap_servers(settings), seconds=f"{wait_s:g}", reason=reason) from None
    return admin
