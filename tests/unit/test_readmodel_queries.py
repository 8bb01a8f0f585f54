"""The questions people ask of the read model."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from hub.core import conclusions as said
from hub.core.journal import JournalEntry
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.delegations import delegations
from hub.readmodel.directory import holder_of, last_version, names_at
from hub.readmodel.queries import action_of, actions_on, case_of, holdings_of, last_events, open_cases
from hub.readmodel.store import JournalId, open_to_write
from hub.readmodel.telling import told_of
from hub.standing import Inbox, partners
from schemas.codes import Function, Reason, Role
from tests.unit.journal_entries import DAY, accepting, bytes_of, closing, delegated, entry, moving, opening

ACT = {"genre": "acte", "id": "acte-ccas", "type": "institution", "numero": "délib. 1", "objet": "Secours", "du": "1990-01-01"}
IDLE = {"genre": "acte", "id": "acte-nu", "objet": "Sans dossier", "beneficiaire": "seuil", "du": "2001-01-01", "au": "2006-01-01"}
REGISTRY = [
    {"genre": "acteur", "id": "ccas-aubrelle", "nom": "CCAS d'Aubrelle"},
    {"genre": "commune", "slug": "aubrelle", "nom": "Aubrelle"},
    {"genre": "aide", "code": "SEC-URG", "libelle": "Secours d'urgence"},
    ACT,
    IDLE,
    {"genre": "version", "version": 1},
    ACT | {"au": "2030-01-01", "revoque_le": "2026-07-01"},
    {"genre": "version", "version": 2},
]


@pytest.fixture
def model() -> Iterator[sqlite3.Connection]:
    """A read model with a registry of two versions."""
    connection = open_to_write(Path(":memory:"), JournalId("x"))
    log = [LogRecord(0, offset, msgspec.json.encode(record)) for offset, record in enumerate(REGISTRY)]
    apply_registry(connection, log, len(log))
    yield connection
    connection.close()


def tell(model: sqlite3.Connection, *entries: JournalEntry) -> None:
    """Put entries in."""
    log = [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(entries)]
    apply_journal(model, log, {0: len(log)})


def test_names_are_those_of_the_version_asked_for(model: sqlite3.Connection) -> None:
    """A correction changes what is told from its version on; the earlier of end and revocation is the end."""
    before, after = (names_at(model, version, ["acte-ccas", "ccas-aubrelle", "SEC-URG", "aubrelle", "inconnu"]) for version in (1, 2))
    assert before.acts["acte-ccas"].au is None
    assert after.acts["acte-ccas"].au == date(2026, 7, 1)
    assert before.actor("ccas-aubrelle") == "le CCAS d'Aubrelle"
    assert (before.aid("SEC-URG"), before.commune("aubrelle"), before.actor("inconnu")) == ("Secours d'urgence", "Aubrelle", "inconnu")
    assert last_version(model) == 2


def test_nothing_is_named_before_the_first_version(model: sqlite3.Connection) -> None:
    """A demand concluded without a registry has no names, and no fault."""
    assert names_at(model, 0, ["ccas-aubrelle"]).actors == {}


def test_open_dossiers_are_counted_by_who_answers_and_by_which_act(model: sqlite3.Connection) -> None:
    """A closed one is not counted; the titulaire that delegated is counted under its own act."""
    tell(model, opening(0, "dos_a"), opening(1, "dos_b"), closing(2, "dos_b"), delegated(3, "dos_c"))
    assert open_cases(model) == {("ccas-aubrelle", "acte-ccas"): 1, ("departement", "loi-fsl"): 1}


def test_delegations_tell_open_closed_and_gone_dossiers(model: sqlite3.Connection) -> None:
    """By act and actor, with the last day of the act."""
    moved = moving(6, "dos_c", ("ccas-aubrelle", "acte-ccas"), ("ville-aubrelle", "acte-ville"))
    tell(model, opening(0, "dos_a"), opening(1, "dos_b"), accepting(2, "dos_b"), closing(3, "dos_b"), opening(4, "dos_c"), moved)
    found = {one.acte: one for one in delegations(model)}
    ccas = found["acte-ccas"]
    assert (ccas.ouverts, ccas.clos, ccas.partis) == (1, 1, 1)
    assert (ccas.nom, ccas.objet, ccas.dernier_jour) == ("CCAS d'Aubrelle", "Secours", date(2026, 6, 30))
    assert (found["acte-ville"].ouverts, found["acte-ville"].objet, found["acte-ville"].dernier_jour) == (1, "", None)
    assert [one.acte for one in delegations(model, acteur="ville-aubrelle")] == ["acte-ville"]
    assert [one.acteur for one in delegations(model, acte="acte-ccas")] == ["ccas-aubrelle"]


def test_an_act_without_dossiers_is_told_when_it_is_asked_for(model: sqlite3.Connection) -> None:
    """An act nobody knows is not."""
    (idle,) = delegations(model, acte="acte-nu")
    assert (idle.acteur, idle.ouverts, idle.clos, idle.partis, idle.dernier_jour) == ("seuil", 0, 0, 0, date(2005, 12, 31))
    assert delegations(model, acte="acte-inconnu") == []
    assert delegations(model, acte="acte-nu", acteur="autre") == []
    assert holder_of(model, "acte-inconnu") is None


def test_a_dossier_that_is_not_known_is_none(model: sqlite3.Connection) -> None:
    """Not an empty answer."""
    assert case_of(model, "dos_x") is None
    assert action_of(model, "dos_x") is None
    assert holdings_of(model, "dos_x") == []
    assert told_of(model, "dos_x") is None


def action(number: int, dossier: str, aide: str = "COLL", **dates: str) -> JournalEntry:
    """A collective action opened by a municipal service."""
    made = said.action_opened("service-ateliers", "acte-ateliers", {"commune_slug": "aubrelle", "aide": aide, "public": "familles"} | dates)
    return entry(number, dossier, made, source="service-ateliers", etat="DEPOSEE", responsable="service-ateliers")


def test_a_collective_action_is_kept_with_its_report(model: sqlite3.Connection) -> None:
    """It is not a dossier of a person: it has no row there."""
    tell(model, action(0, "dos_act", du="2026-01-01"), entry(1, "dos_act", said.action_reported("service-ateliers", 42)))
    found = action_of(model, "dos_act")
    assert found is not None
    assert (found.acteur, found.aide, found.du, found.participants) == ("service-ateliers", "COLL", "2026-01-01", 42)
    assert case_of(model, "dos_act") is None


def test_actions_open_on_the_day_are_offered_those_for_the_aid_first(model: sqlite3.Connection) -> None:
    """An end is excluded; an action of another commune or day is not offered."""
    opened = [
        action(0, "dos_1", du="2026-01-01"),
        action(1, "dos_2", "ANIM-SEN", du="2026-01-01", au="2026-03-01"),
        action(2, "dos_3", du="2026-03-02"),
        action(3, "dos_4", "ANIM-SEN"),
    ]
    tell(model, *opened)
    assert [one.dossier for one in actions_on(model, "aubrelle", "ANIM-SEN", "2026-03-01")] == ["dos_4", "dos_1"]
    assert actions_on(model, "ailleurs", "COLL", "2026-03-01") == []


def test_what_is_told_of_a_dossier_holds_what_runs_now_and_what_is_open_around_it(model: sqlite3.Connection) -> None:
    """Not what ended, and not that a counter received what it received."""
    received = said.functions_entrusted("seuil", None, Reason.GUICHET_DE_DEPOT, [Function.RECEVOIR], role=Role.AUCUN, depuis=DAY)
    moved = moving(2, "dos_a", ("ccas-aubrelle", "acte-ccas"), ("ville-aubrelle", "acte-ville"))
    tell(model, opening(0, "dos_a"), entry(1, "dos_a", received), moved, action(3, "dos_act", du="2026-01-01", au="2026-12-01"))
    told = told_of(model, "dos_a")
    assert told is not None
    assert [(one.acteur, one.fonctions, one.etat) for one in told.held] == [("ville-aubrelle", ("DECIDER",), "proposee")]
    assert [(one.aide, one.au) for one in told.actions] == [("COLL", date(2026, 12, 1))]
    assert [one.id for one in told.entries] == ["evt_0", "evt_1", "evt_2"]
    assert told.names[1].aid("SEC-URG") == "Secours d'urgence"


def test_partners_are_those_who_published_or_have_an_inbox(model: sqlite3.Connection) -> None:
    """What one of the two knows nothing of stays empty."""
    tell(model, opening(0, "dos_a"))
    silent, reading = Inbox("caf", None, 3, 12.34), Inbox("ccas-aubrelle", 5, 0, 0.0)
    caf, ccas = partners(last_events(model), [silent, reading])
    assert (caf.acteur, caf.dernier_instant, caf.recus, caf.lu, caf.non_lus, caf.plus_ancien_non_lu_s) == ("caf", None, 0, None, 3, 12.3)
    assert (ccas.recus, ccas.lu, ccas.non_lus) == (1, 5, 0)
    (alone,) = partners(last_events(model), [])
    assert (alone.acteur, alone.lu, alone.non_lus) == ("ccas-aubrelle", None, None)
