"""Free ports of the loopback address, below 32768.

Above, the system hands ports to outgoing connections: a client that retries a dead broker's port may be given that very port, and the
broker can never come back to it.
"""

import random
import socket
import sys
from collections import deque
from collections.abc import Collection
from typing import NamedTuple

HOST = "127.0.0.1"
USUAL = 19_092
LOWEST, HIGHEST = 20_000, 32_000
_TRIES_MAX = 200
_HELD_MAX = 16
"""As many as one process draws before it listens on the first of them."""
_held: deque[socket.socket] = deque()


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
    """The first preferred port that is free, else one at random that no other process has just drawn; none of `but`."""
    for port in preferred:
        if port is not None and port not in but and is_free(port):
            return port
    for _ in range(_TRIES_MAX):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 -- a port, not a secret
        if port not in but and is_free(port) and _hold(port):
            return port
    raise OSError(f"no free port between {LOWEST} and {HIGHEST}")


def _hold(port: int) -> bool:
    """Whether the port is ours until somebody listens there: a name that only one process of the machine can hold (Linux)."""
    if not sys.platform.startswith("linux"):
        return True
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0relais-port-{port}")
    except OSError:
        name.close()
        return False
    _held.append(name)
    if len(_held) > _HELD_MAX:
        _held.popleft().close()
    return True
