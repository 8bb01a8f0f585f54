"""What is asked of every event before its own rule: is the author on the case, is it a repeat, is the case open, has the day come."""

import msgspec
import pytest

from hub.core import dossier as state
from hub.core.journal import ConclusionKind
from hub.core.own_facts import RegistryApplied
from schemas.codes import Code
from tests.unit.case_world import NOON, TODAY, Hub, decision, demand

ACCEPTED = {"date": TODAY}


def test_a_stranger_is_answered_as_if_there_were_no_case() -> None:
    """Word for word the same notice, whether the case exists or not: nobody learns that it does."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.publish("caf", "transmission.acceptee", case_id, ACCEPTED)
    known = hub.messages[-1].document
    hub.publish("caf", "transmission.acceptee", "dos_" + "z" * 26, ACCEPTED)
    unknown = hub.messages[-1].document
    same = ("type", "data", "sequence")
    strip = {"evenement_id": "", "origine": ""}
    assert [known[name] if name != "data" else known[name] | strip for name in same] == [
        unknown[name] if name != "data" else unknown[name] | strip for name in same
    ]
    assert (known["data"]["code"], "dossier" in known["data"]) == ("DOSSIER_INCONNU", False)
    assert (known["subject"], unknown["subject"]) == ("avis:from.caf/0/0", "avis:from.caf/0/1")
    assert case_id not in str(known)
    assert hub.journal[-2].dossier is None


def test_a_stranger_changes_nothing() -> None:
    """Not even a rank."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    before = hub.dossiers[case_id]
    assert hub.publish("caf", "transmission.acceptee", case_id, ACCEPTED).dossier is None
    assert hub.dossiers[case_id] == before


def test_only_a_demand_or_an_action_opens_a_case() -> None:
    """An event under a reference that was never used is an event on an unknown case."""
    hub = Hub()
    assert hub.publish("ccas", "transmission.acceptee", "JAMAIS", ACCEPTED).refusal == (Code.DOSSIER_INCONNU, None)


def test_the_depositor_may_use_its_own_reference() -> None:
    """The reference names the case for who deposited it, and for nobody else."""
    hub = Hub()
    outcome = hub.publish("ccas", "demande.deposee", "REF", demand())
    assert hub.publish("ccas", "transmission.acceptee", "REF", ACCEPTED).dossier is not None
    assert hub.publish("asso", "transmission.acceptee", "REF", ACCEPTED).refusal == (Code.DOSSIER_INCONNU, None)
    assert outcome.dossier is not None


def test_a_repeat_has_its_notice_and_no_effect() -> None:
    """The partner sent it twice: told `doublon`, one rank further, nothing else."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED, event_id="un")
    before = hub.case(case_id)
    outcome = hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED, event_id="un")
    assert (hub.inbox("asso")[-1]["statut"], hub.inbox("asso")[-1]["dossier"], outcome.refusal) == ("doublon", case_id, None)
    assert hub.case(case_id) == msgspec.structs.replace(before, sequences=before.sequences | {"asso": before.sequences["asso"] + 1})
    assert [one.genre for one in outcome.entry.conclusions] == [ConclusionKind.EVENEMENT_DOUBLON]


def test_the_same_id_with_another_content_is_refused() -> None:
    """The first one stands; the second is a dead letter."""
    hub = Hub()
    case_id = hub.opened("CONFIEE")
    hub.publish("asso", "transmission.acceptee", case_id, ACCEPTED, event_id="un")
    content = {"date": TODAY, "motif": "capacite_atteinte"}
    assert hub.publish("asso", "transmission.refusee", case_id, content, event_id="un").refusal == (Code.CONTENU_DIFFERENT, "id")


def test_two_partners_may_use_the_same_id() -> None:
    """An id is unique for its source alone."""
    hub = Hub()
    case_id = hub.opened("LEGALE")
    for who in ("ccas", "departement"):
        assert hub.publish(who, "transmission.acceptee", case_id, ACCEPTED, event_id="un").refusal is None


def test_a_refused_event_may_be_sent_again_under_its_id() -> None:
    """It left no trace, so its correction is not another content."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.publish("ccas", "decision.rendue", case_id, decision(sens="refus"), event_id="un")
    assert hub.publish("ccas", "decision.rendue", case_id, decision(), event_id="un").refusal is None


