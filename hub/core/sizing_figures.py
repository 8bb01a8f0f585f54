"""The dated figures that a plan is counted from, each with where it comes from: measured, set, published, supposed or chosen.

Rules:
1. A plan uses no other number. What nobody measured says so: it is published, supposed or chosen, never measured.
2. A figure that is measured anew changes here, with its day; docs/explanation/sizing.md is then written again by `scripts/reference`.
"""

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from schemas import topics

_BENCH, _HERE, _RESTORED = date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 28)


class Known(StrEnum):
    """How a figure is known."""

    MESURE = "mesuré"
    REGLAGE = "réglage"
    """It stands in the settings, the code or the reference registry, and a test compares."""
    PUBLIE = "publié"
    HYPOTHESE = "hypothèse"
    CHOIX = "choix"


class Figure(NamedTuple):
    """One number with its unit and its origin."""

    name: str
    value: float
    unit: str
    known: Known
    source: str
    day: date | None = None

    @property
    def is_measured(self) -> bool:
        """Whether somebody saw it, and when is known."""
        return self.known is Known.MESURE


_FILES_SOURCE = "commune de référence : ratios supposés sur des totaux publiés (RSA, APA, AAH, logement)"

FILES: Final = Figure("dossiers_par_an", 19_817, "dossiers/an, commune de 80 000 habitants", Known.HYPOTHESE, _FILES_SOURCE)
REFERENCE: Final = Figure("habitants_de_reference", 80_000, "habitants", Known.CHOIX, "la commune de référence")
COUNTRY: Final = Figure("habitants_du_pays", 68_400_000, "habitants", Known.PUBLIE, "population de la France, ordre de grandeur")
EVENTS_A_FILE: Final = Figure(
    "evenements_par_dossier", 12, "événements", Known.HYPOTHESE, "prudent : une année simulée (hub simulate) en publie 7,1"
)
OPEN_DAYS: Final = Figure("jours_ouvres", 225, "jours/an", Known.HYPOTHESE, "jours d'ouverture d'un guichet")
PEAK_DAY: Final = Figure("jour_de_pointe", 5, "fois un jour moyen", Known.HYPOTHESE, "rentrée de la cantine, renouvellement des quotients")
PEAK_HOUR: Final = Figure("heure_de_pointe", 0.2, "du jour", Known.HYPOTHESE, "la part de l'heure la plus chargée")
WITHIN_HOUR: Final = Figure("dans_l_heure", 4, "fois la moyenne de l'heure", Known.HYPOTHESE, "l'heure de pointe n'est pas régulière")
IMPORT: Final = Figure("import_d_une_commune", 50, "événements/s", Known.HYPOTHESE, "3 000 quotients familiaux déposés en 60 s")
YEARLY_REFRESH: Final = Figure(
    "quotients_du_pays", 479, "événements/s, pays entier", Known.PUBLIE, "13,8 millions de foyers renouvelés une fois l'an en 8 h"
)
CLOCKS_A_FILE: Final = Figure("horloges_par_dossier", 3, "échéances", Known.HYPOTHESE, "silence, cible, recours")
CLOCK_MONTHS: Final = Figure("vie_d_une_horloge", 2, "mois", Known.HYPOTHESE, "le silence de deux mois")
ACTORS: Final = Figure(
    "acteurs_d_une_commune", 11.5, "acteurs joints par Kafka", Known.REGLAGE, "deploy/registre : 46 dans quatre communes", _HERE
)
SHARED_ACTORS: Final = Figure(
    "acteurs_d_un_departement", 16, "acteurs joints par Kafka", Known.REGLAGE, "deploy/registre/nation.yaml : un département", _HERE
)
DEPARTEMENTS: Final = Figure("departements", 101, "départements", Known.PUBLIE, "découpage administratif de la France")

LANES: Final = Figure("voies_par_defaut", 12, "partitions", Known.REGLAGE, "HUB_KAFKA__PARTITIONS", _HERE)
FROM_DAYS: Final = Figure("garde_de_from", 30, "jours", Known.REGLAGE, "hub topics plan", _HERE)
TO_DAYS: Final = Figure("garde_de_to", 90, "jours", Known.REGLAGE, "hub topics plan", _HERE)
DIRTY: Final = Figure("part_non_compactee", 0.2, "d'un topic compacté", Known.REGLAGE, "min.cleanable.dirty.ratio", _HERE)
KAFKA_OWN: Final = Figure(
    "partitions_de_kafka",
    100,
    "partitions",
    Known.PUBLIE,
    "valeurs par défaut d'Apache Kafka : __consumer_offsets 50, __transaction_state 50",
)
PARTITIONS_MAX: Final = Figure(
    "partitions_par_broker", 4_000, "copies de partitions", Known.PUBLIE, "Apache Kafka, KIP-578 : conseil général, d'avant KRaft"
)

