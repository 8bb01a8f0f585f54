"""One page of plain French on a dossier: who answers for it, by which text, who else was considered, what happened.

Rules:
1. Only what the journal recorded is told, with the names the registry had then; nothing is recomputed.
2. An élu must understand it: short paragraphs, no code alone, dates in words, and what a text gives told before its number.
3. It holds on a page: the oldest events are counted, not told.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.core.chronicle import chronicle
from hub.core.decision_phrases import decisions_told
from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.names import Names
from hub.core.phrases import FUNCTIONS, STATES, day_in_words, euros, in_words, last_day, listed, sentence, unbroken
from hub.core.reasons import REASONS, ROLES
from hub.core.who_decides import Story, beginning, story, who_decides

LINE_CHARS = 96
LAST_WORDS = (
    "Cette page reprend ce qui a été conclu et inscrit au moment des faits : rien n'y est recalculé. Elle n'est ni un accusé de "
    "réception ni une décision."
)


@dataclass(frozen=True, slots=True)
class Section:
    """A title and its short paragraphs."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """Who holds which functions now, since when, by which text; `etat` is `proposee`, `acceptee` or `refusee` (and still accountable)."""

    acteur: str
    role: str
    fonctions: tuple[str, ...]
    acte: str | None
    depuis: date
    etat: str


@dataclass(frozen=True, slots=True)
class CollectiveAction:
    """A collective action that is open in the commune."""

    aide: str
    acteur: str
    au: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of one dossier: its journal in order, names by registry version, what runs now, what is open around it."""

    entries: Sequence[ReadEntry]
    names: Mapping[int, Names]
    held: Sequence[Held] = ()
    actions: Sequence[CollectiveAction] = ()

    @property
    def now(self) -> Names:
        """The names at the version of the last entry."""
        return self.names[self.entries[-1].version_registre]


def explain(told: Told) -> tuple[Section, ...]:
    """The page, section by section; a section with nothing to say is left out."""
    opening = _opening(told.entries)
    sections = [Section(f"Dossier {told.entries[-1].dossier}", _head(told, opening))]
    if opening is not None:
        found = story(told.entries)
        sections += [
            Section("Qui décide, et pourquoi", who_decides(told.entries, told.names, opening, found)),
            Section("Qui d'autre a été examiné", _aside(told, opening, found)),
            Section("Qui fait quoi aujourd'hui", tuple(_held(one, told.now) for one in told.held)),
            Section("Ce qui existe à la place, ou en plus", _alternatives(told)),
        ]
    sections += [
        Section("Les décisions", decisions_told(told.entries, told.names)),
        Section("Ce qui s'est passé", chronicle(told.entries, told.names)),
        Section("Comment lire cette page", (LAST_WORDS, f"Registre des compétences : version {told.entries[-1].version_registre}.")),
    ]
    return tuple(section for section in sections if section.lines)


def as_text(sections: Sequence[Section]) -> str:
    """The page as it is printed."""
    blocks = []
    for section in sections:
        lines = [_folded(line) for line in section.lines]
        blocks.append("\n".join([section.title, "─" * len(section.title), *lines]))
    return "\n\n".join(blocks)


def _folded(line: str) -> str:
    """A paragraph in lines of `LINE_CHARS`; French punctuation stays with its word."""
    return textwrap.fill(unbroken(line), LINE_CHARS, subsequent_indent="  " if line.startswith("• ") else "", break_on_hyphens=False)


def _opening(entries: Sequence[ReadEntry]) -> tuple[int, ReadConclusion] | None:
    """The rank of the entry that opened a demand, and what it concluded; None for a collective action."""
    found = ((rank, one) for rank, entry in enumerate(entries) for one in entry.conclusions if one.genre == ConclusionKind.DOSSIER_OUVERT)
    return next(found, None)