@pytest.mark.parametrize(
    ("kind", "content", "field"),
    [("transmission.acceptee", {"date": "2026-01-06"}, "date"), ("decision.rendue", decision(date_decision="2026-01-06"), "date_decision")],
)
def test_a_fact_that_has_not_happened_is_refused(kind: str, content: dict[str, str], field: str) -> None:
    """Its day has not come in the commune's zone."""
    hub = Hub()
    assert hub.publish("ccas", kind, hub.opened("PROPRE"), content).refusal == (Code.DATE_FUTURE, field)


def test_a_day_begins_at_the_commune_s_midnight() -> None:
    """At 22:59 UTC in January it is still the day before in Paris, at 23:00 it is not: neither UTC's day nor a day in advance counts."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.later(hours=11, minutes=59)
    assert hub.publish("ccas", "transmission.acceptee", case_id, {"date": "2026-01-06"}).refusal == (Code.DATE_FUTURE, "date")
    hub.later(minutes=1)
    assert hub.publish("ccas", "transmission.acceptee", case_id, {"date": "2026-01-06"}).refusal is None


def test_a_case_takes_a_bounded_number_of_events() -> None:
    """Beyond it the state could no longer be written: only its closing is taken."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    full = msgspec.structs.replace(hub.case(case_id), vus=tuple(f"{number:020}" for number in range(state.EVENTS_MAX)))
    hub.dossiers[case_id] = state.encode(full)
    assert hub.publish("ccas", "transmission.acceptee", case_id, ACCEPTED).refusal == (Code.DOSSIER_SATURE, None)
    assert hub.publish("ccas", "dossier.clos", case_id, {"date": TODAY, "motif": "sans_suite"}).refusal is None


def test_ranks_have_no_gap_and_ids_never_change() -> None:
    """Per recipient and case from 1; the same facts give the same bytes."""
    runs = []
    for _ in range(2):
        hub = Hub()
        case_id = hub.opened("MARCHE", "ville")
        hub.publish("operateur", "transmission.acceptee", case_id, ACCEPTED)
        hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-marche"))
        hub.publish("ville", "decision.rendue", case_id, decision(sens="refus"))
        runs.append(hub)
    assert [one.document for one in runs[0].messages] == [one.document for one in runs[1].messages]
    assert runs[0].dossiers == runs[1].dossiers
    ranks: dict[str, list[int]] = {}
    for one in runs[0].messages:
        ranks.setdefault(one.to, []).append(int(one.document["sequence"]))
    assert all(seen == list(range(1, len(seen) + 1)) for seen in ranks.values())
    assert len({one.document["id"] for one in runs[0].messages}) == len(runs[0].messages)


def test_what_leaves_names_its_cause_and_keeps_its_trace() -> None:
    """The cause is the published id, correlationid and traceparent the partner's own when it gave them, else the case."""
    hub = Hub()
    trace = "00-" + "1" * 32 + "-" + "2" * 16 + "-01"
    outcome = hub.publish("ccas", "demande.deposee", "REF", demand(), event_id="e-1", correlationid="c-9", traceparent=trace)
    for one in hub.messages:
        assert (one.document["causationid"], one.document["correlationid"], one.document["traceparent"]) == ("e-1", "c-9", trace)
    hub.publish("ccas", "transmission.acceptee", "REF", ACCEPTED)
    assert outcome.dossier is not None
    assert (hub.messages[-1].document["correlationid"], "traceparent" in hub.messages[-1].document) == (outcome.dossier.id, False)


def test_a_newer_registry_is_said_in_the_journal() -> None:
    """The lane decides with it from that fact on; no case is concerned."""
    outcome = Hub().take(RegistryApplied(version=3, instant=NOON, partition=2, offset=9))
    assert (outcome.entry.id, outcome.entry.type, outcome.entry.dossier) == ("hub.events/2/9", "registre.applique", None)
    assert outcome.entry.conclusions[0].details == {"version": 3}


def test_the_entry_of_an_event_says_what_and_when() -> None:
    """Its place, its cause, its author, the state after it, who answers for the case, the version it was judged with."""
    hub = Hub()
    outcome = hub.publish("ccas", "demande.deposee", "REF", demand(), event_id="e-1")
    entry = outcome.entry
    assert (entry.id, entry.cause, entry.source, entry.instant) == ("hub.events/0/0", "e-1", "ccas", "2026-01-05T11:00:00.000Z")
    assert (entry.etat, entry.responsable, entry.version_registre) == ("TRANSMISE", "ccas", 0)
