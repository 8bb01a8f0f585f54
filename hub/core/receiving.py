"""Aid received lately: what a case tells of what it grants, and what who decides by an act that allows it learns of the person.

Rules:
1. Grants are kept only in communes where an act in the registry allows somebody to know of them (`aide_recue_mois`).
2. Told is the actor that decides by such an act, when a demand opens under it: yes or no, and a class of amounts (`hub/core/receipts.py`).
"""

from typing import Any

import msgspec

from hub.core.dossier import Decision, Dossier, Holding
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.linking import LIE, origin_of
from hub.core.links import Receipt
from hub.core.messages import Letter
from hub.core.outcome import Effect
from hub.core.person_facts import LinkFact, Received, Waiting, person_id
from hub.core.planning import granted
from hub.core.registry import RegistryView
from hub.core.told_facts import AidReceived
from schemas.codes import DecisionSense, Function, State
from schemas.life_codes import AidAnswer


def asking(fact: LinkFact, dossier: Dossier | None, view: RegistryView) -> LinkFact:
    """What a case tells when it opens, with the months that who decides may ask for."""
    if not isinstance(fact, Waiting) or dossier is None or not is_kept(view, dossier.commune):
        return fact
    months = next((found for one in dossier.tenues if (found := _months(one, view)) is not None), None)
    return msgspec.structs.replace(fact, mois=months)


def _months(holding: Holding, view: RegistryView) -> int | None:
    """What the act allows, by which somebody decides now."""
    act = None if holding.acte is None or not holding.is_active or Function.DECIDER not in holding.fonctions else view.act(holding.acte)
    return None if act is None else act.aide_recue_mois


def is_kept(view: RegistryView, commune: str) -> bool:
    """Whether an act allows anybody there to know what was received."""
    return commune in view.once("aide_recue_mois", lambda: _communes(view))


def _communes(view: RegistryView) -> frozenset[str]:
    return frozenset(one.slug for act in view.all_acts() if act.aide_recue_mois is not None for one in view.communes_of(act))


def received(before: Dossier | None, after: Dossier | None, view: RegistryView) -> tuple[Received, ...]:
    """What a change of a case tells of a grant."""
    if before is None or after is None or after.demande is None or before.decisions is after.decisions:
        return ()
    was, now = granted(before.decisions), granted(after.decisions)
    if was == now or not is_kept(view, before.commune):
        return ()
    day = _last(after.decisions if now is not None else before.decisions).date_decision
    person = person_id(before.commune, after.demande.personne_ref)
    return (Received(personne=person, recu=Receipt(after.id, day, now or 0), clos=now is None),)


def _last(decisions: tuple[Decision, ...]) -> Decision:
    return next(one for one in reversed(decisions) if one.sens is not DecisionSense.AJOURNEMENT)


def known(dossier: Dossier, fact: AidReceived, view: RegistryView) -> Effect:
    """What the answer makes of the case; nothing where it has it already, is closed, or nobody may know it any more."""
    demand, told = dossier.demande, fact.connu
    deciding = dict.fromkeys(one.acteur for one in dossier.tenues if _months(one, view) == told.mois)
    if demand is None or dossier.etat is State.CLOS or dossier.recue == told or not deciding:
        return Effect(dossier)
    raison = AidAnswer.OUI if told.recue else AidAnswer.NON
    details: dict[str, Any] = {"mois": told.mois} | ({} if told.classe is None else {"classe": told.classe})
    conclusion = Conclusion(genre=ConclusionKind.AIDE_RECUE, raison=raison, acteur=next(iter(deciding)), details=details)
    said: dict[str, Any] = {"date_origine": origin_of(demand, dossier.delais).isoformat(), "demandes": [], "aide_recue": raison}
    said |= {"aide_recue_mois": told.mois} | ({} if told.classe is None else {"aide_recue_classe": told.classe})
    letters = tuple(Letter(actor, LIE, said) for actor in deciding)
    return Effect(msgspec.structs.replace(dossier, recue=told), (conclusion,), letters)
