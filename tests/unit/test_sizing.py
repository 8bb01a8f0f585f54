"""A plan on paper: worked by hand for one commune and for the country, never less for more, and no number without its origin."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core import sizing_figures as known
from hub.core.sizing import KEYED, OF_LANES, Asked, Plan, lanes_for, load, plan
from hub.core.sizing_figures import FIGURES, Known
from hub.registry.files import default_folder, read_folder
from hub.settings import HubSettings
from hub.topic_plan import hub_topics, partner_topics
from schemas.codes import Channel
from schemas.registry import Actor, Commune
from schemas.topics import FROM_PREFIX

ASKED = st.builds(
    Asked,
    communes=st.integers(1, 20_000),
    inhabitants=st.integers(1, 500_000),
    replicas=st.integers(1, 5),
    years=st.integers(1, 30),
)


def needs(found: Plan) -> Iterator[float]:
    """All that must be bought, or waited for."""
    yield from found.load
    yield from found.partitions
    yield from (found.workers, found.brokers, found.disk_gb_per_year, found.disk_gb_rolling, found.disk_gb, found.restore_s)
    yield from (found.transactional_ids, found.connections, found.memory_mb_per_worker, found.replay_s, found.cost.idle_cores)


@given(ASKED, st.integers(0, 5_000), st.integers(0, 100_000), st.integers(0, 2), st.integers(0, 10))
def test_more_never_needs_less(asked: Asked, communes: int, inhabitants: int, replicas: int, years: int) -> None:
    """Communes, inhabitants, copies or years more: nothing of the plan becomes smaller."""
    larger = Asked(asked.communes + communes, asked.inhabitants + inhabitants, asked.replicas + replicas, asked.years + years)
    assert [more >= less for less, more in zip(needs(plan(asked)), needs(plan(larger)), strict=True)].count(False) == 0


@given(ASKED)
def test_a_plan_can_carry_what_it_is_for(asked: Asked) -> None:
    """One worker may be lost: the others carry the peak with its margin and restore in a minute, each has a lane, each copy its broker."""
    found = plan(asked)
    left = found.workers - 1
    assert left >= 1
    assert left * known.WORKER_PACE.value >= found.load.peak_events_per_s * known.RESERVE.value
    assert left * known.RESTORE_MAX.value >= found.load.cases / 1e6 * known.RESTORE.value
    assert found.partitions.lanes >= found.workers * known.LANES_A_WORKER.value
    assert found.brokers >= asked.replicas
    assert found.brokers * known.PARTITIONS_MAX.value >= found.partitions.total * asked.replicas
    assert found.restore_s <= known.RESTORE_MAX.value


@given(ASKED)
def test_partitions_are_enough_for_the_size_that_is_foreseen(asked: Asked) -> None:
    """Ten times as many communes, the country at most, find the partition count they need already there."""
    foreseen = min(asked.communes * 10, int(known.COUNTRY.value) // asked.inhabitants)
    if foreseen > asked.communes:
        grown = plan(asked._replace(communes=foreseen))
        assert lanes_for(asked) >= grown.workers * known.LANES_A_WORKER.value


def test_one_commune_by_hand() -> None:
    """80,000 inhabitants: 88 files and 1,057 events a day, two workers, and an import of quotients is the peak."""
    found = plan(Asked(1))
    assert found.load.files_per_year == 19_817
    assert found.load.events_per_year == 19_817 * 12 == 237_804
    assert found.load.events_per_day == 1_057  # 237,804 / 225 = 1,056.9
    # the busiest day 5 x 1,056.9 = 5,284.5; a fifth of it in an hour 1,056.9; / 3,600 x 4 = 1.174; the country's refresh 479 / 855 = 0.560
    assert found.load.peak_events_per_s == pytest.approx(50 + 1.174 + 0.560, abs=0.001)
    assert (found.load.cases, found.load.live_deadlines) == (99_085, 9_909)  # 19,817 x 5; 19,817 x 3 x 2 / 12 = 9,908.5
    assert found.load.actors == 12 + 16  # 11.5 of the commune, 16 of its département
    assert (found.partitions.lanes, found.partitions.hub, found.partitions.partners) == (12, 121, 56)
    assert (found.workers, found.brokers, found.transactional_ids) == (2, 3, 49)
    assert found.restore_s == pytest.approx(0.099085 * 19.9)


def test_the_country_by_hand() -> None:
    """855 communes of 80,000: 203 million events a year, 1,533 a second at the peak, 2,000 with the margin, and 8.5 million deadlines."""
    found = plan(Asked(855))
    assert found.load.files_per_year == 19_817 * 855 == 16_943_535
    assert found.load.events_per_year == 203_322_420
    assert found.load.events_per_day == 903_656
    # 903,655.2 x 5 x 0.2 / 3,600 x 4 = 1,004.1
    assert found.load.peak_events_per_s == pytest.approx(50 + 1_004.1 + 479, abs=0.1)
    assert found.load.peak_events_per_s * known.RESERVE.value == pytest.approx(1_993, abs=1)
    assert (found.load.cases, found.load.live_deadlines) == (84_717_675, 8_471_768)
    assert found.load.actors == 9_833 + 16 * 101
    # 84.7 million states x 19.9 s / 60 s = 28.1: 29 workers and one more; 3 lanes each make 90, and 12 doubled three times is 96
    assert (found.workers, found.partitions.lanes, found.transactional_ids) == (30, 96, 385)
    assert found.partitions.total == 961 + 2 * 11_449 + 100 == 23_959
    assert found.brokers == 18  # 23,959 x 3 / 4,000 = 17.97
    assert found.cost.cpu_s_per_million_events == 860 + 800


def test_disk_by_hand() -> None:
    """What is kept for ever, what is compacted and what leaves after a month or a quarter, in three copies."""
    found = plan(Asked(1))
    kept = sum(figure.value for figure in known.KEPT)
    assert found.disk_gb_per_year == pytest.approx(3 * (237_804 * kept + 19_817 * 879 / 0.8) / 1e9)
    a_day = 237_804 / 365
    assert found.disk_gb_rolling == pytest.approx(3 * a_day * (30 * known.FROM_BYTES.value + 90 * known.TO_BYTES.value) / 1e9)
    assert found.disk_gb == pytest.approx(5 * found.disk_gb_per_year + found.disk_gb_rolling)
    assert plan(Asked(1, replicas=1)).disk_gb == pytest.approx(found.disk_gb / 3)


def test_a_plan_has_the_partitions_that_the_topics_get() -> None:
    """The keyed topics, the lanes, the days that are kept and the count by default are those of `hub topics plan`."""
    settings = HubSettings()
    specs = hub_topics(settings)
    assert {spec.name for spec in specs if spec.partitions == settings.kafka.partitions} == set(KEYED)
    assert sum(spec.partitions for spec in specs) == plan(Asked(1)).partitions.hub
    assert known.LANES.value == settings.kafka.partitions
    assert set(OF_LANES) <= set(KEYED)
    days = {spec.name.startswith(FROM_PREFIX): int(spec.config["retention.ms"]) / 86_400_000 for spec in partner_topics(settings, ["a"])}
    assert days == {True: known.FROM_DAYS.value, False: known.TO_DAYS.value}
    forever = {spec.name for spec in specs if spec.config["retention.ms"] == "-1" and spec.config["cleanup.policy"] == "delete"}
    assert {figure.name for figure in known.KEPT} == {f"octets_{name}" for name in forever if name in KEYED}
    dirty = {spec.config["min.cleanable.dirty.ratio"] for spec in specs if spec.config["cleanup.policy"] == "compact"}
    assert {float(one) for one in dirty} == {known.DIRTY.value}


def test_a_commune_has_the_actors_of_the_reference_registry() -> None:
    """Actors reached by Kafka: 46 in four communes, 16 beside them."""
    folder = read_folder(default_folder())
    by_file: dict[str, int] = {}
    towns: set[str] = set()
    for record, places in zip(folder.records, folder.places.values(), strict=True):
        file = places[0].file
        if isinstance(record, Commune):
            towns.add(file)
        if isinstance(record, Actor) and record.canal is Channel.KAFKA:
            by_file[file] = by_file.get(file, 0) + 1
    four = {file for file in towns if by_file[file] > 3}
    assert len(four) == 4
    assert sum(by_file[file] for file in four) / 4 == known.ACTORS.value
    assert sum(count for file, count in by_file.items() if file not in towns) == known.SHARED_ACTORS.value


def test_every_figure_has_its_origin() -> None:
    """A name of its own, a unit, a source; what is measured or set has its day, and nothing else claims to be measured."""
    assert len({one.name for one in FIGURES}) == len(FIGURES)
    named = {value for value in vars(known).values() if isinstance(value, known.Figure)} | set(known.KEPT)
    assert named == set(FIGURES)
    for one in FIGURES:
        assert one.value > 0
        assert one.unit
        assert one.source
        assert (one.day is not None) == (one.known in {Known.MESURE, Known.REGLAGE})
        assert one.is_measured == (one.known is Known.MESURE)
        assert one.day is None or one.day >= date(2026, 11, 23)


def test_small_communes_are_parts_of_the_reference() -> None:
    """Eight communes of 10,000 bring what one of 80,000 brings, but have eight times its own actors."""
    small, one = load(Asked(8, 10_000)), load(Asked(1))
    assert small.files_per_year == one.files_per_year
    assert small.actors == 92 + 16
