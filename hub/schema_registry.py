"""The published versions of the contract, registered in a schema registry (Confluent's REST interface), for partners whose tools need one.

Rules:
1. One subject a type, of its name: a topic carries many types, so the subject is the record's (RecordNameStrategy).
2. Every version, in order: to register again what is there changes nothing. The rules of compatibility are those of the contract
   (schemas/comparing.py); the level that the registry keeps for itself is its operator's.
3. The hub never reads the registry: an event says its type, and is judged by the contract alone.
4. A password leaves this machine by https only.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from hub.clients import is_this_machine
from hub.errors import InvalidSetting, NoRegistryClient, SchemasRefused
from hub.settings import SchemaRegistrySettings
from schemas.compatibility import ENVELOPE, versions

TIMEOUT_S = 10
RETRIES = 2


class Registered(NamedTuple):
    """One version of one type, with the id the registry gave it (None: it was not asked)."""

    sujet: str
    version: int
    id: int | None


def planned() -> list[Registered]:
    """What would be registered, without asking anybody."""
    return [Registered(name, one.number, None) for name, kept in versions().items() if name != ENVELOPE for one in kept]


def publish(url: str, access: SchemaRegistrySettings) -> Iterator[Registered]:
    """Register every version at `url`; raises NoRegistryClient, SchemasRefused, and InvalidSetting where a password would be seen."""
    try:
        from confluent_kafka.schema_registry import Schema, SchemaRegistryClient  # noqa: PLC0415 -- an extra: who never publishes has none
    except ImportError as absent:
        raise NoRegistryClient(name=absent.name) from absent
    kept = versions()
    with SchemaRegistryClient({"url": url, "timeout": TIMEOUT_S, "max.retries": RETRIES, **_options(url, access)}) as client:
        for sujet, number, _ in planned():
            text = json.dumps(kept[sujet][number - 1].schema, ensure_ascii=False)
            try:
                found = client.register_schema(sujet, Schema(text, "JSON"))
            except Exception as failure:  # the client lets pass whatever its HTTP library raises
                raise SchemasRefused(url=url, sujet=sujet, reason=f"{failure}".rstrip(".") or type(failure).__name__) from failure
            yield Registered(sujet, number, found)


def _options(url: str, access: SchemaRegistrySettings) -> dict[str, str]:
    """What the client is told to be let in, and whom it trusts."""
    options = {} if access.ca_file is None else {"ssl.ca.location": str(access.ca_file)}
    if access.user is None or access.password is None:
        return options
    where = urlsplit(url)
    if where.scheme != "https" and not is_this_machine(where.hostname):
        raise InvalidSetting(name="HUB_SCHEMA_REGISTRY__PASSWORD", reason="the network would see it: the address must start with https://")
    return options | {"basic.auth.user.info": f"{access.user}:{access.password.get_secret_value()}"}
