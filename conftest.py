"""What every tier shares: tests run from the cheapest tier to the dearest, and a skipped test fails a CI run."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import hypothesis  # noqa: F401 -- loaded here: its plugin would compile it after the last test, amid what that test left to collect
import pytest

TIERS = ("unit", "contract", "broker", "e2e", "chaos")
pytest_plugins = ["pytester"]
BROKE_OFF = pytest.StashKey[bool]()
EXIT_BROKE_OFF = 3


def tier_of(path: Path) -> int:
    """The rank of the tier a test file belongs to, by its folder."""
    return next((rank for rank, tier in enumerate(TIERS) if tier in path.parts), 0)


def is_skip_forbidden() -> bool:
    """Whether this run is CI's: a skipped test proves nothing there."""
    return bool(os.environ.get("CI"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the random order inside a tier, and the tiers by cost."""
    items.sort(key=lambda item: tier_of(item.path))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure (an expected failure is not a skip)."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and is_skip_forbidden():
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longreprtext}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a file that skips itself into a failure."""
    report = yield
    if report.skipped and is_skip_forbidden():
        report.outcome = "failed"
        report.longrepr = f"a whole file skipped, which CI does not accept: {report.longreprtext}"
    return report


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(sched: Any) -> None:
    """Note that a process of pytest-xdist died: what it had not run yet is never run."""
    sched.config.stash[BROKE_OFF] = True


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that broke off ends with another code than one whose tests failed (scripts/test asks again only after the latter)."""
    if session.config.stash.get(BROKE_OFF, False):
        session.exitstatus = EXIT_BROKE_OFF
