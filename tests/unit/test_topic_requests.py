"""How many topics one request to a broker makes."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from hub.settings import HubSettings, KafkaSettings
from hub.topic_plan import TopicSpec, hub_topics, partner_topics
from hub.topics import RECORDS_AT_ONCE_MAX, by_request, weight_of

REFUSED_OVER = 10_000
"""Kafka's own bound on the records of one request."""

SPECS = st.lists(st.builds(TopicSpec, st.just("t"), st.integers(1, 3_000), st.dictionaries(st.text(max_size=3), st.just("")), st.just("")))


@given(SPECS)
def test_requests_hold_every_topic_once_and_are_bounded(specs: list[TopicSpec]) -> None:
    """Nothing is left out, doubled or moved, and only a topic that is too large alone is over the bound."""
    found = list(by_request(specs))
    assert [spec for some in found for spec in some] == specs
    assert all(some for some in found)
    assert [some for some in found if len(some) > 1 and sum(map(weight_of, some)) > RECORDS_AT_ONCE_MAX] == []
    assert [a for a, b in pairwise(found) if sum(map(weight_of, [*a, b[0]])) <= RECORDS_AT_ONCE_MAX] == []


def test_the_topics_of_many_communes_are_never_in_one_request() -> None:
    """Three thousand actors, and a hub of a thousand partitions: no request that Kafka would refuse."""
    settings = HubSettings(kafka=KafkaSettings(partitions=1_000))
    specs = [*hub_topics(settings), *partner_topics(settings, [f"acteur-{number:05}" for number in range(3_000)])]
    assert sum(map(weight_of, specs)) > 3 * REFUSED_OVER
    assert max(sum(map(weight_of, some)) for some in by_request(specs)) < REFUSED_OVER
