"""The registry on a real Kafka: loads are whole or nothing, and a reader that follows never stops."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner
from confluent_kafka import Producer

from hub import topics
from hub.cli import main
from hub.clients import confluent_options
from hub.errors import BrokerRefused, InboxesMissing, RegistryNotLoaded, RegistryRefused, TopicsRefused
from hub.registry.loading import TRANSACTIONAL_ID, committed_versions
from hub.registry.log import RegistryReader, load
from hub.registry.versions import Event, Kind, encode
from hub.settings import HubSettings
from schemas.registry import AnyRecord, Version
from schemas.topics import REGISTRY
from tests.unit.registry_records import ACTORS, INSTITUTION, act, actor, ground

WAIT_S = 20
GROUND = ground(INSTITUTION)
CORRECTED = act("instituee", "institution", "cias")


@pytest.fixture
def settings(hub_settings: HubSettings) -> HubSettings:
    """A broker whose registry is empty: its topic is made anew for each test."""
    topics.remove(hub_settings, [REGISTRY])
    topics.apply(hub_settings, [one.id for one in ACTORS])
    return hub_settings


@asynccontextmanager
async def following(settings: HubSettings) -> AsyncIterator[tuple[RegistryReader, list[Event]]]:
    """A reader at work, and what it said of each version and of what it cannot read."""
    told: list[Event] = []
    reader = RegistryReader(settings, told.append)
    task = asyncio.create_task(reader.run())
    try:
        yield reader, told
        assert not task.done()
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it, a bounded time."""
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110 -- a condition of the test's own, not an event of the reader's
            await asyncio.sleep(0.02)


async def loaded(settings: HubSettings, *records: AnyRecord) -> int:
    """Load in a thread and give the version in force."""
    return (await asyncio.to_thread(load, records, settings)).version


def publish(settings: HubSettings, *values: bytes) -> None:
    """Records by someone who is not the loader."""
    producer = Producer(confluent_options(settings))
    for value in values:
        producer.produce(REGISTRY, value=value, partition=0)
    assert producer.flush(WAIT_S) == 0


def test_a_load_writes_what_differs_and_the_same_content_writes_nothing(settings: HubSettings) -> None:
    """Version 1 whole, then nothing, then the one act that was corrected."""
    first = load(GROUND, settings)
    assert (first.version, first.is_new, first.written, first.unchanged, first.kept) == (1, True, len(GROUND), 0, ())
    again = load(reversed(GROUND), settings)
    assert (again.version, again.is_new, again.written, again.unchanged) == (1, False, 0, len(GROUND))
    third = load([*GROUND[:-1], CORRECTED], settings)
    assert (third.version, third.written, third.unchanged) == (2, 1, len(GROUND) - 1)
    assert [one.version for one in committed_versions(settings).applied()] == [1, 2]


def test_what_the_files_leave_out_stays_in_force(settings: HubSettings) -> None:
    """An act ends by a date, never by being left out; it is named, and checked with the rest."""
    load(GROUND, settings)
    done = load(GROUND[:-1], settings)
    assert (done.is_new, done.kept) == (False, ("acte/instituee",))
    with pytest.raises(RegistryRefused, match="DEUX_TITULAIRES"):
        load([*GROUND[:-1], act("rivale", "institution", "ville")], settings)


def test_a_registry_with_a_fault_is_not_loaded(settings: HubSettings) -> None:
    """Nothing is written, and the fault is in the sentence."""
    for wrong, rule in ((act("faux", "marche", "asso"), "DECISION_NON_DELEGABLE"), (INSTITUTION, "ENREGISTREMENT_EN_DOUBLE")):
        with pytest.raises(RegistryRefused, match=rule):
            load([*GROUND, wrong], settings)
    with pytest.raises(RegistryNotLoaded):
        committed_versions(settings)


