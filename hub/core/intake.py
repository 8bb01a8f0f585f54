"""The verdict of intake on one published record: from its bytes and its topic's name alone, without state, clock or registry.

Rules (in this order, the first that is broken is the answer):
1. 256 KiB at most; a value; JSON; a CloudEvents envelope; a known type and version; the source that the topic's name authenticates; a
   subject; data as its type says, with nothing more.
2. Whatever else is wrong, an identity, a free text or an information préoccupante found anywhere is the answer, and nothing is kept of
   the record but its place, its length, its SHA-256 and the path of the field.
3. A subject that starts `dos_` is a dossier's id; any other is the partner's own reference, and the dossier's id is an HMAC of both under
   a key of its own: a replay gives the same, nobody can guess the reference back.
4. A demand and an action open a dossier under the partner's reference: a `dos_` subject is the hub's to give.
"""

import hashlib
import hmac
import re
from typing import Any, NamedTuple

from pydantic import ValidationError

from hub.core import inspection, wire
from schemas import envelope, topics
from schemas.codes import IDENTITY_CODES, Code
from schemas.envelope import Envelope, Violation
from schemas.inbound import FIELDS, INBOUND, OPENING_TYPES
from schemas.payload import Payload
from schemas.person_ref import base32

EVENT_BYTES_MAX = inspection.DOCUMENT_BYTES_MAX

DOSSIER_PREFIX = "dos_"
_DOSSIER = re.compile(r"dos_[a-z2-7]{26}")
_REFERENCE = re.compile(r"[A-Za-z0-9._:/-]{1,64}")
_VERSION = re.compile(r"(.+)\.v[0-9]{1,4}")
_STEMS = frozenset(name.rpartition(".")[0] for name in INBOUND)
_CODE_OF_FAULT = {
    "missing": Code.CHAMP_MANQUANT,
    "extra_forbidden": Code.CHAMP_INCONNU,
    "date_impossible": Code.DATE_IMPOSSIBLE,
    "identifiant_invalide": Code.IDENTIFIANT_INVALIDE,
}
"""What pydantic found, in the contract's words; any other fault is `VALEUR_INVALIDE`."""


class Published(NamedTuple):
    """A record as the broker gave it; `topic_id` tells a re-created topic from the one before."""

    topic: str
    topic_id: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes | None], ...]


class Relayed(NamedTuple):
    """What the relay must send: to `hub.events` under the dossier's key, or to `hub.refus` under the partner's."""

    topic: str
    key: bytes
    value: bytes | None
    headers: list[tuple[str, bytes | None]]
    code: Code


def judge(published: Published, *, case_key: bytes, instant: str) -> Relayed:
    """Accept or refuse one published record; total. `instant` is the recordedtime to stamp (RFC 3339, UTC, milliseconds)."""
    actor = topics.publisher(published.topic)
    value = published.value or b""
    subject = _admit(value, published.headers, actor)
    if isinstance(subject, Violation) or inspection.is_suspect(value, published.key, published.headers):
        finding = inspection.inspect(value, published.key, published.headers)
        if finding is not None:
            return _refuse(published, actor, instant, Violation(finding.code, finding.place))
    if isinstance(subject, Violation):
        return _refuse(published, actor, instant, subject)
    return _accept(published, actor, instant, dossier_id(case_key, actor, subject))


def dossier_id(case_key: bytes, actor: str, subject: str) -> str:
    """The dossier a subject stands for: itself, or what an actor's own reference is to the hub."""
    if subject.startswith(DOSSIER_PREFIX):
        return subject
    digest = hmac.digest(case_key, f"{envelope.ACTOR_URN}{actor}\0{subject}".encode(), "sha256")
    return DOSSIER_PREFIX + base32(digest)


def is_reference(text: str) -> bool:
    """Whether a text has the form of a partner's own reference."""
    return _REFERENCE.fullmatch(text) is not None


def parse_payload(event: Envelope) -> Payload | Violation:
    """Check the data of an event of a known type; a fault names its field, never its value."""
    if not isinstance(event.data, dict):
        code = Code.CHAMP_MANQUANT if event.data is envelope.ABSENT else Code.VALEUR_INVALIDE
        return Violation(code, "data", event.id)
    try:
        return INBOUND[event.type].model_validate(event.data)
    except ValidationError as invalid:
        fault = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
        return Violation(_CODE_OF_FAULT.get(fault["type"], Code.VALEUR_INVALIDE), _path(fault["loc"]), event.id)


