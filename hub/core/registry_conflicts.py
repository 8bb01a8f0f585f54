"""What resolution itself finds contradictory: every act is asked about on every day on which something changes.

Rules:
1. Two acts that give an exclusive function (to decide, to order payment, to pay) in the same commune, for the same aid, public, amount and
   day, without one being more precise, are a fault. Several authorised bodies are none: each holds its own admissions.
2. What an act lets decide is never above what its delegator may decide that day; nor is what an organ may, above what its body may.
3. A delegation counts only while its delegator holds the power; one that rests on another delegation names it in `origine`.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from typing import TypeVar

import msgspec

from hub.core.competence import Answer, Question, resolve
from hub.core.local_acts import ALWAYS, FOREVER, LocalAct, act_end
from hub.core.registry import RegistryView
from hub.core.registry_cycles import turning
from hub.core.registry_findings import Finding, Rule
from hub.core.registry_gaps import gaps
from hub.core.registry_links import ceiling
from schemas.codes import ActKind, Function, Public, Reason
from schemas.registry import Act

Bound = TypeVar("Bound", Public, int, str)
EXCLUSIVE = (Function.DECIDER, Function.ORDONNANCER, Function.PAYER)
DOING = {Function.DECIDER: "décident tous deux de", Function.ORDONNANCER: "ordonnancent tous deux", Function.PAYER: "paient tous deux"}
_COUNTED = (None, Reason.TITULAIRE_QUI_A_DELEGUE, Reason.ACTE_MOINS_PRECIS, Reason.AUTRE_GUICHET, Reason.COMPETENCE_A_TRANCHER)
"""What may be said of a delegation that counts (None: it is the answer)."""


def conflicts(view: RegistryView) -> Iterator[Finding]:
    """Contradictions of every commune and aid, each named once, on its first day."""
    for commune in view.communes():
        for aid in view.aids():
            acts = view.acts(commune.slug, aid.code)
            if acts and aid.nature != "collective":
                yield from gaps(commune.slug, aid, acts)
                yield from turning(commune.slug, aid.code, acts)
                yield from _two_holders(view, commune.slug, aid.code, acts)
                yield from _without_power(view, commune.slug, aid.code, acts)
                yield from _organs_above_their_body(view, commune.slug, aid.code, acts)


def _two_holders(view: RegistryView, commune: str, aid: str, acts: tuple[LocalAct, ...]) -> Iterator[Finding]:
    functions = [function for function in EXCLUSIVE if len({local.holder for local in acts if _may_hold(local, function)}) > 1]
    seen: set[tuple[str, ...]] = set()
    for question in _questions(commune, aid, acts) if functions else ():
        for function in functions:
            answer = resolve(view, msgspec.structs.replace(question, function=function))
            if answer.raison is not Reason.COMPETENCE_A_TRANCHER:
                continue
            rivals = _rivals(answer, acts, function)
            names = tuple(sorted({local.act.id for local in rivals}))
            if names in seen or all(local.act.type is ActKind.AUTORISATION for local in rivals):
                continue
            seen.add(names)
            rule = Rule.DEUX_TITULAIRES if all(local.is_title for local in rivals) else Rule.DEUX_DELEGATAIRES
            who = " et ".join(sorted({local.holder for local in rivals}))
            what = DOING[function]
            sentence = f"{who} {what} {aid} à {commune} le {question.day.isoformat()}, par des actes également précis."
            yield Finding(rule, tuple(("acte", name) for name in names), sentence, commune, aid, question.day)


def _may_hold(local: LocalAct, function: Function) -> bool:
    return local.is_title or function in local.act.fonctions


def _rivals(answer: Answer, acts: tuple[LocalAct, ...], function: Function) -> list[LocalAct]:
    """The acts that contradict each other: the titles among those shown, else all of them."""
    shown = {(one.acteur, one.acte) for one in answer.ecartes if one.raison is Reason.COMPETENCE_A_TRANCHER}
    tied = [local for local in acts if (local.holder, local.act.id) in shown and _may_hold(local, function)]
    if answer.titulaire is not None:
        return tied
    chosen = [local for local in acts if local.act.id == answer.acte and local.is_title]
    titles = [local for local in tied if local.is_title]
    return chosen + titles if titles else tied


def _questions(commune: str, aid: str, acts: tuple[LocalAct, ...]) -> Iterator[Question]:
    """Each day on which an act begins or gives way, with every bound that some act makes and every door that matters."""
    days = sorted({local.start for local in acts} | {end for local in acts for end in _returns(local)})
    publics: set[Public] = {public for local in acts for public in local.publics}
    territories: set[str] = {place for local in acts for place in local.territory}
    amounts = {bound for local in acts for bound in (local.act.montant_max_centimes, local.act.montant_min_centimes) if bound is not None}
    doors = {local.holder for local in acts if local.act.au_guichet or local.act.type is ActKind.AUTORISATION}
    is_urgent = sorted({local.act.urgence_seulement or bool(local.fallbacks) for local in acts} | {False})
    bounds = list(product(_in_order(publics), _in_order(amounts), _in_order(territories), _in_order(doors), is_urgent))
    for day in days:
        for public, amount, territory, door, urgent in bounds:
            yield Question(commune, aid, day, public=public, amount_cents=amount, territory=territory, counter=door, urgent=urgent)


def _in_order(bounds: Iterable[Bound]) -> list[Bound | None]:
    ordered: list[Bound | None] = [None]
    ordered += sorted(bounds)
    return ordered


def _returns(local: LocalAct) -> Iterator[date]:
    """The days on which an act gives something again, or leaves room for another."""
    yield from (stretch.au for stretch in local.act.suspensions if stretch.au is not None)
    yield from (stretch.du for stretch in local.act.suspensions)
    yield from (one.start for one in local.fallbacks if one.start != ALWAYS)
    if local.end is not FOREVER:
        yield local.end


def _without_power(view: RegistryView, commune: str, aid: str, acts: tuple[LocalAct, ...]) -> Iterator[Finding]:
    for local in acts:
        if local.act.type is not ActKind.DELEGATION_COMPETENCE or local.delegant is None or not local.act.fonctions:
            continue
        days = sorted({local.start} | {day for other in acts for day in (other.start, *_returns(other)) if local.is_in_force(day)})
        key = (("acte", local.act.id),)
        for day in days:
            above = _above(local.act, _powers(acts, local.delegant, day))
            if above is not None:
                yield _too_high(local.act, above, commune, aid, day)
                break
            answer = resolve(view, _question_for(local, commune, aid, day))
            fault = _fault_of_chain(local, answer)
            if fault is not None:
                rule, sentence = fault
                yield Finding(rule, key, f"{local.act.id} : {sentence} ({aid} à {commune}, le {day.isoformat()}).", commune, aid, day)
                break


def _organs_above_their_body(view: RegistryView, commune: str, aid: str, acts: tuple[LocalAct, ...]) -> Iterator[Finding]:
    for local in acts:
        for act in view.internal_history(local.holder, aid, FOREVER):
            day = max(act.du, local.start)
            above = _above(act, _powers(acts, local.holder, day))
            if above is local and act.montant_max_centimes is not None and day < act_end(act):
                yield _too_high(act, above, commune, aid, day)


def _powers(acts: tuple[LocalAct, ...], holder: str | None, day: date) -> list[LocalAct]:
    """By what acts `holder` decides that day."""
    return [local for local in acts if local.holder == holder and Function.DECIDER in local.act.fonctions and local.is_in_force(day)]


def _above(act: Act, powers: list[LocalAct]) -> LocalAct | None:
    """The widest of the delegator's powers, when the act lets decide above it."""
    widest = max(powers, key=lambda local: ceiling(local.act), default=None)
    is_above = widest is not None and Function.DECIDER in act.fonctions and ceiling(act) > ceiling(widest.act)
    return widest if is_above else None


