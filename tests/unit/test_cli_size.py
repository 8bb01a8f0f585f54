"""`hub size`: the plan for people and for machines, without a Kafka."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hub.cli import main
from hub.core.sizing_figures import FIGURES

KEYS = {
    *("communes", "inhabitants", "replicas", "years", "files_per_year", "events_per_year", "events_per_day", "peak_events_per_s", "cases"),
    *("live_deadlines", "actors", "partitions", "workers", "brokers", "disk_gb_per_year", "disk_gb_rolling", "disk_gb", "restore_s"),
    *(
        "transactional_ids",
        "connections",
        "facts_per_transaction",
        "memory_mb_per_worker",
        "replay_s",
        "cost",
        "first_to_break",
        "untried",
        "figures",
    ),
}


def size(*words: str) -> Result:
    """Run the command, wide enough that no cell is folded."""
    return CliRunner().invoke(main, ["size", *words], env={"COLUMNS": "400"})


def planned(*words: str) -> dict[str, Any]:
    """The JSON of a plan."""
    result = size(*words, "--json")
    assert result.exit_code == 0, result.output
    content: dict[str, Any] = json.loads(result.stdout)
    return content


def test_a_plan_has_its_keys_for_machines() -> None:
    """Every key that the page names, the partitions of each topic, the limit, and all figures with their origin."""
    found = planned("--communes", "1")
    assert set(found) == KEYS
    assert (found["communes"], found["events_per_day"], found["workers"], found["brokers"]) == (1, 1_057, 2, 3)
    partitions = found["partitions"]
    assert set(partitions) == {"lanes", "topics", "hub", "partners", "kafka", "total", "copies"}
    assert (partitions["lanes"], partitions["topics"]["hub.events"], partitions["topics"]["hub.registry"]) == (12, 12, 1)
    assert (partitions["total"], partitions["copies"]) == (277, 831)
    assert {"cpu_s_per_million_events", "idle_cores", "disk_gb_per_million_events"} <= set(found["cost"])
    assert set(found["first_to_break"]) == {"code", "what", "at_communes", "next_step"}
    assert (found["first_to_break"]["code"], found["first_to_break"]["at_communes"]) == ("ouvriers_reprise", 31)
    assert {one["code"]: one["at_communes"] for one in found["untried"]} == {"dossiers_essayes": 11, "topics_essayes": 34}
    assert [one["name"] for one in found["figures"]] == [figure.name for figure in FIGURES]
    assert set(found["figures"][0]) == {"name", "value", "unit", "source", "known", "is_measured", "day"}
    measured = {one["name"]: one["day"] for one in found["figures"] if one["is_measured"]}
    assert measured["debit_d_un_ouvrier"] == "2026-11-26"
    assert "dossiers_par_an" not in measured


def test_inhabitants_copies_and_years_are_asked_for() -> None:
    """Half the inhabitants, one copy, one year."""
    found = planned("--communes", "2", "--inhabitants", "40000", "--replicas", "1", "--years", "1")
    assert (found["files_per_year"], found["cases"], found["brokers"]) == (19_817, 19_817, 1)
    assert found["partitions"]["copies"] == found["partitions"]["total"]


def test_a_plan_is_told_in_french_with_its_formulas() -> None:
    """Value, formula, figures, what breaks first, the next step, and that the partition count is for good."""
    result = size("--communes", "10")
    assert result.exit_code == 0, result.output
    for told in (
        "événements par jour ouvré",
        "événements / 225",
        "debit_d_un_ouvrier",
        "Ce qui casse d'abord : à partir de 31 communes",
        "L'étape suivante : un ouvrier de plus",
        "Personne ne l'a essayé : à partir de 11 communes, un ouvrier reprendrait",
        "HUB_KAFKA__PARTITIONS=24",
        "mesuré, 26 novembre 2026",
    ):
        assert told in result.output


@pytest.mark.parametrize("words", [(), ("--communes", "0"), ("--communes", "trois"), ("--communes", "1", "--replicas", "0")])
def test_a_size_that_makes_no_sense_is_wrong_usage(words: tuple[str, ...]) -> None:
    """No communes, none of them, no number, no copy: exit code 2."""
    assert size(*words).exit_code == 2
