"""Which inboxes may be written to is asked again when one is missed, and not more than once a second."""

from hub.engine.known_topics import KnownTopics


def test_a_missing_topic_is_asked_for_again_after_a_second() -> None:
    """An inbox made a moment ago is found; a flood of misses does not flood the broker."""
    now, asked, there = [0.0], [0], {"to.a"}

    def ask() -> set[str]:
        asked[0] += 1
        return set(there)

    known = KnownTopics(ask, lambda: now[0])
    assert "to.a" in known
    assert "to.b" not in known
    there.add("to.b")
    assert "to.b" not in known
    assert asked[0] == 1
    now[0] = 1.5
    assert "to.b" in known
    assert asked[0] == 2


def test_a_removed_topic_is_forgotten_after_five_seconds() -> None:
    """A yes is believed for five seconds at most."""
    now, there = [0.0], {"to.a"}
    known = KnownTopics(lambda: set(there), lambda: now[0])
    assert "to.a" in known
    there.clear()
    now[0] = 5.5
    assert "to.a" not in known
