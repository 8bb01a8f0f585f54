"""An act against the act it rests on (`origine`): who gave it, on what, until when, up to what amount, and whether it could be given.

Rules:
1. An act lies within the act it rests on: its delegator holds that one, its aids, communes, publics and dates are among its own; where that
   one is itself no title, its functions too.
2. Who holds a delegation delegates it only where its act says `subdelegation`. A body that exercises what its own commune or EPCI holds
   (CASF L123-5: the CCAS of a commune) is the second link, not a sub-delegation. What an organ holds by internal delegation it never
   delegates (CASF R123-21).
3. What a département entrusts to a CCAS or a CIAS has two links (CASF L121-6, then L123-5): a convention with the commune or the EPCI
   comes first.
4. No capacity or budget is above that of the act it rests on (ceilings of amount: hub/core/registry_conflicts.py).
5. A board delegates to its president, vice-president, vice-président délégué (from the act that lets it on) or permanent commission; a
   delegation of signature names the post it is given to.
"""

from collections.abc import Iterator
from datetime import date
from math import inf
from typing import Final

from hub.core.local_acts import FOREVER, TITLE_KINDS, act_end, holders, with_heirs
from hub.core.registry import RegistryView
from hub.core.registry_findings import Finding, RecordKey, Rule
from schemas.codes import ActKind, ActorKind, Body, Public
from schemas.registry import Act, Commune

DELEGATED_ORGANS: Final = (Body.PRESIDENT, Body.VICE_PRESIDENT, Body.VICE_PRESIDENT_DELEGUE, Body.COMMISSION_PERMANENTE)
CENTRES: Final = (ActorKind.CCAS, ActorKind.CIAS)


def ceiling(act: Act) -> float:
    """Up to what amount the act lets decide, in cents; without a bound, any."""
    return inf if act.montant_max_centimes is None else act.montant_max_centimes


def faults_of_link(act: Act, view: RegistryView) -> Iterator[Finding]:
    """What is wrong in how the act was given."""
    key: RecordKey = ("acte", act.id)
    parent = None if act.origine is None else view.act(act.origine)
    if parent is not None:
        keys = (key, ("acte", parent.id))
        for sentence in _outside(act, parent, view):
            yield Finding(Rule.HORS_ACTE_D_ORIGINE, keys, f"{act.id} {sentence} ({parent.id}).", day=act.du)
        for sentence in _above(act, parent):
            yield Finding(Rule.PLAFOND_AU_DESSUS_DU_DELEGANT, keys, f"{act.id} {sentence} ({parent.id}).", day=act.du)
        if _is_forbidden(act, parent, view):
            sentence = f"{act.id} délègue ce que {parent.id} donne à {parent.beneficiaire} sans qu'il puisse le déléguer."
            yield Finding(Rule.SOUS_DELEGATION_INTERDITE, keys, sentence, day=act.du)
    if _skips_the_first_link(act, view):
        sentence = f"{act.id} va du département à {act.beneficiaire} sans passer par sa commune ou son EPCI."
        yield Finding(Rule.PREMIER_MAILLON_MANQUANT, (key,), sentence, day=act.du)
    yield from _faults_within_a_body(act, view)


def _outside(act: Act, parent: Act, view: RegistryView) -> Iterator[str]:
    if act.du < parent.du or act.du >= act_end(parent):
        yield "commence hors de la durée de l'acte sur lequel il repose"
    if act_end(parent) < act_end(act) < FOREVER:
        yield "finit après l'acte sur lequel il repose"
    if not set(act.aides) <= set(parent.aides):
        yield "porte sur des aides que n'a pas l'acte sur lequel il repose"
    if parent.communes and not set(act.communes) <= set(parent.communes):
        yield "vaut dans des communes que n'a pas l'acte sur lequel il repose"
    if parent.publics and Public.TOUT_PUBLIC not in parent.publics and not (act.publics and set(act.publics) <= set(parent.publics)):
        yield "vise des publics que n'a pas l'acte sur lequel il repose"
    if parent.type not in TITLE_KINDS and not set(act.fonctions) <= set(parent.fonctions):
        yield "donne des fonctions que n'a pas l'acte sur lequel il repose"
    if act.delegant is not None and not _is_given_by_its_holder(act, parent, view):
        yield "n'est pas donné par qui tient l'acte sur lequel il repose"


