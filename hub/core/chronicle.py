"""What happened on a dossier, one dated sentence a conclusion.

Rules:
1. A day is the commune's, not Greenwich's.
2. A kind of conclusion that is only the hub's own bookkeeping is not told.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hub.core.clock_phrases import rang, silence
from hub.core.decision_phrases import Teller, actor_of, day_of, kept, reexamined, settled, stopped
from hub.core.handshake_phrases import no_answer, retracted
from hub.core.journal import ConclusionKind
from hub.core.journal_reading import ReadConclusion, ReadEntry
from hub.core.life_phrases import SIGNALS, step
from hub.core.link_phrases import aid_received, linked, plan_advances
from hub.core.names import Names
from hub.core.phrases import (
    CLOSING_MOTIVES,
    FUNCTIONS,
    REFUSAL_MOTIVES,
    day_in_words,
    euros,
    in_words,
    listed,
)
from hub.core.quota_phrases import decision_waits, reservation
from hub.core.reasons import REASONS, ROLES
from schemas.codes import Function, Reason
from schemas.life_codes import ClockReason, DeadlineSign, EventName

TOLD_MAX = 14


def chronicle(
    entries: Sequence[ReadEntry], names: Mapping[int, Names], is_told: Callable[[ReadConclusion], bool] = bool
) -> tuple[str, ...]:
    """The last `TOLD_MAX` events, oldest first, and how many came before them; only conclusions that `is_told` wants."""
    zone = zone_of(entries, names)
    lines = [
        f"• {day_in_words(local_day(entry.instant, zone))} : {_TELLERS[one.genre](one, names[entry.version_registre])}."
        for entry in entries
        for one in entry.conclusions
        if one.genre in _TELLERS and not _goes_without_saying(one) and is_told(one)
    ]
    older = len(lines) - TOLD_MAX
    return ((f"• {older} événements plus anciens ne sont pas repris ici.",) if older > 0 else ()) + tuple(lines[-TOLD_MAX:])


def _goes_without_saying(one: ReadConclusion) -> bool:
    """That a counter has received what it received; that a delay runs on."""
    if one.genre == ConclusionKind.ECHEANCE:
        return one.details.get("signe") != DeadlineSign.ATTEINTE
    return one.details.get("fonctions") == [Function.RECEVOIR]


def zone_of(entries: Sequence[ReadEntry], names: Mapping[int, Names]) -> str:
    """The zone of the commune that the dossier is of, as the registry has it now."""
    slugs = (one.details.get("commune_slug") for entry in entries for one in entry.conclusions)
    return names[entries[-1].version_registre].zone(next((slug for slug in slugs if slug is not None), None))


def local_day(instant: str, zone: str) -> date:
    """The day it was in the commune (rule 1)."""
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)).date()


def _functions(one: ReadConclusion) -> str:
    return listed([in_words(FUNCTIONS, function) for function in one.details.get("fonctions", ())])


def _opened(one: ReadConclusion, names: Names) -> str:
    return f"la demande est enregistrée à sa date du {day_of(one, 'date_demande')}, {actor_of(one, names)} en répond"


def _entrusted(one: ReadConclusion, names: Names) -> str:
    role = in_words(ROLES, one.details["role"])
    return f"le dossier est confié, pour {_functions(one)} : {actor_of(one, names)}, {role}, car {in_words(REASONS, one.raison)}"


def _accepted(one: ReadConclusion, names: Names) -> str:
    return f"{actor_of(one, names)} accepte : {_functions(one)}"


def _refused(one: ReadConclusion, names: Names) -> str:
    believed = one.details.get("competent_selon_lui")
    other = f" ; l'organisme compétent serait, d'après cette réponse, {names.actor(believed)}" if believed else ""
    return f"{actor_of(one, names)} n'accepte pas, car {in_words(REFUSAL_MOTIVES, one.raison)}{other}"


def _withdrawn(one: ReadConclusion, names: Names) -> str:
    return f"{actor_of(one, names)} n'a plus à {_functions(one)}, car {in_words(REASONS, one.raison)}"


def _to_settle(one: ReadConclusion, names: Names) -> str:
    return f"il reste à dire qui est compétent ; {actor_of(one, names)} répond du dossier en attendant"


def _offered(one: ReadConclusion, names: Names) -> str:
    return f"une orientation est proposée par {actor_of(one, names)}, car {in_words(REASONS, one.raison)}"


def _passed(one: ReadConclusion, names: Names) -> str:
    return (
        f"avec l'accord de la personne, {actor_of(one, names)}, association partenaire, sans mandat, reçoit l'aide demandée, la date et la "
        "taille du foyer, rien d'autre"
    )


def _delivered(one: ReadConclusion, names: Names) -> str:
    amount = f", pour {euros(one.details['montant_centimes'])}" if "montant_centimes" in one.details else ""
    return f"l'aide est mise en œuvre par {actor_of(one, names)}{amount}"


def _stepped(one: ReadConclusion, names: Names) -> str:
    believed, place = one.details.get("competent_selon_lui"), one.details.get("commune")
    other = f" ; l'organisme compétent serait {names.actor(believed)}" if believed else ""
    return f"{actor_of(one, names)} {step(one.raison, one.details)}{other}" + (f" ({place})" if place else "")


def _signalled(one: ReadConclusion, names: Names) -> str:
    return (
        f"{actor_of(one, names)} signale {in_words(SIGNALS, one.raison)}, sans dire de qui il s'agit ; la personne peut s'opposer jusqu'au "
        f"{day_of(one, 'opposition_jusqu_au')}"
    )


def _signal_passed_on(one: ReadConclusion, names: Names) -> str:
    return f"personne ne s'est opposé au signalement : {actor_of(one, names)} en répond"


def _closed(one: ReadConclusion, names: Names) -> str:
    if one.raison == EventName.OPPOSITION_RECUE:
        return f"la personne s'est opposée : {actor_of(one, names)} ferme le signalement, rien n'a été transmis"
    return f"{actor_of(one, names)} ferme le dossier, car {in_words(CLOSING_MOTIVES, one.raison)}"


def _action_opened(one: ReadConclusion, names: Names) -> str:
    aid, commune = names.aid(one.details.get("aide", "")), names.commune(one.details.get("commune_slug", ""))
    text = f". Le texte : {names.act(one.acte)}" if one.acte else ""
    return f"{actor_of(one, names)} ouvre une action collective ({aid}, {commune}){text}"


def _action_reported(one: ReadConclusion, names: Names) -> str:
    return f"{actor_of(one, names)} fait le bilan : {one.details['participants']} participants"


def _alarmed(one: ReadConclusion, names: Names) -> str:
    if one.raison == ClockReason.DELAIS_TERMINES:
        return f"aucun délai ne court plus et le dossier est ouvert : {actor_of(one, names)} en est averti"
    if "date_decision" not in one.details:
        return f"un message n'a pas pu être remis à {actor_of(one, names)}, une personne doit le prévenir"
    if one.raison == Reason.A_CONFIRMER_APRES_ELECTIONS:
        return f"la décision du {day_of(one, 'date_decision')} est à confirmer depuis les élections : {actor_of(one, names)} en est averti"
    return f"la décision du {day_of(one, 'date_decision')} attend toujours d'être réglée : {actor_of(one, names)} en est averti"


def _outside(one: ReadConclusion, names: Names) -> str:
    return f"{actor_of(one, names)} n'est pas relié au système : une personne doit le prévenir"


def _examined(one: ReadConclusion, names: Names) -> str:
    cause = "le registre des compétences a changé" if one.raison == "REGISTRE_CHANGE" else "un texte a pris effet ou a pris fin"
    return f"{cause} : le dossier est examiné de nouveau, {actor_of(one, names)} en répond"


_TELLERS: dict[str, Teller] = {
    ConclusionKind.DOSSIER_OUVERT: _opened,
    ConclusionKind.DOSSIER_REEXAMINE: _examined,
    ConclusionKind.FONCTIONS_CONFIEES: _entrusted,
    ConclusionKind.FONCTIONS_ACCEPTEES: _accepted,
    ConclusionKind.FONCTIONS_REFUSEES: _refused,
    ConclusionKind.FONCTIONS_RETIREES: _withdrawn,
    ConclusionKind.SANS_REPONSE: no_answer,
    ConclusionKind.TRANSMISSION_RETIREE: retracted,
    ConclusionKind.COMPETENCE_A_TRANCHER: _to_settle,
    ConclusionKind.ORIENTATION_PROPOSEE: _offered,
    ConclusionKind.ORIENTATION_TRANSMISE: _passed,
    ConclusionKind.RESERVATION: reservation,
    ConclusionKind.DECISION_EN_ATTENTE: decision_waits,
    ConclusionKind.DECISION_RETENUE: kept,
    ConclusionKind.DECISION_ARRETEE: stopped,
    ConclusionKind.DECISION_REEXAMINEE: reexamined,
    ConclusionKind.DECISION_REGLEE: settled,
    ConclusionKind.ETAPE: _stepped,
    ConclusionKind.SIGNALEMENT_RECU: _signalled,
    ConclusionKind.SIGNALEMENT_TRANSMIS: _signal_passed_on,
    ConclusionKind.AIDE_MISE_EN_OEUVRE: _delivered,
    ConclusionKind.DOSSIER_CLOS: _closed,
    ConclusionKind.ACTION_OUVERTE: _action_opened,
    ConclusionKind.ACTION_BILAN: _action_reported,
    ConclusionKind.ECHEANCE: rang,
    ConclusionKind.SILENCE: silence,
    ConclusionKind.DOSSIER_LIE: linked,
    ConclusionKind.PLAN_AVANCE: plan_advances,
    ConclusionKind.AIDE_RECUE: aid_received,
    ConclusionKind.ALERTE: _alarmed,
    ConclusionKind.REMISE_HORS_KAFKA: _outside,
}
