"""The state of a case, as it is kept."""

import json

from hub.core import dossier as state
from tests.unit.case_world import TODAY, Hub, decision


def life(hub: Hub) -> str:
    """A case of the usual kind, from its demand to its closing; returns its id."""
    case_id = hub.opened("MARCHE", "ville", montant_demande_centimes=12_000, public="familles", taille_foyer=3)
    hub.publish("ccas", "transmission.acceptee", case_id, {"date": TODAY})
    hub.publish("operateur", "transmission.acceptee", case_id, {"date": TODAY})
    hub.publish("ccas", "decision.rendue", case_id, decision("ccas", "ccas-marche", montant_centimes=12_000, version_reglement="v8"))
    hub.publish("operateur", "aide.mise_en_oeuvre", case_id, {"date": TODAY})
    hub.publish("ccas", "dossier.clos", case_id, {"date": TODAY, "motif": "aide_servie"})
    return case_id


def test_a_state_reads_back_as_it_was_written() -> None:
    """Bytes, value, the same bytes."""
    hub = Hub()
    stored = hub.dossiers[life(hub)]
    assert state.encode(state.decode(stored)) == stored


def test_a_decision_stopped_by_an_older_hub_is_read() -> None:
    """It kept neither the day it was recorded nor the event that brought it."""
    hub = Hub()
    case_id = hub.opened("PROPRE")
    hub.publish("ccas", "decision.rendue", case_id, decision("ville"))
    document = json.loads(hub.dossiers[case_id])
    document["arretees"] = [stopped[:6] for stopped in document["arretees"]]
    (older,) = state.decode(json.dumps(document).encode()).arretees
    (newer,) = hub.case(case_id).arretees
    assert (older.recu_le, older.cause, newer.cause) == (None, None, "ccas-1")
    assert older.decision == newer.decision


def test_a_state_of_a_later_format_is_read() -> None:
    """Fields that this version does not know are ignored, in the case and at the end of its small arrays."""
    hub = Hub()
    case_id = life(hub)
    document = json.loads(hub.dossiers[case_id])
    document |= {"format": 2, "nouveau": 1}
    document["tenues"] = [[*one, "plus"] for one in document["tenues"]]
    later = state.decode(json.dumps(document).encode())
    assert (later.format, later.tenues) == (2, hub.case(case_id).tenues)


def test_a_typical_case_is_small() -> None:
    """Six events, four actors' worth of messages, one decision: well under two kilobytes."""
    hub = Hub()
    assert len(hub.dossiers[life(hub)]) < 1_200


def test_a_mark_tells_the_event_and_its_content_apart() -> None:
    """20 characters: the same for the same, else another; another content is recognised as such."""
    first = state.mark("ccas", "e-1", "aa" * 32)
    hub = Hub()
    case_id = hub.opened()
    known = state.decode(hub.dossiers[case_id].replace(hub.case(case_id).vus[0].encode(), first.encode()))
    assert len(first) == 20
    assert state.known_content(known, first) is True
    assert state.known_content(known, state.mark("ccas", "e-1", "bb" * 32)) is False
    assert state.known_content(known, state.mark("asso", "e-1", "aa" * 32)) is None
