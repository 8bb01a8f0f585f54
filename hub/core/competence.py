"""Who is responsible for an aid, in a commune, on a date, by which act, and why not the others.

Rules (domain §4.3; docs/explanation/competence.md is the same in prose):
1. An act counts when it is in force that day, its holder exists, and public, territory, amount, urgency fit. An amount not known yet fits
   every bound; a public not known fits no restriction.
2. A legal exclusion (`exclusif`) leaves nothing to anyone else.
3. Title: a transfer in force outranks and deprives; then law (with DECIDER) and institution, the most precise act; then authorisations.
4. A delegation of competence counts when its delegator holds the power that day, itself or by another delegation; the chain's end acts.
5. Conventions of instruction and duties of law never give DECIDER; markets, DSP, ententes execute, never decide; a subsidy gives nothing.
6. A shared competence goes by the door: the agreed (or authorised) body that the person knocked at, else the titulaire.
7. The most precise act wins: named commune, territory, public, amount, urgency, then the acts' own `priorite`. Equal acts of different
   holders are `COMPETENCE_A_TRANCHER`, for the holder of ARBITRER, else the titulaire, else nobody: never first come.
8. An act that cannot answer falls back on who its clause names: exhausted (`epuise: repli`), or while the case waits under it, or for an
   urgent demand suspended or without holder. Exhausted is never a refusal: where nobody else answers, the question is asked without it
   (`hub/core/routing.py`). One that is over decides nothing, and prepares only while the titulaire confirms it.
9. A titulaire holds every function that no act gives to another: no function is without an owner while a titulaire exists.
10. Nobody: a collective aid is an action to join, an association without mandate an orientation, else `AIDE_NON_INSTITUEE`, with what
   exists instead. A commune or an aid that the registry does not know has no act, so it ends here too; who must refuse it asks first.
"""

from functools import partial
from typing import Final

import msgspec

from hub.core.candidates import Bench
from hub.core.question import Alternative, Answer, Question, SetAside
from hub.core.registry import LocalAct, RegistryView
from schemas.codes import ActKind, Function, Reason, Role

__all__ = ["Alternative", "Answer", "Question", "SetAside", "resolve"]

TITLES: Final = {
    ActKind.LOI: Reason.COMPETENCE_LEGALE,
    ActKind.INSTITUTION: Reason.COMPETENCE_INSTITUEE,
    ActKind.TRANSFERT: Reason.COMPETENCE_TRANSFEREE,
    ActKind.AUTORISATION: Reason.AUTORISATION_EN_VIGUEUR,
}
HELPERS: Final = {
    ActKind.LOI: (Role.INSTRUCTEUR, Reason.COMPETENCE_LEGALE),
    ActKind.DELEGATION_COMPETENCE: (Role.DELEGATAIRE, Reason.DELEGATION_EN_VIGUEUR),
    ActKind.CONVENTION_INSTRUCTION: (Role.INSTRUCTEUR, Reason.CONVENTION_EN_VIGUEUR),
    ActKind.AGREMENT: (Role.DELEGATAIRE, Reason.DELEGATION_EN_VIGUEUR),
    ActKind.MARCHE: (Role.EXECUTANT, Reason.MARCHE_EN_VIGUEUR),
    ActKind.DSP: (Role.EXECUTANT, Reason.MARCHE_EN_VIGUEUR),
    ActKind.ENTENTE: (Role.EXECUTANT, Reason.CONVENTION_EN_VIGUEUR),
}
EXECUTING: Final = (ActKind.MARCHE, ActKind.DSP, ActKind.ENTENTE)


def resolve(view: RegistryView, question: Question) -> Answer:
    """The one answer; total, deterministic, remembered by the view."""
    return view.once(question, lambda: _with_alternatives(view, question, _answer(view, question)))


def _answer(view: RegistryView, question: Question) -> Answer:
    bench = Bench(view.acts(question.commune, question.aid), question)
    aid = view.aid(question.aid)
    if aid is not None and aid.nature == "collective":
        return _collective(bench)
    titles = _titles(bench)
    takers = _takers(bench, titles)
    title = titles[0] if len(titles) == 1 else None
    contradicted = len(titles) > 1 and not _is_by_the_door(takers)
    if contradicted or len(takers) > 1:
        return _to_settle(bench, title)
    if takers and (title is None or takers[0].holder != title.holder):
        return _by_taker(bench, takers[0], titles)
    if takers and title is not None and takers[0].stands_in:
        return bench.answer(title, Reason.RETOUR_AU_TITULAIRE, Role.TITULAIRE, title)
    bench.put_aside(takers, Reason.ACTE_MOINS_PRECIS)
    if title is not None:
        return bench.answer(title, _title_reason(title), Role.TITULAIRE, title)
    return _nobody(bench)


