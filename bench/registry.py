"""How long the check of a national registry takes on one core, once it is parsed."""

from time import perf_counter, process_time

from bench.figures import Figures, spreads
from bench.ground import Ground
from bench.many_communes import nation_and_communes
from hub.core.registry import build
from hub.core.registry_check import check
from schemas.registry import Act, AnyRecord

COMMUNES = 1_000
WANTED_S = 30


def registry(ground: Ground, runs: int) -> Figures:
    """Build and check 1,000 communes of the reference size; the broker has no part in it."""
    del ground
    records = nation_and_communes(COMMUNES)
    taken = [_once(records) for _ in range(runs)]
    acts = sum(isinstance(record, Act) for record in records)
    return {"communes": COMMUNES, "acts": acts, "records": len(records), "wanted_s": WANTED_S, **spreads(taken, 2)}


def _once(records: list[AnyRecord]) -> dict[str, float]:
    began, busy = perf_counter(), process_time()
    build(records)
    built = perf_counter()
    findings = check(records)
    assert findings == [], findings[:3]
    return {"build_s": built - began, "check_s": perf_counter() - built, "cpu_s": process_time() - busy}
