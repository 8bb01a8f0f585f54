"""Lanes are dealt evenly, each once; who stays keeps what it holds; a worker of another release may be in the group, and may deal."""

from collections.abc import Mapping

from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata
from hypothesis import given
from hypothesis import strategies as st

from hub.engine.dealing import Hand, KeepingAssignor, Member, deal

TOPICS = {"hub.events": range(12), "hub.personnes": range(12), "hub.quotas": range(5)}
NAMES = [f"w{number}" for number in range(9)]
hands = st.builds(Hand, st.integers(0, 3), st.dictionaries(st.sampled_from([*TOPICS, "ailleurs"]), st.lists(st.integers(-1, 13))))


class Cluster:
    """Knows the partitions of `TOPICS`."""

    def partitions_for_topic(self, topic: str) -> set[int] | None:
        """None for what it does not know."""
        return set(TOPICS[topic]) if topic in TOPICS else None


class Group:
    """Workers that join and leave; `old` know Kafka's round robin only. The first by name leads."""

    def __init__(self) -> None:
        self.workers: dict[str, KeepingAssignor | type[RoundRobinPartitionAssignor]] = {}
        self.held: dict[str, set[tuple[str, int]]] = {}

    def join(self, *names: str, old: bool = False) -> None:
        """More workers, and another deal."""
        self.workers |= {name: RoundRobinPartitionAssignor if old else KeepingAssignor() for name in names}
        self.deal()

    def leave(self, *names: str) -> None:
        """Fewer."""
        for name in names:
            del self.workers[name]
        self.deal()

    def deal(self) -> None:
        """As the group's protocol does: bytes go over the wire both ways."""
        leader = self.workers[min(self.workers)]
        said = {name: _told(one.metadata(list(TOPICS))) for name, one in self.workers.items()}
        self.held = {}
        for name, part in leader.assign(Cluster(), said).items():
            received = ConsumerProtocolMemberAssignment.decode(part.encode())
            self.workers[name].on_assignment(received)
            self.held[name] = {(one.topic, one.partition) for one in received.partitions()}


def _told(said: ConsumerProtocolMemberMetadata) -> ConsumerProtocolMemberMetadata:
    return ConsumerProtocolMemberMetadata.decode(said.encode())


def whole() -> list[tuple[str, int]]:
    """Every partition."""
    return sorted((topic, number) for topic in TOPICS for number in TOPICS[topic])


def is_even(held: Mapping[str, set[tuple[str, int]]]) -> bool:
    """Whether every partition is held once, and each topic is spread as evenly as can be."""
    counts = [[sum(name == topic for name, _ in lanes) for lanes in held.values()] for topic in TOPICS]
    return sorted(one for lanes in held.values() for one in lanes) == whole() and all(max(one) - min(one) <= 1 for one in counts)


def test_who_stays_keeps_its_lanes_when_another_takes_the_place_of_who_left() -> None:
    """Only the lanes of who left are opened."""
    group = Group()
    group.join("w0", "w1")
    before = group.held
    del group.workers["w0"]
    group.join("w2")
    assert group.held["w1"] >= before["w1"]
    assert group.held["w2"] <= before["w0"]
    assert is_even(group.held)


def test_who_comes_takes_its_part_and_no_lane_moves_between_the_others() -> None:
    """From two workers to three, and back."""
    group = Group()
    group.join("w1", "w2")
    before = group.held
    group.join("w0")
    assert all(group.held[name] < before[name] for name in before)
    shared = group.held
    group.leave("w0")
    assert all(group.held[name] > shared[name] for name in before)


def test_nobody_has_the_one_more_of_every_topic() -> None:
    """Four topics of three partitions, of which one worker held all."""
    topics = {f"t{number}": range(3) for number in range(4)}
    held = Hand(1, {topic: list(numbers) for topic, numbers in topics.items()})
    dealt = deal(topics, {"here": Member(frozenset(topics), held), "new": Member(frozenset(topics), Hand())})
    assert [sum(map(len, lanes.values())) for lanes in dealt.values()] == [6, 6]


def test_a_later_deal_counts_where_two_claim_a_lane() -> None:
    """A worker that was away claims what it had; it was dealt to another since."""
    topics = {"hub.events": range(4)}
    away, here = Hand(3, {"hub.events": [0, 1, 2, 3]}), Hand(4, {"hub.events": [0, 1]})
    dealt = deal(topics, {"away": Member(frozenset(topics), away), "here": Member(frozenset(topics), here)})
    assert dealt == {"away": {"hub.events": [2, 3]}, "here": {"hub.events": [0, 1]}}


@given(st.dictionaries(st.sampled_from(NAMES), hands, min_size=1))
def test_whatever_is_claimed_each_lane_is_dealt_once_and_evenly(claims: dict[str, Hand]) -> None:
    """Claims are only a preference."""
    dealt = deal(TOPICS, {name: Member(frozenset(TOPICS), hand) for name, hand in claims.items()})
    assert is_even({name: {(topic, number) for topic in lanes for number in lanes[topic]} for name, lanes in dealt.items()})


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.booleans()), min_size=1, max_size=12))
def test_workers_of_an_earlier_release_come_and_go(steps: list[tuple[str, bool]]) -> None:
    """Whoever leads, everything is dealt; among those of this release alone, a second deal moves nothing."""
    group = Group()
    for name, is_old in steps:
        if name in group.workers and len(group.workers) > 1:
            group.leave(name)
        else:
            group.join(name, old=is_old)
        assert sorted(one for lanes in group.held.values() for one in lanes) == whole()
        if all(isinstance(one, KeepingAssignor) for one in group.workers.values()):
            assert is_even(group.held)
            before = group.held
            group.deal()
            assert group.held == before


def test_what_cannot_be_read_is_an_empty_hand() -> None:
    """Bytes of another program, none, or of a form that is not known."""
    for said in (b"", b"\xff", b"[]", b'{"tour":"x"}'):
        members = {"w": ConsumerProtocolMemberMetadata(0, ["hub.quotas", "inconnu"], said)}
        (part,) = KeepingAssignor().assign(Cluster(), members).values()
        assert list(part.assignment) == [("hub.quotas", [0, 1, 2, 3, 4])]
