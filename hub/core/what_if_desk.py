"""The lanes of acts in one life: what its cases ask of places and money is ruled on in the order it is asked, and answered.

Rules:
1. The rulings are those of the lanes of `hub.quotas`, and an answer reaches its case as there: behind the fact that asked.
2. Who must wait or finds nothing is counted, by act, once the period has begun, with each actor that then has of what the act would have
   given. What a decision asks beyond what was reserved is no place: it is stopped, and counted with the decisions.
3. A request that crashes core is answered by nobody and stops nothing: it is named.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from hub.core.lane_answers import taken as answered
from hub.core.minimise import NOBODY_READS
from hub.core.own_facts import QuotaAnswered
from hub.core.quota_book import Book
from hub.core.quota_facts import Request
from hub.core.quotas import Answer
from hub.core.replaying import NOWHERE, Fault, Run, Taken
from hub.core.what_if_taking import Taking
from schemas.codes import QuotaOutcome, Role


@dataclass(slots=True)
class Short:
    """Cases that had to wait for an act, that found nothing left of it, and who had them first instead."""

    attentes: int = 0
    epuises: int = 0
    ailleurs: Counter[str] = field(default_factory=Counter)


class Desk:
    """Every act's book, the run of each case that asked, and what cases take of the acts that are `counted`."""

    def __init__(self, counted: frozenset[str] = frozenset()) -> None:
        """Nothing asked yet; who is short of something is not counted before `count`."""
        self.taking = Taking(counted)
        self.books: dict[str, Book] = {}
        self.short: dict[str, Short] = {}
        self.faults: dict[Fault, None] = {}
        self._runs: dict[str, Run] = {}
        self._asked: deque[tuple[Request, datetime]] = deque()
        self._is_gathering = False
        self._counts = False

    def fork(self) -> "Desk":
        """Those of another life from here on."""
        other = Desk()
        other.taking = self.taking.fork()
        other.books = {acte: book.copy() for acte, book in self.books.items()}
        return other

    def count(self) -> None:
        """The period begins."""
        self._counts = True

    def seat(self, dossier: str, run: Run) -> None:
        """Answers to that case are for that run."""
        self._runs[dossier] = run

    def ask(self, run: Run, requests: Iterable[Request], recorded: datetime) -> None:
        """Rule on what a case asked, and on all that follows."""
        for request in requests:
            self.seat(request.dossier, run)
            self._asked.append((request, recorded))
        if not self._is_gathering:
            with self.gathering():
                pass

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """What is asked meanwhile is ruled on at the end: a lane answers behind all that its cases did in one go."""
        self._is_gathering = True
        yield
        while self._asked:
            self._rule(*self._asked.popleft())
        self._is_gathering = False

    def _rule(self, request: Request, recorded: datetime) -> None:
        try:
            answers = self.books.setdefault(request.acte, Book()).take(request)
        except Exception as error:  # noqa: BLE001 -- rule 3
            self._note_fault(request.dossier, error)
            return
        for answer in answers:
            self._tell(request.acte, answer, recorded)

    def _tell(self, acte: str, answer: Answer, recorded: datetime) -> None:
        dossier, number = answer.id
        run = self._runs[dossier]
        fact = QuotaAnswered(
            dossier=dossier, acte=acte, n=number, etat=answer.etat, manque=answer.manque,
            instant=recorded, partition=run.partition, offset=NOWHERE,
        )  # fmt: skip
        taken = run.take(fact, recorded)
        if self._counts and answer.etat is not QuotaOutcome.ACCORDEE and not _is_beyond(taken, number):
            short = self.short.setdefault(acte, Short())
            short.attentes += answer.etat is QuotaOutcome.EN_ATTENTE
            short.epuises += answer.etat is QuotaOutcome.EPUISEE
            short.ailleurs.update(self._elsewhere(fact, taken))

    def _elsewhere(self, fact: QuotaAnswered, taken: Taken) -> set[str]:
        """Who has of what the act would have given, by what core makes of the other answer."""
        granted = msgspec.structs.replace(fact, etat=QuotaOutcome.ACCORDEE, manque=None)
        try:
            given = answered(taken.before, granted, taken.view, taken.recorded, NOBODY_READS)
        except Exception as error:  # noqa: BLE001 -- rule 3
            self._note_fault(fact.dossier, error)
            return set()
        held = () if given is None else given.dossier.tenues
        functions = {function for one in held if one.is_active and one.acte == fact.acte for function in one.fonctions}
        others = () if taken.after is None else taken.after.tenues
        return {one.acteur for one in others if one.is_active and one.role is not Role.AUCUN and functions.intersection(one.fonctions)}

    def _note_fault(self, dossier: str, error: Exception) -> None:
        self.faults[Fault(self._runs[dossier].partition, NOWHERE, dossier, type(error).__name__)] = None


class Desks:
    """Those of both lives; the second begins where the first stands when the period begins."""

    def __init__(self, counted: frozenset[str]) -> None:
        """Only the first life yet."""
        self.without = Desk(counted)
        self._with_acts: Desk | None = None

    def begin(self) -> Desk:
        """The period begins, for the first partition that says so; the desk of the second life."""
        if self._with_acts is None:
            self._with_acts = self.without.fork()
            for desk in (self.without, self._with_acts):
                desk.count()
        return self._with_acts


def _is_beyond(taken: Taken, number: int) -> bool:
    """Whether a decision asked it beyond what was reserved."""
    reservations = () if taken.before is None else taken.before.reservations
    return any(one.n == number and one.complement for one in reservations)
