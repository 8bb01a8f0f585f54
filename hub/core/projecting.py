"""The last gate before a letter leaves: what the acts by which its recipient holds the dossier let it have (schemas/profiles.py).

Rules:
1. For each function held, what its role gets, bounded by the profile its act names; a recipient gets the union of that.
2. Who holds nothing by an act with a profile, and an authority that must be told, gets the letter as it is.
3. What a message is not one without is always sent.
"""

from typing import Any

import msgspec

from hub.core.dossier import Dossier, Holding, active
from hub.core.entrusting import CONFIE
from hub.core.following import SUIVI, fields_of
from hub.core.messages import Letter
from hub.core.minimise import COMMUNIQUEE, DEMAND_FIELDS, learns_amounts
from hub.core.registry import RegistryView
from schemas.profiles import Profile, restrictable

AMOUNTS = frozenset({"montant_centimes", "version_reglement", "reglement_applicable"})
TOLD_TO_ALL = frozenset({"acteur", "aide", "responsable"})
"""Of what happened: who said it, and where a demand went that the law leaves to one authority."""


def granted(kind: str, holding: Holding) -> frozenset[str]:
    """The fields of that type which a holding gives by its role, of those that a profile may take away."""
    if kind == CONFIE:
        return frozenset(f"demande.{name}" for name in DEMAND_FIELDS[holding.role]) & restrictable(kind)
    if kind == COMMUNIQUEE:
        return restrictable(kind) if learns_amounts((holding,)) else restrictable(kind) - AMOUNTS
    if kind == SUIVI:
        return (fields_of((holding,)) | TOLD_TO_ALL) & restrictable(kind)
    return restrictable(kind)


def bounded(kind: str, holding: Holding, profile: Profile | None) -> frozenset[str]:
    """The same, by an act that names that profile (None: by no such act)."""
    fields = granted(kind, holding)
    return fields if profile is None else fields & profile.fields(kind, holding.fonctions)


def projected(letter: Letter, dossier: Dossier | None, view: RegistryView) -> Letter:
    """The letter with the fields that its recipient may have."""
    if dossier is None or letter.recipient in dossier.informes:
        return letter
    held = [(one, _profile_of(one, view)) for one in active(dossier, letter.recipient)]
    if all(profile is None for _, profile in held):
        return letter
    allowed = frozenset().union(*(bounded(letter.type, one, profile) for one, profile in held))
    return msgspec.structs.replace(letter, payload=kept(letter.payload, restrictable(letter.type) - allowed))


def _profile_of(holding: Holding, view: RegistryView) -> Profile | None:
    act = None if holding.acte is None else view.act(holding.acte)
    return None if act is None or act.donnees_autorisees is None else view.profile(act.donnees_autorisees)


def kept(payload: dict[str, Any], withheld: frozenset[str], above: str = "") -> dict[str, Any]:
    """What is left of a payload without the fields of those paths."""
    return {name: _below(value, withheld, f"{name}.") for name, value in payload.items() if above + name not in withheld}


def _below(value: Any, withheld: frozenset[str], above: str) -> Any:
    if isinstance(value, dict):
        return kept(value, withheld, above)
    if isinstance(value, list | tuple):
        return [_below(one, withheld, above) for one in value]
    return value
