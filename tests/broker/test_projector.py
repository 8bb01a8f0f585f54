"""The projector on a real Kafka: killed, stopped, rebuilt, and stopped by what it does not know."""

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
from confluent_kafka import TopicPartition

from hub import topics
from hub.engine.ending import EXIT_CRASH
from hub.errors import ReadModelAbsent
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.ports import HOST, first_free
from hub.readmodel.store import open_to_read, path_of
from hub.settings import HubSettings
from schemas.topics import JOURNAL, REGISTRY
from tests.broker.journal_topic import PARTITIONS, Journal, Process
from tests.broker.stuck_projector import WAYS
from tests.broker.watching import Prometheus, rules

READ_ALL_S = 30.0
LATE = "ModeleDeLectureEnRetard"
LATE_BY = 4_000
"""Dossiers, three entries each: six fetches, and the alert is true after the first four at least."""


@pytest.fixture
def journal(kafka: LocalBroker) -> Journal:
    """Each test has a journal of its own."""
    return Journal(kafka.bootstrap)


@pytest.fixture
def processes() -> Iterator[list[Process]]:
    """What a failing test left running is ended."""
    started: list[Process] = []
    yield started
    for process in started:
        process.kill9()


def count(path: Path) -> int:
    """How many entries the read model holds; 0 while there is none."""
    try:
        with closing(open_to_read(path)) as model:
            return int(model.execute("SELECT count(*) FROM entrees").fetchone()[0])
    except (ReadModelAbsent, sqlite3.OperationalError):  # it is being made at this moment
        return 0


def wait_for(path: Path, entries: int, within_s: float = READ_ALL_S) -> None:
    """Until the read model holds so many entries."""
    deadline = time.monotonic() + within_s
    while count(path) < entries:
        assert time.monotonic() < deadline, f"{count(path)} of {entries}"
        time.sleep(0.05)


def tables(path: Path) -> dict[str, list[Any]]:
    """Everything but which topics it was built from and how far they were read."""
    with closing(sqlite3.connect(path)) as model:
        names = [
            name for (name,) in model.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'source' ORDER BY name")
        ]
        return {name: model.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}  # noqa: S608 - our own names


def test_killed_again_and_again_it_loses_nothing_and_doubles_nothing(
    hub_settings: HubSettings, journal: Journal, processes: list[Process]
) -> None:
    """Five kill -9 while the journal grows; then the tables are those of a rebuild from zero, entry by entry."""
    path = path_of(hub_settings)
    for round_ in range(5):
        journal.write(400)
        journal.write(20, commit=False)
        seen = count(path)
        process = Process(hub_settings)
        processes.append(process)
        wait_for(path, seen + 1)
        time.sleep(0.01 * round_)
        process.kill9()
    processes.append(Process(hub_settings).wait_until_ready())
    assert processes[-1].terminate()[0] == 0
    kept = tables(path)
    assert len(kept["entrees"]) == 3 * journal.written
    assert len(kept["dossiers"]) == journal.written
    assert kept["partenaires"][0][3] == 3 * journal.written

    processes.append(Process(hub_settings, "--rebuild").wait_until_ready())
    processes[-1].terminate()
    assert tables(path) == kept


def test_sigterm_ends_it_cleanly_and_soon(hub_settings: HubSettings, journal: Journal, processes: list[Process]) -> None:
    """Exit code 0, well within the ten seconds a supervisor waits."""
    journal.write(10)
    processes.append(Process(hub_settings))
    wait_for(path_of(hub_settings), 30)
    code, seconds = processes[-1].terminate()
    assert code == 0
    assert seconds < 5


def test_a_broker_that_was_killed_is_found_again(
    hub_settings: HubSettings, kafka: LocalBroker, journal: Journal, processes: list[Process]
) -> None:
    """It waits for its broker and goes on where it was; nothing has to be started again."""
    journal.write(10)
    processes.append(Process(hub_settings).wait_until_ready())
    kafka.kill9()
    kafka.start()
    journal.write(10)
    wait_for(path_of(hub_settings), 60)
    assert processes[-1].terminate()[0] == 0


def test_its_figures_say_that_it_has_caught_up(hub_settings: HubSettings, journal: Journal, processes: list[Process]) -> None:
    """A journal that ends with transaction markers is no lag; /readyz answers once it has caught up."""
    journal.write(10)
    process = Process(hub_settings)
    processes.append(process)
    process.wait_until_ready()
    deadline = time.monotonic() + 15
    while "last_event_timestamp_seconds{" not in process.ask("/metrics")[1]:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    figures = process.ask("/metrics")[1].splitlines()
    assert "relais_projected_entries_total 30.0" in figures
    assert [line.split()[-1] for line in figures if line.startswith("relais_projector_lag_records{")] == ["0.0"] * PARTITIONS


