"""What each type and each field of the contract means, in the words of those who write and read it (JSON Schemas and reference pages)."""

TYPES: dict[str, str] = {
    "demande.deposee": "Une personne a demandé une aide à un guichet.",
    "transmission.acceptee": "L'acteur accepte le dossier qui lui est confié.",
    "transmission.refusee": "L'acteur ne le prend pas, et dit qui lui paraît compétent.",
    "transmission.retiree": "L'expéditeur reprend ce qu'il avait confié et qui est resté sans réponse.",
    "decision.rendue": "Une décision, avec son auteur, son acte et sa date.",
    "decision.regularisee": "L'autorité compétente reprend à son compte une décision arrêtée.",
    "decision.retiree": "L'auteur retire une décision arrêtée.",
    "decision.confirmee": "L'autorité compétente dit qu'une décision arrêtée est bonne.",
    "aide.mise_en_oeuvre": "L'aide est versée, remise ou commencée.",
    "dossier.clos": "Plus rien n'est attendu sur ce dossier.",
    "orientation.consentie": "La personne accepte d'être orientée vers une association sans mandat.",
    "action.ouverte": "Un service ouvre une action collective : ni personne, ni décision individuelle.",
    "action.bilan": "Ce qu'a donné une action collective.",
    "signalement.recu": "Un fournisseur, un tiers ou le 115 signale une difficulté ; personne n'a rien demandé, et rien ne dit qui.",
    "opposition.recue": "La personne s'oppose à ce que le signalement soit transmis : il n'en reste rien.",
    "ar.emis": "L'accusé de réception est parti (CRPA L112-3).",
    "incompetence.constatee": "Celui qui a le dossier constate qu'il n'est pas compétent (CRPA L114-2).",
    "arbitrage.rendu": "Celui qui peut le dire dit qui est compétent, et par quel acte.",
    "pieces.demandees": "Des pièces manquent : lesquelles, et jusqu'à quand elles sont attendues (CRPA L114-5).",
    "piece.recue": "Une pièce est arrivée.",
    "dossier.complet": "Plus rien ne manque au dossier.",
    "visite.planifiee": "Une visite ou un entretien a sa date.",
    "proposition.etablie": "Ce qui est proposé à celui qui décide.",
    "ordre_du_jour.inscrit": "Le dossier est à l'ordre du jour d'une séance.",
    "decision.ajournee": "La décision est remise à plus tard : aucun délai ne s'arrête.",
    "notification.envoyee": "La décision est partie vers la personne.",
    "notification.recue": "La personne a la décision : son délai de recours commence.",
    "liquidation.ordonnee": "Ce qui est dû est compté et ordonné.",
    "service.demarre": "Le service commence, ou reprend.",
    "paiement.effectue": "Le paiement est fait.",
    "paiement.rejete": "Le paiement est revenu.",
    "service.suspendu": "Le service s'arrête pour un temps.",
    "droit.ouvert": "Un droit court, d'un jour à un autre.",
    "renouvellement.demande": "La personne demande que le droit continue.",
    "droit.renouvele": "Le droit continue.",
    "situation.changee": "La situation de la personne a changé ; ainsi le quotient familial, chaque année, par milliers.",
    "residence.changee": "La personne habite une autre commune.",
    "revision.demandee": "Le droit est à revoir.",
    "contradictoire.ouvert": "Avant de perdre quelque chose, la personne est prévenue et peut répondre (CRPA L121-1, L122-1).",
    "decision.revisee": "Une décision sur un droit qui court, avec son auteur, son acte et sa date.",
    "indu.notifie": "Ce qui a été versé sans être dû est redemandé.",
    "indu.solde": "Plus rien n'est dû.",
    "recours.depose": "Une décision est contestée, devant son auteur ou devant le juge.",
    "decision.maintenue": (
        "Sur recours, l'auteur garde sa décision ; à ne pas confondre avec `decision.confirmee`, qui règle une décision arrêtée."
    ),
    "decision.reformee": "Sur recours, l'auteur décide autrement.",
    "jugement.rendu": "Le juge s'est prononcé.",
    "avis.technique": "La réponse technique à un événement publié : une, et une seule.",
    "dossier.confie": (
        "Le hub propose un dossier à l'acteur compétent, par un acte nommé ; une fois le dossier accepté, il lui en donne tout le contenu."
    ),
    "dossier.retire": "Le hub reprend un dossier.",
    "orientation.proposee": "Au guichet : personne n'est tenu de répondre ici ; voici ce qui existe.",
    "orientation.transmise": "À l'association partenaire, après consentement : ces trois champs, rien d'autre.",
    "decision.communiquee": "Une décision dont l'auteur était compétent, dite à ceux qui suivent le dossier.",
    "decision.a_verifier": "Une décision prise sans compétence ce jour-là, ou à confirmer : ni appliquée, ni ignorée.",
    "dossier.suivi": "Ce qui s'est passé sur un dossier auquel vous avez part, réduit à ce que votre rôle permet.",
    "transmission.sans_reponse": "Un dossier proposé reste sans réponse : un rappel, puis ce qu'il en advient.",
    "dossier.lie": (
        "Au guichet et à qui répond du dossier : la même personne a déposé la même demande ailleurs ; entendez-vous, une seule "
        "réponse suffit."
    ),
    "plan.avance": "À qui répond d'un dossier d'un plan : un montant vient d'y être accordé ; où en est l'ensemble.",
    "echeance.signalee": "À qui répond du dossier : un délai légal approche de son terme, ou l'a atteint.",
    "signalement.transmis": "Un signalement auquel personne ne s'est opposé, dit à qui peut proposer une aide : ce n'est pas une demande.",
}
"""The purpose of each type, by its short name."""

