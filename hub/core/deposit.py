"""Rows of a table as events of the contract: each is judged here as intake judges it, before anything is published.

Rules:
1. An event's id is made of the actor, the kind of table and the row's `reference`, and of nothing else: the same row deposited again is
   the same event, which the hub answers `DOUBLON`; a row that was refused left no trace, so its correction passes under the same
   reference; another content under a reference that was accepted is `CONTENU_DIFFERENT`. No event says a `time`.
2. A row is judged by `intake.judge`, as the bytes that would be published: same codes, same sentences, same search for an identity.
3. A reference that comes again in one table with the same content is one event; with another content it is refused here already.
4. Every row is ready, rejected or a repeat. What a rejection file says of a row is all of it: a row with too many cells stays refused
   until somebody has put it right. Of a row that betrays a person the rejection repeats no cell where something was found.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from hub.core import identity, intake, wire
from hub.core.notices import sentence
from hub.core.sheet import Line, Sheet
from hub.core.sheet_columns import ADDED, REFERENCE, SUBJECT, Column
from hub.core.sheet_layout import Layout
from schemas import envelope, topics
from schemas.codes import IDENTITY_CODES, Code
from schemas.person_ref import base32

REMOVED = "[retiré]"
_ID_PREFIX = "depot-"
_OPAQUE = {"personne_ref": re.compile(r"(per_[a-z2-7]{26}|[0-9a-f]{32,64})?"), "plan_ref": re.compile(r"(plan_[a-z2-7]{26})?")}
_ANY_KEY = b"deposer"
"""Names no dossier: the verdict is wanted, not the place."""
_MORE_CELLS = (
    "Cette ligne a plus de cases que l'en-tête n'a de noms : un séparateur s'est glissé dans une case, ou une colonne n'a pas de nom."
)
_TWICE = "Cette référence est déjà plus haut dans le fichier avec un autre contenu : donnez-en une autre à cette ligne, ou retirez-la."
_NO_IDENTITY = "Retirez ce qui dit qui est la personne ; la case a été vidée dans ce fichier-ci, corrigez aussi le vôtre."


class Ready(NamedTuple):
    """A row that may be published: what the record is."""

    line: Line
    reference: str
    value: bytes
    headers: tuple[tuple[str, bytes | None], ...]
    key: bytes


class Refusal(NamedTuple):
    """A row that is refused, by this check or by the hub: code and sentence are the hub's own; `cure` is for who holds the table."""

    line: Line
    reference: str
    code: str
    column: str | None
    sentence: str
    cure: str = ""


class Answered(NamedTuple):
    """What the hub's technical notice says of one row."""

    status: str
    code: str
    sentence: str
    field: str | None


class Deposit(NamedTuple):
    """What becomes of every row; `repeats` are rows that another row says already, and share its fate."""

    ready: tuple[Ready, ...]
    refused: tuple[Refusal, ...]
    repeats: tuple[Ready, ...]


def prepare(sheet: Sheet, found: Layout, actor: str) -> Deposit:
    """Judge every row of a table that `actor` deposits."""
    ready: dict[str, Ready] = {}
    refused: list[Refusal] = []
    repeats: list[Ready] = []
    for line in sheet.lines:
        judged = _judge(line, found, actor)
        if isinstance(judged, Refusal):
            refused.append(judged)
            continue
        first = ready.setdefault(judged.reference, judged)
        if first.value != judged.value:
            told = sentence(Code.CONTENU_DIFFERENT, "id")
            refused.append(Refusal(line, judged.reference, Code.CONTENU_DIFFERENT, REFERENCE, told, _TWICE))
        elif first is not judged:
            repeats.append(judged)
    return Deposit(tuple(ready.values()), tuple(refused), tuple(repeats))


def event_id(actor: str, kind: str, reference: str) -> str:
    """The id of the event that a row is (rule 1)."""
    return _ID_PREFIX + base32(hashlib.sha256(f"relais-depot-1\0{actor}\0{kind}\0{reference}".encode()).digest())


def told_by_the_hub(row: Ready, found: Layout, no: Answered) -> Refusal:
    """What the hub's refusal makes of a row that was published."""
    column = _column(found, no.field)
    return Refusal(
        row.line, row.reference, no.code, None if column is None else column.name, no.sentence, "" if column is None else column.cure
    )


def rejection_rows(sheet: Sheet, found: Layout, refused: Sequence[Refusal]) -> Iterator[list[str]]:
    """The rejection file: the columns as they came, then why; it can be corrected and deposited again."""
    yield [*(sheet.header[place] for place in found.kept), *ADDED]
    for one in sorted(refused, key=lambda one: one.line.number):
        cells = [one.line.cells[place] if place < len(one.line.cells) else "" for place in found.kept]
        unsent = _unsent(one.line, found)
        if unsent:  # half of such a row could be good by itself: it must not pass before somebody has put it right
            cells[-1] += f" [en trop : {' | '.join(unsent)}]"
        yield [*cells, str(one.line.number), one.code, one.column or "", one.sentence, one.cure]


