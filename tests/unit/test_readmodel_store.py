"""The read model's file: whose it is, what it was built from, who may open it."""

import sqlite3
from pathlib import Path

import pytest

from hub.errors import ReadModelAbsent, ReadModelBusy, ReadModelForeign
from hub.readmodel.store import FORMAT, JournalId, only_writer, open_to_read, open_to_write, remove

HERE = JournalId("cluster/journal/registry")


def test_a_file_of_another_format_is_refused(tmp_path: Path) -> None:
    """By who writes it and by who reads it; the cure is in the message."""
    path = tmp_path / "relais.sqlite"
    connection = open_to_write(path, HERE)
    connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    connection.close()
    with pytest.raises(ReadModelForeign, match="--rebuild"):
        open_to_write(path, HERE)
    with pytest.raises(ReadModelForeign):
        open_to_read(path)


def test_a_file_built_from_other_topics_is_refused(tmp_path: Path) -> None:
    """The same names on another cluster, or topics made anew, are other logs: positions would lie."""
    path = tmp_path / "relais.sqlite"
    open_to_write(path, HERE).close()
    with pytest.raises(ReadModelForeign, match="other topics"):
        open_to_write(path, JournalId("cluster/other/registry"))
    remove(path)
    open_to_write(path, JournalId("cluster/other/registry")).close()


def test_reading_what_no_projector_wrote_says_what_to_do(tmp_path: Path) -> None:
    """An absent file, or one that was never finished, is not an empty answer."""
    path = tmp_path / "relais.sqlite"
    with pytest.raises(ReadModelAbsent, match="hub projector"):
        open_to_read(path)
    sqlite3.connect(path).close()
    path.touch()
    with pytest.raises(ReadModelAbsent):
        open_to_read(path)


def test_a_reader_cannot_write_and_does_not_wait_for_the_writer(tmp_path: Path) -> None:
    """Write-ahead logging: questions are answered while a batch is being applied."""
    path = tmp_path / "relais.sqlite"
    writer = open_to_write(path, HERE)
    writer.execute("BEGIN IMMEDIATE")
    reader = open_to_read(path)
    assert reader.execute("SELECT count(*) FROM dossiers").fetchone() == (0,)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM dossiers")
    reader.close()
    writer.close()


def test_one_file_has_one_projector(tmp_path: Path) -> None:
    """The second is told so; the lock is free again once the first is gone."""
    path = tmp_path / "relais.sqlite"
    with only_writer(path), pytest.raises(ReadModelBusy), only_writer(path):
        pass
    with only_writer(path):
        pass


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    """It says who asked for what kind of help, under references."""
    path = tmp_path / "relais.sqlite"
    open_to_write(path, HERE).close()
    assert path.stat().st_mode & 0o077 == 0
