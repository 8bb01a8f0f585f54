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


ARTICLES: Final = {
    Rule.ENREGISTREMENT_ILLISIBLE: "schéma du registre",
    Rule.ENREGISTREMENT_EN_DOUBLE: "un identifiant désigne une seule chose",
    Rule.ACTE_EN_DOUBLE: "un acte s'inscrit une fois",
    Rule.CODE_COMMUNE_EN_DOUBLE: "code officiel géographique",
    Rule.COMMUNE_INCONNUE: "registre des communes",
    Rule.ACTEUR_INCONNU: "registre des acteurs",
    Rule.AIDE_INCONNUE: "catalogue des aides",
    Rule.ACTE_INCONNU: "registre des actes",
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
