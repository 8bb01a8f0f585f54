"""The hub where everyone logs in: it works with the rights the docs give it, and an inbox it may not write to stops nobody."""

import json
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from confluent_kafka import Consumer, KafkaError, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient

from connectors.kafka_partner import leave
from hub.core.rights import WORKER, Operation, Resource, Right, Rule, login_of
from hub.kafka_local.ports import HOST, first_free
from tests.broker.secured_hub import NOW, SecuredHub, password_of, secured_hub
from tests.broker.whole_hub import DAY, PERSON, notices

CCAS, ASSOCIATION = "ccas-ferrevaux", "asso-panier-solidaire"
FORBIDDEN = [Rule(WORKER, Right(Resource.TOPIC, f"to.{ASSOCIATION}", Operation.WRITE), is_denial=True)]


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecuredHub]:
    """A hub with its registry loaded, two partners let in, and no worker."""
    with secured_hub(tmp_path_factory.mktemp("secured"), HUB_WORKER__METRICS_PORT=str(first_free())) as whole:
        for partner in (CCAS, ASSOCIATION):
            whole.enrol(partner)
        yield whole


@pytest.fixture
def hub(secured: SecuredHub) -> Iterator[SecuredHub]:
    """The same hub, every right as the docs give it, no worker, nothing counted yet."""
    secured.exits.clear()
    yield secured
    secured.close()
    secured.keeper.remove_rules(FORBIDDEN)


def buried(hub: SecuredHub) -> list[str]:
    """Code and type of every dead letter, in one order."""
    return sorted(
        f"{dict(letter.headers() or [])['__relais.errors.code']!r} {json.loads(letter.value() or b'{}')['type']}"
        for letter in hub.records("hub.rejected")
    )


LOST_WAY = "b'BOITE_ABSENTE' fr.relais.dossier.confie.v1"


def alarms(hub: SecuredHub) -> int:
    """How many times the journal says that a message found no inbox."""
    entries = [json.loads(record.value() or b"{}") for record in hub.records("hub.journal")]
    return sum(said.get("raison") == "BOITE_ABSENTE" for entry in entries for said in entry["conclusions"])


def refusals(hub: SecuredHub) -> list[str]:
    """What the worker's figures count of it; every code is told, most of them as never seen."""
    with urllib.request.urlopen(f"http://{HOST}:{hub.more['HUB_WORKER__METRICS_PORT']}/metrics", timeout=5) as answer:
        lines: list[str] = answer.read().decode().splitlines()
    return [line for line in lines if line.startswith("relais_refusals_total{") and not line.endswith(" 0.0")]


def test_a_whole_hub_works_where_everyone_logs_in(hub: SecuredHub) -> None:
    """Two partners that may only write their own topic and read their own inbox: a demand is answered and entrusted."""
    before = len(hub.inbox(CCAS)), len(hub.inbox(ASSOCIATION))
    hub.start()
    hub.demand(CCAS, "00101", "ALIM-COL", DAY, "login-1")
    assert notices(hub.await_messages(CCAS, before[0] + 1))[-1]["statut"] == "pris_en_compte"
    assert hub.await_messages(ASSOCIATION, before[1] + 1)[-1]["type"] == "fr.relais.dossier.confie.v1"
    assert hub.terminate() == 0
    assert hub.exits == []


def test_a_table_is_deposited_with_the_rights_of_its_actor_alone(hub: SecuredHub, tmp_path: Path) -> None:
    """The actor's own login is enough, and no other's: it writes on its topic, reads its inbox, and has no right on another's."""
    file = tmp_path / "demandes.csv"
    header = "reference;commune;aide;date_demande;guichet;canal;personne_ref;urgence"
    file.write_text(f"{header}\nlogin-csv;00101;ALIM-COL;{DAY};{CCAS};guichet;{PERSON};non\n", encoding="utf-8")
    login = {
        "HUB_KAFKA__SASL_USERNAME": login_of(CCAS, NOW),
        "HUB_KAFKA__SASL_PASSWORD": password_of(CCAS),
        "HUB_KAFKA__SASL_PASSWORD_FILE": "",
    }
    hub.start()
    done = hub.command("deposer", str(file), "--acteur", CCAS, "--json", "--delai", "60", **login)
    assert (done.returncode, json.loads(done.stdout)["acceptees"]) == (0, 1), done.stderr
    stranger = hub.command("deposer", str(file), "--acteur", ASSOCIATION, **login)
    assert (stranger.returncode, "HUB-2002" in stranger.stderr) == (1, True)


