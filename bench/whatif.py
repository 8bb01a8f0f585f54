"""How fast recorded events are lived again with candidate acts: one process, from a real Kafka, read, decoded and decided."""

from datetime import UTC, datetime, time, timedelta
from time import perf_counter, process_time
from typing import Final

from bench.figures import Figures, spreads
from bench.ground import Ground, put
from bench.lived import Week
from hub.core.registry import build
from hub.core.what_if_question import Period
from hub.demo.mix import WEEK
from hub.demo.stage import REGISTRY
from hub.registry.files import load_folder
from hub.registry.loading import committed_versions
from hub.settings import load_settings
from hub.what_if import Question, Tell, ends_of_log, what_if
from schemas.registry import Act, Actor, AnyRecord
from schemas.topics import EVENTS

DEMANDS: Final = 20_000
CONVENTION: Final = "ferrevaux-convention-panier-solidaire"


class Passes:
    """No bar is shown; each pass tells when it begins, and over how many records."""

    def __init__(self) -> None:
        """Nothing began yet."""
        self.began: list[tuple[float, int]] = []

    def begin(self, total: int, what: str) -> Tell:
        """Note the CPU used so far."""
        del what
        self.began.append((process_time(), total))
        return lambda _: None


def whatif(ground: Ground, runs: int) -> Figures:
    """A week of four communes, with a convention that ends earlier, and with a record that touches every case: all of them live twice."""
    ground.run("registre", ["hub.cli", "registry", "load", str(REGISTRY), "--apply-topics"])
    records = load_folder(REGISTRY)
    events = _record(ground, records)
    figures: Figures = {"events": events}
    for name, candidate in (("convention", _ended(records)), ("every_case_twice", _renamed(records))):
        figures[name] = spreads([_once(ground, candidate, events) for _ in range(runs)])
    return figures


def _record(ground: Ground, records: list[AnyRecord]) -> int:
    """Put the week on `hub.events`; how many events it has."""
    producer = ground.producer()
    events = 0
    for kept in Week(records, build(records)).live(DEMANDS):
        put(producer, EVENTS, kept.value, kept.key, headers=kept.headers)
        events += 1
    assert producer.flush(60) == 0
    return events


def _once(ground: Ground, candidate: AnyRecord, events: int) -> dict[str, float]:
    settings = load_settings(ground.environ())
    days = [datetime.combine(day.date, time(), UTC) for day in WEEK]
    question = Question((candidate,), committed_versions(settings), Period(days[0], days[-1] + timedelta(days=1)))
    ends = ends_of_log(settings)
    passes, began, busy = Passes(), perf_counter(), process_time()
    found = what_if(question, settings, ends, passes, 1)
    seconds, cpu_s = perf_counter() - began, process_time() - busy
    assert (found.evenements, found.pannes) == (events, []), (found.evenements, events, found.pannes[:3])
    (first, _), (second, set_aside) = passes.began
    return {
        "pass1_events_per_cpu_s": (events - set_aside) / (second - first),
        "events_per_cpu_s": events / cpu_s,
        "events_per_s": events / seconds,
        "cases": found.dossiers,
        "moved": len(found.deplaces),
    }


def _ended(records: list[AnyRecord]) -> AnyRecord:
    """A convention that ended at the eve of the week."""
    (act,) = (one for one in records if isinstance(one, Act) and one.id == CONVENTION)
    return act.model_copy(update={"au": WEEK[0].date})


def _renamed(records: list[AnyRecord]) -> AnyRecord:
    """An actor under another name: nothing moves, and every case must live twice to know it."""
    actor = next(one for one in records if isinstance(one, Actor))
    return actor.model_copy(update={"nom": f"{actor.nom} bis"})
