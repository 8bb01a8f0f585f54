"""A dossier is not where it should be: who has it is not competent, an arbitration says who is, the person moved.

Rules:
1. A délégataire that finds itself incompetent gives back to the titulaire. A titulaire that does stays accountable, and the dossier
   waits in `A_REORIENTER` for who may say who is competent (CRPA L114-2).
2. An arbitration names an actor and an act: that one is accountable from then on and is offered what is to be decided, the others lose it.
   It stands whatever acts say, until its own act ends, its actor is gone, or the demand goes to another commune.
3. The person's move carries a demand that is not decided yet to the actors of the other commune: always for a legal aid, for another one
   only when the person agrees. The day of the demand never moves. A right that runs stays where it is, until who decides says otherwise.
4. Where the aid knows a domicile de secours, a move to another département carries nothing: it is in question (`contesting`).
"""

from datetime import date

import msgspec

from hub.core import lifecycle
from hub.core.authors import EXAMINING, may_publish
from hub.core.contesting import asking, is_in_question, left_the_counter, questioned, to_ask
from hub.core.dossier import Dossier, Holding, HoldingState, active, informed, with_etat
from hub.core.entrusting import Share, confided, taken_back, withdrawn
from hub.core.examination import examine
from hub.core.life import asked_elsewhere
from hub.core.living import is_living
from hub.core.outcome import Case, Effect, Refusal, Step, after
from hub.core.progress import name_of, stepped, taken
from hub.core.returning import returned
from schemas.codes import Code, Function, Reason, Role, State
from schemas.examining import ArbitrageRendu, IncompetenceConstatee
from schemas.following import ResidenceChangee

TO_DECIDE = (Function.DECIDER, Function.INSTRUIRE)


def decline(case: Case, payload: IncompetenceConstatee) -> Step:
    """Who has the dossier finds that it is not competent."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    named = payload.competent_selon_lui
    if named is not None and not is_living(case.occasion.view, named, payload.date):
        return Refusal(Code.ACTEUR_INCONNU, "competent_selon_lui")
    if case.actor == asked_elsewhere(case.dossier.vie):
        return Refusal(Code.ETAT_INCOMPATIBLE)
    asked = to_ask(case, payload)
    if isinstance(asked, Refusal):
        return asked
    if asked is not None:
        dossier, taking = taken(case.dossier, case.actor, name_of(case), payload.date)
        sent = asking(case, dossier, asked)
        return after(sent, stepped(case, payload, sent.dossier, taking))
    if case.dossier.etat not in lifecycle.EXAMINED:
        return Refusal(Code.ETAT_INCOMPATIBLE)
    heir = case.dossier.titulaire
    own = tuple(one for one in active(case.dossier, case.actor) if EXAMINING.intersection(one.fonctions))
    if heir is None or heir == case.actor or not own:
        return stepped(case, payload, msgspec.structs.replace(case.dossier, etat=State.A_REORIENTER))
    back = returned(case.dossier, heir, own, payload.date, case.occasion.recipient_keys)
    moved = msgspec.structs.replace(back.dossier, etat=State.TRANSMISE)
    return after(back, stepped(case, payload, moved))


def arbitrate(case: Case, payload: ArbitrageRendu) -> Step:
    """It is said who is competent."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    act = case.occasion.view.act(payload.acte)
    if act is None:
        return Refusal(Code.ACTE_INCONNU, "acte")
    if not is_living(case.occasion.view, payload.acteur, payload.date):
        return Refusal(Code.ACTEUR_INCONNU, "acteur")
    role = Role.TITULAIRE if act.delegant is None else Role.DELEGATAIRE
    share = Share(payload.acteur, role, payload.acte, Reason.ARBITRAGE_RENDU, TO_DECIDE)
    relieved = _relieved(case.dossier, payload.acteur, payload.date)
    dossier = msgspec.structs.replace(
        relieved.dossier,
        etat=State.TRANSMISE,
        responsable=payload.acteur,
        tenues=(*relieved.dossier.tenues, share.holding(payload.date)),
        informes=informed(relieved.dossier, case.dossier.responsable),
        vie=msgspec.structs.replace(relieved.dossier.vie, arbitre=(payload.acteur, payload.acte)),
    )
    offer = Effect(dossier, (share.conclusion(payload.date),), confided(dossier, (share,), payload.date, case.occasion.recipient_keys))
    return after(after(relieved, offer), stepped(case, payload, dossier))


def _relieved(dossier: Dossier, chosen: str, day: date) -> Effect:
    """Nobody decides, prepares or arbitrates any more; what else was held stays."""
    losing = [one for one in dossier.tenues if one.is_active and {*TO_DECIDE, Function.ARBITRER}.intersection(one.fonctions)]
    kept = [rest for one in losing if (rest := _rest(one, day)) is not None]
    tenues = (*with_etat(dossier, tuple(losing), HoldingState.RETIREE, day), *kept)
    letters = tuple(taken_back(one.acteur, (one,), Reason.ARBITRAGE_RENDU, day) for one in losing if one.acteur != chosen)
    said = (
        *(withdrawn(one, Reason.ARBITRAGE_RENDU, day) for one in losing),
        *(Share(one.acteur, one.role, one.acte, Reason.ARBITRAGE_RENDU, one.fonctions).conclusion(day) for one in kept),
    )
    return Effect(msgspec.structs.replace(dossier, tenues=tenues), said, letters)


def _rest(holding: Holding, day: date) -> Holding | None:
    rest = tuple(one for one in holding.fonctions if one not in {*TO_DECIDE, Function.ARBITRER})
    return msgspec.structs.replace(holding, fonctions=rest, depuis=day) if rest else None


def move(case: Case, payload: ResidenceChangee) -> Step:
    """The person lives in another commune."""
    if not may_publish(case.dossier, case.actor, name_of(case)):
        return Refusal(Code.FONCTION_NON_TENUE)
    view = case.occasion.view
    there, aid = view.commune(payload.commune, payload.date), view.aid(case.dossier.aide)
    if there is None:
        return Refusal(Code.COMMUNE_INCONNUE, "commune")
    assert aid is not None, "a registry never forgets an aid"
    stays = there.slug == case.dossier.commune or case.dossier.etat not in lifecycle.UNDECIDED
    if stays or not (aid.nature == "legale" or payload.consentement):
        return stepped(case, payload, case.dossier)
    if is_in_question(case, there, payload.date):
        return stepped(case, payload, questioned(case.dossier, there, payload.commune, payload.date))
    vie = msgspec.structs.replace(case.dossier.vie, arbitre=None)
    carried = msgspec.structs.replace(case.dossier, commune=there.slug, cog=payload.commune, vie=vie)
    moved = examine(carried, view, case.occasion.recorded, case.occasion.recipient_keys) or Effect(carried)
    etat = State.TRANSFEREE if moved.letters else case.dossier.etat
    left = left_the_counter(msgspec.structs.replace(moved.dossier, etat=etat), Reason.RESIDENCE_CHANGEE, payload.date)
    return after(after(moved, left), stepped(case, payload, left.dossier, commune_slug=there.slug))
