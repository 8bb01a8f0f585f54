"""The closed lists of the contract: one word for one thing, shared by events, logs, metrics and docs.

Rules:
1. A value is French as an agent of a CCAS speaks it; a class name is English.
2. A list only grows: a value that was ever published keeps its meaning for ever.
3. Every outcome of the hub carries one `Code` (what a partner is told) or one `Reason` (why an actor was chosen or not).
"""

from enum import StrEnum


class Role(StrEnum):
    """In what capacity an actor holds a function on a dossier (CASF L123-5, CGCT L1111-8)."""

    TITULAIRE = "titulaire"
    DELEGATAIRE = "delegataire"
    INSTRUCTEUR = "instructeur"
    EXECUTANT = "executant"
    SUPPLETIF = "suppletif"
    AUCUN = "aucun"


class Function(StrEnum):
    """What may be done on a dossier; an act gives some of them."""

    RECEVOIR = "RECEVOIR"
    INSTRUIRE = "INSTRUIRE"
    EVALUER = "EVALUER"
    DECIDER = "DECIDER"
    NOTIFIER = "NOTIFIER"
    ORDONNANCER = "ORDONNANCER"
    PAYER = "PAYER"
    EXECUTER = "EXECUTER"
    ACCOMPAGNER = "ACCOMPAGNER"
    ARBITRER = "ARBITRER"


class ActorKind(StrEnum):
    """What an actor is in law (domain: actors)."""

    COMMUNE = "commune"
    SERVICE_MUNICIPAL = "service_municipal"
    CCAS = "ccas"
    CIAS = "cias"
    EPCI = "epci"
    CAISSE_DES_ECOLES = "caisse_des_ecoles"
    DEPARTEMENT = "departement"
    SERVICE_DEPARTEMENTAL = "service_departemental"
    MDPH = "mdph"
    CAF = "caf"
    CPAM = "cpam"
    CARSAT = "carsat"
    ETAT = "etat"
    SIAO = "siao"
    FRANCE_TRAVAIL = "france_travail"
    MISSION_LOCALE = "mission_locale"
    ASSOCIATION = "association"
    OPERATEUR = "operateur"
    BAILLEUR = "bailleur"
    BANQUE = "banque"


NO_AUTHORITY = frozenset({ActorKind.ASSOCIATION, ActorKind.OPERATEUR, ActorKind.BAILLEUR, ActorKind.BANQUE})
"""Who holds no public power of its own: it may refuse a dossier without saying who is competent (an authority may not, CRPA L114-2)."""


class Channel(StrEnum):
    """How an actor is reached; only `kafka` has topics."""

    KAFKA = "kafka"
    COURRIEL = "courriel"
    PAPIER = "papier"


class ActKind(StrEnum):
    """The relations that give, move or end a competence (never merged: each has its own consequence)."""

    LOI = "loi"
    INSTITUTION = "institution"
    TRANSFERT = "transfert"
    DELEGATION_COMPETENCE = "delegation_competence"
    CONVENTION_INSTRUCTION = "convention_instruction"
    DELEGATION_INTERNE = "delegation_interne"
    DELEGATION_SIGNATURE = "delegation_signature"
    AGREMENT = "agrement"
    MARCHE = "marche"
    DSP = "dsp"
    ENTENTE = "entente"
    SUBVENTION = "subvention"
    AUTORISATION = "autorisation"


class Body(StrEnum):
    """The organ that takes a decision (`organe`)."""

    CONSEIL_ADMINISTRATION = "conseil_administration"
    COMMISSION_PERMANENTE = "commission_permanente"
    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    VICE_PRESIDENT_DELEGUE = "vice_president_delegue"
    DIRECTEUR = "directeur"
    MAIRE = "maire"
    CONSEIL_MUNICIPAL = "conseil_municipal"
    CONSEIL_COMMUNAUTAIRE = "conseil_communautaire"
    PRESIDENT_CONSEIL_DEPARTEMENTAL = "president_conseil_departemental"
    CDAPH = "cdaph"
    PREFET = "prefet"
    COMMISSION = "commission"
    CONSEIL_ASSOCIATION = "conseil_association"


