"""The small disk of the chaos suite: full when it was filled, of use when it was freed, gone with its keeper."""

import errno
from pathlib import Path

import pytest

from bench.chaos.disk import SmallDisk


def test_a_filled_disk_takes_nothing_until_it_is_freed(tmp_path: Path) -> None:
    """What was written before stays; the folder it is mounted at stays empty for everybody outside."""
    disk = SmallDisk(tmp_path / "disk", megabytes=1)
    kept = disk.path / "kept"
    kept.write_bytes(b"before")
    disk.fill()
    assert disk.free_bytes == 0
    with pytest.raises(OSError, match="No space left") as refused:
        (disk.path / "late").write_bytes(b"x")
    assert refused.value.errno == errno.ENOSPC
    disk.free()
    (disk.path / "later").write_bytes(bytes(100_000))
    assert kept.read_bytes() == b"before"
    assert list((tmp_path / "disk").iterdir()) == []
    path = disk.path
    disk.close()
    assert not path.exists()
