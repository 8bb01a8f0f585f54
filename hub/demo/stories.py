"""The four stories, told by publishing and by reading what comes back: nothing is computed here that the hub should say.

1. One identical request in four communes. 2. The same request on four dates of one commune.
3. A decision signed the day after an agreement ended. 4. An orientation to an association without mandate, with consent.
"""

from datetime import date
from typing import Any, NamedTuple

from connectors.events import HubMessage
from hub.core.phrases import day_in_words
from hub.core.reasons import REASONS, ROLES
from hub.demo import draw
from hub.demo.drafts import Draft
from hub.demo.labels import Labels
from hub.demo.mix import TOWNS, WEEK
from hub.demo.play import Play
from schemas.codes import Role

NOTICE = "fr.relais.avis.technique.v1"
ENTRUSTED = "fr.relais.dossier.confie.v1"
ORIENTED = "fr.relais.orientation.proposee.v1"
STOPPED = "fr.relais.decision.a_verifier.v1"
PASSED_ON = "fr.relais.orientation.transmise.v1"

MONDAY, TUESDAY = WEEK[0].date, WEEK[1].date
FOUR_DATES = (date(2021, 6, 1), date(2022, 6, 1), date(2023, 8, 1), date(2024, 2, 1))
MDS = "mds-haute-oriane"


class Row(NamedTuple):
    """One line of an answer: for whom or when, who answers, in what capacity, by which act, until when."""

    label: str
    who: str
    role: str
    act: str
    until: str


class Story(NamedTuple):
    """What was asked, the answers, and what there is to see in them; `case` is the dossier worth looking at."""

    title: str
    asked: str
    rows: list[Row]
    lesson: str
    case: str = ""


