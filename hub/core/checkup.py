"""May I go back to sleep: what was seen of a hub, judged point by point as the alerts judge it.

Rules:
1. `agir` is what an alert would wake somebody for, `a_voir` what waits for the morning; bounds are those of deploy/alerts.yaml.
2. What could not be seen is said so and is to be looked at; only a Kafka that does not answer is to be acted on by itself.
3. Each line that is not `ok` names the page to act by.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from hub.core.checkup_seen import LaneSeen, Passed, RegistrySeen, Seen, Unknown, Workers
from schemas.codes import Code

LATE_S: Final = 60.0
DEADLINE_S: Final = 600.0
UNREAD_S: Final = 86_400.0
RESTARTS_MAX: Final = 5
RESTARTED_LATELY_S: Final = 600.0
NOTICED_S: Final = 3_600.0
REFUSED_MAX: Final = 20
LAG_MAX: Final = 1_000
FULL, FILLING = 0.1, 0.2
NEEDS_SOMEBODY: Final = (Code.BOITE_ABSENTE, Code.MESSAGE_TROP_GRAND, Code.MIS_DE_COTE)
NAMED_MAX: Final = 3


class Mark(StrEnum):
    """What a point asks for."""

    OK = "ok"
    LOOK = "a_voir"
    ACT = "agir"


class Line(NamedTuple):
    """One point: what was found, and the page to act by."""

    point: str
    etat: Mark
    constat: str
    fiche: str | None = None


def examine(seen: Seen) -> tuple[Line, ...]:
    """Nine lines, always the same points in the same order."""
    return (
        _kafka(seen),
        _lanes(seen.lanes),
        _workers(seen.workers),
        _registry(seen.registry),
        _model(seen.model_lag),
        _deadlines(seen.deadlines),
        _inboxes(seen.unread_s),
        _letters(seen.letters),
        _disk(seen.free_ratio),
    )


def may_sleep(lines: tuple[Line, ...]) -> bool:
    """Whether nothing needs anybody now."""
    return all(line.etat is not Mark.ACT for line in lines)


def verdict(lines: tuple[Line, ...]) -> str:
    """The last line."""
    acts, looks = (sum(line.etat is mark for line in lines) for mark in (Mark.ACT, Mark.LOOK))
    if acts:
        return f"Ne vous rendormez pas : {_points(acts)} à traiter maintenant."
    return f"Vous pouvez dormir ; {_points(looks)} à voir demain." if looks else "Vous pouvez dormir."


def _points(count: int) -> str:
    return "un point" if count == 1 else f"{count} points"


def _unknown(point: str, what: Unknown) -> Line:
    return Line(point, Mark.LOOK, f"inconnu : {what.why}")


def _kafka(seen: Seen) -> Line:
    point, page = "Kafka", "ouvrier-arrete"
    if seen.is_kafka_silent:
        return Line(point, Mark.ACT, f"ne répond pas ({seen.kafka})", page)
    if isinstance(seen.topics, Unknown):
        return _unknown(point, seen.topics)
    if seen.topics.wrong:
        return Line(point, Mark.ACT, f"répond ; topics du hub à refaire : {_some(seen.topics.wrong)}", page)
    if seen.topics.to_apply:
        return Line(point, Mark.LOOK, f"répond ; `hub topics apply` pour {_some(seen.topics.to_apply)}", "message-non-remis")
    return Line(point, Mark.OK, f"répond ; {seen.topics.looked_at} topics comme prévu")


def _lanes(lanes: tuple[LaneSeen, ...] | Unknown) -> Line:
    point = "Voies"
    if isinstance(lanes, Unknown):
        return _unknown(point, lanes)
    blocked = tuple(lane.name for lane in lanes if lane.is_blocked)
    if blocked:
        return Line(point, Mark.ACT, f"bloquées : {_some(blocked)}", "voie-bloquee")
    late = tuple(lane.name for lane in lanes if lane.late_s > LATE_S)
    if late:
        return Line(point, Mark.ACT, f"en retard de plus d'une minute : {_some(late)}", "voie-en-retard")
    return Line(point, Mark.OK, f"{len(lanes)} voies, aucune bloquée ni en retard")


def _workers(workers: Workers | Unknown) -> Line:
    point, page = "Ouvriers", "ouvrier-arrete"
    if isinstance(workers, Unknown):
        return _unknown(point, workers)
    if not workers.lanes or not workers.intake:
        return Line(point, Mark.ACT, "aucun ouvrier ne tient les voies" if not workers.lanes else "aucun ouvrier ne relaie", page)
    there = f"{workers.lanes} au travail" if workers.lanes == workers.intake else f"{workers.lanes} au travail, {workers.intake} au relais"
    late = {topic: age for topic, age in workers.waiting_s.items() if age > LATE_S}
    if late:
        waits = f"non relayé depuis {max(late.values()) / 60:.0f} min : {_some(tuple(sorted(late)))}"
        return Line(point, Mark.ACT, f"{there} ; {waits}", "reception-en-retard")
    if workers.restarts is None:
        return Line(point, Mark.OK, f"{there} ; relances inconnues d'ici (`--metrics`)")
    told = f"{there} ; relances : {workers.restarts}"
    if workers.restarts > RESTARTS_MAX and workers.age_s < RESTARTED_LATELY_S:
        return Line(point, Mark.ACT, f"{told}, la dernière il y a {workers.age_s:.0f} s", page)
    if workers.restarts and workers.age_s < NOTICED_S:
        return Line(point, Mark.LOOK, f"{told}, la dernière il y a moins d'une heure", page)
    return Line(point, Mark.OK, told)


def _registry(registry: RegistrySeen | Unknown) -> Line:
    point = "Registre"
    if isinstance(registry, Unknown):
        return _unknown(point, registry)
    if registry.applied != registry.newest:
        found = f"la version {registry.newest} est illisible ; la {registry.applied} reste en vigueur"
        return Line(point, Mark.ACT, found, "registre-illisible")
    return Line(point, Mark.OK, f"version {registry.applied} en vigueur")


def _model(lag: int | Unknown) -> Line:
    point, page = "Lecture", "modele-de-lecture"
    if isinstance(lag, Unknown):
        return Line(point, Mark.LOOK, f"inconnu : {lag.why}", page)
    if lag > LAG_MAX:
        return Line(point, Mark.LOOK, f"modèle de lecture en retard de {lag} enregistrements", page)
    return Line(point, Mark.OK, "modèle de lecture à jour" if not lag else f"modèle de lecture à {lag} enregistrements près")


def _deadlines(passed: Passed | Unknown) -> Line:
    point, page = "Échéances", "echeance-en-retard"
    if isinstance(passed, Unknown):
        return _unknown(point, passed)
    if passed.overdue_s > DEADLINE_S:
        return Line(point, Mark.ACT, f"une échéance est passée depuis {passed.overdue_s / 60:.0f} min sans être dite", page)
    if passed.told_late:
        return Line(point, Mark.LOOK, f"dites en retard depuis un jour : {passed.told_late}", page)
    return Line(point, Mark.OK, "toutes dites à temps")


def _inboxes(unread_s: Mapping[str, float] | Unknown) -> Line:
    point = "Boîtes"
    if isinstance(unread_s, Unknown):
        return _unknown(point, unread_s)
    left = tuple(actor for actor, age in unread_s.items() if age > UNREAD_S)
    if left:
        return Line(point, Mark.LOOK, f"non relevées depuis plus d'un jour : {_some(left)}", "boite-non-relevee")
    return Line(point, Mark.OK, "toutes relevées depuis moins d'un jour")


def _letters(letters: Mapping[str, int] | Unknown) -> Line:
    point = "Rejets"
    if isinstance(letters, Unknown):
        return _unknown(point, letters)
    waiting = tuple(f"{code} ({letters[code]})" for code in NEEDS_SOMEBODY if letters.get(code))
    if waiting:
        return Line(point, Mark.LOOK, f"attendent quelqu'un, en un jour : {_some(waiting)}", "message-non-remis")
    count = sum(letters.values())
    if count > REFUSED_MAX:
        return Line(point, Mark.LOOK, f"événements refusés en un jour : {count}", "trop-de-refus")
    return Line(point, Mark.OK, f"événements refusés en un jour : {count}")


def _disk(free: float) -> Line:
    mark = Mark.ACT if free < FULL else Mark.LOOK if free < FILLING else Mark.OK
    return Line("Disque", mark, f"{free:.0%} libres".replace("%", " %"), None if mark is Mark.OK else "disque-presque-plein")


def _some(names: tuple[str, ...]) -> str:
    """The first few, and how many more."""
    more = (f"et {len(names) - NAMED_MAX} de plus",) if len(names) > NAMED_MAX else ()
    return ", ".join((*names[:NAMED_MAX], *more))
