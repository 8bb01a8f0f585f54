"""One partner's office: what it answers to each message of its inbox, and what it still has to do on later days.

Rules:
1. Every choice is drawn from (seed, actor, dossier): the order in which messages come changes nothing.
2. It knows what its inbox told it, the acts it works under (`organ_of`), and the day; nothing else.
3. What follows a decision waits for the next day, so that a decision that was stopped meanwhile is followed by nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from connectors.events import HubMessage
from hub.demo import draw
from hub.demo.drafts import Draft
from hub.demo.mix import WEEK
from schemas.codes import GRANTED, Body, ClosingMotive, DecisionMotive, DecisionSense, Function, RefusalMotive, Role, SignatoryPost

LAST_DAY = len(WEEK) - 1
DEPARTEMENT, CCAS = "departement-haute-oriane", "ccas-ferrevaux"

REFUSED_SHARE = {Role.TITULAIRE: 0.004}
REFUSED_SHARE_OTHERS = 0.03
OVERSTEPPED_SHARE = 0.03
"""Instructors that sign what only their principal may decide; presidents that sign what only their assembly may."""
CONSENT_SHARE = 0.6
DELIVERED_SHARE = 0.8
CLOSED_SHARE = 0.6
AFTERTHOUGHT_SHARE = 0.08
"""Events about a dossier that its own author has closed."""

DECISION_DAYS = ((0, 0.15), (1, 0.30), (2, 0.20), (3, 0.10), (5, 0.25))
"""Days from the demand to the decision; what falls after Friday is not seen this week."""
URGENT_DAYS = ((0, 0.8), (1, 0.2))
SENSES = (
    (DecisionSense.ACCORD, 0.70),
    (DecisionSense.ACCORD_PARTIEL, 0.10),
    (DecisionSense.REFUS, 0.16),
    (DecisionSense.AJOURNEMENT, 0.04),
)

POSTS = {
    Body.PRESIDENT: SignatoryPost.PRESIDENT,
    Body.VICE_PRESIDENT: SignatoryPost.VICE_PRESIDENT,
    Body.VICE_PRESIDENT_DELEGUE: SignatoryPost.VICE_PRESIDENT_DELEGUE,
    Body.DIRECTEUR: SignatoryPost.DIRECTEUR,
    Body.MAIRE: SignatoryPost.MAIRE,
    Body.CONSEIL_MUNICIPAL: SignatoryPost.MAIRE,
    Body.PREFET: SignatoryPost.PREFET,
}
"""Who signs for an organ; a president signs for every other one."""

OrganOf = Callable[[str, str, date, int], Body]
"""(actor, aid, day, cents) to the organ that signs."""


@dataclass(slots=True)
class Held:
    """What the desk was entrusted with on one dossier."""

    aid: str
    amount_cents: int | None
    acts: dict[Function, str | None] = field(default_factory=dict)
    answered: set[str | None] = field(default_factory=set)


def named_instead(actor: str, counter: str | None) -> str:
    """Who an actor that refuses thinks is competent: the door that sent it the person, else the département, else a CCAS."""
    if counter is not None and counter != actor:
        return counter
    return DEPARTEMENT if actor != DEPARTEMENT else CCAS


class Desk:
    """Feed it messages, one by one; take what is due at the start of each day."""

    def __init__(self, actor: str, seed: int, organ_of: OrganOf) -> None:
        """Start with an empty desk on Monday."""
        self.actor = actor
        self.day = 0
        self._seed = seed
        self._organ_of = organ_of
        self._held: dict[str, Held] = {}
        self._agenda: list[tuple[int, Draft]] = []

    def open_day(self, day: int) -> list[Draft]:
        """What was put off to this day or an earlier one, in the order it was put off."""
        self.day = day
        due = [draft for at, draft in self._agenda if at <= day]
        self._agenda = [(at, draft) for at, draft in self._agenda if at > day]
        return due

    @property
    def waiting(self) -> int:
        """How much is put off to a later day of the week."""
        return len(self._agenda)

    def receive(self, message: HubMessage) -> list[Draft]:
        """What the desk publishes at once; the rest goes into its agenda."""
        answers: list[Draft] = []
        match message.type:
            case "fr.relais.dossier.confie.v1":
                answers = self._entrusted(message)
            case "fr.relais.dossier.retire.v1":
                self._forget(message.subject)
            case "fr.relais.orientation.proposee.v1":
                answers = self._oriented(message)
            case "fr.relais.decision.communiquee.v1":
                answers = self._decided_elsewhere(message)
            case "fr.relais.decision.a_verifier.v1":
                answers = self._stopped(message)
        return self._sort_out(answers)

    def _sort_out(self, answers: list[Draft]) -> list[Draft]:
        late = [answer for answer in answers if answer.wait_days > 0]
        self._agenda += [(self.day + answer.wait_days, self._dated(answer)) for answer in late if self.day + answer.wait_days <= LAST_DAY]
        return [self._dated(answer) for answer in answers if answer.wait_days == 0]

    def _dated(self, answer: Draft) -> Draft:
        day = WEEK[min(self.day + answer.wait_days, LAST_DAY)].date.isoformat()
        name = "date_decision" if answer.type == "fr.relais.decision.rendue.v1" else "date"
        return replace(answer, data=answer.data | {name: day})

    def _entrusted(self, message: HubMessage) -> list[Draft]:
        told, case = message.data, message.subject
        demand = told["demande"]
        if told.get("etat") == "acceptee":
            return []
        held = self._held.setdefault(case, Held(demand["aide"], demand.get("montant_demande_centimes")))
        functions = [Function(one) for one in told["fonctions"]]
        held.acts |= dict.fromkeys(functions, told["acte"])
        # one answer is for everything that one routing entrusted, in however many messages
        first = message.causationid not in held.answered
        held.answered.add(message.causationid)
        if self._refuses(case, Role(told["role"])):
            return [self._refusal(case, demand.get("guichet"))] if first else []
        accepted = [self._draft(case, "transmission.acceptee", {})] if first else []
        return accepted + self._work(case, held, functions)

    def _work(self, case: str, held: Held, functions: list[Function]) -> list[Draft]:
        if Function.DECIDER in functions:
            urgent = held.aid in {"SEC-URG", "NUITEE", "CAP"}
            days = draw.weighted(URGENT_DAYS if urgent else DECISION_DAYS, self._seed, "délai", self.actor, case)
            return self._decision(case, held, held.acts[Function.DECIDER], days)
        oversteps = Function.INSTRUIRE in functions and draw.chance(OVERSTEPPED_SHARE, self._seed, "dépasse", self.actor, case)
        return self._decision(case, held, held.acts[Function.INSTRUIRE], 1) if oversteps else []

    def _decision(self, case: str, held: Held, act: str | None, days: int) -> list[Draft]:
        if act is None:
            return []
        sense = draw.weighted(SENSES, self._seed, "sens", case)
        told: dict[str, Any] = {"sens": sense.value, "acte": act}
        cents = 0
        if sense in GRANTED and held.amount_cents:
            told["montant_centimes"] = cents = held.amount_cents // (1 if sense is DecisionSense.ACCORD else 2)
        told |= self._signature(case, held.aid, days, cents)
        if sense is DecisionSense.REFUS:
            told["motif"] = draw.one_of(list(DecisionMotive), self._seed, "motif", case).value
        decided = self._draft(case, "decision.rendue", told, days)
        return [decided, *self._after(case, held, sense, days)]

    def _signature(self, case: str, aid: str, days: int, cents: int) -> dict[str, Any]:
        """The organ that may decide; now and then a president signs in its place."""
        organ = self._organ_of(self.actor, aid, WEEK[min(self.day + days, LAST_DAY)].date, cents)
        if draw.chance(OVERSTEPPED_SHARE, self._seed, "organe", self.actor, case):
            organ = Body.PRESIDENT
        post = POSTS.get(organ, SignatoryPost.PRESIDENT)
        return {"organe": organ.value, "signataire": {"acteur": self.actor, "fonction": post.value}}

    def _after(self, case: str, held: Held, sense: DecisionSense, days: int) -> list[Draft]:
        """What the author of a decision does next, a day later each."""
        if sense is DecisionSense.REFUS:
            return self._closing(case, ClosingMotive.SANS_SUITE, days + 1)
        if sense is DecisionSense.AJOURNEMENT:
            return []
        if not held.acts.keys() & {Function.PAYER, Function.EXECUTER}:
            return self._closing(case, ClosingMotive.AIDE_SERVIE, days + 2)
        return [*self._delivery(case, held.amount_cents, days + 1), *self._closing(case, ClosingMotive.AIDE_SERVIE, days + 2)]

    def _decided_elsewhere(self, message: HubMessage) -> list[Draft]:
        """Whoever executes what another decided delivers the aid the day after it is told."""
        held = self._held.get(message.subject)
        told = message.data
        if held is None or told["acteur"] == self.actor or Function.EXECUTER not in held.acts:
            return []
        return self._delivery(message.subject, told.get("montant_centimes"), 1) if told["sens"] in GRANTED else []

    def _delivery(self, case: str, amount_cents: int | None, days: int) -> list[Draft]:
        if not draw.chance(DELIVERED_SHARE, self._seed, "sert", self.actor, case):
            return []
        paid = {"montant_centimes": amount_cents} if amount_cents else {}
        return [self._draft(case, "aide.mise_en_oeuvre", paid, days)]

    def _closing(self, case: str, motive: ClosingMotive, days: int) -> list[Draft]:
        if not draw.chance(CLOSED_SHARE, self._seed, "clôt", self.actor, case):
            return []
        closed = self._draft(case, "dossier.clos", {"motif": motive.value}, days)
        after = self._draft(case, "aide.mise_en_oeuvre", {}, days + 1, "après")
        return [closed, after] if draw.chance(AFTERTHOUGHT_SHARE, self._seed, "après", self.actor, case) else [closed]

    def _oriented(self, message: HubMessage) -> list[Draft]:
        offered = message.data.get("suppletifs") or []
        if not offered or not draw.chance(CONSENT_SHARE, self._seed, "consent", message.subject):
            return []
        chosen = draw.one_of(offered, self._seed, "vers", message.subject)
        return [self._draft(message.subject, "orientation.consentie", {"acteur": chosen})]

    def _stopped(self, message: HubMessage) -> list[Draft]:
        """The author withdraws, or the competent authority takes over or confirms, or nobody does anything this week."""
        case, told = message.subject, message.data
        self._cancel(case)
        how = draw.weighted((("retiree", 0.25), ("regularisee", 0.25), ("confirmee", 0.1), ("", 0.4)), self._seed, "arrêtée", case)
        if how == "retiree" and told["acteur"] == self.actor:
            return [self._draft(case, "decision.retiree", {}, 1)]
        if how in {"regularisee", "confirmee"} and told.get("competent") == self.actor and told.get("acte_competent"):
            return [self._draft(case, f"decision.{how}", {"acte": told["acte_competent"]}, 1)]
        return []

    def _refuses(self, case: str, role: Role) -> bool:
        return draw.chance(REFUSED_SHARE.get(role, REFUSED_SHARE_OTHERS), self._seed, "refuse", self.actor, case)

    def _refusal(self, case: str, counter: str | None) -> Draft:
        motive = draw.one_of(list(RefusalMotive), self._seed, "pourquoi", self.actor, case)
        return self._draft(case, "transmission.refusee", {"motif": motive.value, "competent_selon_lui": named_instead(self.actor, counter)})

    def _forget(self, case: str) -> None:
        self._held.pop(case, None)
        self._cancel(case)

    def _cancel(self, case: str) -> None:
        self._agenda = [(at, draft) for at, draft in self._agenda if draft.subject != case]

    def _draft(self, case: str, kind: str, told: dict[str, Any], days: int = 0, extra: str = "") -> Draft:
        event_id = draw.token(20, self._seed, "suite", self.actor, case, kind, extra)
        return Draft(self.actor, event_id, f"fr.relais.{kind}.v1", case, told, wait_days=days)
