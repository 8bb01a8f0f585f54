"""What the journal says of quotas: on a case, of its reservations; on an act's account, of what was taken and of what is left.

Rules:
1. A case's entry tells where its reservation stands; an account's entry names no case's content, only its id and the number.
2. `lignes` holds only the lines that the fact touched: `[reserved, spent, bound or null]` in cents, by year (`2026`, `2026/FSL-E`).
"""

from datetime import date
from typing import Any

from hub.core.dossier import Decision
from hub.core.journal import Conclusion, ConclusionKind
from hub.core.quota_account import PLACES, Account, Sum, cap
from hub.core.quota_facts import GoesOn, QuotaFact, Reservation, Spent
from hub.core.quota_thresholds import Crossing
from hub.core.quotas import Answer, Ruling
from schemas.codes import QuotaBound, QuotaOutcome


def reserved(one: Reservation, etat: QuotaOutcome, manque: QuotaBound | None = None, spent: int | None = None) -> Conclusion:
    """RESERVATION: raison where it stands; details `n`, `annee`, `place`, `centimes?` (asked, or spent), `complement?`, `manque?`."""
    cents = one.centimes if spent is None else spent
    details: dict[str, Any] = {"n": one.n, "annee": one.jour.year, "place": one.place}
    details |= {} if cents is None else {"centimes": cents}
    details |= {"complement": True} if one.complement else {}
    details |= {} if manque is None else {"manque": manque}
    return Conclusion(genre=ConclusionKind.RESERVATION, raison=etat, acte=one.acte, details=details)


def decision_waits(decision: Decision, n: int, day: date) -> Conclusion:
    """DECISION_EN_ATTENTE: acteur and acte as signed; details `date_decision`, `montant_centimes?`, `n` (the reservation), `date`."""
    details: dict[str, Any] = {"date_decision": decision.date_decision.isoformat(), "n": n, "date": day.isoformat()}
    details |= {} if decision.montant_centimes is None else {"montant_centimes": decision.montant_centimes}
    return Conclusion(
        genre=ConclusionKind.DECISION_EN_ATTENTE, raison=QuotaOutcome.DEMANDEE, acteur=decision.acteur, acte=decision.acte, details=details
    )


def counted(before: Account, ruling: Ruling, fact: QuotaFact) -> tuple[Conclusion, ...]:
    """What a fact made of an account; nothing where nothing changed."""
    own = () if isinstance(fact, GoesOn) or not ruling.changed else _own(fact, ruling)
    told = tuple(_answered(fact.acte, one) for one in ruling.answers)
    total = () if ruling.account == before else (_total(fact.acte, before, ruling.account),)
    return (*own, *told, *total, *(_crossed(fact.acte, one) for one in ruling.crossed))


def _own(fact: QuotaFact, ruling: Ruling) -> tuple[Conclusion, ...]:
    """What was spent or given back; what is asked says so by its answer."""
    assert not isinstance(fact, GoesOn)
    if (fact.dossier, fact.n) in {one.id for one in ruling.answers} or (fact.dossier, fact.n) not in ruling.changed:
        return ()
    if isinstance(fact, Spent):
        details: dict[str, Any] = {"dossier": fact.dossier, "n": fact.n, "centimes": fact.centimes}
        return (Conclusion(genre=ConclusionKind.QUOTA, raison=QuotaOutcome.CONSOMMEE, acte=fact.acte, details=details),)
    raison = QuotaOutcome.RENDUE if ruling.changed[fact.dossier, fact.n] is None else QuotaOutcome.EN_ATTENTE
    return (Conclusion(genre=ConclusionKind.QUOTA, raison=raison, acte=fact.acte, details={"dossier": fact.dossier, "n": fact.n}),)


def _answered(acte: str, answer: Answer) -> Conclusion:
    """QUOTA: raison what the reservation is told; details `dossier`, `n`, `manque?`."""
    details: dict[str, Any] = {"dossier": answer.id[0], "n": answer.id[1]}
    details |= {} if answer.manque is None else {"manque": answer.manque}
    return Conclusion(genre=ConclusionKind.QUOTA, raison=answer.etat, acte=acte, details=details)


def _total(acte: str, before: Account, after: Account) -> Conclusion:
    """QUOTA_COMPTE: the account after the fact; details `places`, `capacite?`, `attente`, `lignes?` (rule 2)."""
    details: dict[str, Any] = {"places": after.places, "attente": after.attente}
    details |= {} if after.bornes.capacite is None else {"capacite": after.bornes.capacite}
    is_anew = before.bornes != after.bornes
    lines = {
        line: [total.reserve, total.consomme, cap(after, line)]
        for line, total in sorted(after.sommes.items())
        if is_anew or total != before.sommes.get(line, Sum())
    }
    details |= {"lignes": lines} if lines else {}
    return Conclusion(genre=ConclusionKind.QUOTA_COMPTE, raison=ConclusionKind.QUOTA_COMPTE, acte=acte, details=details)


def _crossed(acte: str, crossing: Crossing) -> Conclusion:
    """QUOTA_SEUIL: raison the threshold; details `borne` (`places`, `budget`), `ligne`, `pris`, `plafond` (places or cents)."""
    bound = QuotaBound.PLACES if crossing.ligne == PLACES else QuotaBound.BUDGET
    details: dict[str, Any] = {"borne": bound, "ligne": crossing.ligne, "pris": crossing.pris, "plafond": crossing.borne}
    return Conclusion(genre=ConclusionKind.QUOTA_SEUIL, raison=crossing.seuil, acte=acte, details=details)
