"""A case in flight is examined again when an act begins, ends or changes: who holds each function today, and what moves.

Rules:
1. It happens at an act's boundary (a deadline), under a newer version of the registry, and before an event that comes after either: each
   function moves once, whatever worker was killed on the way, since the state says what is held.
2. Before the decision all functions are asked on today's date; after it only those that carry it out. A demand that nobody ever owned is
   asked on its own date first: an act that begins later gives no right to what was asked before, an act recorded late does, and then it is
   whoever holds the power today that gets it. Where nobody decides, nobody prepares or executes either.
3. A holder keeps a function while the registry still gives it, while its act says `FIN_DE_COURS`, and while acts contradict each other.
   Who an arbitration named keeps it whatever the registry answers, until its act ends or it is gone.
4. Who gave a case back gets it no second time by the same act: it stays with the titulaire, and with nobody where there is none.
5. Where nobody answers any more, the titulaire of the demand's day keeps the case or takes it back: what was asked in time is decided.
6. The same actor under another act goes on: nothing is taken from it, nothing is offered again.
7. `date_demande` never moves, and exactly one actor is accountable at every instant.
8. What an act with a capacity or an envelope gives is left as it is until that act's lane has answered (`hub/core/reserving.py`); while
   the case waits there, who stands in is asked for.
9. The other département that is asked for the domicile de secours keeps its offer, whatever acts say, and stands in nobody's way.
"""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, datetime

from hub.core.deadlines import commune_day
from hub.core.deciding import ENDED
from hub.core.dossier import Dossier, Holding, holders
from hub.core.entrusting import Share
from hub.core.life import asked_elsewhere
from hub.core.lifecycle import UNDECIDED
from hub.core.living import is_living
from hub.core.moving import Look, Loss, arbitrated, moved
from hub.core.outcome import Effect, after
from hub.core.question import Answer
from hub.core.recipient_keys import RecipientKeys
from hub.core.registry import FOREVER, LocalAct, RegistryView
from hub.core.reserving import Asking, Need, claim, count, waits_for_money
from hub.core.routing import ASKED, NOBODY, Full, ask, grouped
from schemas.codes import Function, Reason, Role, State

BEFORE_DECISION = (Function.DECIDER, *ASKED)
AFTER_DECISION = (Function.EXECUTER, Function.ACCOMPAGNER)
MAY_BE_DECIDED = UNDECIDED | {State.REJET_IMPLICITE}
"""A rejection by silence is no last word: who may decide expressly must be somebody."""
_LEAVES_AT_ONCE = frozenset({Reason.ACTEUR_DISPARU, Reason.DESSAISI_PAR_TRANSFERT})
"""Whatever the act says of cases in flight: there is nobody left, or nobody with the power."""


def next_boundary(dossier: Dossier, view: RegistryView, today: date) -> date | None:
    """The next day on which an act on this case's aid begins, ends, stops or resumes; None for a case with nothing to move."""
    if dossier.demande is None or dossier.etat is State.CLOS:
        return None
    days = view.once(("jours", dossier.commune, dossier.aide), lambda: _boundaries(view.acts(dossier.commune, dossier.aide)))
    rank = bisect_right(days, today)
    found = days[rank] if rank < len(days) else None
    if not waits_for_money(dossier):
        return found
    new_year = date(today.year + 1, 1, 1)
    return new_year if found is None else min(found, new_year)


def _boundaries(acts: Iterable[LocalAct]) -> tuple[date, ...]:
    found: set[date] = set()
    for local in acts:
        found |= {local.start, local.end, *(one.start for one in local.fallbacks), *(one.end for one in local.fallbacks)}
        for stretch in local.act.suspensions:
            found |= {stretch.du, stretch.au or FOREVER}
    return tuple(sorted(found - {FOREVER}))


def examine(dossier: Dossier, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys) -> Effect | None:
    """What moves on a case, and what it asks of acts that are bounded; None when it is neither."""
    commune = view.commune(dossier.commune, recorded.date())
    if dossier.demande is None or commune is None or dossier.etat in {State.CLOS, State.ORIENTEE}:
        return None
    return examined_on(dossier, view, commune_day(recorded, commune), recipient_keys)


