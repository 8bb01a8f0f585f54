"""How much room is left where the hub keeps its own files: the read model, the keys, the local Kafka."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


class Room(NamedTuple):
    """Of the file system that holds a folder."""

    free_bytes: int
    size_bytes: int


def room_of(folder: Path) -> Room:
    """The room where that folder is, or will be: its nearest parent that exists."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    usage = shutil.disk_usage(there)
    return Room(usage.free, usage.total)


class RoomCollector(Collector):
    """Looks at each scrape, once it was told which folder."""

    def __init__(self) -> None:
        """Nothing to look at yet."""
        self.folder: Path | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Free and whole; no sample without a folder."""
        free = GaugeMetricFamily("relais_disk_free_bytes", "Room left on the disk that holds the hub's data folder.")
        size = GaugeMetricFamily("relais_disk_size_bytes", "Size of the disk that holds the hub's data folder.")
        if self.folder is not None:
            room = room_of(self.folder)
            free.add_metric([], room.free_bytes)
            size.add_metric([], room.size_bytes)
        yield free
        yield size
