"""The conformance kit without a broker: each client that breaks one rule is found on it alone; the one that keeps them all passes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from connectors.protocol import Incoming
from hub.conformance.counter import Counter, Heard
from hub.conformance.course import Course, Patience
from hub.conformance.letters import Letter
from hub.conformance.needs import find
from hub.conformance.report import Ran, report
from hub.conformance.rules import ENTRUSTED_ONLY, TERMS, Rule, Verdict
from hub.conformance.watch import Said, Watch
from hub.core.registry import build
from hub.pages.conformance import conformance_page
from hub.registry.files import default_folder, load_folder
from schemas.codes import Code, Status
from schemas.topics import inbox, outbox
from tests.course_client import TODAY, CourseClient

VIEW = build(load_folder(default_folder()))
DEPOSIT_EVERY_S = 3.0
ENTRUSTED = "asso-panier-solidaire"
ACTS = {act.act.id for commune in VIEW.communes() for aid in VIEW.aids() for act in VIEW.acts(commune.slug, aid.code)}


@dataclass
class MemoryLink:
    """The client in the same process; time passes when nothing comes."""

    client: CourseClient
    clock_s: float = 0.0
    written: int = 0
    places: "count[int]" = field(default_factory=count)

    def deliver(self, letters: Sequence[Letter]) -> None:
        """The client reads at once."""
        for one in letters:
            self.client.receive(Incoming(inbox(self.client.actor), 0, self.written, 0, one.key, one.value, one.headers), self.clock_s)
            self.written += 1

    def deliver_aborted(self, letters: Sequence[Letter]) -> None:
        """Only who reads what is not committed sees it."""
        if self.client.broken is Rule.ANNULE_NON_LU:
            self.deliver(letters)

    def read(self, timeout_s: float) -> list[Incoming]:
        """One record of the client, or the end of the wait."""
        self.client.wake(self.clock_s)
        if not self.client.to_publish:
            self.clock_s += timeout_s
            return []
        self.clock_s += 0.01
        one = self.client.to_publish.pop(0)
        return [Incoming(outbox(self.client.actor), 0, next(self.places), 0, one.key, one.value, one.headers)]

    def now_s(self) -> float:
        """Simulated."""
        return self.clock_s


def led(broken: Rule | None, actor: str = ENTRUSTED) -> Course:
    """A whole course."""
    client = CourseClient(actor, broken, 2.0, ACTS)
    course = Course(VIEW, actor, find(VIEW, actor, TODAY), MemoryLink(client), Patience(), TODAY)
    assert list(course.run())
    return course


def test_a_client_that_keeps_every_rule_passes() -> None:
    """Every rule is seen, and held."""
    course = led(None)
    assert course.findings == []
    assert course.verdicts() == dict.fromkeys(Rule, Verdict.TENUE)
    assert course.events.keys() == {"PRIS_EN_COMPTE", "DOUBLON"}


@pytest.mark.parametrize("rule", Rule)
def test_a_client_that_breaks_one_rule_fails_on_that_rule_alone(rule: Rule) -> None:
    """No other rule is blamed for it; those that come after a client stopped are not seen."""
    course = led(rule)
    broken = [one for one, verdict in course.verdicts().items() if verdict is Verdict.ENFREINTE]
    assert broken == [rule], course.findings


class Depositor(CourseClient):
    """A client to which nothing is entrusted: it deposits a demand whenever it has nothing else to say."""

    def wake(self, now_s: float) -> None:
        """A new demand every three seconds."""
        super().wake(now_s)
        if not self._awaited and now_s - self.deposited_s > DEPOSIT_EVERY_S:
            self.deposited_s = now_s
            self.deposit(f"F-{now_s:.0f}", now_s)

    deposited_s = 0.0


def test_two_courses_never_give_a_message_the_same_id() -> None:
    """A client that keeps what it handled is led through twice."""
    client = CourseClient(ENTRUSTED, None, 2.0, ACTS)
    for _ in range(2):
        course = Course(VIEW, ENTRUSTED, find(VIEW, ENTRUSTED, TODAY), MemoryLink(client), Patience(), TODAY)
        list(course.run())
        assert set(course.verdicts().values()) == {Verdict.TENUE}


def test_where_nothing_is_entrusted_what_is_deposited_is_looked_at() -> None:
    """What only who is entrusted with a dossier can show is without object; the rest is seen."""
    actor = "asso-le-seuil"
    assert find(VIEW, actor, TODAY) is None
    course = Course(VIEW, actor, None, MemoryLink(Depositor(actor, None, 2.0, ACTS)), Patience(), TODAY)
    assert set(course.run()) == set(course.steps)
    assert course.findings == []
    expected = {rule: Verdict.SANS_OBJET if rule in ENTRUSTED_ONLY else Verdict.TENUE for rule in Rule}
    assert course.verdicts() == expected


def test_a_client_that_stops_at_a_refusal_is_found_there() -> None:
    """It answered until then; what a refusal does to it is what is broken."""

    class Stopping(CourseClient):
        def _noticed(self, notice: dict[str, Any], now_s: float) -> None:
            super()._noticed(notice, now_s)
            self.stopped = notice["statut"] == "non_conforme"

    course = Course(VIEW, ENTRUSTED, find(VIEW, ENTRUSTED, TODAY), MemoryLink(Stopping(ENTRUSTED, None, 2.0, ACTS)), Patience(), TODAY)
    list(course.run())
    assert [(one.rule, one.detail) for one in course.findings] == [(Rule.REJET_TRAITE, "ne répond plus à ce qui lui est confié ensuite")]


def test_a_client_that_is_deaf_is_seen_no_further() -> None:
    """One rule is broken; nothing is said of those that could not be seen."""
    verdicts = led(Rule.REPONSE).verdicts()
    assert verdicts.pop(Rule.REPONSE) is Verdict.ENFREINTE
    assert set(verdicts.values()) == {Verdict.NON_OBSERVEE}


def test_one_id_for_two_contents_and_what_cannot_be_read() -> None:
    """The first is an id that is not stable, the second no event; what is about a dossier of another course is judged by no rule."""
    watch = Watch(on_the_way_s=2.0)
    first = Said("a", "fr.relais.ar.emis.v1", "dos_x", "1")
    assert not watch.published(first, 0.0)
    assert watch.published(first._replace(digest="2"), 0.1)
    watch.answered(None, Code.ENVELOPPE_INVALIDE, "specversion", 0.2)
    watch.answered(first, Code.CONTENU_DIFFERENT, None, 0.3)
    assert [one.rule for one in watch.findings] == [Rule.ID_STABLE, Rule.EVENEMENT_VALIDE]
    counter = Counter(VIEW, ENTRUSTED, find(VIEW, ENTRUSTED, TODAY), TODAY, Watch(on_the_way_s=2.0))
    unreadable = Incoming(outbox(ENTRUSTED), 0, 0, 0, None, b"\xff", ())
    assert counter.hear(unreadable, 1.0) == Heard(None, is_new=False)
    assert [one.rule for one in counter.watch.findings] == [Rule.EVENEMENT_VALIDE]
    client = CourseClient(ENTRUSTED, None, 2.0, ACTS)
    client.speak("dos_" + "a" * 26, 0.0)
    stranger = client.to_publish[0]
    heard = counter.hear(Incoming(outbox(ENTRUSTED), 0, 1, 0, stranger.key, stranger.value, stranger.headers), 2.0)
    assert not heard.is_new
    assert len(counter.watch.findings) == 1


def test_what_breaks_a_rule_is_no_refused_event_when_it_is_said_again() -> None:
    """A client that waits for its notice repeats its own fault: the hub's refusal is not counted beside it."""
    watch = Watch(on_the_way_s=2.0)
    first = Said("a", "fr.relais.transmission.acceptee.v1", "dos_x", "1")
    assert not watch.published(first, 0.0)
    watch.noticed("a", Status.PRIS_EN_COMPTE, 0.1)
    watch.noticed("a", Status.DOUBLON, 0.2)
    again = first._replace(id="b", digest="2")
    assert [watch.published(again, at_s) for at_s in (1.0, 2.0, 3.0)] == [True] * 3
    assert [(one.rule, one.event_id) for one in watch.findings] == [(Rule.DOUBLON_ADMIS, "b")]


