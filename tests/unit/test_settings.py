"""The settings: read from the environment once, strict, frozen, and shown without their secrets."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from hub.cli import main
from hub.cli.settings import MASK, effective
from hub.errors import InvalidSetting, UnknownSetting
from hub.settings import HubSettings, load_settings, variables

SECRET = "ab" * 32


def test_nothing_given_is_the_laptop() -> None:
    """Without a variable the hub runs on this machine with the documented defaults."""
    settings = load_settings({"PATH": "/bin"})
    assert settings == HubSettings()
    assert (settings.kafka.partitions, settings.kafka.transaction_timeout_ms, settings.lane.watchdog_s) == (12, 60_000, 60.0)


def test_nested_and_plain_variables_are_read_and_typed() -> None:
    """Two underscores go one level down, and text becomes the field's type."""
    settings = load_settings({"HUB_KAFKA__PARTITIONS": "24", "HUB_DATA_DIR": "/srv/relais", "HUB_WORKER__NAME": "worker-7"})
    assert (settings.kafka.partitions, settings.data_dir, settings.worker.name) == (24, Path("/srv/relais"), "worker-7")


def test_a_variable_set_to_nothing_is_not_set() -> None:
    """Compose files pass empty variables for what nobody gave."""
    assert load_settings({"HUB_KAFKA__BOOTSTRAP_SERVERS": ""}).kafka.bootstrap_servers is None


@pytest.mark.parametrize(
    ("mistyped", "nearest"),
    [
        ("HUB_KAFKA__BOOTSTRAP_SERVER", "HUB_KAFKA__BOOTSTRAP_SERVERS"),
        ("HUB_KAFKA_PARTITIONS", "HUB_KAFKA__PARTITIONS"),
        ("HUB_WORKER__NOM", "HUB_WORKER__NAME"),
        ("hub_data_dirr", "HUB_DATA_DIR"),
    ],
)
def test_a_mistyped_variable_stops_the_start_and_names_the_nearest(mistyped: str, nearest: str) -> None:
    """A variable that would be silently ignored is a fault of wrong usage."""
    with pytest.raises(UnknownSetting) as refused:
        load_settings({mistyped: "1"})
    assert refused.value.exit_code == 2
    assert mistyped in str(refused.value)
    assert nearest in str(refused.value)


@pytest.mark.parametrize(
    ("given", "at_fault"),
    [
        ({"HUB_KAFKA__PARTITIONS": "twelve"}, "HUB_KAFKA__PARTITIONS"),
        ({"HUB_KAFKA__PARTITIONS": "0"}, "HUB_KAFKA__PARTITIONS"),
        ({"HUB_KAFKA__SECURITY_PROTOCOL": "SASL_SSL"}, "HUB_KAFKA"),
        ({"HUB_EVENT_BYTES_MAX": "2000000"}, "event_bytes_max"),
        ({"HUB_WORKER__NAME": "Worker 1"}, "HUB_WORKER__NAME"),
    ],
)
def test_a_value_that_cannot_be_used_names_its_variable(given: dict[str, str], at_fault: str) -> None:
    """The fault says which variable and why, in one line."""
    with pytest.raises(InvalidSetting) as refused:
        load_settings(given)
    assert at_fault in str(refused.value)
    assert "\n" not in str(refused.value)


def test_settings_are_frozen() -> None:
    """Nothing changes a setting once a process has started."""
    with pytest.raises(ValidationError):
        HubSettings().event_bytes_max = 1  # type: ignore[misc] # the assignment is what is tested


def test_secrets_are_masked_wherever_settings_are_shown() -> None:
    """Neither `hub settings` nor a stray print tells a secret."""
    given = {
        "HUB_CASE_KEY": SECRET,
        "HUB_KAFKA__SASL_PASSWORD": SECRET,
        "HUB_KAFKA__SASL_USERNAME": "hub",
        "HUB_KAFKA__SECURITY_PROTOCOL": "SASL_SSL",
    }
    settings = load_settings(given)
    assert effective(settings)["HUB_CASE_KEY"] == MASK
    assert SECRET not in repr(settings) + str(effective(settings))


def test_every_setting_is_described() -> None:
    """A setting nobody can understand from `hub settings` is not a setting."""
    assert [name for name, description in variables().items() if not description] == []


def test_settings_are_shown_with_what_was_given_marked() -> None:
    """A person sees each variable with its meaning; a machine reads the same as JSON."""
    environ = {"HUB_KAFKA__PARTITIONS": "24"}
    lines = CliRunner().invoke(main, ["settings"], env=environ).stdout.splitlines()
    assert "* HUB_KAFKA__PARTITIONS=24" in lines
    assert "  HUB_JAVA=" in lines
    shown = json.loads(CliRunner().invoke(main, ["settings", "--json"], env=environ).stdout)
    assert shown["HUB_KAFKA__PARTITIONS"] == {"value": 24, "given": True}
    assert set(shown) == set(variables())
