"""The French of a plan: each line with its value, its formula and the figures it stands on; what breaks first, and the step after it."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from hub.core import sizing_figures as known
from hub.core.phrases import day_in_words
from hub.core.sizing import KEYED, OF_LANES, Plan
from hub.core.sizing_figures import Figure
from hub.core.sizing_limits import Breaking, What

_GAP: Final = "\u00a0"


class Line(NamedTuple):
    """One line of a plan."""

    what: str
    value: str
    formula: str
    figures: tuple[Figure, ...]


def number(value: float, decimals: int = 0) -> str:
    """`1 250`, `2,4` (with the spaces that do not break)."""
    return f"{value:,.{decimals}f}".replace(",", _GAP).replace(".", ",")


STEPS: Final[Mapping[What, tuple[str, str]]] = {
    What.OUVRIERS_REPRISE: (
        "la reprise : les dossiers clos restent en mémoire, un ouvrier mettrait plus d'une minute à relire les siens",
        "un ouvrier de plus, sur une autre machine ; à écrire : sortir les dossiers clos de la mémoire des voies",
    ),
    What.OUVRIERS_DEBIT: (
        "le débit : la pointe dépasse ce que portent les ouvriers",
        "un ouvrier de plus, sur une autre machine",
    ),
    What.VOIES: (
        "les voies : il faudrait plus d'ouvriers qu'il n'y a de partitions",
        "un hub par département ; ou rejouer dans de nouveaux topics, hub arrêté",
    ),
    What.BROKERS: (
        "les brokers : trop de copies de partitions sur chacun, presque toutes des boîtes d'acteurs",
        "un broker de plus ; ou un hub par département, aucun dossier n'est commun à deux",
    ),
}
"""What breaks, and the next step."""

UNTRIED: Final[Mapping[What, str]] = {
    What.DOSSIERS_ESSAYES: f"un ouvrier reprendrait plus de dossiers que les {number(known.RESTORED_MAX.value)} essayés",
    What.TOPICS_ESSAYES: f"un ouvrier suivrait plus de topics que les {number(known.TOPICS_MAX.value)} essayés",
}
"""What nobody tried."""


def said(figure: Figure) -> str:
    """A figure's value, all its digits: `68 400 000`, `0,166`."""
    return f"{figure.value:,.12g}".replace(",", _GAP).replace(".", ",")


def lines(plan: Plan) -> tuple[Line, ...]:
    """The whole plan."""
    return (*_load(plan), *_kafka(plan), *_workers(plan), *_cost(plan))


def breaks_first(first: Breaking) -> tuple[str, str]:
    """What breaks first and from how many communes on; the next step."""
    what, step = STEPS[first.what]
    return f"à partir de {number(first.at_communes)} communes, {what}", step


def beyond(plan: Plan, found: Breaking) -> str:
    """From how many communes on nobody tried."""
    already = " (donc à cette taille)" if found.at_communes <= plan.asked.communes else ""
    return f"à partir de {number(found.at_communes)} communes{already}, {UNTRIED[found.what]}"


def origin(figure: Figure) -> str:
    """How a figure is known, and since when."""
    return figure.known if figure.day is None else f"{figure.known}, {day_in_words(figure.day)}"


def _load(plan: Plan) -> tuple[Line, ...]:
    found, years = plan.load, plan.asked.years
    busiest = f"jour × {said(known.PEAK_DAY)} × {said(known.PEAK_HOUR)} / 3 600 × {said(known.WITHIN_HOUR)}"
    return (
        Line(
            "dossiers par an",
            number(found.files_per_year),
            f"{said(known.FILES)} × communes × habitants / {said(known.REFERENCE)}",
            (known.FILES, known.REFERENCE),
        ),
        Line("événements par an", number(found.events_per_year), f"dossiers × {said(known.EVENTS_A_FILE)}", (known.EVENTS_A_FILE,)),
        Line("événements par jour ouvré", number(found.events_per_day), f"événements / {said(known.OPEN_DAYS)}", (known.OPEN_DAYS,)),
        Line(
            "événements par seconde, à la pointe",
            number(found.peak_events_per_s),
            f"{said(known.IMPORT)} + {busiest} + {said(known.YEARLY_REFRESH)} × part du pays",
            (known.IMPORT, known.PEAK_DAY, known.PEAK_HOUR, known.WITHIN_HOUR, known.YEARLY_REFRESH, known.COUNTRY),
        ),
        Line(f"dossiers tenus après {years} ans", number(found.cases), f"dossiers par an × {years}", (known.YEARS,)),
        Line(
            "échéances en cours",
            number(found.live_deadlines),
            f"dossiers par an × {said(known.CLOCKS_A_FILE)} × {said(known.CLOCK_MONTHS)} mois / 12",
            (known.CLOCKS_A_FILE, known.CLOCK_MONTHS),
        ),
        Line(
            "acteurs joints par Kafka",
            number(found.actors),
            f"{said(known.ACTORS)} × communes + {said(known.SHARED_ACTORS)} × départements",
            (known.ACTORS, known.SHARED_ACTORS, known.DEPARTEMENTS),
        ),
    )


