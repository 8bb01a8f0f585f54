"""The doors, each a function from any bytes to the word of its verdict; what it raises is a fault, and so is a broken promise.

The form of a record in bytes is that of a letter: headers as lines `name: value`, an empty line, the value. Only tests read it.
"""

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hub.core import dossier as case_state
from hub.core import facts, identity
from hub.core.cases import decide
from hub.core.intake import Published, Relayed, judge
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView
from hub.core.registry_check import check
from hub.registry import versions
from hub.registry.files import default_folder, load_folder, read_folder
from schemas import identifiers, topics
from schemas.codes import IDENTITY_CODES, Code
from schemas.inbound import INBOUND, OPENING_TYPES
from schemas.registry import Actor, AnyRecord

SAMPLES = Path(__file__).parents[2] / "schemas" / "samples"
SOURCE = b"urn:relais:acteur:"
INSTANT = "2026-03-02T09:30:00.250Z"
RECORDED = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
CASE_KEY = b"k" * 32
KEYS = for_ever(CASE_KEY)
HEADERS_MAX = 40
CASE = b"dos_" + b"a" * 26
STEP_BYTES, STEPS_MAX = 8, 16
ODD: tuple[Any, ...] = (None, "", 0, -1, 10**15, True, [], {}, "2026-02-30", "1900-01-01", "2999-12-31", "dos_", [None], {"a": 1})


class BrokenPromiseError(AssertionError):
    """A verdict that is not whole."""


class Target(NamedTuple):
    """`seeds` are what a search begins with."""

    says: str
    run: Callable[[bytes], str]
    seeds: Callable[[], list[bytes]]


# -- intake, and the case behind it ------------------------------------------


def published(data: bytes) -> Published:
    """The record these bytes stand for, on the topic of who it says it is from."""
    head, _, value = data.partition(b"\n\n")
    headers: list[tuple[str, bytes | None]] = []
    key: bytes | None = None
    for line in head.split(b"\n")[:HEADERS_MAX]:
        name, colon, text = line.partition(b": ")
        if name == b"cle":
            key = text
        elif name:
            headers.append((name.decode("utf-8", "replace"), text if colon else None))
    named = data.partition(SOURCE)[2][:40].decode("ascii", "replace")
    actor = "".join(part for part in named.split('"')[0].split("\n")[0] if part.islower() or part == "-") or "ccas-ferrevaux"
    return Published(topics.outbox(actor), "t", 0, 41, key, value or None, tuple(headers))


def intake(data: bytes) -> str:
    """The code of the verdict."""
    record = published(data)
    relayed = judge(record, case_key=CASE_KEY, instant=INSTANT)
    if relayed.code is Code.PRIS_EN_COMPTE:
        fact = facts.read(relayed.key, relayed.value, relayed.headers, 0, 0)
        _hold(isinstance(fact, facts.Received) and fact.original_value == record.value, "what is accepted is kept as it came")
    else:
        refused = facts.read_refused(relayed.value, relayed.headers, 0, 0)
        _hold(refused.code is relayed.code, "the reason is read as it was written")
        _hold(relayed.code not in IDENTITY_CODES or _keeps_nothing(relayed, record), "what is refused for identity keeps nothing")
    return relayed.code


def _keeps_nothing(relayed: Relayed, record: Published) -> bool:
    kept = [name for name, _ in relayed.headers if not name.startswith("relais_")]
    return relayed.value is None and not kept and not any(name == "relais_cle" for name, _ in relayed.headers if record.key)


def case(data: bytes) -> str:
    """What becomes of one case: eight bytes name a stored sample, what is changed in it, who says it, and how many days later."""
    dossier, recorded, said = None, RECORDED, "nothing"
    for start in range(0, min(len(data), STEPS_MAX * STEP_BYTES), STEP_BYTES):
        step = data[start : start + STEP_BYTES].ljust(STEP_BYTES, b"\0")
        recorded += timedelta(days=step[7] >> 4)
        relayed = judge(published(_said(step)), case_key=CASE_KEY, instant=INSTANT)
        said = str(relayed.code)
        if relayed.code is not Code.PRIS_EN_COMPTE:
            continue
        fact = facts.read(CASE, relayed.value, relayed.headers, 0, start)
        outcome = decide(dossier, fact, _view(), recorded, KEYS)
        if outcome.dossier is not None:
            stored = case_state.encode(outcome.dossier)
            dossier = case_state.decode(stored)
            _hold(case_state.encode(dossier) == stored, "a state is read as it was written")
        said = "taken" if outcome.refusal is None else str(outcome.refusal.code)
    return said


