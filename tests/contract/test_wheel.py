"""What is shipped is what was tested: the built wheel has the packages, the command, and what the local Kafka is made of."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from this tree without touching any registry."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build; hatchling.build.build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=ROOT, check=True, capture_output=True)
    return zipfile.ZipFile(next(folder.glob("relais-*.whl")))


def test_the_wheel_has_our_packages_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    """hub, connectors and schemas are shipped; tests, scripts and benches are not."""
    roots = {name.split("/")[0] for name in wheel.namelist()}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"hub", "connectors", "schemas"}


def test_the_wheel_brings_the_command_and_the_licence(wheel: zipfile.ZipFile) -> None:
    """`hub` is installed with it, and so is the text of the EUPL."""
    folder = next(name.split("/")[0] for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    assert "hub = hub.cli:main" in wheel.read(f"{folder}/entry_points.txt").decode()
    assert b"EUROPEAN UNION PUBLIC LICENCE v. 1.2" in wheel.read(f"{folder}/licenses/LICENSE")


def test_the_wheel_can_start_a_local_kafka(wheel: zipfile.ZipFile) -> None:
    """The pom, the jars' hashes and the registry of the four communes come along."""
    names = set(wheel.namelist())
    shipped = {f"hub/_deploy/{path.relative_to(ROOT / 'deploy')}" for path in (ROOT / "deploy").rglob("*") if path.is_file()}
    assert "hub/_deploy/kafka/pom.xml" in shipped
    assert shipped - names == set()


def test_the_command_of_the_wheel_finds_the_registry_it_brings(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Outside of a clone too: it finds there what a clone finds."""
    wheel.extractall(tmp_path)

    def checked(sources: Path, where: Path) -> tuple[int, str]:
        program = f"import sys; sys.path.insert(0, {str(sources)!r}); from hub.cli import main; main(['registry', 'check'])"
        ended = subprocess.run([sys.executable, "-P", "-c", program], cwd=where, capture_output=True, text=True, check=False)
        return ended.returncode, ended.stdout

    assert checked(tmp_path, tmp_path) == checked(ROOT, ROOT)


def test_the_wheel_brings_what_pages_are_made_of(wheel: zipfile.ZipFile) -> None:
    """Templates and style are in it, and the clients that a partner is handed."""
    shipped = {str(path.relative_to(ROOT)) for path in (ROOT / "hub" / "pages" / "templates").iterdir()}
    shipped |= {f"connectors/clients/client.{language}" for language in ("py", "mjs", "sh")}
    assert "hub/pages/templates/base.html.j2" in shipped
    assert shipped - set(wheel.namelist()) == set()


def test_the_wheel_brings_the_dates_of_elections(wheel: zipfile.ZipFile) -> None:
    """Data that a command reads beside the registry."""
    assert "hub/registry/elections.yaml" in wheel.namelist()
