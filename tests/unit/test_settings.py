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
        ({"HUB_KAFKA__CERTIFICATE_FILE": "c.pem"}, "certificate_file and key_file go together"),
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


def test_a_secret_comes_from_a_file_as_well(tmp_path: Path) -> None:
    """The variable with _FILE points to it; a trailing newline is none of it; the variable without _FILE may not be given too."""
    (tmp_path / "word").write_text("not a word\n", encoding="utf-8")
    given = {"HUB_CASE_KEY_FILE": str(tmp_path / "word"), "hub_recipient_key_file": str(tmp_path / "word")}
    login = {"HUB_KAFKA__SECURITY_PROTOCOL": "SASL_SSL", "HUB_KAFKA__SASL_USERNAME": "hub"}
    settings = load_settings({**given, **login, "HUB_KAFKA__SASL_PASSWORD_FILE": str(tmp_path / "word")})
    read = (settings.case_key, settings.recipient_key, settings.kafka.sasl_password)
    assert [secret and secret.get_secret_value() for secret in read] == ["not a word"] * 3
    assert "not a word" not in json.dumps(effective(settings)) + repr(settings)
    with pytest.raises(InvalidSetting, match="HUB_CASE_KEY_FILE cannot be used: HUB_CASE_KEY is given too"):
        load_settings({**given, "HUB_CASE_KEY": SECRET})


def test_a_file_of_a_secret_that_cannot_be_used_names_its_variable_and_no_content(tmp_path: Path) -> None:
    """Missing, empty or not text: the start is refused."""
    for name, content in (("missing", None), ("empty", b"\n"), ("bytes", b"\xff\xfe")):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(InvalidSetting, match="HUB_CASE_KEY_FILE cannot be used: its file"):
            load_settings({"HUB_CASE_KEY_FILE": str(tmp_path / name)})


def test_every_secret_has_its_file() -> None:
    """A secret that is new is given by a file as well, or this fails."""
    known = variables()
    masked = {name for name, value in effective(HubSettings.model_validate(SECRETS)).items() if value == MASK}
    assert masked == {name.removesuffix("_FILE") for name in known if name.endswith("_FILE") and name.removesuffix("_FILE") in known}


REGISTRY_LOGIN = {"user": "relais", "password": SECRET}
SECRETS = {"case_key": SECRET, "recipient_key": SECRET, "kafka": {"sasl_password": SECRET}, "schema_registry": REGISTRY_LOGIN}


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
