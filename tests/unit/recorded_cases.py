"""What a case left on record, as it is read back: the read model of a small hub, and its proofs."""

import sqlite3
from pathlib import Path

import msgspec

from hub.core.proof_reading import ReadProof, read
from hub.core.registry import RegistryView
from hub.core.why_not import Recorded, WhyNot, why_not
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.queries import proofs_of
from hub.readmodel.store import JournalId, open_to_write
from hub.readmodel.telling import recorded_of, told_of
from schemas.registry import Version
from tests.unit.case_world import Hub


def read_model(hub: Hub) -> sqlite3.Connection:
    """The read model after all that the hub concluded, with the names of its registry."""
    model = open_to_write(Path(":memory:"), JournalId("x"))
    learn(model, hub.view)
    entries = [LogRecord(0, offset, msgspec.json.encode(entry)) for offset, entry in enumerate(hub.journal)]
    apply_journal(model, entries, {0: len(entries)})
    return model


def learn(model: sqlite3.Connection, view: RegistryView) -> None:
    """The records of one version of the registry, one after those that are there."""
    (start,) = model.execute("SELECT coalesce(max(position) + 1, 0) FROM registre").fetchone()
    ended = Version(version=view.version, empreinte="-", enregistre_le="2026-01-01T00:00:00.000Z")
    records = [*view.actors(), *view.communes(), *view.aids(), *view.all_acts(), ended]
    values = [LogRecord(0, start + rank, record.model_dump_json().encode()) for rank, record in enumerate(records)]
    apply_registry(model, values, start + len(values))


def proofs(hub: Hub, dossier: str) -> list[bytes]:
    """The proofs of a case, byte for byte."""
    return [proof for _, proof in proofs_of(read_model(hub), dossier)]


def proven(hub: Hub, dossier: str) -> list[ReadProof]:
    """The proofs of a case."""
    return [read(proof) for proof in proofs(hub, dossier)]


def recorded(hub: Hub, dossier: str) -> Recorded:
    """What is on record of a case."""
    model = read_model(hub)
    told = told_of(model, dossier)
    assert told is not None
    return recorded_of(model, dossier, told)


def asked(hub: Hub, dossier: str, actor: str) -> WhyNot:
    """Why that actor does not answer for the case."""
    found = why_not(recorded(hub, dossier), actor, actor.capitalize())
    assert found is not None
    return found
