"""What the projector measures in the read model: silence, decisions that wait, acts that end, deadlines told late or not at all."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.standing import RegistryFollowed, act_ends, deadlines_passed
from hub.readmodel.store import JournalId, open_to_write
from hub.registry.versions import Versions, encode, log_key
from hub.standing import measure_known
from hub.standing_shown import DeadlinesPassed, Standing, ToVerify
from schemas.registry import AnyRecord, Version
from tests.unit.case_world import Hub, decision
from tests.unit.journal_entries import bytes_of
from tests.unit.registry_records import ACTORS, act, aid, commune, registry
from tests.unit.timed_world import Clocked

NONE_PASSED = DeadlinesPassed(0.0, 0)
ACKNOWLEDGED_BY = "2026-01-10"
"""The last day for the acknowledgement of receipt of `Clocked`'s demand: its first deadline."""


def at(text: str) -> datetime:
    """An instant (UTC)."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def model_of(hub: Hub, records: tuple[AnyRecord, ...] = ()) -> sqlite3.Connection:
    """The read model of that journal, and of a registry with one version."""
    model = open_to_write(Path(":memory:"), JournalId("x"))
    apply_journal(model, [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(hub.journal)], {0: len(hub.journal)})
    version(model, 1, records)
    return model


def version(model: sqlite3.Connection, number: int, records: tuple[AnyRecord, ...], *, is_proven: bool = True) -> None:
    """The read model reads one more version of the registry, whose digest is that of its records or another."""
    known = [value for (value,) in model.execute("SELECT valeur FROM registre ORDER BY position")]
    versions = Versions()
    for value in (*known, *(encode(one) for one in records)):
        versions.read(value, "-")
    digest = versions.digest() if is_proven else "0" * 64
    closing = Version(version=number, empreinte=digest, enregistre_le="2026-01-01T00:00:00Z")
    log = [LogRecord(0, len(known) + place, encode(one)) for place, one in enumerate((*records, closing))]
    apply_registry(model, log, len(known) + len(log))


def measured(model: sqlite3.Connection, now: str) -> Standing:
    """Everything at that moment."""
    return measure_known(model, RegistryFollowed(), at(now))


def passed(case: Clocked, now: str) -> DeadlinesPassed:
    """The deadlines of that dossier at that moment."""
    return deadlines_passed(model_of(case.hub), at(now))


def test_a_deadline_that_rings_in_time_is_neither_overdue_nor_late() -> None:
    """Before it and after it."""
    case = Clocked()
    assert passed(case, "2026-01-10T20:00") == NONE_PASSED
    assert passed(case.until("2026-01-11T10:00"), "2026-01-11T10:00") == NONE_PASSED


def test_a_deadline_that_passed_during_an_outage_is_overdue_until_it_is_told_and_late_for_a_day_after() -> None:
    """Its age counts from its end; told a quarter of an hour late it is late, told within ten minutes it is not."""
    case = Clocked()
    end = at("2026-01-10T23:00")
    found = passed(case, "2026-01-11T01:00")
    assert found.told_late == 0
    assert found.overdue_s == pytest.approx(7_200)
    first = min(one for one in case.waiting if at(one.due[:19]) == end)
    case.waiting.discard(first)
    case.hub.now = end + timedelta(minutes=15)
    case.ring(first)
    assert passed(case, "2026-01-11T01:00") == DeadlinesPassed(0.0, 1)
    assert passed(case, "2026-01-12T01:00").told_late == 0


def test_a_deadline_that_had_passed_before_it_could_be_counted_is_not_late() -> None:
    """A demand of last month that comes today rings today: nobody was out."""
    hub = Clocked().hub
    hub.now = at("2026-02-20T10:00")
    late = Clocked(day="2026-01-05", hub=Hub(view=hub.view, now=hub.now))
    late.hub.now = at("2026-02-20T10:00")
    late.until("2026-02-20T10:00:05")
    assert passed(late, "2026-02-20T10:01") == NONE_PASSED


def test_a_deadline_counted_again_keeps_when_it_was_first_counted() -> None:
    """What happens on the dossier after its end, before it could ring, does not make it young again."""
    case = Clocked()
    case.hub.now = at("2026-01-11T03:00")
    case.does("ccas", "transmission.acceptee")
    found = passed(case, "2026-01-11T04:00")
    assert found.overdue_s >= 5 * 3_600


def test_a_silence_that_waits_for_a_stopped_decision_is_not_overdue() -> None:
    """It is not told on purpose; the decision that waits is shown instead, in working days of its commune."""
    case = Clocked()
    case.until("2026-01-15T10:00")
    case.does("ccas", "transmission.acceptee")
    case.does("ccas", "decision.rendue", **decision("ccas", "ccas-propre", date_decision="2025-12-01"))
    case.until("2026-01-16T10:00")
    model = model_of(case.hub)
    assert deadlines_passed(model, at("2026-06-16T10:00")) == NONE_PASSED
    assert measured(model, "2026-01-15T18:00").to_verify == {"ccas": ToVerify(1, 0)}
    assert measured(model, "2026-01-20T18:00").to_verify == {"ccas": ToVerify(1, 2)}


def test_silence_is_counted_for_each_partner_that_ever_published() -> None:
    """From its last event to now, in its own days."""
    model = model_of(Clocked(day="2026-01-05").hub, (commune(), *ACTORS))
    assert measured(model, "2026-01-13T10:00").silent_workdays == {"ccas": 5}


def test_acts_that_end_are_told_in_the_zone_of_their_commune() -> None:
    """The instant is midnight there; one that applies nowhere is told by UTC."""
    ends = {"au": "2026-03-01"}
    view = registry(act("convention", "delegation_competence", "asso", **ends))
    assert act_ends(view, at("2026-01-05T10:00").date()) == {("convention", "asso"): at("2026-02-28T23:00").timestamp()}
    nowhere = registry(act("ailleurs", "delegation_competence", "asso", communes=["inconnue"], **ends))
    assert act_ends(nowhere, at("2026-01-05T10:00").date()) == {("ailleurs", "asso"): at("2026-03-01T00:00").timestamp()}


def test_the_registry_is_read_further_each_time_and_only_what_is_proven_counts() -> None:
    """A version whose digest is another is not applied, as in a worker; without one the registry is empty."""
    model = open_to_write(Path(":memory:"), JournalId("x"))
    followed = RegistryFollowed()
    assert followed.view(model).all_acts() == ()
    ground: tuple[AnyRecord, ...] = (commune(), aid(), *ACTORS)
    version(model, 1, (*ground, act("premier", "institution", "ccas")))
    assert [one.id for one in followed.view(model).all_acts()] == ["premier"]
    version(model, 2, (act("second", "institution", "ccas"),), is_proven=False)
    assert [one.id for one in followed.view(model).all_acts()] == ["premier"]
    version(model, 3, (act("tiers", "institution", "ccas"),))
    assert [one.id for one in followed.view(model).all_acts()] == ["premier", "second", "tiers"]


def test_a_record_of_the_registry_that_nobody_can_read_stops_no_measure() -> None:
    """As a worker does: it is left out."""
    model = model_of(Clocked().hub, (commune(), *ACTORS))
    apply_registry(model, [LogRecord(0, 1_000, json.dumps({"genre": "acte", "id": "x"}).encode())], 1_001)
    assert measured(model, "2026-01-13T10:00").open_cases == {("ccas", "ccas-propre"): 1}
    assert log_key(act("x", "institution", "ccas")) == "acte/x"
