"""The life of a dossier as one table: what may happen in each state, where it leads, what is waited for next and until when.

Rules:
1. What the table does not name is refused (`ETAT_INCOMPATIBLE`), whoever publishes it; a rule of the core never asks a state by itself.
2. An event that may leave the state as it is says so: `STAYS` stands among its targets.
3. There is one end, `CLOS`; why is the closing motive. Nothing leaves it.
4. No event resets anything: the day of the demand, what was received and what was told stay as they were (an adjournment above all).
5. What the hub itself adds (`HUB_EVENTS`) stands in the table like the rest.
"""

from collections.abc import Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Final, NamedTuple

from schemas.codes import ClosingMotive, State
from schemas.inbound import INBOUND
from schemas.life_codes import EventName
from schemas.meaning import short_name

E, S = EventName, State


class Stays(Enum):
    """The state an event leaves as it was."""

    STAYS = "-"


STAYS: Final = Stays.STAYS
Target = State | Stays

NAMES: Final[Mapping[str, EventName]] = MappingProxyType({name: EventName(short_name(name)) for name in INBOUND})
"""The short name of each published type."""

SETTLING = frozenset({S.A_REORIENTER, S.COMPETENCE_A_TRANCHER})
"""Nobody knows yet who is competent."""
EXAMINED = frozenset(
    {S.DEPOSEE, S.AR_EMIS, S.TRANSMISE, S.TRANSFEREE, S.INCOMPLETE, S.EN_INSTRUCTION, S.EN_COMMISSION, S.AJOURNEE}
)  # fmt: skip
UNDECIDED = EXAMINED | SETTLING
"""No decision stands, and the delays run."""
SILENT = frozenset({S.REJET_IMPLICITE, S.ACCORD_IMPLICITE})
DECIDED = frozenset({S.DECIDEE, S.NOTIFIEE, S.MISE_EN_OEUVRE, S.DROIT_OUVERT, S.REVISEE, S.INDU, S.EN_RECOURS})
AFTER_APPEAL = frozenset({S.REJET_IMPLICITE_RECOURS})
"""Silence rejected the appeal. What the table does not say of it happens where the dossier was before the appeal (`appeals.resumed`)."""
OPEN = frozenset(State) - {S.CLOS, S.SIGNALEE}
"""A demand that is not closed."""
_RUNNING = frozenset({S.MISE_EN_OEUVRE, S.DROIT_OUVERT, S.REVISEE})
_GRANTING = frozenset({S.DECIDEE, S.NOTIFIEE, S.ACCORD_IMPLICITE})
_AT_STUDY = frozenset({S.EN_INSTRUCTION, S.INCOMPLETE, S.EN_COMMISSION, S.AJOURNEE})
_CONTESTED = frozenset({S.DECIDEE, S.NOTIFIEE, S.REJET_IMPLICITE, S.INDU}) | _RUNNING

Row = tuple[EventName, frozenset[State], tuple[Target, ...]]
_TO_COURT: Final[tuple[Target, ...]] = tuple(sorted(_CONTESTED))

