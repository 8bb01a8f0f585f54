"""A real Prometheus that reads this machine's processes of the hub every second, with the configuration and the rules of deploy/."""

import json
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import yaml

from hub.kafka_local.ports import HOST, first_free
from tests.broker.whole_hub import ROOT

DEPLOY = ROOT / "deploy"
READY_S = 60.0

Series = list[dict[str, Any]]


class Prometheus:
    """One process, which has begun to read; `ask` a query, `stop` it."""

    def __init__(self, folder: Path, targets: Iterable[str]) -> None:
        program = shutil.which("prometheus") or shutil.which("prometheus", path=str(Path(sys.executable).parent))
        assert program, "prometheus is missing: run scripts/setup --tests"
        shutil.copy(DEPLOY / "alerts.yaml", folder)
        (folder / "prometheus.yml").write_text(yaml.safe_dump(configuration(targets)), encoding="utf-8")
        self._port = first_free()
        self._log = folder / "prometheus.log"
        options = [f"--storage.tsdb.path={folder / 'tsdb'}", f"--web.listen-address={HOST}:{self._port}", "--log.level=warn"]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [program, f"--config.file={folder / 'prometheus.yml'}", *options], cwd=folder, stdout=log, stderr=log
            )
        self.until(lambda: self._answers("/-/ready"), READY_S)
        self.until(lambda: bool(self.ask("up")), READY_S)

    def until(self, is_so: Callable[[], bool], within_s: float) -> None:
        """Wait for it."""
        deadline = time.monotonic() + within_s
        while not is_so():
            assert time.monotonic() < deadline, self._log.read_text(errors="replace")[-2_000:]
            assert self._process.poll() is None, self._log.read_text(errors="replace")[-2_000:]
            time.sleep(0.3)

    def _answers(self, path: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self._port}{path}", timeout=5):
                return True
        except (urllib.error.URLError, ConnectionError):
            return False

    def ask(self, query: str) -> Series:
        """The series that answer it now."""
        asked = urllib.parse.urlencode({"query": query})
        with urllib.request.urlopen(f"http://{HOST}:{self._port}/api/v1/query?{asked}", timeout=30) as answer:
            found = json.load(answer)
        assert found["status"] == "success", found
        series: Series = found["data"]["result"]
        return series

    def stop(self) -> None:
        """End it."""
        self._process.terminate()
        self._process.wait(30)


def configuration(targets: Iterable[str]) -> dict[str, Any]:
    """That of deploy/, read every second, from these addresses."""
    given: dict[str, Any] = yaml.safe_load((DEPLOY / "prometheus.yml").read_text(encoding="utf-8"))
    given["global"] = {"scrape_interval": "1s", "evaluation_interval": "1s"}
    (job,) = given["scrape_configs"]
    job["static_configs"] = [{"targets": list(targets)}]
    return given


def rules() -> dict[str, str]:
    """The expression of each alert."""
    (group,) = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
    return {rule["alert"]: rule["expr"] for rule in group["rules"]}


def panels() -> dict[str, list[str]]:
    """The queries of each panel of the dashboard, by its title."""
    dashboard = json.loads((DEPLOY / "grafana" / "dashboards" / "relais.json").read_text(encoding="utf-8"))
    return {panel["title"]: [target["expr"] for target in panel["targets"]] for panel in dashboard["panels"]}
