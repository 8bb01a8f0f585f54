"""A dossier's life is told in French, event by event, and no code shows."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

import pytest

from hub.core import life_phrases as phrases
from hub.core.following import CONCERNED
from schemas.catalogue_codes import Piece
from schemas.life_codes import (
    AdjournmentMotive,
    AppealPath,
    DebtEnd,
    EventName,
    JudgmentSense,
    NotificationMode,
    PaymentRejection,
    RevisionMotive,
    RevisionSense,
    SignalNature,
    SituationNature,
    SuspensionMotive,
)
from tests.unit.life_world import DELEGATE, DOOR, Life
from tests.unit.told_pages import CODE, conclusion, entry, opened, page

TABLES: list[tuple[Mapping[str, str], type[StrEnum]]] = [
    (phrases.PIECES, Piece),
    (phrases.ADJOURNMENTS, AdjournmentMotive),
    (phrases.REJECTIONS, PaymentRejection),
    (phrases.SUSPENSIONS, SuspensionMotive),
    (phrases.REVISIONS, RevisionMotive),
    (phrases.REVISED, RevisionSense),
    (phrases.SITUATIONS, SituationNature),
    (phrases.SIGNALS, SignalNature),
    (phrases.PATHS, AppealPath),
    (phrases.JUDGMENTS, JudgmentSense),
    (phrases.ISSUES, DebtEnd),
    (phrases.MODES, NotificationMode),
]


@pytest.mark.parametrize(("table", "codes"), TABLES, ids=lambda one: getattr(one, "__name__", ""))
def test_every_word_has_its_french(table: Mapping[str, str], codes: Iterable[str]) -> None:
    """A new word without French fails here."""
    assert set(table) == set(codes)
    assert not [clause for clause in table.values() if re.search(r"_|[A-Z]{2,}", clause) or clause.endswith((".", " "))]


def test_every_event_that_advances_a_dossier_is_told() -> None:
    """By the name it has in the contract."""
    otherwise = {EventName.DOSSIER_CLOS, EventName.SILENCE_ECHU, EventName.SILENCE_ANNULE}
    answers = {EventName.TRANSMISSION_REFUSEE}
    assert set(phrases.STEPS) == set(CONCERNED) - otherwise - answers
    assert not [clause for clause in phrases.STEPS.values() if re.search(r"_|[A-Z]{2,}", clause)]
    assert phrases.step("nouveau.fait", {}) == "« nouveau.fait »"


TOLD = [
    (EventName.PIECES_DEMANDEES, {"pieces": ["RIB", "IDENTITE"], "date_limite": "2026-03-01"},
     "demande des pièces : coordonnées bancaires et pièce d'identité, jusqu'au 1er mars 2026"),
    (EventName.DECISION_AJOURNEE, {"motif": "avis_attendu", "seance": "2026-02-05"},
     "remet la décision à plus tard, les délais continuent, séance du 5 février 2026, car un avis est attendu"),
    (EventName.ORDRE_DU_JOUR_INSCRIT, {"organe": "commission", "seance": "2026-02-05"},
     "inscrit le dossier à l'ordre du jour, devant la commission, séance du 5 février 2026"),
    (EventName.DROIT_OUVERT, {"du": "2026-02-01", "au": "2027-02-01"},
     "ouvre le droit, à partir du 1er février 2026, jusqu'au 31 janvier 2027"),
    (EventName.PAIEMENT_EFFECTUE, {"montant_centimes": 5_000}, "paie, pour 50\u00a0€"),
    (EventName.RECOURS_DEPOSE, {"voie": "rapo"}, "reçoit un recours : recours administratif préalable obligatoire"),
    (EventName.NOTIFICATION_ENVOYEE, {"mode": "recommande", "voies_et_delais": True},
     "envoie la décision à la personne par lettre recommandée"),
    (EventName.VISITE_PLANIFIEE, {"date_visite": "2026-02-05"}, "prévoit une visite ou un entretien le 5 février 2026"),
    (EventName.JUGEMENT_RENDU, {"sens": "annulation"}, "fait connaître le jugement : la décision est annulée"),
]  # fmt: skip


@pytest.mark.parametrize(("event", "details", "text"), TOLD, ids=[event for event, *_ in TOLD])
def test_an_event_is_told_with_all_it_said(event: EventName, details: dict[str, object], text: str) -> None:
    """Days, amounts, pieces and reasons, always in the same words."""
    assert phrases.step(event, details) == text


def test_a_page_tells_what_happened() -> None:
    """The believed competent actor, a new commune, a signal and what became of it; no code."""
    decided: dict[str, Any] = {"date_decision": "2026-05-15"}
    ended = conclusion("DECISION_RETENUE", "DECISION_COMPETENTE", "ccas", "loi", sens="refus", revision="fin", **decided)
    on_appeal = conclusion("DECISION_RETENUE", "DECISION_COMPETENTE", "ccas", "loi", sens="accord", sur_recours=True, **decided)
    signal = conclusion("SIGNALEMENT_RECU", "impaye", "ccas", opposition_jusqu_au="2026-01-14")
    text = page(
        opened(),
        entry(conclusion("ETAPE", "incompetence.constatee", "ccas", motif="incompetent_matiere", competent_selon_lui="cd")),
        entry(conclusion("ETAPE", "residence.changee", "ccas", commune="00404")),
        entry(signal),
        entry(conclusion("SIGNALEMENT_TRANSMIS", "COMPETENCE_LEGALE", "ccas")),
        entry(conclusion("DOSSIER_CLOS", "opposition.recue", "ccas")),
        entry(ended),
        entry(on_appeal),
    )  # fmt: skip
    assert "l'organisme compétent serait le Département de la Haute-Oriane" in text
    assert "habite une autre commune (00404)" in text
    assert "signale un impayé, sans dire de qui il s'agit ; la personne peut s'opposer jusqu'au 14 janvier 2026" in text
    assert "personne ne s'est opposé au signalement" in text
    assert "rien n'a été transmis" in text
    assert "par le CCAS d'Aubrelle : le droit prend fin" in text
    assert "par le CCAS d'Aubrelle après recours : accord" in text
    assert not CODE.search(text)


def test_what_core_writes_is_what_is_told() -> None:
    """The details of a real entry are read without a code left."""
    life = Life()
    told = [
        life.goes(DELEGATE, "pieces.demandees", pieces=["RESSOURCES"], date_limite="2026-02-01"),
        life.goes(DOOR, "situation.changee", nature="quotient_familial"),
        life.goes(DELEGATE, "decision.ajournee", motif="quorum_non_atteint"),
    ]
    for outcome in told:
        step = outcome.entry.conclusions[-1]
        assert not re.search(r"[A-Z]{2,}_|_|«", phrases.step(step.raison, step.details))
