"""Peers side by side: which are chosen, what each has, what is said of one that fails, and what is counted under kills."""

import json
from itertools import pairwise
from zlib import crc32

import pytest
from click.testing import CliRunner
from confluent_kafka import Message

from bench.__main__ import has_failed, main
from bench.aims import judge
from bench.beside import beside
from bench.kills import Kills
from bench.markdown import kills_of, peers_of
from bench.memory import slopes
from bench.outputs import WrongOutputsError
from bench.peers.roster import PEERS, chosen
from bench.tables import of_measure
from bench.tally import Tally
from bench.versions import versions

NAMES = ["relais", "faust", "aiokafka", "aiokafka_txn", "confluent_txn", "quix", "streams"]
RUN = {"events_per_s": 100.0, "cpu_s_per_100k": 2.0, "rss_mb": 80.0, "p50_ms": 10.0, "p99_ms": 20.0}


def once(name: str, prefix: str) -> dict[str, float]:
    """A run of a peer: half of ours for all but Faust, whose second run is wrong."""
    if prefix == "faust1":
        raise WrongOutputsError("event 2 of c1 where 1 was due")
    return RUN if name == "relais" else {what: value / 2 for what, value in RUN.items()}


def test_all_peers_run_without_a_choice_and_ours_runs_with_any() -> None:
    """In the order of the roster, whatever the order of the names."""
    assert list(chosen(None)) == list(PEERS) == NAMES
    assert list(chosen("streams, faust")) == ["relais", "faust", "streams"]
    assert list(chosen("relais")) == ["relais"]


@pytest.mark.parametrize("only", ["flink", "faust,", "faust,flink"])
def test_a_wrong_name_is_a_usage_error_that_names_the_peers(only: str) -> None:
    """Before any broker is started."""
    ended = CliRunner().invoke(main, ["engine", "--only", only])
    assert ended.exit_code == 2
    assert all(name in " ".join(ended.output.split()) for name in NAMES)


def test_each_peer_has_its_spreads_and_ours_is_divided_by_them() -> None:
    """Under the names that are asked for."""
    figures = beside(chosen("streams"), 3, once)
    assert set(figures) == {"relais", "streams", "ratios"}
    assert figures["relais"]["events_per_s"] == {"min": 100.0, "median": 100.0, "max": 100.0}
    assert figures["ratios"] == {"streams": dict.fromkeys(RUN, 2.0)}


def test_a_peer_that_does_wrong_work_has_no_figures_and_says_so() -> None:
    """The others go on, and nothing is divided by it."""
    figures = beside(chosen("faust,streams"), 3, once)
    assert figures["faust"] == {"failed": "WrongOutputsError: event 2 of c1 where 1 was due"}
    assert set(figures["ratios"]) == {"streams"}


def test_wrong_work_of_ours_has_no_figures_and_is_a_failure() -> None:
    """The peers keep theirs, nothing is divided, and the command knows: also when the fault is under kills alone."""

    def wrong(name: str, _prefix: str) -> dict[str, float]:
        if name == "relais":
            raise WrongOutputsError("ours")
        return RUN

    figures = beside(chosen("streams"), 1, wrong)
    assert (figures["relais"], figures["ratios"]) == ({"failed": "WrongOutputsError: ours"}, {})
    assert of_measure("engine", figures).row_count == 2
    assert has_failed(figures["relais"])
    assert not has_failed(figures["streams"])
    assert has_failed({"kill": {"failed": "TimeoutError: no output after 30 s"}})


def test_the_table_has_a_row_for_each_peer_with_what_it_lost_under_kills() -> None:
    """A peer without figures has its reason there."""
    figures = beside(chosen("faust,streams"), 2, once)
    kill = {"lost": 1, "doubled": 2, "out_of_order": 3, "wrong_state": 4, "events": 900, "kills": 5}
    for name in ("relais", "faust", "streams"):
        figures[name]["kill"] = kill
    figures["relais"]["full_path"] = {"p99_ms": {"min": 1, "median": 1, "max": 1}}
    table = of_measure("engine", figures)
    columns = {str(column.header): [str(cell) for cell in column.cells] for column in table.columns}
    assert list(columns)[1:] == [*RUN, "under kill -9"]
    assert columns["events_per_s"] == ["100", "WrongOutputsError: event 2 of c1 where 1 was due", "50\nx 2.00", ""]
    assert columns["p99_ms"][-1] == "1"
    assert columns["under kill -9"][1] == "1 lost, 2 doubled, 3 out of order, 4 wrong state\nof 900, 5 kills"


