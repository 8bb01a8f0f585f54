"""What moves on a case is taken from one and offered to another: holdings, who is accountable, what is said, one letter each.

Rules:
1. An actor that loses functions gets one `dossier.retire`, one that gets some gets one `dossier.confie`.
2. The same actor under another act gets neither: its holding goes on under the new act.
3. A case that comes to be nobody's is told to its counter with what exists instead, as a new one would be.
4. Who decides and has accepted stays accountable; else the titulaire of today, else who answers, else the counter.
5. What an arbitration said stands: who it named is accountable, and acts that contradict each other are no question any more.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from hub.core import conclusions as said
from hub.core.dossier import Dossier, Holding, HoldingState, Orientation, holders, informed, with_etat
from hub.core.entrusting import Share, accepted, confided, taken_back, withdrawn
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.orienting import counter_of, proposed
from hub.core.outcome import Effect
from hub.core.proof import Draft
from hub.core.proof_form import ProofKind
from hub.core.question import Answer
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import RegistryView
from hub.core.routing import NOBODY, arbitration
from schemas.codes import Function, Reason, State


class Look(NamedTuple):
    """What the registry answers for a case, function by function; `day`: today, or the demand's own where nobody owned it then."""

    dossier: Dossier
    view: RegistryView
    today: date
    day: date
    answers: dict[Function, Answer]

    @property
    def tie(self) -> Answer | None:
        """The first answer in which acts contradict each other, unless an arbitration has said who is competent."""
        if arbitrated(self.dossier) is not None:
            return None
        return next((one for one in self.answers.values() if one.raison is Reason.COMPETENCE_A_TRANCHER), None)


def arbitrated(dossier: Dossier) -> Holding | None:
    """What an arbitration gave, while it is held."""
    return next((one for one in holders(dossier, Function.DECIDER) if (one.acteur, one.acte) == dossier.vie.arbitre), None)


class Loss(NamedTuple):
    """Functions that leave a holding, and why."""

    holding: Holding
    fonctions: tuple[Function, ...]
    raison: Reason


def moved(look: Look, losses: list[Loss], gains: tuple[Share, ...], recipient_keys: RecipientKeys, *, is_answer: bool = False) -> Effect:
    """The effect of these losses and gains; `is_answer`: the answer of a quota lane has said why."""
    renewed = {share: loss for share in gains for loss in losses if _goes_on(share, loss)}
    offered = tuple(share for share in gains if share not in renewed)
    dossier = _with_accountable(look, _with_holdings(look, losses, gains, renewed), offered)
    asked = _arbitration(look, dossier)
    if asked:
        dossier = msgspec.structs.replace(dossier, tenues=(*dossier.tenues, *(share.holding(look.today) for share in asked)))
    instead, advice = _instead(look, dossier)
    conclusions = (
        *(() if is_answer else (said.case_examined(dossier.responsable, is_new_version=look.view.version != look.dossier.registre),)),
        *(withdrawn(loss.holding, loss.raison, look.today) for loss in losses),
        *_left_said(look, losses),
        *_gained_said(look, gains, renewed),
        *(conclusion for share in asked for conclusion in (share.conclusion(look.today), said.to_be_settled(share.acteur, share.ecartes))),
        *instead,
    )
    taken = (loss for loss in losses if loss not in renewed.values())
    letters = (*_taken(taken, look.today), *confided(dossier, (*offered, *asked), look.today, recipient_keys), *advice)
    proof = Draft(ProofKind.REEXAMEN, tuple(look.answers.items()), look.day, dossier.responsable)
    return Effect(dossier, conclusions, letters, proofs=(proof,))


def _instead(look: Look, dossier: Dossier) -> tuple[tuple[Conclusion, ...], tuple[Letter, ...]]:
    """What the counter is told of a case that nobody holds any more."""
    if dossier.orientation is None or look.dossier.orientation is not None or holders(dossier, Function.DECIDER):
        return (), ()
    return proposed(dossier, look.answers[Function.DECIDER])


def _goes_on(share: Share, loss: Loss) -> bool:
    return share.acteur == loss.holding.acteur and set(share.fonctions) <= set(loss.fonctions)


