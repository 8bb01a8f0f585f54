"""Why one actor does not answer for a dossier (or that it does), in plain French.

Rules:
1. Only what was recorded is told: the proof of the last routing, then what was concluded about that actor since.
2. Every actor has an answer: accountable, entrusted but waited for, in charge of something else, set aside (each reason, each text), gone
   since, never considered.
3. Who answers instead is always named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.core.chronicle import chronicle
from hub.core.explain import Section
from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadEntry
from hub.core.names import Names
from hub.core.phrases import FUNCTIONS, REFUSAL_MOTIVES, day_in_words, in_words, listed, sentence
from hub.core.proof_form import ProofKind
from hub.core.proof_reading import ReadAnswer, ReadCandidate, ReadProof
from hub.core.reasons import REASONS, ROLES
from schemas.codes import Function

_ABOUT = frozenset(
    {
        ConclusionKind.FONCTIONS_CONFIEES, ConclusionKind.FONCTIONS_ACCEPTEES, ConclusionKind.FONCTIONS_REFUSEES,
        ConclusionKind.FONCTIONS_RETIREES, ConclusionKind.DECISION_RETENUE, ConclusionKind.DECISION_ARRETEE,
        ConclusionKind.DECISION_REEXAMINEE, ConclusionKind.DECISION_REGLEE,
    }
)  # fmt: skip
_GONE = (ConclusionKind.FONCTIONS_REFUSEES, ConclusionKind.FONCTIONS_RETIREES)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What is on record of one dossier: its entries, those that bear a proof of routing last, and the names by registry version."""

    entries: Sequence[ReadEntry]
    proofs: Sequence[tuple[int, ReadProof]]
    names: Mapping[int, Names]

    @property
    def routing(self) -> tuple[int, ReadProof] | None:
        """The last routing that asked who decides, and the rank of its entry; None when none was recorded."""
        asked = (one for one in reversed(self.proofs) if one[1].genre != ProofKind.DECISION and one[1].decides is not None)
        return next(asked, None)

    def names_of(self, proof: ReadProof) -> Names:
        """The names in the proof, and those of who came later."""
        now = self.names[self.entries[-1].version_registre]
        return Names({**now.actors, **proof.names.actors}, proof.names.acts)


@dataclass(frozen=True, slots=True)
class WhyNot:
    """The answer for one actor: whether it is accountable today, its candidacies (act and reason), what people are told."""

    acteur: str
    est_responsable: bool
    candidatures: tuple[ReadCandidate, ...]
    lines: tuple[str, ...]

    def section(self, name: str) -> Section:
        """As a part of the page."""
        return Section(f"Pourquoi pas {name} ?", self.lines)


def why_not(recorded: Recorded, actor: str, name: str) -> WhyNot | None:
    """Why `actor`, called `name`, does not answer for the dossier; None when no routing was recorded."""
    found = recorded.routing
    if found is None:
        return None
    rank, proof = found
    answer = proof.decides
    assert answer is not None
    who = sentence(Names({actor: name}).actor(actor))[:-1]
    accountable = recorded.entries[-1].responsable or proof.responsable
    told = _Told(proof, recorded.names_of(proof), answer, recorded.entries[rank + 1 :], actor, who, accountable)
    lines = (*_verdict(told), *_other_tasks(told), *_instead(told), *_story(recorded, actor))
    return WhyNot(actor, actor == accountable, told.own, lines)


@dataclass(frozen=True, slots=True)
class _Told:
    """The last routing (`proof`, its names, who decides), what came after it, the actor (`who` begins a sentence), who is accountable."""

    proof: ReadProof
    names: Names
    answer: ReadAnswer
    later: Sequence[ReadEntry]
    actor: str
    who: str
    accountable: str

    @property
    def because(self) -> str:
        """The reason of the answer, as a clause."""
        return in_words(REASONS, self.answer.raison)

    @property
    def own(self) -> tuple[ReadCandidate, ...]:
        """By which acts the actor was considered."""
        return tuple(one for one in self.answer.candidats if one.acteur == self.actor)

    def text(self, act: str | None) -> str:
        """The act as a sentence of its own."""
        return "" if act is None else f" Le texte : {self.names.act(act)}."

    def left(self, actor: str) -> str | None:
        """That an actor gave the decision back, or lost it, after the routing: the verb and why; None when it did not."""
        said = (one for entry in reversed(self.later) for one in entry.conclusions if one.acteur == actor and one.genre in _GONE)
        gone = next((one for one in said if Function.DECIDER in one.details.get("fonctions", ())), None)
        if gone is None:
            return None
        if gone.genre == ConclusionKind.FONCTIONS_RETIREES:
            return f"ne répond plus du dossier, car {in_words(REASONS, gone.raison)}"
        return f"n'a pas accepté le dossier, car {in_words(REFUSAL_MOTIVES, gone.raison)}"


