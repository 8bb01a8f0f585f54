"""Who answers for a dossier now, by which text and why, and who had it first: the first thing an élu asks.

Rules:
1. Who decides is who was last given it and has not lost it since. What it keeps when it loses the rest it keeps for the reason it was
   given it first.
2. A case that moved tells who has it now, then, in one sentence, who had it first.
3. Where nobody decides now (a dispute, an aid that is over), who answers meanwhile is told, and why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.names import Names
from hub.core.phrases import day_in_words, in_words, listed, sentence
from hub.core.reasons import REASONS, ROLES
from schemas.codes import Function

_UNOWNED = frozenset({ConclusionKind.COMPETENCE_A_TRANCHER, ConclusionKind.ORIENTATION_PROPOSEE})
"""What says why nobody decides."""


@dataclass(frozen=True, slots=True)
class Given:
    """That somebody was given the decision: what was said, the rank of its entry, whether it has accepted."""

    said: ReadConclusion
    rank: int
    is_accepted: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """Who was first given the decision and who has it now; what was last said of why nobody does."""

    first: Given | None = None
    now: Given | None = None
    unowned: ReadConclusion | None = None


def story(entries: Sequence[ReadEntry]) -> Story:
    """How the decision passed from hand to hand."""
    found = Story()
    for rank, entry in enumerate(entries):
        before = found.now
        for one in entry.conclusions:
            found = _after(found, one, rank, before)
    return found


def _after(found: Story, one: ReadConclusion, rank: int, before: Given | None) -> Story:
    if one.genre in _UNOWNED:
        return replace(found, unowned=one)
    if Function.DECIDER not in one.details.get("fonctions", ()):
        return found
    now = found.now
    if one.genre == ConclusionKind.FONCTIONS_CONFIEES:
        is_kept = before is not None and (before.said.acteur, before.said.acte) == (one.acteur, one.acte)
        given = before if is_kept else Given(one, rank)
        return replace(found, first=found.first or given, now=given, unowned=None)
    if now is not None and one.acteur == now.said.acteur:
        if one.genre == ConclusionKind.FONCTIONS_RETIREES:
            return replace(found, now=None)
        if one.genre == ConclusionKind.FONCTIONS_ACCEPTEES:
            return replace(found, now=replace(now, is_accepted=True))
    return found


def who_decides(
    entries: Sequence[ReadEntry], names: Mapping[int, Names], opening: tuple[int, ReadConclusion], told: Story
) -> tuple[str, ...]:
    """The paragraphs; `opening`: the rank of the entry that opened the demand, and what it concluded."""
    rank, opened = opening
    here, now = names[entries[-1].version_registre], told.now
    accountable = entries[-1].responsable or opened.acteur or ""
    before = (*_on_its_day(opened, names[entries[rank].version_registre]), *_first(entries, names, opening, told))
    if now is None:
        return *_nobody_decides(entries, here, opening, told, accountable), *before
    then = names[entries[now.rank].version_registre]
    lines = [f"{beginning(then, now.said.acteur)}, {in_words(ROLES, now.said.details['role'])}, car {in_words(REASONS, now.said.raison)}."]
    if now.said.acte is not None:
        lines.append(f"Le texte : {then.act(now.said.acte)}.")
    if accountable != now.said.acteur:
        lines.append(f"{beginning(here, accountable)} en répond aujourd'hui." if now.is_accepted else _meanwhile(opened, here, accountable))
    return *lines, *before


def beginning(names: Names, acteur: str | None) -> str:
    """An actor at the beginning of a sentence."""
    return sentence(names.actor(acteur or ""))[:-1]


def _meanwhile(opened: ReadConclusion, names: Names, accountable: str) -> str:
    is_title = accountable == opened.acteur and "acte_titulaire" in opened.details
    text = f" Son texte : {names.act(opened.details['acte_titulaire'])}." if is_title else ""
    return f"Tant que sa réponse n'est pas venue, {names.actor(accountable)} répond du dossier, comme autorité compétente.{text}"


def _nobody_decides(
    entries: Sequence[ReadEntry], names: Names, opening: tuple[int, ReadConclusion], told: Story, accountable: str
) -> tuple[str, ...]:
    rank, opened = opening
    counted = next((one for one in entries[rank].conclusions if one.genre == ConclusionKind.RESERVATION), None)
    if told.first is None and counted is not None:
        kept = f"{names.actor(accountable)} répond du dossier en attendant, comme autorité compétente"
        bounded = "Le texte qui confie cette mission donne un nombre de places ou un budget : le dossier y est d'abord compté"
        return f"{bounded}. Le texte : {names.act(counted.acte or '')}.", sentence(kept)
    if told.first is None:
        return sentence(in_words(REASONS, opened.raison)), sentence(f"{names.actor(accountable)} garde la demande, enregistrée à sa date")
    why = () if told.unowned is None else (sentence(in_words(REASONS, told.unowned.raison)),)
    return *why, f"{beginning(names, accountable)} répond du dossier aujourd'hui."


def _on_its_day(opened: ReadConclusion, names: Names) -> tuple[str, ...]:
    """Who was to decide on the demand's day, where somebody of that day is gone since."""
    gone, who = opened.details.get("disparus", ()), opened.details.get("competent_alors")
    if not gone:
        return ()
    text = f" ({names.act(opened.details['acte_alors'])})" if "acte_alors" in opened.details else ""
    then = "" if who is None else f"Le jour de la demande, {names.actor(who)} devait décider{text}. "
    ended = listed([names.actor(one) for one in gone])
    return (f"{then}N'existe plus depuis : {ended}. La demande va donc à qui en répond le jour de son enregistrement.",)


def _first(entries: Sequence[ReadEntry], names: Mapping[int, Names], opening: tuple[int, ReadConclusion], told: Story) -> tuple[str, ...]:
    """Who had it first, where it is another now."""
    rank, opened = opening
    first, now = told.first, told.now
    if first is None:
        return ()
    is_counted = any(one.genre == ConclusionKind.RESERVATION for one in entries[rank].conclusions)
    if first.rank > rank and not is_counted:
        kept = beginning(names[entries[rank].version_registre], opened.acteur)
        return (f"{kept} a d'abord gardé la demande, car {in_words(REASONS, opened.raison)}.",)
    if now is not None and now.said.acteur == first.said.acteur:
        return ()
    then = names[entries[first.rank].version_registre]
    since = day_in_words(date.fromisoformat(first.said.details["depuis"]))
    why = f"{in_words(ROLES, first.said.details['role'])}, car {in_words(REASONS, first.said.raison)}"
    return (f"Le premier à avoir eu ce dossier, à partir du {since} : {then.actor(first.said.acteur or '')}, {why}.",)
