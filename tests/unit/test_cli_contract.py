"""`hub contract`: the document as tools read it, and a clear word where there is no contract."""

import json
from pathlib import Path

import yaml
from click.testing import CliRunner, Result

from hub.cli import main
from tests.unit.registry_records import actor, ground


def run(*words: str) -> Result:
    """The command with these words."""
    return CliRunner().invoke(main, ["contract", *words])


def test_yaml_and_json_say_the_same() -> None:
    """YAML without anchors, which some tools do not follow."""
    shown, told = run("asyncapi", "--partner", "ccas-ferrevaux"), run("asyncapi", "--partner", "ccas-ferrevaux", "--json")
    assert (shown.exit_code, told.exit_code) == (0, 0)
    assert yaml.safe_load(shown.stdout) == json.loads(told.stdout)
    assert "&id0" not in shown.stdout
    assert shown.stdout.startswith("asyncapi: 3.0.0\nid: urn:relais:contrat:ccas-ferrevaux\n")


def test_a_page_is_written_and_nothing_printed(tmp_path: Path) -> None:
    """Unless JSON is asked for too."""
    file = tmp_path / "contrat.html"
    shown = run("asyncapi", "--partner", "ccas-ferrevaux", "--html", str(file))
    assert (shown.exit_code, shown.output) == (0, "")
    assert "<h1>" in file.read_text(encoding="utf-8")
    assert json.loads(run("asyncapi", "--partner", "ccas-ferrevaux", "--html", str(file), "--json").stdout)["asyncapi"] == "3.0.0"


def test_an_actor_that_is_unknown_or_has_no_topics_has_no_contract(tmp_path: Path) -> None:
    """Exit code 1, the code of the fault, and the cure: the nearest name, or the channel."""
    near = run("asyncapi", "--partner", "ccas-ferevaux")
    assert (near.exit_code, near.stdout) == (1, "")
    assert near.stderr.startswith("HUB-1060: --partner: there is no contract with « ccas-ferevaux »")
    assert "The nearest is « ccas-ferrevaux »." in near.stderr
    records = [record.model_dump(mode="json") for record in ground(actor("papier", canal="papier"))]
    (tmp_path / "registre.yaml").write_text(yaml.safe_dump(records), encoding="utf-8")
    mute = run("asyncapi", "--partner", "papier", "--registry", str(tmp_path))
    assert (mute.exit_code, mute.stdout) == (1, "")
    assert "it is reached by papier, and has no topics. Give it `canal: kafka`" in mute.stderr