def test_an_entry_of_an_unknown_format_stops_it_and_names_the_place(
    hub_settings: HubSettings, journal: Journal, processes: list[Process]
) -> None:
    """It never steps over an entry: what comes after it is not applied either."""
    journal.write(3)
    journal.write_raw(JOURNAL, msgspec.json.encode({"format": 7, "id": "x", "cause": "x", "type": "x", "instant": "x"}), partition=2)
    processes.append(Process(hub_settings))
    assert re.search(r"HUB-1033: hub\.journal/2@\d+ cannot be read.*format is 7", processes[-1].fails())


def test_topics_made_anew_under_the_same_names_are_not_mixed_in(
    hub_settings: HubSettings, journal: Journal, processes: list[Process]
) -> None:
    """Positions of another log would skip or double: it stops, and `--rebuild` is the cure it names."""
    journal.write(5)
    processes.append(Process(hub_settings))
    wait_for(path_of(hub_settings), 15)
    processes[-1].terminate()
    journal.make_topics()
    journal.write(2)
    processes.append(Process(hub_settings))
    assert re.search(r"HUB-1031.*--rebuild", processes[-1].fails())
    processes.append(Process(hub_settings, "--rebuild").wait_until_ready())
    processes[-1].terminate()
    assert count(path_of(hub_settings)) == 6


def test_a_journal_that_was_cut_stops_it(hub_settings: HubSettings, journal: Journal, processes: list[Process]) -> None:
    """The journal is kept for ever: what begins in the middle would tell half a story."""
    journal.write(5)
    cut = TopicPartition(JOURNAL, 0, 3)
    journal.admin.delete_records([cut])[cut].result()
    processes.append(Process(hub_settings))
    assert re.search(r"HUB-1031.*cut before it", processes[-1].fails())


def test_a_second_projector_on_the_same_folder_is_refused(hub_settings: HubSettings, journal: Journal, processes: list[Process]) -> None:
    """One writer a file."""
    journal.write(1)
    processes.append(Process(hub_settings))
    wait_for(path_of(hub_settings), 3)
    processes.append(Process(hub_settings))
    assert "HUB-1032" in processes[-1].fails()


def test_a_read_model_made_anew_is_late_and_says_so(
    hub_settings: HubSettings, journal: Journal, processes: list[Process], tmp_path: Path
) -> None:
    """Its folder was lost: it begins at the first entry, and the alert is true on a real Prometheus until all is there again."""
    journal.write(LATE_BY)
    port = first_free()
    prometheus = Prometheus(tmp_path, [f"{HOST}:{port}"])
    try:
        processes.append(Process(hub_settings, "--metrics-port", str(port), program=("-m", "tests.broker.slow_projector")))
        wait_for(path_of(hub_settings), 3 * LATE_BY)
        prometheus.until(lambda: bool(prometheus.ask(f"count_over_time(({rules()[LATE]})[2m:1s])")), READ_ALL_S)
        prometheus.until(lambda: not prometheus.ask(rules()[LATE]), READ_ALL_S)
    finally:
        prometheus.stop()


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("way", WAYS)
def test_one_that_is_stuck_ends_and_the_next_goes_on(
    hub_settings: HubSettings, journal: Journal, processes: list[Process], way: str
) -> None:
    """It would answer Prometheus for ever with figures that stand still, and no alert would tell."""
    journal.write(5)
    processes.append(Process(hub_settings, way, program=("-m", "tests.broker.stuck_projector")))
    assert WAYS[way] in processes[-1].fails(EXIT_CRASH)
    journal.write(5)
    processes.append(Process(hub_settings).wait_until_ready())
    assert count(path_of(hub_settings)) == 30


def test_without_its_topics_it_says_which_command_makes_them(hub_settings: HubSettings, processes: list[Process]) -> None:
    """A hub that was never set up is a clear refusal, not a wait."""
    topics.remove(hub_settings, [REGISTRY])
    processes.append(Process(hub_settings))
    assert re.search(r"HUB-1020.*hub\.registry is missing.*hub topics apply", processes[-1].fails())


def test_without_a_broker_it_says_so(hub_settings: HubSettings, processes: list[Process]) -> None:
    """No endless silent retry at a start."""
    nowhere = hub_settings.model_copy(update={"kafka": hub_settings.kafka.model_copy(update={"bootstrap_servers": "127.0.0.1:1"})})
    processes.append(Process(nowhere))
    assert "HUB-4001" in processes[-1].fails()
