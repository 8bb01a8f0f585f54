"""What was paid and was not due is asked back, until it is settled (indu).

Rules:
1. A debt changes no right: once settled the dossier goes back to where it was.
2. Settled while it is contested, it ends the appeals against it: they have no object any more.
"""

import msgspec

from hub.core.authors import may_publish
from hub.core.life import closed
from hub.core.outcome import Case, Refusal, Step
from hub.core.progress import name_of, stepped
from schemas.codes import Code, State
from schemas.following import InduNotifie, InduSolde
from schemas.life_codes import AppealPath


def notify(case: Case, payload: InduNotifie) -> Step:
    """Money is asked back."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    vie = msgspec.structs.replace(
        case.dossier.vie, indu_centimes=payload.montant_centimes, avant=(*case.dossier.vie.avant, case.dossier.etat)
    )
    return stepped(case, payload, msgspec.structs.replace(case.dossier, etat=State.INDU, vie=vie))


def settle(case: Case, payload: InduSolde) -> Step:
    """Nothing is owed any more."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    vie, is_contested = case.dossier.vie, case.dossier.etat is State.EN_RECOURS
    avant = vie.avant[:-1] if is_contested and vie.avant[-1] is State.INDU else vie.avant
    if not avant or (is_contested and avant is vie.avant):
        return Refusal(Code.ETAT_INCOMPATIBLE)
    vie = closed(vie, tuple(AppealPath), name_of(case)) if is_contested else vie
    vie = msgspec.structs.replace(vie, indu_centimes=None, avant=avant[:-1])
    return stepped(case, payload, msgspec.structs.replace(case.dossier, etat=avant[-1], vie=vie))
