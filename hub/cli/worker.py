"""Run a worker: intake, lanes and refusals, supervised."""

import os
import sys

import click

from hub.errors import WorkerNameTaken
from hub.settings import HubSettings, load_settings


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
    settings = load_settings(environ)
    if no_supervise:
        _work(settings)
    else:
        from hub.supervisor import Supervisor
        from hub.telemetry import configure_logging

        configure_logging(settings.log_level)
        sys.exit(Supervisor([sys.executable, "-m", "hub.cli", "worker", "--no-supervise"], environ).run())


def _work(settings: HubSettings) -> None:
    """Everything heavy is imported here, so that `hub --help` stays quick."""
    from hub.app import run_worker
    from hub.locks import hold_name
    from hub.supervisor import die_with_parent
    from hub.telemetry import configure_logging

    die_with_parent()
    configure_logging(settings.log_level)
    held = hold_name(settings.data_dir / "workers", settings.worker.name)
    if held is None:
        raise WorkerNameTaken(name=settings.worker.name)
    with held:
        run_worker(settings)