def examined_on(
    dossier: Dossier, view: RegistryView, today: date, recipient_keys: RecipientKeys, *, is_answer: bool = False
) -> Effect | None:
    """As `examine`, for a demand that is open, on that day; `is_answer`: a quota lane has just said what moves."""
    look, wanted = _look(dossier, view, today)
    losses = _losses(look)
    gains = _gains(look, losses)
    effect = moved(look, losses, gains, recipient_keys, is_answer=is_answer) if losses or gains else Effect(dossier)
    claimed = claim(effect.dossier, view, wanted, today)
    if not claimed.requests and claimed.dossier.reservations == dossier.reservations:
        return effect if losses or gains else None
    return after(effect, claimed)


def as_if_granted(
    dossier: Dossier, view: RegistryView, recorded: datetime, recipient_keys: RecipientKeys
) -> tuple[Effect | None, frozenset[str]]:
    """What would move if every bounded act had room, and the acts that the case would ask."""
    commune = view.commune(dossier.commune, recorded.date())
    if dossier.demande is None or commune is None or dossier.etat in {State.CLOS, State.ORIENTEE}:
        return None, frozenset()
    look, wanted = _look(dossier, view, commune_day(recorded, commune), is_granted_all=True)
    losses = _losses(look)
    gains = _gains(look, losses)
    asks = frozenset(acte for acte in wanted if not any(one.acte == acte for one in dossier.reservations))
    return moved(look, losses, gains, recipient_keys) if losses or gains else None, asks


def _look(dossier: Dossier, view: RegistryView, today: date, *, is_granted_all: bool = False) -> tuple[Look, dict[str, Need]]:
    """The answers that may take effect, and what the case wants of acts that are bounded."""
    demand = dossier.demande
    assert demand is not None
    decided = dossier.decisions[-1].montant_centimes if dossier.decisions else None
    amount = demand.montant_demande_centimes if decided is None else decided
    place = (dossier.commune, dossier.aide)
    is_decided = dossier.etat not in MAY_BE_DECIDED
    functions = AFTER_DECISION if is_decided else BEFORE_DECISION
    title = (dossier.titulaire, dossier.acte_titulaire)
    if _never_owned(dossier):
        then = ask(view, demand, place, demand.date_demande, amount)(Function.DECIDER)
        if then.raison in NOBODY:
            return Look(dossier, view, today, demand.date_demande, dict.fromkeys(functions, then)), {}
        title = (then.titulaire, then.acte_titulaire)

    def asking(full: Full) -> Asking:
        return ask(view, demand, place, today, amount, full)

    counted = count(dossier, view, asking, functions, is_decided=is_decided)
    allowed = functions if is_granted_all else tuple(one for one in functions if one not in counted.held_back)
    answers = {function: _or_its_titulaire(view, today, title, counted.answers[function]) for function in allowed}
    decides = answers.get(Function.DECIDER)
    if decides is not None and decides.raison in NOBODY:
        return Look(dossier, view, today, today, dict.fromkeys(functions, decides)), {}
    return Look(dossier, view, today, today, answers), counted.wanted


def _never_owned(dossier: Dossier) -> bool:
    """Whether nobody ever held the need by an act: what was asked in vain is not what lost its owner."""
    return dossier.orientation is not None and all(one.role is Role.AUCUN for one in dossier.tenues)


def _or_its_titulaire(view: RegistryView, today: date, title: tuple[str | None, str | None], answer: Answer) -> Answer:
    """Where nobody answers any more (the aid was closed), the authority of the demand's day finishes what it began."""
    who, act = title
    if answer.raison not in NOBODY or who is None or not is_living(view, who, today):
        return answer
    return Answer(who, Role.TITULAIRE, act, Reason.RETOUR_AU_TITULAIRE, answer.ecartes, who, act)


def _losses(look: Look) -> list[Loss]:
    """What each holder loses, one entry a holding."""
    found: list[Loss] = []
    for holding in look.dossier.tenues:
        if not _follows_acts(look.dossier, holding):
            continue
        reasons = {function: _why_it_leaves(look, holding, function) for function in holding.fonctions}
        lost = tuple(function for function, reason in reasons.items() if reason is not None)
        reason = next((one for one in reasons.values() if one is not None), None)
        if reason is not None:
            found.append(Loss(holding, lost, reason))
    return found + _arbiters_no_more(look)


