"""Who is told what happened on a dossier, and which fields: those of its functions, and no other.

Rules:
1. The author is not told; who is accountable, and every authority that must be told, always is.
2. Who examines gets the whole event. A counter tells the person, who pays pays, who serves serves: each gets the fields for that.
3. Reasons, and what changed in the person's situation, are for those who examine.
4. Nobody without an active function is told anything.
5. Where an address is hidden, neither the commune the person went to nor the door it knocked at is told.
6. A counter that by law may keep nothing of a demand (children's aid: CASF L123-5, L222-2) learns who has it, of which day and aid.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from hub.core.authors import EXAMINING
from hub.core.dossier import Demand, Dossier, Holding, active
from hub.core.messages import Letter
from hub.core.minimise import EXAMINING_ROLES
from schemas.codes import Function, Reason, Role
from schemas.life_codes import EventName
from schemas.payload import Payload

SUIVI = "fr.relais.dossier.suivi.v1"

E, F = EventName, Function

_STUDY = EXAMINING | {F.RECEVOIR}
_CARRY_OUT = frozenset({F.DECIDER, F.INSTRUIRE, F.ORDONNANCER, F.PAYER, F.EXECUTER, F.ACCOMPAGNER})
_EVERYONE = frozenset(Function)
_MONEY = frozenset({F.ORDONNANCER, F.PAYER})

CONCERNED: Final[Mapping[EventName, frozenset[Function]]] = MappingProxyType(
    dict.fromkeys(
        (
            E.AR_EMIS,
            E.INCOMPETENCE_CONSTATEE,
            E.TRANSMISSION_ACCEPTEE,
            E.TRANSMISSION_REFUSEE,
            E.ARBITRAGE_RENDU,
            E.PIECES_DEMANDEES,
            E.PIECE_RECUE,
            E.DOSSIER_COMPLET,
            E.VISITE_PLANIFIEE,
            E.ORDRE_DU_JOUR_INSCRIT,
            E.DECISION_AJOURNEE,
            E.RENOUVELLEMENT_DEMANDE,
            E.REVISION_DEMANDEE,
            E.CONTRADICTOIRE_OUVERT,
            E.RECOURS_DEPOSE,
            E.DECISION_MAINTENUE,
            E.JUGEMENT_RENDU,
            E.SILENCE_ECHU,
            E.SILENCE_ANNULE,
        ),
        _STUDY,
    )
    | dict.fromkeys((E.PROPOSITION_ETABLIE, E.SITUATION_CHANGEE), EXAMINING)
    | dict.fromkeys((E.LIQUIDATION_ORDONNEE, E.SERVICE_DEMARRE, E.PAIEMENT_EFFECTUE, E.PAIEMENT_REJETE, E.SERVICE_SUSPENDU), _CARRY_OUT)
    | dict.fromkeys((E.INDU_NOTIFIE, E.INDU_SOLDE), EXAMINING | _MONEY | {F.RECEVOIR})
    | dict.fromkeys(
        (E.NOTIFICATION_ENVOYEE, E.NOTIFICATION_RECUE, E.DROIT_OUVERT, E.DROIT_RENOUVELE, E.RESIDENCE_CHANGEE, E.DOSSIER_CLOS), _EVERYONE
    )
)
"""Holders of which functions are told of each event."""

_ALWAYS = frozenset({"du", "au"})
_AT_THE_COUNTER = frozenset({"pieces", "date_limite", "date_visite", "seance", "sens", "voie", "mode", "issue", "montant_centimes"})
_TO_PAY = frozenset({"montant_centimes", "issue"})


def told(dossier: Dossier, event: EventName, author: str | None, said: Mapping[str, Any], day: date) -> tuple[Letter, ...]:
    """One letter for each actor concerned; `dossier` is the case after the event, `said` what it says (JSON values).

    `author` is None of what the hub itself adds.
    """
    concerned = CONCERNED[event]
    held: dict[str, list[Holding]] = {actor: [] for actor in (dossier.responsable, *dossier.informes)}
    for one in dossier.tenues:
        if one.is_active and (one.acteur in held or concerned.intersection(one.fonctions)):
            held.setdefault(one.acteur, []).append(one)
    start: dict[str, Any] = {"fait": event, "etat": dossier.etat, "date": day.isoformat()}
    if author is not None:
        held.pop(author, None)
        start["acteur"] = author
    if dossier.demande is not None and dossier.demande.adresse_masquee:
        said = {name: value for name, value in said.items() if name != "commune"}
        if (
            author is not None
            and author == dossier.demande.guichet
            and not any(one.role in EXAMINING_ROLES for one in active(dossier, author))
        ):
            del start["acteur"]
    return tuple(
        Letter(actor, SUIVI, start | _allowed(said, holdings, is_informed=actor in dossier.informes or actor == dossier.responsable))
        for actor, holdings in held.items()
    )


def passed_by_law(dossier: Dossier, demand: Demand, reason: Reason) -> tuple[Letter, ...]:
    """To each door of a new demand that the law leaves to one authority alone (rule 6): the person asks there where it went."""
    if reason is not Reason.EXCLUSION_LEGALE:
        return ()
    examined = {one.acteur for one in dossier.tenues if one.role is not Role.AUCUN}
    doors = dict.fromkeys(one.acteur for one in dossier.tenues if one.acteur not in examined)
    start = {"fait": E.DEMANDE_DEPOSEE, "etat": dossier.etat, "date": demand.date_demande.isoformat()}
    return tuple(Letter(door, SUIVI, start | {"aide": dossier.aide, "responsable": dossier.responsable}) for door in doors)


def said_by(payload: Payload) -> dict[str, Any]:
    """What an event says, as JSON values: its day apart, absent values left out, one piece among `pieces`, a signatory left out."""
    told = payload.model_dump(mode="json", exclude_none=True, exclude={"date", "date_decision", "signataire", "acteur"})
    piece = told.pop("piece", None)
    return told if piece is None else told | {"pieces": [piece]}


_SHOWN = frozenset(
    {"pieces", "date_limite", "date_visite", "seance", "du", "au", "sens", "motif", "nature", "voie", "mode", "issue", "montant_centimes"}
    | {"quotient_familial_centimes", "commune", "acte"}
)
"""The fields of `dossier.suivi` that an event may fill."""


def fields_of(held: Iterable[Holding], *, is_informed: bool = False) -> frozenset[str]:
    """What of an event goes to who holds these (or must be told, being an authority)."""
    holdings = tuple(held)
    functions = {function for one in holdings for function in one.fonctions}
    if is_informed or any(one.role in EXAMINING_ROLES and EXAMINING.intersection(one.fonctions) for one in holdings):
        return _SHOWN
    names = _ALWAYS
    if functions & {F.RECEVOIR, F.NOTIFIER, F.ARBITRER} and any(one.role is not Role.EXECUTANT for one in holdings):
        names |= _AT_THE_COUNTER
    return names | _TO_PAY if functions & _MONEY else names


def _allowed(said: Mapping[str, Any], held: list[Holding], *, is_informed: bool) -> dict[str, Any]:
    names = fields_of(held, is_informed=is_informed)
    return {name: value for name, value in said.items() if name in names}
