"""The French of an offer that is not answered, or that its sender takes back."""

from collections.abc import Mapping
from typing import Final

from hub.core.decision_phrases import actor_of
from hub.core.journal_reading import ReadConclusion
from hub.core.names import Names
from hub.core.phrases import FUNCTIONS, WITHDRAWAL_MOTIVES, in_words, listed
from schemas.life_codes import AnswerStep

_STEPS: Final[Mapping[str, str]] = {
    AnswerStep.RAPPEL: "{who} n'a pas encore répondu ({what}) : un rappel lui est adressé",
    AnswerStep.RETOUR: "{who} n'a pas répondu dans le délai ({what}) : la mission revient à l'autorité compétente",
    AnswerStep.ALERTE: "{who} n'a toujours pas répondu ({what}) et reste tenu de le faire : une alerte lui est adressée",
    AnswerStep.ARBITRAGE: "un jour a passé sur une demande urgente sans qu'il soit dit qui est compétent : {who} en est averti",
    AnswerStep.ACCEPTATION_TARDIVE: "{who} accepte après le délai ({what}), alors qu'un autre organisme a déjà accepté",
}


def no_answer(one: ReadConclusion, names: Names) -> str:
    """What came of an answer that was waited for."""
    return in_words(_STEPS, one.raison).format(who=actor_of(one, names), what=_functions(one))


def retracted(one: ReadConclusion, names: Names) -> str:
    """The sender took back what was not answered yet."""
    sender, motive = names.actor(one.details["expediteur"]), in_words(WITHDRAWAL_MOTIVES, one.raison)
    return f"{sender} reprend ce que {actor_of(one, names)} n'avait pas encore accepté ({_functions(one)}), car {motive}"


def _functions(one: ReadConclusion) -> str:
    return listed([in_words(FUNCTIONS, function) for function in one.details["fonctions"]])
