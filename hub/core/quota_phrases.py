"""What happened on a dossier about an act's places and money, in French.

Rules:
1. Waiting and exhausted are never told as a refusal: it is said that delays go on.
"""

from collections.abc import Callable

from hub.core.decision_phrases import actor_of, day_of
from hub.core.journal_reading import ReadConclusion
from hub.core.names import Names
from hub.core.phrases import euros
from schemas.codes import QuotaBound, QuotaOutcome

NO_REFUSAL = "ce n'est pas un refus, et les délais continuent"


def reservation(one: ReadConclusion, names: Names) -> str:
    """Where a reservation stands; one that a newer hub tells otherwise is quoted."""
    teller = _TELLERS.get(one.raison)
    text = names.act(one.acte or "")
    return f"réservation « {one.raison} » : {text}" if teller is None else f"{teller(one)}. Le texte : {text}"


def decision_waits(one: ReadConclusion, names: Names) -> str:
    """A decision that is counted before it is applied."""
    return f"la décision du {day_of(one, 'date_decision')} signée par {actor_of(one, names)} attend que son texte soit compté"


def _what(one: ReadConclusion) -> str:
    """What is reserved, with its article."""
    said = one.details
    money = f"{euros(said['centimes'])} du budget {said['annee']}" if said.get("centimes") else f"une part du budget {said['annee']}"
    if said.get("complement"):
        return f"un complément de {money}"
    if not said.get("place"):
        return money
    return f"une place et {money}" if "centimes" in said else "une place"


def _full(one: ReadConclusion) -> str:
    if one.details.get("manque") == QuotaBound.BUDGET:
        return f"ce qui reste du budget {one.details['annee']} ne suffit pas"
    return "toutes les places sont prises"


def _asked(one: ReadConclusion) -> str:
    return f"d'abord compté : {_what(one)}"


def _granted(one: ReadConclusion) -> str:
    return f"réservé pour ce dossier : {_what(one)}"


def _waits(one: ReadConclusion) -> str:
    return f"{_full(one)} : le dossier est dans la file d'attente, {NO_REFUSAL}"


def _exhausted(one: ReadConclusion) -> str:
    if one.details.get("complement"):
        return f"{_full(one)} pour ce que la décision accorde en plus"
    return f"{_full(one)} : un autre organisme prend le relais, {NO_REFUSAL}"


def _spent(one: ReadConclusion) -> str:
    return f"pris sur le budget {one.details['annee']} par la décision : {euros(one.details.get('centimes', 0))}"


def _returned(one: ReadConclusion) -> str:
    return f"rendu : {_what(one)}"


_TELLERS: dict[str, Callable[[ReadConclusion], str]] = {
    QuotaOutcome.DEMANDEE: _asked,
    QuotaOutcome.ACCORDEE: _granted,
    QuotaOutcome.EN_ATTENTE: _waits,
    QuotaOutcome.EPUISEE: _exhausted,
    QuotaOutcome.CONSOMMEE: _spent,
    QuotaOutcome.RENDUE: _returned,
}
