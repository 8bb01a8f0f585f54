"""The process of an engine, without running one."""

import asyncio
from contextlib import closing

import pytest
import uvloop

from hub.engine.process import new_loop


@pytest.mark.parametrize(("protocol", "is_quick"), [("PLAINTEXT", True), ("SASL_PLAINTEXT", True), ("SSL", False), ("SASL_SSL", False)])
def test_over_tls_a_worker_does_not_trust_the_quicker_loop(protocol: str, is_quick: bool) -> None:  # noqa: FBT001 -- a column of the table
    """Uvloop holds answers back there: six rounds in six took 31 s instead of one."""
    with closing(new_loop(protocol)) as loop:
        assert isinstance(loop, uvloop.Loop) is is_quick
        assert isinstance(loop, asyncio.AbstractEventLoop)
