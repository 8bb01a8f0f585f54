"""Run a worker: intake, lanes and refusals, supervised."""

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from hub.errors import WorkerNameTaken
from hub.settings import load_settings

if TYPE_CHECKING:
    from hub.engine.clock import Clock


@click.command("worker")
@click.option("--name", help="Its static membership; two living workers never share a name.")
@click.option("--no-supervise", is_flag=True, help="Run in this process, for a supervisor of your own (Kubernetes, systemd).")
@click.option("--metrics-port", type=click.IntRange(0, 65_535), help="Port of /metrics, /livez and /readyz; 0: a free one.")
def command(name: str | None, no_supervise: bool, metrics_port: int | None) -> None:
    """Run a worker: intake, lanes and refusals, supervised.

    It ends itself (70) on any doubt inside a transaction and is started again; SIGTERM finishes running transactions and leaves within
    10 s.

    \b
    Example:
      hub worker --name ouvrier-1
    """
    environ = dict(os.environ)
    if name is not None:
        environ["HUB_WORKER__NAME"] = name
    if metrics_port is not None:
        environ["HUB_WORKER__METRICS_PORT"] = str(metrics_port)
    if no_supervise:
        work(environ)
    else:
        supervise([sys.executable, "-m", "hub.cli", "worker", "--no-supervise"], environ)


def supervise(command: Sequence[str], environ: Mapping[str, str]) -> NoReturn:
    """Run the command of a worker, again after every crash."""
    from hub.supervisor import Supervisor
    from hub.telemetry import configure_logging

    configure_logging(load_settings(environ).log_level)
    code = Supervisor(command, environ).run()
    sys.exit(code if code >= 0 else 128 - code)  # ended by a signal: as a shell says it


def work(environ: Mapping[str, str], clock: "Clock | None" = None) -> None:
    """Work in this process; everything heavy is imported here, so that `hub --help` stays quick."""
    from hub.app import run_worker
    from hub.engine.clock import SystemClock
    from hub.locks import hold_name
    from hub.supervisor import die_with_parent
    from hub.telemetry import configure_logging

    die_with_parent()
    settings = load_settings(environ)
    configure_logging(settings.log_level)
    held = hold_name(settings.data_dir / "workers", settings.worker.name)
    if held is None:
        raise WorkerNameTaken(name=settings.worker.name)
    with held:
        run_worker(settings, clock or SystemClock())