def _too_high(act: Act, power: LocalAct, commune: str, aid: str, day: date) -> Finding:
    keys = (("acte", act.id), ("acte", power.act.id))
    sentence = (
        f"{act.id} donne à décider au-delà de ce que {power.act.id} permet à {power.holder} ({aid} à {commune}, le {day.isoformat()})."
    )
    return Finding(Rule.PLAFOND_AU_DESSUS_DU_DELEGANT, keys, sentence, commune, aid, day)


def _question_for(local: LocalAct, commune: str, aid: str, day: date) -> Question:
    """A question that the act itself fits."""
    act = local.act
    return Question(
        commune=commune,
        aid=aid,
        day=day,
        function=act.fonctions[0],
        amount_cents=act.montant_max_centimes if act.montant_max_centimes is not None else act.montant_min_centimes,
        public=local.publics[0] if local.publics else None,
        urgent=act.urgence_seulement,
        territory=local.territory[0] if local.territory else None,
    )


def _fault_of_chain(local: LocalAct, answer: Answer) -> tuple[Rule, str] | None:
    said = next((one.raison for one in answer.ecartes if (one.acteur, one.acte) == (local.holder, local.act.id)), None)
    if said is Reason.DELEGANT_INCOMPETENT:
        return Rule.DELEGANT_INCOMPETENT, f"{local.delegant} n'a pas la compétence que l'acte délègue"
    if answer.titulaire in (None, local.delegant) or local.act.origine is not None or said not in _COUNTED:
        return None
    return Rule.SOUS_DELEGATION_SANS_ORIGINE, f"{local.delegant} délègue ce qu'il tient lui-même d'une délégation"