def _verdict(told: _Told) -> tuple[str, ...]:
    if told.actor == told.accountable:
        return (_answers(told),)
    left = told.left(told.actor)
    if left is not None:
        return (f"{told.who} {left}.",)
    if told.actor == told.answer.responsable:
        waits = f"Tant que sa réponse n'est pas venue, {told.names.actor(told.accountable)} répond du dossier."
        return (f"{told.who} doit décider, car {told.because}.{told.text(told.answer.acte)} {waits}",)
    return _set_aside(told) if told.own else (_never_considered(told),)


def _answers(told: _Told) -> str:
    answer = told.answer
    if told.actor == answer.responsable:
        return f"{told.who} répond du dossier : {in_words(ROLES, answer.role)}, car {told.because}.{told.text(answer.acte)}"
    if answer.responsable is None:
        return f"{told.who} garde la demande et en répond : {told.because}."
    left, chosen = told.left(answer.responsable), told.names.actor(answer.responsable)
    if left is not None:
        return f"{told.who} répond du dossier aujourd'hui : {chosen} {left}."
    if told.actor == answer.titulaire:
        return (
            f"{told.who} répond du dossier, comme autorité compétente, tant que la réponse attendue n'est pas venue : {chosen} doit "
            f"décider, car {told.because}.{told.text(answer.acte)}"
        )
    return f"{told.who} répond du dossier aujourd'hui ; ce qui a été inscrit depuis dit pourquoi."


def _set_aside(told: _Told) -> tuple[str, ...]:
    """One sentence a reason, with the latest of its texts; the older ones are counted."""
    by_reason: dict[str, list[str]] = {}
    for one in told.own:
        by_reason.setdefault(one.raison, []).extend([] if one.acte is None else [one.acte])
    names = told.names
    lines = []
    for reason, acts in by_reason.items():
        latest = max(acts, key=lambda act: names.acts[act].du if act in names.acts else date.min, default=None)
        older = "" if len(acts) <= 1 else f" Autres textes examinés, plus anciens : {len(acts) - 1}."
        lines.append(f"{told.who} n'en répond pas, car {in_words(REASONS, reason)}.{told.text(latest)}{older}")
    return tuple(lines)


def _never_considered(told: _Told) -> str:
    aid, commune, day = told.proof.aide.libelle, told.proof.commune.nom, day_in_words(told.proof.dates.competence)
    return (
        f"{told.who} n'en répond pas : aucun texte ne lui confie cette aide dans cette commune ({aid}, {commune}), ni au {day}, ni avant, "
        "ni après. Son cas n'avait donc pas à être examiné."
    )


def _other_tasks(told: _Told) -> tuple[str, ...]:
    """What the actor does on the dossier beside deciding."""
    others = [one for one in told.proof.reponses if one.responsable == told.actor and one is not told.answer]
    return tuple(
        f"{told.who} doit en revanche {listed([in_words(FUNCTIONS, function) for function in one.fonctions])}, car "
        f"{in_words(REASONS, one.raison)}.{told.text(one.acte)}"
        for one in others
    )


def _instead(told: _Told) -> tuple[str, ...]:
    """Who answers, where it is another."""
    if told.actor == told.accountable:
        return ()
    if told.accountable == told.answer.responsable:
        return (f"Répond du dossier : {told.names.actor(told.accountable)}, car {told.because}.{told.text(told.answer.acte)}",)
    if told.answer.responsable is None:
        return (f"Répond du dossier : {told.names.actor(told.accountable)}, qui a gardé la demande. {sentence(told.because)}",)
    return (f"Répond du dossier : {told.names.actor(told.accountable)}.",)


def _story(recorded: Recorded, actor: str) -> tuple[str, ...]:
    """What was concluded about the actor, dated."""
    return chronicle(recorded.entries, recorded.names, lambda one: one.acteur == actor and one.genre in _ABOUT)
