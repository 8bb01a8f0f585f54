"""The registry a command is asked about: files without a broker, or Kafka as it was known on a day."""

import difflib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

if TYPE_CHECKING:
    from hub.core.registry import RegistryView
    from hub.registry.versions import Versions
    from schemas.registry import Commune


class Known(click.ParamType):
    """A date (all of it) or an RFC 3339 instant."""

    name = "known"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | datetime:
        """The date or the instant; an instant without offset is nobody's."""
        try:
            return date.fromisoformat(value) if "T" not in value else _with_offset(datetime.fromisoformat(value))
        except ValueError:
            self.fail(f"« {value} » n'est ni une date (AAAA-MM-JJ) ni un instant (2026-01-31T18:00:00+01:00).", param, ctx)


def _with_offset(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("no offset")
    return instant


def from_files(registry: Path | None) -> "RegistryView":
    """The registry of a folder (None: deploy/registre); raises RegistryFolderRefused."""
    from hub.core.registry import build
    from hub.registry.files import default_folder, load_folder

    return build(load_folder(registry or default_folder()))


def view_asked(registry: Path | None, known_at: date | datetime | None, commune: str) -> "RegistryView":
    """The files, or Kafka as it was known then; both at once is wrong usage."""
    if known_at is None:
        return from_files(registry)
    if registry is not None:
        raise click.UsageError("--known-at lit le registre sur Kafka, --registry des fichiers : l'un ou l'autre.")
    return as_known(known_at, commune)


def as_known(known_at: date | datetime, commune: str) -> "RegistryView":
    """The last version recorded by then; raises RegistryNotKnownYet, RegistryNotLoaded or a broker's fault."""
    versions, number = versions_known(known_at, commune)
    return versions.view(number)


def versions_known(known_at: date | datetime, commune: str) -> "tuple[Versions, int]":
    """Everything on Kafka, and the number of the last version recorded by then; raises as `as_known`."""
    from hub.errors import RegistryNotKnownYet
    from hub.registry.loading import committed_versions
    from hub.settings import load_settings

    versions = committed_versions(load_settings())
    applied = versions.applied()
    at = known_at if isinstance(known_at, datetime) else _end_of(known_at, versions.view(applied[-1].version), commune)
    version = versions.known_at(at)
    if version is None:
        raise RegistryNotKnownYet(known_at=known_at.isoformat(), version=applied[0].version, recorded=applied[0].enregistre_le)
    return versions, version.version


def _end_of(day: date, view: "RegistryView", commune: str) -> datetime:
    """The last instant of that day where the commune is."""
    from schemas.registry import DEFAULT_ZONE

    following = day + timedelta(days=1)
    place = view.commune(commune, day)
    zone = DEFAULT_ZONE if place is None else place.fuseau_on(following)
    return datetime.combine(following, time.min, ZoneInfo(zone)).astimezone(UTC) - timedelta(microseconds=1)


def place_of(view: "RegistryView", name: str, day: date) -> "Commune":
    """The commune of that slug, or of that COG code that day; raises CommuneUnknown with the nearest name."""
    from hub.errors import CommuneUnknown

    found = view.commune(name, day)
    if found is None:
        known = [known for one in view.communes() for known in (one.slug, *(period.code for period in one.cog))]
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
        raise CommuneUnknown(name=name, day=day.isoformat(), nearest="".join(nearest))
    return found
