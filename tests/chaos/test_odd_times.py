"""Clocks of the law when time itself is odd: the two nights of summer time, a clock that goes back, partitions that change hands."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from hub.kafka_local.ports import first_free
from tests.broker.dated_hub import DatedHub, dated_hub
from tests.chaos.invariants import hold

WHO, TOWN, AID = "ccas-ferrevaux", "00101", "AID-FIN"
SIGNS = {"MOITIE", "J_15", "J_5", "NEUF_DIXIEMES"}
EACH = 12


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[DatedHub]:
    """A hub on a Kafka of its own: the time of record never goes back in a partition."""
    with dated_hub(tmp_path, "2026-01-29T10:00") as dated:
        yield dated


def fallen(hub: DatedHub) -> list[tuple[str, str]]:
    """The silences that the journal tells: dossier and legal date."""
    entries = [json.loads(record.value() or b"{}") for record in hub.records("hub.journal")]
    return [(entry["dossier"], one["details"]["date"]) for entry in entries for one in entry["conclusions"] if one["genre"] == "SILENCE"]


def told(hub: DatedHub, dossier: str) -> list[tuple[str, str]]:
    """What became of a dossier by itself, as its counter was told, once it was told something."""
    return [(one["data"]["etat"], one["data"]["date"]) for one in hub.await_letters(WHO, dossier, "dossier.suivi")]


def warned(hub: DatedHub, dossier: str) -> set[str]:
    """The four warnings that come before the end of silence."""
    return {one["data"]["signe"] for one in hub.await_letters(WHO, dossier, "echeance.signalee", len(SIGNS))}


def last_day(hub: DatedHub, dossier: str, day: str) -> str:
    """What the hub, asked on that day, says is the last day of the delay that runs."""
    refused = hub.tell(WHO, "indu.solde", dossier, {"date": day, "issue": "remise_gracieuse"})
    assert refused["code"] == "ETAT_INCOMPATIBLE"
    return str(refused.get("jusqu_au"))


def test_a_day_ends_at_its_own_midnight_on_both_nights_of_summer_time(hub: DatedHub) -> None:
    """29 March has 23 hours, 25 October has 25: silence takes effect when the day is over in the commune, not before."""
    spring = hub.opened(WHO, TOWN, AID, "2026-01-29")
    hub.on("2026-03-29T21:58")
    assert (warned(hub, spring), last_day(hub, spring, "2026-03-29"), fallen(hub)) == (SIGNS, "2026-03-29", [])
    hub.on("2026-03-29T22:01")
    assert told(hub, spring) == [("REJET_IMPLICITE", "2026-03-29")]
    hub.on("2026-08-25T10:00")
    autumn = hub.opened(WHO, TOWN, AID, "2026-08-25")
    hub.on("2026-10-25T22:58")
    assert (warned(hub, autumn), last_day(hub, autumn, "2026-10-25")) == (SIGNS, "2026-10-25")
    assert fallen(hub) == [(spring, "2026-03-29")]
    hub.on("2026-10-25T23:01")
    assert told(hub, autumn) == [("REJET_IMPLICITE", "2026-10-25")]


def test_a_clock_that_goes_back_says_nothing_twice(hub: DatedHub) -> None:
    """A month back after a silence: what was said stays said, what comes then is taken, and the time of record never goes back."""
    first = hub.opened(WHO, TOWN, AID, "2026-01-29")
    hub.on("2026-03-30T10:00")
    assert told(hub, first) == [("REJET_IMPLICITE", "2026-03-29")]
    hub.on("2026-02-28T10:00")
    second = hub.opened(WHO, TOWN, AID, "2026-02-27")
    hub.kill()
    hub.start()
    third = hub.opened(WHO, TOWN, AID, "2026-02-27")
    hub.on("2026-04-28T10:00")
    assert [told(hub, case) for case in (second, third)] == [[("REJET_IMPLICITE", "2026-04-27")]] * 2
    assert Counter(fallen(hub)) == Counter([(first, "2026-03-29"), (second, "2026-04-27"), (third, "2026-04-27")])
    instants: dict[int, list[str]] = {}
    for record in hub.records("hub.journal"):
        instants.setdefault(record.partition() or 0, []).append(json.loads(record.value() or b"{}")["instant"])
    assert all(before <= after for lane in instants.values() for before, after in pairwise(lane))


def test_deadlines_ring_once_while_partitions_change_hands(hub: DatedHub) -> None:
    """A second worker joins, the first leaves and comes back, while twelve silences fall."""
    cases = [hub.opened(WHO, TOWN, AID, "2026-01-29") for _ in range(EACH)]
    hub.on("2026-03-30T10:00")
    hub.more["HUB_WORKER__METRICS_PORT"] = str(first_free())
    hub.start("b")
    assert hub.terminate("w1") == 0
    hub.start("w1")
    assert [told(hub, case) for case in cases] == [[("REJET_IMPLICITE", "2026-03-29")]] * EACH
    assert Counter(fallen(hub)) == Counter((case, "2026-03-29") for case in cases)
    for case in cases:
        ranks = [int(one["sequence"]) for one in hub.inboxes[WHO] if one["subject"] == case]
        assert ranks == list(range(1, len(ranks) + 1))
    assert hold(hub) == EACH
