"""A small town for the tests of cases: every kind of answer competence can give, and a hub in memory that decides with core alone."""

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hub.core import dossier as state
from hub.core.cases import decide
from hub.core.facts import Fact, read
from hub.core.intake import Published, judge
from hub.core.journal import JournalEntry
from hub.core.outcome import Outcome
from hub.core.own_facts import DeadlineReached, ExaminationDue, QuotaAnswered
from hub.core.quota_facts import Request
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView, build
from schemas.codes import Code
from schemas.outbound import OUTBOUND
from schemas.registry import Act, AnyRecord, Version
from tests.unit.quota_world import Till
from tests.unit.registry_records import act, actor, aid, commune

CASE_KEY = b"\x07" * 32
RECIPIENT_KEYS = for_ever(b"\x09" * 32)
NOON = datetime(2026, 1, 5, 11, 0, tzinfo=UTC)  # a Monday
TODAY = "2026-01-05"
PERSON = "per_" + "b" * 26
DECIDES_ALL = ("DECIDER", "INSTRUIRE", "EXECUTER", "ACCOMPAGNER")

ACTORS = (
    actor("ville", nature="commune"),
    actor("ccas", nature="ccas"),
    actor("departement", nature="departement"),
    actor("service", nature="service_municipal"),
    actor("operateur", nature="operateur"),
    actor("asso"),
    actor("secours"),
    actor("maraude"),
    actor("papier", canal="papier"),
    actor("ancien", nature="ccas", au=date(2020, 1, 1)),
    actor("caf", nature="caf"),
)
AIDS = (
    *(
        aid(code)
        for code in ("PROPRE", "CONFIEE", "LEGALE", "MARCHE", "SEUIL", "LITIGE", "SECOURS", "PLAFOND", "BRANCHES", "ARBITRE", "SEULE")
    ),
    *(aid(code, domaine="comptee") for code in ("PLACES", "ARGENT", "FILE", "COMPTEE")),
    *(aid(code, domaine="solidarite") for code in ("SUPPLETIVE", "ABSENTE", "LIBRE")),
    aid("COLL", nature="collective", domaine="solidarite"),
    aid("FINIE", au=date(2025, 1, 1)),
)


def _own(code: str, holder: str = "ccas") -> Act:
    return act(f"{holder}-{code.lower()}", "institution", holder, aides=[code])


def _delegated(name: str, holder: str, code: str, **fields: Any) -> Act:
    given = {"delegant": "ccas", "fonctions": ["DECIDER", "INSTRUIRE"], **fields}
    return act(name, "delegation_competence", holder, aides=[code], **given)


ACTS = (
    *(_own(code) for code in ("PROPRE", "CONFIEE", "MARCHE", "SEUIL", "LITIGE", "SECOURS", "PLAFOND", "BRANCHES", "ARBITRE")),
    *(_own(code) for code in ("PLACES", "ARGENT", "FILE")),
    act("ccas-comptee", "institution", "ccas", aides=["COMPTEE"], capacite=1, epuise="repli"),
    _delegated("places-asso", "asso", "PLACES", capacite=1, fonctions=["INSTRUIRE", "ACCOMPAGNER"], clause_urgence="departement"),
    _delegated(
        "argent-asso", "asso", "ARGENT", fonctions=["DECIDER", "INSTRUIRE", "EXECUTER"], enveloppe={"centimes_par_an": 50_000},
        epuise="repli", clause_urgence="departement",
    ),
    _delegated("file-asso", "asso", "FILE", fonctions=["DECIDER", "EXECUTER"], enveloppe={"centimes_par_an": 50_000}),
    _delegated("convention-asso", "asso", "CONFIEE", au=date(2026, 3, 1)),
    act("loi-departement", "loi", "departement", aides=["LEGALE"]),
    act("convention-ccas", "convention_instruction", "ccas", aides=["LEGALE"], fonctions=["RECEVOIR", "INSTRUIRE"], delegant="departement"),
    act("marche-operateur", "marche", "operateur", aides=["MARCHE"], fonctions=["EXECUTER"], delegant="ccas"),
    act("agrement-asso", "agrement", "asso", aides=["SEUIL"], fonctions=["DECIDER"], au_guichet=True, au=date(2026, 1, 6)),
    _delegated("litige-asso", "asso", "LITIGE"),
    _delegated("litige-secours", "secours", "LITIGE"),
    _delegated("plafond-asso", "asso", "PLAFOND", montant_max_centimes=30_000),
    _delegated("branches-asso", "asso", "BRANCHES", fonctions=["EXECUTER"]),
    _delegated("branches-secours", "secours", "BRANCHES", fonctions=["EXECUTER"]),
    _delegated("arbitre-asso", "asso", "ARBITRE"),
    _delegated("arbitre-secours", "secours", "ARBITRE"),
    act("arbitre", "loi", "ville", aides=["ARBITRE"], fonctions=["ARBITRER"]),
    act("subvention-secours", "subvention", "secours", aides=["SUPPLETIVE"], fonctions=["EXECUTER"]),
    act("subvention-papier", "subvention", "papier", aides=["SUPPLETIVE"], fonctions=["EXECUTER"]),
    act("ateliers", "institution", "service", aides=["COLL"], fonctions=["EXECUTER"]),
    act("agrement-seul", "agrement", "maraude", aides=["SEULE"], fonctions=["DECIDER", "INSTRUIRE"]),
    act("marche-seul", "marche", "operateur", aides=["SEULE"], fonctions=["EXECUTER"], delegant="maraude"),
    act("gestion-libre", "autorisation", "maraude", aides=["LIBRE"]),
    act(
        "delegation-president", "delegation_interne", "ccas", aides=["SECOURS"], fonctions=["DECIDER"], organe="president",
        montant_max_centimes=8_000, au=date(2025, 7, 1),
    ),
    act(
        "delegation-commission", "delegation_interne", "ccas", aides=["SECOURS"], fonctions=["DECIDER"], organe="commission_permanente",
        montant_max_centimes=50_000,
    ),
    act("permission", "delegation_interne", "ccas", aides=["PROPRE"], fonctions=[], organe="vice_president_delegue"),
)  # fmt: skip

