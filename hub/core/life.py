"""What a dossier keeps of its life beside its state: days, pieces that are missing, appeals, the right that runs; and what that means.

Rules:
1. A state stored before these fields existed reads as one to which none of this has happened.
2. `avant` is where the dossier goes back to when an appeal is over, or a debt settled.
"""

from datetime import date
from typing import Final

import msgspec

from schemas.codes import State
from schemas.life_codes import AppealPath, EventName, SignalNature

BEFORE_THE_AUTHOR = (AppealPath.GRACIEUX, AppealPath.RAPO)
"""The appeals that the author of a decision answers itself."""
_SILENT: Final = EventName.SILENCE_ECHU.value


class Appeal(msgspec.Struct, frozen=True, array_like=True):
    """One appeal, open until it has an `issue` (the short name of the event that ended it)."""

    voie: AppealPath
    depose_le: date
    issue: str | None = None
    silence_le: date | None = None
    """The last day of the silence that rejected it."""


class Right(msgspec.Struct, frozen=True, array_like=True):
    """A right runs from `du` on, before `au`."""

    du: date
    au: date | None = None


class Signal(msgspec.Struct, frozen=True, array_like=True):
    """A signal that nobody has asked anything by; passed on once `opposition_jusqu_au` has passed (`transmis`). No person in it."""

    recu_le: date
    nature: SignalNature
    opposition_jusqu_au: date
    echeance: str
    """When nobody may object any more (RFC 3339)."""
    montant_centimes: int | None = None
    transmis: bool = False


class Domicile(msgspec.Struct, frozen=True, array_like=True):
    """Since `du` the domicile de secours is in question: it may lie in `commune` (its name in the registry; `cog` its code).

    `departement` is the one that was asked, on `transmis_le`; `repondu_le` the day on which it said that it is not competent.
    """

    commune: str
    cog: str
    du: date
    departement: str | None = None
    transmis_le: date | None = None
    repondu_le: date | None = None


class Life(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """All of it; each day is the one its event named."""

    ar_le: date | None = None
    ar_complet: bool = False
    manquent: tuple[str, ...] = ()
    """The pieces that were asked for and have not come."""
    pieces_avant: date | None = None
    complet_le: date | None = None
    seance: date | None = None
    ajournements: int = 0
    implicite_le: date | None = None
    """The last day of the silence that took effect."""
    accord_acquis: bool = False
    """Silence granted: less is only decided by the way of a withdrawal (CRPA L242-1)."""
    notifie_le: date | None = None
    voies_et_delais: bool = False
    contradictoire_jusqu_au: date | None = None
    droit: Right | None = None
    fini: bool = False
    """A revision ended the right."""
    indu_centimes: int | None = None
    recours: tuple[Appeal, ...] = ()
    avant: tuple[State, ...] = ()
    signalement: Signal | None = None
    domicile: Domicile | None = None
    par_notification: bool = False
    """The silence that took effect is undone by what was notified in time alone."""
    arbitre: tuple[str, str] | None = None
    """The actor and the act that an arbitration named."""


NEW = Life()


def until(state: State, life: Life) -> date | None:
    """The last day until which something is waited for in that state, as far as the dossier itself names one."""
    match state:
        case State.INCOMPLETE:
            return life.pieces_avant
        case State.EN_COMMISSION | State.AJOURNEE:
            return life.seance
        case State.DROIT_OUVERT:
            return None if life.droit is None else life.droit.au
        case State.SIGNALEE:
            return None if life.signalement is None else life.signalement.opposition_jusqu_au
        case _:
            return None


def asked_elsewhere(life: Life) -> str | None:
    """The other département, while it is to say whether the domicile de secours lies there (CASF L122-4)."""
    return None if life.domicile is None or life.domicile.repondu_le is not None else life.domicile.departement


def open_appeal(life: Life, *paths: AppealPath) -> Appeal | None:
    """The last appeal by one of those paths that is still open."""
    for one in reversed(life.recours):
        if one.issue is None and one.voie in paths:
            return one
    return None


def silent_appeal(life: Life) -> Appeal | None:
    """The last appeal that silence rejected, and that nobody has answered since."""
    return next((one for one in reversed(life.recours) if one.issue == _SILENT), None)


def closed(life: Life, paths: tuple[AppealPath, ...], issue: str, silence_le: date | None = None) -> Life:
    """The life where every open appeal by those paths has that issue."""
    appeals = (
        Appeal(one.voie, one.depose_le, issue, silence_le) if one.issue is None and one.voie in paths else one for one in life.recours
    )
    return msgspec.structs.replace(life, recours=tuple(appeals))


def answered(life: Life, issue: str) -> Life:
    """The life where its author answered every appeal, those that silence had rejected too."""
    life = closed(life, BEFORE_THE_AUTHOR, issue)
    appeals = (Appeal(one.voie, one.depose_le, issue, one.silence_le) if one.issue == _SILENT else one for one in life.recours)
    return msgspec.structs.replace(life, recours=tuple(appeals))
