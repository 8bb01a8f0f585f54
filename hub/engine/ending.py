"""The one way out when something inside a transaction, or the loop itself, is no longer to be trusted.

Crash-only: the supervisor starts the worker again; the fence and the aborted transaction do the rest. Nothing is caught and continued.
"""

import os
import sys
from enum import StrEnum
from typing import NoReturn

import structlog

EXIT_CRASH = 70
"""BSD's EX_SOFTWARE: the code of every self-inflicted end."""


class Ending(StrEnum):
    """Why a process ends itself: `raison` in its log, explained to who is on call in docs/runbooks/ouvrier-arrete.md."""

    BOUCLE_FIGEE = "BOUCLE_FIGEE"
    DEPART_TROP_LONG = "DEPART_TROP_LONG"
    TRANSACTION_FIGEE = "TRANSACTION_FIGEE"
    TACHE_EN_PANNE = "TACHE_EN_PANNE"
    RELAIS_EN_PANNE = "RELAIS_EN_PANNE"
    CONTINUITE_ROMPUE = "CONTINUITE_ROMPUE"
    FAIT_EN_PANNE = "FAIT_EN_PANNE"
    GROUPE_EN_PANNE = "GROUPE_EN_PANNE"
    HORS_DU_GROUPE = "HORS_DU_GROUPE"


def end_process(ending: Ending, error: BaseException | None = None, **where: str | int | None) -> NoReturn:
    """End this process at once, without clean-up: an exception handler upstream must not be able to go on."""
    structlog.get_logger("engine").critical(
        "PROCESSUS_TERMINE", raison=ending, **where, erreur=type(error).__name__ if error else None, detail=str(error or "")[:400]
    )
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(EXIT_CRASH)
