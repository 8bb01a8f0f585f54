"""Which topics exist: a lane must know before it writes (an absent topic would block it for 30 s and fail its transaction)."""

import time
from collections.abc import Callable

REFRESH_S = 5.0
MISS_REFRESH_S = 1.0

ListTopics = Callable[[], set[str]]
"""The broker's topics (blocking, a few milliseconds on a healthy cluster)."""


class KnownTopics:
    """A set of topic names, asked again when one is missed, at most once a second."""

    def __init__(self, list_topics: ListTopics, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._list = list_topics
        self._monotonic = monotonic
        self._names: set[str] = set()
        self._asked_at = float("-inf")

    def __contains__(self, topic: object) -> bool:
        """Whether the broker knows `topic`, by an answer at most a second old when it says no."""
        age = self._monotonic() - self._asked_at
        if age > REFRESH_S or (topic not in self._names and age > MISS_REFRESH_S):
            self._names = self._list()
            self._asked_at = self._monotonic()
        return topic in self._names
