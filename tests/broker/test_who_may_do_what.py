"""Where everyone logs in, what each principal needs works, and all else is refused by the broker, to clients we did not write."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient

from hub.access.certificates import Signed, new_authority, partner_certificate
from hub.access.partners import Partners
from hub.access.quotas import PRODUCED, change_quotas
from hub.core.rights import ADMINISTRATION, HUB_RIGHTS, PROJECTOR, WATCH, WORKER
from hub.errors import BrokerRefused
from hub.positions import Positions
from hub.projector import Projector
from hub.settings import load_settings
from hub.standing import measure_inboxes
from hub.telemetry import Metrics
from tests.broker.attempts import (
    CLUSTER,
    GROUP,
    NOTHING,
    OK,
    TOPIC,
    TRANSACTION,
    Options,
    administer,
    client_only,
    options_of,
    read,
    transact,
    write,
)
from tests.broker.secured_hub import SecuredHub, hub_with_partners

CCAS, ASSOCIATION = "ccas-ferrevaux", "asso-panier-solidaire"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredHub]:
    """Two partners let in by the administration, each with a folder of its own; a record in every inbox and no worker."""
    with hub_with_partners(tmp_path_factory.mktemp("secured"), CCAS, ASSOCIATION) as whole:
        yield whole


@pytest.mark.parametrize("login", ["librdkafka.conf", "librdkafka-certificat.conf"])
def test_a_partner_does_what_it_needs_and_nothing_else(hub: SecuredHub, login: str) -> None:
    """By password as by certificate, with the very files it is handed."""
    mine = options_of(hub.folder / ASSOCIATION, login)
    own, group = f"from.{ASSOCIATION}", f"{ASSOCIATION}.main"
    assert {
        "publish": write(mine, own),
        "publish, idempotent": write(mine, own, **{"enable.idempotence": True}),
        "read its inbox": read(mine, f"to.{ASSOCIATION}", group),
    } == dict.fromkeys(("publish", "publish, idempotent", "read its inbox"), OK)
    others = [f"from.{CCAS}", f"to.{ASSOCIATION}", f"to.{CCAS}", "hub.events", "hub.registry", "from.nobody"]
    assert {topic: write(mine, topic) for topic in others} == dict.fromkeys(others, TOPIC)
    hidden = [f"to.{CCAS}", own, f"from.{CCAS}", "hub.journal", "hub.registry"]
    assert {topic: read(mine, topic, group) for topic in hidden} == dict.fromkeys(hidden, TOPIC)
    groups = [f"{CCAS}.main", "hub", "hub-intake", f"{ASSOCIATION}-2.main", ASSOCIATION]
    assert {name: read(mine, f"to.{ASSOCIATION}", name) for name in groups} == dict.fromkeys(groups, GROUP)
    assert [transact(mine, name) for name in ("hub-hub.events-0", group)] == [TRANSACTION] * 2
    assert administer(mine, ASSOCIATION) == REFUSED
    admin = AdminClient(client_only(mine))
    assert set(admin.list_topics(timeout=10).topics) == {own, f"to.{ASSOCIATION}"}
    listed = admin.list_consumer_groups().result(10)
    assert {one.group_id.partition(".")[0] for one in listed.valid} <= {ASSOCIATION}


REFUSED = {
    "make a topic": TOPIC,
    "remove its topic": TOPIC,
    "widen its topic": TOPIC,
    "empty its topic": TOPIC,
    "give a right": CLUSTER,
    "take rights": CLUSTER,
    "read the rights": NOTHING,
    "make a login": CLUSTER,
    "remove the hub's group": GROUP,
}


def test_workers_do_not_touch_what_is_not_theirs(hub: SecuredHub) -> None:
    """Their own work is run whole elsewhere (tests/chaos/test_secured_hub.py): here is what they may not do."""
    mine = hub.login(WORKER)
    forbidden = [f"from.{CCAS}", "hub.registry"]
    assert {topic: write(mine, topic) for topic in forbidden} == dict.fromkeys(forbidden, TOPIC)
    assert read(mine, f"to.{CCAS}", "hub") == TOPIC
    assert [read(mine, "hub.events", name) for name in (f"{CCAS}.main", "hub-lecture")] == [GROUP] * 2
    assert transact(mine, "relais-registry") == TRANSACTION
    assert administer(mine, CCAS) == REFUSED


async def test_the_projector_reads_the_hub_and_what_waits_in_inboxes(hub: SecuredHub) -> None:
    """It catches up and measures inboxes with its own login; it writes nowhere, reads no partner's outbox, joins no group."""
    settings = hub.settings_of(PROJECTOR)
    settings.data_dir.mkdir(exist_ok=True)
    metrics = Metrics()
    projector = Projector(settings, metrics)
    running = asyncio.create_task(projector.run())
    while not projector.is_ready()[0] or f'relais_inbox_oldest_unread_seconds{{actor="{CCAS}"}}' not in metrics.exposition().decode():
        assert not running.done()
        await asyncio.sleep(0.1)
    projector.stop()
    await running
    mine = hub.login(PROJECTOR)
    forbidden = ["hub.events", "hub.journal", "hub.registry", f"to.{CCAS}", f"from.{CCAS}"]
    assert {topic: write(mine, topic) for topic in forbidden} == dict.fromkeys(forbidden, TOPIC)
    assert [read(mine, "hub.events", name) for name in ("hub", "hub-lecture", f"{CCAS}.main")] == [GROUP] * 3
    assert f"from.{CCAS}" not in AdminClient(client_only(mine)).list_topics(timeout=10).topics
    assert transact(mine, "hub-hub.events-0") == TRANSACTION
    assert administer(mine, CCAS) == REFUSED