FIELDS: dict[str, str] = {
    "accorde_centimes": "ce qui est accordé dans tout le plan, en centimes",
    "accorde_classe": "ce qui est accordé dans tout le plan, par classe de montant (en euros)",
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
    "aide_recue": "`oui` si la personne a reçu une aide dans la commune ces derniers mois, d'après le hub ; jamais laquelle",
    "aide_recue_classe": "ce qu'elle a reçu en tout, par classe de montant (en euros), si les montants sont connus",
    "aide_recue_mois": "sur combien de mois, tels que l'acte le permet",
    "aides": "autres aides du même domaine auxquelles quelqu'un répond ici",
    "article": "article de loi ou usage d'où vient le délai",
    "attendu": "ce qui peut venir ensuite, par le nom court des événements",
    "au": "premier jour où cela n'a plus lieu",
    "canal": "comment la demande est arrivée",
    "champ": "champ en cause dans l'événement publié, jamais sa valeur",
    "code": "code stable de l'avis",
    "commune": "code officiel géographique de la commune, en texte, jamais un code postal",
    "competent": "acteur compétent ce jour-là, s'il y en a un ; celui qui l'est aujourd'hui quand la décision est seulement à confirmer",
    "competent_selon_lui": "acteur que l'auteur du refus croit compétent",
    "consentement": "vrai si la personne accepte que son dossier soit transmis là où elle habite désormais",
    "constat": "`incompetence` : l'auteur ou l'organe n'avait pas le pouvoir ce jour-là ; `a_confirmer` : il l'avait, mais il faut le dire",
    "date": "jour du fait",
    "date_decision": "jour de la décision : la compétence de l'auteur s'apprécie ce jour-là",
    "date_demande": "jour où la personne a demandé : l'origine des délais, jamais remise à zéro",
    "date_limite": "dernier jour attendu",
    "date_origine": "jour depuis lequel comptent les délais de ce dossier : la plus ancienne des demandes liées",
    "date_visite": "jour de la visite ou de l'entretien",
    "demande": "ce que la demande dit, réduit à ce que le rôle du destinataire permet",
    "demande_centimes": "ce qui est demandé dans tout le plan, en centimes",
    "demande_classe": "ce qui est demandé dans tout le plan, par classe de montant (en euros)",
    "demandes": (
        "les autres demandes : leur jour, qui en répond, et leur dossier si vous pouvez le connaître ; rien de ce qu'elles demandent, "
        "obtiennent ou se voient refuser"
    ),
    "depuis": "jour à partir duquel",
    "dossier": "identifiant du dossier donné par le hub",
    "du": "premier jour",
    "effet": "ce que le silence voudra dire à l'échéance : `rejet`, `accord`, ou `aucun`",
    "etat": "état du dossier ; dans `dossier.confie`, état de la proposition",
    "etape": (
        "`RAPPEL`, `RETOUR` à l'autorité compétente, `ALERTE` (elle en reste chargée), `ARBITRAGE` (il reste à dire qui est compétent)"
    ),
    "evenement_id": "id de l'événement publié, s'il a pu être lu",
    "fait": "nom court de ce qui s'est passé",
    "financeurs": "acteurs qui paient : identifiant au registre, SIREN ou SIRET",
    "fonction": "qualité du signataire, jamais son nom",
    "fonctions": "fonctions confiées sur ce dossier",
    "guichet": "acteur chez qui la personne a frappé",
    "horloge": "le délai dont il s'agit, par son code",
    "issue": "comment la dette prend fin",
    "jusqu_au": "dernier jour où c'est attendu, quand le dossier en nomme un",
    "mentions_completes": (
        "vrai si l'accusé de réception porte tout ce que demande l'article R112-5 du CRPA, voies et délais de recours compris"
    ),
    "mode": "comment la décision parvient à la personne",
    "montant_centimes": "montant en centimes",
    "montant_demande_centimes": "montant demandé en centimes",
    "motif": "motif, dans la liste fermée",
    "notifiee_le": "jour où la personne a eu la décision, s'il est déjà connu (pour l'APA, lui seul met fin au silence : CASF L232-14)",
    "nature": "de quoi il s'agit, dans la liste fermée",
    "nombre_demandes": "nombre de demandes du plan",
    "offset": "rang de l'enregistrement dans la partition",
    "opposition_jusqu_au": "dernier jour où la personne peut s'opposer à la transmission ; rien ne part avant qu'il soit passé",
    "organe": "organe qui a décidé",
    "organes": "organes de `competent` qui peuvent décider",
    "origine": "place de l'événement publié",
    "participants": "nombre de participants",
    "partition": "partition du topic",
    "personne_ref": "référence opaque de la personne, calculée chez le partenaire avec la clé de la commune",
    "phrase": "ce que l'avis veut dire et ce qu'il faut faire",
    "piece": "code de la pièce au catalogue",
    "pieces": "codes des pièces au catalogue, jamais leur contenu",
    "places": "nombre de places",
    "propose_le": "instant où le dossier a été proposé",
    "plan_ref": (
        "référence opaque d'un plan commun à plusieurs financeurs pour un même besoin (tour de table), tirée au hasard par celui qui le "
        "commence et donnée aux autres"
    ),
    "public": "public visé",
    "quotient_familial_centimes": "quotient familial en centimes",
    "raison": "raison de la conclusion, la même partout",
    "reglement_applicable": (
        "version du règlement qui s'applique : celle du jour de la demande, sauf si celle du jour de la décision en dispose autrement"
    ),
    "reponse_avant": "instant avant lequel une réponse est attendue",
    "responsable": "acteur qui répond du dossier",
    "reste_centimes": "ce qui est demandé et pas encore accordé dans tout le plan, en centimes",
    "reste_classe": "ce qui est demandé et pas encore accordé dans tout le plan, par classe de montant (en euros)",
    "revision": "ce que devient un droit qui court déjà ; absent d'une décision sur la demande",
    "role": "à quel titre l'acteur tient ces fonctions",
    "seance": "jour de la séance",
    "sens": "sens de la décision, de la proposition ou du jugement",
    "services": "acteurs qui tiennent ces actions collectives",
    "signe": "où en est le délai : à moitié, aux neuf dixièmes, au 15e ou au 5e jour avant le dernier, ou atteint",
    "signataire": "qui a signé : un acteur et une qualité, jamais une personne",
    "statut": "pris en compte, non conforme ou doublon",
    "sur_recours": "vrai si la décision est prise après un recours",
    "suppletifs": "associations qui agissent sans mandat",
    "taille_foyer": "nombre de personnes du foyer",
    "territoire": "code de la commune, puis les secteurs s'il y en a",
    "topic": "topic où l'événement a été publié",
    "urgence": "vrai si la demande est urgente",
    "version_reglement": "version du règlement d'aide que la décision cite",
    "voie": ("devant qui la décision est contestée : son auteur (`gracieux`, `rapo` quand c'est obligatoire) ou le juge (`contentieux`)"),
    "voies_et_delais": "vrai si la notification dit comment et jusqu'à quand contester (sans cela, aucun délai ne court : CRPA L112-6)",
}
"""The meaning of each field: one word has one meaning, in every type."""


def short_name(event_type: str) -> str:
    """`demande.deposee` of `fr.relais.demande.deposee.v1`."""
    return event_type.removeprefix("fr.relais.").rpartition(".")[0]
