"""A round table of funders on a real Kafka: three aids for one need, each its own way, the whole told to who answers and shown."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.broker.lived_hub import project
from tests.broker.whole_hub import DAY, PERSON, WholeHub, hub_of_its_own

CCAS, CAF, CD = "ccas-ferrevaux", "caf-haute-oriane", "departement-haute-oriane"
PLAN = "plan_" + "k2v7m4qzt6wxn3b5ryc2d4f6ga"[:26]
ASKED = {"AID-FIN": 20_000, "FSL-E": 30_000, "AFI": 10_000}
SIGNED = {
    "organe": "commission_permanente",
    "signataire": {"acteur": CCAS, "fonction": "president"},
    "acte": "ferrevaux-commission-permanente",
    "sens": "accord_partiel",
    "date_decision": DAY,
    "montant_centimes": 15_000,
}


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """One worker."""
    with hub_of_its_own(tmp_path) as whole:
        whole.start()
        yield whole


def confided(hub: WholeHub, actor: str, aid: str) -> str:
    """The dossier of that aid once the actor has it; what it holds of the others comes before or after, each lane at its own pace."""
    deadline = time.monotonic() + 40
    while True:
        offers = hub.await_kind(actor, "dossier.confie", 1)
        found = {one["subject"] for one in offers if one["data"]["demande"]["aide"] == aid}
        if found:
            return str(found.pop())
        assert time.monotonic() < deadline, hub.logs()
        time.sleep(0.3)


def test_a_round_table_of_three_funders(hub: WholeHub) -> None:
    """The centre grants 150 of 200 euros: the family fund and the département learn that 450 of 600 remain, and nothing else."""
    for aid, cents in ASKED.items():
        hub.demand(CCAS, "00101", aid, DAY, f"ref-{aid}", plan_ref=PLAN, personne_ref=PERSON, montant_demande_centimes=cents)
    own, of_the_fund, _ = confided(hub, CCAS, "AID-FIN"), confided(hub, CAF, "AFI"), confided(hub, CD, "FSL-E")
    hub.send(CCAS, "decision.rendue", own, SIGNED)
    whole = {"plan_ref": PLAN, "nombre_demandes": 3, "demande_centimes": 60_000, "accorde_centimes": 15_000, "reste_centimes": 45_000}
    (at_the_fund,) = hub.await_kind(CAF, "plan.avance", 1)
    assert (at_the_fund["subject"], at_the_fund["data"]) == (of_the_fund, whole)
    (at_the_council,) = hub.await_kind(CD, "plan.avance", 1)
    assert at_the_council["data"] == whole
    assert not [one for actor in (CCAS, CAF, CD) for one in hub.inbox(actor) if one["type"].endswith("dossier.lie.v1")]
    project(hub)
    shown: dict[str, Any] = json.loads(hub.command("plan", "show", PLAN, "--json").stdout)
    assert {name: shown[name] for name in whole if name in shown} == {name: whole[name] for name in whole if name in shown}
    assert {one["aide"]: (one["demande_centimes"], one["accorde_centimes"]) for one in shown["demandes"]} == {
        "AID-FIN": (20_000, 15_000),
        "FSL-E": (30_000, None),
        "AFI": (10_000, None),
    }
    assert {one["aide"]: one["responsable"] for one in shown["demandes"]} == {"AID-FIN": CCAS, "FSL-E": CD, "AFI": CAF}
    everything = b"".join(
        (one.key() or b"") + (one.value() or b"") for topic in ("hub.personnes", "hub.journal") for one in hub.records(topic)
    )
    assert PLAN.encode() not in everything