def _said(step: bytes) -> bytes:
    forms, pool = _forms()
    form = forms[step[0] % len(forms)]
    told = dict(form["data"])
    for place in (1, 3):
        field = sorted(form["data"])[step[place] % len(form["data"])]
        told[field] = pool[step[place + 1] | (step[5] & 3) << 8] if step[place + 1] else told[field]
    opens = form["type"] in OPENING_TYPES
    actors = sorted({one["source"] for one in forms})
    source = actors[step[6] % len(actors)] if step[6] else form["source"]
    whole = form | {"source": source, "data": told, "subject": "REF-1" if opens else CASE.decode(), "id": step.hex()}
    return _letter({"headers": {"content-type": "application/cloudevents+json"}, "value": whole})


@cache
def _forms() -> tuple[list[dict[str, Any]], list[Any]]:
    """What partners send, whole; and 1,024 values to put in the place of others."""
    forms = [json.loads(path.read_text(encoding="utf-8"))["structure"]["value"] for path in sorted(SAMPLES.glob("*.json"))]
    sent = [form for form in forms if form["type"] in INBOUND]
    known = sorted(
        {json.dumps(value, sort_keys=True) for form in sent for value in form["data"].values()}
        | {json.dumps(form["source"]) for form in sent}
    )
    actors = sorted({record.id for record in _records() if isinstance(record, Actor)})
    pool = [*ODD, *(json.loads(value) for value in known), *actors]
    return sent, (pool * 1_024)[:1_024]


@cache
def _records() -> tuple[AnyRecord, ...]:
    return tuple(load_folder(default_folder()))


@cache
def _view() -> RegistryView:
    return RegistryView(_records())


def _letter(form: dict[str, Any]) -> bytes:
    head = "\n".join(f"{name}: {text}" for name, text in form["headers"].items())
    return head.encode() + b"\n\n" + json.dumps(form["value"], ensure_ascii=False).encode()


def _letters() -> list[bytes]:
    forms = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(SAMPLES.glob("*.json"))]
    return [_letter(form[mode]) for form in forms for mode in ("structure", "binaire") if mode in form]


def _lives() -> list[bytes]:
    """Each sample after a demand."""
    forms, _ = _forms()
    demand = next(number for number, form in enumerate(forms) if form["type"].startswith("fr.relais.demande.deposee"))
    return [bytes([demand, *[0] * 7, number, *[0] * 7]) for number in range(len(forms))]


# -- the registry ------------------------------------------------------------


def registry_file(data: bytes) -> str:
    """What `hub registry check` finds in a file."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "a.yaml").write_bytes(data)
        read = read_folder(Path(folder))
    if read.unreadable:
        return read.unreadable[0][0].rule
    found = check(read.records)
    return found[0].rule if found else "sound"


def _files() -> list[bytes]:
    """One record of each kind, as it stands in the reference, and a whole commune."""
    files = sorted(default_folder().glob("*.yaml"))
    return [part for file in files for part in (b"- " + one for one in file.read_bytes().split(b"\n- ")[1:4])]


def registry_log(data: bytes) -> str:
    """A record of the registry's log."""
    try:
        return type(versions.decode(data)).__name__
    except ValueError as refused:
        _hold(bool(str(refused)), "a refusal says why")
        return "refused"


def _logged() -> list[bytes]:
    return [versions.encode(record) for record in _records()[::40]]


# -- words --------------------------------------------------------------------


def words(data: bytes) -> str:
    """Identifiers, and the detectors of identity: text in, an answer out."""
    text = data.decode("utf-8", "replace")
    valid = [kind for kind, is_valid in identifiers.RULES.items() if is_valid(text)]
    for is_valid in (identifiers.is_cog, identifiers.is_departement):
        _hold(is_valid(text) in {True, False}, "a rule says yes or no")
    found = {identity.in_text(text), identity.in_name(text), identity.in_unreadable(data)} - {None}
    _hold(all(isinstance(code, Code) for code in found), "a detector answers with a code")
    return ",".join(sorted([*valid, *(str(code) for code in found)])) or "nothing"


def _texts() -> list[bytes]:
    return [b"732829320", b"73282932000074", b"W751234567", b"750712184", b"751", b"2A004", b"69M", b"1 85 05 78 006 084 91", b"a@b.fr"]


def _hold(kept: bool, promise: str) -> None:  # noqa: FBT001 -- an assertion with a sentence
    if not kept:
        raise BrokenPromiseError(promise)


TARGETS: dict[str, Target] = {
    "intake": Target("a record of a partner", intake, _letters),
    "case": Target("what becomes of a case over many events", case, _lives),
    "registry_file": Target("a file of the registry", registry_file, _files),
    "registry_log": Target("a record of the registry's log", registry_log, _logged),
    "words": Target("identifiers, and what betrays a person", words, _texts),
}
"""By their names."""