def _titles(bench: Bench) -> list[LocalAct]:
    """Who holds the power itself: none, one, or as many acts as contradict each other."""
    titles = [local for local in bench.live if local.is_title]
    if len(titles) == 1 and not titles[0].act.exclusif:
        return titles
    exclusive = [local for local in titles if local.act.exclusif]
    if exclusive:
        bench.put_aside((local for local in bench.live if local not in exclusive), Reason.EXCLUSION_LEGALE)
        return bench.most_precise(exclusive)
    authorised = [local for local in titles if local.act.type is ActKind.AUTORISATION]
    own = [local for local in authorised if local.holder == bench.question.counter]
    if own:
        bench.put_aside((local for local in titles if local not in own), Reason.AUTRE_GUICHET)
        return bench.most_precise(own)
    moved = [local for local in titles if local.act.type is ActKind.TRANSFERT]
    transfers = _standing(moved)
    deprived = {local.delegant for local in moved} - {local.holder for local in transfers}
    bench.put_aside((local for local in titles if local.holder in deprived), Reason.DESSAISI_PAR_TRANSFERT)
    first = transfers or [local for local in titles if local not in authorised] or authorised
    bench.put_aside((local for local in authorised if local not in first), Reason.AUTRE_GUICHET)
    bench.put_aside((local for local in titles if local not in first), Reason.ACTE_MOINS_PRECIS)
    return bench.most_precise(first)


def _standing(transfers: list[LocalAct]) -> list[LocalAct]:
    """The transfers whose transferee has not itself passed the power on since."""
    return [local for local in transfers if not any(_passes_on(later, local) for later in transfers)] or transfers


def _passes_on(later: LocalAct, earlier: LocalAct) -> bool:
    return later.delegant == earlier.holder != later.holder and (
        later.act.du > earlier.act.du or (later.act.du == earlier.act.du and earlier.delegant != later.holder)
    )


def _takers(bench: Bench, titles: list[LocalAct]) -> list[LocalAct]:
    """Who holds the function by another's act: none, one, or as many acts as contradict each other."""
    offers = []
    for local in bench.live:
        if local in bench.aside or local.is_title:
            continue
        reason = _refusal(local, bench.question)
        if reason is None:
            offers.append(local)
        else:
            bench.put_aside((local,), reason)
    _follow_chain(bench, [local for local in offers if local.act.type is ActKind.DELEGATION_COMPETENCE], {local.holder for local in titles})
    doors = [local for local in offers if local.act.au_guichet and local not in bench.aside]
    if doors:
        bench.put_aside((local for local in offers if local not in doors), Reason.AUTRE_GUICHET)
        return bench.most_precise(doors)
    return bench.most_precise([local for local in offers if local not in bench.aside])


def _follow_chain(bench: Bench, delegations: list[LocalAct], power: set[str]) -> None:
    """Set aside who delegated further, and who was given what its delegator does not hold."""
    ends: list[LocalAct] = []
    while delegations and (ready := [local for local in delegations if local.delegant is None or local.delegant in power]):
        givers = {local.delegant for local in ready}
        bench.put_aside((local for local in ends if local.holder in givers), Reason.TITULAIRE_QUI_A_DELEGUE)
        ends += ready
        power = power | {local.holder for local in ready}
        delegations = [local for local in delegations if local not in ready]
    bench.put_aside(delegations, Reason.DELEGANT_INCOMPETENT)


def _refusal(local: LocalAct, question: Question) -> Reason | None:
    """Why an act that fits does not give the function asked; None when it does."""
    act, function = local.act, question.function
    if act.type is ActKind.SUBVENTION:
        return Reason.SUPPLETIF_SANS_MANDAT
    if function is Function.DECIDER and act.type in EXECUTING:
        return Reason.EXECUTANT_NE_DECIDE_PAS
    if function not in act.fonctions and local.is_over:
        return Reason.ACTE_EXPIRE
    if function not in act.fonctions or (function is Function.DECIDER and act.type is ActKind.CONVENTION_INSTRUCTION):
        return Reason.FONCTION_NON_DELEGUEE
    if act.au_guichet and local.holder != question.counter:
        return Reason.AUTRE_GUICHET
    return None