def _admit(value: bytes, headers: envelope.Headers, actor: str) -> str | Violation:
    """The subject of an event that keeps every rule of the contract, or the first rule it breaks."""
    if len(value) > EVENT_BYTES_MAX:
        return Violation(Code.EVENEMENT_TROP_GRAND)
    if not value:
        return Violation(Code.VALEUR_VIDE)
    if any(name.lower().startswith(wire.PREFIX) for name, _ in headers):
        return Violation(Code.ENVELOPPE_INVALIDE, "entetes.relais_*")
    event = envelope.read(value, headers)
    if isinstance(event, Violation):
        return event
    fault = _attribute_fault(event, actor)
    if fault is not None:
        return Violation(*fault, event.id)
    payload = parse_payload(event)
    if isinstance(payload, Violation):
        return payload
    assert event.subject is not None
    return event.subject


def _attribute_fault(event: Envelope, actor: str) -> tuple[Code, str] | None:
    """Type and version, source against topic, subject."""
    if event.type not in INBOUND:
        version = _VERSION.fullmatch(event.type)
        return (Code.VERSION_INCONNUE if version and version[1] in _STEMS else Code.TYPE_INCONNU), "type"
    if event.source != envelope.ACTOR_URN + actor:
        return Code.SOURCE_NON_AUTORISEE, "source"
    code = _subject_fault(event.subject, opens=event.type in OPENING_TYPES)
    return None if code is None else (code, "subject")


def _subject_fault(subject: str | None, *, opens: bool) -> Code | None:
    """A dossier's id or a reference of the partner's own."""
    if subject is None or not is_reference(subject):
        return Code.SUJET_INVALIDE
    if not subject.lower().startswith(DOSSIER_PREFIX):
        return None
    if opens:
        return Code.SUJET_RESERVE
    return None if _DOSSIER.fullmatch(subject) else Code.SUJET_INVALIDE


def _path(location: tuple[int | str, ...]) -> str:
    """The path of a field in the data, made of names the contract knows and ranks in lists; the rest is `?`."""
    path: list[str] = []
    for step in location:
        is_known = isinstance(step, int) or step in FIELDS
        path.append(str(step) if is_known else "?")
        if not is_known:
            break
    return ".".join(path)


def _accept(published: Published, actor: str, instant: str, dossier: str) -> Relayed:
    """The record as it came, with the hub's headers after its own."""
    headers = [*published.headers, *_stamp(published, actor, instant)]
    return Relayed(topics.EVENTS, dossier.encode(), published.value, headers, Code.PRIS_EN_COMPTE)


def _refuse(published: Published, actor: str, instant: str, fault: Violation) -> Relayed:
    """The record as it came and why it is refused; for identity, only its place, length, hash and field."""
    secret = fault.code in IDENTITY_CODES
    value = published.value or b""
    headers: list[tuple[str, bytes | None]] = []
    if not secret:
        # A header that passes itself off as the hub's is what was refused, and is not carried on.
        headers = [header for header in published.headers if not header[0].lower().startswith(wire.PREFIX)]
    headers += _stamp(published._replace(key=None) if secret else published, actor, instant)
    headers += [
        (wire.CODE, fault.code.encode()),
        (wire.LENGTH, str(len(value)).encode()),
        (wire.SHA256, hashlib.sha256(value).hexdigest().encode()),
    ]
    if fault.field is not None:
        headers.append((wire.FIELD, fault.field.encode()))
    if fault.event_id is not None:
        headers.append((wire.EVENT_ID, fault.event_id.encode()))
    return Relayed(topics.REFUS, actor.encode(), None if secret else published.value, headers, fault.code)


def _stamp(published: Published, actor: str, instant: str) -> list[tuple[str, Any]]:
    """What the hub adds to every record it relays."""
    origin = f"{published.topic}/{published.topic_id}/{published.partition}/{published.offset}"
    stamp = [
        (wire.FORMAT, wire.FORMAT_1),
        (wire.GENRE, wire.GENRE_RECEIVED),
        (wire.ACTOR, actor.encode()),
        (wire.ORIGIN, origin.encode()),
        (wire.INSTANT, instant.encode()),
    ]
    return stamp if published.key is None else [*stamp, (wire.ORIGINAL_KEY, published.key)]
