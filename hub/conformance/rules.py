"""The rules a partner's client is held to, what is done to see each of them, and what was found.

Rules:
1. A fault of the client is counted under one rule only: the one that was being looked at when it showed.
2. A finding names an event and a dossier by their ids, and says nothing of their content.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple


class Rule(StrEnum):
    """What is looked at; the order is that of the report."""

    REPONSE = "REPONSE"
    EVENEMENT_VALIDE = "EVENEMENT_VALIDE"
    AUCUNE_IDENTITE = "AUCUNE_IDENTITE"
    ID_STABLE = "ID_STABLE"
    DOUBLON_ADMIS = "DOUBLON_ADMIS"
    AVIS_SUIVI = "AVIS_SUIVI"
    RELECTURE_SANS_EFFET = "RELECTURE_SANS_EFFET"
    ANNULE_NON_LU = "ANNULE_NON_LU"
    INCONNU_IGNORE = "INCONNU_IGNORE"
    ORDRE_RESPECTE = "ORDRE_RESPECTE"
    HORS_COMPETENCE_REFUSE = "HORS_COMPETENCE_REFUSE"
    REJET_TRAITE = "REJET_TRAITE"


class Verdict(StrEnum):
    """What is said of a rule in the end."""

    TENUE = "tenue"
    ENFREINTE = "enfreinte"
    NON_OBSERVEE = "non_observee"
    SANS_OBJET = "sans_objet"


class Terms(NamedTuple):
    """A rule for people: what it asks, what the kit does to see it, what to do where it is broken."""

    asks: str
    done: str
    cure: str


class Finding(NamedTuple):
    """A rule broken: by which event, on which dossier, `at_s` seconds after the start; None where none can be named."""

    rule: Rule
    detail: str
    event_id: str | None
    dossier: str | None
    at_s: float


ENTRUSTED_ONLY: Final = frozenset({Rule.ANNULE_NON_LU, Rule.ORDRE_RESPECTE, Rule.HORS_COMPETENCE_REFUSE})
"""What can only be seen where the registry entrusts dossiers to the partner."""

TERMS: Final[Mapping[Rule, Terms]] = {
    Rule.REPONSE: Terms(
        "Il répond à ce qui lui est confié.",
        "Un dossier lui est confié ; puis d'autres, tout au long de l'essai.",
        "Répondez à tout dossier.confie proposé, par transmission.acceptee ou transmission.refusee.",
    ),
    Rule.EVENEMENT_VALIDE: Terms(
        "Ce qu'il publie est conforme au contrat et permis par l'état du dossier.",
        "Chacun de ses événements est jugé comme le hub le juge.",
        "Corrigez ce que dit le code de l'avis (docs/reference/codes.md), et publiez sous un nouvel id.",
    ),
    Rule.AUCUNE_IDENTITE: Terms(
        "Il n'écrit nulle part ce qui dirait qui est la personne.",
        "Chacun de ses événements est fouillé, en-têtes et clé compris.",
        "Retirez tout nom, numéro, adresse, date de naissance et texte libre ; personne_ref suffit.",
    ),
    Rule.ID_STABLE: Terms(
        "S'il publie de nouveau, c'est le même événement sous le même id.",
        "L'avis technique d'un événement est retenu un moment.",
        "Tirez l'id de ce que l'événement dit (ou gardez-le avant de publier) : dans le doute, republiez les mêmes octets.",
    ),
    Rule.DOUBLON_ADMIS: Terms(
        "Un avis doublon est une bonne nouvelle : il continue.",
        "Un de ses événements est reçu deux fois ; l'avis du second dit doublon.",
        "Traitez doublon comme pris_en_compte : l'événement est connu, rien n'est à refaire.",
    ),
    Rule.AVIS_SUIVI: Terms(
        "Un événement qui a eu son avis n'est plus publié.",
        "Les avis sont remis, et ce qu'il publie ensuite est regardé.",
        "Gardez chaque événement jusqu'à son avis (causationid), puis ne le publiez plus.",
    ),
    Rule.RELECTURE_SANS_EFFET: Terms(
        "Relire un message ne fait rien deux fois.",
        "Des messages déjà lus sont remis à l'identique, comme après une reprise.",
        "Gardez les id des messages traités, et passez ceux que vous connaissez.",
    ),
    Rule.ANNULE_NON_LU: Terms(
        "Il ne lit que ce qui est validé.",
        "Un dossier lui est confié dans une transaction qui est ensuite annulée.",
        "Lisez avec isolation.level=read_committed.",
    ),
    Rule.INCONNU_IGNORE: Terms(
        "Un type ou un champ qu'il ne connaît pas ne l'arrête pas.",
        "Un message d'un type à venir, puis un dossier confié avec un champ de plus.",
        "Passez les types inconnus, et ne refusez pas un message pour un champ de plus.",
    ),
    Rule.ORDRE_RESPECTE: Terms(
        "Il suit sequence : rien n'est traité avant ce qui précède.",
        "Le deuxième message d'un dossier arrive avant le premier.",
        "Mettez de côté un message dont le numéro saute, et traitez-le quand le trou est comblé.",
    ),
    Rule.HORS_COMPETENCE_REFUSE: Terms(
        "Il refuse ce qu'aucun de ses actes ne lui confie.",
        "Un dossier lui est confié par l'acte d'un autre, pour une autre commune et une autre aide.",
        "Vérifiez acte, commune et aide avant d'accepter ; sinon transmission.refusee.",
    ),
    Rule.REJET_TRAITE: Terms(
        "Un événement refusé n'est pas publié de nouveau tel quel, et le reste continue.",
        "Un de ses événements est refusé (avis non_conforme).",
        "Gardez le rejet pour quelqu'un qui le lira ; corrigé, il part sous un nouvel id.",
    ),
}
