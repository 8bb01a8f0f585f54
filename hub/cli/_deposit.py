"""What `hub deposer` does between its file, Kafka and the screen.

Rules:
1. A place where no rejection file can be written is found before the first row leaves; the file itself is written once, whole, at the
   end. A run that was killed wrote none, and is run again.
2. A rejection file that is there already and says something else may hold somebody's corrections: it is put aside (`.precedent`).
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.console import Console

from hub.cli._bar import bar
from hub.cli._reading import table
from hub.core.deposit import Answered, Deposit, Ready, Refusal, prepare, rejection_rows, told_by_the_hub
from hub.core.sheet import FILE_BYTES_MAX, Sheet, Unreadable, read, write
from hub.core.sheet_layout import Layout, layout
from hub.depositing import Spot, answers, inbox_ends, publish
from hub.errors import RejectionsUnwritten, SheetUnreadable
from hub.settings import load_settings
from schemas.codes import Status

SHOWN_MAX = 20
_ACTOR = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Outcome(NamedTuple):
    """What became of every row: refused here or by the hub, accepted, known already, published without an answer, not published."""

    refused: tuple[Refusal, ...]
    published: int = 0
    accepted: int = 0
    repeated: int = 0
    unanswered: int = 0
    unpublished: int = 0
    checked: int = 0
    waits: bool = True

    @property
    def is_short(self) -> bool:
        """Whether a row is not known to be with the hub."""
        return bool(self.refused or self.unpublished or (self.waits and self.unanswered))


def checked_actor(name: str) -> str:
    """An actor's id; anything else is wrong usage."""
    if _ACTOR.fullmatch(name) is None:
        raise click.BadParameter("un identifiant d'acteur du registre : minuscules, chiffres et tirets.", param_hint="--acteur")
    return name


def rejections_beside(file: Path) -> Path:
    """Where refused rows go when nobody says."""
    return file.with_name(f"{file.name.removesuffix(file.suffix) if file.suffix.lower() == '.csv' else file.name}.rejets.csv")


def opened(file: Path, actor: str) -> tuple[Sheet, Layout, Deposit]:
    """The table, its columns, and what becomes of its rows; raises SheetUnreadable, and then nothing was done."""
    with file.open("rb") as source:
        sheet = read(source.read(FILE_BYTES_MAX + 1))
    found = sheet if isinstance(sheet, Unreadable) else layout(sheet)
    if isinstance(sheet, Unreadable) or isinstance(found, Unreadable):
        assert isinstance(found, Unreadable)
        raise SheetUnreadable(file=file.name, reasons=" ".join(found.reasons))
    return sheet, found, prepare(sheet, found, actor)


def check_place(place: Path) -> None:
    """Raise RejectionsUnwritten when no rejection file can be written there, while nothing is published."""
    draft = _draft(place)
    with _writing(place):
        draft.write_bytes(b"")
        draft.unlink()


def save(place: Path, sheet: Sheet, found: Layout, refused: Sequence[Refusal]) -> Path | None:
    """Write the rejection file, whole; None when nothing is refused, and then there is none."""
    content = write(sheet.encoding, sheet.separator, rejection_rows(sheet, found, refused)) if refused else None
    with _writing(place):
        if place.exists() and place.read_bytes() != content:
            place.replace(_aside(place))
        if content is None:
            return None
        _draft(place).write_bytes(content)
        _draft(place).replace(place)
    return place


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as refusal:
        raise RejectionsUnwritten(file=place.name, reason=refusal.strerror or type(refusal).__name__) from None


def _draft(place: Path) -> Path:
    return place.with_name(f"{place.name}.{os.getpid()}.tmp")


def _aside(place: Path) -> Path:
    """A name beside it that nothing has."""
    names = (place.with_name(f"{place.name}.precedent{f'-{number}' if number > 1 else ''}") for number in count(1))
    return next(name for name in names if not name.exists())


