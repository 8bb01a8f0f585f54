"""What the commands that read the read model share: opening it, saying how far behind it is, tables."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from rich.table import Table
from rich.text import Text

from hub.errors import BrokerFault
from hub.positions import Positions
from hub.readmodel.store import open_to_read, path_of, read_positions
from hub.settings import HubSettings
from schemas.topics import JOURNAL

LAG_WAIT_S = 2.0
"""A broker that is away must not hold up an answer that does not need it."""


@contextmanager
def reading(settings: HubSettings) -> Iterator[sqlite3.Connection]:
    """The read model, at one moment: everything asked within sees the same."""
    model = open_to_read(path_of(settings))
    try:
        model.execute("BEGIN")
        yield model
    finally:
        model.close()


def lag_of(settings: HubSettings, model: sqlite3.Connection) -> int | None:
    """Entries of the journal not yet in the read model; None when Kafka does not answer."""
    wait_s = min(LAG_WAIT_S, settings.kafka.answer_timeout_s)
    quick = settings.model_copy(update={"kafka": settings.kafka.model_copy(update={"answer_timeout_s": wait_s})})
    positions = Positions(quick)
    try:
        ends = positions.ends(positions.places([JOURNAL]))
    except BrokerFault:
        return None
    reached = read_positions(model, JOURNAL)
    return sum(max(0, end - reached.get(place.partition, 0)) for place, end in ends.items())


def lag_in_words(lag: int | None) -> str:
    """The last line of every answer from the read model."""
    if lag is None:
        return "Kafka ne répond pas : retard du modèle de lecture inconnu."
    if lag == 0:
        return "Modèle de lecture à jour."
    return f"Modèle de lecture en retard de {lag} enregistrements (`hub projector` le tient à jour)."


def table(title: str, columns: Iterable[str], rows: Iterable[Iterable[object]]) -> Table:
    """A table whose cells are shown as they are, whatever they hold; without names for its columns it has no head."""
    named = list(columns)
    made = Table(title=title, title_justify="left", show_header=any(named))
    for column in named:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    return made


def age_in_words(seconds: float) -> str:
    """`12 s`, `3 min`, `5 h`, `2 j`."""
    for limit, unit, name in ((120, 1, "s"), (7_200, 60, "min"), (172_800, 3_600, "h")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 86_400:.0f} j"
