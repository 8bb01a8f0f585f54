"""The contract with one partner as an AsyncAPI 3.0 document, from its side: what it sends, what it receives, on which topics, how.

Rules:
1. It sends on `from.<id>`, each type in either CloudEvents mode; it receives on `to.<id>`, in structured mode, keyed by the dossier.
2. Types and fields are those of its terms (hub/core/partner_terms.py), schemas and examples those that are published.
3. An example is a stored sample in this partner's name, without the fields it never receives.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from hub.core import asyncapi_schemas as parts
from hub.core.asyncapi_schemas import Schema, named
from hub.core.messages import HUB
from hub.core.notices import sentence
from hub.core.partner_terms import Terms
from hub.core.projecting import kept
from schemas import meaning
from schemas.codes import Code
from schemas.envelope import ACTOR_URN, STRUCTURED
from schemas.profiles import restrictable
from schemas.topics import inbox, outbox

ASYNCAPI: Final = "3.0.0"
CONTRACT: Final = "1.0.0"
KAFKA: Final = "0.5.0"
"""The version of the Kafka binding."""
BINARY: Final = ".binaire"

_SENT_KEY: Final = "libre : le hub l'ignore et range lui-même chaque événement dans son dossier"
_RECEIVED_KEY: Final = "le dossier (dos_...), ou avis:<topic>/<partition>/<offset> pour un avis sur ce qui n'est d'aucun dossier"
_SENDING: Final = (
    "Chaque événement reçoit un avis technique, et un seul. Pour republier ce dont on ne sait pas s'il est parti : le même événement, "
    "avec le même id."
)
_RECEIVING: Final = (
    "À lire avec isolation.level=read_committed. sequence compte depuis 1, sans trou, par dossier ; id est stable : relire ne fait rien "
    "deux fois si l'on garde ceux déjà traités."
)


class Published(NamedTuple):
    """The JSON Schemas by type, with that of the envelope; the stored samples by type."""

    schemas: Mapping[str, Mapping[str, Any]]
    samples: Mapping[str, Mapping[str, Any]]


def document(terms: Terms, published: Published) -> Schema:
    """The whole document, as JSON values."""
    actor = terms.actor
    messages = {"depot": dict(_sent(terms, published)), "boite": dict(_received(terms, published))}
    data = {kind: parts.of_type(published.schemas[kind]) for kind in terms.sends}
    data |= {kind: parts.of_type(published.schemas[kind], _withheld(terms, kind)) for kind in terms.receives}
    return {
        "asyncapi": ASYNCAPI,
        "id": f"urn:relais:contrat:{actor.id}",
        "info": _heading(terms),
        "defaultContentType": STRUCTURED,
        "servers": {"kafka": _server()},
        "channels": {
            "depot": _channel(outbox(actor.id), "Ce que le partenaire publie, lui seul.", messages["depot"]),
            "boite": _channel(inbox(actor.id), "Ce que le hub remet au partenaire, à lui seul.", messages["boite"]),
        },
        "operations": {
            "deposer": _operation("send", "depot", _SENDING, messages["depot"]),
            "relever": _operation("receive", "boite", _RECEIVING, messages["boite"], _group(actor.id)),
        },
        "components": {
            "messages": {name: message for found in messages.values() for name, message in found.items()},
            "schemas": parts.shared(published.schemas["enveloppe"]) | data,
            "securitySchemes": _security(),
        },
        "x-codes": [{"code": code, "phrase": sentence(code)} for code in Code],
    }


def _heading(terms: Terms) -> Schema:
    actor = terms.actor
    return {
        "title": f"Relais et {actor.nom} : contrat d'échange",
        "version": CONTRACT,
        "description": (
            f"Ce que {actor.nom} ({actor.id}) envoie au hub et en reçoit, d'après le registre. CloudEvents 1.0 sur Kafka ; codes, dates et "
            "références seulement : aucune identité, aucun texte libre. Les codes de l'avis technique et ce qu'il faut faire sont dans "
            "x-codes."
        ),
        "license": {"name": "EUPL-1.2"},
        "x-acteur": {
            "id": actor.id,
            "nom": actor.nom,
            "nature": actor.nature,
            "fonctions": sorted(terms.functions),
            "actes": sorted({title.holding.acte for title in terms.titles if title.holding.acte is not None}),
        },
    }


def _server() -> Schema:
    return {
        "host": "{adresse}",
        "protocol": "kafka-secure",
        "description": "Le Kafka du hub, par TLS ; un mot de passe (SCRAM-SHA-512) ou un certificat au nom de l'acteur.",
        "variables": {"adresse": {"description": "hôte et port, donnés par l'exploitant du hub"}},
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in _security()],
        "bindings": {"kafka": {"bindingVersion": KAFKA}},
    }


def _security() -> Schema:
    return {
        "motDePasse": {"type": "scramSha512", "description": "SASL SCRAM-SHA-512 sur TLS ; l'utilisateur est l'identifiant d'acteur."},
        "certificat": {"type": "X509", "description": "TLS mutuel ; le nom du certificat est l'identifiant d'acteur."},
    }


def _channel(topic: str, description: str, messages: Mapping[str, Schema]) -> Schema:
    return {
        "address": topic,
        "description": description,
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in messages},
        "bindings": {"kafka": {"topic": topic, "partitions": 1, "bindingVersion": KAFKA}},
    }


def _operation(action: str, channel: str, description: str, messages: Mapping[str, Schema], group: Schema | None = None) -> Schema:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "description": description,
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in messages],
        "bindings": {"kafka": {**(group or {}), "bindingVersion": KAFKA}},
    }


def _group(actor: str) -> Schema:
    return {"groupId": {"type": "string", "pattern": rf"^{actor}\.", "description": f"un groupe à soi : {actor}.<nom>"}}


def _sent(terms: Terms, published: Published) -> Iterator[tuple[str, Schema]]:
    """Each type twice: in one JSON object, and with its attributes in Kafka headers."""
    actor = terms.actor.id
    source = ACTOR_URN + actor
    for kind in terms.sends:
        name, sample = meaning.short_name(kind), published.samples[kind]
        whole = (named(parts.STRUCTURED_HEADERS), parts.structured(parts.SENT, source, kind), _signed(sample["structure"], source))
        yield name, _message(kind, STRUCTURED, whole, _SENT_KEY)
        apart = (parts.binary(source, kind), named(kind), _signed(sample["binaire"], source))
        yield name + BINARY, _message(kind, parts.BINARY_DATA, apart, _SENT_KEY)


def _received(terms: Terms, published: Published) -> Iterator[tuple[str, Schema]]:
    for kind in terms.receives:
        form = published.samples[kind]["structure"]
        data = kept(form["value"]["data"], _withheld(terms, kind))
        example = {"headers": form["headers"], "value": form["value"] | {"source": HUB, "data": data}}
        whole = (named(parts.STRUCTURED_HEADERS), parts.structured(parts.RECEIVED, HUB, kind), example)
        yield meaning.short_name(kind), _message(kind, STRUCTURED, whole, _RECEIVED_KEY)


def _withheld(terms: Terms, kind: str) -> frozenset[str]:
    return restrictable(kind) - terms.fields(kind)


def _signed(form: Mapping[str, Any], source: str) -> Schema:
    """A sample as this partner would send it."""
    headers, value = form["headers"], form["value"]
    if "ce_source" in headers:
        return {"headers": headers | {"ce_source": source}, "value": value}
    return {"headers": headers, "value": value | {"source": source}}


def _message(kind: str, content_type: str, told: tuple[Schema, Schema, Schema], key: str) -> Schema:
    """One message: its headers, its payload, its example."""
    headers, payload, example = told
    correlation = "$message.payload#/correlationid" if content_type == STRUCTURED else "$message.header#/ce_correlationid"
    return {
        "name": kind,
        "title": meaning.short_name(kind),
        "summary": meaning.TYPES[meaning.short_name(kind)],
        "contentType": content_type,
        "headers": headers,
        "payload": payload,
        "correlationId": {"location": correlation},
        "bindings": {"kafka": {"key": {"type": "string", "description": key}, "bindingVersion": KAFKA}},
        "examples": [{"name": "exemple", "headers": example["headers"], "payload": example["value"]}],
    }