def checked_only(deposit: Deposit) -> Outcome:
    """What `--dry-run` says."""
    return Outcome(deposit.refused, repeated=len(deposit.repeats), checked=len(deposit.ready), waits=False)


def published(actor: str, deposit: Deposit, found: Layout, patience_s: float | None) -> Outcome:
    """Publish what may be, then gather answers for as long as they come; `patience_s` None: do not wait."""
    settings = load_settings()
    ends = inbox_ends(settings, actor)
    told: dict[Spot, Answered] = {}
    with bar() as shown:
        leaving = shown.add_task("publication", total=len(deposit.ready))
        kept = publish(settings, actor, deposit.ready, lambda more: shown.advance(leaving, more))
        if patience_s is not None:
            coming = shown.add_task("réponses du hub", total=len(kept))
            for spot, answered in answers(settings, actor, (set(kept), ends), patience_s):
                told[spot] = answered
                shown.advance(coming)
    return _counted(deposit, found, kept, told, waits=patience_s is not None)


def as_dict(sheet: Sheet, outcome: Outcome, written: Path | None) -> dict[str, Any]:
    """The outcome as a machine reads it; keys are only ever added."""
    return {
        "lignes": len(sheet.lines),
        "publiees": outcome.published,
        "acceptees": outcome.accepted,
        "doublons": outcome.repeated,
        "rejetees": len(outcome.refused),
        "sans_reponse": outcome.unanswered,
        "non_publiees": outcome.unpublished,
        "conformes": outcome.checked,
        "commentaires": sheet.comments,
        "fichier_rejets": None if written is None else str(written),
        "rejets": [
            {"ligne": one.line.number, "reference": one.reference, "code": str(one.code), "colonne": one.column, "phrase": one.sentence}
            for one in sorted(outcome.refused, key=lambda one: one.line.number)
        ],
    }


def print_outcome(sheet: Sheet, outcome: Outcome, written: Path | None) -> None:
    """The summary, then the first refused rows, then what to do."""
    console = Console()
    counts = {
        "lignes": len(sheet.lines),
        "conformes, rien de publié": outcome.checked,
        "publiées": outcome.published,
        "acceptées": outcome.accepted,
        "déjà connues (doublons)": outcome.repeated,
        "rejetées": len(outcome.refused),
        "sans réponse encore": outcome.unanswered,
        "non publiées": outcome.unpublished,
        "commentaires, laissés": sheet.comments,
    }
    console.print(table("Dépôt", ("", ""), ((name, count) for name, count in counts.items() if count or name == "lignes")))
    if written is not None:
        first = sorted(outcome.refused, key=lambda one: one.line.number)[:SHOWN_MAX]
        rows = ((one.line.number, one.reference, one.code, one.column, one.cure or one.sentence) for one in first)
        console.print(table("Lignes rejetées", ("ligne", "référence", "code", "colonne", "que faire"), rows))
        click.echo(f"Toutes, chacune avec sa raison : {written}. Corrigez-le et déposez-le tel quel.")
    if outcome.unpublished or (outcome.waits and outcome.unanswered):
        click.echo("Des lignes ne sont pas parties ou n'ont pas encore de réponse : relancez la même commande, rien ne compte deux fois.")


def _counted(deposit: Deposit, found: Layout, kept: dict[Spot, Ready], told: dict[Spot, Answered], *, waits: bool) -> Outcome:
    no = {kept[spot].reference: one for spot, one in told.items() if one.status == Status.NON_CONFORME}
    rows = [row for row in (*deposit.ready, *deposit.repeats) if row.reference in no]
    statuses = Counter(one.status for one in told.values())
    return Outcome(
        refused=(*deposit.refused, *(told_by_the_hub(row, found, no[row.reference]) for row in rows)),
        published=len(kept),
        accepted=statuses[Status.PRIS_EN_COMPTE],
        repeated=statuses[Status.DOUBLON] + sum(row.reference not in no for row in deposit.repeats),
        unanswered=len(kept) - len(told),
        unpublished=len(deposit.ready) - len(kept),
        waits=waits,
    )
