"""A demand becomes a case: who knows it, who is accountable from the first instant, who is offered what.

Rules:
1. Commune, aid and counter must be known on the day of the demand, and that day must have come (in the commune's zone).
2. Whatever the registry answers, a demand that can be read becomes a case with its date: one for an aid that was never instituted too.
3. The titulaire is accountable until a délégataire accepts; the counter is when nobody owns the need.
4. The counter and the depositor hold RECEVOIR; the depositor alone where the counter is gone by the day the demand is recorded. Nor is
   anything offered to a body that is gone by then (`hub/core/late_demands.py`).
5. What an act with a capacity or an envelope gives is offered once its lane has counted the case in (`hub/core/reserving.py`).
6. A counter that by law may keep nothing of the demand is told who has it (`hub/core/following.py`).
7. Where nobody owns the need the counter is told what exists instead; nothing leaves for an association before the person's consent.
"""

from datetime import date
from typing import Any

from hub.core import conclusions as said
from hub.core.deadlines import commune_day
from hub.core.dossier import FORMAT, Demand, Dossier, HoldingState, Orientation
from hub.core.entrusting import Share, accepted, confided
from hub.core.following import passed_by_law
from hub.core.journal import Conclusion
from hub.core.late_demands import is_missing, placed
from hub.core.living import is_given, is_living
from hub.core.orienting import proposed
from hub.core.outcome import Effect, Occasion, Refusal, Step, after
from hub.core.person_facts import plan_id
from hub.core.reserving import claim, to_count
from hub.core.routing import NOBODY, Route
from schemas.codes import Code, Function, Reason, Role, State
from schemas.inbound import DemandeDeposee
from schemas.registry import Commune


def open_demand(occasion: Occasion, payload: DemandeDeposee) -> Step:
    """Open a case for a demand."""
    commune = occasion.view.commune(payload.commune, payload.date_demande)
    if commune is None:
        return Refusal(Code.COMMUNE_INCONNUE, "commune")
    today = commune_day(occasion.recorded, commune)
    return _refusal(occasion, payload, today) or _open(occasion, payload, commune, today)


def _refusal(occasion: Occasion, payload: DemandeDeposee, today: date) -> Refusal | None:
    view, day = occasion.view, payload.date_demande
    if not is_given(view, payload.aide, day):
        return Refusal(Code.AIDE_INCONNUE, "aide")
    if not is_living(view, payload.guichet, day):
        return Refusal(Code.ACTEUR_INCONNU, "guichet")
    if view.actor(occasion.event.actor) is None:
        return Refusal(Code.ACTEUR_INCONNU, "source")
    if day > today:
        return Refusal(Code.DATE_FUTURE, "date_demande")
    return None


def _open(occasion: Occasion, payload: DemandeDeposee, commune: Commune, today: date) -> Effect:
    view, depositor = occasion.view, occasion.event.actor
    demand, place = _demand(payload), (commune.slug, payload.aide)
    receiver = depositor if is_missing(view, demand.guichet, demand.date_demande, today) else demand.guichet
    where = placed(view, demand, place, today, receiver)
    routed, day = where.route, where.day
    own = _received(depositor)
    wanted, shares = to_count(view, demand, place, routed, day)
    offered = (*(() if receiver == depositor else (_received(receiver),)), *shares)
    dossier = Dossier(
        format=FORMAT,
        id=occasion.event.dossier,
        commune=commune.slug,
        cog=payload.commune,
        aide=payload.aide,
        etat=_state(routed),
        responsable=routed.accountable,
        titulaire=routed.answer.titulaire,
        acte_titulaire=routed.answer.acte_titulaire,
        demande=demand,
        tenues=(own.holding(demand.date_demande, HoldingState.ACCEPTEE), *(share.holding(day) for share in offered)),
        informes=_told(routed, offered, depositor),
        orientation=Orientation(routed.answer.raison, routed.answer.suppletifs) if routed.answer.raison in NOBODY else None,
    )
    instead, asked = ((), ()) if dossier.orientation is None else proposed(dossier, routed.answer)
    conclusions = (
        said.case_opened(routed.accountable, routed.answer, _demand_said(payload, commune.slug) | where.said()),
        own.conclusion(demand.date_demande),
        accepted(own.holding(demand.date_demande), demand.date_demande, by_doing=True),
        *(share.conclusion(day) for share in offered),
        *(_to_settle(dossier, routed) if dossier.orientation is None else instead),
    )
    letters = (*confided(dossier, offered, day, occasion.recipient_keys), *passed_by_law(dossier, demand, routed.answer.raison), *asked)
    return after(Effect(dossier, conclusions, letters, proofs=where.proofs(demand)), claim(dossier, view, wanted, day, initial=True))


def _demand(payload: DemandeDeposee) -> Demand:
    return Demand(
        date_demande=payload.date_demande,
        guichet=payload.guichet,
        canal=payload.canal,
        personne_ref=payload.personne_ref,
        urgence=payload.urgence,
        public=payload.public,
        montant_demande_centimes=payload.montant_demande_centimes,
        taille_foyer=payload.taille_foyer,
        adresse_masquee=payload.adresse_masquee,
        plan_ref=payload.plan_ref,
    )


def _received(counter: str) -> Share:
    return Share(counter, Role.AUCUN, None, Reason.GUICHET_DE_DEPOT, (Function.RECEVOIR,))


def _state(routed: Route) -> State:
    if routed.answer.raison is Reason.COMPETENCE_A_TRANCHER:
        return State.COMPETENCE_A_TRANCHER
    return State.TRANSMISE if routed.shares else State.DEPOSEE


def _told(routed: Route, offered: tuple[Share, ...], depositor: str) -> tuple[str, ...]:
    """Who must be told though it holds nothing: the accountable authority that delegated everything."""
    holders = {depositor, *(share.acteur for share in offered)}
    parties = dict.fromkeys(actor for actor in (routed.accountable, routed.answer.titulaire) if actor is not None)
    return tuple(actor for actor in parties if actor not in holders)


def _demand_said(payload: DemandeDeposee, slug: str) -> dict[str, Any]:
    """The demand as the journal tells it: without the person's reference and without the household."""
    told: dict[str, Any] = {
        "commune": payload.commune,
        "commune_slug": slug,
        "aide": payload.aide,
        "date_demande": payload.date_demande.isoformat(),
        "guichet": payload.guichet,
        "canal": payload.canal,
        "urgence": payload.urgence,
    }
    if payload.public is not None:
        told["public"] = payload.public
    if payload.montant_demande_centimes is not None:
        told["montant_demande_centimes"] = payload.montant_demande_centimes
    if payload.plan_ref is not None:
        told["plan"] = plan_id(payload.plan_ref)
    return told


def _to_settle(dossier: Dossier, routed: Route) -> tuple[Conclusion, ...]:
    """The disputes that acts leave."""
    ties = (share for share in routed.shares if share.raison is Reason.COMPETENCE_A_TRANCHER)
    return tuple(said.to_be_settled(dossier.responsable, tie.ecartes) for tie in ties)
