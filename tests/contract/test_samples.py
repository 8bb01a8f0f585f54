"""One stored sample of every type and version is read for ever, in each mode, and agrees with the JSON Schemas that are published."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from hub.core import facts, intake
from hub.core.messages import HUB
from hub.registry.versions import Kind, Versions
from schemas.codes import Code
from schemas.envelope import Envelope, read
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND
from schemas.registry import Act, Aid, Commune

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
SAMPLES = sorted((SCHEMAS / "samples").glob("*.json"))
INSTANT = "2026-01-28T08:30:00.250Z"


def loaded(path: Path) -> Any:
    """A JSON file of the contract."""
    return json.loads(path.read_text(encoding="utf-8"))


def record(form: dict[str, Any]) -> tuple[bytes, list[tuple[str, bytes | None]]]:
    """The value and the headers of one stored form."""
    return json.dumps(form["value"], ensure_ascii=False).encode(), [(name, text.encode()) for name, text in form["headers"].items()]


def checked(stem: str, instance: Any) -> None:
    """Fail when an instance breaks a published schema."""
    schema = loaded(SCHEMAS / "json" / f"{stem}.json")
    jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker()).validate(instance)


def test_every_type_has_its_sample() -> None:
    """A type without a sample could change without a test."""
    assert {path.stem for path in SAMPLES} >= INBOUND.keys() | OUTBOUND.keys()


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.stem in INBOUND], ids=lambda path: path.stem)
@pytest.mark.parametrize("mode", ["binaire", "structure"])
def test_what_partners_sent_once_is_accepted_for_ever(path: Path, mode: str) -> None:
    """Intake accepts it and the lane reads the same event in both modes."""
    form = loaded(path)[mode]
    value, headers = record(form)
    actor = loaded(path)["structure"]["value"]["source"].rpartition(":")[2]
    published = intake.Published(f"from.{actor}", "t", 0, 1, None, value, tuple(headers))
    relayed = intake.judge(published, case_key=b"k" * 32, instant=INSTANT)
    assert (relayed.code, dict(relayed.headers).get("relais_champ")) == (Code.PRIS_EN_COMPTE, None)
    fact = facts.read(relayed.key, relayed.value, relayed.headers, 0, 1)
    assert isinstance(fact, facts.Received)
    assert fact.type == path.stem
    assert fact.payload.model_dump(mode="json", exclude_unset=True) == loaded(path)["structure"]["value"]["data"]


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.stem in OUTBOUND], ids=lambda path: path.stem)
def test_what_the_hub_wrote_once_is_read_for_ever(path: Path) -> None:
    """A recipient that kept a message can still read it with today's contract."""
    event = read(*record(loaded(path)["structure"]))
    assert isinstance(event, Envelope)
    assert event.source == HUB
    message = OUTBOUND[event.type].model_validate(event.data)
    assert message.model_dump(mode="json", exclude_unset=True) == event.data
    assert event.extensions.keys() >= {"causationid", "sequence", "recordedtime"}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_agree_with_the_published_schemas(path: Path) -> None:
    """Whoever validates with the JSON Schemas accepts what we accept."""
    event = loaded(path)["structure"]["value"]
    checked("enveloppe", event)
    checked(path.stem, event["data"])


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.stem in INBOUND], ids=lambda path: path.stem)
def test_the_published_schemas_are_closed_where_we_are(path: Path) -> None:
    """An unknown field is refused by the schema as it is by intake."""
    event = loaded(path)["structure"]["value"]
    with pytest.raises(jsonschema.ValidationError, match="couleur"):
        checked(path.stem, {**event["data"], "couleur": "bleu"})


@pytest.mark.parametrize("path", [path for path in SAMPLES if path.stem in OUTBOUND], ids=lambda path: path.stem)
def test_a_reader_lets_pass_what_it_does_not_know(path: Path) -> None:
    """Schemas only add: those of what the hub writes are open."""
    checked(path.stem, {**loaded(path)["structure"]["value"]["data"], "couleur": "bleu"})


def still_says(now: Any, once: Any) -> bool:
    """Whether everything said once is said now, fields that were added since left aside."""
    if isinstance(once, dict):
        return all(still_says(now[name], value) for name, value in once.items())
    if isinstance(once, list):
        return len(now) == len(once) and all(still_says(*pair) for pair in zip(now, once, strict=True))
    return bool(now == once)


def test_a_registry_recorded_once_is_read_for_ever() -> None:
    """The first form of the log, byte for byte: all of it is read, the version is applied, new fields say their default."""
    versions = Versions()
    lines = (SCHEMAS / "samples" / "registre" / "format-1.jsonl").read_bytes().splitlines()
    events = [event for event in (versions.read(line, "-") for line in lines) if event is not None]
    assert [(event.kind, event.version) for event in events] == [(Kind.APPLIED, 1)]
    for line, record in zip(lines[:-1], versions.records.values(), strict=True):
        checked("registre", json.loads(line))
        assert still_says(record.model_dump(mode="json"), json.loads(line))
    acts = [record for record in versions.records.values() if isinstance(record, Act)]
    assert {(act.epuise, act.subdelegation, act.succession, act.cloture, act.priorite) for act in acts} == {
        ("attente", False, None, False, 0)
    }
    assert {record.entrees for record in versions.records.values() if isinstance(record, Aid)} == {()}
    (commune,) = (record for record in versions.records.values() if isinstance(record, Commune) and record.slug == "port-sorvan")
    assert commune.fuseau == "Europe/Paris"


def test_a_catalogue_recorded_once_is_read_for_ever() -> None:
    """Aids with their dated entries, byte for byte: the version is applied, and each entry still says what it said."""
    versions = Versions()
    lines = (SCHEMAS / "samples" / "registre" / "catalogue-1.jsonl").read_bytes().splitlines()
    events = [event for event in (versions.read(line, "-") for line in lines) if event is not None]
    assert [(event.kind, event.version) for event in events] == [(Kind.APPLIED, 1)]
    for line, record in zip(lines[:-1], versions.records.values(), strict=True):
        checked("registre", json.loads(line))
        assert still_says(record.model_dump(mode="json"), json.loads(line))
    assert {record.code: len(record.entrees) for record in versions.records.values() if isinstance(record, Aid)} == {
        "SEC-URG": 1,
        "APA-DOM": 2,
        "ASH-PA": 2,
        "PCH": 1,
    }
