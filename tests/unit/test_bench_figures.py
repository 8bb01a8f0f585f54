"""What the bench concludes from what it read: wrong outputs have no figures, and an aim is judged on the side it is meant on."""

import json
from types import SimpleNamespace
from typing import cast
from zlib import crc32

import pytest
from confluent_kafka import Message

from bench import path
from bench.aims import judge
from bench.figures import pace, spread
from bench.outputs import Outputs, WrongOutputsError
from bench.tables import of_aims, of_measure
from hub.demo.ledger import Ledger
from hub.demo.reader import LedgerReader


def output(case: str, seq: int, n: int, prefix: str = "p", number: int | None = None) -> Message:
    """An output of a peer, as a reader gets it."""
    place = crc32(case.encode()) % 4 if number is None else number
    value = json.dumps({"case": case, "seq": seq, "n": n, "t": 5.0}).encode()
    return Message(topic=f"{prefix}.out{place}", partition=0, offset=seq, key=case.encode(), value=value)


RIGHT = [output("a", 1, 1), output("b", 1, 1), output("a", 2, 2)]
WRONG = {
    "lost": [output("a", 2, 2)],
    "doubled": [output("a", 1, 1), output("a", 1, 1)],
    "out of order": [output("a", 2, 2), output("a", 1, 1)],
    "counted behind": [output("a", 1, 1), output("a", 2, 1)],
    "counted ahead": [output("a", 1, 2)],
    "on another output": [output("a", 1, 1, number=(crc32(b"a") + 1) % 4)],
    "on another's topics": [output("a", 1, 1, prefix="q")],
}


def checked(records: list[Message], published: int) -> list[tuple[float, float]]:
    """The check of everything at once."""
    came = Outputs("p")
    for record in records:
        came.keep(record, 7.0)
    return came.check(published)


def test_right_outputs_pass_with_when_each_was_published_and_read() -> None:
    """Nothing else is needed for waits."""
    assert checked(RIGHT, 3) == [(5.0, 7.0)] * 3


@pytest.mark.parametrize("fault", WRONG)
def test_a_fault_in_the_outputs_is_found(fault: str) -> None:
    """Each kind of wrong work, though the number of outputs be right."""
    with pytest.raises(WrongOutputsError):
        checked(WRONG[fault], len(WRONG[fault]))


def test_outputs_that_are_missing_at_the_end_are_found() -> None:
    """The last events of a case leave no gap behind them."""
    with pytest.raises(WrongOutputsError, match="3 outputs of 4"):
        checked(RIGHT, 4)


def test_a_second_check_goes_on_where_the_first_one_ended() -> None:
    """What comes twice after a check is found by the next one."""
    came = Outputs("p")
    came.keep(RIGHT[0])
    came.check(1)
    came.keep(RIGHT[0])
    with pytest.raises(WrongOutputsError):
        came.check(2)


def test_an_aim_is_held_on_the_side_it_is_meant_on() -> None:
    """More events, less memory; the median counts, and what was not measured is not judged."""
    ratios = {"streams": {"events_per_s": 0.9, "rss_mb": 0.4}}
    figures = {"engine": {"ratios": ratios}, "latency": {"relais": {"full_path": {"p99_ms": spread([79, 80, 300])}}}}
    told = {aim["what"]: (aim["measured"], aim["holds"]) for aim in judge(figures) if not aim["is_stretch"]}
    assert told == {
        "engine to Kafka Streams: events/s": (0.9, False),
        "engine to Kafka Streams: memory": (0.4, True),
        "full path at 1,000 events/s: p99, ms": (80.0, True),
    }


def test_the_tables_have_a_row_for_each_figure_and_each_aim() -> None:
    """Nested figures too; peers stand side by side."""
    peer = {"events_per_s": spread([1, 2, 3]), "rss_mb": spread([5])}
    peers = {"relais": peer, "streams": peer, "faust": peer, "ratios": {"streams": {"events_per_s": 1.0}}}
    assert (of_measure("engine", peers).row_count, len(of_measure("engine", peers).columns)) == (3, 3)
    assert of_measure("restore", {"cases": 5, "real": {"rss_mb": spread([1, 2])}}).row_count == 2
    assert of_aims(judge({"engine": peers})).row_count == 1


def test_a_pace_leaves_out_the_start_and_the_tail() -> None:
    """A slow start and a last event that comes late do not count; too few reads are taken as they are."""
    steady = [(10.0 + n, 100) for n in range(10)]
    assert pace([(0.0, 50), *steady, (90.0, 50)]) == 100.0
    assert pace([(1.0, 100), (3.0, 100)]) == 100.0
    assert pace([(1.0, 100)]) == 100 / 1e-3


def test_a_bench_is_over_when_its_reader_knows_all_that_was_published(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it knows of the last, nothing seems to be lost; seen so, nine events were missing that were on their way."""
    none = Ledger().account()
    stands = [none, none._replace(published=10, lost=9), none._replace(published=10)]
    reader = cast("LedgerReader", SimpleNamespace(look=lambda _question: stands.pop(0)))
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    account = path.settled(reader, 10)
    assert (account.published, account.lost, stands) == (10, 0, [])
