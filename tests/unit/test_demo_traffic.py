"""The traffic of the demonstration: the same for a seed, in the proportions of a real commune, with every fault that must be refused."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from hub.demo import draw, mix
from hub.demo.drafts import DEMAND, Draft, Fault, expected_codes, write
from hub.demo.traffic import Traffic
from schemas import envelope
from schemas.codes import Code
from schemas.inbound import INBOUND

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REGISTRY = Path(__file__).parents[2] / "deploy" / "registre"


def week_of(seed: int) -> list[Draft]:
    """Five days of 400 demands."""
    return [draft for day in range(len(mix.WEEK)) for draft in Traffic(seed).day(day, day * 400, 400, 2_000)]


def test_a_seed_gives_the_same_week_for_ever() -> None:
    """The same drafts, and the same bytes at the same instant; another seed, another week."""
    first, again, other = week_of(7), week_of(7), week_of(8)
    assert first == again != other
    assert [write(draft, NOW, 7) for draft in first] == [write(draft, NOW, 7) for draft in again]


def test_a_sound_demand_holds_the_contract() -> None:
    """The payload's model accepts it; the envelope is read in both modes."""
    demands = [Traffic(1).demand(number, 0) for number in range(200)]
    modes = Counter(_content_type(write(draft, NOW, 1).headers) for draft in demands)
    for draft in demands:
        INBOUND[draft.type].model_validate(draft.data)
        record = write(draft, NOW, 1)
        read = envelope.read(record.value or b"", record.headers)
        assert isinstance(read, envelope.Envelope)
        assert (read.id, read.subject) == (draft.id, draft.subject)
    assert 0.6 < modes[b"application/json"] / 200 < 0.8


def test_every_aid_of_the_mix_is_in_the_catalogue() -> None:
    """A demand for an aid that nobody knows is a fault, never traffic."""
    catalogue = {record["code"] for record in yaml.safe_load((REGISTRY / "catalogue.yaml").read_text()) if record["genre"] == "aide"}
    assert {flow.aid for flow in mix.FLOWS} <= catalogue


def test_the_proportions_are_those_of_the_reference_commune() -> None:
    """The canteen is about a quarter of all demands; each commune weighs what its population weighs."""
    demands = [Traffic(3).demand(number, 0) for number in range(4_000)]
    aids = Counter(draft.data["aide"] for draft in demands)
    communes = Counter(draft.data["commune"] for draft in demands)
    assert aids["CANTINE"] / 4_000 == pytest.approx(4_790 / sum(flow.a_year for flow in mix.FLOWS), abs=0.03)
    for town in mix.TOWNS:
        assert communes[town.cog] / 4_000 == pytest.approx(town.population / sum(one.population for one in mix.TOWNS), abs=0.03)


def test_a_week_holds_every_fault() -> None:
    """Even a small week; unauthorised publications are about half as many as malformed ones."""
    faults = Counter(draft.fault for draft in week_of(1) if draft.fault is not None)
    assert set(faults) == set(Fault)
    malformed = faults.total() - faults[Fault.SOURCE_AUTRE]
    assert 0.3 < faults[Fault.SOURCE_AUTRE] / malformed < 0.7


def test_every_fault_has_the_codes_it_must_be_answered_with() -> None:
    """And the acceptance of a sound event is none of them."""
    for fault in Fault:
        assert expected_codes(fault)
        assert Code.PRIS_EN_COMPTE not in expected_codes(fault)


def test_a_contradiction_stays_behind_what_it_contradicts() -> None:
    """One demand in a hundred; by the same partner, later, under its own id and under another one in turn."""
    seen: dict[str, Draft] = {}
    same_id = []
    for draft in week_of(2):
        if draft.fault is None and draft.subject in seen and draft.type == DEMAND:
            assert seen[draft.subject].partner == draft.partner
            assert seen[draft.subject].data != draft.data
            same_id.append(seen[draft.subject].id == draft.id)
        elif draft.fault is None:
            seen[draft.subject] = draft
    assert len(same_id) == 20
    assert sum(same_id) == 10


def test_collective_actions_open_on_monday_and_are_reported_on_friday() -> None:
    """Each by its own service, under its act; the payloads hold the contract."""
    opened, reported = Traffic(1).actions(0), Traffic(1).actions(4)
    assert [draft.subject for draft in opened] == [draft.subject for draft in reported]
    assert len(opened) == len(mix.ACTIONS)
    assert Traffic(1).actions(2) == []
    for draft in (*opened, *reported):
        INBOUND[draft.type].model_validate(draft.data)


def test_an_intruder_never_knew_the_dossier() -> None:
    """The author of an intrusion is none of those who received something about it."""
    known = {"a": {"dos_1", "dos_2"}, "b": {"dos_1"}, "c": set[str]()}
    intrusions = Traffic(1).intrusions(1, 20_000, known)
    assert len(intrusions) == 10
    assert all(draft.subject not in known[draft.partner] for draft in intrusions)
    assert Traffic(1).intrusions(0, 20_000, {"a": set()}) == []


def test_on_a_closed_day_demands_come_online() -> None:
    """Nobody stands at a counter on Ascension Day."""
    assert {Traffic(1).demand(number, 3).data["canal"] for number in range(100)} == {"en_ligne"}


def test_a_weighted_draw_gives_each_its_share() -> None:
    """Three to one."""
    drawn = Counter(draw.weighted((("a", 3.0), ("b", 1.0)), 1, n) for n in range(4_000))
    assert drawn["a"] / 4_000 == pytest.approx(0.75, abs=0.03)


def test_a_token_is_a_sound_id() -> None:
    """Lowercase base32, different for different words."""
    tokens = {draw.token(26, 1, n) for n in range(1_000)}
    assert len(tokens) == 1_000
    assert all(len(token) == 26 and set(token) <= set(draw.BASE32) for token in tokens)


def _content_type(headers: tuple[tuple[str, bytes | None], ...]) -> bytes | None:
    return dict(headers)["content-type"]
