"""Alert rules: each fires and does not fire in `deploy/alerts.test.yaml`, and each leads to a page to act by."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
ALERTS = ROOT / "deploy" / "alerts.yaml"
CASES = ROOT / "deploy" / "alerts.test.yaml"


def promtool() -> str:
    """The program that tries the rules."""
    found = shutil.which("promtool") or shutil.which("promtool", path=str(Path(sys.executable).parent))
    assert found, "promtool is missing: run scripts/setup --tests"
    return found


def rules() -> list[dict[str, Any]]:
    """Every alert rule."""
    groups: list[dict[str, Any]] = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return [rule for group in groups for rule in group["rules"]]


def tried(folder: Path) -> subprocess.CompletedProcess[str]:
    """What `promtool test rules` says of the cases in that folder."""
    return subprocess.run([promtool(), "test", "rules", CASES.name], cwd=folder, capture_output=True, text=True, check=False)


def test_every_alert_fires_where_its_case_says_and_stays_silent_just_short_of_it() -> None:
    """`promtool test rules`, labels and sentences included."""
    done = tried(CASES.parent)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_alert_has_a_case_that_fires_and_one_that_does_not() -> None:
    """A rule nobody tried is a rule nobody knows."""
    cases = [case for test in yaml.safe_load(CASES.read_text(encoding="utf-8"))["tests"] for case in test["alert_rule_test"]]
    fire = {case["alertname"] for case in cases if case["exp_alerts"]}
    silent = {case["alertname"] for case in cases if not case["exp_alerts"]}
    named = [rule["alert"] for rule in rules()]
    assert len(set(named)) == len(named)
    assert (set(named) - fire, set(named) - silent) == (set(), set())


@pytest.mark.parametrize("broken", ["vector(1) > 2", "vector(1) < 2"], ids=["never fires", "always fires"])
def test_the_cases_notice_an_alert_that_never_fires_and_one_that_always_does(broken: str, tmp_path: Path) -> None:
    """The cases above can fail: with every rule silenced, or opened wide, promtool complains of each."""
    shutil.copy(CASES, tmp_path)
    changed = [rule | {"expr": broken, "for": "0s"} for rule in rules()]
    (tmp_path / ALERTS.name).write_text(yaml.safe_dump({"groups": [{"name": "relais", "rules": changed}]}), encoding="utf-8")
    done = tried(tmp_path)
    assert done.returncode != 0
    complained = set(re.findall(r"alertname: ?(\w+)", done.stdout + done.stderr))
    assert {rule["alert"] for rule in rules()} - complained == set()


def test_each_alert_wakes_or_waits_and_leads_to_a_page_that_names_it() -> None:
    """Who is woken finds what to do, on a page that says for which alerts it is; the list of pages agrees."""
    listed = (ROOT / "docs" / "runbooks" / "README.md").read_text(encoding="utf-8").splitlines()
    for rule in rules():
        severity, page = rule["labels"]["severity"], ROOT / rule["annotations"]["runbook"]
        assert severity in {"page", "ticket"}, rule["alert"]
        assert f"`{rule['alert']}`" in page.read_text(encoding="utf-8"), rule["alert"]
        assert [line for line in listed if f"`{rule['alert']}`" in line and f"| {severity} |" in line and f"({page.name})" in line], rule
