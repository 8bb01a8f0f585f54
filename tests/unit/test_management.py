"""The management address answers machines, from a thread of its own."""

import http.client
import json
from collections.abc import Iterator

import pytest

from hub.errors import ManagementPortTaken
from hub.management import ManagementServer


class Engine:
    """A process whose health the test decides."""

    def __init__(self) -> None:
        """Start alive and not ready."""
        self.live: tuple[bool, list[str]] = (True, [])
        self.ready: tuple[bool, list[str]] = (False, ["hub.events/3: reprise en cours"])


@pytest.fixture
def engine() -> Engine:
    """One process."""
    return Engine()


@pytest.fixture
def server(engine: Engine) -> Iterator[ManagementServer]:
    """Its management address, on a free port."""
    server = ManagementServer(lambda: b"relais_x 1\n", lambda: engine.live, lambda: engine.ready)
    server.start()
    yield server
    server.stop()


def get(server: ManagementServer, path: str) -> tuple[int, bytes]:
    """Ask as a machine would."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response.status, body


def test_metrics_are_served_as_given(server: ManagementServer) -> None:
    """The exposition goes out untouched, query or not."""
    assert get(server, "/metrics") == (200, b"relais_x 1\n")
    assert get(server, "/metrics?x=1") == (200, b"relais_x 1\n")


def test_a_process_that_is_not_ready_says_why(server: ManagementServer, engine: Engine) -> None:
    """503 and the reasons; 200 once they are gone, without a restart."""
    status, body = get(server, "/readyz")
    assert (status, json.loads(body)) == (503, {"ok": False, "reasons": ["hub.events/3: reprise en cours"]})
    engine.ready = (True, [])
    assert get(server, "/readyz")[0] == 200


def test_a_stuck_lane_fails_livez(server: ManagementServer, engine: Engine) -> None:
    """What the engine's check says is what is answered."""
    assert get(server, "/livez")[0] == 200
    engine.live = (False, ["hub.events/3 n'avance plus"])
    assert get(server, "/livez") == (503, json.dumps({"ok": False, "reasons": ["hub.events/3 n'avance plus"]}).encode())


def test_there_is_nothing_else(server: ManagementServer) -> None:
    """An unknown page names the ones that exist."""
    assert get(server, "/table/cases") == (404, b"/metrics /livez /readyz\n")


def test_it_listens_on_the_loopback_address_only(server: ManagementServer) -> None:
    """No authentication: no other host may ask."""
    assert server.host == "127.0.0.1"


def test_a_taken_port_is_a_fault_that_names_the_cure(server: ManagementServer) -> None:
    """Two processes on one host with the same port: the second says so at its start."""
    with pytest.raises(ManagementPortTaken, match="--metrics-port"):
        ManagementServer(lambda: b"", port=server.port).start()


def test_a_stopped_server_frees_its_port(engine: Engine) -> None:
    """Stopping twice is harmless; the port can be taken again."""
    first = ManagementServer(lambda: b"", lambda: engine.live)
    first.start()
    first.stop()
    first.stop()
    second = ManagementServer(lambda: b"x", port=first.port)
    second.start()
    assert get(second, "/metrics")[1] == b"x"
    second.stop()