TOWN = commune(mandats=[{"organe": "conseil_municipal", "acteur": "ville", "objet": "élections", "du": date(2025, 7, 1)}])
VIEW = build([*ACTORS, *AIDS, TOWN, *ACTS])


def view_with(*records: AnyRecord, version: int = 0) -> RegistryView:
    """The town's registry where `records` replace those of the same id; `version` is the number it bears."""
    numbered = [] if version == 0 else [Version(version=version, empreinte="-", enregistre_le="2026-01-01T00:00:00.000Z")]
    return build([*ACTORS, *AIDS, TOWN, *ACTS, *records, *numbered])


def demand(code: str = "PROPRE", counter: str = "ccas", **changes: Any) -> dict[str, Any]:
    """The data of a demand."""
    content = {"commune": "00001", "aide": code, "date_demande": TODAY, "guichet": counter, "canal": "guichet", "personne_ref": PERSON}
    return {**content, "urgence": False, **changes}


def decision(actor_id: str = "ccas", by: str = "ccas-propre", **changes: Any) -> dict[str, Any]:
    """The data of a decision."""
    signed = {"acteur": actor_id, "fonction": "president"}
    return {"sens": "accord", "date_decision": TODAY, "organe": "conseil_administration", "signataire": signed, "acte": by, **changes}


def action(**changes: Any) -> dict[str, Any]:
    """The data of a collective action."""
    return {"aide": "COLL", "public": "familles", "territoire": ["00001"], "du": "2026-02-01", "acte": "ateliers", **changes}


@dataclass
class Received:
    """One message as its recipient reads it."""

    to: str
    type: str
    document: dict[str, Any]

    @property
    def said(self) -> dict[str, Any]:
        """Its data."""
        found: dict[str, Any] = self.document["data"]
        return found


