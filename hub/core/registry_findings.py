"""What a check of the registry may find: the rule that is broken, the records that break it, why it matters and what cures it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Rule(StrEnum):
    """The rules of the registry; each finding breaks one."""

    ENREGISTREMENT_ILLISIBLE = "ENREGISTREMENT_ILLISIBLE"
    ENREGISTREMENT_EN_DOUBLE = "ENREGISTREMENT_EN_DOUBLE"
    ACTE_EN_DOUBLE = "ACTE_EN_DOUBLE"
    CODE_COMMUNE_EN_DOUBLE = "CODE_COMMUNE_EN_DOUBLE"
    COMMUNE_INCONNUE = "COMMUNE_INCONNUE"
    ACTEUR_INCONNU = "ACTEUR_INCONNU"
    AIDE_INCONNUE = "AIDE_INCONNUE"
    ACTE_INCONNU = "ACTE_INCONNU"
    PROFIL_INCONNU = "PROFIL_INCONNU"
    RELATION_MANQUANTE = "RELATION_MANQUANTE"
    FIN_AVANT_DEBUT = "FIN_AVANT_DEBUT"
    HORS_VIE_DE_L_ACTEUR = "HORS_VIE_DE_L_ACTEUR"
    DECISION_NON_DELEGABLE = "DECISION_NON_DELEGABLE"
    DEUX_TITULAIRES = "DEUX_TITULAIRES"
    DEUX_DELEGATAIRES = "DEUX_DELEGATAIRES"
    DELEGANT_INCOMPETENT = "DELEGANT_INCOMPETENT"
    SOUS_DELEGATION_SANS_ORIGINE = "SOUS_DELEGATION_SANS_ORIGINE"
    SOUS_DELEGATION_INTERDITE = "SOUS_DELEGATION_INTERDITE"
    PREMIER_MAILLON_MANQUANT = "PREMIER_MAILLON_MANQUANT"
    HORS_ACTE_D_ORIGINE = "HORS_ACTE_D_ORIGINE"
    PLAFOND_AU_DESSUS_DU_DELEGANT = "PLAFOND_AU_DESSUS_DU_DELEGANT"
    COMPETENCE_INTERROMPUE = "COMPETENCE_INTERROMPUE"
    CYCLE = "CYCLE"
    ORGANE_NON_DELEGATAIRE = "ORGANE_NON_DELEGATAIRE"
    SIGNATURE_NON_NOMINATIVE = "SIGNATURE_NON_NOMINATIVE"
    IDENTITE_EN_DOUBLE = "IDENTITE_EN_DOUBLE"
    FUSEAU_INCONNU = "FUSEAU_INCONNU"
    ENREGISTRE_AVANT_D_EXISTER = "ENREGISTRE_AVANT_D_EXISTER"
    AIDE_SANS_ENTREE = "AIDE_SANS_ENTREE"
    ENTREES_SUPERPOSEES = "ENTREES_SUPERPOSEES"
    ENTREE_MANQUANTE = "ENTREE_MANQUANTE"
    PIECE_INCONNUE = "PIECE_INCONNUE"
    SILENCE_SANS_DELAI = "SILENCE_SANS_DELAI"
    ORIGINE_DU_SILENCE = "ORIGINE_DU_SILENCE"
    HORLOGE_SANS_DELAI = "HORLOGE_SANS_DELAI"
    HORLOGE_EN_DOUBLE = "HORLOGE_EN_DOUBLE"
    HORLOGE_MAL_PLACEE = "HORLOGE_MAL_PLACEE"
    BASE_LEGALE_MANQUANTE = "BASE_LEGALE_MANQUANTE"
    DONNEES_DE_SANTE_SANS_CLASSE = "DONNEES_DE_SANTE_SANS_CLASSE"


ARTICLES: Final = {
    Rule.ENREGISTREMENT_ILLISIBLE: "schéma du registre",
    Rule.ENREGISTREMENT_EN_DOUBLE: "un identifiant désigne une seule chose",
    Rule.ACTE_EN_DOUBLE: "un acte s'inscrit une fois",
    Rule.CODE_COMMUNE_EN_DOUBLE: "code officiel géographique",
    Rule.COMMUNE_INCONNUE: "registre des communes",
    Rule.ACTEUR_INCONNU: "registre des acteurs",
    Rule.AIDE_INCONNUE: "catalogue des aides",
    Rule.ACTE_INCONNU: "registre des actes",
    Rule.PROFIL_INCONNU: "RGPD art. 5.1.c : minimisation",
    Rule.RELATION_MANQUANTE: "un devoir légal a toujours un titulaire",
    Rule.FIN_AVANT_DEBUT: "validité : du premier jour au premier jour qui n'y est plus",
    Rule.HORS_VIE_DE_L_ACTEUR: "une personne morale n'agit que de sa création à sa dissolution",
    Rule.DECISION_NON_DELEGABLE: "CGCT L1411-1, L1611-7 ; CASF L123-5 : exécuter ou instruire n'est pas décider",
    Rule.DEUX_TITULAIRES: "CGCT L5211-5 ; CASF L123-5 : une compétence exclusive a un seul titulaire",
    Rule.DEUX_DELEGATAIRES: "CGCT L1111-8 : une compétence exclusive a un seul délégataire",
    Rule.DELEGANT_INCOMPETENT: "CGCT L1111-8 : nul ne délègue ce qu'il n'a pas",
    Rule.SOUS_DELEGATION_SANS_ORIGINE: "CGCT L1111-8 ; CASF L121-6 : une délégation ne se délègue que par l'acte qui le permet",
    Rule.SOUS_DELEGATION_INTERDITE: "CGCT L1111-8 ; CASF R123-21 : une délégation ne se délègue pas, sauf si son acte le permet",
    Rule.PREMIER_MAILLON_MANQUANT: "CASF L121-6, L123-5 : le département confie à la commune, le CCAS exerce pour elle",
    Rule.HORS_ACTE_D_ORIGINE: "CGCT L1111-8 : nul ne donne plus, plus tôt ni plus longtemps que l'acte dont il tient le pouvoir",
    Rule.PLAFOND_AU_DESSUS_DU_DELEGANT: "CGCT L1111-8 : nul ne délègue au-delà de ce qu'il peut lui-même",
    Rule.COMPETENCE_INTERROMPUE: "CASF L121-1, L123-5 : un devoir légal, une aide continuée ont un titulaire chaque jour",
    Rule.CYCLE: "une chaîne d'actes a un commencement",
    Rule.ORGANE_NON_DELEGATAIRE: "CASF R123-19, R123-21 ; décret 2023-632",
    Rule.SIGNATURE_NON_NOMINATIVE: "CASF R123-23 ; CGCT L2122-19 : une délégation de signature nomme la fonction qui signe",
    Rule.IDENTITE_EN_DOUBLE: "répertoire SIRENE : un numéro désigne une personne morale, et chacune n'en a qu'un par jour",
    Rule.FUSEAU_INCONNU: "base des fuseaux horaires de l'IANA",
    Rule.ENREGISTRE_AVANT_D_EXISTER: "CRPA L221-2 ; CGCT L2131-1 : un acte s'inscrit une fois pris, jamais avant",
    Rule.AIDE_SANS_ENTREE: "CRPA L112-3, R112-5 : toute demande a une règle de silence, que l'accusé de réception dit",
    Rule.ENTREES_SUPERPOSEES: "une demande suit la règle de sa date, et une seule",
    Rule.ENTREE_MANQUANTE: "une demande suit la règle de sa date, chaque jour de la vie de l'aide",
    Rule.PIECE_INCONNUE: "CRPA L113-12, L114-5 : ne sont demandées que les pièces exigées par les textes",
    Rule.SILENCE_SANS_DELAI: "CRPA L231-1, L231-4 : le silence n'a d'effet qu'au terme d'un délai",
    Rule.ORIGINE_DU_SILENCE: "CRPA L114-3, L114-5 : rejet depuis la première réception, accord depuis le dossier complet",
    Rule.HORLOGE_SANS_DELAI: "un délai a une durée",
    Rule.HORLOGE_EN_DOUBLE: "un délai s'écrit une fois",
    Rule.HORLOGE_MAL_PLACEE: "le silence et les recours ont leur propre place",
    Rule.BASE_LEGALE_MANQUANTE: "CRPA L211-2, R112-5 : un délai et son effet reposent sur un texte",
    Rule.DONNEES_DE_SANTE_SANS_CLASSE: "RGPD art. 9 ; CSP L1111-8 : les données de santé sont marquées",
}

CURES: Final = {
    Rule.ENREGISTREMENT_ILLISIBLE: "Corriger le champ nommé.",
    Rule.ENREGISTREMENT_EN_DOUBLE: "Garder un seul des deux, ou donner un autre identifiant à l'un.",
    Rule.ACTE_EN_DOUBLE: "Retirer l'un des deux, ou corriger son numéro.",
    Rule.CODE_COMMUNE_EN_DOUBLE: "Dater le code de l'une des deux communes.",
    Rule.COMMUNE_INCONNUE: "Décrire la commune, ou corriger son identifiant.",
    Rule.ACTEUR_INCONNU: "Décrire l'acteur, ou corriger son identifiant.",
    Rule.AIDE_INCONNUE: "Ajouter l'aide au catalogue, ou corriger son code.",
    Rule.ACTE_INCONNU: "Inscrire l'acte d'origine, ou corriger son identifiant.",
    Rule.PROFIL_INCONNU: "Inscrire le profil, ou corriger son nom dans `donnees_autorisees`.",
    Rule.RELATION_MANQUANTE: "Dire dans les relations de la commune qui tient ce rôle, avec ses dates.",
    Rule.FIN_AVANT_DEBUT: "Corriger l'une des deux dates ; `au` est le premier jour qui n'est plus valable.",
    Rule.HORS_VIE_DE_L_ACTEUR: "Borner les dates à la vie de l'acteur, ou inscrire l'acte de celui qui lui succède.",
    Rule.DECISION_NON_DELEGABLE: "Retirer DECIDER des fonctions, ou inscrire la délégation de compétence qui le donne.",
    Rule.DEUX_TITULAIRES: "Dater la fin de l'un des actes, les borner (public, montant, territoire), ou inscrire le transfert.",
    Rule.DEUX_DELEGATAIRES: "Dater la fin de l'un des actes, ou les borner (public, montant, territoire, urgence).",
    Rule.DELEGANT_INCOMPETENT: "Inscrire l'acte qui donne la compétence au délégant, ou corriger les dates ou le délégant.",
    Rule.SOUS_DELEGATION_SANS_ORIGINE: "Nommer dans `origine` la délégation sur laquelle l'acte repose.",
    Rule.SOUS_DELEGATION_INTERDITE: "Retirer l'acte, ou inscrire `subdelegation: true` dans celui d'origine si son texte le permet.",
    Rule.PREMIER_MAILLON_MANQUANT: "Inscrire la convention du département avec la commune, et l'exercice par le CCAS qui repose sur elle.",
    Rule.HORS_ACTE_D_ORIGINE: "Ramener l'acte dans les bornes de celui d'origine, ou corriger `origine`.",
    Rule.PLAFOND_AU_DESSUS_DU_DELEGANT: "Inscrire un plafond qui ne dépasse pas celui du délégant.",
    Rule.COMPETENCE_INTERROMPUE: "Dater les actes pour qu'ils se suivent, ou inscrire `cloture: true` si l'aide facultative a été fermée.",
    Rule.CYCLE: "Corriger celui des enregistrements qui renvoie au premier.",
    Rule.ORGANE_NON_DELEGATAIRE: "Corriger `organe`, ou la date : le vice-président délégué n'existe que depuis le décret 2023-632.",
    Rule.SIGNATURE_NON_NOMINATIVE: "Dire dans `organe` qui signe ; `fin_du_poste` date son départ.",
    Rule.IDENTITE_EN_DOUBLE: "Dater la fin de l'un des deux numéros, ou le corriger.",
    Rule.FUSEAU_INCONNU: "Écrire un fuseau de l'IANA, par exemple Europe/Paris ou Indian/Reunion.",
    Rule.ENREGISTRE_AVANT_D_EXISTER: "Corriger cette date, ou inscrire l'acte une fois pris ; `du` peut, lui, être à venir.",
    Rule.AIDE_SANS_ENTREE: "Écrire dans `entrees` ce que vaut le silence, avec son délai et son texte.",
    Rule.ENTREES_SUPERPOSEES: "Dater la fin de la première entrée du jour où la seconde commence.",
    Rule.ENTREE_MANQUANTE: "Prolonger l'entrée d'avant jusqu'à celle d'après, ou écrire celle qui manque.",
    Rule.PIECE_INCONNUE: "Employer un code de la liste des pièces (docs/reference/catalogue.md), ou corriger celui-ci.",
    Rule.SILENCE_SANS_DELAI: "Écrire `delai`, ou `effet: aucun` si le silence n'a pas d'effet.",
    Rule.ORIGINE_DU_SILENCE: "Écrire `origine: PREMIERE_RECEPTION` pour un rejet, `origine: DOSSIER_COMPLET` pour un accord.",
    Rule.HORLOGE_SANS_DELAI: "Écrire `delai` ; seules les pièces attendues ont celui que fixe la demande de pièces.",
    Rule.HORLOGE_EN_DOUBLE: "Garder une seule des deux horloges de ce code et de cette condition.",
    Rule.HORLOGE_MAL_PLACEE: "Écrire le silence dans `silence`, les recours dans `recours`.",
    Rule.BASE_LEGALE_MANQUANTE: "Écrire l'article, et `a_verifier: true` tant qu'il n'a pas été relu.",
    Rule.DONNEES_DE_SANTE_SANS_CLASSE: "Écrire `donnees: sante`.",
}

RecordKey = tuple[str, str]
"""The kind of a record (`genre`) and its id, slug or code."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One rule broken, by these records, from `day` on where the day matters; explanation and cure are sentences of French."""

    rule: Rule
    records: tuple[RecordKey, ...]
    explanation: str
    commune: str | None = None
    aid: str | None = None
    day: date | None = None

    @property
    def article(self) -> str:
        """The article of law or of the registry that the rule comes from."""
        return ARTICLES[self.rule]

    @property
    def cure(self) -> str:
        """What to do."""
        return CURES[self.rule]
