"""The acts whose record was replaced, and on which day of the commune: what a later version says otherwise."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from hub.core.registry_diff import Correction
from hub.registry.versions import Versions
from schemas.registry import Act, Commune


def corrections(versions: Versions, last: int, commune: Commune) -> Iterator[Correction]:
    """Every act rewritten by a version up to `last`; one that does not say when it was recorded is left out."""
    for version, before, after in versions.replaced():
        recorded = versions.recorded_at(version)
        if version.version > last or recorded is None or not isinstance(before, Act) or not isinstance(after, Act):
            continue
        day = recorded.date()
        day = recorded.astimezone(ZoneInfo(commune.fuseau_on(day))).date()
        then, now = before.model_dump(), after.model_dump()
        yield Correction(after.id, version.version, day, tuple(name for name in now if now[name] != then[name]))