class SignatoryPost(StrEnum):
    """The post of who signs (`signataire.fonction`); never a name."""

    PRESIDENT = "president"
    VICE_PRESIDENT = "vice_president"
    VICE_PRESIDENT_DELEGUE = "vice_president_delegue"
    DIRECTEUR = "directeur"
    MAIRE = "maire"
    ADJOINT = "adjoint"
    CHEF_DE_SERVICE = "chef_de_service"
    PREFET = "prefet"
    AGENT_HABILITE = "agent_habilite"


class RequestChannel(StrEnum):
    """How the person's demand came in (`canal`)."""

    GUICHET = "guichet"
    TELEPHONE = "telephone"
    EN_LIGNE = "en_ligne"
    COURRIER = "courrier"
    DOMICILE = "domicile"
    PARTENAIRE = "partenaire"


class Public(StrEnum):
    """For whom an aid is asked or an act is made."""

    TOUT_PUBLIC = "tout_public"
    PERSONNES_AGEES = "personnes_agees"
    PERSONNES_HANDICAPEES = "personnes_handicapees"
    PERSONNES_EN_DIFFICULTE = "personnes_en_difficulte"
    FAMILLES = "familles"
    PETITE_ENFANCE = "petite_enfance"
    JEUNES = "jeunes"
    BENEFICIAIRES_RSA = "beneficiaires_rsa"
    SANS_DOMICILE = "sans_domicile"


class DecisionSense(StrEnum):
    """The sense of a decision (`sens`)."""

    ACCORD = "accord"
    ACCORD_PARTIEL = "accord_partiel"
    REFUS = "refus"
    AJOURNEMENT = "ajournement"


GRANTED = frozenset({DecisionSense.ACCORD, DecisionSense.ACCORD_PARTIEL})
"""The senses that give something."""


class Finding(StrEnum):
    """What was found on a decision that is not applied (`constat`)."""

    INCOMPETENCE = "incompetence"
    A_CONFIRMER = "a_confirmer"


class DecisionMotive(StrEnum):
    """Why a decision is what it is (`motif`); closed, compulsory for a refusal (CRPA L211-2)."""

    RESSOURCES_SUPERIEURES = "ressources_superieures"
    RESIDENCE_NON_ETABLIE = "residence_non_etablie"
    PIECES_MANQUANTES = "pieces_manquantes"
    AIDE_DEJA_ACCORDEE = "aide_deja_accordee"
    HORS_REGLEMENT = "hors_reglement"
    SITUATION_SANS_URGENCE = "situation_sans_urgence"
    PLAFOND_ATTEINT = "plafond_atteint"


class RefusalMotive(StrEnum):
    """Why an actor refuses a dossier that was entrusted to it (`transmission.refusee`)."""

    INCOMPETENT_TERRITOIRE = "incompetent_territoire"
    INCOMPETENT_MATIERE = "incompetent_matiere"
    ACTE_TERMINE = "acte_termine"
    CAPACITE_ATTEINTE = "capacite_atteinte"
    DOSSIER_DEJA_CONNU = "dossier_deja_connu"


class WithdrawalMotive(StrEnum):
    """Why a sender takes back what it had entrusted and nobody has answered yet (`transmission.retiree`)."""

    ERREUR_DE_DESTINATAIRE = "erreur_de_destinataire"
    DOSSIER_DEJA_TRANSMIS = "dossier_deja_transmis"
    REPRISE_PAR_LE_TITULAIRE = "reprise_par_le_titulaire"


