"""After the decision, or instead of one: the aid is delivered, the person consents to an orientation, the dossier is closed.

Rules:
1. Delivering supposes EXECUTER, PAYER, ORDONNANCER or DECIDER, and a decision that grants something. Acting on an offer is accepting it.
2. Who is accountable or holds DECIDER closes, for a motive that the state allows (`lifecycle.CLOSING`), and everyone on the dossier is
   told; a counter may close for what the person alone decides or meets (withdrawal, death). A dossier with a decision that still waits
   is not closed: it would be forgotten. A demand lapses when the last day for its pieces has passed, not before.
3. Consent comes from the counter that was told what exists, and names the association where several were proposed. That one then learns
   the aid, the date and the household's size, and nothing else; it holds nothing and is not on the dossier.
"""

import msgspec

from hub.core import conclusions as said
from hub.core.acquired import is_granted
from hub.core.appeals import before_appeal
from hub.core.authors import DELIVERING
from hub.core.dossier import Dossier, Holding, HoldingState, Orientation, active, with_etat
from hub.core.entrusting import accepted
from hub.core.following import said_by, told
from hub.core.lifecycle import closes, targets
from hub.core.messages import Letter
from hub.core.outcome import Case, Effect, Refusal, Step
from hub.core.signals import pending
from schemas.codes import ClosingMotive, Code, Function, State
from schemas.inbound import AideMiseEnOeuvre, DossierClos, OrientationConsentie
from schemas.life_codes import EventName

TRANSMISE = "fr.relais.orientation.transmise.v1"

AT_THE_COUNTER = frozenset({ClosingMotive.DESISTEMENT, ClosingMotive.DECES})


def deliver(case: Case, payload: AideMiseEnOeuvre) -> Step:
    """The aid was paid, delivered or started."""
    own = [one for one in active(case.dossier, case.actor) if DELIVERING.intersection(one.fonctions)]
    if not own:
        return Refusal(Code.FONCTION_NON_TENUE)
    leads = targets(case.dossier.etat, EventName.AIDE_MISE_EN_OEUVRE)
    if not is_granted(case.dossier) or not leads:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    waiting = tuple(one for one in own if one.etat is HoldingState.PROPOSEE)
    dossier = msgspec.structs.replace(case.dossier, etat=leads[0], tenues=with_etat(case.dossier, waiting, HoldingState.ACCEPTEE))
    acceptances = (accepted(one, payload.date, by_doing=True) for one in waiting)
    delivered = said.aid_delivered(case.actor, _by_act(own), payload.date, payload.montant_centimes)
    return Effect(dossier, (*acceptances, delivered))


def _by_act(own: list[Holding]) -> str | None:
    """The act by which one delivers: that of EXECUTER first."""
    return min(own, key=lambda one: Function.EXECUTER not in one.fonctions).acte


def close(case: Case, payload: DossierClos) -> Step:
    """Nothing more is expected."""
    functions = {function for one in active(case.dossier, case.actor) for function in one.fonctions}
    at_the_counter = payload.motif in AT_THE_COUNTER and Function.RECEVOIR in functions
    if not (case.actor == case.dossier.responsable or Function.DECIDER in functions or at_the_counter):
        return Refusal(Code.FONCTION_NON_TENUE)
    if case.dossier.arretees or case.dossier.attendues or not closes(before_appeal(case.dossier).etat, payload.motif):
        return Refusal(Code.ETAT_INCOMPATIBLE)
    last = case.dossier.vie.pieces_avant
    if payload.motif is ClosingMotive.CADUCITE and last is not None and payload.date <= last:
        return Refusal(Code.ETAT_INCOMPATIBLE, "date")
    dossier = msgspec.structs.replace(case.dossier, etat=State.CLOS, clos_le=payload.date)
    letters = told(dossier, EventName.DOSSIER_CLOS, case.actor, said_by(payload), payload.date)
    return Effect(dossier, (said.case_closed(case.actor, payload.motif, payload.date),), letters, settled=pending(case.dossier))


def consent(case: Case, payload: OrientationConsentie) -> Step:
    """The person agrees to be oriented to an association without mandate."""
    if not any(Function.RECEVOIR in one.fonctions for one in active(case.dossier, case.actor)):
        return Refusal(Code.FONCTION_NON_TENUE)
    orientation = case.dossier.orientation
    if orientation is None or not orientation.suppletifs:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    if payload.acteur is None and len(orientation.suppletifs) > 1:
        return Refusal(Code.CHAMP_MANQUANT, "acteur")
    chosen = payload.acteur or orientation.suppletifs[0]
    if chosen not in orientation.suppletifs:
        return Refusal(Code.VALEUR_INVALIDE, "acteur")
    if chosen in orientation.transmis:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    passed = Orientation(orientation.raison, orientation.suppletifs, (*orientation.transmis, chosen))
    dossier = msgspec.structs.replace(case.dossier, etat=State.ORIENTEE, orientation=passed)
    conclusion = said.orientation_passed(chosen, dossier.aide, payload.date)
    return Effect(dossier, (conclusion,), (_oriented(dossier, chosen, payload),))


def _oriented(dossier: Dossier, chosen: str, payload: OrientationConsentie) -> Letter:
    told: dict[str, str | int] = {"aide": dossier.aide, "date": payload.date.isoformat()}
    if dossier.demande is not None and dossier.demande.taille_foyer is not None:
        told["taille_foyer"] = dossier.demande.taille_foyer
    return Letter(chosen, TRANSMISE, told)
