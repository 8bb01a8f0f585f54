"""What an actor's organs decided by delegation since the last sitting of its board, in one page that an élu signs (CASF R123-22).

Rules:
1. No person, no dossier: numbers, amounts, senses, aids, first and last date, per internal act and organ.
2. What was decided beyond a power, or had to be confirmed, is counted apart as a derogation, with what became of it.
3. A decision dated before the period and recorded since is told apart: the last report could not hold it.
4. Plain French, no code alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hub.core.explain import Section
from hub.core.names import Names
from hub.core.phrases import BODIES, day_in_words, euros, in_words, listed, sentence
from hub.core.reasons import REASONS
from schemas.codes import DecisionSense

ARTICLE = "CASF R123-22"
OUTCOMES: Mapping[str, tuple[str, str]] = {
    "en_attente": ("en attente", "en attente"),
    "confirmee": ("confirmée", "confirmées"),
    "regularisee": ("reprise à son compte par l'autorité compétente", "reprises à son compte par l'autorité compétente"),
    "retiree": ("retirée", "retirées"),
}
"""What became of a derogation, of one and of several; the key is the state in the read model."""

SENSES_COUNTED: Mapping[str, tuple[str, str]] = {
    DecisionSense.ACCORD: ("accord", "accords"),
    DecisionSense.ACCORD_PARTIEL: ("accord partiel", "accords partiels"),
    DecisionSense.REFUS: ("refus", "refus"),
    DecisionSense.AJOURNEMENT: ("ajournement", "ajournements"),
}
"""In the order of the page."""


@dataclass(frozen=True, slots=True)
class Line:
    """Decisions of one organ by one internal act (None: none is known)."""

    acte: str | None
    organe: str
    nombre: int
    montant_centimes: int
    sens: Mapping[str, int]
    aides: Mapping[str, int]
    premiere: date
    derniere: date


@dataclass(frozen=True, slots=True)
class Derogation:
    """Decisions of one organ that were stopped for one reason, and what became of them (`issues`: OUTCOMES to numbers)."""

    organe: str
    raison: str
    nombre: int
    montant_centimes: int
    issues: Mapping[str, int]
    premiere: date
    derniere: date


@dataclass(frozen=True, slots=True)
class BoardReport:
    """The whole page; `par_l_assemblee` counts what the assembly decided itself, `anterieures` is rule 3."""

    acteur: str
    depuis: date
    lignes: Sequence[Line] = ()
    anterieures: Sequence[Line] = ()
    derogations: Sequence[Derogation] = ()
    par_l_assemblee: int = 0
    names: Names = field(default_factory=Names)

    @property
    def nombre(self) -> int:
        """Decisions taken by delegation in the period."""
        return sum(line.nombre for line in self.lignes)

    @property
    def montant_centimes(self) -> int:
        """What they granted."""
        return sum(line.montant_centimes for line in self.lignes)


def title(report: BoardReport) -> str:
    """`Compte rendu des décisions prises par délégation`, by whom, since when."""
    since = day_in_words(report.depuis)
    return f"Compte rendu des décisions prises par délégation : {report.names.actors.get(report.acteur, report.acteur)}, depuis le {since}"


def table_of(report: BoardReport, lines: Sequence[Line]) -> list[tuple[str, ...]]:
    """One row a line: organ and act; number, senses and aids; amount; from when to when."""
    return [
        (
            f"{in_words(BODIES, line.organe)}\n{_act(line.acte, report.names)}",
            f"{line.nombre} : {_counted(line.sens, SENSES_COUNTED)}\n{_aids(line.aides, report.names)}",
            euros(line.montant_centimes),
            _stretch(line.premiere, line.derniere),
        )
        for line in lines
    ]


COLUMNS = ("organe, et par quel acte", "décisions", "montant accordé", "quand")


def derogations_of(report: BoardReport) -> list[tuple[str, ...]]:
    """One row a reason: organ and why; number and what became of them; amount; when."""
    return [
        (
            f"{in_words(BODIES, one.organe)}\n{sentence(in_words(REASONS, one.raison))}",
            f"{one.nombre} : {_counted(one.issues, OUTCOMES)}",
            euros(one.montant_centimes),
            _stretch(one.premiere, one.derniere),
        )
        for one in report.derogations
    ]


DEROGATION_COLUMNS = ("organe, et pourquoi", "ce qu'elles sont devenues", "montant", "quand")


def sections(report: BoardReport) -> tuple[Section, ...]:
    """What is said around the tables, in the order of the page: what it is, what was decided, what went beyond, what is signed."""
    return (
        Section("Ce que dit cette page", _what(report)),
        Section("Décisions prises par délégation", _decided(report)),
        Section("Datées d'avant, reçues depuis", _earlier(report)),
        Section("Dérogations", _beyond(report)),
        Section("Signature", ("Vu en séance le                        Signature :",)),
    )


def _what(report: BoardReport) -> tuple[str, ...]:
    board = f"Il en est rendu compte à l'assemblée à sa prochaine séance ({ARTICLE})."
    return (
        f"Ce que {report.names.actor(report.acteur)} a décidé sans réunir son assemblée, depuis le {day_in_words(report.depuis)}. {board}",
        "Aucune personne et aucun dossier n'y figurent : des nombres, des montants, des dates.",
    )


def _decided(report: BoardReport) -> tuple[str, ...]:
    own = f"L'assemblée elle-même en a pris {report.par_l_assemblee}." if report.par_l_assemblee else "L'assemblée n'en a pris aucune."
    if not report.lignes:
        return ("Aucune décision n'a été prise par délégation.", own)
    return (f"{_plural(report.nombre, 'décision')}, {euros(report.montant_centimes)} accordés. {own}",)


def _earlier(report: BoardReport) -> tuple[str, ...]:
    count = sum(line.nombre for line in report.anterieures)
    return (f"{_plural(count, 'décision')} que le compte rendu précédent ne pouvait pas contenir.",) if count else ()


def _beyond(report: BoardReport) -> tuple[str, ...]:
    count = sum(one.nombre for one in report.derogations)
    if not count:
        return ("Aucune décision n'a dépassé ce que les délégations permettent.",)
    waiting = sum(one.issues.get("en_attente", 0) for one in report.derogations)
    left = f" {_plural(waiting, 'décision')} attendent encore d'être réglées." if waiting > 1 else ""
    left = " Une décision attend encore d'être réglée." if waiting == 1 else left
    return (f"{_plural(count, 'décision')} au-delà d'un pouvoir, ou à confirmer ; elles ne sont pas comptées plus haut.{left}",)


def _act(act: str | None, names: Names) -> str:
    card = None if act is None else names.acts.get(act)
    if act is None:
        return "aucun acte connu"
    return act if card is None else f"{card.objet} ({card.numero})"


def _counted(counts: Mapping[str, int], words: Mapping[str, tuple[str, str]]) -> str:
    known = {key: counts[key] for key in words if counts.get(key)} | {key: number for key, number in counts.items() if key not in words}
    return listed([f"{number} {words.get(key, (key, key))[number > 1]}" for key, number in known.items()])


def _aids(aids: Mapping[str, int], names: Names) -> str:
    return ", ".join(f"{names.aid(aid)} ({number})" for aid, number in aids.items())


def _stretch(first: date, last: date) -> str:
    return f"le {day_in_words(first)}" if first == last else f"du {day_in_words(first)} au {day_in_words(last)}"


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count > 1 else ''}"


def mentioned(lines: Iterable[Line]) -> set[str]:
    """The acts and aids that lines name."""
    return {word for line in lines for word in (line.acte or "", *line.aides)}
