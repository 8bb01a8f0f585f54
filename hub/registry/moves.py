"""Before a registry is loaded, and after: what it would move on the open cases, and the records that bring an earlier one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hub import topics
from hub.case_log import standing_cases
from hub.core.dossier import Dossier
from hub.core.preview import Preview, preview
from hub.core.registry import build
from hub.core.registry_check import check, written_twice
from hub.core.registry_dates import dated_ahead, latest_day
from hub.core.registry_findings import Finding
from hub.core.reverting import replacing
from hub.errors import VersionUnknown
from hub.registry.versions import Versions, log_key
from hub.settings import HubSettings
from schemas.registry import Act, AnyRecord, Version
from schemas.topics import CASES


@dataclass(frozen=True, slots=True)
class Bound:
    """The capacity and yearly envelope of one act, before and after."""

    acte: str
    capacite: tuple[int | None, int | None]
    centimes_par_an: tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a load of `changed` records would bring: contradictions, moves, bounds of acts."""

    version: int
    changed: tuple[str, ...]
    findings: tuple[Finding, ...]
    moves: Preview
    bounds: tuple[Bound, ...]


def foresee(given: Iterable[AnyRecord], known: Versions, cases: Iterable[Dossier], now: datetime) -> Foreseen:
    """What loading `given` over the log would do to `cases`; nothing is written."""
    records = list(given)
    merged = {**known.records, **{log_key(record): record for record in records}}
    changed = tuple(sorted(log_key(record) for record in records if known.records.get(log_key(record)) != record))
    number = known.numbered + 1
    version = Version(version=number, empreinte="-", enregistre_le=now.astimezone(UTC).isoformat())
    moves = preview(cases, build([*merged.values(), version]), now) if changed else Preview()
    bounds = tuple(bound for key in changed if (bound := _bound(known.records.get(key), merged[key])) is not None)
    return Foreseen(
        number, changed, (*written_twice(records), *check(merged.values()), *dated_ahead(records, latest_day(now))), moves, bounds
    )


def cases_in_flight(settings: HubSettings) -> list[Dossier]:
    """Every case of this hub; none where its topics were never made."""
    return standing_cases(settings) if CASES in topics.topic_ids(settings, [CASES]) else []


def records_of(known: Versions, version: int) -> list[AnyRecord]:
    """The records to load so that the registry says again what it said at `version`; raises VersionUnknown."""
    try:
        then = known.records_at(version)
    except KeyError:
        raise VersionUnknown(version=version) from None
    return replacing(then, known.records)


def _bound(before: AnyRecord | None, after: AnyRecord) -> Bound | None:
    """The bounds of an act when one of them changes."""
    if not isinstance(after, Act):
        return None
    old = before if isinstance(before, Act) else None
    capacity = (None if old is None else old.capacite, after.capacite)
    budget = (_yearly(old), _yearly(after))
    return None if capacity[0] == capacity[1] and budget[0] == budget[1] else Bound(after.id, capacity, budget)


def _yearly(act: Act | None) -> int | None:
    return None if act is None or act.enveloppe is None else act.enveloppe.centimes_par_an
