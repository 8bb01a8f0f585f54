"""`python -m bench.fuzz.steady TARGET SECONDS SEED REPORT`: stored samples a little changed, again and again; what the process weighs.

Half way and at the end, without atheris, whose own memory grows with what it learns.
"""

import json
import random
import sys
import time
from pathlib import Path

import psutil

from bench.fuzz.targets import TARGETS

CHANGES_MAX = 4
LOOK_EVERY = 64


def changed(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, dropped or doubled."""
    raw = bytearray(data)
    for _ in range(chance.randint(0, CHANGES_MAX)):
        place = chance.randrange(len(raw) + 1)
        raw[place : place + chance.randint(0, 2)] = chance.randbytes(chance.randint(0, 2))
    return bytes(raw)


def main() -> None:
    """Run, then say how many inputs there were and what the process weighed."""
    name, seconds, seed, report = sys.argv[1:]
    target, chance, process = TARGETS[name], random.Random(int(seed)), psutil.Process()
    seeds = target.seeds()
    began, inputs, half_mb = time.monotonic(), 0, 0.0
    while (spent := time.monotonic() - began) < float(seconds):
        for _ in range(LOOK_EVERY):
            target.run(changed(chance.choice(seeds), chance))
        inputs += LOOK_EVERY
        if not half_mb and spent > float(seconds) / 2:
            half_mb = process.memory_info().rss / 1e6
    figures = {"inputs": inputs, "rss_mb_half": round(half_mb, 1), "rss_mb_end": round(process.memory_info().rss / 1e6, 1)}
    Path(report).write_text(json.dumps(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
