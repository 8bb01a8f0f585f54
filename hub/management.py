"""The management address of a process: its figures, whether it lives and whether it is ready, for machines on the same host.

Rules:
1. It answers from a thread of its own, so that a loop that is stuck is seen and not waited for.
2. It has no authentication and shows no content: it is bound to the loopback address unless the operator says otherwise.
"""

import json
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from prometheus_client import CONTENT_TYPE_LATEST

from hub.errors import ManagementPortTaken


class Health(NamedTuple):
    """An answer to `/livez` or `/readyz`; `reasons` says in words what is wrong, empty when all is well."""

    is_ok: bool
    reasons: list[str]


class Page(NamedTuple):
    """What is sent back."""

    status: HTTPStatus
    content_type: str
    body: bytes


Check = Callable[[], tuple[bool, list[str]]]
"""Called from the server's thread at each request; must be quick and must not touch the loop."""


def always_ok() -> Health:
    """The check of a process that has nothing to wait for."""
    return Health(is_ok=True, reasons=[])


class ManagementServer:
    """`/metrics`, `/livez` and `/readyz` on one small HTTP server; `port` 0 takes a free one, read it back from `port` after `start`."""

    def __init__(
        self,
        exposition: Callable[[], bytes],
        is_live: Check = always_ok,
        is_ready: Check = always_ok,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        """Bind nothing yet."""
        self.host = host
        self.port = port
        self._pages: dict[str, Callable[[], Page]] = {
            "/metrics": lambda: Page(HTTPStatus.OK, CONTENT_TYPE_LATEST, exposition()),
            "/livez": lambda: _health_page(is_live),
            "/readyz": lambda: _health_page(is_ready),
        }
        self._server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        """Bind and answer; ManagementPortTaken when the address cannot be used."""
        try:
            server = ThreadingHTTPServer((self.host, self.port), _handler_for(self._pages))
        except OSError as error:
            raise ManagementPortTaken(host=self.host, port=self.port, reason=error.strerror) from None
        server.daemon_threads = True
        self.port = server.server_address[1]
        self._server = server
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.2}, name="management", daemon=True).start()

    def stop(self) -> None:
        """Close the port; harmless when not started."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


def _health_page(check: Check) -> Page:
    is_ok, reasons = check()
    status = HTTPStatus.OK if is_ok else HTTPStatus.SERVICE_UNAVAILABLE
    return Page(status, "application/json", json.dumps({"ok": is_ok, "reasons": reasons}, ensure_ascii=False).encode())


def _handler_for(pages: dict[str, Callable[[], Page]]) -> type[BaseHTTPRequestHandler]:
    """A handler class closed over `pages` (the standard library wants a class, one object a request)."""

    class Handler(BaseHTTPRequestHandler):
        """Answers GET on the known pages and nothing else."""

        server_version = "relais"
        sys_version = ""

        def do_GET(self) -> None:
            """Send the page, or 404."""
            build = pages.get(self.path.partition("?")[0])
            page = build() if build else Page(HTTPStatus.NOT_FOUND, "text/plain", b"/metrics /livez /readyz\n")
            self.send_response(page.status)
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's signature
            """A scrape every few seconds is not worth a line."""

    return Handler
