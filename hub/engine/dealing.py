"""Who gets which lanes: each topic is dealt apart, evenly, and who stays in the group keeps what it holds (ADR 0030).

Rules:
1. Of each topic a worker gets its even part, one more where they do not divide: the busiest topic is spread as well as any other. Nor
   does one worker get the one more of every topic.
2. A worker keeps what it held, up to its part: its lanes stay open, and only those of who left, or the part of who came, move.
3. Each deal has a number, and a worker says what it held in which: where two claim a partition, the later deal counts.
4. On the wire it is Kafka's `roundrobin` with something in the members' own bytes, so that a worker that knows nothing of it can be in the
   group, and may even deal. What such bytes say is believed as far as it can be read; it is only ever a preference.
"""

from collections.abc import Container, Iterable, Mapping
from itertools import islice
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
    """By member and topic, every partition of each topic that somebody wants, once.

    The one more of a topic goes to who held more than its part of it, then to who has, or may hope for, the fewest such.
    """
    dealt: dict[str, dict[str, list[int]]] = {name: {} for name in members}
    tables = [_Topic(topic, sorted(partitions[topic]), members) for topic in sorted(partitions)]
    tables = [one for one in tables if one.claimed]
    most = -(-sum(one.left for one in tables) // len(members))
    extra = dict.fromkeys(members, 0)
    hoped = {name: sum(one.holds_more(name) for one in tables) for name in members}
    for one in tables:
        by_need = sorted((not (one.holds_more(name) and extra[name] < most), max(extra[name], hoped[name]), name) for name in one.claimed)
        chosen = {name for _, _, name in by_need[: one.left]}
        for name, numbers in one.dealt(chosen).items():
            dealt[name][one.name] = numbers
            extra[name] += name in chosen
    return dealt


class _Topic:
    """What is dealt of one topic: `part` to each who wants it, and one more to `left` of them."""

    def __init__(self, name: str, numbers: list[int], members: Mapping[str, Member]) -> None:
        self.name = name
        self._numbers = numbers
        self.claimed = _claimed(name, numbers, {who: one.hand for who, one in members.items() if name in one.topics})
        self.part, self.left = divmod(len(numbers), len(self.claimed) or 1)

    def holds_more(self, name: str) -> bool:
        """Whether the member held more than its part."""
        return len(self.claimed.get(name, ())) > self.part

    def dealt(self, chosen: Container[str]) -> dict[str, list[int]]:
        """By member, what it keeps and what it gets; those `chosen` get one more."""
        room = {name: self.part + (name in chosen) for name in self.claimed}
        kept = {name: self.claimed[name][: room[name]] for name in self.claimed}
        free = iter(sorted(set(self._numbers).difference(*kept.values())))
        return {name: sorted([*kept[name], *islice(free, room[name] - len(kept[name]))]) for name in sorted(kept)}


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
