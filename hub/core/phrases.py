"""The French of every code people are shown beside roles and reasons (`hub.core.reasons`), and of days, sums and lists.

Rules:
1. Every value of a list has its clause, in the words of an agent of a CCAS, and no clause shows a code.
"""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from schemas.codes import (
    ActKind,
    Body,
    ClosingMotive,
    DecisionMotive,
    DecisionSense,
    Function,
    RefusalMotive,
    RuleStep,
    State,
    StepIssue,
    WithdrawalMotive,
)

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
CENTS = 100

FUNCTIONS: dict[str, str] = {
    Function.RECEVOIR: "recevoir la demande",
    Function.INSTRUIRE: "préparer le dossier",
    Function.EVALUER: "évaluer la situation",
    Function.DECIDER: "décider",
    Function.NOTIFIER: "faire connaître la décision",
    Function.ORDONNANCER: "ordonner le paiement",
    Function.PAYER: "payer",
    Function.EXECUTER: "réaliser l'aide",
    Function.ACCOMPAGNER: "accompagner la personne",
    Function.ARBITRER: "dire qui est compétent",
}

STATES: dict[str, str] = {
    State.SIGNALEE: "une difficulté est signalée, personne n'a rien demandé",
    State.DEPOSEE: "la demande est déposée",
    State.AR_EMIS: "l'accusé de réception est parti",
    State.A_REORIENTER: "l'organisme qui a le dossier n'est pas compétent, il reste à dire qui l'est",
    State.TRANSMISE: "la demande est transmise, une réponse est attendue",
    State.TRANSFEREE: "la demande a suivi la personne dans une autre commune, une réponse est attendue",
    State.COMPETENCE_A_TRANCHER: "il reste à dire qui est compétent",
    State.INCOMPLETE: "des pièces sont attendues",
    State.EN_INSTRUCTION: "le dossier est à l'étude",
    State.EN_COMMISSION: "le dossier est à l'ordre du jour d'une séance",
    State.AJOURNEE: "la décision est remise à plus tard, les délais continuent",
    State.ORIENTEE: "la personne a été orientée vers une association partenaire",
    State.DECIDEE: "une décision est prise",
    State.REJET_IMPLICITE: "le silence a valu rejet",
    State.ACCORD_IMPLICITE: "le silence a valu accord",
    State.NOTIFIEE: "la personne a reçu la décision",
    State.MISE_EN_OEUVRE: "l'aide est mise en œuvre",
    State.DROIT_OUVERT: "le droit est ouvert et court",
    State.REVISEE: "le droit a été revu, la personne doit en être prévenue",
    State.INDU: "une somme versée sans être due est redemandée",
    State.EN_RECOURS: "la décision est contestée",
    State.REJET_IMPLICITE_RECOURS: "le silence gardé sur le recours a valu rejet",
    State.CLOS: "le dossier est clos",
}

ACTS: dict[str, str] = {
    ActKind.LOI: "la loi",
    ActKind.INSTITUTION: "la délibération",
    ActKind.TRANSFERT: "le transfert de compétence",
    ActKind.DELEGATION_COMPETENCE: "la convention de délégation",
    ActKind.CONVENTION_INSTRUCTION: "la convention",
    ActKind.DELEGATION_INTERNE: "la délégation donnée par le conseil d'administration",
    ActKind.DELEGATION_SIGNATURE: "la délégation de signature",
    ActKind.AGREMENT: "l'agrément",
    ActKind.MARCHE: "le marché public",
    ActKind.DSP: "le contrat de délégation de service public",
    ActKind.ENTENTE: "l'entente",
    ActKind.SUBVENTION: "la convention de subvention",
    ActKind.AUTORISATION: "l'autorisation",
}

SENSES: dict[str, str] = {
    DecisionSense.ACCORD: "accord",
    DecisionSense.ACCORD_PARTIEL: "accord partiel",
    DecisionSense.REFUS: "refus",
    DecisionSense.AJOURNEMENT: "ajournement (la décision est remise à plus tard, les délais continuent)",
}

DECISION_MOTIVES: dict[str, str] = {
    DecisionMotive.RESSOURCES_SUPERIEURES: "les ressources dépassent le plafond",
    DecisionMotive.RESIDENCE_NON_ETABLIE: "la résidence dans la commune n'est pas établie",
    DecisionMotive.PIECES_MANQUANTES: "des pièces manquent",
    DecisionMotive.AIDE_DEJA_ACCORDEE: "cette aide a déjà été accordée",
    DecisionMotive.HORS_REGLEMENT: "le règlement ne prévoit pas cette situation",
    DecisionMotive.SITUATION_SANS_URGENCE: "la situation n'est pas urgente",
    DecisionMotive.PLAFOND_ATTEINT: "le plafond de l'aide est atteint",
}

