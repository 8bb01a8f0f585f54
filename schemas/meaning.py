"""What each type and each field of the contract means, in the words of those who write and read it (JSON Schemas and reference pages)."""

TYPES: dict[str, str] = {
    "demande.deposee": "Une personne a demandé une aide à un guichet.",
    "transmission.acceptee": "L'acteur accepte le dossier qui lui est confié.",
    "transmission.refusee": "L'acteur ne le prend pas, et dit qui lui paraît compétent.",
    "decision.rendue": "Une décision, avec son auteur, son acte et sa date.",
    "decision.regularisee": "L'autorité compétente reprend à son compte une décision arrêtée.",
    "decision.retiree": "L'auteur retire une décision arrêtée.",
    "decision.confirmee": "L'autorité compétente dit qu'une décision arrêtée est bonne.",
    "aide.mise_en_oeuvre": "L'aide est versée, remise ou commencée.",
    "dossier.clos": "Plus rien n'est attendu sur ce dossier.",
    "orientation.consentie": "La personne accepte d'être orientée vers une association sans mandat.",
    "action.ouverte": "Un service ouvre une action collective : ni personne, ni décision individuelle.",
    "action.bilan": "Ce qu'a donné une action collective.",
    "avis.technique": "La réponse technique à un événement publié : une, et une seule.",
    "dossier.confie": "Le hub propose un dossier à l'acteur compétent, par un acte nommé.",
    "dossier.retire": "Le hub reprend un dossier.",
    "orientation.proposee": "Au guichet : personne n'est tenu de répondre ici ; voici ce qui existe.",
    "orientation.transmise": "À l'association partenaire, après consentement : ces trois champs, rien d'autre.",
    "decision.communiquee": "Une décision dont l'auteur était compétent, dite à ceux qui suivent le dossier.",
    "decision.a_verifier": "Une décision prise sans compétence ce jour-là, ou à confirmer : ni appliquée, ni ignorée.",
}
"""The purpose of each type, by its short name."""

FIELDS: dict[str, str] = {
    "acte": (
        "référence de l'acte au registre (délibération, convention, agrément, arrêté) ; `null`, dans un message du hub : sans acte, comme "
        "le guichet qui reçoit (`RECEVOIR`) parce que la demande y a été déposée"
    ),
    "acte_competent": "acte par lequel `competent` peut régler la décision",
    "acteur": "identifiant d'acteur au registre",
    "actions": "codes des aides collectives de la commune pour ce besoin : on s'y inscrit auprès de `services`",
    "adresse_masquee": (
        "vrai si nul ne doit apprendre où vit la personne ni où la trouver (victime protégée) : le hub ne dit alors à aucun "
        "destinataire le guichet où elle a frappé ; qui reçoit ce champ vrai n'écrit pas chez elle et tait son adresse"
    ),
    "aide": "code de l'aide au catalogue",
    "aides": "autres aides du même domaine auxquelles quelqu'un répond ici",
    "au": "premier jour où l'action n'a plus lieu",
    "canal": "comment la demande est arrivée",
    "champ": "champ en cause dans l'événement publié, jamais sa valeur",
    "code": "code stable de l'avis",
    "commune": "code officiel géographique de la commune, en texte, jamais un code postal",
    "competent": "acteur compétent ce jour-là, s'il y en a un ; celui qui l'est aujourd'hui quand la décision est seulement à confirmer",
    "competent_selon_lui": "acteur que l'auteur du refus croit compétent",
    "constat": "`incompetence` : l'auteur ou l'organe n'avait pas le pouvoir ce jour-là ; `a_confirmer` : il l'avait, mais il faut le dire",
    "date": "jour du fait",
    "date_decision": "jour de la décision : la compétence de l'auteur s'apprécie ce jour-là",
    "date_demande": "jour où la personne a demandé : l'origine des délais, jamais remise à zéro",
    "demande": "ce que la demande dit, réduit à ce que le rôle du destinataire permet",
    "depuis": "jour à partir duquel",
    "dossier": "identifiant du dossier donné par le hub",
    "du": "premier jour",
    "etat": "état de la proposition",
    "evenement_id": "id de l'événement publié, s'il a pu être lu",
    "financeurs": "acteurs qui paient : identifiant au registre, SIREN ou SIRET",
    "fonction": "qualité du signataire, jamais son nom",
    "fonctions": "fonctions confiées sur ce dossier",
    "guichet": "acteur chez qui la personne a frappé",
    "montant_centimes": "montant en centimes",
    "montant_demande_centimes": "montant demandé en centimes",
    "motif": "motif, dans la liste fermée",
    "offset": "rang de l'enregistrement dans la partition",
    "organe": "organe qui a décidé",
    "organes": "organes de `competent` qui peuvent décider",
    "origine": "place de l'événement publié",
    "participants": "nombre de participants",
    "partition": "partition du topic",
    "personne_ref": "référence opaque de la personne, calculée chez le partenaire avec la clé de la commune",
    "phrase": "ce que l'avis veut dire et ce qu'il faut faire",
    "places": "nombre de places",
    "public": "public visé",
    "raison": "raison de la conclusion, la même partout",
    "reglement_applicable": (
        "version du règlement qui s'applique : celle du jour de la demande, sauf si celle du jour de la décision en dispose autrement"
    ),
    "role": "à quel titre l'acteur tient ces fonctions",
    "sens": "sens de la décision",
    "services": "acteurs qui tiennent ces actions collectives",
    "signataire": "qui a signé : un acteur et une qualité, jamais une personne",
    "statut": "pris en compte, non conforme ou doublon",
    "suppletifs": "associations qui agissent sans mandat",
    "taille_foyer": "nombre de personnes du foyer",
    "territoire": "code de la commune, puis les secteurs s'il y en a",
    "topic": "topic où l'événement a été publié",
    "urgence": "vrai si la demande est urgente",
    "version_reglement": "version du règlement d'aide que la décision cite",
}
"""The meaning of each field: one word has one meaning, in every type."""


def short_name(event_type: str) -> str:
    """`demande.deposee` of `fr.relais.demande.deposee.v1`."""
    return event_type.removeprefix("fr.relais.").rpartition(".")[0]
