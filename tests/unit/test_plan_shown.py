"""`hub plan show`: the demands of a plan as each stands, what is asked, granted and left in all."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.readmodel.plans import plan_of
from tests.unit.case_world import TODAY, decision
from tests.unit.person_world import Doors
from tests.unit.test_deadlines_listed import learned
from tests.unit.test_planning import LATER, REF, WHICH


@pytest.fixture
def hub() -> Doors:
    """Three demands of one plan, 600 euros asked, one of another; the first is granted 150, the third was withdrawn."""
    hub = Doors(now=LATER)
    first = hub.opened(plan_ref=REF, montant_demande_centimes=20_000)
    hub.opened("LEGALE", plan_ref=REF, montant_demande_centimes=30_000)
    third = hub.opened("SEUIL", plan_ref=REF, montant_demande_centimes=10_000)
    hub.opened(plan_ref="plan_" + "z" * 26, montant_demande_centimes=1)
    hub.publish("ccas", "decision.rendue", first, decision(sens="ajournement"))
    hub.publish("ccas", "decision.rendue", first, decision(montant_centimes=15_000))
    hub.publish("ccas", "dossier.clos", third, {"date": TODAY, "motif": "desistement"})
    return hub


def test_a_plan_shows_each_demand_and_the_whole(hub: Doors) -> None:
    """The withdrawn one is listed, and asks nothing any more; the lane of the plan counts the same."""
    found = plan_of(learned(hub, Path(":memory:")), WHICH)
    assert found is not None
    listed = {one.aide: (one.responsable, one.demande_centimes, one.accorde_centimes, one.is_counted) for one in found.demandes}
    assert listed == {
        "PROPRE": ("ccas", 20_000, 15_000, True),
        "LEGALE": ("departement", 30_000, None, True),
        "SEUIL": ("ccas", 10_000, None, False),
    }
    hub.meet()
    assert found.total == hub.plans[WHICH].total
    assert plan_of(learned(hub, Path(":memory:")), "pln_inconnu") is None


def test_a_refusal_leaves_what_is_asked(hub: Doors) -> None:
    """The need remains; a stopped decision grants nothing."""
    second = next(one for one in hub.dossiers if hub.case(one).aide == "LEGALE")
    hub.publish("departement", "decision.rendue", second, decision("departement", "inconnu", montant_centimes=30_000))
    stopped = plan_of(learned(hub, Path(":memory:")), WHICH)
    assert stopped is not None
    assert stopped.total.accorde_centimes == 15_000
    hub.publish("departement", "decision.rendue", second, decision("departement", "loi-departement", sens="refus", motif="hors_reglement"))
    refused = plan_of(learned(hub, Path(":memory:")), WHICH)
    assert refused is not None
    assert (refused.total.demande_centimes, refused.total.accorde_centimes) == (50_000, 15_000)


def test_the_command_prints_a_plan(hub: Doors, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As JSON and as a table; 1 where no demand names it, 2 where it is written otherwise."""
    monkeypatch.setenv("HUB_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("HUB_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:1")
    learned(hub, tmp_path / "relais.sqlite").close()
    shown = CliRunner().invoke(main, ["plan", "show", REF, "--json"])
    assert shown.exit_code == 0, shown.output
    document = json.loads(shown.stdout)
    assert {name: document[name] for name in ("plan", "demande_centimes", "accorde_centimes", "reste_centimes")} == {
        "plan": REF, "demande_centimes": 50_000, "accorde_centimes": 15_000, "reste_centimes": 35_000,
    }  # fmt: skip
    assert [set(one) for one in document["demandes"]] == [
        {"dossier", "aide", "commune", "date_demande", "responsable", "etat", "demande_centimes", "accorde_centimes"}
    ] * 3
    text = " ".join(CliRunner().invoke(main, ["plan", "show", REF], env={"COLUMNS": "250"}).output.split())
    assert "Demandé : 500 € ; accordé : 150 € ; reste : 350 €." in text
    assert "retiré du plan" in text
    unknown = CliRunner().invoke(main, ["plan", "show", "plan_" + "y" * 26])
    assert (unknown.exit_code, "Aucune demande du plan" in unknown.output) == (1, True)
    assert CliRunner().invoke(main, ["plan", "show", "DUPONT"]).exit_code == 2
