"""The registry of each time with candidate records on top of it: what a load would make, without loading."""

from collections.abc import Iterable

from hub.core.registry import RegistryView, build
from hub.core.touching import Touch, touched
from hub.core.what_if_question import Counted, counted_of
from hub.registry.versions import Versions, log_key
from schemas.registry import AnyRecord, Version

ABOVE = 1_000_000
"""Added to a version's number when the candidate stands on top: no version recorded ever bears it, and the order stays."""


class Overlay:
    """Both registries of every version."""

    def __init__(self, versions: Versions, candidate: Iterable[AnyRecord]) -> None:
        """Build nothing yet."""
        self._versions = versions
        self._candidate = {log_key(record): record for record in candidate}
        self._latest: tuple[int, RegistryView] | None = None

    def without(self, version: int) -> RegistryView:
        """The registry at that version."""
        return self._versions.view(version)

    def with_acts(self, version: int) -> RegistryView:
        """The same with the candidate; the last one asked for is kept, since a partition never goes back."""
        number = ABOVE + version
        if self._latest is None or self._latest[0] != number:
            records = {**self._versions.records_at(self._versions.applied_at(version)), **self._candidate}
            top = Version(version=number, empreinte="-", enregistre_le="-")
            self._latest = number, build([*records.values(), top])
        return self._latest[1]

    def counted(self) -> Counted:
        """The acts whose places or money are bounded in some version, or by the candidate."""
        known = [record for one in self._versions.applied() for record in self._versions.records_at(one.version).values()]
        return counted_of((*known, *self._candidate.values()))

    def touch(self) -> Touch:
        """The cases that the candidate could touch, whatever the version."""
        return touched(self._candidate, [self._versions.records_at(one.version) for one in self._versions.applied()])
