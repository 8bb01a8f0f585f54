"""Gather, from the read model, all that the explanation sheet of one dossier needs."""

import sqlite3
from datetime import date

from hub.core.explain import CollectiveAction, Held, Told
from hub.core.proof_reading import read
from hub.core.why_not import Recorded
from hub.readmodel.directory import names_for
from hub.readmodel.queries import Action, Holding, actions_on, case_of, entries_of, holdings_of, proofs_of
from schemas.codes import Function


def told_of(model: sqlite3.Connection, dossier: str) -> Told | None:
    """What is told of a dossier; None when the journal never spoke of it."""
    entries = entries_of(model, dossier)
    if not entries:
        return None
    case = case_of(model, dossier)
    actions = [] if case is None or case.date_demande is None else actions_on(model, case.commune_slug, case.aide, case.date_demande)
    holdings = [one for one in holdings_of(model, dossier) if one.fin is None and one.fonctions != (Function.RECEVOIR,)]
    mentioned = [word for action in actions for word in (action.acteur, action.aide or "")]
    return Told(entries, names_for(model, entries, mentioned), [_held(one) for one in holdings], [_action(one) for one in actions])


def recorded_of(model: sqlite3.Connection, dossier: str, told: Told) -> Recorded:
    """What is on record of a dossier that `told` tells of, its proofs read."""
    return Recorded(told.entries, [(rank, read(proof)) for rank, proof in proofs_of(model, dossier)], told.names)


def _held(one: Holding) -> Held:
    return Held(one.acteur, one.role or "", one.fonctions, one.acte, date.fromisoformat(one.depuis), one.etat)


def _action(one: Action) -> CollectiveAction:
    return CollectiveAction(one.aide or "", one.acteur, None if one.au is None else date.fromisoformat(one.au))