def _judge(line: Line, found: Layout, actor: str) -> Ready | Refusal:
    typed = [(column, cell.strip()) for column, cell in zip(found.columns, line.cells, strict=False) if column is not None and cell.strip()]
    row = _row(line, found, actor, typed)
    verdict = _verdict(row, actor)
    if verdict.code in IDENTITY_CODES:
        return _refuse(row, found, verdict.code, _field(verdict))
    betrayed = identity.in_text(row.reference)
    if betrayed is not None:
        return _refuse(row, found, betrayed, "id")
    unsent = _unsent(line, found)
    if unsent:
        betrayed = next((code for cell in unsent if (code := identity.in_text(cell)) is not None), None)
        return _refuse(row, found, betrayed or Code.CHAMP_INCONNU, None)._replace(cure=_MORE_CELLS)
    if verdict.code is not Code.PRIS_EN_COMPTE:
        return _refuse(row, found, verdict.code, _field(verdict))
    return row if intake.is_reference(row.reference) else _refuse(row, found, Code.SUJET_INVALIDE, "id")


def _row(line: Line, found: Layout, actor: str, typed: Sequence[tuple[Column, str]]) -> Ready:
    """The row as the bytes of its event."""
    reference = next((cell for column, cell in typed if column.name == REFERENCE), "")
    attributes = {"id": event_id(actor, found.kind.name, reference), "source": envelope.ACTOR_URN + actor, "type": found.kind.type}
    data: dict[str, Any] = {}
    for column, cell in typed:
        if column.path == SUBJECT:
            attributes["subject"] = cell
        elif column.path:
            *above, name = column.path
            level = data
            for step in above:
                level = level.setdefault(step, {})
            level[name] = column.read(cell)
    value, headers = envelope.write_structured(attributes, data)
    return Ready(line, reference, value, tuple(headers), attributes.get("subject", "").encode())


def _verdict(row: Ready, actor: str) -> intake.Relayed:
    """Intake's own verdict; without the key, which says nothing that the subject does not say."""
    published = intake.Published(topics.outbox(actor), "", 0, 0, None, row.value, row.headers)
    return intake.judge(published, case_key=_ANY_KEY, instant="")


def _field(verdict: intake.Relayed) -> str | None:
    field = dict(verdict.headers).get(wire.FIELD)
    return None if field is None else field.decode()


def _refuse(row: Ready, found: Layout, code: Code, field: str | None) -> Refusal:
    column = _column(found, field)
    name, cure = (None, "") if column is None else (column.name, column.cure)
    if code not in IDENTITY_CODES:
        return Refusal(row.line, row.reference, code, name, sentence(code, field), cure)
    line = _emptied(row.line, found, name)
    reference = REMOVED if name == REFERENCE or identity.in_text(row.reference) is not None else row.reference
    return Refusal(line, reference, code, name, sentence(code, field), cure if code is Code.TEXTE_LIBRE_INTERDIT and cure else _NO_IDENTITY)


def _emptied(line: Line, found: Layout, name: str | None) -> Line:
    """The row without what betrays a person: what was found, and whatever else a search of each cell finds."""
    guilty = {place for place, cell in enumerate(line.cells) if identity.in_text(cell.strip()) is not None}
    guilty |= {place for place, column in enumerate(found.columns) if column is not None and column.name == name}
    guilty |= {place for place, cell in enumerate(line.cells) if _names_somebody(found, place, cell.strip())}
    return line._replace(cells=tuple(REMOVED if place in guilty else cell for place, cell in enumerate(line.cells)))


def _names_somebody(found: Layout, place: int, cell: str) -> bool:
    """Whether something stands where an opaque reference should, and is none."""
    column = found.columns[place] if place < found.width else None
    return column is not None and column.name in _OPAQUE and _OPAQUE[column.name].fullmatch(cell) is None


def _unsent(line: Line, found: Layout) -> list[str]:
    """What stands in a row where no column of the file has a name."""
    return [cell for place, cell in enumerate(line.cells) if cell.strip() and (place >= found.width or place in found.unnamed)]


def _column(found: Layout, field: str | None) -> Column | None:
    """The column that a path of the contract stands in."""
    named = {"id": REFERENCE, "subject": found.kind.subject, "cle": found.kind.subject}.get(field or "")
    columns = [column for column in found.columns if column is not None]
    return next((one for one in columns if one.name == named or (one.path and ".".join(one.path) == field)), None)
