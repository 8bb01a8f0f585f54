"""A real Kafka for the tiers that need one: fresh for each test file, so that topics keep their own names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from hub.kafka_local.broker import LocalBroker
from hub.settings import HubSettings, KafkaSettings

settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("relais", parent=settings.get_profile("search"), derandomize=True)
settings.load_profile("relais")
"""No property asserts how fast the machine is. The draws are the same in every run, so that a failure and a missing line of coverage are
seen where the change was made; `--hypothesis-profile search` draws anew."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with a test marked `long` first: files that run at once then end together."""
    long = {item.path for item in items if item.get_closest_marker("long")}
    items.sort(key=lambda item: item.path not in long)


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalBroker]:
    """Give a fresh Kafka of this test file's own: `.bootstrap`, `.kill9()` and `.start()`; it always ends with the file."""
    broker = LocalBroker(tmp_path_factory.mktemp("local") / "kafka")
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()


@pytest.fixture
def hub_settings(kafka: LocalBroker, tmp_path: Path) -> HubSettings:
    """Give the settings of a hub on that Kafka, with a data folder of this test's own and few partitions."""
    return HubSettings(data_dir=tmp_path, kafka=KafkaSettings(bootstrap_servers=kafka.bootstrap, partitions=3))
