"""Logs carry no content, figures are in the form Prometheus wants."""

import io
import json
import logging
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.disk import room_of
from hub.standing_shown import DeadlinesPassed, Standing, ToVerify
from hub.telemetry import ACCEPTED, QUIET_LOGGERS, Metrics, configure_logging
from schemas.codes import Code


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """Give the other tests their logging back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def lines() -> io.StringIO:
    """Send this process's logs to memory."""
    stream = io.StringIO()
    configure_logging("INFO", stream)
    return stream


def logged(stream: io.StringIO) -> dict[str, object]:
    """The last line, read back."""
    line: dict[str, object] = json.loads(stream.getvalue().splitlines()[-1])
    return line


def test_a_log_line_is_json_with_its_reason_word(lines: io.StringIO) -> None:
    """One line, one JSON object; the reason stands under its own key."""
    structlog.get_logger("hub.relay").warning("evenement_refuse", raison="JSON_INVALIDE", topic="from.x", partition=0, offset=7)
    line = logged(lines)
    assert line["event"] == "evenement_refuse"
    assert (line["raison"], line["topic"], line["offset"]) == ("JSON_INVALIDE", "from.x", 7)
    assert (line["level"], line["logger"]) == ("warning", "hub.relay")
    assert str(line["instant"]).endswith("Z")


def test_a_library_s_warning_is_json_too_and_its_chatter_is_silent(lines: io.StringIO) -> None:
    """The standard library's loggers go through the same form, the noisy ones from WARNING on."""
    for name in QUIET_LOGGERS:
        logging.getLogger(name).info("chatter")
    assert lines.getvalue() == ""
    logging.getLogger("aiokafka.conn").warning("connection %s lost", "node-1")
    assert logged(lines)["event"] == "connection node-1 lost"


def test_bytes_and_objects_are_never_rendered(lines: io.StringIO) -> None:
    """A record's value or a payload that slips into a log shows only its size or its type."""
    structlog.get_logger().info("x", value=b"secret", payload={"nom": "secret"}, many=[b"secret", 3])
    line = logged(lines)
    assert (line["value"], line["payload"], line["many"]) == ("<6 octets>", "<dict>", ["<6 octets>", 3])


@settings(deadline=None)
@given(st.integers(10, 99), st.integers(1, 12), st.sampled_from(["75", "2A", "97"]), st.integers(100, 999), st.integers(100, 999))
def test_a_possible_nir_is_masked(year: int, month: int, department: str, commune: int, order: int) -> None:
    """With or without spaces and key, wherever it stands in the text."""
    stream = io.StringIO()
    configure_logging("INFO", stream)
    for nir in (f"2{year}{month:02}{department}{commune}{order}", f"1 {year} {month:02} {department} {commune} {order} 42"):
        structlog.get_logger().info("x", champ=f"lu {nir} ici")
        assert logged(stream)["champ"] == "lu [masqué] ici"


def test_an_exception_shows_its_type_and_places_but_not_its_message(lines: io.StringIO) -> None:
    """A message may quote what a partner sent; the type and the places are what a developer needs."""
    try:
        int("NOM Prenom")
    except ValueError:
        structlog.get_logger().exception("panne")
    line = logged(lines)
    assert line["exception"] == "ValueError"
    assert "test_telemetry.py" in str(line["lieux"])
    assert "Prenom" not in lines.getvalue()


def busy_metrics() -> Metrics:
    """A process in which everything has moved once."""
    metrics = Metrics()
    metrics.event_handled("from", "PRIS_EN_COMPTE", 3)
    metrics.event_refused("JSON_INVALIDE")
    metrics.lane_lag("hub.events", 4, 12, 1.5)
    metrics.lane_blocked("hub.events", 4, is_blocked=True)
    metrics.lane_version("hub.events", 4, 2)
    metrics.deadlines_waiting(12.5)
    metrics.intake_waiting(61.5)
    metrics.lane_restored("hub.events", 0.4)
    metrics.transaction_done("hub.events", 0.02, 15)
    metrics.restarts.labels("w1").inc()
    metrics.rebalances.labels("w1").inc()
    metrics.projected.inc()
    metrics.set_aside.inc()
    metrics.projector_lag.labels("4").set(0)
    metrics.watch_room(Path.cwd() / "to" / "be" / "made")
    metrics.standing(
        Standing(
            {("ccas-x", "acte-1"): 2, ("ccas-x", ""): 1},
            {"ccas-x": 0.0},
            {"ccas-x": 1.0e9},
            silent_workdays={"ccas-x": 3},
            to_verify={"ccas-x": ToVerify(2, 1)},
            act_ends_s={("acte-1", "asso-x"): 2.0e9},
            deadlines=DeadlinesPassed(700.0, 4),
        )
    )
    return metrics