_ROWS: Final[tuple[Row, ...]] = (
    (E.AR_EMIS, frozenset({S.DEPOSEE, S.TRANSMISE}), (S.AR_EMIS,)),
    (E.AR_EMIS, EXAMINED - {S.DEPOSEE, S.TRANSMISE}, (STAYS,)),
    (E.INCOMPETENCE_CONSTATEE, EXAMINED, (S.A_REORIENTER, S.TRANSMISE)),
    (E.INCOMPETENCE_CONSTATEE, frozenset({S.DECIDEE, S.NOTIFIEE, S.MISE_EN_OEUVRE, S.DROIT_OUVERT}), (STAYS,)),
    (E.TRANSMISSION_ACCEPTEE, UNDECIDED - _AT_STUDY, (S.EN_INSTRUCTION, S.INCOMPLETE, S.COMPETENCE_A_TRANCHER, STAYS)),
    (E.TRANSMISSION_ACCEPTEE, _AT_STUDY, (S.COMPETENCE_A_TRANCHER, STAYS)),
    (E.TRANSMISSION_ACCEPTEE, OPEN - UNDECIDED, (STAYS,)),
    (E.TRANSMISSION_REFUSEE, UNDECIDED, (S.COMPETENCE_A_TRANCHER, STAYS)),
    (E.TRANSMISSION_REFUSEE, OPEN - UNDECIDED, (STAYS,)),
    (E.TRANSMISSION_RETIREE, OPEN, (STAYS,)),
    (E.ARBITRAGE_RENDU, SETTLING, (S.TRANSMISE,)),
    (E.PIECES_DEMANDEES, EXAMINED, (S.INCOMPLETE,)),
    (E.PIECE_RECUE, UNDECIDED, (STAYS,)),
    (E.DOSSIER_COMPLET, EXAMINED - {S.EN_COMMISSION}, (S.EN_INSTRUCTION,)),
    (E.DOSSIER_COMPLET, frozenset({S.EN_COMMISSION}), (STAYS,)),
    (E.VISITE_PLANIFIEE, _AT_STUDY, (STAYS,)),
    (E.PROPOSITION_ETABLIE, _AT_STUDY, (STAYS,)),
    (E.ORDRE_DU_JOUR_INSCRIT, _AT_STUDY - {S.INCOMPLETE}, (S.EN_COMMISSION,)),
    (E.DECISION_AJOURNEE, EXAMINED, (S.AJOURNEE,)),
    (E.DECISION_RENDUE, EXAMINED, (S.DECIDEE, S.AJOURNEE, STAYS)),
    (E.DECISION_RENDUE, SETTLING | SILENT | {S.ORIENTEE, S.DECIDEE, S.MISE_EN_OEUVRE}, (S.DECIDEE, STAYS)),
    *((event, EXAMINED, (S.DECIDEE, S.AJOURNEE, S.REVISEE, STAYS)) for event in (E.DECISION_REGULARISEE, E.DECISION_CONFIRMEE)),
    *((event, OPEN - EXAMINED, (S.DECIDEE, S.REVISEE, STAYS)) for event in (E.DECISION_REGULARISEE, E.DECISION_CONFIRMEE)),
    (E.DECISION_RETIREE, OPEN, (STAYS,)),
    (E.NOTIFICATION_ENVOYEE, frozenset({S.DECIDEE, S.NOTIFIEE}) | _RUNNING, (STAYS,)),
    (E.NOTIFICATION_RECUE, frozenset({S.DECIDEE}), (S.NOTIFIEE,)),
    (E.NOTIFICATION_RECUE, frozenset({S.REVISEE}), (S.DROIT_OUVERT, STAYS)),
    (E.NOTIFICATION_RECUE, frozenset({S.NOTIFIEE, S.MISE_EN_OEUVRE, S.DROIT_OUVERT}), (STAYS,)),
    *((event, _GRANTING, (S.MISE_EN_OEUVRE,)) for event in (E.LIQUIDATION_ORDONNEE, E.SERVICE_DEMARRE, E.PAIEMENT_EFFECTUE)),
    *((event, _RUNNING | {S.INDU, S.EN_RECOURS}, (STAYS,)) for event in (E.LIQUIDATION_ORDONNEE, E.SERVICE_DEMARRE)),
    *((event, _RUNNING | {S.INDU, S.EN_RECOURS}, (STAYS,)) for event in (E.PAIEMENT_EFFECTUE, E.PAIEMENT_REJETE, E.SERVICE_SUSPENDU)),
    (E.AIDE_MISE_EN_OEUVRE, _GRANTING | {S.MISE_EN_OEUVRE, S.ORIENTEE}, (S.MISE_EN_OEUVRE,)),
    (E.AIDE_MISE_EN_OEUVRE, frozenset({S.DROIT_OUVERT, S.REVISEE, S.INDU, S.EN_RECOURS}), (STAYS,)),
    (E.DROIT_OUVERT, _GRANTING | {S.MISE_EN_OEUVRE, S.DROIT_OUVERT}, (S.DROIT_OUVERT,)),
    (E.RENOUVELLEMENT_DEMANDE, frozenset({S.DROIT_OUVERT}), (STAYS,)),
    (E.DROIT_RENOUVELE, frozenset({S.DROIT_OUVERT}), (STAYS,)),
    (E.SITUATION_CHANGEE, OPEN, (STAYS,)),
    (E.RESIDENCE_CHANGEE, UNDECIDED, (S.TRANSFEREE, STAYS)),
    (E.RESIDENCE_CHANGEE, OPEN - UNDECIDED, (STAYS,)),
    (E.REVISION_DEMANDEE, frozenset({S.NOTIFIEE}) | _RUNNING, (STAYS,)),
    (E.CONTRADICTOIRE_OUVERT, _GRANTING | _RUNNING, (STAYS,)),
    (E.DECISION_REVISEE, frozenset({S.NOTIFIEE}) | _RUNNING, (S.REVISEE, STAYS)),
    (E.INDU_NOTIFIE, _RUNNING, (S.INDU,)),
    (E.INDU_SOLDE, frozenset({S.INDU, S.EN_RECOURS}), (S.MISE_EN_OEUVRE, S.DROIT_OUVERT, S.REVISEE)),
    (E.RECOURS_DEPOSE, _CONTESTED, (S.EN_RECOURS,)),
    (E.RECOURS_DEPOSE, frozenset({S.EN_RECOURS}), (STAYS,)),
    (E.RECOURS_DEPOSE, AFTER_APPEAL, (S.EN_RECOURS,)),
    (E.DECISION_MAINTENUE, frozenset({S.EN_RECOURS}), (*_TO_COURT, STAYS)),
    (E.DECISION_MAINTENUE, AFTER_APPEAL, _TO_COURT),
    (E.DECISION_REFORMEE, frozenset({S.EN_RECOURS}) | AFTER_APPEAL, (S.DECIDEE, STAYS)),
    (E.JUGEMENT_RENDU, frozenset({S.EN_RECOURS}), (*_TO_COURT, S.EN_INSTRUCTION, STAYS)),
    (E.ORIENTATION_CONSENTIE, UNDECIDED | {S.ORIENTEE, S.REJET_IMPLICITE}, (S.ORIENTEE,)),
    (E.OPPOSITION_RECUE, frozenset({S.SIGNALEE}), (S.CLOS,)),
    (E.ACTION_BILAN, frozenset({S.MISE_EN_OEUVRE}), (STAYS,)),
    (E.DOSSIER_CLOS, frozenset(State) - {S.CLOS}, (S.CLOS,)),
    (E.EXAMEN, EXAMINED, (S.TRANSMISE, S.COMPETENCE_A_TRANCHER, S.DECIDEE, S.AJOURNEE, S.REVISEE, STAYS)),
    (E.EXAMEN, SETTLING, (S.TRANSMISE, S.COMPETENCE_A_TRANCHER, S.DECIDEE, S.AJOURNEE, S.REVISEE, STAYS)),
    (E.EXAMEN, OPEN - UNDECIDED, (S.DECIDEE, S.REVISEE, STAYS)),
    (E.SILENCE_ECHU, UNDECIDED, (S.REJET_IMPLICITE, S.ACCORD_IMPLICITE)),
    (E.SILENCE_ECHU, frozenset({S.EN_RECOURS}), (S.REJET_IMPLICITE_RECOURS, STAYS)),
    (E.SILENCE_ANNULE, SILENT, (S.DECIDEE,)),
    (E.SILENCE_ANNULE, AFTER_APPEAL, _TO_COURT),
    (E.SILENCE_ANNULE, frozenset({S.EN_RECOURS}), (STAYS,)),
    (E.TRANSMISSION_SANS_REPONSE, UNDECIDED, (S.COMPETENCE_A_TRANCHER, STAYS)),
)