@pytest.mark.parametrize("rule", [None, Rule.ORDRE_RESPECTE])
def test_the_report_says_who_when_what_and_what_to_do(rule: Rule | None) -> None:
    """The page is made from the report; what was found is there with its cure."""
    course, need = led(rule), find(VIEW, ENTRUSTED, TODAY)
    ran = Ran(ENTRUSTED, datetime(2026, 11, 27, 9, tzinfo=UTC), 61.04, "127.0.0.1:19092", need, Patience())
    told = report(ran, course.verdicts(), course.findings, course.events)
    assert told["conforme"] is (rule is None)
    assert [one["code"] for one in told["regles"]] == [*Rule]
    page = conformance_page(told)
    assert ENTRUSTED in page
    assert "27" in told["date"]
    assert (TERMS[Rule.ORDRE_RESPECTE].cure in page) is (rule is not None)
    assert "Rien." in page or rule is not None
    nobody = conformance_page(report(ran._replace(need=None), course.verdicts(), course.findings, course.events))
    assert "ne confie aucun dossier" in nobody


def test_the_guide_tells_every_rule_as_the_kit_does() -> None:
    """docs/how-to/verifier-un-client.md, line by line."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "verifier-un-client.md").read_text(encoding="utf-8")
    lines = [f"| `{rule}` | {terms.asks} | {terms.done} | {terms.cure} |" for rule, terms in TERMS.items()]
    assert [line for line in lines if line not in page] == []
