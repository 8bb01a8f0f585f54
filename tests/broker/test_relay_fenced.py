"""A relay that its group lost for good ends its worker: after a broker's death Kafka may take its own rejoining for another's."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer
from confluent_kafka.admin import AdminClient

from hub.positions import INTAKE_GROUP
from tests.broker.whole_hub import DAY, WholeHub, hub_of_its_own

COUNTER = "ccas-ferrevaux"
NOTICE = "avis.technique"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """A worker that relays."""
    with hub_of_its_own(tmp_path) as whole:
        whole.start()
        wait_until_it_relays(whole)
        yield whole


def wait_until_it_relays(hub: WholeHub) -> None:
    """Until its relay has every partner's topic."""
    admin = AdminClient(hub.connection())
    deadline = time.monotonic() + 60
    while not any(
        one.assignment.topic_partitions for one in admin.describe_consumer_groups([INTAKE_GROUP])[INTAKE_GROUP].result(30).members
    ):
        assert time.monotonic() < deadline, hub.logs()
        time.sleep(0.2)


def take_its_place(hub: WholeHub) -> None:
    """Join the relays' group under the worker's name, and be gone again."""
    options = {"group.id": INTAKE_GROUP, "group.instance.id": "w1", "session.timeout.ms": 3_000, "enable.auto.commit": False}
    other = Consumer(hub.connection() | options)
    other.subscribe([f"from.{COUNTER}"])
    while not other.assignment():
        other.poll(0.2)
    other.close()


def test_a_relay_whose_place_was_taken_ends_its_worker_and_the_next_one_relays(hub: WholeHub) -> None:
    """A worker that went on would be live and ready, and relay nothing for ever; with no offset to commit, and with one."""
    for times in (1, 2):
        take_its_place(hub)
        assert hub.workers["w1"].wait(20) == 70
        assert (hub.folder / "w1.log").read_text(encoding="utf-8").count("RELAIS_EN_PANNE") == times
        hub.demand(COUNTER, "00101", "ALIM-COL", DAY, f"ref-{times}")
        hub.start()
        hub.await_kind(COUNTER, NOTICE, times)
