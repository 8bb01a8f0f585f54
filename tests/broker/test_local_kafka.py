"""The local Kafka, really started: ready, stopped, killed, back, emptied, refused."""

import json
import os
import shutil
import socket
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from click.testing import CliRunner, Result
from confluent_kafka.cimpl import NewTopic

from hub.admin import connected_admin
from hub.cli import main
from hub.errors import JarsRefused, KafkaDidNotStart, KafkaFolderBusy, KafkaIsUp, KafkaPortTaken
from hub.kafka_local import ports, warm
from hub.kafka_local.broker import LocalBroker
from hub.kafka_local.tools import Tools, find_tools
from hub.settings import HubSettings, KafkaSettings

LEDGER = "ledger"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[LocalBroker]:
    """Give a broker that nobody started yet, and end it whatever happens."""
    ours = LocalBroker(tmp_path / "a folder" / "kafka")
    try:
        yield ours
    finally:
        ours.stop()


async def send(bootstrap: str, *values: bytes) -> None:
    """Append to the ledger and wait for the acknowledgement of each."""
    admin = connected_admin(HubSettings(kafka=KafkaSettings(bootstrap_servers=bootstrap)))
    if LEDGER not in admin.list_topics(timeout=10).topics:
        admin.create_topics([NewTopic(LEDGER, 1)])[LEDGER].result(10)
    async with AIOKafkaProducer(bootstrap_servers=bootstrap, enable_idempotence=True) as producer:
        for value in values:
            await producer.send_and_wait(LEDGER, value, partition=0)


async def read(bootstrap: str, count: int) -> list[bytes]:
    """Read `count` records of the ledger from its beginning."""
    consumer = AIOKafkaConsumer(LEDGER, bootstrap_servers=bootstrap, auto_offset_reset="earliest")
    async with consumer:
        return [(await consumer.getone()).value for _ in range(count)]


async def test_what_was_acknowledged_survives_kill_9_and_a_restart_on_the_same_port(broker: LocalBroker) -> None:
    """A crash of the broker loses nothing it acknowledged, and clients find it where it was."""
    broker.start()
    before = broker.bootstrap
    await send(before, b"1", b"2")
    broker.kill9()
    assert not broker.is_running()
    broker.start()
    assert broker.bootstrap == before
    await send(broker.bootstrap, b"3")
    assert await read(broker.bootstrap, 3) == [b"1", b"2", b"3"]


def seconds_to_start(broker: LocalBroker) -> float:
    """How long a start takes, until it is ready."""
    began = time.monotonic()
    broker.start()
    return time.monotonic() - began


def test_after_kill_9_it_is_back_almost_as_soon_as_after_a_clean_stop(broker: LocalBroker) -> None:
    """Three of each in turn, so that a busy machine slows both: a second for the session of the dead one, half a start for its logs.

    The quickest return counts: other work on the machine only adds. Where a clean start takes 1.3 s, as on a quiet machine, the bound is
    3 s; with Kafka's own session timeout it would take ten.
    """
    broker.start()
    after_kill, after_stop = [], []
    for _ in range(3):
        broker.kill9()
        after_kill.append(seconds_to_start(broker))
        assert broker.stop()
        after_stop.append(seconds_to_start(broker))
    assert min(after_kill) <= 1.5 * statistics.median(after_stop) + 1.0, (after_kill, after_stop)


async def test_a_clean_stop_keeps_the_records_and_wipe_removes_them(broker: LocalBroker) -> None:
    """Only `wipe` empties, never under a living broker, and a stop is clean within its time."""
    broker.start()
    await send(broker.bootstrap, b"1")
    with pytest.raises(KafkaIsUp):
        broker.wipe()
    assert broker.stop()
    assert broker.state() == {}
    broker.start()
    assert await read(broker.bootstrap, 1) == [b"1"]
    broker.stop()
    broker.wipe()
    broker.start()
    settings = HubSettings(kafka=KafkaSettings(bootstrap_servers=broker.bootstrap))
    assert LEDGER not in connected_admin(settings).list_topics(timeout=10).topics


def test_one_folder_has_one_broker(broker: LocalBroker) -> None:
    """A second start in the same folder is refused by the first one's lock, and does not harm it."""
    broker.start()
    with pytest.raises(KafkaFolderBusy, match=str(broker.state()["pid"])):
        LocalBroker(broker.folder).start()
    assert broker.is_running()


