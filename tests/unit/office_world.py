"""What an office finds in its inbox, for the tests of those of the demo and of the simulation."""

from typing import Any

from connectors.events import HubMessage


def message(case: str, kind: str, told: dict[str, Any], cause: str = "e-1") -> HubMessage:
    """A message of the hub about `case`."""
    return HubMessage("m", f"fr.relais.{kind}.v1", case, 1, cause, told)


def entrusted(
    case: str, functions: list[str], *, role: str = "titulaire", aid: str = "AID-FIN", cause: str = "e-1", day: str = "2026-05-11"
) -> HubMessage:
    """A dossier that is entrusted for `functions`, of a demand of `day`."""
    demand = {"aide": aid, "commune": "00101", "date_demande": day, "montant_demande_centimes": 30_000}
    told = {
        "etat": "proposee",
        "fonctions": functions,
        "role": role,
        "acte": "acte-essai",
        "raison": "COMPETENCE_LEGALE",
        "demande": demand,
    }
    return message(case, "dossier.confie", told, cause)
