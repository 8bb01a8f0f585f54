"""What a link with another demand of the same person, or of the same plan, means for a dossier, in French."""

from datetime import date

from hub.core.journal_reading import ReadConclusion
from hub.core.names import Names
from hub.core.phrases import day_in_words, euros, in_words, listed
from schemas.life_codes import AidAnswer, AmountClass, LinkReason

LINKS: dict[str, str] = {
    LinkReason.ORIGINE_AVANCEE: "les délais de ce dossier comptent depuis le {origine}",
    LinkReason.ORIGINE_INCHANGEE: "les délais de ce dossier ne changent pas",
    LinkReason.ORIGINE_NON_RETENUE: (
        "les délais de ce dossier ne changent pas, car l'une de ces demandes avait déjà sa réponse, ou celle-ci a la sienne"
    ),
}
"""By reason: what becomes of the delays."""


def linked(one: ReadConclusion, names: Names) -> str:
    """The other demands, by their day and by who answers for them."""
    others = [_demand(day, who, names) for _, day, who in one.details["liens"]]
    then = in_words(LINKS, one.raison).format(origine=_day(one.details["origine"]))
    return f"la même personne a déposé la même demande ailleurs ({listed(others)}) : {then}"


def _demand(day: str, who: str | None, names: Names) -> str:
    return f"le {_day(day)}" + ("" if who is None else f", {names.actor(who)} en répond")


def _day(day: str) -> str:
    return day_in_words(date.fromisoformat(day))


def plan_advances(one: ReadConclusion, names: Names) -> str:
    """Where the whole of the plan stands."""
    del names
    said = one.details
    asked, granted, left = (euros(said[f"{name}_centimes"]) for name in ("demande", "accorde", "reste"))
    return f"plan commun de {said['demandes']} demandes : {asked} demandés, {granted} accordés, il reste {left}"


CLASSES: dict[str, str] = {
    AmountClass.AUCUN: "rien",
    AmountClass.JUSQU_A_100: "jusqu'à 100 €",
    AmountClass.JUSQU_A_300: "jusqu'à 300 €",
    AmountClass.JUSQU_A_1000: "jusqu'à 1 000 €",
    AmountClass.PLUS_DE_1000: "plus de 1 000 €",
}


def aid_received(one: ReadConclusion, names: Names) -> str:
    """Who decides was told whether an aid was received lately."""
    has = "a reçu une aide" if one.raison == AidAnswer.OUI else "n'a reçu aucune aide"
    amount = f" ({in_words(CLASSES, one.details['classe'])} en tout)" if "classe" in one.details else ""
    who, months = names.actor(one.acteur or ""), one.details["mois"]
    return f"{who} sait, comme son texte le permet, que la personne {has} dans la commune depuis {months} mois{amount}"