def test_a_port_that_was_asked_for_and_is_taken_is_refused(tmp_path: Path) -> None:
    """A port somebody named is never exchanged for another."""
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        with pytest.raises(KafkaPortTaken):
            LocalBroker(tmp_path / "kafka", port=taken.getsockname()[1]).start()


def test_the_usual_port_gives_way_when_it_is_taken(tmp_path: Path) -> None:
    """A port that is only usual is exchanged for a free one below those the system hands out."""
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        usual = taken.getsockname()[1]
        broker = LocalBroker(tmp_path / "kafka", usual_port=usual)
        try:
            broker.start()
            assert usual != broker.state()["port"] < 32_768
        finally:
            broker.stop()


def test_a_broker_that_cannot_start_says_why(tmp_path: Path) -> None:
    """The last fault of its log is in the refusal, and nothing is left running."""
    (tmp_path / "kafka" / "data").mkdir(parents=True)
    (tmp_path / "kafka" / "data" / "meta.properties").write_text("version=7\n", encoding="ascii")
    broker = LocalBroker(tmp_path / "kafka")
    with pytest.raises(KafkaDidNotStart, match=r"kafka\.log"):
        broker.start()
    assert not broker.is_running()


def test_the_first_start_on_a_machine_makes_the_next_ones_quicker(tmp_path: Path) -> None:
    """With an empty warm folder Kafka starts the long way and leaves what it learned; a start without it still works."""
    found = find_tools()
    jars = tuple(tmp_path / "jars" / jar.name for jar in found.jars)
    (tmp_path / "jars").mkdir()
    for there, here in zip(found.jars, jars, strict=True):
        os.link(there, here)
    tools = Tools(found.java, jars)
    broker = LocalBroker(tmp_path / "kafka", tools=tools)
    try:
        broker.start()
        broker.stop()
        kept = {path.suffix for path in (tmp_path / "jars-warm").iterdir()}
        makes_archive = bool(warm.archive_options(tools, tmp_path))
        assert kept == ({".checkpoint", ".jsa"} if makes_archive else {".checkpoint"})
        broker.wipe()
        broker.start()
    finally:
        broker.stop()


def test_a_jar_with_another_hash_never_runs(tmp_path: Path) -> None:
    """One changed byte in one jar of the cache stops the start."""
    found = find_tools()
    cache = tmp_path / "cache"
    shutil.copytree(found.jars[0].parent, cache)
    with (cache / found.jars[7].name).open("ab") as jar:
        jar.write(b"\0")
    with pytest.raises(JarsRefused, match=found.jars[7].name):
        find_tools(HubSettings(kafka=KafkaSettings(cache_dir=cache)))


def hub(data_dir: Path, *arguments: str, **more: str) -> Result:
    """Type a command of the hub with a data folder of its own."""
    return CliRunner().invoke(main, arguments, env={"HUB_DATA_DIR": str(data_dir), **more})


def test_the_command_starts_once_says_where_and_stops(tmp_path: Path) -> None:
    """`up` twice starts one Kafka, `--fresh` is refused under it, `status` and `down` tell the truth by their exit codes."""
    try:
        first = hub(tmp_path, "kafka", "up", "--json")
        assert first.exit_code == 0, first.output
        assert json.loads(first.stdout)["started"] is True
        again = json.loads(hub(tmp_path, "kafka", "up", "--json").stdout)
        assert (again["started"], again["pid"]) == (False, json.loads(first.stdout)["pid"])
        assert hub(tmp_path, "kafka", "up", "--fresh").exit_code == 1
        shown = hub(tmp_path, "kafka", "status")
        assert (shown.exit_code, "answers" in shown.stdout) == (0, True)
    finally:
        stopped = hub(tmp_path, "kafka", "down")
    assert "Kafka stopped" in stopped.stdout
    assert "no local Kafka" in hub(tmp_path, "kafka", "down").stdout
    elsewhere = {"HUB_KAFKA__BOOTSTRAP_SERVERS": "127.0.0.1:1", "HUB_KAFKA__ANSWER_TIMEOUT_S": "0.3"}
    assert hub(tmp_path, "kafka", "status", **elsewhere).exit_code == 1
    fresh = hub(tmp_path, "kafka", "up", "--fresh", "--json")
    hub(tmp_path, "kafka", "down")
    assert fresh.exit_code == 0
