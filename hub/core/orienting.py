"""What a counter is told when nobody owns a need: the associations without mandate, and what else the commune does for it.

Rules:
1. Only the counter is told; nothing leaves for an association before the person's consent.
2. It is told once for each time a dossier comes to be nobody's: at its opening, or when it loses its owner in flight.
"""

from hub.core import conclusions as said
from hub.core.dossier import Dossier
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.question import Answer
from schemas.codes import Function, Reason

ORIENTATION = "fr.relais.orientation.proposee.v1"


def proposed(dossier: Dossier, answer: Answer) -> tuple[tuple[Conclusion, ...], tuple[Letter, ...]]:
    """What the journal says of it, and the letter to the counter."""
    counter, offers = counter_of(dossier), _offers(answer)
    told = {name: list(found) for name, found in offers.items() if found}
    letter = Letter(counter, ORIENTATION, {"aide": dossier.aide, "raison": answer.raison} | told)
    return (said.orientation_offered(counter, answer.raison, dossier.aide, offers),), (letter,)


def counter_of(dossier: Dossier) -> str:
    """Who received the demand: the counter, or who brought it where the counter was gone by then."""
    assert dossier.demande is not None
    doors = [one.acteur for one in dossier.tenues if Function.RECEVOIR in one.fonctions]
    return doors[0] if doors and dossier.demande.guichet not in doors else dossier.demande.guichet


def _offers(answer: Answer) -> dict[str, tuple[str, ...]]:
    """The associations without mandate, the collective actions (by aid) and the services that run them, the other aids given here."""
    actions = dict.fromkeys(one.aide for one in answer.alternatives if one.raison is Reason.ACTION_COLLECTIVE)
    others = dict.fromkeys(one.aide for one in answer.alternatives if one.raison is not Reason.ACTION_COLLECTIVE)
    return {"suppletifs": answer.suppletifs, "actions": tuple(actions), "services": answer.services, "aides": tuple(others)}
