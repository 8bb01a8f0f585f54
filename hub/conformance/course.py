"""The course a client is led through: what is done for each rule, in order, and what is read of it.

Rules:
1. The kit is the hub of this client: it judges what the client publishes on a hub in memory, and writes what that one answers.
2. A step ends with a dossier that must be answered, so that a client which stopped is seen at the step that stopped it; what comes after is
   not observed.
3. Where the registry entrusts nothing to the partner, the same steps wait for what it deposits of its own.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Final, NamedTuple, Protocol

from connectors.protocol import Incoming
from hub.conformance import letters as forged
from hub.conformance.counter import Counter, Heard
from hub.conformance.letters import Letter
from hub.conformance.needs import Need
from hub.conformance.rules import ENTRUSTED_ONLY, Finding, Rule, Verdict
from hub.conformance.watch import Watch
from hub.core.registry import RegistryView

LOOK_S: Final = 0.2


class Patience(NamedTuple):
    """Seconds: how long an answer may take, how long a notice is withheld, how long a client is looked at where nothing must come."""

    answer_s: float = 30.0
    notice_s: float = 25.0
    quiet_s: float = 5.0


class Link(Protocol):
    """The way to the client: its two topics."""

    def deliver(self, letters: Sequence[Letter]) -> None:
        """Write to its inbox, committed."""
        ...

    def deliver_aborted(self, letters: Sequence[Letter]) -> None:
        """Write to its inbox, and abort."""
        ...

    def read(self, timeout_s: float) -> list[Incoming]:
        """What it published since the last reading, waiting at most so long for something."""
        ...

    def now_s(self) -> float:
        """Seconds, from any start."""
        ...


class Course:
    """`run` leads the client through; then `verdicts` and `findings`."""

    def __init__(self, view: RegistryView, actor: str, need: Need | None, link: Link, patience: Patience, today: date) -> None:
        """Nothing is written yet; `need` is None where nothing is entrusted to the partner."""
        self._link = link
        self._patience = patience
        self._entrusts = need is not None
        self._start_s = link.now_s()
        self._watch = Watch(on_the_way_s=patience.quiet_s)
        self._counter = Counter(view, actor, need, today, self._watch)
        self._observed: set[Rule] = set()

    @property
    def steps(self) -> dict[Rule, Callable[[], bool]]:
        """What is done, in order; each says whether the client still answers."""
        steps = {
            Rule.REPONSE: self._answers,
            Rule.ID_STABLE: self._withholds_a_notice,
            Rule.DOUBLON_ADMIS: self._receives_twice,
            Rule.RELECTURE_SANS_EFFET: self._gives_again,
            Rule.ANNULE_NON_LU: self._aborts,
            Rule.INCONNU_IGNORE: self._sends_the_unknown,
            Rule.ORDRE_RESPECTE: self._leaves_a_gap,
            Rule.HORS_COMPETENCE_REFUSE: self._entrusts_anothers,
            Rule.REJET_TRAITE: self._refuses,
        }
        return {rule: step for rule, step in steps.items() if self._entrusts or rule not in ENTRUSTED_ONLY}

    def run(self) -> Iterator[Rule]:
        """Lead the client through; yields each rule before it is looked at."""
        for rule, step in self.steps.items():
            yield rule
            goes_on = step()
            self._observed.add(rule)
            if not goes_on:
                return

    @property
    def findings(self) -> list[Finding]:
        """What was found, in order of time."""
        return self._watch.findings

    @property
    def events(self) -> dict[str, int]:
        """How many events got which code as an answer, planned refusals apart."""
        return dict(sorted(self._watch.codes.items()))

    def verdicts(self) -> dict[Rule, Verdict]:
        """What is said of each rule."""
        seen = bool(self._watch.codes)
        always = {Rule.EVENEMENT_VALIDE, Rule.AUCUNE_IDENTITE, Rule.AVIS_SUIVI} if seen else set()
        return {rule: self._verdict(rule, self._observed | always) for rule in Rule}

    def _verdict(self, rule: Rule, observed: set[Rule]) -> Verdict:
        if self._watch.is_broken(rule):
            return Verdict.ENFREINTE
        if rule in ENTRUSTED_ONLY and not self._entrusts:
            return Verdict.SANS_OBJET
        return Verdict.TENUE if rule in observed else Verdict.NON_OBSERVEE

    # -- steps -----------------------------------------------------------------

    def _answers(self) -> bool:
        return self._is_answered(Rule.REPONSE) and self._stays_quiet()

    def _withholds_a_notice(self) -> bool:
        self._counter.hold()
        answered = self._is_answered(Rule.REPONSE)
        self._look(self._patience.notice_s)
        self._link.deliver(self._counter.release(self._now_s()))
        return answered

    def _receives_twice(self) -> bool:
        self._link.deliver(self._counter.receive_twice(self._now_s()))
        return self._stays_quiet() and self._still_answers(Rule.DOUBLON_ADMIS)

    def _gives_again(self) -> bool:
        self._link.deliver(self._counter.again())
        return self._stays_quiet() and self._still_answers(Rule.RELECTURE_SANS_EFFET)

    def _aborts(self) -> bool:
        dossier, offer = self._counter.offer()
        self._watch.forbid(dossier, Rule.ANNULE_NON_LU, "répond à un message qui a été annulé")
        self._link.deliver_aborted(offer)
        return self._stays_quiet()

    def _sends_the_unknown(self) -> bool:
        self._link.deliver([self._counter.of_a_type_to_come()])
        if not self._entrusts:
            return self._stays_quiet() and self._still_answers(Rule.INCONNU_IGNORE)
        dossier, offer = self._counter.offer()
        self._link.deliver([forged.with_a_field_more(one) for one in offer])
        return self._waits_for(dossier, Rule.INCONNU_IGNORE, "n'a pas répondu après un type et un champ inconnus")

    def _leaves_a_gap(self) -> bool:
        dossier, first, second = self._counter.offer_second()
        self._watch.forbid(dossier, Rule.ORDRE_RESPECTE, "répond au deuxième message sans avoir eu le premier")
        self._link.deliver(second)
        self._look(self._patience.quiet_s)
        self._watch.allow(dossier)
        self._link.deliver(first)
        if self._watch.is_broken(Rule.ORDRE_RESPECTE):
            return self._stays_quiet()
        return self._waits_for(dossier, Rule.ORDRE_RESPECTE, "n'a pas repris une fois le trou comblé")

    def _entrusts_anothers(self) -> bool:
        dossier, offer = self._counter.offer()
        self._watch.is_foreign(dossier)
        self._link.deliver([forged.of_another(one) for one in offer])
        return self._waits_for(dossier, Rule.HORS_COMPETENCE_REFUSE, "ni refusé, ni accepté")

    def _refuses(self) -> bool:
        self._counter.refuse_next()
        if not self._is_answered(Rule.REPONSE):
            return False
        self._look(2 * self._patience.quiet_s)  # the notice needs one to arrive; what is said in the second is said in spite of it
        return self._still_answers(Rule.REJET_TRAITE)

    # -- looking ----------------------------------------------------------------

    def _is_answered(self, rule: Rule, why: str = "n'a pas répondu à un dossier confié") -> bool:
        """Something new must come: the answer to a dossier that is entrusted now, or a deposit."""
        if not self._entrusts:
            return self._waits_for(None, rule, "n'a rien déposé dans le temps laissé")
        dossier, offer = self._counter.offer()
        self._link.deliver(offer)
        return self._waits_for(dossier, rule, why)

    def _still_answers(self, rule: Rule) -> bool:
        return self._is_answered(rule, "ne répond plus à ce qui lui est confié ensuite")

    def _stays_quiet(self) -> bool:
        self._look(self._patience.quiet_s)
        return True

    def _waits_for(self, dossier: str | None, rule: Rule, why: str) -> bool:
        if self._look(self._patience.answer_s, lambda heard: heard.is_new and dossier in (None, heard.subject)):
            return True
        self._watch.blame(rule, why, self._now_s(), dossier)
        return False

    def _look(self, seconds: float, until: Callable[[Heard], bool] = lambda _: False) -> bool:
        """Read and answer for so long, or until something is heard; whether it was."""
        end_s = self._link.now_s() + seconds
        while (left_s := end_s - self._link.now_s()) > 0:
            for record in self._link.read(min(LOOK_S, left_s)):
                heard = self._counter.hear(record, self._now_s())
                self._link.deliver(self._counter.released(self._now_s()))
                if until(heard):
                    return True
        return False

    def _now_s(self) -> float:
        return self._link.now_s() - self._start_s
