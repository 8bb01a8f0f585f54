"""The words people read for a role and for a reason: one French phrase each, the same on every screen and sheet.

Rules:
1. A reason follows "parce que", "car" or a colon, speaks of the actor without its name, and shows neither code nor jargon: an élu reads it.
"""

from collections.abc import Mapping
from typing import Final

from schemas.codes import Reason, Role

ROLES: Final[Mapping[str, str]] = {
    Role.TITULAIRE: "autorité compétente",
    Role.DELEGATAIRE: "délégataire (convention)",
    Role.INSTRUCTEUR: "instructeur du dossier",
    Role.EXECUTANT: "prestataire",
    Role.SUPPLETIF: "association partenaire, sans mandat",
    Role.AUCUN: "guichet",
}

REASONS: Final[Mapping[str, str]] = {
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
    Reason.ARBITRAGE_RENDU: "un arbitrage a dit qui est compétent",
    Reason.RESIDENCE_CHANGEE: "la personne habite désormais une autre commune",
    Reason.DOMICILE_DE_SECOURS: "le domicile de secours serait dans un autre département",
    Reason.ACCEPTATION: "cet organisme a accepté le dossier",
    Reason.SANS_REPONSE: "cet organisme n'a pas répondu dans le délai, la mission revient à l'autorité compétente",
    Reason.TRANSMISSION_RETIREE: "l'organisme qui lui avait confié le dossier l'a repris avant sa réponse",
    Reason.CLAUSE_DE_REPLI: "le texte prévoit qu'il prend le relais tant que l'autre ne peut pas répondre",
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
    Reason.ACTE_EPUISE: "les places ou le budget que lui donne son texte sont épuisés, et ce texte prévoit un relais",
    Reason.PLACE_ATTENDUE: "les places ou le budget que lui donne son texte sont tous pris, et le dossier attend son tour",
    Reason.RELAIS_TERMINE: "l'organisme dont il prenait le relais peut répondre",
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
    Reason.DECISION_ANTIDATEE: "elle a été reçue après le délai que la commune laisse pour saisir une décision",
    Reason.ACTE_TERMINE_DEPUIS: "le pouvoir qu'elle invoque avait pris fin quand elle a été reçue",
    Reason.A_CONFIRMER_APRES_ELECTIONS: "la délégation qu'elle invoque date d'avant les élections et n'a pas encore été votée à nouveau",
    Reason.ENVELOPPE_EPUISEE: "elle accorde plus que ce qui reste du budget de l'année donné par son texte",
}
