"""A partner's client that keeps every rule of the conformance kit, but the one it is told to break."""

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.protocol import Incoming, Outgoing
from hub.conformance.rules import Rule
from schemas.person_ref import base32
from schemas.topics import inbox

STRUCTURED = (("content-type", b"application/cloudevents+json; charset=UTF-8"),)
TODAY = datetime.now(ZoneInfo("Europe/Paris")).date()
"""The kit dates its demands by the machine's clock: an answer is not older than they are."""
DAY = TODAY.isoformat()
CONFIE, NOTICE = "fr.relais.dossier.confie.v1", "fr.relais.avis.technique.v1"
KNOWN = frozenset({CONFIE, NOTICE, "fr.relais.dossier.suivi.v1", "fr.relais.dossier.retire.v1", "fr.relais.echeance.signalee.v1"})
BAD_ANSWER = {Rule.EVENEMENT_VALIDE: {"date": TODAY.strftime("%d/%m/%Y")}, Rule.AUCUNE_IDENTITE: {"date": DAY, "nom": "Essai"}}
"""What a client that breaks the rule writes in the place of its answer's data."""


@dataclass
class CourseClient:
    """Feed it records and time; take what it publishes from `to_publish`."""

    actor: str
    broken: Rule | None
    retry_s: float
    acts: set[str]
    """The acts it knows to be its own."""
    to_publish: list[Outgoing] = field(default_factory=list)
    stopped: bool = False
    _handled: set[str] = field(default_factory=set)
    _answered: set[tuple[str, str]] = field(default_factory=set)
    _ranks: dict[str, int] = field(default_factory=dict)
    _aside: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    _awaited: dict[str, tuple[dict[str, Any], float]] = field(default_factory=dict)

    def receive(self, record: Incoming, now_s: float) -> None:
        """One record of its inbox."""
        assert record.topic == inbox(self.actor)
        message = json.loads(record.value or b"{}")
        if self.stopped:
            return
        if message["id"] in self._handled and self.broken is not Rule.RELECTURE_SANS_EFFET:
            return
        self._handled.add(message["id"])
        if message["type"] not in KNOWN:
            self.stopped = self.broken is Rule.INCONNU_IGNORE
            return
        subject, rank = message["subject"], int(message["sequence"])
        if self.broken is Rule.ORDRE_RESPECTE or rank <= self._ranks.get(subject, 0):  # read again: only one that keeps no id comes here
            self._handle(message, now_s)
            return
        self._aside.setdefault(subject, {})[rank] = message
        while (following := self._aside[subject].pop(self._ranks.get(subject, 0) + 1, None)) is not None:
            self._ranks[subject] = self._ranks.get(subject, 0) + 1
            self._handle(following, now_s)

    def wake(self, now_s: float) -> None:
        """Publish again what has had no notice."""
        if self.stopped:
            return
        for name, (event, since_s) in list(self._awaited.items()):
            if now_s - since_s < self.retry_s:
                continue
            if self.broken is Rule.ID_STABLE:
                del self._awaited[name]
                event = event | {"id": uuid.uuid4().hex}  # noqa: PLW2901 -- the fault: another event each time
            self._publish(event, now_s)

    def _handle(self, message: dict[str, Any], now_s: float) -> None:
        if message["type"] == NOTICE:
            self._noticed(message["data"], now_s)
        elif message["type"] == CONFIE and message["data"]["etat"] == "proposee" and self.broken is not Rule.REPONSE:
            cause = (message["subject"], message["causationid"])
            if cause in self._answered and self.broken is not Rule.RELECTURE_SANS_EFFET:
                return
            self._answered.add(cause)
            self._answer(message, now_s)

    def _answer(self, message: dict[str, Any], now_s: float) -> None:
        is_ours = message["data"]["acte"] in self.acts or self.broken is Rule.HORS_COMPETENCE_REFUSE
        kind = "transmission.acceptee" if is_ours else "transmission.refusee"
        instead = {"motif": "incompetent_matiere", "competent_selon_lui": message["data"]["demande"].get("guichet", "commune-ferrevaux")}
        data = {"date": DAY} if is_ours else {"date": DAY} | instead
        content = data if self.broken is None else BAD_ANSWER.get(self.broken, data)
        self._publish(self._event(kind, message["subject"], content), now_s)

    def deposit(self, reference: str, now_s: float) -> None:
        """A demand at its own counter."""
        person = {"personne_ref": "per_" + base32(reference.encode() * 8), "urgence": False}
        need = {"commune": "00101", "aide": "ALIM-COL", "date_demande": DAY, "guichet": self.actor, "canal": "guichet"}
        self._publish(self._event("demande.deposee", reference, need | person), now_s)

    def speak(self, dossier: str, now_s: float) -> None:
        """An acceptance that nothing asked for."""
        self._publish(self._event("transmission.acceptee", dossier, {"date": DAY}), now_s)

    def _event(self, kind: str, subject: str, data: dict[str, Any]) -> dict[str, Any]:
        return {
            "specversion": "1.0",
            "id": uuid.uuid4().hex,
            "source": f"urn:relais:acteur:{self.actor}",
            "type": f"fr.relais.{kind}.v1",
            "subject": subject,
            "time": f"{DAY}T09:00:00Z",
            "datacontenttype": "application/json",
            "data": data,
        }

    def _noticed(self, notice: dict[str, Any], now_s: float) -> None:
        if "evenement_id" not in notice:  # refused for identity: nothing of it is kept, its id neither
            self._awaited.clear()
            return
        name = notice["evenement_id"]
        event = self._awaited.get(name, (None, 0.0))[0]
        refused = notice["statut"] == "non_conforme"
        if self.broken is Rule.AVIS_SUIVI or (refused and self.broken is Rule.REJET_TRAITE):
            return
        self._awaited.pop(name, None)
        if notice["statut"] == "doublon" and self.broken is Rule.DOUBLON_ADMIS:
            whole = event or {**self._last, "id": name}
            self._publish(whole | {"id": uuid.uuid4().hex}, now_s)

    def _publish(self, event: dict[str, Any], now_s: float) -> None:
        self._last = event
        self._awaited[event["id"]] = (event, now_s)
        self.to_publish.append(Outgoing(json.dumps(event).encode(), STRUCTURED, event["subject"].encode()))