def _tabled(rows: tuple[Row, ...]) -> Iterator[tuple[tuple[State, EventName], tuple[Target, ...]]]:
    for event, states, targets in rows:
        for state in sorted(states):
            yield (state, event), tuple(one for one in targets if STAYS not in targets or one is not state)


TABLE: Final[Mapping[tuple[State, EventName], tuple[Target, ...]]] = MappingProxyType(dict(_tabled(_ROWS)))
"""What may happen in a state, and the states it may lead to."""

CLOSING: Final[Mapping[ClosingMotive, frozenset[State]]] = MappingProxyType(
    {motive: frozenset(State) - {S.CLOS, S.EN_RECOURS, S.INDU} for motive in ClosingMotive}
    | {
        ClosingMotive.DECES: frozenset(State) - {S.CLOS},
        ClosingMotive.DESISTEMENT: frozenset(State) - {S.CLOS, S.INDU},
        ClosingMotive.CADUCITE: frozenset({S.INCOMPLETE}),
    }
)
"""From which states each motive closes: an appeal or a debt is not forgotten by closing, and only an incomplete demand lapses."""


class Expected(NamedTuple):
    """What is waited for in a state, and until when (in French: it is shown to people)."""

    evenements: tuple[EventName, ...]
    jusqu_a: str


