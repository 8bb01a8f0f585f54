"""What must be true of every case that stands on a real broker, whatever was killed on the way (domain 3.2)."""

import json

from hub.core import dossier as state
from schemas.codes import Function
from tests.broker.relived import cases_of, equal_to_replay
from tests.broker.whole_hub import WholeHub


def hold(hub: WholeHub) -> int:
    """One H0 that nothing moved, one accountable actor, every decision with its act, and the same bytes on replay; how many cases."""
    first = opened(hub)
    standing = {
        record.key(): record.value() for record in sorted(hub.records("hub.cases"), key=lambda one: (one.partition(), one.offset()))
    }
    cases = [state.decode(value) for key, value in standing.items() if value is not None and (key or b"").startswith(b"dos_")]
    for case in cases:
        assert case.demande is not None
        assert case.demande.date_demande.isoformat() == first[case.id]
        assert state.is_on(case, case.responsable)
        assert len({one.acteur for one in state.holders(case, Function.DECIDER)}) <= 1
        assert all(one.acte for one in case.decisions)
    equal_to_replay(hub, "hub.events", "hub.cases", cases_of(hub))
    return len(cases)


def opened(hub: WholeHub) -> dict[str, str]:
    """The day of each demand, as the journal told it when the case was opened."""
    entries = [json.loads(record.value() or b"{}") for record in hub.records("hub.journal")]
    return {
        entry["dossier"]: one["details"]["date_demande"]
        for entry in entries
        for one in entry["conclusions"]
        if one["genre"] == "DOSSIER_OUVERT"
    }
