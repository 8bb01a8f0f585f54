"""What topics the hub wants, and why each is as it is."""

import pytest

from hub.settings import HubSettings, KafkaSettings
from hub.topic_plan import TopicSpec, hub_topics, partner_topics
from schemas import topics

DAY_MS = 86_400_000


def by_name(settings: HubSettings) -> dict[str, TopicSpec]:
    """Every topic of the hub and of one actor."""
    return {spec.name: spec for spec in [*hub_topics(settings), *partner_topics(settings, ["ccas-a"])]}


def test_every_topic_of_the_contract_is_planned_with_a_reason() -> None:
    """A topic named in schemas exists, and each says why it is as it is."""
    named = {value for name, value in vars(topics).items() if isinstance(value, str) and name.isupper() and not name.endswith("_PREFIX")}
    planned = by_name(HubSettings())
    assert named | {"from.ccas-a", "to.ccas-a"} == set(planned)
    assert all(len(spec.reason) > 20 for spec in planned.values())


@pytest.mark.parametrize("state", [topics.CASES, topics.REFUS_STATE, topics.QUOTAS_STATE, topics.PERSONNES_STATE])
def test_states_are_compacted_and_nothing_else_is(state: str) -> None:
    """A compacted log forgets: only states may."""
    planned = by_name(HubSettings())
    assert planned[state].config["cleanup.policy"] == "compact"
    assert [name for name, spec in planned.items() if "compact" in spec.config["cleanup.policy"]] == [
        topics.CASES,
        topics.REFUS_STATE,
        topics.QUOTAS_STATE,
        topics.PERSONNES_STATE,
    ]


@pytest.mark.parametrize("name", [topics.EVENTS, topics.REGISTRY, topics.JOURNAL, topics.QUOTAS, topics.PERSONNES])
def test_what_conclusions_rest_on_is_kept_for_ever(name: str) -> None:
    """Neither age nor size removes a fact, an act or a conclusion."""
    config = by_name(HubSettings())[name].config
    assert (config["cleanup.policy"], config["retention.ms"], config["retention.bytes"]) == ("delete", "-1", "-1")


@pytest.mark.parametrize(("name", "days"), [("from.ccas-a", 30), ("to.ccas-a", 90), (topics.REFUS, 7), (topics.REJECTED, 30)])
def test_what_serves_an_answer_is_removed_in_time(name: str, days: int) -> None:
    """Partners' bytes do not stay longer than their purpose."""
    assert by_name(HubSettings())[name].config["retention.ms"] == str(days * DAY_MS)


def test_a_state_has_as_many_partitions_as_its_log() -> None:
    """A lane finds its state under its own partition number."""
    planned = by_name(HubSettings(kafka=KafkaSettings(partitions=24)))
    pairs = [(topics.EVENTS, topics.CASES), (topics.REFUS, topics.REFUS_STATE)]
    pairs += [(topics.QUOTAS, topics.QUOTAS_STATE), (topics.PERSONNES, topics.PERSONNES_STATE)]
    for log, state in pairs:
        assert planned[log].partitions == planned[state].partitions == 24
    assert [planned[name].partitions for name in (topics.REGISTRY, "from.ccas-a", "to.ccas-a")] == [1, 1, 1]


def test_every_record_is_stamped_by_the_broker_and_bounded() -> None:
    """No topic follows a client's clock, and each has the limit of its settings."""
    planned = by_name(HubSettings())
    assert {spec.config["message.timestamp.type"] for spec in planned.values()} == {"LogAppendTime"}
    limits = {name: int(spec.config["max.message.bytes"]) for name, spec in planned.items()}
    assert (limits["from.ccas-a"], limits[topics.EVENTS]) == (1_572_864, 4_194_304)


def test_three_copies_ask_for_two_in_step() -> None:
    """On a real cluster an acknowledged record is on two machines."""
    assert hub_topics(HubSettings())[0].config["min.insync.replicas"] == "1"
    assert hub_topics(HubSettings(kafka=KafkaSettings(replication_factor=3)))[0].config["min.insync.replicas"] == "2"
