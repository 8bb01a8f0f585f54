"""The page of a simulated year: how demands end, with whom, after how many days, each as a picture with its numbers, then the proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hub.core.phrases import CLOSING_MOTIVES, STATES
from hub.pages.page import Part, Table, render
from hub.pages.strata import Bar, Segment
from schemas.life_codes import EventName

LABEL_WIDTH, BAR_WIDTH, TOTAL_WIDTH, ROW_HEIGHT, LETTER_WIDTH_MIN = 330, 400, 70, 18, 13
OPEN_FILL, CLOSED_FILL = "#fdd0a2", "#9ecae1"
ACTORS_MAX = 20
HOWS: Mapping[str, str] = {
    "decision.accord": "accordée",
    "decision.accord_partiel": "accordée en partie",
    "decision.refus": "refusée",
    "silence.rejet": "rejetée par le silence",
    "silence.accord": "accordée par le silence",
    "sans décision": "sans décision à la fin de la période",
}
ENDS: Mapping[str, str] = CLOSING_MOTIVES | {EventName.OPPOSITION_RECUE: "la personne s'est opposée à ce qu'on transmette le signalement"}
FAULTS: Mapping[str, str] = {
    "a_la_derive": "demandes ni closes une seule fois, ni suivies par quelqu'un avec une prochaine échéance",
    "sans_avis": "événements publiés sans avis technique",
    "avis_en_double": "avis techniques en double",
    "non_ouverts": "dossiers qui ne se sont pas ouverts",
}


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars, what they show in words, their key, and the same numbers as a table."""

    title: str
    words: str
    bars: tuple[Bar, ...]
    table: Table
    key: tuple[tuple[str, str, str], ...] = ()

    @property
    def width(self) -> int:
        """In units of the picture."""
        return LABEL_WIDTH + BAR_WIDTH + TOTAL_WIDTH

    @property
    def height(self) -> int:
        """In units of the picture."""
        return ROW_HEIGHT * len(self.bars) + 4


def simulation_page(report: Mapping[str, Any]) -> str:
    """The whole page, from the report of `hub simulate --json`."""
    return render(
        "simulation.html.j2",
        titre=f"L'année {report['annee']} simulée, jusqu'au {report['dernier_jour']}",
        debut=Part("Ce que dit cette page", _opening(report)),
        images=[_outcomes(report), _decided(report), _delays(report), _actors(report)],
        parts=[_by_aid(report), _proof(report)],
        pied=("Communes, acteurs, personnes et conduites sont inventés. Les délais comptés sont ceux du catalogue des aides.",),
    )


def outcome_told(outcome: str) -> str:
    """An outcome in the words of an agent: `clos.<motif>`, or a state."""
    state, _, motive = outcome.partition(".")
    return f"clos : {ENDS[motive]}" if motive else STATES[state]


def _opening(report: Mapping[str, Any]) -> tuple[str, ...]:
    delay = report["delai"]
    lines = [
        f"{report['dossiers']} dossiers ({', '.join(report['communes'])}).",
        f"{report['evenements']} événements publiés par les partenaires, par un vrai Kafka, jour après jour.",
    ]
    if delay is not None:
        lines.append(f"Une décision, ou le silence qui en tient lieu : {delay['mediane']} jours pour la moitié des demandes, "
                     f"{delay['neuf_dixiemes']} jours pour neuf sur dix.")  # fmt: skip
    wrong = sum(report["fautes"].values())
    lines.append(f"{wrong} manquements : voir la dernière partie." if wrong else "Aucune demande n'est à la dérive, aucun avis ne manque.")
    return tuple(lines)


def _outcomes(report: Mapping[str, Any]) -> Chart:
    rows = [(outcome_told(name), count) for name, count in report["issues"].items()]
    return _chart("Où en sont les dossiers", "Nombre de dossiers par issue", ("issue", "dossiers"), rows)


def _decided(report: Mapping[str, Any]) -> Chart:
    rows = [(HOWS[name], count) for name, count in report["sorts"].items()]
    return _chart("Comment les demandes ont été décidées", "Nombre de demandes, par première décision", ("décision", "demandes"), rows)


