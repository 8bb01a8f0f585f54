"""The drill of docs/how-to/sauvegarder-et-restaurer.md: a cold copy, a lost machine, a restored hub that goes on as if nothing had been."""

import json
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.keys import key_file
from hub.settings import load_settings
from tests.broker.replayed import kept_states, replayed_states
from tests.broker.whole_hub import DAY, WholeHub, notices

BEFORE, AFTER = 6, 3
HERE = {"HUB_KAFKA__BOOTSTRAP_SERVERS": ""}
"""Set to nothing: the Kafka of the machine, in the data folder."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """A hub whose Kafka is that of the machine, started by `hub kafka up`, its registry loaded."""
    whole = WholeHub("", tmp_path)
    try:
        up(whole)
        whole.ground()
        yield whole
    finally:
        whole.close()
        whole.command("kafka", "down", **HERE)


def up(hub: WholeHub) -> None:
    """As the page says; partners are told where it is."""
    done = hub.command("kafka", "up", "--json", **HERE)
    assert done.returncode == 0, done.stderr
    hub.moved(str(json.loads(done.stdout)["bootstrap"]))


def down(hub: WholeHub) -> None:
    """As the page says."""
    assert hub.command("kafka", "down", **HERE).returncode == 0


def copy(source: Path, target: Path) -> None:
    """The page's own command."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def ask(hub: WholeHub, number: int) -> None:
    """A demand, always under the same id."""
    data = {"commune": "00101", "aide": "SEC-URG", "date_demande": DAY, "guichet": "ccas-ferrevaux", "canal": "guichet"}
    person = {"personne_ref": "per_" + f"{chr(97 + number)}" * 26, "urgence": False}
    hub.send("ccas-ferrevaux", "demande.deposee", f"ref-{number}", data | person, event_id=f"demande-{number}")


def answered(hub: WholeHub, messages: int) -> list[str]:
    """The code of each notice of the partner, once its inbox holds so many messages."""
    return [str(one["code"]) for one in notices(hub.await_messages("ccas-ferrevaux", messages, 90))]


@pytest.mark.timeout(600)  # Kafka is started three times, on a machine that may be busy
def test_a_hub_restored_from_a_cold_copy_goes_on_where_it_was(hub: WholeHub, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """States are those of a replay; what came after the copy is published again, what came before is a duplicate; keys are kept."""
    home, kept = tmp_path / "relais", tmp_path / "sauvegarde"
    hub.start()
    for number in range(BEFORE):
        ask(hub, number)
    answered(hub, 2 * BEFORE)
    states = kept_states(hub)
    assert hub.terminate() == 0
    down(hub)
    copy(home, kept)
    up(hub)
    for number in range(BEFORE, BEFORE + AFTER):
        ask(hub, number)
    down(hub)
    shutil.rmtree(home)

    began = time.monotonic()
    copy(kept, home)
    up(hub)
    assert kept_states(hub) == states == replayed_states(hub)
    assert len(hub.inbox("ccas-ferrevaux")) == 2 * BEFORE
    lost = AFTER - (len(hub.records("from.ccas-ferrevaux")) - BEFORE)
    hub.start()
    for number in range(BEFORE - 1, BEFORE + AFTER):
        ask(hub, number)
    codes = answered(hub, 2 * (BEFORE + AFTER) + 1)
    back_s = time.monotonic() - began
    assert sorted(codes) == ["DOUBLON", *["PRIS_EN_COMPTE"] * (BEFORE + AFTER)]
    assert kept_states(hub) == replayed_states(hub)
    assert_secrets_are_kept(hub, kept)
    with capsys.disabled():
        sys.stdout.write(f"\nRPO: {lost} events since the copy, published again; RTO: {back_s:.1f} s from an empty machine to answers\n")


def assert_secrets_are_kept(hub: WholeHub, kept: Path) -> None:
    """Both keys, readable by their owner alone, the same as before; neither stands in any file of Kafka."""
    settings = load_settings(hub.environ)
    for name in ("case_key", "recipient_key"):
        there, saved = key_file(settings, name), kept / "keys" / f"{name}.hex"
        assert there.read_bytes() == saved.read_bytes()
        assert {stat.S_IMODE(one.stat().st_mode) for one in (there, saved)} == {0o600}
        secret = saved.read_bytes().strip()
        files = [one for one in (kept / "kafka").rglob("*") if one.is_file()]
        assert len(files) > 100
        assert [one for one in files if secret in one.read_bytes() or bytes.fromhex(secret.decode()) in one.read_bytes()] == []