def _head(told: Told, opening: tuple[int, ReadConclusion] | None) -> tuple[str, ...]:
    last, names = told.entries[-1], told.now
    lines = [] if opening is None else [_demand(opening[1], names)]
    if last.etat is not None:
        lines.append(f"Aujourd'hui : {in_words(STATES, last.etat)}.")
    if last.responsable is not None:
        lines.append(f"Répond du dossier aujourd'hui : {names.actor(last.responsable)}.")
    return tuple(lines)


def _demand(opened: ReadConclusion, names: Names) -> str:
    said = opened.details
    urgent = ", en urgence" if said.get("urgence") else ""
    amount = f", pour {euros(said['montant_demande_centimes'])}" if "montant_demande_centimes" in said else ""
    day = day_in_words(date.fromisoformat(said["date_demande"]))
    what = f"{names.aid(said['aide'])}, {names.commune(said['commune_slug'])}"
    return f"{what} : demande du {day}, reçue par {names.actor(said['guichet'])}{urgent}{amount}."


def _aside(told: Told, opening: tuple[int, ReadConclusion], found: Story) -> tuple[str, ...]:
    """Who was considered when who decides now was given it; one paragraph an organisme and reason, with its latest text."""
    rank, said = opening
    if found.now is not None and "ecartes" in found.now.said.details:
        rank, said = found.now.rank, found.now.said
    names, by_reason = told.names[told.entries[rank].version_registre], dict[tuple[str, str], list[str]]()
    for acteur, acte, raison in said.details.get("ecartes", ()):
        by_reason.setdefault((acteur, raison), []).extend([acte] if acte is not None else [])
    lines = [
        f"• {beginning(names, acteur)}. {sentence(in_words(REASONS, raison))}{_texts(acts, names)}"
        for (acteur, raison), acts in by_reason.items()
    ]
    return tuple(lines) or ("Aucun autre organisme n'était concerné par un texte.",)


def _texts(acts: list[str], names: Names) -> str:
    if not acts:
        return ""
    latest = max(acts, key=lambda act: names.acts[act].du if act in names.acts else date.min)
    older = {1: "", 2: ", après un texte plus ancien"}.get(len(acts), f", après {len(acts) - 1} textes plus anciens")
    return f" Texte examiné : {names.act(latest)}{older}."


def _held(one: Held, names: Names) -> str:
    waiting = {"proposee": ", réponse attendue", "refusee": ", a refusé mais en répond tant que rien n'est tranché"}.get(one.etat, "")
    functions = listed([in_words(FUNCTIONS, function) for function in one.fonctions])
    return f"• {beginning(names, one.acteur)}, {in_words(ROLES, one.role)} : {functions}, depuis le {day_in_words(one.depuis)}{waiting}."


def _alternatives(told: Told) -> tuple[str, ...]:
    lines = []
    for entry in told.entries:
        for one in entry.conclusions:
            if one.genre == ConclusionKind.ORIENTATION_PROPOSEE:
                lines += _offers(one, told.names[entry.version_registre])
    return tuple(lines + [_action(action, told.now) for action in told.actions])


def _offers(offer: ReadConclusion, names: Names) -> list[str]:
    said = offer.details
    lines = []
    if said.get("suppletifs"):
        lines.append(
            f"• {listed([names.actor(one) for one in said['suppletifs']])} : association partenaire, sans mandat. Rien ne lui est "
            "transmis sans l'accord de la personne."
        )
    if said.get("actions"):
        lines.append(f"• Des actions collectives, où l'on s'inscrit : {listed([names.aid(one) for one in said['actions']])}.")
    if said.get("services"):
        lines.append(f"• Qui peut renseigner : {listed([names.actor(one) for one in said['services']])}.")
    return lines or ["• Rien d'autre n'est connu dans la commune pour ce besoin : il reste à couvrir."]


def _action(action: CollectiveAction, names: Names) -> str:
    end = "" if action.au is None else f" jusqu'au {day_in_words(last_day(action.au))}"
    return f"• Action collective ouverte{end} : {names.aid(action.aide)}, par {names.actor(action.acteur)}."
