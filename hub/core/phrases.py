"""The French of every code people are shown: one clause a word, in the words of an agent of a CCAS, without jargon.

Rules:
1. Every value of a list has its clause, and no clause shows a code.
2. A clause of `REASONS` follows "parce que", "car" or a colon, and speaks of the actor without its name.
"""

from datetime import date, timedelta

from schemas.codes import ActKind, Body, ClosingMotive, DecisionMotive, DecisionSense, Function, Reason, RefusalMotive, Role, State

MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")
CENTS = 100

ROLES: dict[str, str] = {
    Role.TITULAIRE: "autorité compétente",
    Role.DELEGATAIRE: "délégataire (convention)",
    Role.INSTRUCTEUR: "instructeur du dossier",
    Role.EXECUTANT: "prestataire",
    Role.SUPPLETIF: "association partenaire, sans mandat",
    Role.AUCUN: "guichet",
}

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
    State.DEPOSEE: "la demande est déposée",
    State.TRANSMISE: "la demande est transmise, une réponse est attendue",
    State.EN_INSTRUCTION: "le dossier est à l'étude",
    State.ORIENTEE: "la personne a été orientée vers une association partenaire",
    State.DECIDEE: "une décision est prise",
    State.MISE_EN_OEUVRE: "l'aide est mise en œuvre",
    State.COMPETENCE_A_TRANCHER: "il reste à dire qui est compétent",
    State.CLOS: "le dossier est clos",
}

REASONS: dict[str, str] = {
    Reason.EXCLUSION_LEGALE: "la loi réserve cette aide à une seule autorité",
    Reason.COMPETENCE_LEGALE: "la loi lui donne cette compétence",
    Reason.COMPETENCE_INSTITUEE: "la délibération qui a créé cette aide la lui confie",
    Reason.COMPETENCE_TRANSFEREE: "cette compétence lui a été transférée",
    Reason.DELEGATION_EN_VIGUEUR: "une délégation en vigueur ce jour-là lui confie cette mission",
    Reason.CONVENTION_EN_VIGUEUR: "une convention en vigueur ce jour-là lui confie cette mission",
    Reason.AGREMENT_GUICHET: "la personne s'est adressée à cet organisme, qui est agréé pour lui répondre",
    Reason.MARCHE_EN_VIGUEUR: "un contrat en vigueur ce jour-là lui confie la réalisation de l'aide",
    Reason.AUTORISATION_EN_VIGUEUR: "une autorisation en vigueur ce jour-là lui permet de répondre elle-même de ce service",
    Reason.RETOUR_AU_TITULAIRE: "la mission revient à l'autorité compétente",
    Reason.GUICHET_DE_DEPOT: "la demande a été déposée à ce guichet",
    Reason.ORIENTATION_SUPPLETIF: (
        "personne n'est chargé de ce besoin dans cette commune à cette date ; une association partenaire, sans mandat, peut aider si la "
        "personne le souhaite"
    ),
    Reason.AIDE_NON_INSTITUEE: "cette aide n'existe pas dans cette commune à cette date",
    Reason.ACTION_COLLECTIVE: "cette aide est une action collective : on y participe, elle ne s'accorde pas à une personne en particulier",
    Reason.COMPETENCE_A_TRANCHER: "plusieurs textes d'égale force désignent des organismes différents : il faut dire lequel est compétent",
    Reason.ACTE_PAS_ENCORE_EN_VIGUEUR: "le texte qui lui confie cette mission ne s'appliquait pas encore",
    Reason.ACTE_EXPIRE: "le texte qui lui confiait cette mission avait pris fin",
    Reason.ACTE_SUSPENDU: "le texte qui lui confie cette mission était suspendu ce jour-là",
    Reason.ACTE_REVOQUE: "le texte qui lui confiait cette mission avait été retiré",
    Reason.ACTEUR_DISPARU: "cet organisme n'existait pas à cette date",
    Reason.FONCTION_NON_DELEGUEE: "le texte qui concerne cet organisme ne lui confie pas cette mission-là",
    Reason.MONTANT_AU_DESSUS_DU_PLAFOND: "le montant demandé dépasse ce que son texte lui permet",
    Reason.MONTANT_EN_DESSOUS_DU_SEUIL: "le montant demandé est inférieur à celui que vise son texte",
    Reason.TERRITOIRE_NON_VISE: "son texte ne couvre pas ce territoire",
    Reason.PUBLIC_NON_VISE: "son texte ne vise pas ce public",
    Reason.RESERVE_A_L_URGENCE: "son texte est réservé aux urgences, et la demande n'est pas urgente",
    Reason.AUTRE_GUICHET: "la personne s'est adressée à un autre organisme, qui pouvait lui répondre",
    Reason.EXECUTANT_NE_DECIDE_PAS: "cet organisme réalise l'aide par contrat, il n'en décide pas",
    Reason.SUPPLETIF_SANS_MANDAT: "cette association aide sans mandat, elle ne répond pas du dossier",
    Reason.DESSAISI_PAR_TRANSFERT: "sa compétence a été transférée à un autre organisme",
    Reason.TITULAIRE_QUI_A_DELEGUE: "cet organisme a confié cette mission à un autre, sans perdre sa compétence",
    Reason.ACTE_MOINS_PRECIS: "un autre texte vise plus précisément cette demande",
    Reason.DELEGANT_INCOMPETENT: "l'organisme qui lui a confié cette mission n'avait pas le pouvoir de le faire",
    Reason.DECISION_COMPETENTE: "l'organisme qui l'a signée était compétent ce jour-là",
    Reason.AUTEUR_INCOMPETENT: "l'organisme qui l'a signée n'était pas compétent ce jour-là",
    Reason.ORGANE_NON_HABILITE: "la personne ou l'assemblée qui l'a signée n'en avait pas reçu le pouvoir",
    Reason.ACTE_NON_PRODUIT: "le texte invoqué n'est pas enregistré au registre des compétences",
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

CLOSING_MOTIVES: dict[str, str] = {
    ClosingMotive.DROIT_FINI: "le droit a pris fin",
    ClosingMotive.AIDE_SERVIE: "l'aide a été servie",
    ClosingMotive.DESISTEMENT: "la personne a renoncé",
    ClosingMotive.DECES: "la personne est décédée",
    ClosingMotive.SANS_SUITE: "la demande est restée sans suite",
    ClosingMotive.RADIATION: "la personne a été radiée",
}

SETTLEMENTS: dict[str, str] = {
    "REGULARISEE": "l'autorité compétente l'a reprise à son compte",
    "CONFIRMEE": "l'autorité compétente l'a confirmée",
    "RETIREE": "elle a été retirée",
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


def in_words(table: dict[str, str], code: str) -> str:
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
