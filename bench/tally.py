"""What a reader found in outputs that may be wrong: counted, where `bench.outputs` refuses."""

from collections import Counter
from collections.abc import Sequence

import orjson
from confluent_kafka import Message

from bench.figures import Figures

WRONG = ("lost", "doubled", "out_of_order", "wrong_state")
"""What is counted against a peer."""


class Tally:
    """Counts outputs of the reference work: event `seq` of each of `cases` cases, numbered as `bench.reference_run` publishes them."""

    def __init__(self, cases: int) -> None:
        """Nothing was seen."""
        self._cases = cases
        self._seen: Counter[tuple[str, int]] = Counter()
        self._last: dict[str, int] = {}
        self._out_of_order = self._wrong_state = self._behind = 0
        self._longest_s = 0.0

    @property
    def different(self) -> int:
        """How many events have an output."""
        return len(self._seen)

    def saw(self, at: float, records: Sequence[Message]) -> int:
        """Count these, read at that instant; how many they are."""
        for record in records:
            self._count(orjson.loads(record.value() or b"null"), at)
        return len(records)

    def forget_waits(self) -> None:
        """The longest wait is that of what comes from now on."""
        self._longest_s = 0.0

    def _count(self, event: Figures, at: float) -> None:
        case, seq = event["case"], event["seq"]
        if (case, seq) not in self._seen:
            self._out_of_order += seq < self._last.get(case, 0)
            self._last[case] = max(seq, self._last.get(case, 0))
            self._longest_s = max(self._longest_s, at - event["t"])
        self._seen[case, seq] += 1
        self._wrong_state += event["n"] != seq
        self._behind += event["n"] < seq

    def found(self, published: int) -> Figures:
        """What is wrong, beside all that was published.

        `lost`: events without an output; `doubled`: outputs too many; `out_of_order`: first outputs behind a later one of their case;
        `wrong_state`: outputs whose count is not the number of their event; `state_behind`: those that count less, so state was lost.
        """
        numbers = {(int(case[1:]) + (seq - 1) * self._cases) for case, seq in self._seen}
        return {
            "lost": published - len(numbers & set(range(published))),
            "doubled": sum(self._seen.values()) - len(self._seen),
            "out_of_order": self._out_of_order,
            "wrong_state": self._wrong_state,
            "state_behind": self._behind,
            "longest_wait_ms": round(self._longest_s * 1000),
        }
