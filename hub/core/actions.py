"""A collective action is opened and reported: a municipal service's own work, without a person and without an individual decision.

Rules:
1. A public body opens it (a service, the commune, its CCAS or CIAS, its EPCI, its caisse des écoles), under an act the registry knows.
2. `territoire` begins with the commune's COG code; the commune is the one that code names on the day the action begins.
3. It does not end before it begins.
4. Who opened it is accountable and alone reports on it; the last report stands.
"""

import msgspec

from hub.core import conclusions as said
from hub.core.dossier import FORMAT, Action, Dossier, HoldingState
from hub.core.entrusting import Share, accepted
from hub.core.living import is_given, is_living
from hub.core.outcome import Case, Effect, Occasion, Refusal, Step
from schemas.codes import ActorKind, Code, Function, Reason, Role, State
from schemas.inbound import ActionBilan, ActionOuverte

OPENING_KINDS = frozenset(
    {ActorKind.SERVICE_MUNICIPAL, ActorKind.COMMUNE, ActorKind.CCAS, ActorKind.CIAS, ActorKind.EPCI, ActorKind.CAISSE_DES_ECOLES}
)
"""The bodies that may open a collective action."""


def open_action(occasion: Occasion, payload: ActionOuverte) -> Step:
    """Open a case for a collective action."""
    commune = occasion.view.commune(payload.territoire[0], payload.du)
    if commune is None:
        return Refusal(Code.COMMUNE_INCONNUE, "territoire.0")
    return _refusal(occasion, payload) or _open(occasion, payload, commune.slug)


def _refusal(occasion: Occasion, payload: ActionOuverte) -> Refusal | None:
    view, author = occasion.view, occasion.view.actor(occasion.event.actor)
    if author is None:
        return Refusal(Code.ACTEUR_INCONNU, "source")
    if author.nature not in OPENING_KINDS:
        return Refusal(Code.FONCTION_NON_TENUE)
    if not is_given(view, payload.aide, payload.du):
        return Refusal(Code.AIDE_INCONNUE, "aide")
    if view.act(payload.acte) is None:
        return Refusal(Code.ACTE_INCONNU, "acte")
    if payload.au is not None and payload.au < payload.du:
        return Refusal(Code.VALEUR_INVALIDE, "au")
    strangers = (number for number, actor in enumerate(payload.financeurs) if not (actor.isdecimal() or is_living(view, actor, payload.du)))
    return next((Refusal(Code.ACTEUR_INCONNU, f"financeurs.{number}") for number in strangers), None)


def _open(occasion: Occasion, payload: ActionOuverte, slug: str) -> Effect:
    author = occasion.event.actor
    share = Share(author, Role.TITULAIRE, payload.acte, Reason.ACTION_COLLECTIVE, (Function.EXECUTER,))
    holding = share.holding(payload.du, HoldingState.ACCEPTEE)
    dossier = Dossier(
        format=FORMAT,
        id=occasion.event.dossier,
        commune=slug,
        cog=payload.territoire[0],
        aide=payload.aide,
        etat=State.MISE_EN_OEUVRE,
        responsable=author,
        action=Action(acte=payload.acte, du=payload.du, au=payload.au),
        tenues=(holding,),
    )
    opened = said.action_opened(author, payload.acte, _said(payload, slug))
    return Effect(dossier, (opened, share.conclusion(payload.du), accepted(holding, payload.du, by_doing=True)))


def _said(payload: ActionOuverte, slug: str) -> dict[str, object]:
    told = {
        "commune": payload.territoire[0],
        "commune_slug": slug,
        "aide": payload.aide,
        "public": payload.public,
        "territoire": list(payload.territoire),
        "du": payload.du.isoformat(),
        "au": payload.au and payload.au.isoformat(),
        "places": payload.places,
        "financeurs": list(payload.financeurs) or None,
    }
    return {name: value for name, value in told.items() if value is not None}


def report_action(case: Case, payload: ActionBilan) -> Step:
    """What came of the action."""
    action = case.dossier.action
    assert action is not None
    dossier = msgspec.structs.replace(case.dossier, action=msgspec.structs.replace(action, participants=payload.participants))
    return Effect(dossier, (said.action_reported(case.actor, payload.participants),))
