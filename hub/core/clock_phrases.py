"""The French of what rings on a dossier: a clock that ended, silence that took effect or was undone."""

from datetime import date
from typing import Final

from hub.core.catalogue_phrases import CLOCKS
from hub.core.decision_phrases import actor_of, day_of
from hub.core.journal_reading import ReadConclusion
from hub.core.names import Names
from hub.core.phrases import day_in_words, in_words
from schemas.catalogue_codes import ClockCode
from schemas.life_codes import EventName

_CLOCKS: Final[dict[str, str]] = {code.value: words for code, words in CLOCKS.items()}
ON_APPEAL: Final = "le silence gardé sur le recours vaut rejet du recours"
EFFECTS: Final = {"rejet": "le silence gardé vaut rejet", "accord": "le silence gardé vaut accord"}


def rang(one: ReadConclusion, names: Names) -> str:
    """A clock came to its end."""
    kind = "" if one.details.get("nature") == "legale" else " (objectif du service)"
    last = day_in_words(date.fromisoformat(one.details["jusqu_au"]))
    return f"délai écoulé le {last}{kind} : {in_words(_CLOCKS, one.raison)} ; {actor_of(one, names)} répond du dossier"


def silence(one: ReadConclusion, names: Names) -> str:
    """Silence took effect, or was undone by a decision taken in time."""
    is_appeal = one.details.get("horloge") == ClockCode.SILENCE_RECOURS
    if one.raison == EventName.SILENCE_ANNULE:
        undone = "le rejet implicite du recours, du" if is_appeal else "la décision implicite du"
        return (
            f"la décision du {day_of(one, 'date')} a été prise à temps : {undone} {day_of(one, 'silence_du')} est "
            f"{'annulé' if is_appeal else 'annulée'}, {actor_of(one, names)} répond du dossier"
        )
    verify = ", règle à vérifier" if one.details.get("a_verifier") else ""
    effect = ON_APPEAL if is_appeal else in_words(EFFECTS, one.details["sens"])
    return f"{effect} au {day_of(one, 'date')} ({one.details['article']}{verify})"