REFUSAL_MOTIVES: dict[str, str] = {
    RefusalMotive.INCOMPETENT_TERRITOIRE: "ce territoire n'est pas le sien",
    RefusalMotive.INCOMPETENT_MATIERE: "cette aide n'est pas de son ressort",
    RefusalMotive.ACTE_TERMINE: "le texte qui lui confiait cette mission a pris fin",
    RefusalMotive.CAPACITE_ATTEINTE: "sa capacité est atteinte",
    RefusalMotive.DOSSIER_DEJA_CONNU: "le dossier lui est déjà connu sous un autre numéro",
}

WITHDRAWAL_MOTIVES: dict[str, str] = {
    WithdrawalMotive.ERREUR_DE_DESTINATAIRE: "le dossier lui avait été confié par erreur",
    WithdrawalMotive.DOSSIER_DEJA_TRANSMIS: "le dossier avait déjà été transmis",
    WithdrawalMotive.REPRISE_PAR_LE_TITULAIRE: "l'autorité compétente s'en charge elle-même",
}

CLOSING_MOTIVES: dict[str, str] = {
    ClosingMotive.DROIT_FINI: "le droit a pris fin",
    ClosingMotive.AIDE_SERVIE: "l'aide a été servie",
    ClosingMotive.DESISTEMENT: "la personne a renoncé",
    ClosingMotive.DECES: "la personne est décédée",
    ClosingMotive.SANS_SUITE: "la demande est restée sans suite",
    ClosingMotive.RADIATION: "la personne a été radiée",
    ClosingMotive.CADUCITE: "les pièces demandées ne sont pas venues",
    ClosingMotive.REFUS_DEFINITIF: "le refus n'est plus contestable",
}

SETTLEMENTS: dict[str, str] = {
    "REGULARISEE": "l'autorité compétente l'a reprise à son compte",
    "CONFIRMEE": "l'autorité compétente l'a confirmée",
    "RETIREE": "elle a été retirée",
    "LIBEREE": "un texte enregistré depuis montre qu'elle a été prise par qui en avait le pouvoir",
}

BODIES: dict[str, str] = {
    Body.CONSEIL_ADMINISTRATION: "le conseil d'administration",
    Body.COMMISSION_PERMANENTE: "la commission permanente",
    Body.PRESIDENT: "le président",
    Body.VICE_PRESIDENT: "le vice-président",
    Body.VICE_PRESIDENT_DELEGUE: "le vice-président délégué",
    Body.DIRECTEUR: "le directeur",
    Body.MAIRE: "le maire",
    Body.CONSEIL_MUNICIPAL: "le conseil municipal",
    Body.CONSEIL_COMMUNAUTAIRE: "le conseil communautaire",
    Body.PRESIDENT_CONSEIL_DEPARTEMENTAL: "le président du conseil départemental",
    Body.CDAPH: "la commission des droits et de l'autonomie des personnes handicapées",
    Body.PREFET: "le préfet",
    Body.COMMISSION: "la commission",
    Body.CONSEIL_ASSOCIATION: "le conseil de l'association",
}

STEPS: dict[str, str] = {
    RuleStep.EXCLUSIONS_LEGALES: "la loi réserve-t-elle cette aide à une seule autorité ?",
    RuleStep.TRANSFERTS: "la compétence a-t-elle été transférée ?",
    RuleStep.ACTES: "quels textes confient cette mission ce jour-là ?",
    RuleStep.CAPACITE_ET_BUDGET: "reste-t-il des places et du budget ?",
    RuleStep.CLAUSE_DE_REPLI: "un texte prévoit-il un relais ?",
    RuleStep.TITULAIRE: "quelle est l'autorité compétente ?",
    RuleStep.ORIENTATION: "à défaut, vers qui orienter la personne ?",
    RuleStep.A_TRANCHER: "des textes d'égale force se contredisent-ils ?",
}

ISSUES: dict[str, str] = {
    StepIssue.CONCLUT: "donne la réponse",
    StepIssue.ECARTE: "écarte",
    StepIssue.SANS_OBJET: "sans objet",
}


def in_words(table: Mapping[str, str], code: str) -> str:
    """The clause of a code; one that a newer hub added is quoted."""
    return table.get(code, f"« {code} »")


def day_in_words(day: date) -> str:
    """`1er mars 2026`."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def last_day(end: date) -> date:
    """The last day of a stretch whose `end` is excluded."""
    return end - timedelta(days=1)


def euros(cents: int) -> str:
    """`55 €`, `1 250,50 €` (with the spaces that do not break)."""
    whole, rest = divmod(cents, CENTS)
    written = f"{whole:,}".replace(",", "\u00a0") + (f",{rest:02}" if rest else "")
    return f"{written}\u00a0€"


def listed(parts: list[str]) -> str:
    """`a`, `a et b`, `a, b et c`."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} et {parts[-1]}"


def sentence(clause: str) -> str:
    """A clause with its capital and its full stop."""
    return clause[:1].upper() + clause[1:] + ("" if clause.endswith((".", "!", "?")) else ".")


def unbroken(line: str) -> str:
    """The line with spaces that do not break beside French punctuation, which stays with its word."""
    return re.sub(r" (?=[:;!?»])|(?<=«) ", "\u00a0", line)
