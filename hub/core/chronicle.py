"""What happened on a dossier, one dated sentence a conclusion, and what became of each decision.

Rules:
1. A day is the commune's, not Greenwich's.
2. A kind of conclusion that is only the hub's own bookkeeping is not told.
3. A decision that was stopped says why, who could have taken it, and what became of it: it is never told as if it did not exist.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.names import Names
from hub.core.phrases import (
    CLOSING_MOTIVES,
    DECISION_MOTIVES,
    FUNCTIONS,
    REFUSAL_MOTIVES,
    SENSES,
    SETTLEMENTS,
    day_in_words,
    euros,
    in_words,
    listed,
    sentence,
)
from hub.core.reasons import REASONS, ROLES
from schemas.codes import Function

TOLD_MAX = 14
ZONE = "Europe/Paris"

Teller = Callable[[ReadConclusion, Names], str]


def chronicle(entries: Sequence[ReadEntry], names: Mapping[int, Names]) -> tuple[str, ...]:
    """The last `TOLD_MAX` events, oldest first, and how many came before them."""
    lines = [
        f"• {day_in_words(local_day(entry.instant))} : {_TELLERS[one.genre](one, names[entry.version_registre])}."
        for entry in entries
        for one in entry.conclusions
        if one.genre in _TELLERS and not _goes_without_saying(one)
    ]
    older = len(lines) - TOLD_MAX
    return ((f"• {older} événements plus anciens ne sont pas repris ici.",) if older > 0 else ()) + tuple(lines[-TOLD_MAX:])


def decisions_told(entries: Sequence[ReadEntry], names: Mapping[int, Names]) -> tuple[str, ...]:
    """Every decision, kept or stopped, and what became of it."""
    return tuple(
        _DECISIONS[one.genre](one, names[entry.version_registre])
        for entry in entries
        for one in entry.conclusions
        if one.genre in _DECISIONS
    )


def _goes_without_saying(one: ReadConclusion) -> bool:
    """That a counter has received what it received."""
    return one.details.get("fonctions") == [Function.RECEVOIR]


def local_day(instant: str) -> date:
    """The day it was in the commune (rule 1)."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(ZONE)).date()


def _actor(one: ReadConclusion, names: Names) -> str:
    return names.actor(one.acteur or "")


def _functions(one: ReadConclusion) -> str:
    return listed([in_words(FUNCTIONS, function) for function in one.details.get("fonctions", ())])


def _day(one: ReadConclusion, field: str) -> str:
    return day_in_words(date.fromisoformat(one.details[field]))


def _opened(one: ReadConclusion, names: Names) -> str:
    return f"la demande est enregistrée à sa date du {_day(one, 'date_demande')}, {_actor(one, names)} en répond"


def _entrusted(one: ReadConclusion, names: Names) -> str:
    role = in_words(ROLES, one.details["role"])
    return f"le dossier est confié, pour {_functions(one)} : {_actor(one, names)}, {role}, car {in_words(REASONS, one.raison)}"


def _accepted(one: ReadConclusion, names: Names) -> str:
    return f"{_actor(one, names)} accepte : {_functions(one)}"


def _refused(one: ReadConclusion, names: Names) -> str:
    believed = one.details.get("competent_selon_lui")
    other = f" ; l'organisme compétent serait, d'après cette réponse, {names.actor(believed)}" if believed else ""
    return f"{_actor(one, names)} n'accepte pas, car {in_words(REFUSAL_MOTIVES, one.raison)}{other}"


def _withdrawn(one: ReadConclusion, names: Names) -> str:
    return f"{_actor(one, names)} n'a plus à {_functions(one)}, car {in_words(REASONS, one.raison)}"


def _to_settle(one: ReadConclusion, names: Names) -> str:
    return f"il reste à dire qui est compétent ; {_actor(one, names)} répond du dossier en attendant"


def _offered(one: ReadConclusion, names: Names) -> str:
    return f"une orientation est proposée par {_actor(one, names)}, car {in_words(REASONS, one.raison)}"


def _passed(one: ReadConclusion, names: Names) -> str:
    return (
        f"avec l'accord de la personne, {_actor(one, names)}, association partenaire, sans mandat, reçoit l'aide demandée, la date et la "
        "taille du foyer, rien d'autre"
    )


def _delivered(one: ReadConclusion, names: Names) -> str:
    amount = f", pour {euros(one.details['montant_centimes'])}" if "montant_centimes" in one.details else ""
    return f"l'aide est mise en œuvre par {_actor(one, names)}{amount}"


def _closed(one: ReadConclusion, names: Names) -> str:
    return f"{_actor(one, names)} ferme le dossier, car {in_words(CLOSING_MOTIVES, one.raison)}"