def test_an_actor_without_inbox_is_not_loaded(settings: HubSettings) -> None:
    """Unless its topics are to be made; an actor reached by mail or paper needs none."""
    stranger = actor("sans-boite")
    with pytest.raises(InboxesMissing, match=r"from\.sans-boite"):
        load([*GROUND, stranger], settings)
    assert load([*GROUND, actor("sans-boite", canal="papier")], settings).version == 1
    assert "to.sans-boite" in topics.missing_topics(settings, ["sans-boite"])
    assert load([*GROUND, stranger], settings, apply_topics=True).version == 2
    assert topics.missing_topics(settings, ["sans-boite"]) == []


def test_without_its_topic_there_is_no_registry(settings: HubSettings) -> None:
    """A load and a reading both say what to do."""
    topics.remove(settings, [REGISTRY])
    for attempt in (lambda: load(GROUND, settings), lambda: committed_versions(settings)):
        with pytest.raises(TopicsRefused, match=r"hub\.registry is missing"):
            attempt()


def test_a_topic_that_goes_while_it_is_read_is_the_reason(settings: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker lists for a moment what was just removed: the load that believed it waits in vain, and says what to do all the same."""
    topics.remove(settings, [REGISTRY])
    soon = settings.model_copy(update={"kafka": settings.kafka.model_copy(update={"answer_timeout_s": 3.0})})
    late, real = iter([{REGISTRY: "listed"}]), topics.topic_ids
    monkeypatch.setattr(topics, "topic_ids", lambda *asked: next(late, None) or real(*asked))
    with pytest.raises(TopicsRefused, match=r"hub\.registry is missing"):
        load(GROUND, soon)


def test_a_load_killed_on_its_way_leaves_nothing(settings: HubSettings) -> None:
    """Its open transaction is ended by the next load, which is whole."""
    killed = Producer({**confluent_options(settings), "transactional.id": TRANSACTIONAL_ID})
    killed.init_transactions()
    killed.begin_transaction()
    killed.produce(REGISTRY, key=b"acte/instituee", value=encode(CORRECTED), partition=0)
    killed.flush()
    done = load(GROUND, settings)
    assert (done.version, done.written) == (1, len(GROUND))
    assert [one.holder for one in committed_versions(settings).view(1).acts("ville", "AIDE")] == ["ccas"]


def test_of_two_loads_at_once_none_is_mixed_with_the_other(settings: HubSettings) -> None:
    """Each is whole or failed: the one whose producer was overtaken says so, and every version is one of them."""
    load(GROUND, settings)

    def attempt(number: int) -> int:
        try:
            mine = act("instituee", "institution", "ccas", objet=f"version de {number}", numero=f"délib. {number}")
            return load([*GROUND[:-1], mine, actor("nouveau", canal="papier", nom=str(number))], settings).version
        except BrokerRefused as refused:
            assert "load the registry" in str(refused)  # noqa: PT017 -- a refusal is one of the two right outcomes
            return 0

    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    versions = committed_versions(settings)
    done = sorted(version for version in outcomes if version)
    assert done == list(range(2, 2 + len(done)))
    assert [one.version for one in versions.applied()] == [1, *done]
    for version in done:
        view = versions.view(version)
        deliberation, newcomer = view.act("instituee"), view.actor("nouveau")
        assert deliberation is not None
        assert newcomer is not None
        assert deliberation.objet == f"version de {newcomer.nom}"


async def test_a_reader_follows_versions_as_they_come(settings: HubSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was there before it started, then each new one; older ones stay answerable. Who waits for the end waits for no fetch."""
    await loaded(settings, *GROUND)
    async with following(settings) as (reader, told):
        await asyncio.wait_for(reader.wait_first(), WAIT_S)
        assert reader.latest == 1
        assert await loaded(settings, *GROUND[:-1], CORRECTED) == 2
        await until(lambda: reader.latest == 2)
        assert [reader.view(version).acts("ville", "AIDE")[0].holder for version in (1, 2)] == ["ccas", "cias"]
        assert reader.view(2) is reader.view(2)
        assert [event.kind for event in told] == [Kind.APPLIED, Kind.APPLIED]
        assert await loaded(settings, *GROUND) == 3
        await until(lambda: reader.latest == 3)
    monkeypatch.setattr("hub.registry.log.FETCH_WAIT_MS", 10 * 1000 * int(WAIT_S))
    async with following(settings) as (later, _):
        await asyncio.wait_for(later.caught_up(), WAIT_S)
        assert later.latest == 3


async def test_without_a_version_a_reader_waits(settings: HubSettings) -> None:
    """Records that no version closed are not a registry."""
    publish(settings, encode(INSTITUTION))
    async with following(settings) as (reader, _):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.wait_first(), 1.5)
        assert reader.latest == 0
        await loaded(settings, *GROUND)
        await asyncio.wait_for(reader.wait_first(), WAIT_S)
        assert reader.latest == 1


