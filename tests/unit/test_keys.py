"""The two keys: given, or made once in a file that only its owner reads."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import SecretStr

from hub.errors import KeyRefused, KeyRequired
from hub.keys import case_key, key_file, recipient_key
from hub.settings import HubSettings, KafkaSettings


def test_a_given_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    """A key in the settings needs no file."""
    settings = HubSettings(data_dir=tmp_path, case_key=SecretStr("0f" * 32))
    assert case_key(settings) == b"\x0f" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_missing_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    """The same key comes back, each purpose has its own, and the file is 0600."""
    settings = HubSettings(data_dir=tmp_path)
    assert case_key(settings) == case_key(settings) != recipient_key(settings)
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
