"""The JSON Schemas of the contract and its stored samples, as they are published with the program."""

import json
from pathlib import Path

import schemas
from hub.core.asyncapi import Published
from schemas import generate
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND

SAMPLES = Path(schemas.__path__[0]) / "samples"


def published() -> Published:
    """Everything that a partner's document is made from."""
    kinds = (*INBOUND, *OUTBOUND)
    return Published(generate.schemas(), {kind: json.loads((SAMPLES / f"{kind}.json").read_text(encoding="utf-8")) for kind in kinds})
