"""What every message of the hub shares."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """What every outbound payload shares."""

    model_config = ConfigDict(frozen=True, extra="forbid")
