"""Both sides of the exchange during a course: the hub in memory that answers, and the watch on what the client does.

Rules:
1. What the client publishes is judged as the hub judges it; but for one event that the kit spoils, to see what a refusal does.
2. What the hub answers waits here while notices are withheld, and is given in its order afterwards.
3. An event on a dossier of an earlier course is answered like any other, and judged by no rule.
"""

import secrets
from datetime import date
from typing import Any, NamedTuple

from connectors.protocol import Incoming
from hub.conformance import letters as forged
from hub.conformance.letters import Letter
from hub.conformance.needs import Need, event_of_counter
from hub.conformance.sandbox import Sandbox
from hub.conformance.watch import Said, Watch, digest
from hub.core.intake import DOSSIER_PREFIX, Published
from hub.core.registry import RegistryView
from schemas import envelope
from schemas.codes import Code, Status
from schemas.envelope import Envelope
from schemas.person_ref import base32
from schemas.topics import inbox

NOTICE = "fr.relais.avis.technique.v1"
SPOILING = {"champ_refuse": True}


class Heard(NamedTuple):
    """What a record of the client was: whose subject, and whether its id was never seen."""

    subject: str | None
    is_new: bool


class Counter:
    """Feed it the client's records; take what is to be delivered."""

    def __init__(self, view: RegistryView, actor: str, need: Need | None, today: date, watch: Watch) -> None:
        """Nothing was said yet."""
        self.watch = watch
        self._course = secrets.token_hex(4)
        self._sandbox = Sandbox(view)
        self._inbox = inbox(actor)
        self._need = need
        self._today = today
        self._demands = 0
        self._again = 0
        self._holds = False
        self._refuses_next = False
        self._refused: set[str] = set()
        self._seen: set[str] = set()
        self._dossiers: set[str] = set()
        self._shift: dict[str, int] = {}
        self._given: list[Letter] = []
        self._waiting: list[Letter] = []
        self._last: Published | None = None

    def offer(self) -> tuple[str, list[Letter]]:
        """A demand of another's counter: its dossier, and what the client is to be told."""
        assert self._need is not None, "nothing is entrusted to this partner"
        offer = self._publish(event_of_counter(self._need, self._today, self._demands))
        self._demands += 1
        dossier = offer[0].content["subject"]
        self._dossiers.add(dossier)
        self._given += offer
        return dossier, offer

    def offer_second(self) -> tuple[str, list[Letter], list[Letter]]:
        """The same, where the offer is the dossier's second message: its dossier, the first message, the second."""
        dossier, offer = self.offer()
        self._shift[dossier] = 1
        return dossier, [forged.before(offer[0])], [forged.later(one, 1) for one in offer]

    def hear(self, record: Incoming, now_s: float) -> Heard:
        """Judge one record of the client; what answers it waits to be released."""
        event = envelope.read(record.value or b"", record.headers)
        said = _said(event, record) if isinstance(event, Envelope) else None
        is_new = said is not None and said.id not in self._seen
        published = Published(record.topic, "essai", record.partition, record.offset, record.key, record.value, record.headers)
        if said is None:
            self._answer(published, None, now_s, is_judged=True)
            return Heard(None, is_new=False)
        self._seen.add(said.id)
        is_ours = not said.subject.startswith(DOSSIER_PREFIX) or said.subject in self._dossiers
        if is_ours and is_new and self._refuses_next:
            self._refuses_next = False
            self._refused.add(said.id)
        is_fault = is_ours and self.watch.published(said, now_s)
        if said.id in self._refused:
            assert isinstance(event, Envelope)
            published = _spoiled(published, event)
        elif is_ours:
            self._last = published
        self._answer(published, said, now_s, is_judged=is_ours and not is_fault and said.id not in self._refused)
        return Heard(said.subject, is_new and is_ours)

    def receive_twice(self, now_s: float) -> list[Letter]:
        """The last event of the client comes a second time; what is to be delivered."""
        assert self._last is not None, "an event was heard"
        self._again += 1
        self._answer(self._last._replace(topic_id=f"essai-{self._again}"), None, now_s, is_judged=False)
        return self.released(now_s)

    def hold(self) -> None:
        """Nothing is released until `release`."""
        self._holds = True

    def release(self, now_s: float) -> list[Letter]:
        """What was held, in its order."""
        self._holds = False
        return self.released(now_s)

    def released(self, now_s: float) -> list[Letter]:
        """What is to be delivered now; the client is told of its notices."""
        if self._holds:
            return []
        letters, self._waiting = self._waiting, []
        self._given += letters
        for one in map(_notice, letters):
            if one is not None and "evenement_id" in one:
                self.watch.noticed(one["evenement_id"], Status(one["statut"]), now_s)
        return letters

    def again(self) -> list[Letter]:
        """All that was delivered, once more."""
        self.watch.read_again()
        return list(self._given)

    def refuse_next(self) -> None:
        """The next new event is spoiled on its way, so that it is refused."""
        self._refuses_next = True

    def of_a_type_to_come(self) -> Letter:
        """A message of a type that no version of the contract has yet."""
        return forged.of_a_type_to_come(self._given[-1], DOSSIER_PREFIX + base32(secrets.token_bytes(32)))

    def _answer(self, published: Published, said: Said | None, now_s: float, *, is_judged: bool) -> None:
        letters = self._publish(published)
        self._waiting += letters
        for one in map(_notice, letters):
            if one is None:
                continue
            if one.get("dossier") is not None:
                self._dossiers.add(one["dossier"])
            if is_judged:
                self.watch.answered(said, Code(one["code"]), one.get("champ"), now_s)

    def _publish(self, published: Published) -> list[Letter]:
        """What the hub in memory writes to the client."""
        letters = [forged.of(one, self._course) for one in self._sandbox.publish(published) if one.topic == self._inbox]
        return [forged.later(one, self._shift.get(one.content["subject"], 0)) for one in letters]


def _said(event: Envelope, record: Incoming) -> Said:
    return Said(event.id, event.type, event.subject or "", digest(record.value, record.headers))


def _notice(letter: Letter) -> dict[str, Any] | None:
    content = letter.content
    return content["data"] if content["type"] == NOTICE else None


def _spoiled(published: Published, event: Envelope) -> Published:
    """The same event with a field that makes it be refused."""
    data = event.data if isinstance(event.data, dict) else {}
    attributes = {"id": event.id, "source": event.source, "type": event.type, "subject": event.subject or ""}
    value, headers = envelope.write_structured(attributes, data | SPOILING)
    return published._replace(key=None, value=value, headers=tuple(headers))
