"""What the journal says of an answer that does not come, and who is told."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from hub.core.dossier import Dossier, Holding, holders
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.messages import Letter
from hub.core.offers import Offer
from schemas.codes import Function
from schemas.life_codes import AnswerStep

SANS_REPONSE: Final = "fr.relais.transmission.sans_reponse.v1"


def no_answer(offer: Offer, step: AnswerStep, held: Iterable[Holding], until: str | None = None) -> Conclusion:
    """SANS_REPONSE: raison the step, acteur who does not answer; details `fonctions`, `propose_le`, `reponse_avant?` (RFC 3339)."""
    return _concluded(offer.acteur, step, _functions(held), offer.depuis, until)


def not_answered(dossier: Dossier, offer: Offer, step: AnswerStep, held: Iterable[Holding], until: str | None = None) -> tuple[Letter, ...]:
    """A reminder to who is silent; what follows, to who answers for the case and to the doors that sent it too."""
    doors = tuple(one.acteur for one in holders(dossier, Function.RECEVOIR))
    told = {
        AnswerStep.RAPPEL: (offer.acteur,),
        AnswerStep.ALERTE: (offer.acteur, dossier.responsable, *doors),
        AnswerStep.RETOUR: tuple(one for one in (dossier.responsable, *doors) if one != offer.acteur),
    }
    return _letters(told[step], offer.acteur, step, _functions(held), offer.depuis, until)


def not_settled(dossier: Dossier, arbiters: tuple[str, ...]) -> tuple[tuple[Conclusion, ...], tuple[Letter, ...]]:
    """Nobody said in time who is competent: to who is accountable meanwhile, and to who may settle."""
    since = dossier.attente.litige
    assert since is not None
    functions = (Function.ARBITRER,)
    conclusion = _concluded(dossier.responsable, AnswerStep.ARBITRAGE, functions, since)
    return (conclusion,), _letters((dossier.responsable, *arbiters), dossier.responsable, AnswerStep.ARBITRAGE, functions, since)


def functions_claimed(acteur: str, acte: str | None, fonctions: Iterable[Function], day: date) -> Conclusion:
    """SANS_REPONSE: raison `ACCEPTATION_TARDIVE`: it accepts what was taken back, and another has taken; details `fonctions`, `date`."""
    details = {"fonctions": list(fonctions), "date": day.isoformat()}
    return Conclusion(genre=ConclusionKind.SANS_REPONSE, raison=AnswerStep.ACCEPTATION_TARDIVE, acteur=acteur, acte=acte, details=details)


def functions_retracted(acteur: str, fonctions: Iterable[Function], motif: str, day: date, sender: str) -> Conclusion:
    """TRANSMISSION_RETIREE: raison is the sender's motif, acteur who loses the offer; details `fonctions`, `date`, `expediteur`."""
    details = {"fonctions": list(fonctions), "date": day.isoformat(), "expediteur": sender}
    return Conclusion(genre=ConclusionKind.TRANSMISSION_RETIREE, raison=motif, acteur=acteur, details=details)


def _functions(held: Iterable[Holding]) -> tuple[Function, ...]:
    return tuple(dict.fromkeys(function for one in held for function in one.fonctions))


def _said(functions: tuple[Function, ...], since: str, until: str | None) -> dict[str, Any]:
    said: dict[str, Any] = {"fonctions": list(functions), "propose_le": since}
    return said if until is None else said | {"reponse_avant": until}


def _concluded(actor: str, step: AnswerStep, functions: tuple[Function, ...], since: str, until: str | None = None) -> Conclusion:
    return Conclusion(genre=ConclusionKind.SANS_REPONSE, raison=step, acteur=actor, details=_said(functions, since, until))


def _letters(
    told: Iterable[str], actor: str, step: AnswerStep, functions: tuple[Function, ...], since: str, until: str | None = None
) -> tuple[Letter, ...]:
    payload = {"etape": step, "acteur": actor} | _said(functions, since, until)
    return tuple(Letter(one, SANS_REPONSE, payload) for one in dict.fromkeys(told))
