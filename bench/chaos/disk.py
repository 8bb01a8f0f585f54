"""A broker whose disk is small and can be filled: a tmpfs in a mount namespace of its own, so that no right beyond a user's is needed.

Rules:
1. The namespace lives as long as its keeper, a process that reads our pipe: when we end, however we end, it ends and the disk is gone.
2. The broker is in no namespace: it reaches the disk through its keeper's `/proc/<pid>/root`.
"""

import os
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from bench.chaos.kafkas import Kafka
from hub.kafka_local import process

DISK_MB = 256
CHUNK_BYTES = 65_536
FAILS_WITHIN_S = 15.0
LOOK_EVERY_S = 0.1
READY = b"ready\n"
KEEP = 'mount -t tmpfs -o "size=$2m" relais "$1" && echo ready && exec cat'
NAMESPACES = (("--user", "--map-root-user", "--mount"), ("--mount",))
"""A namespace that every user may make; where that is forbidden, the one that root may."""


class SmallDisk:
    """`megabytes` mounted at `folder`, seen at `path` by everybody who runs as we do."""

    def __init__(self, folder: Path, megabytes: int = DISK_MB) -> None:
        """Mount it; OSError when this machine allows no namespace."""
        folder.mkdir()
        self._folder = folder
        self._keeper = _kept(folder, megabytes)

    @property
    def path(self) -> Path:
        """Where it is seen; not to be resolved, for outside its namespace the folder is an empty one."""
        return Path(f"/proc/{self._keeper.pid}/root{self._folder}")

    @property
    def free_bytes(self) -> int:
        """What is left."""
        left = os.statvfs(self.path)
        return left.f_bavail * left.f_frsize

    def fill(self) -> None:
        """Take all that is left."""
        with self._filler.open("wb") as filler, suppress(OSError):
            os.posix_fallocate(filler.fileno(), 0, self.free_bytes)
        with self._filler.open("ab", buffering=0) as filler, suppress(OSError):
            while True:
                filler.write(bytes(CHUNK_BYTES))

    def free(self) -> None:
        """Give back what `fill` took."""
        self._filler.unlink()

    def close(self) -> None:
        """End its keeper."""
        self._keeper.communicate()

    @property
    def _filler(self) -> Path:
        return self.path / "filler"


class SmallKafka(Kafka):
    """One broker whose records are on a small disk."""

    def __init__(self, folder: Path) -> None:
        """The disk is there already."""
        super().__init__(folder)
        self.disk = SmallDisk(folder / "disk")
        self.broker.folder.mkdir()
        records = self.disk.path / "data"
        records.mkdir()
        (self.broker.folder / "data").symlink_to(records)

    def stop(self) -> None:
        """End both."""
        super().stop()
        self.disk.close()

    def end_by_disk(self) -> None:
        """Wait until the broker ended because of its disk; one that hangs on is killed, as who is on call would."""
        pid = self.broker.state()["pid"]
        deadline = time.monotonic() + FAILS_WITHIN_S
        while self.broker.is_running() and time.monotonic() < deadline:
            time.sleep(LOOK_EVERY_S)
        self.broker.kill9()
        process.reap(pid)


def _kept(folder: Path, megabytes: int) -> subprocess.Popen[bytes]:
    said = b""
    for namespaces in NAMESPACES:
        command = ["unshare", *namespaces, "sh", "-c", KEEP, "sh", str(folder), str(megabytes)]
        keeper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert keeper.stdout is not None
        if keeper.stdout.readline() == READY:
            return keeper
        said += keeper.communicate()[1]
    message = f"no disk of its own can be mounted here: {said.decode(errors='replace').strip()}"
    raise OSError(message)
