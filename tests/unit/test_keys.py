"""The two keys: given, or made once in a file that only its owner reads."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from hub.cli.keys import command
from hub.errors import KeyGivenElsewhere, KeyRefused, KeyRequired
from hub.keys import case_key, key_file, recipient_keys, rotate_recipient_key
from hub.settings import HubSettings, KafkaSettings


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    """A key in the settings needs no file."""
    settings = HubSettings(data_dir=tmp_path, case_key=SecretStr("0f" * 32))
    assert case_key(settings) == b"\x0f" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The same key comes back, each purpose has its own, and the file is 0600."""
    settings = HubSettings(data_dir=tmp_path)
    assert case_key(settings) == case_key(settings) != recipient_keys(settings).on(date.min)
    assert stat.S_IMODE(key_file(settings, "case_key").stat().st_mode) == 0o600


def test_processes_that_start_together_use_the_same_key(tmp_path: Path) -> None:
    """Whoever is second takes the first one's key and leaves no draft behind."""
    settings = HubSettings(data_dir=tmp_path)
    with ThreadPoolExecutor(16) as pool:
        keys = set(pool.map(lambda _: case_key(settings), range(64)))
    assert len(keys) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["case_key.hex"]


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A leaked key is not silently used."""
    settings = HubSettings(data_dir=tmp_path)
    case_key(settings)
    key_file(settings, "case_key").chmod(0o640)
    with pytest.raises(KeyRefused):
        case_key(settings)


@pytest.mark.parametrize("written", ["", "0f" * 31, "0f" * 33, "zz" * 32])
def test_a_key_of_another_form_is_refused_without_being_told(tmp_path: Path, written: str) -> None:
    """Only 64 hexadecimal digits are a key, and the fault never repeats what was given."""
    with pytest.raises(KeyRefused) as refused:
        case_key(HubSettings(data_dir=tmp_path, case_key=SecretStr(written)))
    assert not written or written not in str(refused.value)


def test_no_key_is_invented_for_a_kafka_shared_between_machines(tmp_path: Path) -> None:
    """Two machines inventing keys would give one demand two dossiers."""
    with pytest.raises(KeyRequired):
        case_key(HubSettings(data_dir=tmp_path, kafka=KafkaSettings(bootstrap_servers="127.0.0.1:19092,kafka.commune.example:9092")))


DAY = date(2099, 1, 1)
LATER = date(2099, 7, 1)


def test_a_rotation_adds_a_key_and_takes_none_away(tmp_path: Path) -> None:
    """Demands of before keep theirs, those of the day have the new one, and the file stays its owner's."""
    settings = HubSettings(data_dir=tmp_path)
    first = recipient_keys(settings).on(date(2026, 1, 1))
    rotated = rotate_recipient_key(settings, DAY)
    assert rotated == recipient_keys(settings)
    assert rotated.on(date(2098, 12, 31)) == rotated.on(date.min) == first
    assert rotated.on(DAY) == rotated.on(LATER) != first
    again = rotate_recipient_key(settings, LATER)
    assert (again.dated[:2], again.on(DAY)) == (rotated.dated, rotated.on(DAY))
    assert stat.S_IMODE(key_file(settings, "recipient_key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["recipient_key.hex"]


def test_keys_given_by_a_setting_may_be_rotated_there(tmp_path: Path) -> None:
    """A blank or a comma between them; no file is written, and rotating one says where the keys are."""
    settings = HubSettings(data_dir=tmp_path, recipient_key=SecretStr(f"{'0f' * 32} 2099-01-01={'1e' * 32},2099-07-01={'2d' * 32}"))
    keys = recipient_keys(settings)
    assert [keys.on(day) for day in (date(2026, 1, 1), DAY, LATER)] == [bytes([one]) * 32 for one in (0x0F, 0x1E, 0x2D)]
    with pytest.raises(KeyGivenElsewhere, match="HUB_RECIPIENT_KEY"):
        rotate_recipient_key(settings, LATER)


@pytest.mark.parametrize(
    "more", [f" {'1e' * 32}", f" demain={'1e' * 32}", " 2099-01-01=1e", f" 2099-07-01={'1e' * 32} 2099-01-01={'2d' * 32}"]
)
def test_rotations_of_another_form_are_refused_without_being_told(tmp_path: Path, more: str) -> None:
    """A day, an equals sign, a key; in order."""
    with pytest.raises(KeyRefused) as refused:
        recipient_keys(HubSettings(data_dir=tmp_path, recipient_key=SecretStr("0f" * 32 + more)))
    assert "1e1e" not in str(refused.value)


def test_a_rotation_before_the_last_one_is_refused(tmp_path: Path) -> None:
    """Demands of that day already have their references."""
    settings = HubSettings(data_dir=tmp_path)
    rotate_recipient_key(settings, LATER)
    with pytest.raises(KeyRefused, match="2099-07-01"):
        rotate_recipient_key(settings, DAY)


def test_the_command_rotates_and_never_shows_a_key(tmp_path: Path) -> None:
    """From a day to come; a past one is wrong usage, and changes nothing."""
    environ = {"HUB_DATA_DIR": str(tmp_path)}
    done = CliRunner().invoke(command, ["rotate", "--from", "2099-01-01", "--json"], env=environ)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"since": [None, "2099-01-01"]})
    written = key_file(HubSettings(data_dir=tmp_path), "recipient_key").read_text()
    assert not any(part in done.output for part in written.replace("=", " ").split() if len(part) == 64)
    late = CliRunner().invoke(command, ["rotate", "--from", "2020-01-01"], env=environ)
    assert (late.exit_code, key_file(HubSettings(data_dir=tmp_path), "recipient_key").read_text()) == (2, written)
    told = CliRunner().invoke(command, ["list"], env=environ)
    assert told.stdout.splitlines() == ["depuis toujours", "pour les demandes faites depuis le 2099-01-01"]
