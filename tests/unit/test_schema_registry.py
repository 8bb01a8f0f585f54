"""Every published version is registered by a client that is not ours, and what that client then writes is taken at intake."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from confluent_kafka.schema_registry import SchemaRegistryClient, record_subject_name_strategy
from confluent_kafka.schema_registry.json_schema import JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from hub.cli import main
from schemas.codes import Code
from schemas.compatibility import ENVELOPE, TYPES, versions
from tests.unit.published_events import DEMANDE, binary, judged
from tests.unit.schema_registry_stand_in import StandIn, stand_in

DEPOSEE = "fr.relais.demande.deposee.v1"
WORD = "un-mot-de-passe"


@pytest.fixture
def registry() -> Iterator[StandIn]:
    """A stand-in, empty."""
    with stand_in() as found:
        yield found


def run(*words: str, **environ: str) -> Result:
    """`hub contract publish` with these words and settings."""
    return CliRunner().invoke(main, ["contract", "publish", *words], env=environ)


def test_every_version_of_every_type_is_registered_once(registry: StandIn) -> None:
    """Under the type's name; done again, nothing changes."""
    first, again = (run("--registry", registry.url, "--json") for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0), first.output
    assert first.stdout == again.stdout
    assert registry.subjects.keys() == set(TYPES)
    kept = versions()
    assert {name: [json.loads(registry.schemas[one - 1]) for one in ids] for name, ids in registry.subjects.items()} == {
        name: [one.schema for one in kept[name]] for name in kept.keys() - {ENVELOPE}
    }
    told = json.loads(first.stdout)
    assert (told["registre"], told["essai"], len(told["versions"])) == (registry.url, False, len(registry.schemas))
    assert told["versions"][0]["id"] is not None


def test_a_dry_run_asks_nobody() -> None:
    """It says what would be registered, whether there is a registry or not."""
    shown = run("--registry", "http://127.0.0.1:9", "--dry-run")
    assert (shown.exit_code, len(shown.stdout.splitlines())) == (0, len(TYPES) + 1), shown.output
    assert f"{DEPOSEE}, version 1" in shown.stdout
    assert "rien n'a été envoyé" in shown.stdout.splitlines()[-1]


def test_what_a_client_of_the_registry_writes_is_taken(registry: StandIn) -> None:
    """Its serializer finds the schema by the type's name, checks the data, frames it; intake accepts it."""
    assert f"{DEPOSEE}, version 1, id " in run("--registry", registry.url).stdout
    settings = {"auto.register.schemas": False, "use.latest.version": True, "subject.name.strategy": record_subject_name_strategy}
    with SchemaRegistryClient({"url": registry.url}) as client:
        text = client.get_latest_version(DEPOSEE).schema.schema_str
        write = JSONSerializer(text, client, conf=settings)
        value = write(DEMANDE, SerializationContext("from.ccas-ferrevaux", MessageField.VALUE))
    assert value is not None
    assert value[:1] == b"\x00"
    assert judged(binary()._replace(value=value)).code is Code.PRIS_EN_COMPTE


def test_a_registry_that_does_not_answer_is_a_fault() -> None:
    """Exit code 1, with the address, the subject and the reason."""
    silent = run("--registry", "http://127.0.0.1:9")
    assert (silent.exit_code, silent.stdout) == (1, "")
    assert silent.stderr.startswith("HUB-1062: The schema registry at http://127.0.0.1:9 did not take fr.relais.")


def test_a_registry_that_asks_for_a_user_has_it_and_nobody_sees_the_password(registry: StandIn, tmp_path: Path) -> None:
    """From a file; without it, or with another, the registry refuses, and the word is told nowhere."""
    registry.asks = "Basic " + base64.b64encode(f"relais:{WORD}".encode()).decode()
    (tmp_path / "word").write_text(f"{WORD}\n", encoding="utf-8")
    login = {"HUB_SCHEMA_REGISTRY__USER": "relais", "HUB_SCHEMA_REGISTRY__PASSWORD_FILE": str(tmp_path / "word")}
    let_in = run("--registry", registry.url, **login)
    assert let_in.exit_code == 0, let_in.output
    assert registry.subjects.keys() == set(TYPES)
    refused = [run("--registry", registry.url), run("--registry", registry.url, **login | {"HUB_SCHEMA_REGISTRY__USER": "autre"})]
    assert [(one.exit_code, one.stderr.startswith("HUB-1062"), "401" in one.stderr) for one in refused] == [(1, True, True)] * 2
    assert WORD not in let_in.output + "".join(one.output for one in refused)


def test_a_password_goes_over_no_network_unencrypted() -> None:
    """Refused before anybody is asked, by the name of the setting; so is a password without a user."""
    login = {"HUB_SCHEMA_REGISTRY__USER": "relais", "HUB_SCHEMA_REGISTRY__PASSWORD": WORD}
    for given in (login, {"HUB_SCHEMA_REGISTRY__PASSWORD": WORD}):
        shown = run("--registry", "http://registre.example:8081", **given)
        assert shown.exit_code == 2
        assert "HUB_SCHEMA_REGISTRY" in shown.stderr
        assert WORD not in shown.output


@pytest.mark.parametrize("url", ["http://ccas:secret@127.0.0.1:9", "127.0.0.1:9", "ftp://127.0.0.1"])
def test_an_address_is_http_and_holds_no_secret(url: str) -> None:
    """Wrong usage; the secret is not repeated."""
    shown = run("--registry", url)
    assert shown.exit_code == 2
    assert "secret@" not in shown.output
