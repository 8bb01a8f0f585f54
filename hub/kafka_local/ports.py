"""Free ports of the loopback address, below 32768.

Above, the system hands ports to outgoing connections: a client that retries a dead broker's port may be given that very port, and the
broker can never come back to it.
"""

import random
import socket
from collections.abc import Collection
from typing import NamedTuple

HOST = "127.0.0.1"
USUAL = 19_092
LOWEST, HIGHEST = 20_000, 32_000
_TRIES_MAX = 200


class Ports(NamedTuple):
    """Where a broker listens: for its clients, for its controller and, where it is secured, for certificates and for itself."""

    clients: int
    controller: int
    certificates: int = 0
    internal: int = 0


def is_free(port: int) -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def first_free(*preferred: int | None, but: Collection[int] = ()) -> int:
    """The first preferred port that is free, else one at random, so that brokers started together rarely meet; none of `but`."""
    drawn = (random.randint(LOWEST, HIGHEST) for _ in range(_TRIES_MAX))  # noqa: S311 -- a port, not a secret
    for port in (*preferred, *drawn):
        if port is not None and port not in but and is_free(port):
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST}")