def _is_given_by_its_holder(act: Act, parent: Act, view: RegistryView) -> bool:
    """Whether some day, in some commune, who gives the act holds the one it rests on."""
    if act.delegant == parent.beneficiaire:
        return True
    return any(_ever(act.delegant, act, place, view) & _ever(parent.beneficiaire, parent, place, view) for place in view.communes_of(act))


def _ever(reference: str | None, act: Act, commune: Commune, view: RegistryView) -> set[str | None]:
    """Who the reference ever is in that commune, by relation or succession."""
    return {one.who for one in with_heirs(act, holders(reference, commune), view.actor)}


def _above(act: Act, parent: Act) -> Iterator[str]:
    if act.capacite is not None and parent.capacite is not None and act.capacite > parent.capacite:
        yield "ouvre plus de places que l'acte sur lequel il repose"
    if act.enveloppe is not None and parent.enveloppe is not None and act.enveloppe.centimes_par_an > parent.enveloppe.centimes_par_an:
        yield "engage plus d'argent que l'acte sur lequel il repose"


def _is_forbidden(act: Act, parent: Act, view: RegistryView) -> bool:
    if parent.type is ActKind.DELEGATION_INTERNE and parent.fonctions:
        return act.type is ActKind.DELEGATION_INTERNE
    if parent.type is ActKind.DELEGATION_SIGNATURE and parent.fonctions:
        return True
    is_link = act.type is ActKind.DELEGATION_COMPETENCE and parent.type is ActKind.DELEGATION_COMPETENCE
    return is_link and not parent.subdelegation and not _is_exercised_by_its_own_body(act, view)


def _is_exercised_by_its_own_body(act: Act, view: RegistryView) -> bool:
    givers = _named(act.delegant or "", act, view)
    takers = [view.actor(name) for name in _named(act.beneficiaire, act, view)]
    return all(actor is not None and actor.nature in CENTRES and actor.rattache_a in givers for actor in takers)


def _skips_the_first_link(act: Act, view: RegistryView) -> bool:
    if act.type is not ActKind.DELEGATION_COMPETENCE or act.delegant is None:
        return False
    giver, holder = (_kinds(reference, act, view) for reference in (act.delegant, act.beneficiaire))
    return ActorKind.DEPARTEMENT in giver and bool(holder & set(CENTRES))


def _kinds(reference: str, act: Act, view: RegistryView) -> set[ActorKind]:
    return {actor.nature for actor in (view.actor(name) for name in _named(reference, act, view)) if actor is not None}


def _named(reference: str, act: Act, view: RegistryView) -> set[str]:
    """Who the reference is in the act's communes, ever."""
    if not reference.startswith("@"):
        return {reference}
    return {one.who for place in view.communes_of(act) for one in holders(reference, place) if one.who is not None}


def _faults_within_a_body(act: Act, view: RegistryView) -> Iterator[Finding]:
    key: RecordKey = ("acte", act.id)
    if act.type is ActKind.DELEGATION_SIGNATURE and act.fonctions and act.organe is None:
        yield Finding(Rule.SIGNATURE_NON_NOMINATIVE, (key,), f"{act.id} ne dit pas à quelle fonction la signature est donnée.", day=act.du)
    if act.type is not ActKind.DELEGATION_INTERNE or not act.fonctions or not _kinds(act.beneficiaire, act, view) & set(CENTRES):
        return
    if act.organe is not None and (act.organe not in DELEGATED_ORGANS or act.du < _from_when(act.organe, view)):
        sentence = f"{act.id} délègue à un organe ({act.organe}) auquel le conseil d'administration ne pouvait pas déléguer ce jour-là."
        yield Finding(Rule.ORGANE_NON_DELEGATAIRE, (key,), sentence, day=act.du)


def _from_when(organ: Body, view: RegistryView) -> date:
    """Since when a vice-président délégué may be given a delegation: what the act that lets boards do so says."""
    if organ is not Body.VICE_PRESIDENT_DELEGUE:
        return date.min
    return min((act.du for act in view.all_acts() if act.organe is organ and not act.communes and not act.fonctions), default=FOREVER)