class ClosingMotive(StrEnum):
    """Why a dossier is closed (`dossier.clos`)."""

    DROIT_FINI = "droit_fini"
    AIDE_SERVIE = "aide_servie"
    DESISTEMENT = "desistement"
    DECES = "deces"
    SANS_SUITE = "sans_suite"
    RADIATION = "radiation"
    CADUCITE = "caducite"
    REFUS_DEFINITIF = "refus_definitif"


class State(StrEnum):
    """Where a dossier stands; `hub/core/lifecycle.py` says what may happen in each."""

    SIGNALEE = "SIGNALEE"
    DEPOSEE = "DEPOSEE"
    AR_EMIS = "AR_EMIS"
    A_REORIENTER = "A_REORIENTER"
    TRANSMISE = "TRANSMISE"
    TRANSFEREE = "TRANSFEREE"
    COMPETENCE_A_TRANCHER = "COMPETENCE_A_TRANCHER"
    INCOMPLETE = "INCOMPLETE"
    EN_INSTRUCTION = "EN_INSTRUCTION"
    EN_COMMISSION = "EN_COMMISSION"
    AJOURNEE = "AJOURNEE"
    ORIENTEE = "ORIENTEE"
    DECIDEE = "DECIDEE"
    REJET_IMPLICITE = "REJET_IMPLICITE"
    ACCORD_IMPLICITE = "ACCORD_IMPLICITE"
    NOTIFIEE = "NOTIFIEE"
    MISE_EN_OEUVRE = "MISE_EN_OEUVRE"
    DROIT_OUVERT = "DROIT_OUVERT"
    REVISEE = "REVISEE"
    INDU = "INDU"
    EN_RECOURS = "EN_RECOURS"
    REJET_IMPLICITE_RECOURS = "REJET_IMPLICITE_RECOURS"
    CLOS = "CLOS"


class Status(StrEnum):
    """What a technical notice says of one published event."""

    PRIS_EN_COMPTE = "pris_en_compte"
    NON_CONFORME = "non_conforme"
    DOUBLON = "doublon"


class Code(StrEnum):
    """The stable code of a technical notice or of a dead letter; `hub/core/notices.py` has its sentence and its cure."""

    PRIS_EN_COMPTE = "PRIS_EN_COMPTE"
    DOUBLON = "DOUBLON"
    # refused by intake, from bytes and topic name alone
    VALEUR_VIDE = "VALEUR_VIDE"
    JSON_INVALIDE = "JSON_INVALIDE"
    ENVELOPPE_INVALIDE = "ENVELOPPE_INVALIDE"
    TYPE_INCONNU = "TYPE_INCONNU"
    VERSION_INCONNUE = "VERSION_INCONNUE"
    SOURCE_NON_AUTORISEE = "SOURCE_NON_AUTORISEE"
    SUJET_INVALIDE = "SUJET_INVALIDE"
    SUJET_RESERVE = "SUJET_RESERVE"
    CHAMP_MANQUANT = "CHAMP_MANQUANT"
    CHAMP_INCONNU = "CHAMP_INCONNU"
    VALEUR_INVALIDE = "VALEUR_INVALIDE"
    IDENTIFIANT_INVALIDE = "IDENTIFIANT_INVALIDE"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"
    EVENEMENT_TROP_GRAND = "EVENEMENT_TROP_GRAND"
    # refused for identity: nothing is kept but a hash and a place
    NIR_INTERDIT = "NIR_INTERDIT"
    IDENTITE_INTERDITE = "IDENTITE_INTERDITE"
    TEXTE_LIBRE_INTERDIT = "TEXTE_LIBRE_INTERDIT"
    INFORMATION_PREOCCUPANTE = "INFORMATION_PREOCCUPANTE"
    # refused by a case lane, from the registry and the dossier
    COMMUNE_INCONNUE = "COMMUNE_INCONNUE"
    AIDE_INCONNUE = "AIDE_INCONNUE"
    ACTEUR_INCONNU = "ACTEUR_INCONNU"
    ACTE_INCONNU = "ACTE_INCONNU"
    DATE_FUTURE = "DATE_FUTURE"
    DOSSIER_INCONNU = "DOSSIER_INCONNU"
    DOSSIER_CLOS = "DOSSIER_CLOS"
    DEMANDE_DEJA_DEPOSEE = "DEMANDE_DEJA_DEPOSEE"
    CONTENU_DIFFERENT = "CONTENU_DIFFERENT"
    ETAT_INCOMPATIBLE = "ETAT_INCOMPATIBLE"
    RETRAIT_IRREGULIER = "RETRAIT_IRREGULIER"
    FONCTION_NON_TENUE = "FONCTION_NON_TENUE"
    DOSSIER_SATURE = "DOSSIER_SATURE"
    # dead letters that are the hub's own affair
    BOITE_ABSENTE = "BOITE_ABSENTE"
    MESSAGE_TROP_GRAND = "MESSAGE_TROP_GRAND"
    MIS_DE_COTE = "MIS_DE_COTE"


