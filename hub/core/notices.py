"""The sentence of every technical notice: what the rule is, which field, what to do; never what was sent.

Rules:
1. A sentence is for the agent or the software editor who reads it: it names the field, the rule and the cure.
2. It ends by saying what it is not, since "accusé de réception" and "décision" are words of the law (CRPA L112-3, L211-2).
"""

from schemas.codes import Code

LAST_WORDS = "Ceci n'est ni un accusé de réception ni une décision."

_SENTENCES: dict[Code, str] = {
    Code.PRIS_EN_COMPTE: "L'événement est conforme et pris en compte.",
    Code.DOUBLON: (
        "Cet événement avait déjà été reçu avec le même identifiant et le même contenu : rien n'a été refait, rien n'est à refaire."
    ),
    Code.VALEUR_VIDE: (
        "L'enregistrement n'a pas de contenu : publiez l'événement dans la valeur de l'enregistrement Kafka (une valeur vide "
        "n'efface rien)."
    ),
    Code.JSON_INVALIDE: (
        "Le contenu{champ} n'est pas un document JSON lisible : il doit être en UTF-8, complet, sans clé répétée, sans NaN ni Infinity."
    ),
    Code.ENVELOPPE_INVALIDE: (
        "L'enveloppe CloudEvents 1.0 n'est pas conforme{champ} : en mode structuré, l'en-tête content-type vaut "
        "application/cloudevents+json ; en mode binaire, chaque attribut est un en-tête ce_... ; specversion vaut 1.0, id a de "
        "1 à 64 caractères sans espace, time est une date RFC 3339 avec son décalage, et aucun en-tête ne commence par relais_."
    ),
    Code.TYPE_INCONNU: "Ce type d'événement n'existe pas au contrat{champ} : voyez la liste des types dans docs/reference/events.md.",
    Code.VERSION_INCONNUE: (
        "Ce type existe mais pas dans cette version{champ} : publiez la version indiquée dans docs/reference/events.md (aujourd'hui v1)."
    ),
    Code.SOURCE_NON_AUTORISEE: (
        "La source ne correspond pas à votre canal{champ} : sur le topic from.<identifiant>, source vaut "
        "urn:relais:acteur:<identifiant>, à l'identique."
    ),
    Code.SUJET_INVALIDE: (
        "Le sujet manque ou n'a pas la bonne forme{champ} : donnez l'identifiant de dossier communiqué par le hub (dos_ suivi "
        "de 26 caractères) ou votre propre référence, de 1 à 64 caractères parmi lettres, chiffres, point, tiret, deux-points, "
        "barre et souligné."
    ),
    Code.SUJET_RESERVE: (
        "Une demande ou une action s'ouvre sous votre propre référence{champ} : un sujet en dos_ est réservé aux dossiers que "
        "le hub a nommés."
    ),
    Code.CHAMP_MANQUANT: "Un champ obligatoire manque{champ} : ajoutez-le et publiez de nouveau, sous un nouvel identifiant d'événement.",
    Code.CHAMP_INCONNU: (
        "L'événement porte un champ que le contrat ne connaît pas{champ} : retirez-le ou corrigez son nom ; rien d'inconnu n'est conservé."
    ),
    Code.VALEUR_INVALIDE: (
        "La valeur d'un champ n'est pas permise{champ} : employez un des codes ou la forme indiqués dans "
        "docs/reference/events.md ; les montants sont des nombres entiers de centimes."
    ),
    Code.IDENTIFIANT_INVALIDE: (
        "Un identifiant n'est pas valide{champ} : vérifiez le nombre de caractères et la clé de contrôle (SIREN 9 chiffres, "
        "SIRET 14 chiffres, code commune 5 caractères en texte, jamais un code postal)."
    ),
    Code.DATE_IMPOSSIBLE: "Une date n'existe pas ou n'a pas la bonne forme{champ} : écrivez AAAA-MM-JJ, entre 1900 et 2999.",
    Code.EVENEMENT_TROP_GRAND: (
        "L'événement dépasse 256 Kio : un événement ne porte que des codes, des dates et des références, jamais de pièce."
    ),
    Code.NIR_INTERDIT: (
        "L'événement contient un numéro de sécurité sociale, ou un nombre qui en a la forme{champ} : aucun NIR ne circule ici. "
        "Rien n'a été conservé. Retirez-le, employez personne_ref et publiez de nouveau."
    ),
    Code.IDENTITE_INTERDITE: (
        "L'événement contient une donnée d'identité (nom, naissance, adresse, téléphone, courriel, compte bancaire){champ} : "
        "rien n'a été conservé. Retirez-la, employez personne_ref et publiez de nouveau."
    ),
    Code.TEXTE_LIBRE_INTERDIT: (
        "L'événement contient du texte libre{champ} : seuls des codes du contrat sont permis. Rien n'a été conservé. Remplacez "
        "le texte par le code qui convient et publiez de nouveau."
    ),
    Code.INFORMATION_PREOCCUPANTE: (
        "Une information préoccupante ne passe jamais par ce canal{champ} : rien n'a été conservé ni transmis. Adressez-la sans"
        " délai à la cellule de recueil des informations préoccupantes du département ; en cas de danger immédiat, appelez le "
        "119 ou le 17."
    ),
    Code.COMMUNE_INCONNUE: (
        "Ce code commune n'est pas au registre à cette date{champ} : vérifiez le code officiel géographique (5 caractères, "
        "commune d'arrivée en cas de fusion), ou demandez l'inscription de la commune."
    ),
    Code.AIDE_INCONNUE: (
        "Cette aide n'est pas au catalogue à cette date{champ} : employez un code du catalogue (docs/reference/catalogue.md, ou votre "
        "contrat)."
    ),
    Code.ACTEUR_INCONNU: "Cet acteur n'est pas au registre à cette date{champ} : employez l'identifiant d'acteur du registre.",
    Code.ACTE_INCONNU: (
        "Cet acte n'est pas au registre{champ} : vérifiez sa référence, ou faites enregistrer l'acte par l'administration avant"
        " de l'invoquer."
    ),
    Code.DATE_FUTURE: "Une date est postérieure au jour de réception{champ} : publiez l'événement quand le fait a eu lieu.",
    Code.DOSSIER_INCONNU: (
        "Aucun dossier auquel vous avez part ne répond à ce sujet{champ} : employez l'identifiant dos_ reçu du hub, ou la "
        "référence sous laquelle vous avez déposé la demande."
    ),
    Code.DOSSIER_CLOS: "Ce dossier est clos : plus rien n'y est attendu. Pour un nouveau besoin, déposez une nouvelle demande.",
    Code.DEMANDE_DEJA_DEPOSEE: (
        "Une demande a déjà été déposée sous cette référence{champ} : une référence vaut une demande. Pour une autre demande, "
        "prenez une autre référence."
    ),
    Code.CONTENU_DIFFERENT: (
        "Cet identifiant d'événement a déjà servi pour un autre contenu{champ} : le premier est conservé, celui-ci ne l'est "
        "pas. Publiez-le de nouveau sous un identifiant neuf."
    ),
    Code.ETAT_INCOMPATIBLE: (
        "Cet événement ne convient pas à l'état présent du dossier{champ} : voyez dans l'avis cet état, ce qui est attendu et jusqu'à "
        "quand, et docs/reference/lifecycle.md pour ce que chaque état permet."
    ),
    Code.RETRAIT_IRREGULIER: (
        "Cette décision revient sur un droit acquis{champ} : la personne doit d'abord être entendue (publiez contradictoire.ouvert ; "
        "CRPA L121-1), et un accord né du silence ne se retire que dans les quatre mois (CRPA L242-1)."
    ),
    Code.FONCTION_NON_TENUE: (
        "Vous ne tenez pas sur ce dossier la fonction que cet événement suppose{champ} : seul l'acteur à qui elle est confiée "
        "peut le publier."
    ),
    Code.DOSSIER_SATURE: (
        "Ce dossier a reçu autant d'événements qu'un dossier peut en garder : cherchez ce qui les répète ; il ne prend plus que sa clôture."
    ),
    Code.BOITE_ABSENTE: (
        "Le destinataire n'a pas de boîte de réception ouverte : le message est gardé et sera remis dès qu'elle existera."
    ),
    Code.MESSAGE_TROP_GRAND: "Le message à remettre dépasse la taille permise : il est gardé de côté, l'exploitant du hub est prévenu.",
    Code.MIS_DE_COTE: (
        "L'événement a été mis de côté par l'exploitant du hub, qui en garde la raison : il vous dira s'il faut le publier de nouveau."
    ),
}


def sentence(code: Code, champ: str | None = None) -> str:
    """The sentence told to the author of an event; `champ` is a path of known names, as `Violation.field`."""
    place = "" if champ is None else f" (champ « {champ} »)"
    return f"{_SENTENCES[code].replace('{champ}', place)} {LAST_WORDS}"
