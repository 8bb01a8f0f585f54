"""Topics that a test makes or removes itself.

Made means listed and removed means listed no more: a broker answers a moment before it lists what it did.
"""

import time
from collections.abc import Mapping
from concurrent.futures import Future

from confluent_kafka.admin import AdminClient, NewTopic

STAMPED = {"message.timestamp.type": "LogAppendTime"}
"""The time the broker gives, as on every topic of the hub."""
WAIT_S = 10.0


def make_topics(bootstrap: str, *wanted: NewTopic) -> AdminClient:
    """Make them, wait until the broker lists them all, and give the client that did it."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    made: Mapping[str, Future[None]] = admin.create_topics(list(wanted))
    for answer in made.values():
        answer.result(WAIT_S)
    deadline = time.monotonic() + WAIT_S
    while absent := made.keys() - admin.list_topics(timeout=WAIT_S).topics.keys():
        assert time.monotonic() < deadline, absent
        time.sleep(0.02)
    return admin


def remove_topics(bootstrap: str, *names: str) -> None:
    """Remove those of them that are there, and wait until the broker lists none."""
    admin = AdminClient({"bootstrap.servers": bootstrap, "log_level": 2})
    deadline = time.monotonic() + WAIT_S
    while there := [name for name in names if name in admin.list_topics(timeout=WAIT_S).topics]:
        assert time.monotonic() < deadline, there
        admin.delete_topics(there)
        time.sleep(0.02)
