"""A worker of the demonstration: the hub's own, whose clock stands in the week that is played.

Rules:
1. The hub judges how late a decision is recorded: a week of May that is played in another month would be dated back as a whole. So the
   clock of these workers is behind by a fixed number of seconds, the same for all of them and after every restart.
2. Nothing else is different; no setting of the hub moves its clock.
"""

import os
import sys
from datetime import UTC, datetime, time

import click

from hub.cli.worker import supervise, work
from hub.demo.mix import WEEK
from hub.engine.clock import Clock, SystemClock

EVENING = datetime.combine(WEEK[-1].date, time(12), UTC)
"""When the demonstration begins by its workers' clock: the whole week has come, and Monday is within the five days."""


class WeekClock:
    """A clock that is `behind_s` seconds behind another."""

    def __init__(self, clock: Clock, behind_s: int) -> None:
        self._clock = clock
        self._behind_ms = behind_s * 1000

    def now_ms(self) -> int:
        """Milliseconds since the Unix epoch, UTC, of the week that is played."""
        return self._clock.now_ms() - self._behind_ms


def behind_s(now_ms: int) -> int:
    """By how much a clock is behind that shows EVENING now."""
    return now_ms // 1000 - int(EVENING.timestamp())


@click.command()
@click.option("--name", required=True, help="Its static membership.")
@click.option("--metrics-port", required=True, type=click.IntRange(0, 65_535), help="Port of /metrics, /livez and /readyz.")
@click.option("--behind-s", required=True, type=int, help="Seconds by which its clock is behind the machine's.")
@click.option("--no-supervise", is_flag=True, help="Run in this process.")
def main(*, name: str, metrics_port: int, behind_s: int, no_supervise: bool) -> None:
    """Run a worker of the demonstration.

    \b
    Example:
      python -m hub.demo.worker --name demo-1 --metrics-port 0 --behind-s 0
    """
    environ = dict(os.environ) | {"HUB_WORKER__NAME": name, "HUB_WORKER__METRICS_PORT": str(metrics_port)}
    if no_supervise:
        work(environ, WeekClock(SystemClock(), behind_s))
    else:
        supervise([sys.executable, "-m", "hub.demo.worker", *sys.argv[1:], "--no-supervise"], environ)


if __name__ == "__main__":
    main()