def _action_opened(one: ReadConclusion, names: Names) -> str:
    aid, commune = names.aid(one.details.get("aide", "")), names.commune(one.details.get("commune_slug", ""))
    text = f". Le texte : {names.act(one.acte)}" if one.acte else ""
    return f"{_actor(one, names)} ouvre une action collective ({aid}, {commune}){text}"


def _action_reported(one: ReadConclusion, names: Names) -> str:
    return f"{_actor(one, names)} fait le bilan : {one.details['participants']} participants"


def _alarmed(one: ReadConclusion, names: Names) -> str:
    return f"la décision du {_day(one, 'date_decision')} attend toujours d'être réglée : {_actor(one, names)} en est averti"


def _outside(one: ReadConclusion, names: Names) -> str:
    return f"{_actor(one, names)} n'est pas relié au système : une personne doit le prévenir"


def _kept(one: ReadConclusion, names: Names) -> str:
    return f"décision du {_day(one, 'date_decision')} par {_actor(one, names)} : {in_words(SENSES, one.details['sens'])}"


def _stopped(one: ReadConclusion, names: Names) -> str:
    return f"la décision du {_day(one, 'date_decision')} signée par {_actor(one, names)} est arrêtée pour vérification"


def _settled(one: ReadConclusion, names: Names) -> str:
    how = in_words(SETTLEMENTS, one.raison)
    return f"la décision arrêtée du {_day(one, 'date_decision')} est réglée par {_actor(one, names)} : {how}"


def _kept_at_length(one: ReadConclusion, names: Names) -> str:
    said = one.details
    amount = f", {euros(said['montant_centimes'])}" if "montant_centimes" in said else ""
    motive = f", car {in_words(DECISION_MOTIVES, said['motif'])}" if "motif" in said else ""
    text = f" Le texte : {names.act(one.acte)}." if one.acte else ""
    return f"{sentence(_kept(one, names))[:-1]}{amount}{motive}. Elle est prise en compte : {in_words(REASONS, one.raison)}.{text}"


def _stopped_at_length(one: ReadConclusion, names: Names) -> str:
    said = one.details
    lines = [
        f"{sentence(_stopped(one, names))[:-1]}, car {in_words(REASONS, one.raison)}.",
        f"Elle invoque {names.act(one.acte or '')}.",
    ]
    if said.get("raison_ecart"):
        lines.append(f"Ce jour-là, {in_words(REASONS, said['raison_ecart'])}.")
    if said.get("competent"):
        by = f", par {names.act(said['acte_competent'])}" if said.get("acte_competent") else ""
        lines.append(f"Pouvait décider : {names.actor(said['competent'])}{by}.")
    lines.append("Elle n'est ni appliquée ni ignorée : l'autorité compétente peut la reprendre ou la confirmer, son auteur la retirer.")
    return " ".join(lines)


def _settled_at_length(one: ReadConclusion, names: Names) -> str:
    return sentence(f"{_settled(one, names)}, le {_day(one, 'date')}")


def _examined(one: ReadConclusion, names: Names) -> str:
    cause = "le registre des compétences a changé" if one.raison == "REGISTRE_CHANGE" else "un texte a pris effet ou a pris fin"
    return f"{cause} : le dossier est examiné de nouveau, {_actor(one, names)} en répond"


_TELLERS: dict[str, Teller] = {
    ConclusionKind.DOSSIER_OUVERT: _opened,
    ConclusionKind.DOSSIER_REEXAMINE: _examined,
    ConclusionKind.FONCTIONS_CONFIEES: _entrusted,
    ConclusionKind.FONCTIONS_ACCEPTEES: _accepted,
    ConclusionKind.FONCTIONS_REFUSEES: _refused,
    ConclusionKind.FONCTIONS_RETIREES: _withdrawn,
    ConclusionKind.COMPETENCE_A_TRANCHER: _to_settle,
    ConclusionKind.ORIENTATION_PROPOSEE: _offered,
    ConclusionKind.ORIENTATION_TRANSMISE: _passed,
    ConclusionKind.DECISION_RETENUE: _kept,
    ConclusionKind.DECISION_ARRETEE: _stopped,
    ConclusionKind.DECISION_REGLEE: _settled,
    ConclusionKind.AIDE_MISE_EN_OEUVRE: _delivered,
    ConclusionKind.DOSSIER_CLOS: _closed,
    ConclusionKind.ACTION_OUVERTE: _action_opened,
    ConclusionKind.ACTION_BILAN: _action_reported,
    ConclusionKind.ALERTE: _alarmed,
    ConclusionKind.REMISE_HORS_KAFKA: _outside,
}

_DECISIONS: dict[str, Teller] = {
    ConclusionKind.DECISION_RETENUE: _kept_at_length,
    ConclusionKind.DECISION_ARRETEE: _stopped_at_length,
    ConclusionKind.DECISION_REGLEE: _settled_at_length,
}
