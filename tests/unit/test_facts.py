"""Facts read back as they were written: a partner's event, a refusal, and the hub's own."""

from datetime import UTC, datetime
from typing import Any

import pytest

from hub.core.facts import Origin, Received, Refused, read, read_refused
from hub.core.intake import Published, dossier_id
from hub.core.own_facts import DeadlineReached, RegistryApplied, deadline_reached, registry_applied
from schemas.codes import Code
from schemas.inbound import DemandeDeposee
from tests.unit.published_events import ACTOR, CASE_KEY, DEMANDE, binary, demand, judged, merged, structured

ORIGIN = Origin("from.ccas-ferrevaux", "kq3", 0, 41)
INSTANT_READ = datetime(2026, 1, 5, 10, 0, 1, 250000, tzinfo=UTC)


def received(record: Published) -> Received:
    """The fact that an accepted record becomes."""
    relayed = judged(record)
    assert relayed.code is Code.PRIS_EN_COMPTE
    fact = read(relayed.key, relayed.value, relayed.headers, 3, 17)
    assert isinstance(fact, Received)
    return fact


@pytest.mark.parametrize("record", [binary(correlationid="c-1"), structured(correlationid="c-1")], ids=["binary", "structured"])
def test_an_accepted_event_reads_back(record: Published) -> None:
    """The lane sees what the partner said, where it said it, and what it published."""
    fact = received(record)
    assert fact.dossier == dossier_id(CASE_KEY, ACTOR, "DEM-2026-0001")
    assert (fact.actor, fact.event_id, fact.type, fact.subject) == (ACTOR, "evt-1", "fr.relais.demande.deposee.v1", "DEM-2026-0001")
    assert fact.payload == DemandeDeposee(**DEMANDE)
    assert (fact.origin, fact.instant, fact.partition, fact.offset) == (ORIGIN, INSTANT_READ, 3, 17)
    assert (fact.correlation_id, fact.traceparent) == ("c-1", None)
    assert (fact.original_key, fact.original_value, fact.original_headers) == (record.key, record.value, record.headers)


def test_equal_contents_have_one_hash_however_they_are_written() -> None:
    """A repeat in the other mode, with keys in another order, at another time, is a repeat."""
    reordered = dict(reversed(DEMANDE.items()))
    hashes = {received(record).content_sha256 for record in (binary(), structured(), binary(reordered), binary(time=...))}
    assert len(hashes) == 1


@pytest.mark.parametrize(
    "other",
    [demand(urgence=True), binary(subject="DEM-2"), binary({"date": "2026-01-06", "motif": "deces"}, type="fr.relais.dossier.clos.v1")],
    ids=["data", "subject", "type"],
)
def test_another_content_has_another_hash(other: Published) -> None:
    """The same id with another content is seen."""
    assert received(other).content_sha256 != received(binary()).content_sha256


def refused(record: Published) -> Refused:
    """The fact that a refused record becomes."""
    relayed = judged(record)
    assert relayed.code is not Code.PRIS_EN_COMPTE
    return read_refused(relayed.value, relayed.headers, 3, 17)


def test_a_refused_event_reads_back_with_its_bytes() -> None:
    """All that its notice and its dead letter need."""
    record = demand(canal="pigeon")
    fact = refused(record)
    assert (fact.actor, fact.code, fact.field, fact.event_id) == (ACTOR, Code.VALEUR_INVALIDE, "canal", "evt-1")
    assert (fact.origin, fact.instant, fact.partition, fact.offset) == (ORIGIN, INSTANT_READ, 3, 17)
    assert (fact.original_key, fact.original_value, fact.original_headers) == (record.key, record.value, record.headers)
    assert fact.length == len(record.value or b"")


def test_an_event_refused_for_identity_reads_back_without_anything() -> None:
    """A place, a length, a hash, a field."""
    fact = refused(demand(nom="MARTIN"))
    assert (fact.code, fact.field, fact.event_id) == (Code.IDENTITE_INTERDITE, "?", None)
    assert (fact.original_key, fact.original_value, fact.original_headers) == (None, None, ())
    assert len(fact.sha256) == 64


def test_an_empty_record_reads_back() -> None:
    """No value, no field, no id."""
    fact = refused(binary()._replace(value=None))
    assert (fact.code, fact.field, fact.event_id, fact.length) == (Code.VALEUR_VIDE, None, None, 0)


def test_the_hubs_own_facts_read_back() -> None:
    """What a lane appends to its own partition comes back as it was said."""
    due = datetime(2026, 3, 5, 22, 59, 59, tzinfo=UTC)
    assert read(*registry_applied(4, INSTANT_READ), 3, 18) == RegistryApplied(version=4, instant=INSTANT_READ, partition=3, offset=18)
    assert read(*deadline_reached("dos_x", "SILENCE", due, INSTANT_READ), 3, 19) == DeadlineReached(
        dossier="dos_x", code="SILENCE", due=due, instant=INSTANT_READ, partition=3, offset=19
    )


def test_a_newer_form_of_the_hubs_own_facts_is_read() -> None:
    """Readers of N accept N+1: a field they do not know is ignored."""
    key, _, headers = registry_applied(4, INSTANT_READ)
    fact = read(key, b'{"format":2,"version":5,"empreinte":"x"}', headers, 0, 0)
    assert fact == RegistryApplied(version=5, instant=INSTANT_READ, partition=0, offset=0)


@pytest.mark.parametrize("changes", [{"relais_genre": b"autre"}, {"relais_genre": None}])
def test_a_record_that_is_no_fact_is_a_bug(changes: dict[str, Any]) -> None:
    """The hub alone writes here: what it cannot read ends the process rather than being passed over."""
    relayed = judged(binary())
    headers = list(merged(dict(relayed.headers), changes).items())
    with pytest.raises(AssertionError):
        read(relayed.key, relayed.value, headers, 0, 0)
