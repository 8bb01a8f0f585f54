"""The demonstration's command line: `python -m hub.demo`, which `scripts/demo` runs."""

import os
import sys
from pathlib import Path

import click
from rich.console import Console

from hub.demo.conductor import Options, perform
from hub.errors import HubFault
from hub.told_to_stop import stop_when_told

EVENTS_MIN = 300
INTERRUPTED = 130
WIDTH_WITHOUT_TERMINAL = 140


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--events", type=click.IntRange(EVENTS_MIN), default=20_000, show_default=True, help="How many events partners publish in all."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed is another week.")
@click.option("--once", is_flag=True, help="End after the final screen instead of staying open until Ctrl-C.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Write the figures to this file.")
def main(events: int, seed: int, once: bool, json_file: Path | None) -> None:  # noqa: FBT001 - click hands a flag over as a positional
    """Watch a week of four communes pass through a real Kafka, with a worker killed on the way.

    Exit code 1 when anything was lost, doubled or out of order.

    \b
    Example:
      scripts/demo --once --json demo.json --events 2000 --seed 7
    """
    stop_when_told()
    try:
        code = perform(Options(events, seed, once, json_file), dict(os.environ), _console())
    except HubFault as fault:
        click.echo(str(fault), err=True)
        code = fault.exit_code
    except KeyboardInterrupt:
        code = INTERRUPTED
    sys.exit(code)


def _console() -> Console:
    """The terminal as it is; tables need some room where the output goes to a file."""
    return Console() if sys.stdout.isatty() else Console(width=WIDTH_WITHOUT_TERMINAL)


if __name__ == "__main__":
    main()