def _to_settle(bench: Bench, title: LocalAct | None) -> Answer:
    """Equal acts of different holders: to the one holder of ARBITRER, else to the titulaire, with all of them shown."""
    arbiters = [local for local in bench.live if Function.ARBITRER in local.act.fonctions and local.act.type is not ActKind.SUBVENTION]
    bench.put_aside(bench.live, Reason.COMPETENCE_A_TRANCHER)
    chosen = arbiters[-1] if len({local.holder for local in arbiters}) == 1 else title
    if chosen is None:
        return bench.answer(None, Reason.COMPETENCE_A_TRANCHER, Role.AUCUN)
    role = Role.TITULAIRE if chosen.is_title else _role_and_reason(chosen)[0]
    return bench.answer(chosen, Reason.COMPETENCE_A_TRANCHER, role, title)


def _by_taker(bench: Bench, taker: LocalAct, titles: list[LocalAct]) -> Answer:
    role, reason = _role_and_reason(taker)
    by_the_door = _is_by_the_door([taker])
    bench.put_aside(titles, Reason.AUTRE_GUICHET if by_the_door else Reason.TITULAIRE_QUI_A_DELEGUE)
    if by_the_door and taker.act.type is ActKind.AGREMENT:
        reason = Reason.AGREMENT_GUICHET
    return bench.answer(taker, reason, role, titles[0] if len(titles) == 1 else None)


def _role_and_reason(taker: LocalAct) -> tuple[Role, Reason]:
    """In what capacity it acts; who stands in for a titulaire acts in that one's name."""
    if taker.stands_in and taker.act.type in TITLES and Function.DECIDER in taker.act.fonctions:
        return Role.DELEGATAIRE, Reason.CLAUSE_DE_REPLI
    role, reason = HELPERS[taker.act.type if taker.act.type in HELPERS else ActKind.DELEGATION_COMPETENCE]
    return role, Reason.CLAUSE_DE_REPLI if taker.stands_in else reason


def _nobody(bench: Bench) -> Answer:
    if bench.suppletifs():
        return bench.answer(None, Reason.ORIENTATION_SUPPLETIF, Role.SUPPLETIF)
    return bench.answer(None, Reason.AIDE_NON_INSTITUEE, Role.AUCUN)


def _collective(bench: Bench) -> Answer:
    """A collective action is joined, not asked for: who runs it; one that runs it alone answers for the action, not for a demand."""
    runs = [local for local in bench.live if local.act.type is not ActKind.SUBVENTION]
    bench.put_aside((local for local in bench.live if local not in runs), Reason.SUPPLETIF_SANS_MANDAT)
    offers = tuple(Alternative(bench.question.aid, local.holder, local.act.id, Reason.ACTION_COLLECTIVE) for local in runs)
    holds = [local for local in runs if local.act.type in TITLES]
    alone = holds[-1] if holds and len({local.holder for local in runs}) == 1 else None
    role = Role.AUCUN if alone is None else Role.TITULAIRE
    return msgspec.structs.replace(bench.answer(alone, Reason.ACTION_COLLECTIVE, role), alternatives=offers)


def _with_alternatives(view: RegistryView, question: Question, answer: Answer) -> Answer:
    """Where nobody answers for the aid asked, what exists instead in the same domain."""
    owned = answer.responsable is not None and answer.raison is not Reason.ACTION_COLLECTIVE
    if owned or answer.raison is Reason.COMPETENCE_A_TRANCHER:
        return answer
    found = list(answer.alternatives)
    for aid in view.same_domain(question.aid):
        asked = msgspec.structs.replace(question, aid=aid.code, function=Function.DECIDER, counter=None, amount_cents=None)
        other = view.once(("without alternatives", asked), partial(_answer, view, asked))
        if other.responsable is not None and other.acte is not None and other.raison is not Reason.ACTION_COLLECTIVE:
            found.append(Alternative(aid.code, other.responsable, other.acte, other.raison))
        found += other.alternatives
    services = dict.fromkeys(one.acteur for one in found if one.raison is Reason.ACTION_COLLECTIVE)
    return msgspec.structs.replace(answer, alternatives=tuple(found), services=tuple(services))


def _is_by_the_door(takers: list[LocalAct]) -> bool:
    return bool(takers) and takers[0].act.au_guichet


def _title_reason(title: LocalAct) -> Reason:
    return Reason.EXCLUSION_LEGALE if title.act.exclusif else TITLES[title.act.type]