def _with_holdings(look: Look, losses: list[Loss], gains: tuple[Share, ...], renewed: dict[Share, Loss]) -> Dossier:
    tenues = with_etat(look.dossier, tuple(loss.holding for loss in losses), HoldingState.RETIREE, look.today)
    left = [rest for loss in losses if (rest := _rest(loss, look.today)) is not None]
    new = [share.holding(look.today, renewed[share].holding.etat if share in renewed else HoldingState.PROPOSEE) for share in gains]
    return msgspec.structs.replace(look.dossier, tenues=(*tenues, *left, *new))


def _rest(loss: Loss, day: date) -> Holding | None:
    """What the holder keeps."""
    rest = tuple(one for one in loss.holding.fonctions if one not in loss.fonctions)
    return msgspec.structs.replace(loss.holding, fonctions=rest, depuis=day) if rest else None


def _with_accountable(look: Look, dossier: Dossier, offered: tuple[Share, ...]) -> Dossier:
    """The accountable actor, the titulaire of today, the state; after the decision all of them stay."""
    answer = look.answers.get(Function.DECIDER)
    if answer is None:
        return dossier
    accountable = _accountable(look, dossier, answer)
    return msgspec.structs.replace(
        dossier,
        responsable=accountable,
        titulaire=answer.titulaire,
        acte_titulaire=answer.acte_titulaire,
        etat=_state(dossier.etat, offered, is_tied=look.tie is not None),
        orientation=Orientation(answer.raison, answer.suppletifs) if answer.raison in NOBODY else None,
        informes=informed(dossier, accountable, answer.titulaire),
    )


def _accountable(look: Look, dossier: Dossier, answer: Answer) -> str:
    settled = arbitrated(dossier)
    if settled is not None:
        return settled.acteur
    decides = [one.acteur for one in holders(dossier, Function.DECIDER) if one.etat is HoldingState.ACCEPTEE]
    arbiter = None if look.tie is None else look.tie.responsable
    return arbiter or (decides[-1] if decides else None) or answer.titulaire or answer.responsable or counter_of(dossier)


def _arbitration(look: Look, dossier: Dossier) -> tuple[Share, ...]:
    """Who is newly asked to say who is competent."""
    if look.tie is None or holders(dossier, Function.ARBITRER):
        return ()
    return (arbitration(look.tie, dossier.responsable),)


def _state(etat: State, offered: tuple[Share, ...], *, is_tied: bool) -> State:
    if etat is State.REJET_IMPLICITE:
        return etat
    if is_tied:
        return State.COMPETENCE_A_TRANCHER
    waits = any({Function.DECIDER, Function.INSTRUIRE}.intersection(share.fonctions) for share in offered)
    return State.TRANSMISE if waits or etat is State.COMPETENCE_A_TRANCHER else etat


def _left_said(look: Look, losses: list[Loss]) -> Iterable[Conclusion]:
    for loss in losses:
        rest = _rest(loss, look.today)
        if rest is not None:
            yield Share(rest.acteur, rest.role, rest.acte, loss.raison, rest.fonctions).conclusion(look.today)
            if rest.etat is HoldingState.ACCEPTEE:
                yield accepted(rest, look.today)


def _gained_said(look: Look, gains: tuple[Share, ...], renewed: dict[Share, Loss]) -> Iterable[Conclusion]:
    for share in gains:
        yield share.conclusion(look.today)
        if share in renewed and renewed[share].holding.etat is HoldingState.ACCEPTEE:
            yield accepted(share.holding(look.today), look.today)


def _taken(losses: Iterable[Loss], day: date) -> Iterable[Letter]:
    """One letter an actor, with the first reason."""
    by_actor: dict[str, list[Loss]] = {}
    for loss in losses:
        by_actor.setdefault(loss.holding.acteur, []).append(loss)
    for actor, lost in by_actor.items():
        yield taken_back(actor, [msgspec.structs.replace(one.holding, fonctions=one.fonctions) for one in lost], lost[0].raison, day)
