"""The names behind the identifiers, as the registry had them when something was concluded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from hub.core.phrases import ACTS, day_in_words, last_day

USUAL_ZONE = "Europe/Paris"

ARTICLES = {
    **dict.fromkeys(("CCAS", "CIAS", "Département", "Service", "Préfet", "SIAO", "Délégataire", "Syndicat"), "le "),
    **dict.fromkeys(
        ("Ville", "Commune", "Communauté", "CAF", "CPAM", "CARSAT", "MDPH", "Caisse", "Métropole", "Mission", "Maison", "Résidence"), "la "
    ),
}
"""By the first word of an actor's name; a name without one stands alone, as a proper noun."""


@dataclass(frozen=True, slots=True)
class ActCard:
    """What people must know of an act; `au` (excluded) is the earlier of its end and its revocation."""

    type: str
    numero: str
    objet: str
    base: str
    du: date
    au: date | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """Names at one version of the registry; an identifier it does not know stands for itself."""

    actors: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, ActCard] = field(default_factory=dict)
    aids: Mapping[str, str] = field(default_factory=dict)
    communes: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)

    def actor(self, identifier: str) -> str:
        """`le CCAS d'Aubrelle`, `Le Seuil`: as it stands within a sentence."""
        name = self.actors.get(identifier, identifier)
        return ARTICLES.get(name.split(" ")[0], "") + name

    def aid(self, code: str) -> str:
        """`Secours d'urgence`."""
        return self.aids.get(code, code)

    def commune(self, slug: str) -> str:
        """`Port-Sorvan`."""
        return self.communes.get(slug, slug)

    def zone(self, slug: str | None) -> str:
        """The zone in which that commune's days begin (IANA name)."""
        return self.zones.get(slug or "", USUAL_ZONE)

    def act(self, identifier: str) -> str:
        """`la convention « Portage de repas » (délib. 92-03), en vigueur du 1er janvier 1992 au 31 décembre 2017`."""
        card = self.acts.get(identifier)
        if card is None:
            return f"le texte enregistré sous « {identifier} »"
        return f"{ACTS.get(card.type, 'le texte')} « {card.objet} » ({card.numero}), en vigueur {_stretch(card)}"


def _stretch(card: ActCard) -> str:
    if card.au is None:
        return f"depuis le {day_in_words(card.du)}"
    return f"du {day_in_words(card.du)} au {day_in_words(last_day(card.au))}"
