"""A ledger held outside the hub: what every partner published and received, and whether it adds up.

Rules:
1. It is fed with records of `from.*` and `to.*` alone, as a partner reads them; it never asks the hub anything.
2. Lost: a published record that has not exactly one notice of its origin (a message that comes twice is one notice, doubled).
3. Doubled: a message id seen twice in one inbox, a second notice of one origin, a notice of something nobody published.
4. Out of order: a `sequence` that is not the last one plus one, per (inbox, subject). A repeat counts as doubled, not here too.
5. Latency: from the event's own `time` (from the broker's append time for a repeat, where no time can be read, or where the events' time
   is simulated) to the instant a read_committed reader that was waiting got the notice.
"""

from collections import Counter, defaultdict
from typing import Any, NamedTuple

from connectors.events import HubMessage, read_message
from connectors.protocol import Incoming
from hub.demo.publication import Publication, publication

DEMAND = "fr.relais.demande.deposee.v1"
DECISION = "fr.relais.decision.rendue.v1"

Place = tuple[str, int, int]


class Notice(NamedTuple):
    """What the ledger keeps of a technical notice."""

    status: str
    code: str
    case: str | None
    seen_ms: float


class Account(NamedTuple):
    """The sum of the ledger at one instant."""

    published: int
    notices: int
    accepted: int
    refused: int
    duplicates: int
    cases: int
    entrusted: int
    oriented: int
    decisions: int
    to_verify: int
    lost: int
    duplicated: int
    out_of_order: int
    latency_ms: dict[str, float]

    def faults(self) -> int:
        """What must be zero."""
        return self.lost + self.duplicated + self.out_of_order


class Ledger:
    """Feed it each record once, in the order of its partition; topics may come in any order among themselves."""

    def __init__(self, *, simulated: bool = False) -> None:
        """Start empty: the first message of every (inbox, subject) is number 1. No event's own time counts where it is `simulated`."""
        self._simulated = simulated
        self.publications: dict[Place, Publication] = {}
        self.notices: dict[Place, list[Notice]] = defaultdict(list)
        self.stopped: dict[str, dict[str, Any]] = {}
        self.oriented: dict[str, dict[str, Any]] = {}
        self.refusals: Counter[str] = Counter()
        self.acts: Counter[str] = Counter()
        self._known_events: set[tuple[str, str]] = set()
        self._known_messages: set[tuple[str, str]] = set()
        self._last: dict[tuple[str, str], int] = {}
        self._statuses: Counter[str] = Counter()
        self._entrusted: set[str] = set()
        self._repeated_messages = 0
        self._out_of_order = 0

    def publish(self, record: Incoming) -> None:
        """A record of a `from.*` topic."""
        found = publication(record)
        mark = (found.source, found.event_id)
        is_repeat = mark in self._known_events
        if found.event_id:
            self._known_events.add(mark)
        at_ms = float(record.timestamp_ms) if is_repeat or self._simulated or found.at_ms is None else found.at_ms
        self.publications[record.topic, record.partition, record.offset] = found._replace(at_ms=at_ms)

    def receive(self, record: Incoming, seen_ms: float) -> None:
        """A record of a `to.*` topic, and the instant its reader got it."""
        message = read_message(record)
        mark = (record.topic, message.id)
        if mark in self._known_messages:
            self._repeated_messages += 1
            return
        self._known_messages.add(mark)
        self._check_sequence(record.topic, message)
        self._file(message, seen_ms)

    def longest_wait_ms(self, since_ms: float, now_ms: float, until_ms: float = float("inf")) -> float:
        """The longest time anything published up to `until_ms` was left without its notice after `since_ms` (0 when all had theirs).

        What has none yet waits until `now_ms`.
        """
        waits = [0.0]
        for place in self.publications.keys() | self.notices.keys():
            at_ms, notices = self._at_ms(place), self.notices.get(place)
            if at_ms <= until_ms:
                waits.append((notices[0].seen_ms if notices else now_ms) - max(since_ms, at_ms))
        return max(waits)

    def account(self) -> Account:
        """Add everything up."""
        known = self.publications.keys()
        too_many = sum(len(notices) - (place in known) for place, notices in self.notices.items())
        return Account(
            published=len(known),
            notices=sum(self._statuses.values()),
            accepted=self._statuses["pris_en_compte"],
            refused=self._statuses["non_conforme"],
            duplicates=self._statuses["doublon"],
            cases=len({notice.case for notice in self.accepted(DEMAND)}),
            entrusted=len(self._entrusted),
            oriented=len(self.oriented),
            decisions=len(self.accepted(DECISION)),
            to_verify=len(self.stopped),
            lost=sum(len(self.notices.get(place, ())) != 1 for place in known),
            duplicated=too_many + self._repeated_messages,
            out_of_order=self._out_of_order,
            latency_ms=self._latency_ms(),
        )

    def accepted(self, event_type: str) -> list[Notice]:
        """The notices of what was accepted of one type."""
        return [
            notice
            for place, notices in self.notices.items()
            for notice in notices[:1]
            if notice.status == "pris_en_compte" and place in self.publications and self.publications[place].type == event_type
        ]

    def _check_sequence(self, inbox: str, message: HubMessage) -> None:
        mark = (inbox, message.subject)
        last = self._last.get(mark, 0)
        self._out_of_order += message.sequence != last + 1
        self._last[mark] = max(last, message.sequence)

    def _file(self, message: HubMessage, seen_ms: float) -> None:
        match message.type:
            case "fr.relais.avis.technique.v1":
                self._file_notice(message, seen_ms)
            case "fr.relais.dossier.confie.v1":
                self._entrusted.add(message.subject)
                self.acts[message.data.get("acte") or ""] += 1
            case "fr.relais.orientation.proposee.v1":
                self.oriented[message.subject] = message.data
            case "fr.relais.decision.a_verifier.v1":
                self.stopped[message.causationid or message.id] = message.data

    def _file_notice(self, message: HubMessage, seen_ms: float) -> None:
        told = message.data
        origin = told["origine"]
        self.notices[origin["topic"], origin["partition"], origin["offset"]].append(
            Notice(told["statut"], told["code"], told.get("dossier"), seen_ms)
        )
        self._statuses[told["statut"]] += 1
        if told["statut"] == "non_conforme":
            self.refusals[told["code"]] += 1

    def _at_ms(self, place: Place) -> float:
        found = self.publications.get(place)
        return found.at_ms if found is not None and found.at_ms is not None else float("inf")

    def _latency_ms(self) -> dict[str, float]:
        waits = sorted(notices[0].seen_ms - self._at_ms(place) for place, notices in self.notices.items() if place in self.publications)
        return {"p50": _quantile(waits, 0.50), "p99": _quantile(waits, 0.99)}


def _quantile(ordered: list[float], share: float) -> float:
    """The least value that `share` of all do not exceed (0 of none), to a tenth."""
    if not ordered:
        return 0.0
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)
