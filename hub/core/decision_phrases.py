"""Decisions in French: in short within a chronicle, at length on a page of their own.

Rules:
1. A decision that was stopped says why, who could have taken it or may confirm it, and what became of it: it is never told as if it did not
   exist.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.life_phrases import REVISED
from hub.core.names import Names
from hub.core.phrases import BODIES, DECISION_MOTIVES, SENSES, SETTLEMENTS, day_in_words, euros, in_words, listed, sentence
from hub.core.reasons import REASONS
from schemas.codes import Finding

Teller = Callable[[ReadConclusion, Names], str]


def decisions_told(entries: Sequence[ReadEntry], names: Mapping[int, Names]) -> tuple[str, ...]:
    """Every decision, kept or stopped, and what became of it."""
    return tuple(
        _DECISIONS[one.genre](one, names[entry.version_registre])
        for entry in entries
        for one in entry.conclusions
        if one.genre in _DECISIONS
    )


def actor_of(one: ReadConclusion, names: Names) -> str:
    """Whom it is about, within a sentence."""
    return names.actor(one.acteur or "")


def day_of(one: ReadConclusion, field: str) -> str:
    """The day that field holds, in words."""
    return day_in_words(date.fromisoformat(one.details[field]))


def kept(one: ReadConclusion, names: Names) -> str:
    """It was applied."""
    said = one.details
    sense = in_words(REVISED, said["revision"]) if "revision" in said else in_words(SENSES, said["sens"])
    after = " après recours" if said.get("sur_recours") else ""
    return f"décision du {day_of(one, 'date_decision')} par {actor_of(one, names)}{after} : {sense}"


def stopped(one: ReadConclusion, names: Names) -> str:
    """It waits."""
    return f"la décision du {day_of(one, 'date_decision')} signée par {actor_of(one, names)} est arrêtée pour vérification"


def reexamined(one: ReadConclusion, names: Names) -> str:
    """It still waits, after a newer version of the registry."""
    return f"la décision du {day_of(one, 'date_decision')} signée par {actor_of(one, names)} est examinée à nouveau et reste arrêtée"


def settled(one: ReadConclusion, names: Names) -> str:
    """What became of one that waited."""
    how = in_words(SETTLEMENTS, one.raison)
    if one.raison == "LIBEREE":
        return f"la décision arrêtée du {day_of(one, 'date_decision')} est prise en compte : {how}"
    return f"la décision arrêtée du {day_of(one, 'date_decision')} est réglée par {actor_of(one, names)} : {how}"


def _kept_at_length(one: ReadConclusion, names: Names) -> str:
    said = one.details
    amount = f", {euros(said['montant_centimes'])}" if "montant_centimes" in said else ""
    motive = f", car {in_words(DECISION_MOTIVES, said['motif'])}" if "motif" in said else ""
    text = f" Le texte : {names.act(one.acte)}." if one.acte else ""
    applied = f"{sentence(kept(one, names))[:-1]}{amount}{motive}. Elle est prise en compte : {in_words(REASONS, one.raison)}."
    return f"{applied}{text}{_rules(said)}"


def _rules(said: Mapping[str, Any]) -> str:
    """Which version of the règlement applies, and that the decision cites another."""
    version, cited = said.get("reglement_applicable"), said.get("version_reglement")
    if version is None:
        return ""
    day = "de la décision, qui en dispose ainsi" if said.get("reglement_selon") == "date_decision" else "de la demande"
    other = f" ; la décision cite la version {cited}" if cited not in (None, version) else ""
    return f" Règlement applicable : version {version}, celle du jour {day}{other}."


def _stopped_at_length(one: ReadConclusion, names: Names) -> str:
    said = one.details
    lines = [
        f"{sentence(_DECISIONS_IN_SHORT[one.genre](one, names))[:-1]}, car {in_words(REASONS, one.raison)}.",
        f"Elle invoque {names.act(one.acte or '')}.",
    ]
    if said.get("raison_ecart"):
        lines.append(f"Ce jour-là, {in_words(REASONS, said['raison_ecart'])}.")
    if said.get("competent"):
        by = f", par {names.act(said['acte_competent'])}" if said.get("acte_competent") else ""
        could = "Peut la confirmer" if said.get("constat") == Finding.A_CONFIRMER else "Pouvait décider"
        lines.append(f"{could} : {names.actor(said['competent'])}{by}.")
    if said.get("organes"):
        lines.append(f"Y décident : {listed([in_words(BODIES, organ) for organ in said['organes']])}.")
    lines.append("Elle n'est ni appliquée ni ignorée : l'autorité compétente peut la reprendre ou la confirmer, son auteur la retirer.")
    return " ".join(lines)


def _settled_at_length(one: ReadConclusion, names: Names) -> str:
    if one.raison == "LIBEREE" and one.acte:
        return f"{sentence(settled(one, names))} Le texte : {names.act(one.acte)}."
    return sentence(f"{settled(one, names)}, le {day_of(one, 'date')}")


_DECISIONS_IN_SHORT: dict[str, Teller] = {
    ConclusionKind.DECISION_ARRETEE: stopped,
    ConclusionKind.DECISION_REEXAMINEE: reexamined,
}

_DECISIONS: dict[str, Teller] = {
    ConclusionKind.DECISION_RETENUE: _kept_at_length,
    ConclusionKind.DECISION_ARRETEE: _stopped_at_length,
    ConclusionKind.DECISION_REEXAMINEE: _stopped_at_length,
    ConclusionKind.DECISION_REGLEE: _settled_at_length,
}
