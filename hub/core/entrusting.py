"""Functions are given and taken back: the holdings, what is said of them, and the one letter each holder gets.

Rules:
1. A share is what one actor gets by one act; it makes one holding and one conclusion.
2. An actor gets one `dossier.confie` whatever the number of its shares: in the capacity that entitles to most, with all its functions.
   It gets another once, when what it accepted entitles it to fields it has not seen: whoever accepts by doing too.
3. An association without mandate is never given a share.
"""

from collections.abc import Iterable
from datetime import date

import msgspec

from hub.core import conclusions as said
from hub.core.dossier import Dossier, Holding, HoldingState, active
from hub.core.journal import Conclusion
from hub.core.messages import Letter
from hub.core.minimise import demand_for, fields_for
from hub.core.question import SetAside
from hub.core.recipient_keys import RecipientKeys
from schemas.codes import Function, Reason, Role

CONFIE = "fr.relais.dossier.confie.v1"
RETIRE = "fr.relais.dossier.retire.v1"

ROLE_ORDER = (Role.TITULAIRE, Role.DELEGATAIRE, Role.INSTRUCTEUR, Role.EXECUTANT, Role.SUPPLETIF, Role.AUCUN)
"""From who needs the whole demand to who needs the least of it."""


class Share(msgspec.Struct, frozen=True, gc=False):
    """What one actor is given by one act, and who else was considered."""

    acteur: str
    role: Role
    acte: str | None
    raison: Reason
    fonctions: tuple[Function, ...]
    ecartes: tuple[SetAside, ...] = ()

    def holding(self, day: date, etat: HoldingState = HoldingState.PROPOSEE) -> Holding:
        """The holding it makes, from `day`."""
        assert self.role is not Role.SUPPLETIF
        return Holding(self.acteur, self.role, self.fonctions, self.acte, day, etat)

    def conclusion(self, day: date) -> Conclusion:
        """What the journal says of it."""
        return said.functions_entrusted(
            self.acteur, self.acte, self.raison, self.fonctions, role=self.role, depuis=day, ecartes=self.ecartes
        )


def accepted(holding: Holding, day: date, *, by_doing: bool = False) -> Conclusion:
    """What the journal says of a holding that is taken."""
    return said.functions_accepted(holding.acteur, holding.acte, holding.fonctions, day, by_doing=by_doing)


def withdrawn(holding: Holding, raison: Reason, day: date) -> Conclusion:
    """What the journal says of a holding that ends."""
    return said.functions_withdrawn(holding.acteur, holding.acte, holding.fonctions, raison, day)


def confided(
    dossier: Dossier, shares: Iterable[Share], day: date, recipient_keys: RecipientKeys, etat: HoldingState = HoldingState.PROPOSEE
) -> tuple[Letter, ...]:
    """One `dossier.confie` for each actor among `shares`: an offer, or (`etat` ACCEPTEE) all that is to be known of what was taken."""
    by_actor: dict[str, list[Share]] = {}
    for share in shares:
        by_actor.setdefault(share.acteur, []).append(share)
    return tuple([_confie(dossier, held, day, recipient_keys, etat) for held in by_actor.values()])


def revealed(before: Dossier, dossier: Dossier, day: date, recipient_keys: RecipientKeys) -> tuple[Letter, ...]:
    """The whole of the demand to whoever has taken, since `before`, what entitles it to see more."""
    if dossier.demande is None:
        return ()
    taken = [one for one in dossier.tenues if one.etat is HoldingState.ACCEPTEE and one.role is not Role.AUCUN]
    new = dict.fromkeys([one.acteur for one in taken if one not in before.tenues])
    curious = [actor for actor in new if not _sees(dossier, actor, is_taken=True) <= _sees(before, actor)]
    shares = [
        Share(one.acteur, one.role, one.acte, Reason.ACCEPTATION, one.fonctions)
        for actor in curious
        for one in taken
        if one.acteur == actor
    ]
    return confided(dossier, shares, day, recipient_keys, HoldingState.ACCEPTEE)


def _sees(dossier: Dossier, actor: str, *, is_taken: bool = False) -> frozenset[str]:
    """The fields that `actor` may see by what it holds; `is_taken`: by what it accepted alone."""
    held = [(one.role, one.etat is HoldingState.ACCEPTEE) for one in active(dossier, actor)]
    return frozenset[str]().union(*[fields_for(role, is_taken=accepts) for role, accepts in held if accepts or not is_taken])


def _confie(dossier: Dossier, held: list[Share], day: date, recipient_keys: RecipientKeys, etat: HoldingState) -> Letter:
    first = min(held, key=_entitlement)
    payload = {
        "etat": etat,
        "fonctions": [function for share in held for function in share.fonctions],
        "role": first.role,
        "acte": first.acte,
        "depuis": day.isoformat(),
        "raison": first.raison,
        "demande": demand_for(dossier, first.role, first.acteur, recipient_keys, is_taken=etat is HoldingState.ACCEPTEE),
    }
    return Letter(first.acteur, CONFIE, payload)


def _entitlement(share: Share) -> int:
    return ROLE_ORDER.index(share.role)


def taken_back(actor: str, holdings: Iterable[Holding], raison: Reason, day: date) -> Letter:
    """The `dossier.retire` for what `actor` holds no more."""
    functions = [function for one in holdings for function in one.fonctions]
    return Letter(actor, RETIRE, {"fonctions": functions, "depuis": day.isoformat(), "raison": raison})
