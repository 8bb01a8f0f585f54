"""`--known-at` on a real Kafka: what was known then, before and after a correction."""

import json
import time
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner, Result

from hub import topics
from hub.cli import main
from hub.registry.files import default_folder, load_folder
from hub.registry.loading import committed_versions
from hub.registry.log import load
from hub.settings import HubSettings
from schemas.registry import Act
from schemas.topics import REGISTRY
from tests.unit.registry_records import ACTORS, INSTITUTION, act, ground

GROUND = ground(INSTITUTION)
CORRECTED = act("instituee", "institution", "cias")


@pytest.fixture
def settings(hub_settings: HubSettings) -> HubSettings:
    """A broker whose registry is empty: its topic is made anew."""
    topics.remove(hub_settings, [REGISTRY])
    topics.apply(hub_settings, [one.id for one in ACTORS])
    return hub_settings


@pytest.fixture(autouse=True)
def _commands_ask_this_broker(settings: HubSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run here read the settings of the environment."""
    monkeypatch.setenv("HUB_KAFKA__BOOTSTRAP_SERVERS", str(settings.kafka.bootstrap_servers))
    monkeypatch.setenv("HUB_KAFKA__PARTITIONS", str(settings.kafka.partitions))
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))


def test_the_answer_is_by_what_was_known_then(settings: HubSettings) -> None:
    """A correction recorded later changes what is known, never what was known; before the first record nothing was."""

    def ask(known_at: str, *more: str) -> Result:
        return CliRunner().invoke(main, ["competence", "ville", "AIDE", "--date", "2026-01-01", "--known-at", known_at, *more])

    assert "HUB-1024" in ask("2026-01-01").stderr
    load(GROUND, settings)
    time.sleep(0.01)  # two versions of one millisecond could not be told apart by an instant
    load([*GROUND[:-1], CORRECTED], settings)
    first, second = (one.enregistre_le for one in committed_versions(settings).applied())
    assert first < second
    before, after = (json.loads(ask(instant, "--json").stdout) for instant in (first, second))
    keys = ("responsable", "acte", "version_registre", "connu_le")
    assert [before[key] for key in keys] == ["ccas", "instituee", 1, datetime.fromisoformat(first).isoformat()]
    assert [after[key] for key in keys] == ["cias", "instituee", 2, datetime.fromisoformat(second).isoformat()]
    today = datetime.fromisoformat(second).astimezone(ZoneInfo("Europe/Paris")).date()
    assert json.loads(ask(today.isoformat(), "--json").stdout)["responsable"] == "cias"
    assert "version 1 du registre" in ask(first).stdout
    assert (
        json.loads(CliRunner().invoke(main, ["registry", "show", "instituee", "--json"]).stdout)[0]["enregistrement"]["du"] == "2020-01-01"
    )
    too_early = ask((today - timedelta(days=2)).isoformat())
    assert (too_early.exit_code, "HUB-1025" in too_early.stderr, first in too_early.stderr) == (1, True, True)


def test_the_reference_is_compared_as_it_was_known(settings: HubSettings) -> None:
    """What changed is told of the version known then; one that came later corrects an act, on the day it was recorded."""
    folder = load_folder(default_folder())
    load(folder, settings, apply_topics=True)
    time.sleep(0.01)
    agreement = next(one for one in folder if isinstance(one, Act) and one.id == "aubrelle-agrement-le-seuil-2021")
    load([agreement.model_copy(update={"au": date(2027, 5, 12)})], settings)
    first, second = (one.enregistre_le for one in committed_versions(settings).applied())
    today = datetime.fromisoformat(second).astimezone(ZoneInfo("Europe/Paris")).date()

    def changed(known_at: str, *days: str) -> list[dict[str, Any]]:
        words = ["registry", "diff", *days, "--commune", "aubrelle", "--known-at", known_at, "--json"]
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        aids: list[dict[str, Any]] = json.loads(done.stdout)["aides"]
        return aids

    (aid,) = changed(first, "2026-05-11", "2026-05-12")
    assert (aid["aide"], [one["acte"] for one in aid["finis"]]) == ("DOMICIL", [agreement.id])
    assert changed(second, "2026-05-11", "2026-05-12") == []
    stretch = ((today - timedelta(days=1)).isoformat(), today.isoformat())
    corrected = [one for aid in changed(second, *stretch) for one in aid["changes"] if one["nature"] == "CORRIGE"]
    assert [(one["acte"]["acte"], one["version"], one["champs"], one["jour"]) for one in corrected] == [
        (agreement.id, 2, ["au"], stretch[1])
    ]
    assert [one for aid in changed(first, *stretch) for one in aid["changes"] if one["nature"] == "CORRIGE"] == []
    ends = [signals_of(agreement.id, known_at) for known_at in (first, second)]
    assert ends == [["FINIT_BIENTOT"], []], "the correction put its end off by a year"


def signals_of(act: str, known_at: str) -> list[str]:
    """What calls for a look at that act of Aubrelle on 1 May 2026, by what was known then."""
    words = ["registry", "strates", "--commune", "aubrelle", "--at", "2026-05-01", "--known-at", known_at, "--json"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    acts = (one for aid in json.loads(done.stdout)["aides"] for one in aid["actes"])
    signals: list[str] = next(one["signaux"] for one in acts if one["acte"] == act)
    return signals
