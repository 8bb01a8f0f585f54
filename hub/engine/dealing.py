"""Who gets which lanes: each topic is dealt apart, evenly, and who stays in the group keeps what it holds (ADR 0030).

Rules:
1. Of each topic a worker gets its even part, one more where they do not divide; the busiest topic is spread as well as any other.
2. A worker keeps what it held, up to its part: its lanes stay open, and only those of who left, or the part of who came, move.
3. Each deal has a number, and a worker says what it held in which: where two claim a partition, the later deal counts.
4. On the wire it is Kafka's `roundrobin` with something in the members' own bytes, so that a worker that knows nothing of it can be in the
   group, and may even deal. What such bytes say is believed as far as it can be read; it is only ever a preference.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple

import msgspec
from aiokafka.cluster import ClusterMetadata
from aiokafka.coordinator.assignors.abstract import AbstractPartitionAssignor
from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment, ConsumerProtocolMemberMetadata


class Hand(msgspec.Struct, frozen=True):
    """What a worker holds by topic, and the number of the deal it has it from."""

    tour: int = 0
    voies: dict[str, list[int]] = {}


class Member(NamedTuple):
    """What is dealt by: the topics a worker wants, and its hand."""

    topics: frozenset[str]
    hand: Hand


def deal(partitions: Mapping[str, Iterable[int]], members: Mapping[str, Member]) -> dict[str, dict[str, list[int]]]:
    """By member and topic, every partition of each topic that somebody wants, once."""
    dealt: dict[str, dict[str, list[int]]] = {name: {} for name in members}
    for topic in sorted(partitions):
        wanting = sorted(name for name, member in members.items() if topic in member.topics)
        if wanting:
            _deal_topic(topic, sorted(partitions[topic]), {name: members[name].hand for name in wanting}, dealt)
    return dealt


def _deal_topic(topic: str, numbers: list[int], hands: Mapping[str, Hand], dealt: dict[str, dict[str, list[int]]]) -> None:
    claimed = _claimed(topic, numbers, hands)
    part, left = divmod(len(numbers), len(hands))
    load = {name: sum(map(len, dealt[name].values())) for name in hands}
    by_need = sorted(hands, key=lambda name: (len(claimed[name]) <= part, load[name], name))
    kept = {name: claimed[name][: part + (rank < left)] for rank, name in enumerate(by_need)}
    free = sorted(set(numbers).difference(*kept.values()))
    for rank, name in enumerate(by_need):
        missing = part + (rank < left) - len(kept[name])
        dealt[name][topic] = sorted(kept[name] + free[:missing])
        del free[:missing]


def _claimed(topic: str, numbers: list[int], hands: Mapping[str, Hand]) -> dict[str, list[int]]:
    """What each may go on with: rule 3."""
    owner: dict[int, str] = {}
    for name in sorted(hands, key=lambda name: (hands[name].tour, name)):
        owner |= dict.fromkeys(hands[name].voies.get(topic, ()), name)
    return {name: [number for number in numbers if owner.get(number) == name] for name in hands}


class KeepingAssignor(AbstractPartitionAssignor):
    """One consumer's part in its group: remembers its hand, and deals when its consumer leads."""

    name: ClassVar[str] = "roundrobin"
    version: ClassVar[int] = 0

    def __init__(self) -> None:
        """Nothing held yet."""
        self._hand = Hand()

    def metadata(self, topics: Iterable[str]) -> ConsumerProtocolMemberMetadata:
        """What this consumer wants, and holds."""
        return ConsumerProtocolMemberMetadata(self.version, list(topics), msgspec.json.encode(self._hand))

    def on_assignment(self, assignment: ConsumerProtocolMemberAssignment) -> None:
        """What it was dealt."""
        dealt = {topic: list(numbers) for topic, numbers in assignment.assignment}
        self._hand = Hand(_read(assignment.user_data).tour, dealt)

    def assign(
        self, cluster: ClusterMetadata, members: Mapping[str, ConsumerProtocolMemberMetadata]
    ) -> dict[str, ConsumerProtocolMemberAssignment]:
        """Deal what the cluster has."""
        known = {name: Member(frozenset(said.subscription), _read(said.user_data)) for name, said in members.items()}
        wanted = {topic for member in known.values() for topic in member.topics}
        dealt = deal({topic: cluster.partitions_for_topic(topic) or () for topic in wanted}, known)
        tour = msgspec.json.encode(Hand(1 + max(member.hand.tour for member in known.values())))
        return {
            name: ConsumerProtocolMemberAssignment(self.version, [(topic, numbers) for topic, numbers in lanes.items() if numbers], tour)
            for name, lanes in dealt.items()
        }


def _read(said: bytes | None) -> Hand:
    """Another version's bytes, or none, are an empty hand."""
    try:
        return msgspec.json.decode(said or b"{}", type=Hand)
    except msgspec.DecodeError:
        return Hand()
