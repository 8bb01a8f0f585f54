"""Every act as it applies in one commune, of all times, internal acts and national ones too.

A law that only says by which act an organ decides (an internal act without function) gives nothing to anybody: it is left out.
"""

from datetime import date

from hub.core.local_acts import INTERNAL_KINDS, LocalAct, localise
from hub.core.registry import RegistryView
from schemas.registry import Commune


def acts_of(view: RegistryView, commune: Commune) -> tuple[LocalAct, ...]:
    """Each act once a holder and delegator, for as long as it lasts there, oldest first; what never applies a day is left out."""
    return view.once(("acts of", commune.slug), lambda: _acts_of(view, commune))


def _acts_of(view: RegistryView, commune: Commune) -> tuple[LocalAct, ...]:
    given = (act for act in view.all_acts() if act.fonctions or act.type not in INTERNAL_KINDS)
    named = (act for act in given if not act.communes or commune.slug in act.communes)
    found = (local for act in named for local in localise(act, commune, view.actor))
    return tuple(sorted((local for local in found if local.start < local.end), key=_age))


def _age(local: LocalAct) -> tuple[date, date, str, str, str]:
    return local.act.du, local.start, local.act.id, local.holder, local.delegant or ""
