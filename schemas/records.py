"""What every record of the registry shares: it is frozen, it forbids what it does not know, and it names others by slugs."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
HolderRef = Annotated[str, Field(pattern=r"^(@[a-z_]+|[a-z0-9]+(-[a-z0-9]+)*)$", max_length=80)]
Cents = Annotated[int, Field(ge=0)]


class Record(BaseModel):
    """A record, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
