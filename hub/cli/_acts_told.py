"""How commands on the registry tell one act and one answer: as a machine reads them, and in one line of French."""

from datetime import timedelta
from typing import Any

from hub.core.competence import Answer
from hub.core.local_acts import FOREVER, LocalAct
from hub.core.phrases import day_in_words
from hub.core.registry import RegistryView
from schemas.registry import Act


def act_as_dict(local: LocalAct) -> dict[str, Any]:
    """An act in one holder's hands, with its reference; `dernier_jour` is None when it has no end."""
    act = local.act
    return {
        "acte": act.id,
        "numero": act.numero,
        "objet": act.objet,
        "type": act.type,
        "reference": reference(act),
        "base": act.base,
        "detenteur": local.holder,
        "delegant": local.delegant,
        "organe": act.organe,
        "fonctions": list(act.fonctions),
        "depuis": local.start.isoformat(),
        "dernier_jour": None if local.end == FOREVER else (local.end - timedelta(days=1)).isoformat(),
        "national": local.national,
    }


def reference(act: Act) -> str:
    """The text that carries the act: its nature, number and date where they are recorded, else the number alone."""
    if act.acte_ref is None:
        return act.numero
    return f"{act.acte_ref.nature} {act.acte_ref.reference} du {day_in_words(act.acte_ref.date)}"


def act_in_words(view: RegistryView, local: LocalAct) -> str:
    """`Portage de repas (marché 2023-12, ferrevaux-portage-marche-2023), à Portage de repas`."""
    return f"{local.act.objet} ({reference(local.act)}, {local.act.id}), à {actor_in_words(view, local.holder)}"


def answer_as_dict(view: RegistryView, answer: Answer) -> dict[str, Any]:
    """Who answers, in what role, by which act, and why."""
    act = view.act(answer.acte or "")
    return {
        "responsable": answer.responsable,
        "role": answer.role,
        "acte": answer.acte,
        "reference": None if act is None else reference(act),
        "raison": answer.raison,
    }


def answer_in_words(view: RegistryView, answer: Answer) -> str:
    """`CCAS de Ferrevaux (règlement v8)`, or that nobody answers."""
    act = view.act(answer.acte or "")
    by = "" if act is None else f" ({reference(act)})"
    return f"{'personne' if answer.responsable is None else actor_in_words(view, answer.responsable)}{by}"


def actor_in_words(view: RegistryView, actor_id: str) -> str:
    """Its name."""
    actor = view.actor(actor_id)
    return actor_id if actor is None else actor.nom
