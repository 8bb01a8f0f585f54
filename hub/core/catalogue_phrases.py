"""The catalogue's words as people read them: a delay, a clock, what starts it, what silence means."""

from typing import Final

from schemas.catalogue import AppealDelay, Appeals, CatalogueEntry, ClockRule, Delay, SilenceRule
from schemas.catalogue_codes import ClockCode, FactKind

FACTS: Final = {
    FactKind.PREMIERE_RECEPTION: "la réception par la première administration",
    FactKind.INCOMPETENCE_CONSTATEE: "le constat d'incompétence",
    FactKind.TRANSMISSION: "la transmission à l'autorité compétente",
    FactKind.RECEPTION_COMPETENTE: "la réception par l'autorité compétente",
    FactKind.ACCUSE_RECEPTION: "l'accusé de réception",
    FactKind.PIECES_DEMANDEES: "la demande de pièces",
    FactKind.DOSSIER_COMPLET: "le dossier complet chez l'autorité compétente",
    FactKind.URGENCE: "l'urgence",
    FactKind.SEANCE_PREVUE: "la séance prévue",
    FactKind.AJOURNEMENT: "l'ajournement",
    FactKind.DECISION_PROVISOIRE: "l'admission d'urgence",
    FactKind.DECISION: "la décision",
    FactKind.NOTIFICATION: "la notification",
    FactKind.SILENCE_ECHU: "le terme du silence",
    FactKind.RECOURS_PREALABLE: "le recours préalable",
    FactKind.DECISION_SUR_RECOURS: "la décision sur le recours",
    FactKind.SILENCE_RECOURS_ECHU: "le terme du silence sur le recours",
    FactKind.RECOURS_CONTENTIEUX: "le recours devant le juge",
    FactKind.DOMICILE_CONTESTE: "la contestation du domicile de secours",
    FactKind.DOMICILE_TRANSMIS: "l'envoi à l'autre département",
    FactKind.DOMICILE_REPONDU: "la réponse de l'autre département",
    FactKind.DOMICILE_NOTIFIE: "la notification à l'autre département",
    FactKind.ENTREE: "l'entrée dans l'établissement",
    FactKind.DROIT_OUVERT: "l'ouverture du droit",
    FactKind.CONTACT: "le dernier contact",
    FactKind.RENOUVELLEMENT: "le renouvellement",
    FactKind.SIGNALEMENT: "le signalement",
    FactKind.OPPOSITION: "l'opposition de la personne",
    FactKind.PREAVIS_COUPURE: "le préavis du fournisseur",
    FactKind.CLOTURE: "la clôture",
}

CLOCKS: Final = {
    ClockCode.SILENCE: "décision implicite",
    ClockCode.ACCUSE_RECEPTION: "accusé de réception",
    ClockCode.DEMANDE_DE_PIECES: "demande des pièces manquantes",
    ClockCode.PIECES_ATTENDUES: "pièces attendues de la personne",
    ClockCode.REORIENTATION: "transmission par l'administration incompétente",
    ClockCode.TRANSMISSION: "transmission du dossier d'aide légale",
    ClockCode.DOMICILE_SECOURS_TRANSMISSION: "domicile de secours contesté : envoi à l'autre département",
    ClockCode.DOMICILE_SECOURS_REPONSE: "domicile de secours contesté : réponse de l'autre département",
    ClockCode.DOMICILE_SECOURS_NOTIFICATION: "admission d'urgence : notification à l'autre département",
    ClockCode.INSTRUCTION: "instruction",
    ClockCode.INSTRUCTION_URGENTE: "instruction en urgence",
    ClockCode.DECISION: "décision",
    ClockCode.NOTIFICATION: "notification",
    ClockCode.DEMANDE_APRES_ENTREE: "demande à déposer après l'entrée",
    ClockCode.SEJOUR_ADMIS_DE_DROIT: "séjour admis de droit",
    ClockCode.VALIDITE: "durée de validité",
    ClockCode.RENOUVELLEMENT: "renouvellement",
    ClockCode.CONTACT: "contact à garder",
    ClockCode.ATTESTATION: "attestation d'enregistrement",
    ClockCode.EVALUATION: "évaluation",
    ClockCode.OPPOSITION: "opposition de la personne",
    ClockCode.MAINTIEN_FOURNITURE: "maintien de la fourniture",
    ClockCode.PREAVIS_COUPURE: "préavis avant coupure",
    ClockCode.RECOURS_PREALABLE: "recours préalable",
    ClockCode.SILENCE_RECOURS: "silence sur le recours préalable",
    ClockCode.CONTENTIEUX: "recours devant le juge",
    ClockCode.DELAI_RAISONNABLE: "délai raisonnable, faute de voies et délais indiqués",
}

