"""Cases of a simulated year as the ledger reads them, made by hand."""

from datetime import date
from typing import Any

from hub.core.dossier import FORMAT, Demand, Dossier
from hub.demo.mix import TOWNS
from hub.simulation import ledger
from hub.simulation.run import Plan, Played
from schemas.codes import RequestChannel, State

DAY = date(2026, 1, 5)
DUE = "2026-03-05T23:00:00.000Z"


def case(name: str, etat: State = State.EN_INSTRUCTION, *, is_demand: bool = True, **changes: Any) -> Dossier:
    """A dossier that stands there."""
    demand = Demand(DAY, "ccas-essai", RequestChannel.GUICHET, "per_x") if is_demand else None
    fields = {"commune": "ferrevaux", "cog": "00101", "aide": "AID-FIN", "responsable": "ccas-essai", **changes}
    return Dossier(format=FORMAT, id=name, etat=etat, demande=demand, **fields)


def story(*conclusions: tuple[str, str, dict[str, Any]], responsable: str = "ccas-essai") -> ledger.Story:
    """What the journal says of a case."""
    stories: dict[str, ledger.Story] = {"dos_x": ledger.Story()}
    said = [
        {"genre": kind, "raison": reason, "acteur": "ccas-essai", "acte": "acte", "details": details}
        for kind, reason, details in conclusions
    ]
    entry = {"dossier": "dos_x", "type": "t", "instant": "i", "etat": "e", "responsable": responsable, "conclusions": said}
    ledger._tell(entry, stories, set())
    return stories["dos_x"]


DECIDED = story(("DECISION_RETENUE", "COMPETENCE_LEGALE", {"sens": "accord", "date_decision": "2026-01-20"}))
CLOSED = story(
    ("DECISION_RETENUE", "COMPETENCE_LEGALE", {"sens": "refus", "date_decision": "2026-01-08"}), ("DOSSIER_CLOS", "refus_definitif", {})
)
SILENT = story(("SILENCE", "silence.echu", {"sens": "rejet", "date": "2026-03-05"}), responsable="departement-haute-oriane")
COUNTED = story(("RESERVATION", "ACCORDEE", {"n": 1}))


def found(**changes: Any) -> ledger.Read:
    """One case a kind: under study, closed, rejected by silence, counted by an act that ran out, and a signal."""
    fields: dict[str, Any] = {
        "cases": {
            "dos_a": case("dos_a", State.DECIDEE),
            "dos_b": case("dos_b", State.CLOS),
            "dos_c": case("dos_c", State.REJET_IMPLICITE, responsable="departement-haute-oriane"),
            "dos_d": case("dos_d"),
            "dos_e": case("dos_e", State.SIGNALEE, is_demand=False, aide="EAU"),
        },
        "stories": {"dos_a": DECIDED, "dos_b": CLOSED, "dos_c": SILENT, "dos_d": COUNTED, "dos_e": ledger.Story()},
        "due": {"dos_a": DUE, "dos_c": DUE, "dos_d": DUE},
        "ran_out": {"acte"},
    }
    return ledger.Read(**{**fields, **changes})


def played(read: ledger.Read | None = None, **changes: Any) -> Played:
    """A year that was played, of five files."""
    read = read or found()
    fields: dict[str, Any] = {
        "plan": Plan(towns=TOWNS[:2], files=5, days=60, kills=1),
        "found": read,
        "lines": ledger.lines(read),
        "last": date(2026, 3, 1),
        "filed": len(read.cases),
        "published": 42,
        "refused": {"ETAT_INCOMPATIBLE": 3},
        "unanswered": 0,
        "doubled": 0,
        "kills": 1,
        "seconds": 12.34,
    }
    return Played(**{**fields, **changes})
