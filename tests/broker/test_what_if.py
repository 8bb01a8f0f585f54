"""`hub what-if` on a hub that lived: the same cases come out of a replay, nothing is written anywhere, and no producer is ever opened."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient, OffsetSpec

from hub.case_log import standing_cases
from hub.core.dossier import Dossier
from hub.core.facts import Received, read
from hub.core.own_facts import DeadlineReached, ExaminationDue, RegistryApplied
from hub.core.replaying import CaseFact, Run, Taken, in_order
from hub.core.what_if_desk import Desk
from hub.event_log import events_of
from hub.registry.loading import committed_versions
from hub.settings import load_settings
from hub.what_if import ends_of_log
from tests.broker.test_registry_moves import ACT, HOLDER, TITULAIRE, TODAY, convention
from tests.broker.whole_hub import WholeHub, hub_of_its_own

CASES = 12
DECIDED = 5
NO_PRODUCER = """
import aiokafka, confluent_kafka, pathlib
def refused(*arguments, **options):
    pathlib.Path(__file__).with_name("opened").touch()
    raise RuntimeError("a producer was opened")
confluent_kafka.Producer = aiokafka.AIOKafkaProducer = refused
"""
"""A `sitecustomize` that every process of a command loads before anything of ours."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """A dozen cases that an association accepted by convention, some decided; then a second version of the registry."""
    with hub_of_its_own(tmp_path) as whole:
        whole.start()
        _live(whole)
        yield whole


def _live(hub: WholeHub) -> None:
    today = datetime.now(UTC).date().isoformat()
    for number in range(CASES):
        hub.demand(TITULAIRE, "00101", "ALIM-COL", TODAY.isoformat(), f"ref-{number}")
    cases = sorted(one["subject"] for one in hub.await_messages(HOLDER, CASES))
    for number, case in enumerate(cases):
        hub.send(HOLDER, "transmission.acceptee", case, {"date": today})
        if number < DECIDED:
            signed = {"acteur": HOLDER, "fonction": "president"}
            decided = {"sens": "accord", "date_decision": today, "organe": "conseil_association", "signataire": signed, "acte": ACT}
            hub.send(HOLDER, "decision.rendue", case, decided)
    hub.await_messages(HOLDER, 3 * CASES + DECIDED)


def asked(hub: WholeHub, file: Path, *arguments: str, **more: str) -> dict[str, Any]:
    """The JSON of the command over yesterday, today and tomorrow."""
    days = [(datetime.now(UTC).date() + timedelta(days=count)).isoformat() for count in (-1, 1)]
    done = hub.command("what-if", str(file), "--from", days[0], "--to", days[1], "--json", *arguments, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def traces(hub: WholeHub) -> tuple[dict[tuple[str, int], int], list[str]]:
    """Where every partition of every topic ends, and the groups there are; not the broker's own, where it notes who left a group."""
    admin = AdminClient({"bootstrap.servers": hub.bootstrap})
    topics = admin.list_topics(timeout=10).topics
    places = [TopicPartition(name, number) for name, topic in topics.items() if name[:2] != "__" for number in topic.partitions]
    ends = admin.list_offsets({place: OffsetSpec.latest() for place in places})  # type: ignore[no-untyped-call] # its stubs forget it
    groups = admin.list_consumer_groups().result().valid or []
    return {(place.topic, place.partition): one.result().offset for place, one in ends.items()}, sorted(one.group_id for one in groups)


def test_a_convention_is_tried_on_what_was_lived_and_nothing_is_written(hub: WholeHub, tmp_path: Path) -> None:
    """What the association received goes to the titulaire, what it sent has no object; topics and groups stay as they were."""
    assert hub.terminate() == 0
    folder = tmp_path / "no-producer"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(NO_PRODUCER, encoding="utf-8")
    barred = {"PYTHONPATH": str(folder)}
    file = convention(tmp_path, date(2026, 5, 1))
    before = traces(hub)

    found = asked(hub, file, "--html", str(tmp_path / "page.html"), **barred)
    assert (found["evenements"], found["dossiers"], found["deplaces"]) == (2 * CASES + DECIDED, CASES, CASES)
    assert {(one["de"], one["vers"]): one["dossiers"] for one in found["flux"]} == {(HOLDER, TITULAIRE): CASES}
    assert found["sans_objet"] == {"total": CASES + DECIDED, "par_acteur": {HOLDER: CASES + DECIDED}}
    assert Counter(one["raison"] for one in found["decisions_incompetentes"]) == {"AUTEUR_INCOMPETENT": DECIDED}
    assert {(one["auteur"], one["acte"], one["competent"]) for one in found["decisions_incompetentes"]} == {(HOLDER, ACT, TITULAIRE)}
    assert found["charge"][HOLDER]["tenus_apres"] == 0
    assert found["pannes"] == []
    assert "Ce que ces actes auraient changé" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert asked(hub, file, "--processes", "1", **barred) == found

    same = next(Path("deploy/registre").resolve().glob("*.yaml")).parent
    unchanged = asked(hub, same, **barred)
    assert (unchanged["enregistrements"], unchanged["deplaces"], unchanged["decisions_incompetentes"]) == ([], 0, [])
    assert (unchanged["sans_objet"]["total"], unchanged["evenements"]) == (0, 2 * CASES + DECIDED)
    assert traces(hub) == before
    assert not (folder / "opened").exists()
    assert hub.command("registry", "load", str(file), "--confirm", "99", **barred).returncode != 0
    assert (folder / "opened").exists(), "the instrument sees who opens one"


def test_the_replay_of_a_lived_hub_is_its_state(hub: WholeHub, tmp_path: Path) -> None:
    """Every case of `hub.cases` comes out of the replay of partners' facts, and the hub's own facts are those that it had appended."""
    file = convention(tmp_path, datetime.now(UTC).date())
    assert hub.command("registry", "load", str(file), "--confirm", str(CASES)).returncode == 0
    hub.await_kind(HOLDER, "dossier.retire", CASES)
    assert hub.terminate() == 0
    settings = load_settings(hub.environ)
    versions = committed_versions(settings)
    recorded: Counter[tuple[object, ...]] = Counter()
    made: Counter[tuple[object, ...]] = Counter()
    dossiers: dict[str, Dossier] = {}

    def hear(fact: CaseFact, _: Taken) -> None:
        made.update(_said(fact))

    faults: list[object] = []
    for partition, end in ends_of_log(settings).items():
        run = Run(partition, versions.view(1), Desk(), told=hear, note_fault=faults.append)
        records = list(events_of(settings, partition, end, lambda _: None))
        for record in records:
            recorded.update(_said(read(record.key, record.value, record.headers, partition, record.offset)))
        for fact, instant in in_order(records, partition, faults.append):
            run.ring_until(instant)
            if isinstance(fact, RegistryApplied):
                run.apply(versions.view(fact.version), instant)
            elif isinstance(fact, Received):
                run.take(fact, instant)
        dossiers |= {one.id: one for one in run.open_dossiers()}
    assert dossiers == {one.id: one for one in standing_cases(settings)}
    assert len(dossiers) == CASES
    assert made == recorded
    assert (sum(recorded.values()) > 0, faults) == (True, [])


def _said(fact: object) -> list[tuple[object, ...]]:
    """What a fact of the hub's own says of a case, its instant apart."""
    if isinstance(fact, DeadlineReached):
        return [(fact.dossier, fact.code, fact.due)]
    return [(fact.dossier, fact.version)] if isinstance(fact, ExaminationDue) else []