async def test_what_cannot_be_read_never_stops_a_reader(settings: HubSettings) -> None:
    """It is named with its place; a version that needs it is not applied; the next good load is."""
    await loaded(settings, *GROUND)
    async with following(settings) as (reader, told):
        await reader.wait_first()
        foreign = Version(version=2, empreinte="0" * 64, enregistre_le="2026-01-01T00:00:00Z")
        publish(settings, b'{"genre": "acte", "id": "x"}', b"\xff", encode(foreign))
        await until(lambda: len(told) == 4)
        assert [event.kind for event in told] == [Kind.APPLIED, Kind.UNREADABLE, Kind.UNREADABLE, Kind.REFUSED]
        assert all(event.place.startswith("hub.registry/0/") and event.version == 2 for event in told[1:])
        assert reader.latest == 1
        assert await loaded(settings, *GROUND) == 3
        await until(lambda: reader.latest == 3)
        assert reader.view(2) is reader.view(1)


def test_the_commands_load_and_show(settings: HubSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reference registry: loaded once, shown whole and by id, in words and in JSON."""
    monkeypatch.setenv("HUB_KAFKA__BOOTSTRAP_SERVERS", str(settings.kafka.bootstrap_servers))
    monkeypatch.setenv("HUB_KAFKA__PARTITIONS", str(settings.kafka.partitions))
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["registry", *words])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert CliRunner().invoke(main, ["registry", "show"]).exit_code == 1
    assert json.loads(run("load", "--apply-topics", "--json"))["version"] == 1
    assert "la version 1 dit déjà la même chose" in run("load")
    (small := tmp_path / "registre").mkdir()
    (small / "a.yaml").write_text("- {genre: acteur, id: nouveau, nature: ccas, nom: N, canal: papier}\n", encoding="utf-8")
    left_out = CliRunner().invoke(main, ["registry", "load", str(small)])
    assert "version 2 : 1 enregistrements écrits" in left_out.stdout
    assert "acte/loi-rsa" in left_out.stderr
    assert [one["version"] for one in json.loads(run("show", "--json"))["versions"]] == [1, 2]
    assert "version 2, enregistrée le" in run("show")
    assert json.loads(run("show", "nouveau", "--json"))[0]["version"] == 2
    assert "nom: N" in run("show", "nouveau")
    unknown = CliRunner().invoke(main, ["registry", "show", "nouveaux"])
    assert (unknown.exit_code, "« nouveau »" in unknown.stderr) == (2, True)


def test_a_fault_of_the_broker_is_one_of_ours(settings: HubSettings) -> None:
    """A load that Kafka refuses on its way ends in a sentence with its code, and writes nothing."""
    narrow = settings.model_copy(update={"hub_bytes_max": 1_000})
    with pytest.raises(BrokerRefused, match="HUB-4002"):
        load([*GROUND, actor("long", canal="papier", nom="x" * 2_000)], narrow)
    with pytest.raises(RegistryNotLoaded):
        committed_versions(settings)
