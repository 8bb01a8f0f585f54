"""Intake: the relay's verdict on each published record, with the hub's key; no state, no registry."""

from hub.core.intake import Published, Relayed, judge
from hub.engine.relay import Judge


def verdict(case_key: bytes) -> Judge:
    """The function the relay calls once a record."""

    def decide(published: Published, instant: str) -> Relayed:
        return judge(published, case_key=case_key, instant=instant)

    return decide
