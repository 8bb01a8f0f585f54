"""A lane walks over its cases under a newer registry: bounded, from where it stood, each case that something moves on once."""

from dataclasses import dataclass, field
from datetime import date

from hub.agents import examining
from hub.agents.examining import CURSOR_KEY
from hub.core import dossier
from hub.core.registry import RegistryView
from tests.unit.case_world import VIEW, demand, view_with
from tests.unit.lane_world import Bench, topics, values
from tests.unit.registry_records import act

REVOKED = view_with(
    act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", revoque_le=date(2025, 12, 1)), version=2
)


@dataclass
class TwoVersions:
    """The town's registry, then one in which the convention was revoked."""

    latest: int = 1
    asked: list[int] = field(default_factory=list)

    def view(self, version: int) -> RegistryView:
        """One of both."""
        return REVOKED if version >= REVOKED.version else VIEW


def loaded(aids: list[str]) -> Bench:
    """A lane with one open case an aid."""
    bench = Bench(registry=TwoVersions())  # type: ignore[arg-type] # another provider of views
    for number, code in enumerate(aids):
        bench.publish("ccas", "demande.deposee", f"REF-{number}", demand(code))
    bench.run()
    return bench


def test_only_the_cases_that_something_moves_on_get_a_fact() -> None:
    """Of three cases the convention concerned one: it moves, once, with its letters; then the lane is quiet."""
    bench = loaded(["PROPRE", "CONFIEE", "LEGALE"])
    bench.registry.latest = 2
    assert len(bench.tick()) == 1
    bench.run()
    (due,) = bench.tick()
    assert dict(due.headers)["relais_genre"] == b"examen.du"
    sent = bench.run()
    assert sorted(topics(sent)) == ["hub.journal", "to.asso", "to.ccas"]
    assert values(sent, "to.asso")[0]["causationid"] == f"hub.events/3/{due.offset}"
    assert values(sent, "hub.journal")[0]["conclusions"][0]["raison"] == "REGISTRE_CHANGE"
    assert (bench.tick(), bench.stage.tick_due(bench.now_ms)) == ([], False)
    bench.restart()
    assert not bench.stage.tick_due(bench.now_ms)


def test_a_walk_is_bounded_and_goes_on_where_a_killed_worker_stood() -> None:
    """A few cases a tick, the cursor committed with their facts: no case twice, none left out, whoever walks."""
    bench = loaded(["CONFIEE"] * 5)
    before, examining.CASES_PER_TICK_MAX = examining.CASES_PER_TICK_MAX, 2
    try:
        bench.registry.latest = 2
        bench.tick()
        bench.run()
        facts = []
        while bench.stage.tick_due(bench.now_ms):
            facts += bench.tick()
            bench.restart()
    finally:
        examining.CASES_PER_TICK_MAX = before
    keys = [one.key for one in facts]
    assert keys == sorted(key for key in bench.lane.state if key.startswith(b"dos_"))
    assert bench.lane.state[CURSOR_KEY].count(b"true") == 1
    bench.run()
    held = [dossier.decode(bench.lane.state[key]) for key in keys if key is not None]
    assert {one.acteur for case in held for one in case.tenues if one.is_active} == {"ccas"}


def test_a_case_touched_during_the_walk_moves_by_its_own_event() -> None:
    """The event comes first; the fact that was appended for it finds nothing left to move."""
    bench = loaded(["CONFIEE"])
    bench.registry.latest = 2
    bench.tick()
    bench.run()
    (due,) = bench.tick()
    assert due.key is not None
    case_id = due.key.decode()
    bench.lane.log.pop()
    bench.publish("ccas", "transmission.acceptee", case_id, {"date": "2026-01-05"})
    bench.lane.append(due.key, due.value, due.headers)
    sent = bench.run()
    assert [one["type"] for one in values(sent, "to.asso")] == ["fr.relais.dossier.retire.v1"]
    assert values(sent, "hub.journal")[1].get("conclusions", []) == []


def test_a_lane_of_an_older_program_is_walked_once() -> None:
    """Cases without a boundary deadline (written before there was one) get theirs."""
    bench = loaded(["CONFIEE"])
    (key,) = [key for key in bench.lane.state if key.startswith(b"dos_")]
    old = dossier.decode(bench.lane.state[key])
    bench.lane.state = {name: value for name, value in bench.lane.state.items() if not name.startswith(b"_echeance")}
    bench.lane.state[key] = dossier.encode(
        dossier.Dossier(**{name: getattr(old, name) for name in old.__struct_fields__ if name not in {"examen", "registre"}})
    )
    bench.registry.latest = 2
    bench.restart()
    while bench.stage.tick_due(bench.now_ms):
        bench.tick()
        bench.run()
    assert [name for name in bench.lane.state if name.startswith(b"_echeance")] == []
    assert dossier.decode(bench.lane.state[key]).registre == REVOKED.version