WORKER_PACE: Final = Figure(
    "debit_d_un_ouvrier", 1_323, "événements/s", Known.MESURE, "scripts/bench path : demandes, broker et ouvrier sur deux cœurs", _BENCH
)
WORKER_CPU: Final = Figure("cpu_d_un_ouvrier", 8.6, "s de CPU pour 10 000 événements", Known.MESURE, "scripts/bench path", _BENCH)
BROKER_CPU: Final = Figure("cpu_d_un_broker", 0.8, "cœur à 1 000 événements/s", Known.MESURE, "scripts/bench latency, une copie", _BENCH)
LANE_PACE: Final = Figure("transactions_d_une_voie", 30, "transactions/s", Known.MESURE, "ADR 0001 : de 30 à 40", date(2026, 11, 23))
RESTORE: Final = Figure(
    "reprise",
    19.9,
    "s par million de dossiers",
    Known.MESURE,
    "scripts/bench restore, du départ à la dernière réponse, médiane de 3",
    _RESTORED,
)
RESTORED_MAX: Final = Figure("dossiers_repris", 1_000_000, "dossiers, au plus essayés", Known.MESURE, "scripts/bench restore", _RESTORED)
STATE_BYTES: Final = Figure("octets_d_un_etat", 879, "octets/dossier sur disque", Known.MESURE, "scripts/bench path, médiane", _BENCH)
CASE_BYTES: Final = Figure(
    "memoire_d_un_dossier", 1_384, "octets", Known.MESURE, "scripts/bench restore : 1 092 avec clé et échéances, 292 autour", _RESTORED
)
REPLAY: Final = Figure("rejeu", 4_600, "faits/s de CPU", Known.MESURE, "scripts/bench whatif, le plus lent de 4 600 à 6 500", _BENCH)
EMPTY_MB: Final = Figure("memoire_d_un_ouvrier_vide", 118, "Mio", Known.MESURE, "un ouvrier, 48 voies, 143 topics, rien à faire", _HERE)
REGISTRY_MB: Final = Figure(
    "registre_d_une_commune", 0.166, "Mio", Known.MESURE, "855 communes fabriquées, enregistrements et vue : 141 Mio", _HERE
)
TOPIC_MB: Final = Figure(
    "memoire_d_un_topic", 0.024, "Mio d'un ouvrier", Known.MESURE, "un ouvrier, de 143 à 943 topics : de 118 à 137 Mio", _HERE
)
TOPICS_MAX: Final = Figure(
    "topics_essayes", 943, "topics sur un broker, au plus essayés", Known.MESURE, "un ouvrier qui les suit, rien à faire", _HERE
)
IDLE_WORKER: Final = Figure("ouvrier_au_repos", 0.06, "cœur", Known.MESURE, "un ouvrier, 48 voies, rien à faire, 40 s", _HERE)
IDLE_BROKER: Final = Figure("broker_au_repos", 0.15, "cœur", Known.MESURE, "un broker et cet ouvrier, rien à faire, 40 s", _HERE)
LINKS_A_LANE: Final = Figure("connexions_d_une_voie", 2.2, "connexions", Known.MESURE, "un ouvrier, 48 voies, un broker : 105", _HERE)

_STORED = "hub simulate --files 60 --days 200 (1 588 événements) : taille des journaux de Kafka"


def _stored(topic: str, size: float) -> Figure:
    return Figure(f"octets_{topic}", size, "octets/événement publié", Known.MESURE, _STORED, _HERE)


KEPT: Final = (
    _stored(topics.EVENTS, 869),
    _stored(topics.JOURNAL, 2_387),
    _stored(topics.PERSONNES, 114),
    _stored(topics.QUOTAS, 2),
)
"""Kept for ever, a published event; `hub.events` with the facts that move a simulated time, a tenth of it."""
FROM_BYTES: Final = _stored(f"{topics.FROM_PREFIX}*", 419)
TO_BYTES: Final = _stored(f"{topics.TO_PREFIX}*", 1_638)

RESERVE: Final = Figure("marge", 1.3, "fois la pointe", Known.CHOIX, "la pointe comptée du pays est de 1 533 : tenir 2 000")
RESTORE_MAX: Final = Figure("reprise_au_plus", 60, "s", Known.CHOIX, "ce qu'un redémarrage peut faire attendre")
LANES_A_WORKER: Final = Figure(
    "voies_par_ouvrier", 3, "partitions au moins", Known.CHOIX, "pour que la charge se partage sans trop d'écart"
)
FORESEEN: Final = Figure(
    "taille_prevue", 10, "fois la taille demandée, le pays au plus", Known.CHOIX, "un nombre de partitions ne change plus"
)
YEARS: Final = Figure("annees_gardees", 5, "ans, par défaut", Known.CHOIX, "option --years")
COPIES: Final = Figure("copies", 3, "copies de chaque partition, par défaut", Known.CHOIX, "option --replicas")

FIGURES: Final = (
    *(FILES, REFERENCE, COUNTRY, EVENTS_A_FILE, OPEN_DAYS, PEAK_DAY, PEAK_HOUR, WITHIN_HOUR, IMPORT, YEARLY_REFRESH),
    *(CLOCKS_A_FILE, CLOCK_MONTHS, ACTORS, SHARED_ACTORS, DEPARTEMENTS),
    *(LANES, FROM_DAYS, TO_DAYS, DIRTY, KAFKA_OWN, PARTITIONS_MAX),
    *(WORKER_PACE, WORKER_CPU, BROKER_CPU, LANE_PACE, RESTORE, RESTORED_MAX, STATE_BYTES, CASE_BYTES, REPLAY),
    *(EMPTY_MB, REGISTRY_MB, TOPIC_MB, TOPICS_MAX, IDLE_WORKER, IDLE_BROKER, LINKS_A_LANE),
    *(*KEPT, FROM_BYTES, TO_BYTES),
    *(RESERVE, RESTORE_MAX, LANES_A_WORKER, FORESEEN, YEARS, COPIES),
)
"""All of them, each under a name of its own."""
