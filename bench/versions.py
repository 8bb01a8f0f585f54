"""What ran: the versions of the clients and engines that were measured, and of the broker."""

import platform
import re
from importlib.metadata import version

from bench.peers import kafka_streams, quix_venv
from hub.settings import KAFKA_VERSION

INSTALLED = ("faust-streaming", "aiokafka", "confluent-kafka")
_LOCKED_QUIX = re.compile(r"^quixstreams==(\S+)", re.MULTILINE)
_LISTED_STREAMS = re.compile(r"kafka-streams-([\d.]+)\.jar")


def versions() -> dict[str, str]:
    """Name -> version; those of Quix and Kafka Streams are the ones their locks pin."""
    locked = {"quixstreams": (_LOCKED_QUIX, quix_venv.LOCK), "kafka-streams": (_LISTED_STREAMS, kafka_streams.JAR_LIST)}
    pinned = {name: found[1] for name, (wanted, file) in locked.items() if (found := wanted.search(file.read_text(encoding="utf-8")))}
    return {"python": platform.python_version(), "kafka": KAFKA_VERSION, **{name: version(name) for name in INSTALLED}, **pinned}