EXPECTED: Final[Mapping[State, Expected]] = MappingProxyType(
    {
        S.SIGNALEE: Expected((E.OPPOSITION_RECUE, E.DOSSIER_CLOS), "la fin du délai d'opposition (8 jours au moins), puis l'offre d'aide"),
        S.DEPOSEE: Expected((E.AR_EMIS, E.TRANSMISSION_ACCEPTEE, E.ORIENTATION_CONSENTIE), "le délai de l'accusé de réception"),
        S.AR_EMIS: Expected((E.PIECES_DEMANDEES, E.DOSSIER_COMPLET), "l'échéance du silence"),
        S.A_REORIENTER: Expected((E.ARBITRAGE_RENDU,), "sans délai ; objectif de deux jours ouvrés"),
        S.TRANSMISE: Expected((E.TRANSMISSION_ACCEPTEE, E.TRANSMISSION_REFUSEE, E.AR_EMIS), "le rappel à 48 heures"),
        S.TRANSFEREE: Expected((E.TRANSMISSION_ACCEPTEE, E.TRANSMISSION_REFUSEE, E.AR_EMIS), "le rappel à 48 heures"),
        S.COMPETENCE_A_TRANCHER: Expected((E.ARBITRAGE_RENDU, E.TRANSMISSION_ACCEPTEE), "24 heures en cas d'urgence"),
        S.INCOMPLETE: Expected((E.PIECE_RECUE, E.DOSSIER_COMPLET), "le dernier jour donné pour les pièces"),
        S.EN_INSTRUCTION: Expected((E.PROPOSITION_ETABLIE, E.ORDRE_DU_JOUR_INSCRIT, E.DECISION_RENDUE), "l'échéance du silence"),
        S.EN_COMMISSION: Expected((E.DECISION_RENDUE, E.DECISION_AJOURNEE), "le jour de la séance, et l'échéance du silence"),
        S.AJOURNEE: Expected((E.DOSSIER_COMPLET, E.ORDRE_DU_JOUR_INSCRIT, E.DECISION_RENDUE), "l'échéance du silence, qui court toujours"),
        S.ORIENTEE: Expected((E.DOSSIER_CLOS,), "aucun délai"),
        S.DECIDEE: Expected((E.NOTIFICATION_ENVOYEE, E.NOTIFICATION_RECUE), "l'objectif de cinq jours"),
        S.REJET_IMPLICITE: Expected((E.DECISION_RENDUE, E.RECOURS_DEPOSE, E.DOSSIER_CLOS), "le délai de recours"),
        S.ACCORD_IMPLICITE: Expected(
            (E.LIQUIDATION_ORDONNEE, E.SERVICE_DEMARRE, E.DROIT_OUVERT, E.CONTRADICTOIRE_OUVERT), "l'objectif de trente jours"
        ),
        S.NOTIFIEE: Expected(
            (E.LIQUIDATION_ORDONNEE, E.SERVICE_DEMARRE, E.DROIT_OUVERT, E.RECOURS_DEPOSE, E.DOSSIER_CLOS), "le délai de recours"
        ),
        S.MISE_EN_OEUVRE: Expected((E.PAIEMENT_EFFECTUE, E.DROIT_OUVERT, E.DOSSIER_CLOS), "l'objectif de trente jours"),
        S.DROIT_OUVERT: Expected((E.DROIT_RENOUVELE, E.REVISION_DEMANDEE, E.DOSSIER_CLOS), "la fin du droit"),
        S.REVISEE: Expected((E.NOTIFICATION_RECUE, E.INDU_NOTIFIE, E.DOSSIER_CLOS), "l'objectif de cinq jours"),
        S.INDU: Expected((E.INDU_SOLDE, E.RECOURS_DEPOSE), "le délai de recours"),
        S.EN_RECOURS: Expected((E.DECISION_MAINTENUE, E.DECISION_REFORMEE, E.JUGEMENT_RENDU), "deux mois, puis le silence vaut rejet"),
        S.REJET_IMPLICITE_RECOURS: Expected((E.RECOURS_DEPOSE, E.DECISION_REFORMEE, E.DOSSIER_CLOS), "le délai de recours devant le juge"),
        S.CLOS: Expected((), "aucun délai"),
    }
)
"""What comes next in each state. Legal delays are those of the catalogue for the aid."""


_TARGETS: Final = {(state, event): tuple([state if one is STAYS else one for one in leads]) for (state, event), leads in TABLE.items()}


def targets(state: State, event: EventName) -> tuple[State, ...]:
    """The states `event` may lead to from `state`; none when it may not happen there."""
    return _TARGETS.get((state, event), ())


def closes(state: State, motive: ClosingMotive) -> bool:
    """Whether `motive` closes a dossier that stands at `state`."""
    return state in CLOSING[motive]
