"""The faults: one code each, a message that is their docstring, filled when raised."""

import pickle
from collections.abc import Iterator

from hub import errors
from hub.errors import BrokerFault, BrokerRefused, HubFault, ReceiverFault, SenderFault, StartFault, UnknownSetting


def _below(fault: type[HubFault]) -> Iterator[type[HubFault]]:
    for child in fault.__subclasses__():
        yield child
        yield from _below(child)


def test_every_fault_has_a_code_of_its_own_in_its_family() -> None:
    """A code is used once, and its thousands say whose fault it is."""
    families: dict[type[HubFault], str] = {StartFault: "HUB-1", SenderFault: "HUB-2", ReceiverFault: "HUB-3", BrokerFault: "HUB-4"}
    codes = [fault.code for fault in _below(HubFault)]
    assert len(codes) == len(set(codes))
    for family, prefix in families.items():
        assert all(fault.code.startswith(prefix) for fault in (family, *_below(family)))


def test_the_tree_on_top_of_the_file_is_the_tree() -> None:
    """What a reader sees first names every fault with its number."""
    drawn = errors.__doc__ or ""
    for fault in _below(HubFault):
        assert fault.__name__ in drawn
        assert fault.code[4:] in drawn or fault.code.endswith("000")


def test_a_fault_is_one_line_with_code_sentence_and_cure() -> None:
    """The docstring is filled, never shown raw."""
    assert str(UnknownSetting(name="HUB_X", nearest="HUB_JAVA")) == (
        "HUB-1001: HUB_X is not a setting of the hub. Did you mean HUB_JAVA? `hub settings` lists them all."
    )


def test_a_fault_passes_between_processes() -> None:
    """With its class, its facts and its sentence."""
    fault = BrokerRefused(bootstrap="b", action="read", reason="away")
    again = pickle.loads(pickle.dumps(fault))  # noqa: S301 -- our own bytes
    assert (type(again), again.facts, str(again)) == (BrokerRefused, fault.facts, str(fault))
