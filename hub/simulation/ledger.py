"""The ledger of a simulated year: one line a case, read from the hub's own topics, the same for every run that went the same way.

Rules:
1. A line holds what must be the same whatever was killed on the way: what the case is, where it stands, who answers, what comes next, and
   a digest of all that the journal says of it, in order. Offsets are left out: they are where a record stands, not what happened.
2. Cases that asked for the places or the money of an act that ran out depend on who came first: they are counted, not compared.
3. Every demand is at its one end, or has somebody who answers for it and a day on which the hub looks at it again.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import msgspec
import orjson

from hub.core import deadlines
from hub.core.dossier import Dossier, decode
from hub.core.journal import ConclusionKind
from hub.settings import HubSettings
from hub.whole_topics import batches
from schemas.codes import QuotaOutcome, State
from schemas.topics import CASES, JOURNAL

CASE_PREFIX = b"dos_"
RAN_OUT = frozenset({QuotaOutcome.EN_ATTENTE, QuotaOutcome.EPUISEE})
UNPLACED = frozenset({ConclusionKind.EVENEMENT_REFUSE})
"""Conclusions whose details are where a record stood."""


class Line(NamedTuple):
    """One case; `echeance` is its next deadline (RFC 3339), `digest` of what the journal says, `a_sec`: it asked of an act that ran out."""

    dossier: str
    commune: str
    aide: str
    h0: str
    etat: str
    responsable: str
    echeance: str
    digest: str
    a_sec: bool


@dataclass(slots=True)
class Story:
    """What the journal says of one case; `ends` counts its closings, `decided` is the day of its first decision or silence."""

    digest: Any = field(default_factory=hashlib.sha256)
    acts: set[str] = field(default_factory=set)
    ends: int = 0
    end: str = ""
    decided: date | None = None
    how: str = ""
    by: str = ""


@dataclass(slots=True)
class Read:
    """All cases as they stand, their stories and their next deadlines, and the acts that ran out."""

    cases: dict[str, Dossier]
    stories: dict[str, Story]
    due: dict[str, str]
    ran_out: set[str]


def read(settings: HubSettings) -> Read:
    """Read `hub.cases` and `hub.journal` to their ends. Raises BrokerRefused."""
    states: dict[bytes, bytes] = {}
    for records in batches(settings, CASES):
        for record in records:
            key, value = record.key() or b"", record.value()
            if value is None:
                states.pop(key, None)
            elif key.startswith((CASE_PREFIX, deadlines.PREFIX)):
                states[key] = value
    cases = {key.decode(): decode(value) for key, value in sorted(states.items()) if key.startswith(CASE_PREFIX)}
    due: dict[str, str] = {}
    for key in sorted(states.keys() - {one.encode() for one in cases}):
        standing = deadlines.read_key(key)
        due.setdefault(standing.dossier, standing.due)
    stories: dict[str, Story] = defaultdict(Story)
    ran_out: set[str] = set()
    for records in batches(settings, JOURNAL):
        for record in records:
            _tell(msgspec.json.decode(record.value() or b"{}"), stories, ran_out)
    return Read(cases, stories, due, ran_out)


def _tell(entry: dict[str, Any], stories: dict[str, Story], ran_out: set[str]) -> None:
    case = entry.get("dossier")
    if case is None:
        return
    story, conclusions = stories[case], entry.get("conclusions", [])
    said = [[one["genre"], one["raison"], one.get("acteur"), one.get("acte"), _details(one)] for one in conclusions]
    head = [entry.get(name) for name in ("type", "source", "instant", "etat", "responsable", "version_registre")]
    story.digest.update(orjson.dumps([head, said], option=orjson.OPT_SORT_KEYS))
    for one in conclusions:
        _note(one, entry, story, ran_out)


def _details(conclusion: dict[str, Any]) -> Any:
    return None if conclusion["genre"] in UNPLACED else conclusion.get("details")


def _note(one: dict[str, Any], entry: dict[str, Any], story: Story, ran_out: set[str]) -> None:
    """What the report and the checks need of one conclusion."""
    match one["genre"]:
        case ConclusionKind.RESERVATION:
            story.acts.add(one["acte"])
            if one["raison"] in RAN_OUT:
                ran_out.add(one["acte"])
        case ConclusionKind.DOSSIER_CLOS:
            story.ends += 1
            story.end = one["raison"]
        case ConclusionKind.DECISION_RETENUE if story.decided is None and one["details"].get("sens") != "ajournement":
            story.decided = date.fromisoformat(one["details"]["date_decision"])
            story.how, story.by = f"decision.{one['details']['sens']}", one["acteur"]
        case ConclusionKind.SILENCE if story.decided is None and one["raison"] == "silence.echu":
            story.decided = date.fromisoformat(one["details"]["date"])
            story.how, story.by = f"silence.{one['details']['sens']}", entry["responsable"]


def lines(found: Read) -> list[Line]:
    """One line a case, in the order of their names."""
    return [
        Line(
            name,
            case.commune,
            case.aide,
            "" if case.demande is None else case.demande.date_demande.isoformat(),
            case.etat,
            case.responsable,
            found.due.get(name, ""),
            found.stories[name].digest.hexdigest(),
            bool(found.stories[name].acts & found.ran_out),
        )
        for name, case in found.cases.items()
    ]


def sha256(ledger: list[Line]) -> str:
    """The digest of all lines that must be the same."""
    whole = hashlib.sha256()
    for line in ledger:
        if not line.a_sec:
            whole.update(orjson.dumps([*line]) + b"\n")
    return whole.hexdigest()


def counts(ledger: list[Line]) -> dict[str, int]:
    """How many of the cases that depend on who came first stand where, by commune, aid and state."""
    return dict(sorted(Counter(f"{line.commune}/{line.aide}/{line.etat}" for line in ledger if line.a_sec).items()))


def adrift(found: Read) -> list[str]:
    """Demands that are neither at an end, and one only, nor with somebody who answers and a next deadline."""
    return [name for name, case in found.cases.items() if case.demande is not None and not _is_held(case, found, name)]


def _is_held(case: Dossier, found: Read, name: str) -> bool:
    ends = found.stories[name].ends
    if case.etat is State.CLOS:
        return ends == 1
    return ends == 0 and bool(case.responsable) and name in found.due
