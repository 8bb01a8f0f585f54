"""The read model: applied once whatever is read twice, the same tables however it was read, and nothing it does not understand."""

import json
import sqlite3
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.journal import JournalEntry
from hub.errors import LogUnreadable
from hub.readmodel.apply import LogRecord, apply_journal
from hub.readmodel.store import JournalId, open_to_write, read_positions
from tests.unit.journal_entries import accepting, bytes_of, closing, delegated, entry, moving, opening, refusing

HERE = JournalId("cluster/journal/registry")
DOSSIER = "dos_" + "a" * 26

Log = list[LogRecord]


@pytest.fixture
def model(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A read model with nothing in it."""
    connection = open_to_write(tmp_path / "relais.sqlite", HERE)
    yield connection
    connection.close()


def log_of(*entries: JournalEntry, partition: int = 0) -> Log:
    """Entries as they stand in one partition; offsets leave the holes transaction markers make."""
    return [LogRecord(partition, number * 2, bytes_of(one)) for number, one in enumerate(entries)]


def ends(log: Log) -> dict[int, int]:
    """The positions after a log."""
    return {record.partition: record.offset + 2 for record in log}


def tables(connection: sqlite3.Connection) -> dict[str, list[Any]]:
    """Everything the read model holds."""
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in names}  # noqa: S608 - our own names


def one(connection: sqlite3.Connection, question: str) -> tuple[Any, ...]:
    """The only row of an answer."""
    (row,) = connection.execute(question).fetchall()
    assert isinstance(row, tuple)
    return row


def test_a_dossier_has_its_state_who_answers_for_it_and_by_which_act(model: sqlite3.Connection) -> None:
    """What `hub dossier show` says first."""
    log = log_of(opening(0, DOSSIER), accepting(1, DOSSIER))
    apply_journal(model, log, ends(log))
    row = one(model, "SELECT etat, responsable, acte, role, commune_slug, aide, date_demande, est_ouvert FROM dossiers")
    assert row == ("EN_INSTRUCTION", "ccas-aubrelle", "acte-ccas", "titulaire", "aubrelle", "SEC-URG", "2026-03-01", 1)
    assert one(model, "SELECT acteur, acte, etat, fonctions, fin FROM tenues") == (
        "ccas-aubrelle",
        "acte-ccas",
        "acceptee",
        '["DECIDER"]',
        None,
    )


def test_a_holding_that_is_withdrawn_ends_and_the_next_one_begins(model: sqlite3.Connection) -> None:
    """The timeline keeps who held the function before, until when and why it ended."""
    log = log_of(opening(0, DOSSIER), moving(1, DOSSIER, ("ccas-aubrelle", "acte-ccas"), ("ville-aubrelle", "acte-ville")))
    apply_journal(model, log, ends(log))
    rows = model.execute("SELECT acteur, etat, fin, fin_par, raison_fin FROM tenues ORDER BY rang").fetchall()
    assert rows == [
        ("ccas-aubrelle", "retiree", "2026-03-02T10:00:01.000Z", "retrait", "ACTE_EXPIRE"),
        ("ville-aubrelle", "proposee", None, None, None),
    ]
    assert one(model, "SELECT responsable, acte FROM dossiers") == ("ville-aubrelle", "acte-ville")


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_refusal_ends_a_holding_only_when_it_is_taken_back(model: sqlite3.Connection, *, is_kept: bool) -> None:
    """Who is accountable keeps what it refused until somebody settles it."""
    log = log_of(opening(0, DOSSIER), refusing(1, DOSSIER, is_kept=is_kept))
    apply_journal(model, log, ends(log))
    assert one(model, "SELECT etat, fin_par FROM tenues") == ("refusee", None if is_kept else "retrait")


def test_a_titulaire_that_delegated_everything_answers_by_its_own_act(model: sqlite3.Connection) -> None:
    """It holds nothing itself, and is accountable until the délégataire accepts."""
    log = log_of(delegated(0, DOSSIER))
    apply_journal(model, log, ends(log))
    assert one(model, "SELECT responsable, acte, role FROM dossiers") == ("departement", "loi-fsl", "titulaire")


def test_a_closed_dossier_is_no_longer_open_and_nobody_holds_it(model: sqlite3.Connection) -> None:
    """Closing ends every holding, and keeps the last answer."""
    log = log_of(opening(0, DOSSIER), accepting(1, DOSSIER), closing(2, DOSSIER))
    apply_journal(model, log, ends(log))
    assert one(model, "SELECT etat, est_ouvert, responsable FROM dossiers") == ("CLOS", 0, "ccas-aubrelle")
    assert one(model, "SELECT etat, fin_par, raison_fin FROM tenues") == ("acceptee", "cloture", "aide_servie")


def test_a_refusal_without_a_dossier_still_counts_as_a_sign_of_life_of_its_partner(model: sqlite3.Connection) -> None:
    """`hub partners` shows the last event received, good or bad."""
    refused = entry(3, None, source="asso-x", type="inconnu")
    log = log_of(opening(0, DOSSIER), refused)
    apply_journal(model, log, ends(log))
    assert model.execute("SELECT id, dernier_type, recus FROM partenaires ORDER BY id").fetchall() == [
        ("asso-x", "inconnu", 1),
        ("ccas-aubrelle", "fr.relais.demande.deposee.v1", 1),
    ]


def test_the_last_event_of_a_partner_is_the_last_one_even_within_one_instant(model: sqlite3.Connection) -> None:
    """Events of one batch share an instant: their order in the partition decides."""
    entries = [entry(0, None, source="asso-x", type=kind, instant="2026-03-02T10:00:00.000Z") for kind in ("b", "c", "a")]
    log = log_of(*entries)
    apply_journal(model, log, ends(log))
    assert one(model, "SELECT dernier_type, recus FROM partenaires") == ("a", 3)


def life(number: int, dossier: str, steps: list[str]) -> list[JournalEntry]:
    """A dossier's entries, beginning at its opening; `steps` are drawn."""
    makers = {
        "accepter": lambda n: accepting(n, dossier),
        "deplacer": lambda n: moving(n, dossier, ("ccas-aubrelle", "acte-ccas"), ("ville-aubrelle", "acte-ville")),
        "rendre": lambda n: moving(n, dossier, ("ville-aubrelle", "acte-ville"), ("ccas-aubrelle", "acte-ccas")),
        "clore": lambda n: closing(n, dossier),
    }
    return [opening(number, dossier), *(makers[step](number + rank) for rank, step in enumerate(steps, 1))]


lives = st.lists(st.lists(st.sampled_from(["accepter", "deplacer", "rendre", "clore"]), max_size=5), min_size=1, max_size=4)


@st.composite
def journals(draw: st.DrawFn) -> Log:
    """Two or three partitions of dossiers, each partition in order, the partitions interleaved as a fetch would."""
    logs: list[Log] = []
    for partition in range(draw(st.integers(2, 3))):
        drawn = [life(10 * n, f"dos_{partition}_{n}", steps) for n, steps in enumerate(draw(lives))]
        logs.append(log_of(*(step for steps in drawn for step in steps), partition=partition))
    order = draw(st.permutations([partition for partition, log in enumerate(logs) for _ in log]))
    waiting = [iter(log) for log in logs]
    return [next(waiting[partition]) for partition in order]


def built(batches: list[Log]) -> dict[str, list[Any]]:
    """The tables after these batches, in memory."""
    connection = open_to_write(Path(":memory:"), HERE)
    reached: dict[int, int] = {}
    for batch in batches:
        reached = {partition: max(end, reached.get(partition, 0)) for partition, end in (reached | ends(batch)).items()}
        apply_journal(connection, batch, reached)
    found = tables(connection)
    connection.close()
    return found


@settings(deadline=None)
@given(journals(), st.data())
def test_whatever_is_read_twice_is_applied_once(log: Log, draw: st.DataObject) -> None:
    """Cut anywhere, begin again from any earlier place: the tables are those of one reading."""
    cuts = sorted(draw.draw(st.sets(st.integers(0, len(log)), max_size=4)) | {0, len(log)})
    batches = [log[draw.draw(st.integers(0, start)) : end] for start, end in pairwise(cuts)]
    assert built(batches) == built([log])


@settings(deadline=None)
@given(journals())
def test_the_order_between_partitions_changes_nothing(log: Log) -> None:
    """A rebuild reads partitions in another order than the first reading did."""
    assert built([sorted(log, key=lambda record: (record.partition, record.offset))]) == built([log])


@settings(deadline=None)
@given(journals())
def test_the_entries_of_a_dossier_keep_their_order(log: Log) -> None:
    """What explains a dossier is read back in the order in which it was concluded."""
    connection = open_to_write(Path(":memory:"), HERE)
    apply_journal(connection, log, ends(log))
    for dossier in {msgspec.json.decode(record.value or b"")["dossier"] for record in log}:
        kept = connection.execute("SELECT valeur FROM entrees WHERE dossier = ? ORDER BY partition, position", (dossier,))
        written = [record.value for record in log if json.loads(record.value or b"")["dossier"] == dossier]
        assert [value for (value,) in kept] == written
    connection.close()


def test_position_and_tables_stand_or_fall_together(model: sqlite3.Connection) -> None:
    """An entry that cannot be read takes the whole batch back, and the position with it."""
    log = [*log_of(opening(0, DOSSIER)), LogRecord(0, 2, b"{")]
    with pytest.raises(LogUnreadable, match=r"hub\.journal/0@2"):
        apply_journal(model, log, ends(log))
    assert read_positions(model, "hub.journal") == {}
    assert model.execute("SELECT * FROM entrees").fetchall() == []
