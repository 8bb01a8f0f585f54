"""The AsyncAPI document of a partner says what its terms say, and nothing that another partner alone may do."""

from typing import Any

import pytest

from hub.core.asyncapi import document
from hub.core.partner_terms import terms
from hub.core.registry import build
from hub.published import published
from hub.registry.files import default_folder, load_folder
from schemas.codes import Code
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND

VIEW = build(load_folder(default_folder()))
PUBLISHED = published()


def of(name: str) -> dict[str, Any]:
    """The document of an actor of the reference."""
    actor = VIEW.actor(name)
    assert actor is not None
    return document(terms(VIEW, actor), PUBLISHED)


CCAS, PORTAGE = of("ccas-ferrevaux"), of("operateur-repas-ferrevaux")


def test_a_partner_sends_on_its_topic_and_receives_on_its_inbox() -> None:
    """From its side: what it publishes is `send`."""
    channels, operations = CCAS["channels"], CCAS["operations"]
    assert (channels["depot"]["address"], channels["boite"]["address"]) == ("from.ccas-ferrevaux", "to.ccas-ferrevaux")
    assert [(one["action"], one["channel"]["$ref"]) for one in operations.values()] == [
        ("send", "#/channels/depot"),
        ("receive", "#/channels/boite"),
    ]
    assert operations["relever"]["bindings"]["kafka"]["groupId"]["pattern"] == r"^ccas-ferrevaux\."
    assert {name: one["type"] for name, one in CCAS["components"]["securitySchemes"].items()} == {
        "motDePasse": "scramSha512",
        "certificat": "X509",
    }


def bindings(node: Any) -> list[dict[str, Any]]:
    """Every Kafka binding, wherever it stands."""
    if isinstance(node, list):
        return [found for one in node for found in bindings(one)]
    if not isinstance(node, dict):
        return []
    here = [node["bindings"]["kafka"]] if "bindings" in node else []
    return here + [found for one in node.values() for found in bindings(one)]


def test_every_binding_is_of_one_version() -> None:
    """Kafka binding 0.5.0 everywhere: server, channels, operations, messages."""
    found = bindings(CCAS)
    assert len(found) == 1 + 2 + 2 + len(CCAS["components"]["messages"])
    assert {one["bindingVersion"] for one in found} == {"0.5.0"}


def test_what_is_sent_may_be_sent_in_either_mode_and_what_is_received_comes_in_one() -> None:
    """As intake reads and as the hub writes."""
    messages = CCAS["components"]["messages"]
    sent = [messages[name] for name in CCAS["channels"]["depot"]["messages"]]
    told = [messages[name] for name in CCAS["channels"]["boite"]["messages"]]
    assert {one["name"] for one in sent} == INBOUND.keys()
    assert sorted(one["contentType"] for one in sent) == sorted(["application/cloudevents+json", "application/json"] * len(INBOUND))
    assert {one["contentType"] for one in told} == {"application/cloudevents+json"}
    assert {one["name"] for one in told} <= OUTBOUND.keys()


def test_a_partner_is_not_told_of_what_only_others_do() -> None:
    """Who carries meals neither examines nor decides: none of those types is among its messages or its schemas."""
    said = "\n".join((*PORTAGE["components"]["messages"], *PORTAGE["components"]["schemas"]))
    assert "paiement.effectue" in said
    assert not any(kind in said for kind in ("decision.confirmee", "pieces.demandees", "arbitrage.rendu", "action.ouverte"))


def test_a_field_that_its_acts_withhold_is_neither_in_schema_nor_example() -> None:
    """Its market names a profile without amounts, reasons or doors."""
    whole = CCAS["components"]["schemas"]["fr.relais.dossier.confie.v1"]["properties"]["demande"]["properties"]
    schema = PORTAGE["components"]["schemas"]["fr.relais.dossier.confie.v1"]["properties"]["demande"]["properties"]
    assert whole.keys() - schema.keys() == {"guichet", "canal", "urgence", "montant_demande_centimes"}
    (example,) = PORTAGE["components"]["messages"]["dossier.confie"]["examples"]
    assert example["payload"]["data"]["demande"].keys() <= schema.keys()


def test_a_definition_is_written_where_it_is_used() -> None:
    """No reference that a reader of AsyncAPI could not follow."""
    assert "$defs" not in str(CCAS["components"])
    schema = CCAS["components"]["schemas"]["fr.relais.decision.rendue.v1"]
    signatory = schema["properties"]["signataire"]
    assert (signatory["properties"]["acteur"]["type"], signatory["description"][:12]) == ("string", "qui a signé ")
    assert schema["x-relais-schema"] == "urn:relais:schema:fr.relais.decision.rendue.v1"


@pytest.mark.parametrize("mode", ["demande.deposee", "demande.deposee.binaire"])
def test_an_example_is_in_the_partners_own_name(mode: str) -> None:
    """What it would send, not what another did."""
    (example,) = PORTAGE["components"]["messages"][mode]["examples"]
    source = example["headers"].get("ce_source") or example["payload"]["source"]
    assert source == "urn:relais:acteur:operateur-repas-ferrevaux"


def test_every_code_has_its_sentence_and_its_cure() -> None:
    """Those of the technical notice."""
    assert [one["code"] for one in CCAS["x-codes"]] == list(Code)
    assert all(one["phrase"].endswith("Ceci n'est ni un accusé de réception ni une décision.") for one in CCAS["x-codes"])
