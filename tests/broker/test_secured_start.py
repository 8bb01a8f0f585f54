"""`hub kafka up --secure` by its command: it says how to log in and never with what, and what was secured once stays so."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from hub.cli import main
from hub.core.rights import HUB_RIGHTS, WORKER
from hub.kafka_local.broker import LocalBroker


def hub(folder: Path, *arguments: str, **more: str) -> Result:
    """Type a command of the hub with a data folder of its own."""
    return CliRunner().invoke(main, arguments, env={"HUB_DATA_DIR": str(folder), **more})


def logged_in(folder: Path, principal: str) -> dict[str, str]:
    """The variables of that principal's file."""
    written = (folder / "kafka" / "secured" / f"{principal}.env").read_text(encoding="utf-8")
    return dict(line.replace("'", "").split("=", 1) for line in written.splitlines())


def test_a_secured_kafka_says_how_to_log_in_and_stays_secured(tmp_path: Path) -> None:
    """Each file of variables lets its principal in; none holds a password, nor does the screen; a password removed is replaced."""
    folder = tmp_path / "hub"
    try:
        shown = hub(folder, "kafka", "up", "--secure")
        assert (shown.exit_code, "secured" in shown.output) == (0, True), shown.output
        kept = folder / "kafka" / "secured"
        words = {path.read_text(encoding="ascii") for path in kept.glob("*.password")}
        screens = shown.output + hub(folder, "kafka", "status").output + hub(folder, "settings", **logged_in(folder, WORKER)).output
        assert [word for word in words if word in screens] == []
        assert json.loads(hub(folder, "kafka", "status", "--json").stdout)["secured"] is True
        answers = [hub(folder, "kafka", "status", **logged_in(folder, principal)).exit_code for principal in HUB_RIGHTS]
        assert answers == [0] * len(HUB_RIGHTS)
        (tmp_path / "wrong").write_text("another", encoding="ascii")
        wrong = {**logged_in(folder, WORKER), "HUB_KAFKA__SASL_PASSWORD_FILE": str(tmp_path / "wrong"), "HUB_KAFKA__ANSWER_TIMEOUT_S": "2"}
        assert hub(folder, "kafka", "status", **wrong).exit_code == 1
        assert hub(folder, "kafka", "down").exit_code == 0
        before = (kept / f"{WORKER}.password").read_bytes()
        (kept / f"{WORKER}.password").unlink()
        again = hub(folder, "kafka", "up", "--json")
        assert (again.exit_code, json.loads(again.stdout)["secured"]) == (0, True)
        assert (kept / f"{WORKER}.password").read_bytes() != before
        assert hub(folder, "kafka", "status", **logged_in(folder, WORKER)).exit_code == 0
    finally:
        hub(folder, "kafka", "down")
    emptied = LocalBroker(folder / "kafka")
    assert emptied.is_secured
    emptied.wipe()
    assert not LocalBroker(folder / "kafka").is_secured


def test_a_kafka_that_runs_without_logins_is_not_taken_for_a_secured_one(tmp_path: Path) -> None:
    """`--secure` is refused under it, and never said of a Kafka that is not ours."""
    try:
        assert hub(tmp_path, "kafka", "up").exit_code == 0
        refused = hub(tmp_path, "kafka", "up", "--secure")
        assert (refused.exit_code, "HUB-1018" in refused.output) == (1, True)
        denied = hub(tmp_path, "partner", "list")
        assert (denied.exit_code, "HUB-4002" in denied.output) == (1, True), denied.output
    finally:
        hub(tmp_path, "kafka", "down")
    elsewhere = hub(tmp_path, "kafka", "up", "--secure", HUB_KAFKA__BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert (elsewhere.exit_code, "HUB-1017" in elsewhere.output) == (1, True)
