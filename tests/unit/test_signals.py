"""A signal: nothing leaves before the person could object, an objection leaves nothing, and no person is named (CASF L115-3; row 15)."""

from typing import Any

import pytest

from hub.core.deadlines import Deadline
from hub.core.outcome import Outcome
from hub.core.registry import build
from hub.core.signals import OPPOSITION_OVER
from schemas.codes import Code, State
from tests.unit.case_world import ACTORS, ACTS, AIDS, TODAY, TOWN, Hub
from tests.unit.registry_records import act, aid

LAST_DAY = "2026-01-14"
AFTER = "2026-01-14T23:00:00.000Z"
HELPS = act("aide-impayes", "loi", "ccas", aides=["IMPAYE"], fonctions=["RECEVOIR", "ACCOMPAGNER"])
VIEW = build([*ACTORS, *AIDS, aid("IMPAYE"), TOWN, *ACTS, HELPS])


def signals(hub: Hub, who: str = "operateur", **changes: Any) -> Outcome:
    """An unpaid bill is signalled."""
    content = {"commune": "00001", "aide": "IMPAYE", "date": TODAY, "nature": "impaye", "opposition_jusqu_au": LAST_DAY}
    return hub.publish(who, "signalement.recu", "facture-1", {**content, "montant_centimes": 18_240, **changes})


def signalled(**changes: Any) -> tuple[Hub, str]:
    """A hub with one signal."""
    hub = Hub(view=VIEW)
    outcome = signals(hub, **changes)
    assert outcome.dossier is not None
    return hub, outcome.dossier.id


def test_a_signal_waits_until_nobody_may_object() -> None:
    """Its author answers for it, nobody is told, and a deadline stands at the end of the last day there."""
    hub = Hub(view=VIEW)
    outcome = signals(hub)
    case = hub.case(outcome.entry.dossier or "")
    assert (case.etat, case.responsable, case.demande) == (State.SIGNALEE, "operateur", None)
    assert hub.told(outcome) == []
    assert outcome.deadlines == (Deadline(AFTER, case.id, OPPOSITION_OVER),)


def test_who_objects_on_day_six_leaves_nothing() -> None:
    """Closed, nothing was passed on, and nothing of a person stands anywhere in the state, the journal or the messages."""
    hub, case_id = signalled()
    hub.later(days=6)
    outcome = hub.publish("operateur", "opposition.recue", case_id, {"date": "2026-01-11"})
    assert (hub.case(case_id).etat, hub.told(outcome)) == (State.CLOS, [])
    assert outcome.settled == (Deadline(AFTER, case_id, OPPOSITION_OVER),)
    assert {one.to for one in hub.messages} == {"operateur"}
    assert b"personne" not in hub.dossiers[case_id]
    rung = hub.reach(AFTER, OPPOSITION_OVER)
    assert (rung.messages, rung.dossier, rung.entry.conclusions) == ((), None, ())


def test_nobody_objected_and_who_may_help_is_told() -> None:
    """The aid, the commune, the day, the nature, the amount; that one answers for the signal from then on."""
    hub, case_id = signalled()
    hub.later(days=10)
    outcome = hub.reach(AFTER, OPPOSITION_OVER)
    assert hub.told(outcome) == [("ccas", "signalement.transmis")]
    assert hub.inbox("ccas") == [
        {"commune": "00001", "aide": "IMPAYE", "date": TODAY, "nature": "impaye", "montant_centimes": 18_240},
    ]
    assert (hub.case(case_id).responsable, outcome.settled) == ("ccas", (Deadline(AFTER, case_id, OPPOSITION_OVER),))
    late = hub.publish("operateur", "opposition.recue", case_id, {"date": LAST_DAY})
    assert late.refusal == (Code.ETAT_INCOMPATIBLE, None)
    again = hub.reach(AFTER, OPPOSITION_OVER)
    assert (again.messages, again.dossier) == ((), None)
    assert hub.publish("ccas", "dossier.clos", case_id, {"date": LAST_DAY, "motif": "sans_suite"}).settled == ()
    assert hub.case(case_id).etat is State.CLOS


@pytest.mark.parametrize("changes", [{"aide": "ABSENTE"}, {"aide": "IMPAYE", "montant_centimes": None}])
def test_a_signal_nobody_answers_for_stays_with_its_author(changes: dict[str, Any]) -> None:
    """There is somebody accountable all the same; without an amount none is told."""
    hub, case_id = signalled(**changes)
    hub.reach(AFTER, OPPOSITION_OVER)
    if changes["aide"] == "ABSENTE":
        assert (hub.case(case_id).responsable, hub.inbox("ccas")) == ("operateur", [])
    else:
        assert "montant_centimes" not in hub.inbox("ccas")[0]


def test_a_closed_signal_is_passed_on_to_nobody() -> None:
    """Its author closed it before the end."""
    hub, case_id = signalled()
    assert hub.publish("operateur", "dossier.clos", case_id, {"date": TODAY, "motif": "sans_suite"}).settled
    assert hub.reach(AFTER, OPPOSITION_OVER).messages == ()


def test_a_deadline_of_a_dossier_that_is_not_there_says_nothing() -> None:
    """A lane may read it before anything else."""
    hub, case_id = signalled()
    stored = hub.dossiers.pop(case_id)
    hub.dossiers["autre"] = stored
    outcome = hub.reach(AFTER, OPPOSITION_OVER)
    assert outcome.entry is not None


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"commune": "00009"}, (Code.COMMUNE_INCONNUE, "commune")),
        ({"aide": "RIEN"}, (Code.AIDE_INCONNUE, "aide")),
        ({"opposition_jusqu_au": "2026-01-12"}, (Code.VALEUR_INVALIDE, "opposition_jusqu_au")),
        ({"date": "2026-01-06"}, (Code.DATE_FUTURE, "date")),
    ],
)
def test_a_signal_keeps_its_rules(changes: dict[str, Any], refusal: tuple[Code, str]) -> None:
    """Eight days at least to object, a commune and an aid that are known, a day that has come."""
    assert signals(Hub(view=VIEW), **changes).refusal == refusal


def test_who_signals_is_known() -> None:
    """To the registry."""
    assert signals(Hub(view=VIEW), "fantome").refusal == (Code.ACTEUR_INCONNU, "source")


def test_nothing_else_happens_to_a_signal() -> None:
    """It is no demand: nobody decides on it, and nobody but its author objects for the person."""
    hub, case_id = signalled()
    hub.later(days=10)
    decided = hub.publish("operateur", "decision.maintenue", case_id, {"date": TODAY})
    assert decided.refusal == (Code.ETAT_INCOMPATIBLE, None)
    assert hub.inbox("operateur", "avis.technique")[-1]["jusqu_au"] == LAST_DAY
