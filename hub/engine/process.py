"""Run one engine in this process until SIGTERM or SIGINT; it leaves within ten seconds or is ended."""

import asyncio
import gc
import logging
import signal
from concurrent.futures import ThreadPoolExecutor

import faust
import structlog
import uvloop

from hub.engine.assembly import Engine
from hub.engine.watchdog import Watchdog

LEAVE_S = 8.5
"""With a beat of the watchdog, and then its last resort, a process is gone within ten seconds."""
BLOCKING_CALLS_MAX = 32
"""Threads for librdkafka's blocking calls, which spend their time waiting: the relay's reading, and what lanes ask while they open.
Python's default (cores + 4) makes lanes that open at once queue behind each other."""
COLLECT_AFTER = (20_000, 50, 100)
"""Thresholds of the collector: facts make many short-lived objects and no cycles, and (700, 10, 10) cost a tenth of the CPU or more."""


class _Worker(faust.Worker):
    """Faust's worker without its logging and banner."""

    watchdog: Watchdog

    def _schedule_shutdown(self, signal: signal.Signals) -> None:
        structlog.get_logger("worker").info("ARRET_DEMANDE", signal=signal.name)
        self.watchdog.leave(LEAVE_S)
        super()._schedule_shutdown(signal)

    def _setup_logging(self) -> None:
        """The process configured its logs before."""


def new_loop(protocol: str) -> asyncio.AbstractEventLoop:
    """The quicker loop, but not for TLS: uvloop 0.23 under TLS 1.3 sometimes keeps an answer that has arrived to itself for 30 s."""
    return asyncio.new_event_loop() if protocol.endswith("SSL") else uvloop.new_event_loop()


def run_engine(engine: Engine) -> None:
    """Block until the process is told to stop; ends with SystemExit."""
    for chatty in ("hub.engine.app", "hub.engine.transport"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    loop = new_loop(engine.settings.kafka.security_protocol)
    loop.set_default_executor(ThreadPoolExecutor(BLOCKING_CALLS_MAX, thread_name_prefix="kafka"))
    worker = _Worker(engine.app, loglevel="WARN", redirect_stdouts=False, quiet=True, override_logging=False, loop=loop)
    worker.watchdog = engine.watchdog
    worker.spinner = None  # its marks would stand in the midst of the log
    worker.execute_from_commandline()
