"""One partner's office through a year: what it answers to its inbox, and what it does on later days.

Rules:
1. Every choice is drawn from (seed, actor, dossier, what it is about): the order in which messages come changes nothing.
2. It knows what its inbox told it, the acts it works under, and the day; nothing else.
3. Whoever decides follows its dossier to the end: notification, delivery, appeal, closing. What it lost, or what was stopped, it drops.
4. Legal days are counted by the hub alone: an office is early, late, or forgets.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from connectors.events import HubMessage
from hub.demo.desk import POSTS, OrganOf, named_instead
from hub.demo.drafts import Draft
from hub.simulation import habits
from hub.simulation.agenda import TYPE, Agenda
from hub.simulation.year import SIGNAL
from schemas.codes import GRANTED, Body, ClosingMotive, DecisionMotive, DecisionSense, Function, RefusalMotive, Role, SignatoryPost

OFFERED = "proposee"
DECISION = TYPE.format("decision.rendue")


@dataclass(slots=True)
class Held:
    """What an office was entrusted with on one dossier."""

    aid: str
    cog: str
    amount_cents: int | None = None
    acts: dict[Function, str | None] = field(default_factory=dict)
    answered: set[str | None] = field(default_factory=set)
    is_studied: bool = False


class Office(Agenda):
    """Feed it messages; take what is due at the start of each day."""

    def __init__(self, actor: str, seed: int, organ_of: OrganOf, first: date) -> None:
        """Start with an empty desk on the first day."""
        super().__init__(actor, seed, first)
        self.held: dict[str, Held] = {}
        self._organ_of = organ_of

    def receive(self, message: HubMessage) -> list[Draft]:
        """What the office publishes at once; the rest goes into its agenda."""
        match message.type:
            case "fr.relais.dossier.confie.v1":
                self._entrusted(message)
            case "fr.relais.dossier.retire.v1":
                self._relieved(message)
            case "fr.relais.orientation.proposee.v1":
                self._oriented(message)
            case "fr.relais.decision.a_verifier.v1":
                self._stopped(message)
            case "fr.relais.dossier.suivi.v1":
                self._followed(message)
            case "fr.relais.signalement.transmis.v1":
                self._plan(message.subject, "dossier.clos", self._days(message.subject, "aide", 10, 40), motif=ClosingMotive.SANS_SUITE)
        return self.take_ready()

    def filed(self, draft: Draft) -> None:
        """The office opens a dossier: of those it signals, some persons object to."""
        if draft.type == SIGNAL and self._chance(habits.OBJECTED_SHARE, draft.subject, "objecte"):
            self._plan(draft.subject, "opposition.recue", self._days(draft.subject, "objecte", 2, 6))

    def need(self, case: str) -> tuple[str, str]:
        """The commune and the aid of a dossier, as far as the office knows them."""
        held = self.held.get(case)
        return ("", "") if held is None else (held.cog, held.aid)

    # -- entrusted ---------------------------------------------------------

    def _entrusted(self, message: HubMessage) -> None:
        told, case = message.data, message.subject
        demand = told["demande"]
        held = self.held.setdefault(case, Held(demand["aide"], demand.get("commune", "")))
        held.amount_cents = demand.get("montant_demande_centimes", held.amount_cents)
        functions = [Function(one) for one in told["fonctions"]]
        held.acts |= dict.fromkeys(functions, told["acte"])
        if told["etat"] != OFFERED:
            return  # the whole of what was taken: it waits for no answer
        # one answer is for everything that one routing entrusted, in however many messages
        first = message.causationid not in held.answered
        held.answered.add(message.causationid)
        turn = str(len(held.answered))  # a cause may be a place on a log, which a killed worker moves: its rank is what it is drawn by
        if self._chance(habits.REFUSED[Role(told["role"])], case, "refuse"):
            if first:
                instead = named_instead(self.actor, demand.get("guichet"))
                motive = self._one_of(list(RefusalMotive), case, "pourquoi")
                self._plan(case, "transmission.refusee", 0, motif=motive, competent_selon_lui=instead)
            return
        wait = self._weighted(habits.ACCEPTED_AFTER_DAYS, case, "accepte", turn)
        if first:
            self._plan(case, "transmission.acceptee", wait, extra=turn)
        if Function.DECIDER in functions and not held.is_studied and held.acts[Function.DECIDER] is not None:
            held.is_studied = True
            self._study(case, held, wait)

    def _study(self, case: str, held: Held, start: int) -> None:
        """From the acceptance to the decision, or to none."""
        fate = self._weighted(habits.FATES, case, "sort")
        if fate == "desistement":
            self._plan(case, "dossier.clos", self._days(case, "désiste", start + 2, 20), motif=ClosingMotive.DESISTEMENT)
            return
        if self._chance(habits.ACKNOWLEDGED_SHARE, case, "accuse"):
            self._plan(case, "ar.emis", self._days(case, "accusé", start + 1, 7), mentions_completes=True)
        ready = start if held.aid in habits.AT_ONCE else self._pieces(case, start)
        if ready is None or fate == "silence":
            return
        if held.aid in habits.AT_ONCE:
            days = ready + self._days(case, "urgence", 0, 2)
        else:
            low, high = habits.LATE_DAYS if fate == "tard" else self._weighted(habits.DECIDED_AFTER_DAYS, case, "délai")
            days = ready + self._days(case, "décision", low, high)
        self._decide(case, held, days)

    def _pieces(self, case: str, start: int) -> int | None:
        """Pieces are asked for, and come, or the demand lapses: the day from which it may be decided, None when it lapses."""
        if not self._chance(habits.INCOMPLETE_SHARE, case, "incomplet"):
            return start
        asked = self._days(case, "pièces", start + 1, 6)
        last = self._day(asked + habits.PIECES_DAYS)
        piece = self._one_of(habits.PIECES, case, "laquelle")
        self._plan(case, "pieces.demandees", asked, pieces=[piece], date_limite=last.isoformat())
        if self._chance(habits.LAPSED_SHARE, case, "caduc"):
            self._plan(case, "dossier.clos", (last - self.today).days + 1, motif=ClosingMotive.CADUCITE)
            return None
        came = asked + self._days(case, "reçue", 3, habits.PIECES_DAYS - 2)
        self._plan(case, "piece.recue", came, piece=piece)
        self._plan(case, "dossier.complet", came)
        return came

    # -- decided -------------------------------------------------------------

    def _decide(self, case: str, held: Held, days: int, stage: str = "") -> None:
        sense = self._weighted(habits.SENSES if not stage else habits.SENSES_AGAIN, case, "sens", stage)
        self._plan(case, "decision.rendue", days, extra=stage, **self._signed(case, held, sense, days))
        if sense is DecisionSense.AJOURNEMENT:
            self._decide(case, held, self._days(case, "remise", days + 20, 35), "remise")
        else:
            self._follow(case, held, sense, days, stage)

    def _signed(self, case: str, held: Held, sense: DecisionSense, days: int) -> dict[str, Any]:
        """A decision by the organ that may take it; now and then a president signs in its place."""
        told: dict[str, Any] = {"sens": sense.value, "acte": held.acts[Function.DECIDER], "date_decision": self._day(days).isoformat()}
        cents = 0
        if sense in GRANTED and held.amount_cents:
            told["montant_centimes"] = cents = held.amount_cents // (1 if sense is DecisionSense.ACCORD else 2)
        organ = self._organ_of(self.actor, held.aid, self._day(days), cents)
        if self._chance(habits.OVERSTEPPED_SHARE, case, "organe"):
            organ = Body.PRESIDENT
        told |= {"organe": organ, "signataire": {"acteur": self.actor, "fonction": POSTS.get(organ, SignatoryPost.PRESIDENT)}}
        if sense is DecisionSense.REFUS:
            told["motif"] = self._one_of(list(DecisionMotive), case, "motif")
        return told

    def _follow(self, case: str, held: Held, sense: DecisionSense, days: int, stage: str = "") -> None:
        """What the author of a decision does next, to the closing."""
        sent = self._days(case, "notifie", days + 1, 4)
        known = self._days(case, "reçoit", sent + 2, 6)
        self._plan(case, "notification.envoyee", sent, extra=stage, mode="courrier", voies_et_delais=True)
        self._plan(case, "notification.recue", known, extra=stage)
        if sense in GRANTED:
            self._serve(case, held, known, stage)
        elif not stage and self._chance(habits.APPEAL_SHARE, case, "recours"):
            self._contested(case, held, self._days(case, "conteste", known + 5, 40))
        else:
            self._plan(case, "dossier.clos", self._days(case, "clôt", known + 63, 20), motif=ClosingMotive.REFUS_DEFINITIF)

    def _serve(self, case: str, held: Held, days: int, stage: str) -> None:
        paid = {"montant_centimes": held.amount_cents} if held.amount_cents else {}
        served = self._days(case, "sert", days + 1, 12)
        self._plan(case, "aide.mise_en_oeuvre", served, extra=stage, **paid)
        self._plan(case, "dossier.clos", self._days(case, "clôt", served + 15, 60), motif=ClosingMotive.AIDE_SERVIE)

    def _contested(self, case: str, held: Held, days: int) -> None:
        """The person appeals to the author, which keeps its decision, in time or not, or decides otherwise."""
        self._plan(case, "recours.depose", days, voie="gracieux")
        outcome, (low, high) = self._weighted(habits.APPEALS, case, "réponse")
        answered = self._days(case, "répond", days + low, high)
        if outcome == "reformee":
            told = self._signed(case, held, DecisionSense.ACCORD, answered)
            self._plan(case, "decision.reformee", answered, **told)
            self._follow(case, held, DecisionSense.ACCORD, answered, "recours")
        else:
            self._plan(case, "decision.maintenue", answered)
            self._plan(case, "dossier.clos", self._days(case, "clôt", answered + 63, 20), motif=ClosingMotive.REFUS_DEFINITIF)

    # -- told ------------------------------------------------------------------

    def _relieved(self, message: HubMessage) -> None:
        held = self.held.get(message.subject)
        if held is None:
            return
        for one in message.data["fonctions"]:
            held.acts.pop(Function(one), None)
        if not held.acts:
            self._drop(message.subject)
            del self.held[message.subject]
        elif Function.DECIDER not in held.acts:
            self._drop(message.subject)
            held.is_studied = False

    def _oriented(self, message: HubMessage) -> None:
        """Nobody owns the need: the counter says what exists, and closes later."""
        case, offered = message.subject, message.data.get("suppletifs") or []
        if offered and self._chance(habits.CONSENT_SHARE, case, "consent"):
            self._plan(case, "orientation.consentie", self._days(case, "consent", 0, 3), acteur=self._one_of(offered, case, "vers"))
        self._plan(case, "dossier.clos", self._days(case, "clôt", 10, 30), motif=ClosingMotive.SANS_SUITE)

    def _stopped(self, message: HubMessage) -> None:
        """A decision was stopped: its author drops what follows, the competent authority settles it, or the author withdraws."""
        case, told = message.subject, message.data
        held = self.held.get(case)
        self._drop(case)
        competent, act = told.get("competent"), told.get("acte_competent")
        how = self._shared(habits.SETTLED if competent and act else habits.SETTLED_ALONE, case, "arrêtée")
        if how == "decision.retiree" and told["acteur"] == self.actor and held is not None:
            days = self._days(case, "retire", 1, 4)
            self._plan(case, how, days)
            if Function.DECIDER in held.acts:
                self._decide(case, held, self._days(case, "reprend", days + 2, 10), "reprise")
        elif how != "decision.retiree" and competent == self.actor and held is not None:
            days = self._days(case, "règle", 1, 4)
            self._plan(case, how, days, acte=act)
            self._follow(case, held, DecisionSense.ACCORD, days, "réglée")

    def _followed(self, message: HubMessage) -> None:
        """Silence on the demand took effect: who should have decided decides late, is appealed to, or closes in the end."""
        case, told = message.subject, message.data
        held = self.held.get(case)
        is_silent = told["fait"] == "silence.echu" and "voie" not in told
        if not is_silent or held is None or Function.DECIDER not in held.acts or self._has_planned(case, DECISION):
            return
        if told["etat"] == "ACCORD_IMPLICITE":
            self._drop(case)
            self._serve(case, held, 3, "silence")
            return
        match self._weighted(habits.AFTER_SILENCE, case, "après"):
            case "decide":
                self._decide(case, held, self._days(case, "après", 3, 25), "tardive")
            case "recours":
                self._contested(case, held, self._days(case, "conteste", 5, 45))
            case _:
                self._plan(case, "dossier.clos", self._days(case, "clôt", 63, 20), motif=ClosingMotive.SANS_SUITE)