def _follows_acts(dossier: Dossier, holding: Holding) -> bool:
    """Whether acts say what becomes of it."""
    return holding.is_active and holding.role is not Role.AUCUN and holding.acteur != asked_elsewhere(dossier.vie)


def _arbiters_no_more(look: Look) -> list[Loss]:
    """The arbitration that acts no longer ask for."""
    if look.tie is not None or Function.DECIDER not in look.answers:
        return []
    reason = look.answers[Function.DECIDER].raison
    return [Loss(one, (Function.ARBITRER,), reason) for one in holders(look.dossier, Function.ARBITRER)]


def _why_it_leaves(look: Look, holding: Holding, function: Function) -> Reason | None:
    """None while the holder keeps the function."""
    answer = look.answers.get(function)
    if answer is None or (answer.responsable, answer.acte) == (holding.acteur, holding.acte):
        return None
    reason = _why_not(look, answer, holding)
    if holding is arbitrated(look.dossier) and (reason not in ENDED or not _is_said(answer, holding, reason)):
        return None
    act = None if holding.acte is None else look.view.act(holding.acte)
    if reason not in ENDED:
        is_kept = answer.raison is Reason.COMPETENCE_A_TRANCHER or answer.responsable == holding.acteur or _gave_it_back(look, answer)
        return None if is_kept or holding.acte is None else reason
    to_the_end = act is not None and act.sort_des_encours == "FIN_DE_COURS" and reason not in _LEAVES_AT_ONCE
    return None if to_the_end else reason


def _why_not(look: Look, answer: Answer, holding: Holding) -> Reason:
    own = [one for one in answer.ecartes if one.acteur == holding.acteur]
    said_of_act = next((one.raison for one in own if one.acte == holding.acte), None)
    if said_of_act is not None:
        return said_of_act
    if answer.acte == holding.acte and _stands_in(look, holding):
        return Reason.RELAIS_TERMINE
    return Reason.DESSAISI_PAR_TRANSFERT if is_living(look.view, holding.acteur, look.today) else Reason.ACTEUR_DISPARU


def _is_said(answer: Answer, holding: Holding, reason: Reason) -> bool:
    """Whether acts themselves give the reason: an act that is of another aid is not among them."""
    return reason is Reason.ACTEUR_DISPARU or any((one.acteur, one.acte) == (holding.acteur, holding.acte) for one in answer.ecartes)


def _stands_in(look: Look, holding: Holding) -> bool:
    """Whether the holder is one that its act's clause names."""
    own = (one for one in look.view.acts(look.dossier.commune, look.dossier.aide) if one.act.id == holding.acte)
    return any(instead.who == holding.acteur for one in own for instead in one.fallbacks)


def _gave_it_back(look: Look, answer: Answer) -> bool:
    """Whether that actor refused the case under that act."""
    return (answer.responsable, answer.acte) in look.dossier.rendus


def _gains(look: Look, losses: list[Loss]) -> tuple[Share, ...]:
    """Who gets what nobody holds any more."""
    lost = {id(loss.holding): loss.fonctions for loss in losses}
    kept = {
        function
        for one in look.dossier.tenues
        if _follows_acts(look.dossier, one)
        for function in one.fonctions
        if function not in lost.get(id(one), ())
    }
    takers = ((function, _taker(look, answer)) for function, answer in look.answers.items() if function not in kept)
    return grouped([(function, taker) for function, taker in takers if taker is not None])


def _taker(look: Look, answer: Answer) -> Answer | None:
    """The answer, or the titulaire when the one it names gave the case back; None where there is no titulaire."""
    if answer.raison is Reason.COMPETENCE_A_TRANCHER or not _gave_it_back(look, answer):
        return answer
    if answer.titulaire is None:
        return None
    title, act = answer.titulaire, answer.acte_titulaire
    return Answer(title, Role.TITULAIRE, act, Reason.RETOUR_AU_TITULAIRE, answer.ecartes, title, act)
