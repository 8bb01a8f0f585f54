"""`hub partner`, by its commands, on a secured Kafka: let in, rotated without an outage, stopped at once, let in again, removed."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from confluent_kafka import Consumer, Producer

from hub.access.keeper import Keeper
from hub.access.quotas import quotas_by_login
from hub.cli import main
from hub.clients import confluent_options
from hub.core.rights import ADMINISTRATION
from tests.broker.attempts import GROUP, OK, TOPIC, Options, client_only, next_word, options_of, read, write, write_with
from tests.broker.secured_hub import SecuredHub, secured_hub

ACTOR = "asso-panier-solidaire"
OWN, INBOX, READERS = f"from.{ACTOR}", f"to.{ACTOR}", f"{ACTOR}.main"
PASSWORD, CERTIFICATE = "librdkafka.conf", "librdkafka-certificat.conf"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredHub]:
    """The registry is loaded, nobody was let in."""
    with secured_hub(tmp_path_factory.mktemp("secured")) as whole:
        yield whole


@pytest.fixture(autouse=True)
def afresh(hub: SecuredHub) -> Iterator[None]:
    """Nothing is left of the partner of the test before, but its topics."""
    yield
    assert partner(hub, "remove", ACTOR).exit_code == 0


def partner(hub: SecuredHub, *words: str) -> Result:
    """Run one of the commands, as the administration."""
    environ = {"HUB_KAFKA__BOOTSTRAP_SERVERS": hub.bootstrap, "HUB_DATA_DIR": str(hub.folder / "relais"), **hub.told_to(ADMINISTRATION)}
    return CliRunner().invoke(main, ["partner", *words], env=environ)


def done(hub: SecuredHub, *words: str) -> dict[str, Any]:
    """The same, by machine; it succeeds."""
    ended = partner(hub, *words, "--json")
    assert ended.exit_code == 0, ended.output
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def known(hub: SecuredHub) -> tuple[object, ...]:
    """Everything a broker holds about logins, rights, quotas."""
    settings = hub.security.own_settings(hub.at)
    keeper = Keeper(settings)
    return keeper.rules(), keeper.logins(), quotas_by_login(settings)


def state(hub: SecuredHub) -> list[tuple[str, int]]:
    """What the list says: state and number of logins of each."""
    return [(one["state"], len(one["logins"])) for one in done(hub, "list")["partners"]]


def connected(folder: Path, login: str) -> tuple[Producer, Consumer]:
    """Two living clients of that partner, each of which has already done its work."""
    options: Options = {**options_of(folder, login), "enable.auto.commit": False}
    writer, reader = Producer(client_only(options)), Consumer({**options, "group.id": f"{ACTOR}.{login}", "enable.partition.eof": True})
    assert write_with(writer, OWN) == OK
    reader.subscribe([INBOX])
    assert next_word(reader) == OK
    return writer, reader


def test_a_partner_is_let_in_once_and_a_look_changes_nothing(hub: SecuredHub) -> None:
    """--dry-run leaves the broker and the disk alone and says what the run then does; a second run has nothing to do and says so."""
    before, folder = known(hub), hub.folder / "once"
    looked = done(hub, "add", ACTOR, "--bundle", str(folder), "--dry-run")
    assert (known(hub), folder.exists(), looked["bundle"]) == (before, False, None)
    made = done(hub, "add", ACTOR, "--bundle", str(folder))
    assert [line.replace(made["login"], "") for line in made["changes"]] == [
        line.replace(looked["login"], "") for line in looked["changes"]
    ]
    assert len(made["changes"]) == 5
    after, kept = known(hub), {path: path.read_bytes() for path in folder.iterdir()}
    assert done(hub, "add", ACTOR, "--bundle", str(folder))["changes"] == []
    assert "nothing to change" in partner(hub, "add", ACTOR, "--bundle", str(folder)).output
    assert (known(hub), {path: path.read_bytes() for path in folder.iterdir()}) == (after, kept)
    assert state(hub) == [("open", 1)]


def test_the_folder_works_as_it_is_wherever_it_is(hub: SecuredHub) -> None:
    """The program in it reads the inbox, by password and by certificate, from a copy; without --certificate it says nothing of one."""
    plain = done(hub, "add", ACTOR, "--bundle", str(hub.folder / "plain"))
    assert "certificat" not in (Path(plain["bundle"]) / "LISEZMOI.md").read_text(encoding="utf-8")
    done(hub, "rotate", ACTOR, "--certificate", "--bundle", str(hub.folder / "made"))
    copy = (hub.folder / "made").rename(hub.folder / "moved")
    for login in (PASSWORD, CERTIFICATE):
        ended = subprocess.run([sys.executable, "lire.py", login], cwd=copy, capture_output=True, text=True, check=False, timeout=60)
        assert (ended.returncode, ended.stderr) == (0, "tout est lu\n")
    wrong = (copy / PASSWORD).read_text(encoding="utf-8").replace("sasl.password=", "sasl.password=x")
    (copy / "wrong.conf").write_text(wrong, encoding="utf-8")
    ended = subprocess.run([sys.executable, "lire.py", "wrong.conf"], cwd=copy, capture_output=True, text=True, check=False, timeout=60)
    assert (ended.returncode, "refusé" in ended.stderr) == (1, True)


def test_what_the_folder_says_to_type_works_with_kcat(hub: SecuredHub) -> None:
    """By certificate, with Debian's kcat, too old for a password on Kafka 4: publish, read, and be refused another's inbox."""
    folder = hub.folder / "kcat"
    done(hub, "add", ACTOR, "--certificate", "--bundle", str(folder))
    (folder / "evenement.json").write_text("{}", encoding="utf-8")
    typed = [line.split() for line in (folder / "LISEZMOI.md").read_text(encoding="utf-8").splitlines() if line.startswith("kcat ")]
    publish, reading = [words for words in typed if "-P" in words], [words for words in typed if "-G" in words and CERTIFICATE in words]
    assert (len(publish), len(reading)) == (1, 1)
    publish = [[CERTIFICATE if word == PASSWORD else word for word in publish[0]]]
    forbidden = [INBOX.replace(ACTOR, "ccas-ferrevaux") if word == INBOX else word for word in reading[0]]
    ended = [
        subprocess.run([*words, "-e"], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
        for words in (*publish, *reading, forbidden)
    ]
    assert [one.returncode for one in ended[:2]] == [0, 0], [one.stderr for one in ended]
    assert "Topic authorization failed" in ended[2].stderr


def test_a_rotation_is_no_outage_and_what_is_over_stays_over(hub: SecuredHub) -> None:
    """Old and new work side by side, on connections that never close; then the old password and the old certificate open nothing."""
    old_folder, new_folder = hub.folder / "old", hub.folder / "new"
    done(hub, "add", ACTOR, "--certificate", "--bundle", str(old_folder))
    old = [connected(old_folder, login) for login in (PASSWORD, CERTIFICATE)]
    first = done(hub, "rotate", ACTOR, "--bundle", str(new_folder))
    assert first["remains"] != []
    assert done(hub, "rotate", ACTOR)["changes"] == []
    assert state(hub) == [("rotating", 2)]
    new = options_of(new_folder)
    assert [write_with(writer, OWN) for writer, _ in old] + [write(new, OWN), read(new, INBOX, READERS)] == [OK] * 4
    assert done(hub, "rotate", ACTOR, "--finish")["changes"] != []
    assert [write_with(writer, OWN) for writer, _ in old] == [TOPIC] * 2
    assert [write(options_of(old_folder, CERTIFICATE), OWN), write(new, OWN)] == [TOPIC, OK]
    assert done(hub, "rotate", ACTOR, "--finish")["changes"] == []
    assert state(hub) == [("open", 1)]
    for _, reader in old:
        reader.close()


def test_a_suspension_acts_on_living_connections_and_only_resume_lifts_it(hub: SecuredHub) -> None:
    """By password and by certificate: the next record is refused, the next read too; `add` does not open again what was closed."""
    folder, back = hub.folder / "lost", hub.folder / "back"
    done(hub, "add", ACTOR, "--certificate", "--bundle", str(folder))
    living = [connected(folder, login) for login in (PASSWORD, CERTIFICATE)]
    done(hub, "suspend", ACTOR)
    assert [write_with(writer, OWN) for writer, _ in living] == [TOPIC] * 2
    assert {next_refusal(reader) for _, reader in living} <= {TOPIC, GROUP}
    for _, reader in living:
        reader.close()
    assert read(options_of(folder, CERTIFICATE), INBOX, READERS) == GROUP
    assert done(hub, "suspend", ACTOR)["changes"] == []
    for words in (("add", ACTOR), ("rotate", ACTOR)):
        refused = partner(hub, *words)
        assert (refused.exit_code, "hub partner resume" in refused.output) == (1, True)
    assert state(hub) == [("suspended", 0)]
    done(hub, "resume", ACTOR, "--bundle", str(back))
    assert [write(options_of(back), OWN), write(options_of(folder, CERTIFICATE), OWN)] == [OK, TOPIC]
    assert done(hub, "resume", ACTOR)["changes"] == []


def next_refusal(reader: Consumer) -> str:
    """The first word that is not the end of what there is to read."""
    word = OK
    while word == OK:
        word = next_word(reader)
    return word


def test_a_removal_says_what_remains_and_spares_what_nobody_read(hub: SecuredHub) -> None:
    """Topics stay unless told, and with a message in them unless told twice; what is not there is no fault."""
    folder = hub.folder / "removed"
    done(hub, "add", ACTOR, "--bundle", str(folder))
    assert write(options_of(folder), OWN) == OK
    refused = partner(hub, "remove", ACTOR, "--topics")
    assert (refused.exit_code, f"{OWN}: up to" in refused.output, state(hub)) == (1, True, [("open", 1)])
    gone = done(hub, "remove", ACTOR)
    assert set(gone["remains"]) >= {OWN, INBOX}
    assert state(hub) == []
    assert done(hub, "remove", ACTOR, "--topics", "--unread", "--dry-run")["changes"] == [f"remove  topic {OWN}", f"remove  topic {INBOX}"]
    done(hub, "remove", ACTOR, "--topics", "--unread")
    assert done(hub, "remove", ACTOR, "--topics")["changes"] == []
    assert done(hub, "add", ACTOR, "--bundle", str(folder))["changes"][:2] == [f"make    topic {OWN}", f"make    topic {INBOX}"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "ccas-inconnu"), 1, "no such actor"),
        (("add", "elus-ferrevaux"), 1, "no such actor"),
        (("rotate", ACTOR), 1, "hub partner add"),
        (("suspend", "ccas-inconnu"), 1, "no such actor"),
        (("add", "Hub.Worker"), 2, "small letters"),
        (("remove", ACTOR, "--unread"), 2, "--topics"),
        (("rotate", ACTOR, "--finish", "--certificate"), 2, "--finish"),
    ],
)
def test_what_cannot_be_is_said_with_its_cure(hub: SecuredHub, words: tuple[str, ...], code: int, said: str) -> None:
    """Nothing is changed, and the sentence names what to do instead."""
    before = known(hub)
    refused = partner(hub, *words)
    assert (refused.exit_code, said in refused.output) == (code, True), refused.output
    assert known(hub) == before


def test_leftovers_are_mended_by_the_next_run(hub: SecuredHub) -> None:
    """A right taken away by hand comes back, a right too many goes, a stranger's rules are left alone."""
    made = done(hub, "add", ACTOR, "--bundle", str(hub.folder / "mended"))
    before = known(hub)
    own = [rule for rule in hub.keeper.rules() if rule.principal == made["login"]]
    hub.keeper.remove_rules(own[:1])
    hub.keeper.add_rules([own[0]._replace(right=own[0].right._replace(name="hub.journal"))])
    hub.keeper.remove_rules([rule for rule in own[1:] if "from." in rule.right.name])
    assert len(done(hub, "add", ACTOR)["changes"]) >= 2
    assert known(hub) == before


def test_a_certificate_needs_its_authority(hub: SecuredHub) -> None:
    """Without one nothing is made, and the variables to set are named."""
    environ = {**os.environ, "HUB_KAFKA__BOOTSTRAP_SERVERS": hub.bootstrap, **hub.security.environment(ADMINISTRATION)}
    refused = CliRunner().invoke(main, ["partner", "add", ACTOR, "--certificate"], env=environ)
    assert (refused.exit_code, "HUB_PARTNERS__CA_KEY_FILE" in refused.output, state(hub)) == (1, True, [])
    assert confluent_options(hub.security.own_settings(hub.at))["sasl.username"] == "broker"
