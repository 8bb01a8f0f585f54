"""The figures to hold, as the design states them, and whether a run held them."""

from typing import Any, NamedTuple

from bench.figures import Figures
from bench.tally import WRONG
from hub.settings import load_settings

SESSION_TIMEOUT_S = load_settings({}).kafka.session_timeout_ms / 1000


class Aim(NamedTuple):
    """A figure (`measure`, then the names that lead to it) that is to be `bound` at least, or at most; a stretch is a wish."""

    what: str
    figure: tuple[str, ...]
    bound: float
    is_least: bool = False
    is_stretch: bool = False

    def judged(self, figures: Figures) -> Figures | None:
        """What was measured (a median), its ratio to the bound, and whether the aim is held; None when it was not measured."""
        found: Any = figures
        for name in self.figure:
            if name not in found:
                return None
            found = found[name]
        value = float(found["median"] if isinstance(found, dict) else found)
        told = {"what": self.what, "measured": value, "bound": self.bound, "is_least": self.is_least, "is_stretch": self.is_stretch}
        return {
            **told,
            "ratio": round(value / self.bound, 2) if self.bound else value,
            "holds": value >= self.bound if self.is_least else value <= self.bound,
        }


AIMS = (
    Aim("engine to Kafka Streams: events/s", ("engine", "ratios", "streams", "events_per_s"), 1.0, is_least=True),
    Aim("engine to Kafka Streams: memory", ("engine", "ratios", "streams", "rss_mb"), 0.5),
    Aim("engine to confluent-kafka: events/s", ("engine", "ratios", "confluent_txn", "events_per_s"), 1.0, is_least=True, is_stretch=True),
    *(Aim(f"engine under kill -9: {what}", ("engine", "relais", "kill", what), 0) for what in WRONG),
    Aim("an event at ten times the state: share it costs more", ("memory", "cost_slope_per_tenfold"), 0.1),
    Aim("full path, one worker: events/s", ("path", "events_per_s"), 10_000, is_least=True),
    Aim("full path, one worker: events/s", ("path", "events_per_s"), 20_000, is_least=True, is_stretch=True),
    Aim("full path at 1,000 events/s: p99, ms", ("latency", "relais", "full_path", "p99_ms"), 80),
    Aim("full path at 1,000 events/s: p99, ms", ("latency", "relais", "full_path", "p99_ms"), 40, is_stretch=True),
    Aim("kill -9 to flowing, another name: s", ("restart", "other_name_s"), SESSION_TIMEOUT_S + 1),
    Aim("kill -9 to flowing, same name: s", ("restart", "same_name_s"), SESSION_TIMEOUT_S + 1),
    Aim("kill -9 to flowing, same name: s", ("restart", "same_name_s"), 2, is_stretch=True),
    Aim("1 million real dossiers: first output, s", ("restore", "real", "first_output_s"), 10),
    Aim("1 million real dossiers: first output, s", ("restore", "real", "first_output_s"), 4, is_stretch=True),
    Aim("what-if, pass 1, one core: events/s", ("whatif", "convention", "pass1_events_per_cpu_s"), 10_000, is_least=True),
    Aim("what-if, one core: events/s", ("whatif", "convention", "events_per_cpu_s"), 10_000, is_least=True),
    Aim("what-if, one core, every case twice: events/s", ("whatif", "every_case_twice", "events_per_cpu_s"), 10_000, is_least=True),
    Aim("what-if, one core: events/s", ("whatif", "convention", "events_per_cpu_s"), 30_000, is_least=True, is_stretch=True),
    Aim("bytes a dossier beyond its own", ("restore", "real", "bytes_beyond_own_per_case"), 600),
)


def judge(figures: Figures) -> list[Figures]:
    """Every aim of what was measured."""
    return [judged for aim in AIMS if (judged := aim.judged(figures)) is not None]
