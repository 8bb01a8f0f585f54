"""A real Chromium without a window, driven through a pipe (Chrome DevTools Protocol): what it makes of one of our pages."""

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ANSWER_TIMEOUT_S = 60
CONSOLE = {"Log.entryAdded", "Runtime.consoleAPICalled", "Runtime.exceptionThrown"}
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe")
A4_INCHES = {"paperWidth": 8.27, "paperHeight": 11.69}


@dataclass(frozen=True)
class Node:
    """A node as a screen reader is told of it."""

    role: str
    name: str
    level: int | None = None


@dataclass(frozen=True)
class Seen:
    """A page that was opened: what it asked for, why some of it was blocked, what the console said, what assistive tools are told."""

    requests: tuple[str, ...]
    blocked: tuple[str, ...]
    console: tuple[str, ...]
    nodes: tuple[Node, ...]
    pdf: bytes
    ask: Callable[[str], Any]
    """The value of an expression in JavaScript, asked from outside of the page."""

    def of_role(self, role: str) -> list[Node]:
        """The nodes of one role, in the order of the page."""
        return [node for node in self.nodes if node.role == role]


class Chromium:
    """One browser; a page is opened in a tab of its own."""

    def __init__(self, process: subprocess.Popen[bytes], to_browser: int, from_browser: int) -> None:
        self._process = process
        self._to = to_browser
        self._from = from_browser
        self._buffer = b""
        self._last_id = 0
        self._events: list[dict[str, Any]] = []

    def open(self, page: Path) -> Seen:
        """Load a page, wait until it is whole, and look at it."""
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Accessibility"):
            self._call(f"{domain}.enable", session)
        self._events.clear()
        self._call("Page.navigate", session, url=page.as_uri())
        while not any(one["method"] == "Page.loadEventFired" for one in self._events):
            self._events.append(self._read())
        nodes = self._call("Accessibility.getFullAXTree", session)["nodes"]
        pdf = self._call("Page.printToPDF", session, preferCSSPageSize=True, **A4_INCHES)["data"]
        return Seen(
            requests=tuple(one["params"]["request"]["url"] for one in self._events if one["method"] == "Network.requestWillBeSent"),
            blocked=tuple(one["params"]["blockedReason"] for one in self._events if "blockedReason" in one["params"]),
            console=tuple(json.dumps(one["params"]) for one in self._events if one["method"] in CONSOLE),
            nodes=tuple(_node(one) for one in nodes if not one["ignored"]),
            pdf=base64.b64decode(pdf),
            ask=lambda expression: self._value(session, expression),
        )

    def _value(self, session: str, expression: str) -> Any:
        answer = self._call("Runtime.evaluate", session, expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def _call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        self._last_id += 1
        command = {"id": self._last_id, "method": method, "params": params} | ({} if session is None else {"sessionId": session})
        os.write(self._to, json.dumps(command).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._last_id:
                assert "error" not in answer, f"{method}: {answer}"
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def _read(self) -> dict[str, Any]:
        deadline = time.monotonic() + ANSWER_TIMEOUT_S
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._from], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(self._from, 1 << 16) if ready else b""
            assert piece, f"Chromium says nothing (its exit code: {self._process.poll()})"
            self._buffer += piece
        line, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(line)
        return found


def _node(node: dict[str, Any]) -> Node:
    level = next((one["value"]["value"] for one in node.get("properties", ()) if one["name"] == "level"), None)
    return Node(str(node["role"]["value"]), str(node.get("name", {}).get("value", "")), level)


@contextmanager
def running(folder: Path) -> Iterator[Chromium]:
    """A Chromium whose profile is in `folder`; it ends with the block."""
    binary = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert binary is not None, "no Chromium here: scripts/setup --tests installs it (Debian: apt-get install chromium-headless-shell)"
    commands, to_browser = os.pipe()
    from_browser, answers = os.pipe()
    wired = f'exec "$0" "$@" 3<&{commands} 4>&{answers}'
    process = subprocess.Popen(
        ["bash", "-c", wired, binary, *FLAGS, f"--user-data-dir={folder}"],
        pass_fds=(commands, answers),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(commands)
    os.close(answers)
    try:
        yield Chromium(process, to_browser, from_browser)
    finally:
        process.terminate()
        process.wait(ANSWER_TIMEOUT_S)
        os.close(to_browser)
        os.close(from_browser)
