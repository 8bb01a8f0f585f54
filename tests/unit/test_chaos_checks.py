"""What the chaos suite looks at can fail: each fault, planted in records, is found."""

import json
from dataclasses import dataclass
from typing import Any

import click
import pytest

from bench.chaos import records, tables
from bench.chaos.__main__ import WEEK, YEAR, named
from bench.chaos.checks import Findings, doubled_deadlines, quota_faults
from bench.chaos.scenarios import SCENARIOS
from bench.figures import spread
from hub.agents.quotas import QuotasStage
from hub.core.wire import GENRE, GENRE_DEADLINE, GENRE_QUOTA_ANSWER
from hub.telemetry import Metrics
from schemas import topics

ACT = "acte-1"


@dataclass
class Stored:
    """A record as a client reads it."""

    content: Any
    genre: bytes = b""
    id: bytes = b"k"
    number: int = 0

    def value(self) -> bytes | None:
        """Its bytes."""
        return None if self.content is None else json.dumps(self.content).encode()

    def key(self) -> bytes:
        """Its key."""
        return self.id

    def headers(self) -> list[tuple[str, bytes]]:
        """Its kind."""
        return [(GENRE, self.genre)]

    def partition(self) -> int:
        """Where it stands."""
        return self.number

    def offset(self) -> int:
        """Of no weight here."""
        return 0


def asked(n: int = 1, places: int | None = 5, cents: int | None = None) -> Stored:
    """A request of one place."""
    return Stored({"genre": "demande", "acte": ACT, "dossier": "dos_a", "n": n, "bornes": [places, cents]})


def answered(n: int = 1, state: str = "ACCORDEE") -> Stored:
    """The answer to it."""
    return Stored({"acte": ACT, "dossier": "dos_a", "n": n, "etat": state}, GENRE_QUOTA_ANSWER)


def account(**told: Any) -> Stored:
    """An account as the journal tells it."""
    return Stored({"conclusions": [{"genre": "QUOTA_COMPTE", "acte": ACT, "details": told}]})


def found(requests: list[Stored], answers: list[Stored], journal: list[Stored] = []) -> list[str]:  # noqa: B006 -- never written to
    """What is wrong with these accounts."""
    known: dict[str, Any] = {topics.QUOTAS: requests, topics.EVENTS: answers, topics.JOURNAL: journal}
    return quota_faults(known.__getitem__)


def test_an_exact_account_has_no_fault() -> None:
    """Asked, granted, within its bounds; a registry entry of the journal says nothing of accounts."""
    assert found([asked()], [answered()], [account(places=5, lignes={"2026": [3, 2, 5]}), Stored({})]) == []


def test_each_fault_of_an_account_is_found() -> None:
    """Unanswered, answered to nobody, granted twice, above a bound in places or in money."""
    assert found([asked()], []) == ["no answer to ('acte-1', 'dos_a', 1)"]
    assert found([], [answered()]) == ["an answer to what nobody asked: ('acte-1', 'dos_a', 1)"]
    assert found([asked()], [answered(), answered()]) == ["ACCORDEE 2 times: ('acte-1', 'dos_a', 1)"]
    assert found([asked()], [answered(state="EN_ATTENTE"), answered(state="EN_ATTENTE"), answered()]) == []
    assert found([asked()], [answered()], [account(places=6)]) == ["acte-1: 6 places of 5"]
    assert found([asked(cents=10)], [answered()], [account(lignes={"2026": [6, 5, 0]})]) == ["acte-1: 11 cents of 10 in 2026"]


def test_a_deadline_that_rings_twice_is_found() -> None:
    """Of the same dossier, code and instant."""
    rung = {"dossier": "dos_a", "code": "SILENCE", "due": "2026-05-18T22:00:00.000Z"}
    facts: list[Any] = [Stored(rung, GENRE_DEADLINE), Stored(rung | {"code": "AUTRE"}, GENRE_DEADLINE), Stored({}, b"recu")]
    assert doubled_deadlines(facts) == 0
    assert doubled_deadlines([*facts, facts[0]]) == 1


def test_a_byte_that_a_replay_does_not_make_is_found() -> None:
    """A key too many, a key with other bytes; the engine's own keys are not compared; what was deleted is gone."""
    written: list[Any] = [
        Stored({}, id=b"_engine/position"), Stored(1, id=b"a", number=2), Stored(2, id=b"b"), Stored(None, id=b"b")
    ]  # fmt: skip
    state = records.standing(written)
    assert state == {2: {b"a": b"1"}, 0: {}}
    differing = records.differences([], topics.QUOTAS, state, lambda _: QuotasStage(Metrics()), 4)
    assert differing == [(2, b"a")]


def test_faults_are_counted_and_shown() -> None:
    """The sum ends the command with 1; people see what was not zero."""
    findings = Findings(1, 0, 0, 0, 0, 2, 0, 0, 0)
    assert findings.total == 3
    figures = findings._asdict() | {
        "began_with": "v1",
        "faults_done": 1,
        "workers_restarted": 1,
        "published": 9,
        "day_reached": "2026-05-21",
        "promises_broken": [],
        "flowing_again_s": None,
    }
    table = tables.of_scenario("kill", "kill -9", figures)
    assert [cell for cell in table.columns[1].cells if "red" in str(cell)] == ["[bold red]1[/bold red]", "[bold red]2[/bold red]"]
    assert {key for key, _ in tables.FOUND} == set(Findings._fields)
    assert spread([3.0, 1.0, 2.004], digits=2) == {"min": 1.0, "median": 2.0, "max": 3.0}


def test_a_load_drives_what_it_can_and_says_why_not() -> None:
    """A year has neither clocks that jump nor bad events; all that it can drive is run, and no more."""
    assert named("all", WEEK) == list(SCENARIOS)
    assert set(SCENARIOS) - set(named("all", YEAR)) == {"clock", "poison"}
    assert named("kill", YEAR) == ["kill"]
    with pytest.raises(click.UsageError, match=r"--load year cannot drive clock: where time is simulated .* Leave --load out\."):
        named("clock", YEAR)
