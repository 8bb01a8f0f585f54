"""Keep the read model that the other commands answer from."""

import click


@click.command("projector")
@click.option("--rebuild", is_flag=True, help="Forget the read model first and build it again from the logs.")
@click.option(
    "--metrics-port", type=click.IntRange(0, 65_535), default=9465, show_default=True, help="Port of /metrics, /livez and /readyz."
)
def command(rebuild: bool, metrics_port: int) -> None:
    """Keep the read model that the other commands answer from.

    It follows hub.journal and hub.registry until it is stopped (SIGTERM or Ctrl-C); killed, it begins again where it was. One projector a
    data folder is enough; port 0 takes a free one.

    \b
    Example:
      hub projector --rebuild
    """
    import asyncio

    import structlog

    from hub.management import ManagementServer
    from hub.projector import Projector, run_until_told
    from hub.readmodel.store import only_writer, path_of, remove
    from hub.settings import load_settings
    from hub.telemetry import Metrics, configure_logging

    settings = load_settings()
    configure_logging(settings.log_level)
    metrics = Metrics()
    metrics.watch_room(settings.data_dir)
    with only_writer(path_of(settings)):
        if rebuild:
            remove(path_of(settings))
        projector = Projector(settings, metrics)
        server = ManagementServer(
            metrics.exposition, projector.is_live, projector.is_ready, host=settings.worker.metrics_host, port=metrics_port
        )
        server.start()
        structlog.get_logger("hub.projector").info("gestion_ouverte", port=server.port)
        try:
            asyncio.run(run_until_told(projector))
        finally:
            server.stop()
