"""The one way out when something inside a transaction, or the loop itself, is no longer to be trusted.

Crash-only: the supervisor starts the worker again; the fence and the aborted transaction do the rest. Nothing is caught and continued.
"""

import os
import sys
from typing import NoReturn

import structlog

EXIT_CRASH = 70
"""BSD's EX_SOFTWARE: the code of every self-inflicted end."""


def end_process(reason: str, error: BaseException | None = None) -> NoReturn:
    """End this process at once, without clean-up: an exception handler upstream must not be able to go on."""
    structlog.get_logger("engine").critical(
        "PROCESSUS_TERMINE", raison=reason, erreur=type(error).__name__ if error else None, detail=str(error or "")[:400]
    )
    sys.stderr.flush()
    sys.stdout.flush()
    os._exit(EXIT_CRASH)
