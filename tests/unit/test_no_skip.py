"""In CI a skipped test fails the run, and tiers run from the cheapest to the dearest."""

from pathlib import Path

import pytest

ROOT_CONFTEST = Path(__file__).resolve().parents[2] / "conftest.py"


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    """A project of its own that shares our root conftest."""
    pytester.makeconftest(ROOT_CONFTEST.read_text(encoding="utf-8"))
    return pytester


def outcome(project: pytest.Pytester) -> dict[str, int]:
    """Run the project in a process of its own and count."""
    return project.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider").parseoutcomes()


def test_a_skipped_test_fails_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mark or a call that skips counts as a failure when CI runs."""
    monkeypatch.setenv("CI", "true")
    project.makepyfile("import pytest\n@pytest.mark.skip\ndef test_a(): pass\ndef test_b(): pytest.skip('no')\ndef test_c(): pass\n")
    assert outcome(project) == {"passed": 1, "failed": 1, "errors": 1}


def test_a_skipped_file_fails_in_ci(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that skips itself whole counts as an error when CI runs."""
    monkeypatch.setenv("CI", "true")
    project.makepyfile("import pytest\npytest.skip('no', allow_module_level=True)\n")
    assert outcome(project) == {"errors": 1}


def test_a_skip_is_only_a_skip_elsewhere(project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a developer's machine the same skip is shown and fails nothing."""
    monkeypatch.delenv("CI", raising=False)
    project.makepyfile("import pytest\n@pytest.mark.skip\ndef test_a(): pass\n")
    assert outcome(project) == {"skipped": 1}


def test_the_cheapest_tier_runs_first(project: pytest.Pytester) -> None:
    """Unit tests come before contract tests, and these before broker tests, whatever the order they were found in."""
    for tier in ("broker", "contract", "unit"):
        folder = project.path / "tests" / tier
        folder.mkdir(parents=True)
        (folder / f"test_of_{tier}.py").write_text("def test_a(): pass\n", encoding="utf-8")
    result = project.runpytest_subprocess("-v", "-p", "no:cacheprovider")
    result.stdout.fnmatch_lines(["*unit/test_of_unit*", "*contract/test_of_contract*", "*broker/test_of_broker*"])


@pytest.mark.parametrize(("body", "code"), [("os._exit(1)", 3), ("assert not os", 1), ("pass", 0)])
def test_a_run_that_broke_off_ends_with_a_code_of_its_own(project: pytest.Pytester, body: str, code: int) -> None:
    """A process of pytest-xdist that dies leaves tests that nobody ran: that is no failed test that could be asked again."""
    project.makepyfile(f"import os\ndef test_a(): {body}\ndef test_b(): pass\n")
    options = ("-p", "no:randomly", "-p", "no:cacheprovider", "-n", "1", "--max-worker-restart", "0")
    assert project.runpytest_subprocess(*options).ret == code
