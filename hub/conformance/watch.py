"""What a client published, and what it had been told by then: each event is held against the rules as it comes.

Rules:
1. An event is known by its id; a matter is a subject and a type. A second id for the same matter, or a known id again, is judged by what
   the client knew: no notice yet, a notice and which one, a message read again. What follows a fault on one matter is the same fault.
2. A repeat may cross its notice on the way: only those that come later than that are counted, from the second on.
3. What is a fault of another rule is not counted as an event refused.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hub.conformance.rules import Finding, Rule
from schemas.codes import IDENTITY_CODES, Code, Status

REPEATS_TOLERATED: Final = 1
ACCEPTED: Final = "fr.relais.transmission.acceptee.v1"
_REPEATED: Final = {Status.NON_CONFORME: (Rule.REJET_TRAITE, "republié tel quel après son refus")}
_ANSWERED: Final = (Rule.AVIS_SUIVI, "republié après son avis")


class Said(NamedTuple):
    """One event as it was read: its attributes, and a digest of all its bytes."""

    id: str
    type: str
    subject: str
    digest: str


@dataclass(slots=True)
class _Event:
    """What is known of one id; `status`: its first notice, `last`: the last one; `is_fault`: it broke a rule, and so do its repeats."""

    said: Said
    status: Status | None = None
    last: Status | None = None
    noticed_s: float = 0.0
    late_repeats: int = 0
    is_fault: bool = False


@dataclass
class Watch:
    """Tell it what is published and what was answered; it remembers what was found.

    `on_the_way_s`: how long a notice may need to reach the client; what it publishes by then, it may have published without it.
    """

    on_the_way_s: float
    findings: list[Finding] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)
    """How often each code was the answer to an event that is not a planned refusal."""
    _events: dict[str, _Event] = field(default_factory=dict)
    _matters: dict[tuple[str, str], str] = field(default_factory=dict)
    _at_fault: dict[tuple[str, str], tuple[Rule, str]] = field(default_factory=dict)
    _forbidden: dict[str, tuple[Rule, str]] = field(default_factory=dict)
    _foreign: set[str] = field(default_factory=set)
    _read_again: set[str] = field(default_factory=set)

    def forbid(self, dossier: str, rule: Rule, why: str) -> None:
        """Until it is allowed, whatever is said of that dossier breaks `rule`."""
        self._forbidden[dossier] = (rule, why)

    def allow(self, dossier: str) -> None:
        """Something may be said of that dossier again."""
        self._forbidden.pop(dossier, None)

    def is_foreign(self, dossier: str) -> None:
        """That dossier is none of the client's: to accept it breaks a rule."""
        self._foreign.add(dossier)

    def read_again(self) -> None:
        """All messages so far are given again: nothing new is to be said on what was said."""
        self._read_again = {subject for subject, _ in self._matters}

    def is_broken(self, rule: Rule) -> bool:
        """Whether something was found against `rule`."""
        return any(one.rule is rule for one in self.findings)

    def blame(self, rule: Rule, detail: str, now_s: float, dossier: str | None = None, event_id: str | None = None) -> None:
        """Something is found, once for each rule and event."""
        if not any(one.rule is rule and one.event_id == event_id and one.dossier == dossier for one in self.findings):
            self.findings.append(Finding(rule, detail, event_id, dossier, round(now_s, 1)))

    def published(self, said: Said, now_s: float) -> bool:
        """One event comes; whether it breaks a rule already, whatever the hub answers."""
        fault = self._fault(said, now_s)
        event = self._events.setdefault(said.id, _Event(said))
        if event.said is said:
            self._matters[said.subject, said.type] = said.id
        if fault is not None:
            event.is_fault = True
            self.blame(fault[0], fault[1], now_s, said.subject, said.id)
        return event.is_fault

    def noticed(self, event_id: str, status: Status, now_s: float) -> None:
        """The notice of an event is on its way to the client."""
        event = self._events.get(event_id)
        if event is not None:
            event.last = status
            if event.status is None:
                event.status, event.noticed_s = status, now_s

    def answered(self, said: Said | None, code: Code, field_name: str | None, now_s: float) -> None:
        """The hub's answer to an event that broke no rule by itself; `said` is None where it could not be read."""
        self.codes[code] = self.codes.get(code, 0) + 1
        if code in (Code.PRIS_EN_COMPTE, Code.DOUBLON):
            return
        rule = (
            Rule.AUCUNE_IDENTITE if code in IDENTITY_CODES else Rule.ID_STABLE if code is Code.CONTENU_DIFFERENT else Rule.EVENEMENT_VALIDE
        )
        detail = f"refusé : {code}" if field_name is None else f"refusé : {code}, champ {field_name}"
        self.blame(rule, detail, now_s, None if said is None else said.subject, None if said is None else said.id)

    def _fault(self, said: Said, now_s: float) -> tuple[Rule, str] | None:
        if said.subject in self._forbidden:
            return self._forbidden[said.subject]
        if said.subject in self._foreign and said.type == ACCEPTED:
            return Rule.HORS_COMPETENCE_REFUSE, "accepté, alors qu'aucun de ses actes ne le lui confie"
        known = self._events.get(said.id)
        return self._second_id(said) if known is None else self._repeat(known, said, now_s)

    def _repeat(self, known: _Event, said: Said, now_s: float) -> tuple[Rule, str] | None:
        if known.said.digest != said.digest:
            return Rule.ID_STABLE, "un autre contenu sous un id déjà employé"
        if known.status is None or now_s - known.noticed_s <= self.on_the_way_s:
            return None
        known.late_repeats += 1
        if known.late_repeats <= REPEATS_TOLERATED or self.is_broken(Rule.AVIS_SUIVI):
            return None
        return _REPEATED.get(known.status, _ANSWERED)

    def _second_id(self, said: Said) -> tuple[Rule, str] | None:
        matter = (said.subject, said.type)
        before = self._matters.get(matter)
        if before is None or matter in self._at_fault:
            return self._at_fault.get(matter)
        fault = None
        if said.subject in self._read_again:
            fault = Rule.RELECTURE_SANS_EFFET, "publié une seconde fois, sous un autre id, après une relecture"
        elif self._events[before].last is None:
            fault = Rule.ID_STABLE, "publié de nouveau sous un autre id, sans attendre l'avis du premier"
        elif self._events[before].last is Status.DOUBLON:
            fault = Rule.DOUBLON_ADMIS, "publié sous un autre id après un avis doublon"
        if fault is not None:
            self._at_fault[matter] = fault
        return fault


def digest(value: bytes | None, headers: tuple[tuple[str, bytes | None], ...]) -> str:
    """A digest of a record's bytes: headers in their order, then the value."""
    whole = hashlib.sha256()
    for name, content in headers:
        whole.update(f"{name}\0".encode() + (content or b"") + b"\0")
    whole.update(value or b"")
    return whole.hexdigest()