IDENTITY_CODES = frozenset({Code.NIR_INTERDIT, Code.IDENTITE_INTERDITE, Code.TEXTE_LIBRE_INTERDIT, Code.INFORMATION_PREOCCUPANTE})
"""What is refused under one of these keeps no bytes, key or headers anywhere (privacy by construction)."""


class Reason(StrEnum):
    """Why an actor answers (or not) for a dossier: the last word of every routing."""

    # chosen
    EXCLUSION_LEGALE = "EXCLUSION_LEGALE"
    COMPETENCE_LEGALE = "COMPETENCE_LEGALE"
    COMPETENCE_INSTITUEE = "COMPETENCE_INSTITUEE"
    COMPETENCE_TRANSFEREE = "COMPETENCE_TRANSFEREE"
    DELEGATION_EN_VIGUEUR = "DELEGATION_EN_VIGUEUR"
    CONVENTION_EN_VIGUEUR = "CONVENTION_EN_VIGUEUR"
    AGREMENT_GUICHET = "AGREMENT_GUICHET"
    MARCHE_EN_VIGUEUR = "MARCHE_EN_VIGUEUR"
    AUTORISATION_EN_VIGUEUR = "AUTORISATION_EN_VIGUEUR"
    RETOUR_AU_TITULAIRE = "RETOUR_AU_TITULAIRE"
    ARBITRAGE_RENDU = "ARBITRAGE_RENDU"
    RESIDENCE_CHANGEE = "RESIDENCE_CHANGEE"
    DOMICILE_DE_SECOURS = "DOMICILE_DE_SECOURS"
    ACCEPTATION = "ACCEPTATION"
    SANS_REPONSE = "SANS_REPONSE"
    TRANSMISSION_RETIREE = "TRANSMISSION_RETIREE"
    CLAUSE_DE_REPLI = "CLAUSE_DE_REPLI"
    GUICHET_DE_DEPOT = "GUICHET_DE_DEPOT"
    # nobody owns the need by an act
    ORIENTATION_SUPPLETIF = "ORIENTATION_SUPPLETIF"
    AIDE_NON_INSTITUEE = "AIDE_NON_INSTITUEE"
    ACTION_COLLECTIVE = "ACTION_COLLECTIVE"
    COMPETENCE_A_TRANCHER = "COMPETENCE_A_TRANCHER"
    # set aside
    ACTE_PAS_ENCORE_EN_VIGUEUR = "ACTE_PAS_ENCORE_EN_VIGUEUR"
    ACTE_EXPIRE = "ACTE_EXPIRE"
    ACTE_SUSPENDU = "ACTE_SUSPENDU"
    ACTE_REVOQUE = "ACTE_REVOQUE"
    ACTE_EPUISE = "ACTE_EPUISE"
    PLACE_ATTENDUE = "PLACE_ATTENDUE"
    RELAIS_TERMINE = "RELAIS_TERMINE"
    ACTEUR_DISPARU = "ACTEUR_DISPARU"
    FONCTION_NON_DELEGUEE = "FONCTION_NON_DELEGUEE"
    MONTANT_AU_DESSUS_DU_PLAFOND = "MONTANT_AU_DESSUS_DU_PLAFOND"
    MONTANT_EN_DESSOUS_DU_SEUIL = "MONTANT_EN_DESSOUS_DU_SEUIL"
    TERRITOIRE_NON_VISE = "TERRITOIRE_NON_VISE"
    PUBLIC_NON_VISE = "PUBLIC_NON_VISE"
    RESERVE_A_L_URGENCE = "RESERVE_A_L_URGENCE"
    AUTRE_GUICHET = "AUTRE_GUICHET"
    EXECUTANT_NE_DECIDE_PAS = "EXECUTANT_NE_DECIDE_PAS"
    SUPPLETIF_SANS_MANDAT = "SUPPLETIF_SANS_MANDAT"
    DESSAISI_PAR_TRANSFERT = "DESSAISI_PAR_TRANSFERT"
    TITULAIRE_QUI_A_DELEGUE = "TITULAIRE_QUI_A_DELEGUE"
    ACTE_MOINS_PRECIS = "ACTE_MOINS_PRECIS"
    DELEGANT_INCOMPETENT = "DELEGANT_INCOMPETENT"
    # a decision looked at
    DECISION_COMPETENTE = "DECISION_COMPETENTE"
    AUTEUR_INCOMPETENT = "AUTEUR_INCOMPETENT"
    ORGANE_NON_HABILITE = "ORGANE_NON_HABILITE"
    ACTE_NON_PRODUIT = "ACTE_NON_PRODUIT"
    # a decision that is to be confirmed
    DECISION_ANTIDATEE = "DECISION_ANTIDATEE"
    ACTE_TERMINE_DEPUIS = "ACTE_TERMINE_DEPUIS"
    A_CONFIRMER_APRES_ELECTIONS = "A_CONFIRMER_APRES_ELECTIONS"
    ENVELOPPE_EPUISEE = "ENVELOPPE_EPUISEE"


