"""As many communes as wanted, each a copy of one of the four reference communes under names, codes and numbers of its own."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from stdnum import luhn

from hub.registry.files import default_folder, read_folder
from schemas.registry import Act, Actor, AnyRecord, Commune

COGS = (*(f"00{number:03}" for number in range(500, 1_000)), *(f"98{number}" for number in range(100, 600)))
"""Codes that no commune has: `00` is no département, and overseas `98` begins at 986."""


def nation_and_communes(communes: int) -> list[AnyRecord]:
    """The reference registry's nation and catalogue, with that many communes (at most one a code) in turn of the four kinds."""
    folder = read_folder(default_folder())
    by_file: dict[str, list[AnyRecord]] = {}
    for record, places in zip(folder.records, folder.places.values(), strict=True):
        by_file.setdefault(places[0].file, []).append(record)
    towns = [records for records in by_file.values() if any(isinstance(record, Commune) for record in records)]
    models = [records for records in towns if any(isinstance(record, Act) for record in records)]
    shared = [record for records in by_file.values() if records not in towns for record in records]
    numbers = count(1_000_000)
    copies = [_Copy(models[index % len(models)], index, cog, numbers) for index, cog in zip(range(communes), COGS, strict=False)]
    made = [record for copy in copies for record in copy.records()]
    return [*(_for_copies(record, copies) for record in shared), *made]


def _for_copies(record: AnyRecord, copies: Iterable["_Copy"]) -> AnyRecord:
    """A shared act that names reference communes, naming their copies instead."""
    if not isinstance(record, Act) or not record.communes:
        return record
    return record.model_copy(
        update={"communes": tuple(copy.renamed(slug) for copy in copies for slug in record.communes if copy.owns(slug))}
    )


class _Copy:
    """One commune's records, renamed."""

    def __init__(self, model: Iterable[AnyRecord], index: int, cog: str, numbers: Iterator[int]) -> None:
        self._model = tuple(model)
        self._suffix = f"-{index:04}"
        self._cog = cog
        self._numbers = numbers
        self._own = {_name(record) for record in self._model}

    def records(self) -> Iterator[AnyRecord]:
        """Each record under its new name, naming what was renamed with it."""
        for record in self._model:
            match record:
                case Actor():
                    yield record.model_copy(update=self._of_actor(record))
                case Commune():
                    yield record.model_copy(update=self._of_commune(record))
                case Act():
                    yield record.model_copy(update=self._of_act(record))
                case _:
                    raise AssertionError(record.genre)

    def owns(self, name: str) -> bool:
        """Whether that is a record of this copy's model."""
        return name in self._own

    def renamed(self, name: str | None) -> Any:
        """The name in this copy: its own if the record is, else the same."""
        return f"{name}{self._suffix}" if name in self._own else name

    def _of_actor(self, actor: Actor) -> dict[str, Any]:
        names = {field: self.renamed(getattr(actor, field)) for field in ("id", "rattache_a", "successeur")}
        identities = tuple(one.model_copy(update={"valeur": self._number()}) for one in actor.identites)
        return {**names, "identites": identities}

    def _of_commune(self, commune: Commune) -> dict[str, Any]:
        related = {
            field: tuple(one.model_copy(update={"acteur": self.renamed(one.acteur)}) for one in getattr(commune, field))
            for field in ("relations", "mandats")
        }
        here = commune.cog[0].model_copy(update={"code": self._cog})
        return {"slug": self.renamed(commune.slug), "cog": (here,), **related}

    def _of_act(self, act: Act) -> dict[str, Any]:
        names = {
            name: self.renamed(getattr(act, name)) for name in ("id", "beneficiaire", "delegant", "clause_urgence", "origine", "remplace")
        }
        return {**names, "communes": tuple(self.renamed(slug) for slug in act.communes)}

    def _number(self) -> str:
        """A number nobody has, with its Luhn key: SIREN that begin with 0 are not issued."""
        digits = f"0{next(self._numbers)}"
        return f"{digits}{luhn.calc_check_digit(digits)}"


def _name(record: AnyRecord) -> str:
    return record.slug if isinstance(record, Commune) else str(getattr(record, "id", ""))
