"""A STAND-IN for a schema registry, not one: the few answers of Confluent's REST interface that our tests need, kept in memory.

It gives ids, answers the same schema with the same id, refuses what is not JSON Schema and who does not say the word it asks for;
it checks no compatibility.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit


class StandIn:
    """What is registered: schemas by id, and the ids of each subject, in order."""

    def __init__(self) -> None:
        self.schemas: list[str] = []
        self.subjects: dict[str, list[int]] = {}
        self.url = ""
        self.asks: str | None = None
        """The `Authorization` without which nobody is let in."""

    def register(self, subject: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """POST /subjects/{subject}/versions."""
        if body.get("schemaType") != "JSON":
            return 422, {"error_code": 42201, "message": "only JSON here"}
        if body["schema"] not in self.schemas:
            self.schemas.append(body["schema"])
        number = self.schemas.index(body["schema"]) + 1
        kept = self.subjects.setdefault(subject, [])
        if number not in kept:
            kept.append(number)
        return 200, {"id": number}

    def answer(self, path: list[str]) -> tuple[int, dict[str, Any]]:
        """GET /subjects/{subject}/versions/latest, or /schemas/ids/{id}."""
        match path:
            case ["subjects", subject, "versions", "latest"] if subject in self.subjects:
                kept = self.subjects[subject]
                return 200, {
                    "subject": subject,
                    "version": len(kept),
                    "id": kept[-1],
                    "schema": self.schemas[kept[-1] - 1],
                    "schemaType": "JSON",
                }
            case ["schemas", "ids", number] if int(number) <= len(self.schemas):
                return 200, {"schema": self.schemas[int(number) - 1], "schemaType": "JSON"}
        return 404, {"error_code": 40401, "message": "not found"}


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """A stand-in that answers at `url` for as long as the block lasts."""
    kept = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if kept.asks is not None and self.headers["Authorization"] != kept.asks:
                self._send(401, {"error_code": 401, "message": "Unauthorized"})
                return
            self._send(*kept.register(self._path()[1], body))

        def do_GET(self) -> None:
            self._send(*kept.answer(self._path()))

        def _path(self) -> list[str]:
            return [unquote(step) for step in urlsplit(self.path).path.strip("/").split("/")]

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