def test_messages_to_a_forbidden_inbox_are_dead_letters_and_the_others_flow(hub: SecuredHub) -> None:
    """One inbox exists and may not be written to: alarms in journal and figures, no crash; given the right, each can be sent again."""
    answered, received, before, rung = len(hub.inbox(CCAS)), len(hub.inbox(ASSOCIATION)), buried(hub), alarms(hub)
    hub.keeper.add_rules(FORBIDDEN)
    hub.start()
    for number in range(6):
        hub.demand(CCAS, "00101", "ALIM-COL", DAY, f"forbidden-{number}")
    hub.demand(CCAS, "00101", "SEC-URG", DAY, "forbidden-flows")
    assert len(notices(hub.await_messages(CCAS, answered + 8)[answered:])) == 7
    assert buried(hub) == sorted([*before, *[LOST_WAY] * 6])
    assert alarms(hub) == rung + 6
    assert refusals(hub) == ['relais_refusals_total{reason="BOITE_ABSENTE"} 6.0']
    letter = max(hub.records("hub.rejected"), key=lambda record: record.timestamp()[1])
    place = str(letter.partition()), str(letter.offset())
    refused = hub.command("rejected", "resend", *place)
    assert (refused.returncode, "TOPIC_AUTHORIZATION_FAILED" in refused.stderr) == (1, True)
    hub.keeper.remove_rules(FORBIDDEN)
    assert hub.command("rejected", "resend", *place).returncode == 0
    (message,) = hub.records(f"to.{ASSOCIATION}", ASSOCIATION)[received:]
    assert (message.key(), message.value()) == (letter.key(), letter.value())
    hub.demand(CCAS, "00101", "ALIM-COL", DAY, "forbidden-no-more")
    hub.await_messages(ASSOCIATION, received + 2)
    assert hub.exits == [], "what is forbidden is known before it is written"


def test_a_right_taken_away_under_a_running_worker_costs_one_crash_at_most(hub: SecuredHub) -> None:
    """What it believed fails one transaction and ends the process; the next one knows, and every message is accounted for once."""
    answered, received, before = len(hub.inbox(CCAS)), len(hub.inbox(ASSOCIATION)), buried(hub)
    hub.start()
    hub.demand(CCAS, "00101", "ALIM-COL", DAY, "taken-first")  # it asks here for the first time, and believes the answer for five seconds
    hub.await_messages(ASSOCIATION, received + 1)
    hub.keeper.add_rules(FORBIDDEN)
    for number in range(6):
        hub.demand(CCAS, "00101", "ALIM-COL", DAY, f"taken-{number}")
    hub.demand(CCAS, "00101", "SEC-URG", DAY, "taken-flows")
    told = notices(hub.await_messages(CCAS, answered + 9)[answered:])
    assert [notice["statut"] for notice in told] == ["pris_en_compte"] * 8
    assert buried(hub) == sorted([*before, *[LOST_WAY] * 6])
    assert len(hub.inbox(ASSOCIATION)) == received + 1
    assert hub.exits in ([], [70]), "none only on a machine that needed five seconds for this"


OTHERS = [
    (CCAS, f"from.{ASSOCIATION}"),
    (CCAS, f"to.{CCAS}"),
    (ASSOCIATION, f"from.{CCAS}"),
    (ASSOCIATION, "hub.events"),
    (WORKER, f"from.{CCAS}"),
    (WORKER, "hub.registry"),
]


def ends(secured: SecuredHub) -> list[tuple[str, int]]:
    """Where every partition of these topics ends."""
    reader = Consumer({**secured.connection(), "group.id": "regard"})
    try:
        places = [
            TopicPartition(topic, number)
            for _, topic in OTHERS
            for number in reader.list_topics(topic, timeout=10).topics[topic].partitions
        ]
        return [(place.topic, reader.get_watermark_offsets(place, timeout=10, cached=False)[1]) for place in places]
    finally:
        reader.close()


def test_the_broker_refuses_what_is_written_on_another_s_topic(secured: SecuredHub) -> None:
    """The name of a partner's topic is its authentication: nobody else gets a record into it, nor a partner into its own inbox."""
    before = ends(secured)
    told: list[object] = []
    producers = [Producer(secured.login(user) if user == WORKER else secured.connection(user)) for user, _ in OTHERS]
    for producer, (_, topic) in zip(producers, OTHERS, strict=True):
        producer.produce(topic, b"{}", on_delivery=lambda error, _: told.append(error and error.code()))
    assert [producer.flush(20) for producer in producers] == [0] * len(OTHERS)
    assert told == [KafkaError.TOPIC_AUTHORIZATION_FAILED] * len(OTHERS)
    assert ends(secured) == before


def test_a_partner_reads_no_inbox_but_its_own(secured: SecuredHub) -> None:
    """Another's inbox is refused by name, and is not even listed."""
    reader = Consumer({**secured.connection(ASSOCIATION), "group.id": f"{ASSOCIATION}.curious"})
    try:
        assert set(reader.list_topics(timeout=10).topics) == {f"from.{ASSOCIATION}", f"to.{ASSOCIATION}"}
        reader.subscribe([f"to.{CCAS}"])
        refused = reader.poll(20)
        error = None if refused is None else refused.error()
        assert error is not None
        assert error.code() == KafkaError.TOPIC_AUTHORIZATION_FAILED
    finally:
        leave(reader)


def test_a_wrong_password_is_let_in_nowhere(secured: SecuredHub) -> None:
    """The broker answers nothing but that the login failed."""
    said: list[int] = []
    login: dict[str, Any] = {"sasl.password": "another", "error_cb": lambda error: said.append(error.code())}
    stranger = AdminClient(secured.connection(CCAS) | login)
    with pytest.raises(KafkaException):
        stranger.list_topics(timeout=1)
    stranger.poll(0)
    assert KafkaError._AUTHENTICATION in said
