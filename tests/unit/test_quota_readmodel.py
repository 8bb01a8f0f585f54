"""How much of each act is taken, as people and dashboards are told it."""

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from hub.agents.quotas import QuotasStage
from hub.cli._quotas import budget_in_words, places_in_words
from hub.core.quota_facts import Bounds, QuotaFact, write
from hub.engine.fake import FakeLane
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.delegations import delegations
from hub.readmodel.quotas import Budget, Places, quota_of
from hub.readmodel.store import JournalId, open_to_write
from hub.standing import measure_quotas
from hub.standing_shown import Standing
from hub.telemetry import Metrics
from tests.unit.case_world import NOON
from tests.unit.lane_world import Counts
from tests.unit.quota_world import ACT, asked, money, returned, spent

BOTH = Bounds(2, 1_000)
RECORD = {"genre": "acte", "id": ACT, "objet": "Deux places, 10 € par an", "beneficiaire": "asso", "du": "2026-01-01", "capacite": 4}
REGISTRY = [
    {"genre": "acteur", "id": "asso", "nom": "Le Seuil"},
    RECORD | {"enveloppe": {"centimes_par_an": 1_000}},
    {"genre": "acte", "id": "libre", "beneficiaire": "asso", "du": "2026-01-01"},
    {"genre": "version", "version": 1},
]


@pytest.fixture
def model() -> Iterator[sqlite3.Connection]:
    """A read model that knows the act."""
    connection = open_to_write(Path(":memory:"), JournalId("x"))
    log = [LogRecord(0, offset, msgspec.json.encode(record)) for offset, record in enumerate(REGISTRY)]
    apply_registry(connection, log, len(log))
    yield connection
    connection.close()


def tell(model: sqlite3.Connection, *facts: QuotaFact) -> None:
    """What the act's lane writes to the journal for these facts."""
    lane = FakeLane(partition=3, source="hub.quotas")
    stage = QuotasStage(Counts())
    stage.restored({})
    lane.run(stage, [lane.append(*write(fact, NOON)) for fact in facts])
    entries = [one.value for one in lane.emitted if one.topic == "hub.journal"]
    apply_journal(model, [LogRecord(3, offset, value) for offset, value in enumerate(entries)], {3: len(entries)})


def test_places_and_each_year_s_money_are_told_with_their_share(model: sqlite3.Connection) -> None:
    """Two taken, one waits; reserved and spent apart, of the bound of that year; what the registry allows now."""
    tell(
        model,
        asked("dos_a", centimes=300, bornes=BOTH),
        asked("dos_b", centimes=400, bornes=BOTH),
        asked("dos_c", centimes=100, bornes=BOTH),
        spent("dos_a", 100),
    )
    quota = quota_of(model, ACT)
    assert quota is not None
    assert quota.places == Places(utilisees=2, demandees=3, attente=1, max=4, pour_cent=50)
    assert quota.budgets == (Budget(2026, None, 400, 100, 1_000, 50),)
    assert [(one.seuil, one.borne) for one in quota.seuils] == [("SEUIL_80", "places"), ("SEUIL_95", "places"), ("SEUIL_100", "places")]
    (found,) = delegations(model)
    assert (found.acte, found.acteur, found.ouverts) == (ACT, "asso", 0), "asked for, held by nobody yet"
    told = found.as_json()["quota"]
    assert (told["attente"], told["places"]["max"], told["enveloppe_centimes_par_an"]) == (1, 4, 1_000)
    assert told["budgets"][0]["pour_cent"] == 50
    assert plain(places_in_words(quota)) == "2/4 (50 %), 1 en attente"
    assert plain(budget_in_words(quota)) == "2026 : 4 € réservés, 1 € dépensés sur 10 € (50 %)"
    assert delegations(model, acteur="ccas") == []


def test_an_act_without_bound_or_not_asked_yet(model: sqlite3.Connection) -> None:
    """Nothing is told of the one; of the other what it may take on."""
    assert quota_of(model, "libre") is None
    (idle,) = delegations(model, acte=ACT)
    assert idle.quota is not None
    assert (plain(places_in_words(idle.quota)), plain(budget_in_words(idle.quota))) == ("0/4 (0 %)", "10 € par an")
    assert (places_in_words(None), budget_in_words(None)) == ("", "")
    assert delegations(model, acte="libre")[0].as_json()["quota"] is None


def test_each_aid_s_money_apart_and_a_bound_that_is_gone(model: sqlite3.Connection) -> None:
    """A line an aid; without a bound there is no share."""
    apart = Bounds(None, 1_000, fongible=False)
    tell(model, money("dos_a", 500, aide="FSL-E", bornes=apart), money("dos_b", 200, bornes=Bounds(), version=2))
    quota = quota_of(model, ACT)
    assert quota is not None
    words = plain(budget_in_words(quota)).split("\n")
    assert words == ["2026 : 2 € réservés, 0 € dépensés", "2026, FSL-E : 5 € réservés, 0 € dépensés"]
    waits = quota._replace(places=None, attente=3)
    assert places_in_words(waits) == "3 en attente"
    assert places_in_words(quota._replace(places=Places(1, 1, 0, None, None))) == "1/-"


def test_the_figures_tell_the_share_of_each_bound_and_who_waits(model: sqlite3.Connection) -> None:
    """Labels are acts and bounds; a budget is that of the last year asked for."""
    tell(
        model,
        asked("dos_a", centimes=300, bornes=BOTH),
        asked("dos_b", centimes=400, bornes=BOTH, annee=2027),
        asked("dos_c", centimes=300, bornes=BOTH, annee=2027),
        returned("dos_z"),
    )
    metrics = Metrics()
    metrics.standing(Standing({}, {}, {}, measure_quotas(model)))
    shown = metrics.exposition().decode()
    assert f'relais_quota_used_ratio{{act="{ACT}",bound="places"}} 0.5' in shown
    assert f'relais_quota_used_ratio{{act="{ACT}",bound="budget"}} 0.4' in shown
    assert f'relais_quota_waiting{{act="{ACT}",bound="places"}} 1.0' in shown


def plain(words: str) -> str:
    """With plain spaces."""
    return re.sub("[\u00a0\u202f]", " ", words)