def test_the_administration_speaks_for_nobody(hub: SecuredHub) -> None:
    """It makes and takes away (the fixtures do it with its login); it publishes no event, reads no inbox, holds no lane."""
    mine = hub.login(ADMINISTRATION)
    forbidden = [f"from.{CCAS}", f"to.{CCAS}", "hub.events", "hub.journal", "hub.cases"]
    assert {topic: write(mine, topic) for topic in forbidden} == dict.fromkeys(forbidden, TOPIC)
    assert [read(mine, f"to.{CCAS}", name) for name in ("hub", f"{CCAS}.main")] == [GROUP] * 2
    assert transact(mine, "hub-hub.events-0") == TRANSACTION


def test_whoever_is_on_call_sees_what_waits_and_changes_nothing(hub: SecuredHub) -> None:
    """`hub partners` tells what is unread in an inbox; nothing can be written, no group joined."""
    told = {one.actor: one for one in measure_inboxes(Positions(hub.settings_of(WATCH)), datetime.now(UTC))}
    assert {CCAS, ASSOCIATION} <= set(told)
    mine = hub.login(WATCH)
    forbidden = ["hub.events", "hub.registry", f"to.{CCAS}", f"from.{CCAS}"]
    assert {topic: write(mine, topic) for topic in forbidden} == dict.fromkeys(forbidden, TOPIC)
    assert [read(mine, f"to.{CCAS}", name) for name in ("hub", f"{CCAS}.main")] == [GROUP] * 2
    assert administer(mine, CCAS) == REFUSED


def certified(hub: SecuredHub, signed: Signed, name: str) -> Options:
    """A client that shows this certificate."""
    (hub.folder / name).mkdir()
    (hub.folder / name / "client.pem").write_bytes(signed.certificate)
    (hub.folder / name / "client-key.pem").write_bytes(signed.key)
    paths = {"ssl.certificate.location": "client.pem", "ssl.key.location": "client-key.pem"}
    given = options_of(hub.folder / CCAS, "librdkafka-certificat.conf")
    return {**given, **{option: str(hub.folder / name / file) for option, file in paths.items()}}


def test_a_certificate_in_the_name_of_the_hub_opens_nothing(hub: SecuredHub) -> None:
    """Signed by the very authority the broker trusts: its bearer sees no topic, writes none, and administers nothing."""
    folder, now = hub.security.folder, datetime.now(UTC)
    authority = Signed((folder / "ca.pem").read_bytes(), (folder / "ca-key.pem").read_bytes())
    for number, name in enumerate([*HUB_RIGHTS, "broker", CCAS, f"{WORKER}.20260101t000000"]):
        mine = certified(hub, partner_certificate(authority, name, now), f"spoof-{number}")
        assert AdminClient(client_only(mine)).list_topics(timeout=10).topics == {}, name
        assert {topic: write(mine, topic) for topic in ("hub.events", f"from.{CCAS}")} == {"hub.events": TOPIC, f"from.{CCAS}": TOPIC}
        assert administer(mine, CCAS) == REFUSED


def test_a_certificate_of_another_authority_is_not_let_in(hub: SecuredHub) -> None:
    """Nor is who shows none."""
    login = options_of(hub.folder / CCAS)["sasl.username"]
    strange = certified(hub, partner_certificate(new_authority("Relais", datetime.now(UTC)), login, datetime.now(UTC)), "strange")
    without = {name: value for name, value in strange.items() if not name.startswith(("ssl.certificate", "ssl.key"))}
    for options in (strange, without):
        with pytest.raises(KafkaException):
            AdminClient(client_only(options)).list_topics(timeout=2)


@pytest.mark.parametrize("principal", [WORKER, PROJECTOR, WATCH])
def test_the_commands_of_the_administration_say_whom_they_are_for(hub: SecuredHub, principal: str) -> None:
    """Run under another login they change nothing, and end in words."""
    with pytest.raises(BrokerRefused, match="hub-administration"):
        Partners(hub.settings_of(principal))


def test_a_partner_does_not_lift_its_own_quota(hub: SecuredHub) -> None:
    """The request is refused to it, whoever writes it."""
    mine = options_of(hub.folder / CCAS)
    login = {"USERNAME": mine["sasl.username"], "PASSWORD": mine["sasl.password"]}
    told = {f"HUB_KAFKA__SASL_{name}": value for name, value in login.items()}
    settings = load_settings({
        "HUB_KAFKA__BOOTSTRAP_SERVERS": hub.bootstrap, "HUB_KAFKA__SECURITY_PROTOCOL": "SASL_SSL",
        "HUB_KAFKA__CA_FILE": mine["ssl.ca.location"], **told,
    })  # fmt: skip
    with pytest.raises(BrokerRefused, match="quotas"):
        change_quotas(settings, {mine["sasl.username"]: {PRODUCED: 1e9}})


def test_no_password_stands_where_others_read(hub: SecuredHub) -> None:
    """Not in Kafka's log, not in a record, not in a file but those made for it."""
    words = {path.read_bytes() for path in hub.security.folder.glob("*.password")}
    words |= {options_of(hub.folder / actor)["sasl.password"].encode() for actor in (CCAS, ASSOCIATION)}
    meant = {hub.security.folder, hub.folder / CCAS, hub.folder / ASSOCIATION}
    told = [path for path in hub.folder.rglob("*") if path.is_file() and path.name != "server.properties" and path.parent not in meant]
    assert len(told) > 100
    assert [path for path in told if any(word in path.read_bytes() for word in words)] == []
    assert {path.stat().st_mode & 0o777 for folder in meant for path in Path(folder).iterdir()} == {0o600}