def test_the_same_figures_are_a_table_for_the_docs() -> None:
    """As many cells in each row as in the head; a peer without figures says why, one that failed under kills too."""
    figures = beside(chosen("faust,streams"), 2, once)
    figures["relais"]["kill"] = {"lost": 0, "doubled": 0, "out_of_order": 0, "wrong_state": 0, "events": 31_000, "kills": 6}
    figures["streams"]["kill"] = {"failed": "TimeoutError: no output after 30 s"}
    peers, kills = list(peers_of(figures)), list(kills_of(figures))
    assert peers[3].startswith("| faust | WrongOutputsError: event 2 of c1 where 1 was due |")
    assert peers[4].startswith("| streams | 50 / 50 / 50 (x 2.00) | 1 / 1 / 1 (x 2.00) |")
    assert kills[2].startswith("| relais | 0 | 0 | 0 | 0 | 31,000 | 6 |")
    assert kills[3].startswith("| streams | TimeoutError: no output after 30 s |")
    assert len({row.count("|") for row in peers}) == len({row.count("|") for row in kills}) == 1


def test_the_kills_of_a_seed_are_the_same_for_all_and_within_the_load() -> None:
    """Both workers have their turn, and time to work between two."""
    kills = Kills()
    times = kills.times()
    assert times == Kills().times() != Kills(seed=2).times()
    assert {slot for _, slot in times} == {"w0", "w1"}
    assert all(4 <= later - earlier <= 6 for (earlier, _), (later, _) in pairwise(times))
    assert len(times) >= 4
    assert times[-1][0] < kills.load_s


def output(number: int, n: int, cases: int = 2) -> Message:
    """The output of an event, as a reader gets it."""
    case = f"c{number % cases:06d}"
    value = json.dumps({"case": case, "seq": number // cases + 1, "n": n, "t": 5.0}).encode()
    return Message(topic=f"p.out{crc32(case.encode()) % 4}", partition=0, offset=number, key=case.encode(), value=value)


RIGHT = [output(number, number // 2 + 1) for number in range(6)]
WRONG = {
    "lost": (RIGHT[:5], {"lost": 1}),
    "lost_in_the_middle": ([*RIGHT[:2], *RIGHT[3:]], {"lost": 1}),
    "doubled": ([*RIGHT, RIGHT[0], RIGHT[0]], {"doubled": 2}),
    "out_of_order": ([RIGHT[0], RIGHT[4], RIGHT[2], *RIGHT[1::2]], {"out_of_order": 1}),
    "behind": ([*RIGHT[:5], output(5, 2)], {"wrong_state": 1, "state_behind": 1}),
    "ahead_in_a_double": ([*RIGHT, output(5, 4)], {"doubled": 1, "wrong_state": 1}),
    "never_published": ([*RIGHT[:5], output(6, 4)], {"lost": 1}),
    "right": (RIGHT, {}),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_is_wrong_under_kills_is_counted(fault: str) -> None:
    """Each kind by itself, in how many outputs it is."""
    records, wrong = WRONG[fault]
    tally = Tally(2)
    assert tally.saw(7.0, records) == len(records)
    none = {"lost": 0, "doubled": 0, "out_of_order": 0, "wrong_state": 0, "state_behind": 0, "longest_wait_ms": 2000}
    assert tally.found(6) == none | wrong


def test_what_ours_does_wrong_under_kills_is_judged() -> None:
    """One lost event is one too many."""
    kill = {"lost": 1, "doubled": 0, "out_of_order": 0, "wrong_state": 0}
    told = {aim["what"]: aim["holds"] for aim in judge({"engine": {"relais": {"kill": kill}}})}
    assert told == {f"engine under kill -9: {what}": what != "lost" for what in kill}


@pytest.mark.parametrize(("costs", "slope"), [((2.0, 2.0, 2.0), 0.0), ((2.0, 2.2, 2.4), 0.1), ((2.0, 1.0, 0.0), -0.5)])
def test_the_cost_of_an_event_beside_the_state_is_a_slope(costs: tuple[float, ...], slope: float) -> None:
    """The share it costs more at ten times the state, and the memory of a million cases more."""
    found = {
        cases: {"cpu_s_per_100k": {"median": cost}, "rss_mb": {"median": 50 + cases / 10_000}}
        for cases, cost in zip((10_000, 100_000, 1_000_000), costs, strict=True)
    }
    assert slopes(found) == {"cost_slope_per_tenfold": slope, "rss_mb_per_million_cases": 100.0}


def test_the_figures_say_what_ran() -> None:
    """Each client and engine with its version, those of the locks included."""
    assert set(versions()) == {"python", "kafka", "faust-streaming", "aiokafka", "confluent-kafka", "quixstreams", "kafka-streams"}
    assert all(version[0].isdigit() for version in versions().values())