APPEALS: Final = {
    "gracieux": "recours gracieux",
    "rapo": "recours administratif préalable",
    "cra": "commission de recours amiable",
    "tribunal_administratif": "tribunal administratif",
    "tribunal_judiciaire": "tribunal judiciaire",
    "commission_departementale_aide_sociale": "commission départementale d'aide sociale",
}

_UNITS: Final = {
    "heures": ("heure", "heures"),
    "jours": ("jour", "jours"),
    "jours_ouvres": ("jour ouvré", "jours ouvrés"),
    "mois": ("mois", "mois"),
}
_TO_VERIFY: Final = " (à vérifier)"


def delay_in_words(delay: Delay | None) -> str:
    """`2 mois`, `1 jour ouvré`; without delay, the one that a fact sets."""
    return "délai fixé" if delay is None else f"{delay.nombre} {_UNITS[delay.unite][delay.nombre > 1]}"


def silence_in_words(silence: SilenceRule) -> str:
    """What silence means, after how long, from when on."""
    mark = _TO_VERIFY if silence.a_verifier else ""
    if silence.effet == "aucun":
        return f"sans effet{mark}"
    return f"{delay_in_words(silence.delai)} depuis {FACTS[silence.origine]} : {silence.effet}{mark}"


def clock_in_words(clock: ClockRule) -> str:
    """How long, from when on, on which condition."""
    when = "" if clock.si is None else f", si {clock.si}"
    kind = "" if clock.nature == "legale" else ", objectif interne"
    return f"{delay_in_words(clock.delai)} depuis {FACTS[clock.origine]}{when}{kind}{_TO_VERIFY if clock.a_verifier else ''}"


def appeals_in_words(appeals: Appeals | None) -> str:
    """Before whom, in which order, within how long."""
    if appeals is None:
        return "aucun"
    first = f"{APPEALS[appeals.prealable]} {'obligatoire' if appeals.obligatoire else 'facultatif'}"
    return f"{first}, {_appeal(appeals.depot)} ; {APPEALS[appeals.juridiction]}, {_appeal(appeals.juge)}"


def _appeal(delay: AppealDelay) -> str:
    whole = " francs" if delay.franc else ""
    return f"{delay_in_words(delay.delai)}{whole}{_TO_VERIFY if delay.a_verifier else ''}"


def to_verify(entry: CatalogueEntry) -> tuple[str, ...]:
    """What of an entry must be read again on Légifrance: `entree`, `silence`, codes of clocks, parts of the appeals."""
    found = ["entree"] if entry.a_verifier else []
    found += ["silence"] if entry.silence.a_verifier else []
    found += [clock.code.value for clock in entry.horloges if clock.a_verifier]
    if entry.recours is not None:
        parts = {"depot": entry.recours.depot, "silence": entry.recours.silence, "juge": entry.recours.juge}
        found += [f"recours.{name}" for name, part in parts.items() if part.a_verifier]
        found += ["recours.raisonnable"] if entry.recours.raisonnable is not None and entry.recours.raisonnable.a_verifier else []
    return tuple(found)
