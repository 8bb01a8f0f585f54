"""Any event of a dossier's life, as a partner could publish it: for every type a strategy of contents that intake accepts."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from hub.core.cases import ON_A_DEMAND
from hub.core.lifecycle import NAMES
from schemas.codes import ClosingMotive, DecisionSense, RefusalMotive, WithdrawalMotive
from schemas.inbound import INBOUND
from schemas.life_codes import (
    AdjournmentMotive,
    AppealPath,
    DebtEnd,
    JudgmentSense,
    NotificationMode,
    PaymentRejection,
    RevisionMotive,
    RevisionSense,
    SituationNature,
    SuspensionMotive,
)
from tests.unit.case_world import decision

KINDS = [NAMES[name].value for name, model in INBOUND.items() if model in ON_A_DEMAND]
"""The short names of all that may be published on a demand."""

Content = dict[str, Any]
_NEAR = st.sampled_from([-2, -1, 0, 0, 0, 0, 1])
_SIGNED = [("asso", "convention-asso"), ("asso", "convention-asso"), ("ccas", "ccas-confiee"), ("ccas", "ccas-propre"), ("asso", "rien")]


def contents(kind: str, today: date) -> st.SearchStrategy[Content]:
    """A content of that type, with its days near `today`."""
    day = _NEAR.map(lambda offset: (today + timedelta(days=offset)).isoformat())
    if kind in {"decision.rendue", "decision.reformee", "decision.revisee"}:
        senses = RevisionSense if kind == "decision.revisee" else DecisionSense
        signed = st.tuples(st.sampled_from(_SIGNED), st.sampled_from([one.value for one in senses]), day, st.integers(0, 30_000))
        return signed.map(lambda drawn: _decision(*drawn))
    return st.fixed_dictionaries({"date": day, **_FIELDS.get(kind, {}), **_days(kind, day)})


def _decision(signatory: tuple[str, str], sens: str, day: str, cents: int) -> Content:
    return decision(*signatory, sens=sens, date_decision=day, montant_centimes=cents, motif="hors_reglement")


def _days(kind: str, day: st.SearchStrategy[str]) -> dict[str, st.SearchStrategy[Any]]:
    return dict.fromkeys(_OTHER_DAYS.get(kind, ()), day)


def _words(words: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([one.value for one in words])


_OTHER_DAYS = {
    "pieces.demandees": ("date_limite",),
    "visite.planifiee": ("date_visite",),
    "ordre_du_jour.inscrit": ("seance",),
    "droit.ouvert": ("du", "au"),
    "droit.renouvele": ("au",),
    "contradictoire.ouvert": ("date_limite",),
}
_CENTS = st.integers(0, 30_000)
_FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "transmission.refusee": {"motif": _words(RefusalMotive), "competent_selon_lui": st.sampled_from(["caf", "caf", "ccas", "ancien"])},
    "transmission.retiree": {"acteur": st.sampled_from(["asso", "asso", "ccas", "departement"]), "motif": _words(WithdrawalMotive)},
    "incompetence.constatee": {"motif": _words(RefusalMotive)},
    "arbitrage.rendu": {"acteur": st.sampled_from(["asso", "ccas", "departement"]), "acte": st.sampled_from(["convention-asso", "rien"])},
    "ar.emis": {"mentions_completes": st.booleans()},
    "pieces.demandees": {"pieces": st.lists(st.sampled_from(["RIB", "IDENTITE", "BUDGET"]), min_size=1, max_size=3)},
    "piece.recue": {"piece": st.sampled_from(["RIB", "IDENTITE", "BUDGET"])},
    "proposition.etablie": {"sens": _words(DecisionSense)},
    "ordre_du_jour.inscrit": {"organe": st.just("commission")},
    "decision.ajournee": {"motif": _words(AdjournmentMotive)},
    "decision.regularisee": {"acte": st.sampled_from(["convention-asso", "ccas-confiee"])},
    "notification.envoyee": {"mode": _words(NotificationMode), "voies_et_delais": st.booleans()},
    "paiement.effectue": {"montant_centimes": _CENTS},
    "paiement.rejete": {"motif": _words(PaymentRejection)},
    "service.suspendu": {"motif": _words(SuspensionMotive)},
    "situation.changee": {"nature": _words(SituationNature)},
    "residence.changee": {"commune": st.sampled_from(["00001", "00002", "00002"]), "consentement": st.booleans()},
    "revision.demandee": {"motif": _words(RevisionMotive)},
    "indu.notifie": {"montant_centimes": _CENTS},
    "indu.solde": {"issue": _words(DebtEnd)},
    "recours.depose": {"voie": _words(AppealPath)},
    "jugement.rendu": {"sens": _words(JudgmentSense)},
    "dossier.clos": {"motif": _words(ClosingMotive)},
}