def test_promtool_finds_nothing_to_say() -> None:
    """Names, units and help texts follow Prometheus's own linter."""
    path = shutil.which("promtool") or shutil.which("promtool", path=str(Path(sys.executable).parent))
    assert path, "promtool is missing: run scripts/setup (Debian package `prometheus`)"
    found = subprocess.run([path, "check", "metrics"], input=busy_metrics().exposition(), capture_output=True, check=False)
    assert (found.returncode, found.stdout, found.stderr) == (0, b"", b"")


def test_the_figures_are_named_and_labelled_as_documented() -> None:
    """Dashboards and alert rules rely on these names."""
    text = busy_metrics().exposition().decode()
    for line in (
        'relais_events_total{outcome="PRIS_EN_COMPTE",topic="from"} 3.0',
        'relais_refusals_total{reason="JSON_INVALIDE"} 1.0',
        'relais_lane_lag_records{partition="4",topic="hub.events"} 12.0',
        'relais_lane_lag_seconds{partition="4",topic="hub.events"} 1.5',
        'relais_lane_blocked{partition="4",topic="hub.events"} 1.0',
        'relais_registry_version{partition="4",topic="hub.events"} 2.0',
        "relais_deadlines_waiting_seconds 12.5",
        "relais_intake_waiting_seconds 61.5",
        'relais_transaction_seconds_count{topic="hub.events"} 1.0',
        'relais_transaction_facts_sum{topic="hub.events"} 15.0',
        'relais_restore_seconds_count{topic="hub.events"} 1.0',
        'relais_restarts_total{worker="w1"} 1.0',
        'relais_rebalances_total{worker="w1"} 1.0',
        'relais_open_cases{act="acte-1",actor="ccas-x"} 2.0',
        'relais_inbox_oldest_unread_seconds{actor="ccas-x"} 0.0',
        'relais_partner_last_event_timestamp_seconds{partner="ccas-x"} 1e+09',
        'relais_partner_silent_workdays{partner="ccas-x"} 3.0',
        'relais_decisions_to_verify{actor="ccas-x"} 2.0',
        'relais_decision_to_verify_workdays{actor="ccas-x"} 1.0',
        'relais_act_end_timestamp_seconds{act="acte-1",actor="asso-x"} 2e+09',
        "relais_deadlines_overdue_seconds 700.0",
        "relais_deadlines_told_late 4.0",
        "relais_registry_unreadable 0.0",
    ):
        assert line in text


def test_what_an_alert_takes_the_increase_of_is_counted_from_nought() -> None:
    """A series that begins at 1 has no increase, and the alerts ask for one."""
    text = Metrics().exposition().decode()
    assert [code for code in Code if code not in ACCEPTED and f'relais_refusals_total{{reason="{code}"}} 0.0' not in text] == []
    assert 'relais_events_total{outcome="PRIS_EN_COMPTE",topic="from"} 0.0' in text


def test_a_registry_is_unreadable_from_a_fault_to_the_next_version_applied() -> None:
    """The alert stays as long as lanes decide with an older version."""
    metrics = Metrics()
    metrics.registry_fault("registre.version_refusee")
    assert "relais_registry_unreadable 1.0" in metrics.exposition().decode()
    metrics.registry_applied()
    assert "relais_registry_unreadable 0.0" in metrics.exposition().decode()


def test_the_room_told_is_that_of_the_disk_of_the_watch_room(tmp_path: Path) -> None:
    """Also of a folder that is still to be made; nothing without a folder."""
    room = room_of(tmp_path / "to" / "be" / "made")
    usage = shutil.disk_usage(tmp_path)
    assert room.size_bytes == usage.total
    assert 0 < room.free_bytes <= usage.total
    assert not re.search(r"^relais_disk_free_bytes ", Metrics().exposition().decode(), re.MULTILINE)
    assert re.search(r"^relais_disk_size_bytes [1-9]", busy_metrics().exposition().decode(), re.MULTILINE)


def test_the_page_of_metrics_lists_them_all() -> None:
    """None is missing from the page, none is listed that no process serves."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `relais_")}
    types = (line.split() for line in busy_metrics().exposition().decode().splitlines() if line.startswith("# TYPE relais_"))
    assert listed == {name for _, _, name, _ in types if not name.endswith("_created")}


def test_a_lane_that_left_takes_its_figures_along() -> None:
    """Two processes must not both show a lane; closing one that never counted is harmless."""
    metrics = busy_metrics()
    metrics.lane_closed("hub.events", 4)
    metrics.lane_closed("hub.events", 5)
    assert 'partition="4",topic="hub.events"' not in metrics.exposition().decode()


def test_another_standing_replaces_the_one_before_as_a_whole() -> None:
    """An act with no open dossier any more is gone, not stuck at its last figure."""
    metrics = busy_metrics()
    metrics.standing(Standing({("ccas-y", "acte-2"): 5}, {}, {}))
    text = metrics.exposition().decode()
    assert 'act="acte-2"' in text
    assert "ccas-x" not in text


def test_two_processes_in_one_interpreter_do_not_share_figures() -> None:
    """The registry belongs to the object, not to the module."""
    busy_metrics()
    assert "relais_restarts_total{" not in Metrics().exposition().decode()