@dataclass
class Hub:
    """Cases, inboxes and journal in memory; every message is checked against the contract as it leaves."""

    view: RegistryView = VIEW
    now: datetime = NOON
    dossiers: dict[str, bytes] = field(default_factory=dict)
    messages: list[Received] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    tills: dict[str, Till] = field(default_factory=dict)
    journal: list[JournalEntry] = field(default_factory=list)
    facts: list[tuple[Fact, datetime, RegistryView]] = field(default_factory=list)
    offsets: dict[str, int] = field(default_factory=dict)

    def publish(self, who: str, kind: str, subject: str, content: dict[str, Any], *, event_id: str | None = None, **more: str) -> Outcome:
        """One event of a partner, through intake, to its case."""
        offset = self.offsets[who] = self.offsets.get(who, -1) + 1
        attributes = {
            "specversion": "1.0", "id": event_id or f"{who}-{offset}", "source": f"urn:relais:acteur:{who}",
            "type": f"fr.relais.{kind}.v1", "subject": subject, **more,
        }  # fmt: skip
        headers = (*((f"ce_{name}", text.encode()) for name, text in attributes.items()), ("content-type", b"application/json"))
        record = Published(f"from.{who}", f"T-{who}", 0, offset, b"cle", json.dumps(content).encode(), headers)
        relayed = judge(record, case_key=CASE_KEY, instant=self.now.isoformat())
        assert relayed.code is Code.PRIS_EN_COMPTE, (relayed.code, relayed.headers)
        return self.take(read(relayed.key, relayed.value, relayed.headers, 0, len(self.facts)))

    def reach(self, due: str, code: str) -> Outcome:
        """A deadline of the only case is reached."""
        (case_id,) = self.dossiers
        at = datetime.fromisoformat(due)
        return self.take(DeadlineReached(dossier=case_id, code=code, due=at, instant=at, partition=0, offset=len(self.facts)))

    def under(self, view: RegistryView) -> list[Outcome]:
        """The registry is another from now on, and every case is examined again."""
        self.view = view
        return [self.examined(case_id) for case_id in sorted(self.dossiers)]

    def examined(self, case_id: str) -> Outcome:
        """One case is examined again."""
        fact = ExaminationDue(dossier=case_id, version=self.view.version, instant=self.now, partition=0, offset=len(self.facts))
        return self.take(fact)

    def take(self, fact: Fact) -> Outcome:
        """Decide, keep, and check what leaves."""
        self.facts.append((fact, self.now, self.view))
        key = getattr(fact, "dossier", "")
        stored = self.dossiers.get(key)
        outcome = decide(None if stored is None else state.decode(stored), fact, self.view, self.now, RECIPIENT_KEYS)
        if outcome.dossier is not None:
            self.dossiers[key] = state.encode(outcome.dossier)
        for message in outcome.messages:
            document = json.loads(message.value)
            OUTBOUND[message.type].model_validate_json(json.dumps(document["data"]))
            self.messages.append(Received(message.recipient, message.type.removeprefix("fr.relais.").removesuffix(".v1"), document))
        self.journal.append(outcome.entry)
        self.requests += outcome.requests
        return outcome

    def count(self, most: int = 1_000) -> list[Outcome]:
        """The lanes of the acts count what was asked, oldest first, and answer; what that asks in its turn is counted too."""
        outcomes = []
        while self.requests and most:
            request, most = self.requests.pop(0), most - 1
            for answer in self.tills.setdefault(request.acte, Till()).take(request).answers:
                fact = QuotaAnswered(
                    dossier=answer.id[0], acte=request.acte, n=answer.id[1], etat=answer.etat, manque=answer.manque,
                    instant=self.now, partition=0, offset=len(self.facts),
                )  # fmt: skip
                outcomes.append(self.take(fact))
        return outcomes

    def later(self, **delay: float) -> None:
        """Time passes."""
        self.now += timedelta(**delay)

    def inbox(self, actor_id: str, kind: str | None = None) -> list[dict[str, Any]]:
        """What an actor was told (of that kind), in order."""
        return [one.said for one in self.messages if one.to == actor_id and kind in (None, one.type)]

    def told(self, outcome: Outcome) -> list[tuple[str, str]]:
        """Who was told what by one outcome, the notice apart."""
        kinds = [(one.recipient, one.type.removeprefix("fr.relais.").removesuffix(".v1")) for one in outcome.messages]
        return [one for one in kinds if one[1] != "avis.technique"]

    def opened(self, code: str = "PROPRE", who: str = "ccas", **changes: Any) -> str:
        """A demand deposited at `who`; returns the dossier's id."""
        counter = changes.pop("counter", who)
        outcome = self.publish(who, "demande.deposee", f"REF-{len(self.facts)}", demand(code, counter, **changes))
        assert outcome.refusal is None, outcome.refusal
        assert outcome.dossier is not None
        return outcome.dossier.id

    def case(self, dossier_id: str) -> state.Dossier:
        """The state of a case."""
        return state.decode(self.dossiers[dossier_id])

    def held(self, dossier_id: str) -> dict[str, list[str]]:
        """What each actor actively holds."""
        found: dict[str, list[str]] = {}
        for one in self.case(dossier_id).tenues:
            if one.is_active:
                found.setdefault(one.acteur, []).extend(function.value for function in one.fonctions)
        return found
