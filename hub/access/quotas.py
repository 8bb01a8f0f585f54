"""How much a login may send, fetch and ask of a broker: Kafka's client quotas, by the two requests that no client of ours has a method for.

`DescribeClientQuotas` (48) and `AlterClientQuotas` (49), version 0, as the protocol's guide gives them; any broker passes the latter on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Array, Boolean, Float64, Int8, Int16, Int32, Schema, String

from hub.clients import aiokafka_options, bootstrap_servers
from hub.errors import BrokerRefused, BrokerSilent
from hub.settings import HubSettings

PRODUCED = "producer_byte_rate"
FETCHED = "consumer_byte_rate"
ASKED = "request_percentage"
_USER = "user"
_EXACTLY, _ANY_NAMED = 0, 2
_TEXT = String("utf-8")
_ENTITY = ("entity", Array(("entity_type", _TEXT), ("entity_name", _TEXT)))

Answer = TypeVar("Answer")
Quotas = dict[str, float]


class _DescribeResponse(Response):
    API_KEY = 48
    API_VERSION = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        ("error_code", Int16),
        ("error_message", _TEXT),
        ("entries", Array(_ENTITY, ("values", Array(("key", _TEXT), ("value", Float64))))),
    )


class _DescribeStruct(RequestStruct):
    API_KEY = 48
    API_VERSION = 0
    RESPONSE_TYPE = _DescribeResponse
    SCHEMA = Schema(("components", Array(("entity_type", _TEXT), ("match_type", Int8), ("match", _TEXT))), ("strict", Boolean))


class _Describe(Request[_DescribeStruct]):
    API_KEY = 48

    def build(self, request_struct_class: type[_DescribeStruct]) -> _DescribeStruct:
        return request_struct_class([(_USER, _ANY_NAMED, None)], True)  # noqa: FBT003 -- a struct's fields have no names


class _AlterResponse(Response):
    API_KEY = 49
    API_VERSION = 0
    SCHEMA = Schema(("throttle_time_ms", Int32), ("entries", Array(("error_code", Int16), ("error_message", _TEXT), _ENTITY)))


class _AlterStruct(RequestStruct):
    API_KEY = 49
    API_VERSION = 0
    RESPONSE_TYPE = _AlterResponse
    SCHEMA = Schema(
        ("entries", Array(_ENTITY, ("ops", Array(("key", _TEXT), ("value", Float64), ("remove", Boolean))))),
        ("validate_only", Boolean),
    )


class _Alter(Request[_AlterStruct]):
    API_KEY = 49

    def __init__(self, changes: Mapping[str, Mapping[str, float | None]]) -> None:
        self._changes = changes

    def build(self, request_struct_class: type[_AlterStruct]) -> _AlterStruct:
        entries = [
            ([(_USER, login)], [(key, value or 0.0, value is None) for key, value in quotas.items()])
            for login, quotas in self._changes.items()
        ]
        return request_struct_class(entries, False)  # noqa: FBT003 -- a struct's fields have no names


def quotas_by_login(settings: HubSettings) -> dict[str, Quotas]:
    """The quotas of every login that has any; raises a BrokerFault."""

    async def ask(client: AIOKafkaClient) -> Any:
        return await client.send(client.get_random_node(), _Describe())

    answer = _asked(settings, ask)
    _refuse(settings, answer.error_code, answer.error_message, "read the quotas")
    return {entity[0][1]: dict(values) for entity, values in answer.entries}


def change_quotas(settings: HubSettings, changes: Mapping[str, Mapping[str, float | None]]) -> None:
    """Set these quotas of each login, None for none at all; raises a BrokerFault."""
    if not changes:
        return

    async def ask(client: AIOKafkaClient) -> Any:
        return await client.send(client.get_random_node(), _Alter(changes))

    for code, message, _ in _asked(settings, ask).entries:
        _refuse(settings, code, message, "change the quotas")


def _asked(settings: HubSettings, ask: Callable[[AIOKafkaClient], Awaitable[Answer]]) -> Answer:
    async def asking() -> Answer:
        client = AIOKafkaClient(**aiokafka_options(settings), client_id="relais-quotas")
        await client.bootstrap()
        try:
            return await ask(client)
        finally:
            await client.close()

    try:
        return asyncio.run(asyncio.wait_for(asking(), settings.kafka.answer_timeout_s))
    except (KafkaError, TimeoutError) as silent:
        where, seconds = bootstrap_servers(settings), f"{settings.kafka.answer_timeout_s:g}"
        raise BrokerSilent(bootstrap=where, seconds=seconds, reason=type(silent).__name__) from None


def _refuse(settings: HubSettings, code: int, message: str | None, action: str) -> None:
    if code:
        raise BrokerRefused(bootstrap=bootstrap_servers(settings), action=action, reason=message or f"error {code}")