def _delays(report: Mapping[str, Any]) -> Chart:
    classes: Mapping[str, int] = {} if report["delai"] is None else report["delai"]["classes"]
    rows = [(_class_told(name), count) for name, count in classes.items()]
    words = "Nombre de demandes décidées, par délai de la demande à la décision"
    return _chart("En combien de jours", words, ("délai", "demandes"), rows)


def _class_told(name: str) -> str:
    days = name.lstrip("<=>")
    return f"plus de {days} jours" if name.startswith(">") else f"jusqu'à {days} jours"


def _actors(report: Mapping[str, Any]) -> Chart:
    ranked = sorted(report["acteurs"], key=lambda one: (-(one["ouverts"] + one["clos"]), one["acteur"]))
    shown = [one for one in ranked if one["ouverts"] + one["clos"]][:ACTORS_MAX]
    most = max((one["ouverts"] + one["clos"] for one in shown), default=1)
    bars = tuple(
        _bar(place, one["acteur"], (("o", one["ouverts"], OPEN_FILL), ("c", one["clos"], CLOSED_FILL)), most)
        for place, one in enumerate(shown)
    )
    columns = ("acteur", "ouverts", "clos", "décisions", "silences", "délai médian (jours)")
    rows = [
        (one["acteur"], *(str(one[name]) for name in columns[1:3]), str(one["decisions"]), str(one["silences"]), _median(one["delai"]))
        for one in ranked
    ]
    words = f"Dossiers dont chacun répond à la fin de la période ; les {len(shown)} premiers en image, tous dans le tableau"
    key = (("o", "dossiers ouverts", OPEN_FILL), ("c", "dossiers clos", CLOSED_FILL))
    return Chart("Qui répond des dossiers", words, bars, Table("Dossiers, décisions et délais par acteur", columns, rows), key)


def _by_aid(report: Mapping[str, Any]) -> Part:
    rows = [(aid, *_numbers(one)) for aid, one in report["delais_par_aide"].items()]
    columns = ("aide", "demandes décidées", "médiane", "neuf dixièmes", "le plus long")
    return Part("Délais par aide", (), [Table("Jours de la demande à la première décision", columns, rows)])


def _proof(report: Mapping[str, Any]) -> Part:
    rows = [(told, str(report["fautes"][name])) for name, told in FAULTS.items()]
    lines = [
        f"Ouvriers tués en plein travail : {report['ouvriers_tues']}.",
        f"Empreinte du registre des dossiers (sha256) : {report['sha256']}. La même graine donne la même empreinte, quoi qu'on tue.",
    ]
    if report["actes_a_sec"]:
        apart = sum(report["dossiers_a_sec"].values())
        lines.append(f"Hors de l'empreinte, {apart} dossiers d'actes arrivés à leur limite : {', '.join(report['actes_a_sec'])}.")
    refused = [(code, str(count)) for code, count in report["non_conformes"].items()]
    tables = [Table("Ce qui doit être nul", ("manquement", "nombre"), rows)]
    tables += [Table("Événements refusés, par code de l'avis", ("code", "nombre"), refused)] if refused else []
    return Part("La preuve", lines, tables)


def _numbers(one: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(one[name]) for name in ("nombre", "mediane", "neuf_dixiemes", "plus_long"))


def _median(one: Mapping[str, Any] | None) -> str:
    return "" if one is None else str(one["mediane"])


def _chart(title: str, words: str, columns: Sequence[str], rows: Sequence[tuple[str, int]]) -> Chart:
    most = max((count for _, count in rows), default=1)
    bars = tuple(_bar(place, label, (("", count, CLOSED_FILL),), most) for place, (label, count) in enumerate(rows))
    return Chart(title, words, bars, Table(words, columns, [(label, str(count)) for label, count in rows]))


def _bar(place: int, label: str, parts: Sequence[tuple[str, int, str]], most: int) -> Bar:
    segments, x = [], float(LABEL_WIDTH)
    for letter, count, fill in parts:
        width = round(BAR_WIDTH * count / max(most, 1), 2)
        if count:
            segments.append(Segment(round(x, 2), width, fill, letter if width >= LETTER_WIDTH_MIN else ""))
        x += width
    return Bar(place * ROW_HEIGHT + 2, label, tuple(segments), sum(count for _, count, _ in parts))
