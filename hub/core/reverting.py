"""The records that bring a registry back to what it said at an earlier version, without editing or forgetting anything.

Rules:
1. A record that differs is replaced by what it was.
2. An act that did not exist then is kept and gives nothing: it is revoked from its first day on.
3. Actors, communes and aids that did not exist then stay: they give nobody anything.
"""

from collections.abc import Iterable, Mapping

from schemas.registry import Act, AnyRecord


def replacing(then: Mapping[str, AnyRecord], now: Mapping[str, AnyRecord]) -> list[AnyRecord]:
    """The records to write, by the order of their keys."""
    changed = [then[key] for key in sorted(then) if now.get(key) != then[key]]
    return changed + list(_void(record for key, record in sorted(now.items()) if key not in then))


def _void(records: Iterable[AnyRecord]) -> Iterable[Act]:
    for record in records:
        if isinstance(record, Act) and record.revoque_le != record.du:
            yield record.model_copy(update={"revoque_le": record.du})
