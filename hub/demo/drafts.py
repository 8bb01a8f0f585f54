"""What a partner is about to publish, before it has an instant: sound, or spoiled in one of the ways the hub must answer.

Rules:
1. A draft says everything but the time; the record is made when it is published, in the mode its id draws.
2. A fault is one line of what must be refused, with the codes the hub may answer; nothing invented here resembles a living person.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from connectors.events import PartnerEvent, binary, structured
from connectors.protocol import Outgoing
from hub.demo import draw
from schemas.codes import Code

DEMAND = "fr.relais.demande.deposee.v1"
BINARY_SHARE = 0.7
TOO_LARGE_BYTES = 300_000


class Fault(StrEnum):
    """The ways a published record can be wrong that do not depend on what came before it."""

    VALEUR_VIDE = "valeur vide"
    JSON_CASSE = "JSON cassé"
    PAS_CLOUDEVENTS = "pas un CloudEvent"
    TYPE_INCONNU = "type inconnu"
    VERSION_INCONNUE = "version inconnue"
    CHAMP_MANQUANT = "champ manquant"
    CHAMP_EN_TROP = "champ en trop"
    CODE_COMMUNE_FAUX = "code de commune mal formé"
    DATE_IMPOSSIBLE = "30 février"
    DATE_FUTURE = "date à venir"
    COMMUNE_INCONNUE = "commune inconnue"
    AIDE_INCONNUE = "aide inconnue"
    ACTEUR_INCONNU = "acteur inconnu"
    NIR = "numéro de sécurité sociale"
    IDENTITE = "identité"
    TEXTE_LIBRE = "texte libre"
    TROP_GRAND = "trop grand"
    SUJET_RESERVE = "sujet réservé au hub"
    DOSSIER_INCONNU = "dossier inconnu"
    SOURCE_AUTRE = "source d'un autre"


@dataclass(frozen=True, slots=True)
class Draft:
    """An event without its time; `wait_days` days are let pass before it is published."""

    partner: str
    id: str
    type: str
    subject: str
    data: dict[str, Any]
    fault: Fault | None = None
    wait_days: int = 0


def write(draft: Draft, now: datetime, seed: int) -> Outgoing:
    """The record, in binary or structured mode."""
    if draft.fault is None:
        return _record(draft, now, seed)
    return _SPOILED[draft.fault][0](draft, now, seed)


def expected_codes(fault: Fault) -> frozenset[Code]:
    """The codes the hub may answer to that fault."""
    return _SPOILED[fault][1]


def _record(draft: Draft, now: datetime, seed: int) -> Outgoing:
    event = PartnerEvent(draft.partner, draft.id, draft.type, draft.subject, draft.data, now)
    return binary(event) if draw.chance(BINARY_SHARE, seed, "mode", draft.id) else structured(event)


def _empty(draft: Draft, now: datetime, seed: int) -> Outgoing:
    return _record(draft, now, seed)._replace(value=None)


def _broken(draft: Draft, now: datetime, seed: int) -> Outgoing:
    record = _record(draft, now, seed)
    assert record.value is not None
    return record._replace(value=record.value[:-1])


def _plain(draft: Draft, now: datetime, seed: int) -> Outgoing:
    del now, seed
    return Outgoing(json.dumps(draft.data).encode(), (("content-type", b"application/json"),))


def _without(name: str) -> Callable[[Draft, datetime, int], Outgoing]:
    def spoil(draft: Draft, now: datetime, seed: int) -> Outgoing:
        left = {field: value for field, value in draft.data.items() if field != name}
        return _record(replace(draft, data=left), now, seed)

    return spoil


def _field(name: str, value: Any) -> Callable[[Draft, datetime, int], Outgoing]:
    def spoil(draft: Draft, now: datetime, seed: int) -> Outgoing:
        return _record(replace(draft, data=draft.data | {name: value}), now, seed)

    return spoil


def _attribute(**changed: Any) -> Callable[[Draft, datetime, int], Outgoing]:
    def spoil(draft: Draft, now: datetime, seed: int) -> Outgoing:
        return _record(replace(draft, **changed), now, seed)

    return spoil


def _stranger(draft: Draft, now: datetime, seed: int) -> Outgoing:
    unknown = "dos_" + draw.token(26, seed, "inconnu", draft.id)
    acceptance = replace(draft, type="fr.relais.transmission.acceptee.v1", subject=unknown, data={"date": draft.data["date_demande"]})
    return _record(acceptance, now, seed)


def _reserved(draft: Draft, now: datetime, seed: int) -> Outgoing:
    return _record(replace(draft, subject="dos_" + draw.token(26, seed, "sujet", draft.id)), now, seed)


_Spoil = Callable[[Draft, datetime, int], Outgoing]
_SPOILED: dict[Fault, tuple[_Spoil, frozenset[Code]]] = {
    Fault.VALEUR_VIDE: (_empty, frozenset({Code.VALEUR_VIDE})),
    Fault.JSON_CASSE: (_broken, frozenset({Code.JSON_INVALIDE})),
    Fault.PAS_CLOUDEVENTS: (_plain, frozenset({Code.ENVELOPPE_INVALIDE})),
    Fault.TYPE_INCONNU: (_attribute(type="fr.relais.demande.rangee.v1"), frozenset({Code.TYPE_INCONNU})),
    Fault.VERSION_INCONNUE: (_attribute(type="fr.relais.demande.deposee.v9"), frozenset({Code.VERSION_INCONNUE})),
    Fault.CHAMP_MANQUANT: (_without("aide"), frozenset({Code.CHAMP_MANQUANT})),
    Fault.CHAMP_EN_TROP: (_field("couleur", 3), frozenset({Code.CHAMP_INCONNU})),
    Fault.CODE_COMMUNE_FAUX: (_field("commune", "0010"), frozenset({Code.IDENTIFIANT_INVALIDE, Code.VALEUR_INVALIDE})),
    Fault.DATE_IMPOSSIBLE: (_field("date_demande", "2026-02-30"), frozenset({Code.DATE_IMPOSSIBLE})),
    Fault.DATE_FUTURE: (_field("date_demande", "2999-01-04"), frozenset({Code.DATE_FUTURE})),
    Fault.COMMUNE_INCONNUE: (_field("commune", "00999"), frozenset({Code.COMMUNE_INCONNUE})),
    Fault.AIDE_INCONNUE: (_field("aide", "LUNE"), frozenset({Code.AIDE_INCONNUE})),
    Fault.ACTEUR_INCONNU: (_field("guichet", "ccas-nulle-part"), frozenset({Code.ACTEUR_INCONNU})),
    Fault.NIR: (_field("personne_ref", "1 00 99 99 999 999 42"), frozenset({Code.NIR_INTERDIT})),
    Fault.IDENTITE: (_field("nom", "X"), frozenset({Code.IDENTITE_INTERDITE})),
    Fault.TEXTE_LIBRE: (_field("commentaire", "situation urgente, voir la note"), frozenset({Code.TEXTE_LIBRE_INTERDIT})),
    Fault.TROP_GRAND: (_field("couleur", "x" * TOO_LARGE_BYTES), frozenset({Code.EVENEMENT_TROP_GRAND})),
    Fault.SUJET_RESERVE: (_reserved, frozenset({Code.SUJET_RESERVE})),
    Fault.DOSSIER_INCONNU: (_stranger, frozenset({Code.DOSSIER_INCONNU})),
    Fault.SOURCE_AUTRE: (_attribute(partner="prefet-haute-oriane"), frozenset({Code.SOURCE_NON_AUTORISEE})),
}