def _kafka(plan: Plan) -> tuple[Line, ...]:
    found, asked = plan.partitions, plan.asked
    kept = number(sum(figure.value for figure in known.KEPT))
    rolling = f"{said(known.FROM_DAYS)} jours × {said(known.FROM_BYTES)} + {said(known.TO_DAYS)} jours × {said(known.TO_BYTES)}"
    return (
        Line(
            "voies : partitions de chaque topic à clé",
            number(found.lanes),
            f"{said(known.LANES)}, doublé jusqu'à {said(known.LANES_A_WORKER)} par ouvrier pour {said(known.FORESEEN)} fois cette taille",
            (known.LANES, known.LANES_A_WORKER, known.FORESEEN),
        ),
        Line(
            "partitions, en tout",
            number(found.total),
            f"{len(KEYED)} × voies + 1 + 2 × acteurs + {said(known.KAFKA_OWN)} de Kafka",
            (known.KAFKA_OWN,),
        ),
        Line(
            "brokers",
            number(plan.brokers),
            f"partitions × {asked.replicas} copies / {said(known.PARTITIONS_MAX)}, au moins {asked.replicas}",
            (known.PARTITIONS_MAX, known.COPIES),
        ),
        Line(
            "disque gagné par an, Go",
            number(plan.disk_gb_per_year, 1),
            f"{asked.replicas} × (événements × {kept} octets + dossiers × {said(known.STATE_BYTES)} / (1 − {said(known.DIRTY)}))",
            (*known.KEPT, known.STATE_BYTES, known.DIRTY),
        ),
        Line(
            "disque de from.* et to.*, Go",
            number(plan.disk_gb_rolling, 1),
            f"{asked.replicas} × ({rolling} octets)",
            (known.FROM_BYTES, known.TO_BYTES, known.FROM_DAYS, known.TO_DAYS),
        ),
        Line(f"disque après {asked.years} ans, Go", number(plan.disk_gb, 1), f"par an × {asked.years} + from.* et to.*", (known.YEARS,)),
    )


def _workers(plan: Plan) -> tuple[Line, ...]:
    ids = f"{len(OF_LANES)} × voies"
    links = f"{ids} × {said(known.LINKS_A_LANE)}, avec un broker"
    return (
        Line(
            "ouvriers",
            number(plan.workers),
            f"le plus grand de pointe × {said(known.RESERVE)} / {said(known.WORKER_PACE)} et reprise / {said(known.RESTORE_MAX)} s, + 1",
            (known.WORKER_PACE, known.RESERVE, known.RESTORE_MAX),
        ),
        Line(
            "mémoire d'un ouvrier, Mio au plus",
            number(plan.memory_mb_per_worker),
            (
                f"{said(known.EMPTY_MB)} + {said(known.REGISTRY_MB)} × communes + {said(known.TOPIC_MB)} × topics d'acteurs"
                f" + ses dossiers × {said(known.CASE_BYTES)} octets"
            ),
            (known.EMPTY_MB, known.REGISTRY_MB, known.TOPIC_MB, known.CASE_BYTES),
        ),
        Line(
            "reprise d'un ouvrier, s au plus",
            number(plan.restore_s, 1),
            f"ses dossiers × {said(known.RESTORE)} s / million ; essayé jusqu'à {said(known.RESTORED_MAX)}",
            (known.RESTORE, known.RESTORED_MAX),
        ),
        Line("identifiants transactionnels", number(plan.transactional_ids), f"{ids} + 1 pour le registre", ()),
        Line("connexions des voies", number(plan.connections), links, (known.LINKS_A_LANE,)),
        Line(
            "faits par transaction, à la pointe",
            number(plan.facts_per_transaction, 1),
            f"pointe / (voies × {said(known.LANE_PACE)}), au moins 1",
            (known.LANE_PACE,),
        ),
        Line(
            "rejeu d'une année, heures d'un cœur",
            number(plan.replay_s / 3_600, 1),
            f"événements par an / {said(known.REPLAY)} / 3 600",
            (known.REPLAY,),
        ),
    )


def _cost(plan: Plan) -> tuple[Line, ...]:
    cost, copies = plan.cost, plan.asked.replicas
    return (
        Line(
            "s de CPU, un million d'événements",
            number(cost.cpu_s_per_million_events),
            f"ouvrier {number(cost.worker_cpu_s)} + broker {number(cost.broker_cpu_s)}, une copie",
            (known.WORKER_CPU, known.BROKER_CPU),
        ),
        Line("Go gardés, un million d'événements", number(cost.disk_gb, 1), f"octets gardés × {copies} copies", known.KEPT),
        Line(
            "cœurs occupés au repos",
            number(cost.idle_cores, 2),
            f"ouvriers × {said(known.IDLE_WORKER)} + brokers × {said(known.IDLE_BROKER)}",
            (known.IDLE_WORKER, known.IDLE_BROKER),
        ),
    )
