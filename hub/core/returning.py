"""What an actor was entrusted with goes back to the titulaire: refused, unanswered, taken back by its sender, or not its own."""

from datetime import date

import msgspec

from hub.core.dossier import Dossier, Holding, HoldingState, with_etat
from hub.core.entrusting import Share, confided, taken_back, withdrawn
from hub.core.outcome import Effect
from hub.core.recipient_keys import RecipientKeys
from schemas.codes import Reason, Role


def returned(
    dossier: Dossier,
    heir: str,
    held: tuple[Holding, ...],
    day: date,
    recipient_keys: RecipientKeys,
    reason: Reason = Reason.RETOUR_AU_TITULAIRE,
) -> Effect:
    """To `heir`, which takes the place of the holder, accountability included; `reason` is what the holder is told."""
    actor = held[0].acteur
    functions = tuple(dict.fromkeys(function for one in held for function in one.fonctions))
    share = Share(heir, Role.TITULAIRE, dossier.acte_titulaire, Reason.RETOUR_AU_TITULAIRE, functions)
    ended = given_back(dossier, held, day)
    dossier = msgspec.structs.replace(
        ended,
        tenues=(*ended.tenues, share.holding(day)),
        responsable=heir if dossier.responsable == actor else dossier.responsable,
    )
    conclusions = (*(withdrawn(one, reason, day) for one in held), share.conclusion(day))
    letters = (taken_back(actor, held, reason, day), *confided(dossier, (share,), day, recipient_keys))
    return Effect(dossier, conclusions, letters)


def given_back(dossier: Dossier, held: tuple[Holding, ...], day: date) -> Dossier:
    """The case where `held` ends, and is not offered again under the same act."""
    rendus = dict.fromkeys((*dossier.rendus, *((one.acteur, one.acte) for one in held)))
    return msgspec.structs.replace(dossier, tenues=with_etat(dossier, held, HoldingState.RETIREE, day), rendus=tuple(rendus))
