"""Keeps one worker process alive: started again after every end that was not asked for, ever more slowly, visibly.

Rules:
1. Stopped (0) and wrong usage (2) are meant: they are passed on. So is a refusal (1) at the first start: who starts it must read why. A
   worker that was started again and is refused, because Kafka is away, say, is tried again like any crash.
2. The wait doubles from `FIRST_WAIT_S` to `LONGEST_WAIT_S` and starts over when the worker lived longer than `CALM_S`.
3. SIGTERM and SIGINT are passed on; a worker whose supervisor dies ends itself (`die_with_parent`).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType

import structlog

FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 30.0
CALM_S = 60.0
RESTARTS_VARIABLE = "RELAIS_RESTARTS"
MEANT = frozenset({0, 2})
REFUSED = 1
_PR_SET_PDEATHSIG = 1


class Supervisor:
    """Runs `command` until it is told to stop or the command means to end; `run` returns the exit code to pass on."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str] = os.environ) -> None:
        self._command = list(command)
        self._environ = dict(environ)
        self._child: subprocess.Popen[bytes] | None = None
        self._stopping = False
        self._log = structlog.get_logger("supervisor")

    def run(self) -> int:
        """Supervise; blocking."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        restarts, wait_s = 0, FIRST_WAIT_S
        while True:
            started = time.monotonic()
            code = self._run_once(restarts)
            if self._stopping or code in MEANT or (code == REFUSED and restarts == 0):
                return code
            if time.monotonic() - started > CALM_S:
                wait_s = FIRST_WAIT_S
            restarts += 1
            self._log.warning("OUVRIER_RELANCE", code=code, fois=restarts, attente_s=wait_s)
            time.sleep(wait_s)
            wait_s = longer(wait_s)

    def _run_once(self, restarts: int) -> int:
        self._child = subprocess.Popen(  # noqa: S603 -- our own command line, no shell
            self._command, env={**self._environ, RESTARTS_VARIABLE: str(restarts)}
        )
        if self._stopping:
            self._child.terminate()  # told to stop while the worker was being started: `_stop` could not reach it
        return self._child.wait()

    def _stop(self, number: int, _frame: FrameType | None) -> None:
        self._stopping = True
        if self._child is not None and self._child.poll() is None:
            self._child.send_signal(number)


def longer(wait_s: float) -> float:
    """The next wait after a crash: twice the last one, within a bound."""
    return min(2 * wait_s, LONGEST_WAIT_S)


def restarts_so_far(environ: Mapping[str, str] = os.environ) -> int:
    """How often the supervisor has started this worker again."""
    return int(environ.get(RESTARTS_VARIABLE, "0"))


def die_with_parent() -> None:
    """Ask the kernel for SIGTERM when the supervisor dies (Linux; elsewhere nothing happens)."""
    if RESTARTS_VARIABLE in os.environ and sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
