"""Quotas: who publishes or reads without end is slowed by the broker, loses nothing, and the others do not feel it."""

import statistics
import time
from collections.abc import Iterator
from typing import Any

import pytest
from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

from hub.access.quotas import ASKED, FETCHED, PRODUCED, change_quotas
from hub.core.rights import ADMINISTRATION
from tests.broker.attempts import client_only, options_of
from tests.broker.secured_hub import SecuredHub, hub_with_partners

CCAS, ASSOCIATION = "ccas-ferrevaux", "asso-panier-solidaire"
RATE = 100_000
LETTERS = [b"x" * 100_000] * 14
"""Ten seconds' worth is let through at once by Kafka's own reckoning; what comes on top is held."""


HELD_S = 0.3
"""For at most a second at a time, the window of its reckoning, does Kafka hold who asks too often."""


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredHub]:
    """Two partners, no worker."""
    with hub_with_partners(tmp_path_factory.mktemp("floods"), CCAS, ASSOCIATION) as whole:
        yield whole


def waits(producer: Producer, topic: str, count: int) -> list[float]:
    """How long each acknowledgement takes, one record after the other."""
    found = []
    for _ in range(count):
        began = time.monotonic()
        producer.produce(topic, b"{}")
        assert producer.flush(20) == 0
        found.append(time.monotonic() - began)
    return found


def test_a_flood_is_slowed_and_the_others_do_not_feel_it(hub: SecuredHub) -> None:
    """One partner publishes as much as it can: it is held for seconds, loses nothing, and another's median wait stays what it was."""
    held: list[float] = []
    lost: list[Any] = []
    flooder = options_of(hub.folder / ASSOCIATION)
    change_quotas(hub.settings_of(ADMINISTRATION), {flooder["sasl.username"]: {PRODUCED: RATE}})
    flood = Producer({**client_only(flooder), "batch.size": 20_000, "throttle_cb": lambda event: held.append(event.throttle_time)})
    calm = Producer(client_only(options_of(hub.folder / CCAS)))
    topic = f"from.{CCAS}"
    waits(calm, topic, 5)
    before = waits(calm, topic, 30)
    for letter in LETTERS:
        flood.produce(f"from.{ASSOCIATION}", letter, on_delivery=lambda error, _: lost.append(error) if error else None)
    deadline = time.monotonic() + 20
    while max(held, default=0) < 1.0 and time.monotonic() < deadline:
        flood.poll(0.05)
    during = waits(calm, topic, 30)
    assert max(held) >= 1.0, "the broker holds it back"
    assert statistics.median(during) < 3 * statistics.median(before) + 0.05
    assert flood.flush(30) == 0
    assert lost == []


def test_who_asks_without_end_is_slowed_and_the_others_do_not_feel_it(hub: SecuredHub) -> None:
    """Small records, one a request: no quota of bytes sees them, that of the broker's time does; nothing is lost."""
    held: list[float] = []
    asking = options_of(hub.folder / ASSOCIATION)
    change_quotas(hub.settings_of(ADMINISTRATION), {asking["sasl.username"]: {ASKED: 1, PRODUCED: None}})
    busy = Producer({**client_only(asking), "throttle_cb": lambda event: held.append(event.throttle_time)})
    calm = Producer(client_only(options_of(hub.folder / CCAS)))
    before = waits(calm, f"from.{CCAS}", 30)
    deadline = time.monotonic() + 60
    while max(held, default=0.0) < HELD_S and time.monotonic() < deadline:
        waits(busy, f"from.{ASSOCIATION}", 20)
    assert max(held) >= HELD_S, "the broker holds it back"
    during = waits(calm, f"from.{CCAS}", 30)
    assert statistics.median(during) < 3 * statistics.median(before) + 0.05
    change_quotas(hub.settings_of(ADMINISTRATION), {asking["sasl.username"]: {ASKED: None}})


def test_who_reads_without_end_is_slowed_and_loses_nothing(hub: SecuredHub) -> None:
    """A partner that reads its inbox from the start again and again is held by the quota of what it fetches; every byte comes."""
    reading = options_of(hub.folder / ASSOCIATION)
    change_quotas(hub.settings_of(ADMINISTRATION), {reading["sasl.username"]: {FETCHED: RATE}})
    own = Producer({**hub.connection(), "log_level": 2})
    for letter in LETTERS:
        own.produce(f"to.{ASSOCIATION}", letter)
    assert own.flush(30) == 0
    held: list[float] = []
    small = {
        "fetch.message.max.bytes": 100_000,
        "queued.max.messages.kbytes": 200,
        "throttle_cb": lambda event: held.append(event.throttle_time),
    }
    reader = Consumer({**reading, **small, "group.id": f"{ASSOCIATION}.avide", "enable.auto.commit": False})
    reader.assign([TopicPartition(f"to.{ASSOCIATION}", 0, OFFSET_BEGINNING)])
    came, deadline = 0, time.monotonic() + 60
    try:
        while came < len(LETTERS) and time.monotonic() < deadline:
            record = reader.poll(0.5)
            came += record is not None and record.value() == LETTERS[0]
    finally:
        reader.close()
    assert came == len(LETTERS)
    assert max(held, default=0.0) >= 1.0, "the broker holds it back"
