"""The shape of the tree is a test: sizes, words, docstrings, imports, and what no tracked file may hold."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES_MAX = 40
FILE_LINES_MAX = 250

LONG_FILES = {
    "schemas/codes.py": "every closed list of the contract on one page: a reader looks a word up in one place",
    "hub/errors.py": "the tree of errors is drawn on top and each error's docstring is its message: one page for operators",
}
"""Files over the limit, each with the reason why it is better whole."""

LONG_FUNCTIONS: dict[str, str] = {}
"""Functions over the limit (`path::name`), each with its reason."""

EMPTY_WORDS = re.compile(r"(^|_)(utils?|helpers?|managers?|data|infos?|msg|misc|common)(_|$)", re.IGNORECASE)
"""Names that say nothing about what they name."""

LATER = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
"""A promise in the code is a point of docs/state.md instead."""

REGISTRY_HOSTS = tuple(
    "".join(pieces)
    for pieces in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("repo.maven.", "apache"),
        ("repo1.", "maven"),
        ("crates", ".io"),
        ("deb.", "debian.org"),
        ("proxy.", "golang"),
    )
)
MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.])/(" + "|".join(("wo" + "rk", "fa" + "rm", "ro" + "ot", "ho" + "me/[a-z]+")) + r")/")

PURE_ROOTS = {
    "hub.core",
    "schemas",
    "pydantic",
    "pydantic_core",
    "msgspec",
    "orjson",
    "stdnum",
    "holidays",
    "annotated_types",
    "typing_extensions",
}
SCHEMAS_ROOTS = {"schemas", "pydantic", "pydantic_core", "stdnum", "orjson"}
CLOCK_CALLS = {"now", "utcnow", "today", "fromtimestamp"}


@cache
def tracked() -> tuple[tuple[str, str], ...]:
    """Mode and path of every file git knows and the tree holds."""
    listing = subprocess.run(["git", "ls-files", "--stage", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    entries = (entry.split("\t", 1) for entry in listing.split("\0") if entry)
    return tuple((stage.split()[0], path) for stage, path in entries if (ROOT / path).exists())


@cache
def sources(*folders: str) -> tuple[str, ...]:
    """The Python files under the folders (all of them when none is named)."""
    paths = [path for _, path in tracked() if path.endswith(".py")]
    return tuple(path for path in paths if not folders or path.startswith(folders))


@cache
def tree_of(path: str) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=path)


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: str) -> Iterator[Function]:
    """Every function of a file, methods and inner ones too."""
    return (node for node in ast.walk(tree_of(path)) if isinstance(node, Function))


def imported(path: str) -> Iterator[str]:
    """Every module a file imports, by its full name."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: an import names its module in full"
            yield node.module or ""


def outside(path: str, allowed: set[str]) -> list[str]:
    """The imports of a file that are neither the standard library nor under one of the allowed roots."""
    names = [name for name in imported(path) if name.split(".")[0] not in sys.stdlib_module_names]
    return [name for name in names if not any(name == root or name.startswith(root + ".") for root in allowed)]


def test_functions_stay_short() -> None:
    """A function over the limit hides a decision, or has its reason written down."""
    long = {
        f"{path}::{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in sources()
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > FUNCTION_LINES_MAX
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FUNCTIONS} == {}
    assert set(LONG_FUNCTIONS) <= set(long), "an exception that is no longer needed"


def test_files_stay_short() -> None:
    """One noun or verb a file; a longer one has its reason written down."""
    lengths = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in sources()}
    long = {path: lines for path, lines in lengths.items() if lines > FILE_LINES_MAX}
    assert {path: lines for path, lines in long.items() if path not in LONG_FILES} == {}
    assert set(LONG_FILES) <= set(long), "an exception that is no longer needed"


def test_every_module_opens_with_a_sentence() -> None:
    """The first paragraph of a module says what it is for, and ends as a sentence does."""
    silent = []
    for path in sources():
        if not tree_of(path).body:
            continue
        opening = (ast.get_docstring(tree_of(path)) or "").split("\n\n")[0].strip()
        if not opening.endswith((".", ":", "?")):
            silent.append(path)
    assert silent == []


def test_every_test_says_what_it_proves() -> None:
    """A test's docstring is the sentence that is false when it fails."""
    silent = [f"{path}::{node.name}" for path in sources("tests/") for node in functions(path) if is_silent_test(node)]
    assert silent == []


def is_silent_test(node: Function) -> bool:
    """Whether a function is a test without a docstring."""
    return node.name.startswith("test_") and not ast.get_docstring(node)


def test_no_test_is_skipped() -> None:
    """What cannot run here is not a test here: no skip mark, no call to skip."""
    found = [
        f"{path}:{node.lineno}"
        for path in sources("tests/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "importorskip"}
    ]
    assert found == []


def test_names_say_what_they_name() -> None:
    """No module, class or function carries a word that would fit anything."""
    names = [(path, part) for _, path in tracked() for part in Path(path).with_suffix("").parts if path.endswith(".py")]
    for path in sources():
        definitions = (node for node in ast.walk(tree_of(path)) if isinstance(node, Function | ast.ClassDef))
        names += [(path, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)) for node in definitions if not node.name.startswith("test_")]
    assert [f"{path}: {name}" for path, name in names if EMPTY_WORDS.search(name)] == []


def test_core_imports_nothing_of_the_world() -> None:
    """hub.core rests on the contract and on libraries of values alone (import-linter bars the impure part of the standard library)."""
    assert {path: outside(path, PURE_ROOTS) for path in sources("hub/core/") if outside(path, PURE_ROOTS)} == {}


def test_the_contract_rests_on_pydantic_alone() -> None:
    """A partner can take schemas/ as it is: it needs pydantic, stdnum for identifiers, and orjson for JSON."""
    assert {path: outside(path, SCHEMAS_ROOTS) for path in sources("schemas/") if outside(path, SCHEMAS_ROOTS)} == {}


def test_core_never_reads_a_clock() -> None:
    """`now` is a parameter: the same facts give the same conclusions for ever."""
    calls = [
        f"{path}:{node.lineno}"
        for path in sources("hub/core/", "schemas/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS
    ]
    assert calls == []


def test_only_the_edges_know_the_composition_root() -> None:
    """hub.app puts the parts together; no part knows it."""
    allowed = ("hub/worker.py", "hub/cli/", "hub/__main__.py", "tests/", "bench/")
    knowing = [path for path in sources() if "hub.app" in imported(path) and not path.startswith(allowed)]
    assert knowing == []


def test_scripts_can_be_run() -> None:
    """Every file of scripts/, and what CI runs, has its executable bit in git."""
    programs = {path: mode for mode, path in tracked() if path.startswith("scripts/") or path == ".ci/run"}
    assert programs
    assert {path: mode for path, mode in programs.items() if mode != "100755"} == {}


@pytest.mark.parametrize("path", [path for _, path in tracked()])
def test_a_tracked_file_is_clean(path: str) -> None:
    """No promise left for later, no address of a package registry, no path of somebody's machine."""
    content = (ROOT / path).read_bytes()
    if b"\0" in content:
        return
    text = content.decode("utf-8")
    assert [host for host in REGISTRY_HOSTS if host in text] == []
    assert [line for line in text.splitlines() if MACHINE_PATH.search(line)] == []
    assert [line for line in text.splitlines() if path.endswith((".py", ".md", ".yaml", ".toml")) and LATER.search(line)] == []
