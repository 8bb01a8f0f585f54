"""Which fields of a demand each recipient gets: those its act allows, and no other.

Rules:
1. Titulaire, délégataire and instructeur need the whole demand to examine it, once they have accepted it. Who has not answered yet sees
   what it needs to say whether it is competent: nothing that says who the person is.
2. An executant needs whom to serve, where and with what; not what was asked for, nor through which door.
3. Everyone else (a counter that only received, an authority that must settle a dispute) gets the commune, the aid and the date.
4. A person's reference is re-made for each recipient: two recipients cannot compare theirs.
5. Where an address is hidden, nothing that says where the person may be found leaves, to anybody: only fields known to say nothing of a
   place are left, so one that is added to the demand is hidden until somebody vouches for it. Who may get in touch with the person is told.
6. Amounts and rules of a decision go to those who examine, notify or pay, and to the counter that tells the person.
"""

from collections.abc import Iterable
from typing import Any, Final

from hub.core.dossier import Decision, Dossier, Holding
from hub.core.recipient_keys import RecipientKeys
from hub.core.rules_version import Rules
from schemas.codes import Function, Role
from schemas.person_ref import recipient_ref

COMMUNIQUEE = "fr.relais.decision.communiquee.v1"

_WHOLE = frozenset({"commune", "aide", "date_demande", "guichet", "canal", "personne_ref", "public", "urgence", "montant_demande_centimes"})
_BEFORE_ACCEPTING = _WHOLE - {"canal", "personne_ref"}
_LEAST = frozenset({"commune", "aide", "date_demande"})
_SAY_NO_PLACE = frozenset({"commune", "aide", "date_demande", "canal", "personne_ref", "public", "urgence", "montant_demande_centimes"})
"""The commune is that of the act by which its recipient holds the case: it learns nothing from it."""

DEMAND_FIELDS: dict[Role, frozenset[str]] = {
    Role.TITULAIRE: _WHOLE,
    Role.DELEGATAIRE: _WHOLE,
    Role.INSTRUCTEUR: _WHOLE,
    Role.EXECUTANT: _LEAST | {"personne_ref", "public"},
    Role.SUPPLETIF: _LEAST,
    Role.AUCUN: _LEAST,
}
"""What of the demand goes to whom, by role; where an address is hidden, less (rule 5)."""
_OFFERED_FIELDS = {role: fields & _BEFORE_ACCEPTING for role, fields in DEMAND_FIELDS.items()}

EXAMINING_ROLES = frozenset({Role.TITULAIRE, Role.DELEGATAIRE, Role.INSTRUCTEUR})
TELLING_OR_PAYING = frozenset({Function.RECEVOIR, Function.NOTIFIER, Function.ORDONNANCER, Function.PAYER, Function.ARBITRER})
"""Who needs what a decision grants: these roles, and whoever holds one of these functions; executing needs only its sense."""


NOBODY_READS: Final = RecipientKeys()
"""In the place of the hub's keys where cases are only looked at: letters are counted, and hold nothing of a person."""


def fields_for(role: Role, *, is_taken: bool) -> frozenset[str]:
    """The fields of a demand that a holder in that role may see, before it accepts and after."""
    return (DEMAND_FIELDS if is_taken else _OFFERED_FIELDS)[role]


def demand_for(dossier: Dossier, role: Role, recipient: str, recipient_keys: RecipientKeys, *, is_taken: bool) -> dict[str, Any]:
    """The demand of `dossier` as `recipient` may see it in that role (the payload `Demande`)."""
    demand = dossier.demande
    assert demand is not None, dossier.id
    if recipient_keys == NOBODY_READS:
        return {}
    allowed = fields_for(role, is_taken=is_taken)
    whole = {
        "commune": dossier.cog,
        "aide": dossier.aide,
        "date_demande": demand.date_demande.isoformat(),
        "guichet": demand.guichet,
        "canal": demand.canal,
        "personne_ref": demand.personne_ref,
        "public": demand.public,
        "urgence": demand.urgence,
        "montant_demande_centimes": demand.montant_demande_centimes,
    }
    shown = allowed & _SAY_NO_PLACE if demand.adresse_masquee else allowed
    seen = {name: value for name, value in whole.items() if name in shown and value is not None}
    if "personne_ref" in seen:
        seen["personne_ref"] = recipient_ref(recipient_keys.on(demand.date_demande), recipient, demand.personne_ref)
        seen |= {"adresse_masquee": True} if demand.adresse_masquee else {}
    return seen


def decision_for(decision: Decision, rules: Rules | None, held: tuple[Holding, ...], *, is_informed: bool) -> dict[str, Any]:
    """A decision as one who holds `held` (or must be told, being an authority) may see it (the payload `DecisionCommuniquee`)."""
    seen: dict[str, Any] = {
        "sens": decision.sens,
        "date_decision": decision.date_decision.isoformat(),
        "acteur": decision.acteur,
        "acte": decision.acte,
    }
    if decision.revision is not None:
        seen["revision"] = decision.revision
    if decision.sur_recours:
        seen["sur_recours"] = True
    if is_informed or learns_amounts(held):
        more: dict[str, Any] = {"montant_centimes": decision.montant_centimes, "version_reglement": decision.version_reglement}
        more["reglement_applicable"] = None if rules is None else rules.version
        seen |= {name: value for name, value in more.items() if value is not None}
    return seen


def learns_amounts(held: Iterable[Holding]) -> bool:
    """Whether who holds these needs what a decision grants, and by which rules."""
    return any(one.role in EXAMINING_ROLES or TELLING_OR_PAYING.intersection(one.fonctions) for one in held)
