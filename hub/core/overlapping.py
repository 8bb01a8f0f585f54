"""Overlap (tuilage): for some days after its act ended, a former holder may still write what that act lists; then no more, by itself.

Rules:
1. Only what asks for a function is lent: that an aid was delivered, that the person consents, that the case is closed. A decision is judged
   by its date alone, and needs no loan.
2. The days count from the act's end, however late the case moved; who refused the case, or disappeared, is lent nothing.
3. Nothing comes back: the timeline of the case says after the event what it said before.
"""

from datetime import date, timedelta
from typing import Final

import msgspec

from hub.core.dossier import Dossier, Holding, HoldingState
from hub.core.living import is_living
from hub.core.local_acts import act_end
from hub.core.outcome import Effect, Step
from hub.core.registry import RegistryView
from schemas.inbound import AideMiseEnOeuvre, DossierClos, OrientationConsentie
from schemas.payload import Payload

LENT: Final[dict[type[Payload], str]] = {
    AideMiseEnOeuvre: "aide.mise_en_oeuvre",
    OrientationConsentie: "orientation.consentie",
    DossierClos: "dossier.clos",
}
"""The events an act may list, by the name it gives them."""


def lent(dossier: Dossier, actor: str, payload: Payload, view: RegistryView, today: date) -> Dossier:
    """The case as `actor` may still write on it."""
    name = LENT.get(type(payload))
    if name is None or not is_living(view, actor, today):
        return dossier
    tenues = tuple(
        msgspec.structs.replace(one, etat=HoldingState.ACCEPTEE, jusqua=None) if _overlaps(one, dossier, actor, name, view, today) else one
        for one in dossier.tenues
    )
    return msgspec.structs.replace(dossier, tenues=tenues)


def given_back(step: Step, dossier: Dossier) -> Step:
    """What the event did, without what was lent; `dossier` is the case before the loan."""
    if not isinstance(step, Effect):
        return step
    kept = (
        before if before.etat is HoldingState.RETIREE else after for before, after in zip(dossier.tenues, step.dossier.tenues, strict=False)
    )
    tenues = (*kept, *step.dossier.tenues[len(dossier.tenues) :])
    return msgspec.structs.replace(step, dossier=msgspec.structs.replace(step.dossier, tenues=tenues))


def _overlaps(one: Holding, dossier: Dossier, actor: str, name: str, view: RegistryView, today: date) -> bool:
    if one.acteur != actor or one.jusqua is None or one.acte is None or (actor, one.acte) in dossier.rendus:
        return False
    act = view.act(one.acte)
    if act is None or act.tuilage is None or name not in act.tuilage.evenements:
        return False
    return today < min(one.jusqua, act_end(act)) + timedelta(days=act.tuilage.jours)