class Teller:
    """Tells one story at a time, through the partners of `play`."""

    def __init__(self, play: Play, labels: Labels, seed: int) -> None:
        """Nothing is published yet."""
        self._play = play
        self._labels = labels
        self._seed = seed

    def four_communes(self) -> Story:
        """A food parcel, the same day, in the four communes."""
        rows = []
        for town in TOWNS:
            counter = town.counters["ccas"][0][0]
            answer = self._ask(f"colis-{town.slug}", counter, town.cog, "ALIM-COL", MONDAY)
            rows.append(self._row(town.slug.replace("-", " ").title(), answer))
        return Story(
            "Une même demande, quatre communes",
            f"Un colis alimentaire, le {day_in_words(MONDAY)}, au guichet social de chacune.",
            rows,
            "Rien de cela n'est dans le code : chaque réponse est un acte, et là où il n'y a pas d'acte, personne ne reçoit le dossier.",
        )

    def four_dates(self) -> Story:
        """An emergency grant of 55 euros in Port-Sorvan, on four dates."""
        rows = []
        for day in FOUR_DATES:
            answer = self._ask(f"secours-{day.year}", MDS, "00303", "SEC-URG", day, montant_demande_centimes=5_500, urgence=True)
            rows.append(self._row(day_in_words(day), answer))
        return Story(
            "Une même demande, quatre dates",
            "Un secours d'urgence de 55 €, à Port-Sorvan, déposé à la maison départementale des solidarités.",
            rows,
            "La compétence est une donnée datée : le hub rejoue l'histoire de la commune, il ne la réécrit pas.",
        )

    def day_after(self) -> Story:
        """A domiciliation decided by an association whose agreement ended the evening before."""
        answer = self._ask("domicile", "asso-le-seuil", "00202", "DOMICIL", MONDAY, public="sans_domicile")
        case = answer.subject
        signed = {
            "sens": "accord",
            "date_decision": TUESDAY.isoformat(),
            "organe": "conseil_association",
            "signataire": {"acteur": "asso-le-seuil", "fonction": "president"},
            "acte": answer.data["acte"],
        }
        self._publish("asso-le-seuil", "decision.rendue", case, signed)
        stopped = self._play.wait_for(lambda _, message: message if (message.type, message.subject) == (STOPPED, case) else None)
        told = stopped.data
        competent = Row(
            "compétent ce jour-là", self._labels.actor(told["competent"]), "autorité compétente", *self._act(told["acte_competent"])
        )
        return Story(
            "Une décision signée le lendemain",
            f"Une domiciliation confiée au Seuil le {day_in_words(MONDAY)}, dernier jour de son agrément, accordée par lui le lendemain.",
            [self._row(f"confiée le {day_in_words(MONDAY)}", answer), competent],
            f"La décision est arrêtée, car {REASONS[told['raison']]}. Elle est montrée aux deux : ni appliquée, ni tenue pour inexistante.",
            case,
        )

    def orientation(self) -> Story:
        """A need nobody owns by an act: an association may help, if the person agrees, and is told almost nothing."""
        offer = self._ask("sans-mandat", "ccas-aubrelle", "00202", "ALIM-COL", MONDAY, taille_foyer=3)
        chosen = offer.data["suppletifs"][0]
        self._publish("ccas-aubrelle", "orientation.consentie", offer.subject, {"date": MONDAY.isoformat(), "acteur": chosen})
        passed = self._play.wait_for(lambda _, message: message if message.type == PASSED_ON else None)
        known = ", ".join(f"{name} : {value}" for name, value in passed.data.items() if value is not None)
        rows = [Row(f"{self._labels.actor(one)}", "", ROLES[Role.SUPPLETIF], *self._act(None)) for one in offer.data["suppletifs"]]
        return Story(
            "Une orientation, avec l'accord de la personne",
            "Un colis alimentaire à Aubrelle, où la commune ne l'a pas institué ; la personne accepte d'être orientée.",
            rows,
            f"{self._labels.actor(chosen)} reçoit ceci et rien d'autre : {known}. Le dossier reste où il est.",
        )

    def _ask(self, name: str, counter: str, cog: str, aid: str, day: date, **more: Any) -> HubMessage:
        """Publish a demand and wait for what the hub does with it: who must decide, or what is offered instead."""
        asked = {
            "commune": cog,
            "aide": aid,
            "date_demande": day.isoformat(),
            "guichet": counter,
            "canal": "guichet",
            "personne_ref": "per_" + draw.token(26, self._seed, "histoire", "personne"),
            "urgence": False,
            "public": "personnes_en_difficulte",
            **more,
        }
        event_id = self._publish(counter, "demande.deposee", f"HISTOIRE-{name}", asked)
        notice = self._play.wait_for(lambda _, message: message if _is_notice_of(message, event_id) else None)
        case = notice.data["dossier"]
        return self._play.wait_for(lambda _, message: message if message.subject == case and _answers(message) else None)

    def _publish(self, actor: str, kind: str, subject: str, told: dict[str, Any]) -> str:
        event_id = draw.token(20, self._seed, "histoire", actor, kind, subject)
        self._play.partners[actor].say([Draft(actor, event_id, f"fr.relais.{kind}.v1", subject, told)])
        return event_id

    def _row(self, label: str, answer: HubMessage) -> Row:
        told = answer.data
        if answer.type == ORIENTED:
            offered = " ou ".join(self._labels.actor(one) for one in told["suppletifs"])
            return Row(label, offered or "personne", ROLES[Role.SUPPLETIF], *self._act(None))
        role = Role(told["role"])
        holder = next(actor for actor, partner in self._play.partners.items() if answer in list(partner.recent))
        return Row(label, self._labels.actor(holder), ROLES[role], *self._act(told["acte"]))

    def _act(self, act: str | None) -> tuple[str, str]:
        return self._labels.act(act), self._labels.until(act) if act else ""


def _is_notice_of(message: HubMessage, event_id: str) -> bool:
    return message.type == NOTICE and message.data.get("evenement_id") == event_id


def _answers(message: HubMessage) -> bool:
    return message.type == ORIENTED or (message.type == ENTRUSTED and "DECIDER" in message.data["fonctions"])