class QuotaOutcome(StrEnum):
    """Where a reservation of an act's places or money stands; exhausted is never a refusal of the demand."""

    DEMANDEE = "DEMANDEE"
    ACCORDEE = "ACCORDEE"
    EN_ATTENTE = "EN_ATTENTE"
    EPUISEE = "EPUISEE"
    CONSOMMEE = "CONSOMMEE"
    RENDUE = "RENDUE"


class QuotaBound(StrEnum):
    """Which bound of an act is reached."""

    PLACES = "places"
    BUDGET = "budget"


class QuotaThreshold(StrEnum):
    """How much of an act's places or yearly envelope is taken: told once a year each, and again when the bound changes."""

    SEUIL_80 = "SEUIL_80"
    SEUIL_95 = "SEUIL_95"
    SEUIL_100 = "SEUIL_100"


class RuleStep(StrEnum):
    """The questions of a routing, in the order they are asked (domain §4.3); the recorded proof tells what each made of the candidates."""

    EXCLUSIONS_LEGALES = "EXCLUSIONS_LEGALES"
    TRANSFERTS = "TRANSFERTS"
    ACTES = "ACTES"
    CAPACITE_ET_BUDGET = "CAPACITE_ET_BUDGET"
    CLAUSE_DE_REPLI = "CLAUSE_DE_REPLI"
    TITULAIRE = "TITULAIRE"
    ORIENTATION = "ORIENTATION"
    A_TRANCHER = "A_TRANCHER"


class StepIssue(StrEnum):
    """What one step of a routing came to: it gave the answer, it only set candidates aside, it had nothing to say."""

    CONCLUT = "CONCLUT"
    ECARTE = "ECARTE"
    SANS_OBJET = "SANS_OBJET"
