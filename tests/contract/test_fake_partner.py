"""The fake transport holds the contract of the real one."""

import pytest

from connectors.fake_partner import FakeBroker, FakePartner
from schemas import topics
from tests.contract.transport_contract import TransportContract


class TestFakePartner(TransportContract):
    """The shared contract, without a network."""

    @pytest.fixture(autouse=True)
    def _broker(self) -> None:
        broker = FakeBroker()
        self.open_transport = lambda: FakePartner(broker, "ccas-essai")
        self.answer = lambda record: void(broker.append(topics.inbox("ccas-essai"), record))


def void(_: object) -> None:
    """Answer nothing."""
