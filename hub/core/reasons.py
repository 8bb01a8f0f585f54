"""The words people read for a role and for a reason: one French phrase each, the same on every screen and sheet."""

from typing import Final

from schemas.codes import Reason, Role

ROLES: Final = {
    Role.TITULAIRE: "autorité compétente",
    Role.DELEGATAIRE: "délégataire (convention)",
    Role.INSTRUCTEUR: "instructeur",
    Role.EXECUTANT: "prestataire",
    Role.SUPPLETIF: "association partenaire, sans mandat",
    Role.AUCUN: "personne",
}

REASONS: Final = {
    Reason.EXCLUSION_LEGALE: "la loi réserve cette aide à un seul, rien ne peut venir entre",
    Reason.COMPETENCE_LEGALE: "la loi lui donne cette fonction",
    Reason.COMPETENCE_INSTITUEE: "l'aide est instituée par une délibération qui la lui confie",
    Reason.COMPETENCE_TRANSFEREE: "la compétence lui a été transférée",
    Reason.DELEGATION_EN_VIGUEUR: "une délégation en vigueur ce jour-là la lui confie",
    Reason.CONVENTION_EN_VIGUEUR: "une convention en vigueur ce jour-là la lui confie",
    Reason.AGREMENT_GUICHET: "la personne s'est adressée à son guichet, et son agrément est en vigueur",
    Reason.MARCHE_EN_VIGUEUR: "un contrat en vigueur ce jour-là lui en confie l'exécution",
    Reason.AUTORISATION_EN_VIGUEUR: "il est autorisé, et répond de ses propres admissions",
    Reason.RETOUR_AU_TITULAIRE: "le dossier revient à l'autorité compétente",
    Reason.GUICHET_DE_DEPOT: "la demande y a été déposée",
    Reason.ORIENTATION_SUPPLETIF: "personne n'a la charge de cette aide ici ; une association sans mandat peut aider, avec consentement",
    Reason.AIDE_NON_INSTITUEE: "personne n'a institué cette aide ici ; la demande est enregistrée à sa date",
    Reason.ACTION_COLLECTIVE: "c'est une action collective : on y participe, elle ne se décide pas personne par personne",
    Reason.COMPETENCE_A_TRANCHER: "des actes également précis se contredisent : la compétence est à trancher",
    Reason.ACTE_PAS_ENCORE_EN_VIGUEUR: "son acte n'était pas encore en vigueur",
    Reason.ACTE_EXPIRE: "son acte avait pris fin",
    Reason.ACTE_SUSPENDU: "son acte était suspendu",
    Reason.ACTE_REVOQUE: "son acte était révoqué",
    Reason.ACTEUR_DISPARU: "il n'existait pas, ou plus, ce jour-là",
    Reason.FONCTION_NON_DELEGUEE: "son acte ne donne pas cette fonction",
    Reason.MONTANT_AU_DESSUS_DU_PLAFOND: "le montant dépasse le plafond de son acte",
    Reason.MONTANT_EN_DESSOUS_DU_SEUIL: "le montant est sous le seuil de son acte",
    Reason.TERRITOIRE_NON_VISE: "son acte vise un autre territoire",
    Reason.PUBLIC_NON_VISE: "son acte vise un autre public",
    Reason.RESERVE_A_L_URGENCE: "son acte est réservé à l'urgence",
    Reason.AUTRE_GUICHET: "la personne s'est adressée à un autre guichet",
    Reason.EXECUTANT_NE_DECIDE_PAS: "un prestataire exécute, il ne décide pas",
    Reason.SUPPLETIF_SANS_MANDAT: "une association sans mandat ne reçoit pas de dossier",
    Reason.DESSAISI_PAR_TRANSFERT: "il n'a plus cette compétence, transférée à un autre",
    Reason.TITULAIRE_QUI_A_DELEGUE: "il a délégué cette fonction, et en reste comptable",
    Reason.ACTE_MOINS_PRECIS: "un acte plus précis l'emporte",
    Reason.DELEGANT_INCOMPETENT: "celui qui lui a délégué n'avait pas cette compétence ce jour-là",
    Reason.DECISION_COMPETENTE: "l'auteur de la décision était compétent ce jour-là",
    Reason.AUTEUR_INCOMPETENT: "l'auteur de la décision n'était pas compétent ce jour-là",
    Reason.ORGANE_NON_HABILITE: "l'organe qui a décidé n'y était pas habilité ce jour-là",
    Reason.ACTE_NON_PRODUIT: "l'acte cité n'est pas connu du registre",
}
