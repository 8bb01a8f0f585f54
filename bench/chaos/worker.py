"""A worker of the chaos suite: the hub's own, whose clock stands in the week that is played, and jumps when a file says so."""

import os
import sys
from pathlib import Path

import click

from hub.cli.worker import supervise, work
from hub.demo.worker import WeekClock
from hub.engine.clock import Clock, SystemClock


class JumpingClock:
    """Another clock, moved by the seconds that a file holds; the file is read at every question."""

    def __init__(self, clock: Clock, jump: Path) -> None:
        self._clock = clock
        self._jump = jump

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC."""
        return self._clock.now_ms() + 1_000 * int(self._jump.read_text(encoding="ascii"))


def jump_to(file: Path, seconds: int) -> None:
    """Move the clock that looks at `file`; written beside and renamed, so that it reads a whole number."""
    beside = file.with_suffix(".new")
    beside.write_text(str(seconds), encoding="ascii")
    beside.replace(file)


@click.command()
@click.option("--name", required=True, help="Its static membership.")
@click.option("--metrics-port", required=True, type=click.IntRange(1, 65_535), help="Port of /metrics, /livez and /readyz.")
@click.option("--behind-s", required=True, type=int, help="Seconds by which its clock is behind the machine's.")
@click.option("--jump", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The file its clock is moved by.")
@click.option("--no-supervise", is_flag=True, help="Run in this process.")
def main(*, name: str, metrics_port: int, behind_s: int, jump: Path, no_supervise: bool) -> None:
    """Run a worker of the chaos suite.

    \b
    Example:
      python -m bench.chaos.worker --name w1 --metrics-port 9464 --behind-s 0 --jump jump-w1
    """
    environ = dict(os.environ) | {"HUB_WORKER__NAME": name, "HUB_WORKER__METRICS_PORT": str(metrics_port)}
    if no_supervise:
        work(environ, JumpingClock(WeekClock(SystemClock(), behind_s), jump))
    else:
        supervise([sys.executable, "-m", "bench.chaos.worker", *sys.argv[1:], "--no-supervise"], environ)


if __name__ == "__main__":
    main()
