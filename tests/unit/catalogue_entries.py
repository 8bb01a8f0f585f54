"""Entries of the catalogue for tests, and those of the reference."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hub.core.registry import RegistryView, build
from hub.registry.files import load_folder
from schemas.catalogue import CatalogueEntry
from schemas.registry import Aid
from tests.unit.registry_records import aid

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "registre"
MONTHS_2 = {"nombre": 2, "unite": "mois"}
REJECTION = {"effet": "rejet", "delai": MONTHS_2, "pieces": "suspend", "article": "CRPA L231-4"}
ACCEPTANCE = {"effet": "accord", "delai": {"nombre": 1, "unite": "mois"}, "origine": "DOSSIER_COMPLET", "article": "CASF L111-3-1"}


@cache
def reference() -> RegistryView:
    """The registry of deploy/registre."""
    return build(load_folder(FOLDER))


def entry(code: str, day: str = "2026-01-15") -> CatalogueEntry:
    """The reference's entry for demands of that day."""
    found = reference().aid(code)
    assert found is not None, code
    held = found.entry_on(date.fromisoformat(day))
    assert held is not None, (code, day)
    return held


def written(silence: dict[str, Any] | None = None, **fields: Any) -> CatalogueEntry:
    """An entry that always held, with a rejection after two months unless said otherwise."""
    return CatalogueEntry.model_validate({"silence": REJECTION if silence is None else silence, "base": "CASF L123-5", **fields})


def aid_with(*entries: CatalogueEntry, **fields: Any) -> Aid:
    """An aid of these entries."""
    return aid(entrees=[one.model_dump() for one in entries], **fields)
