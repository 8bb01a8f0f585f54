"""May I go back to sleep: each point judged by itself, and one sentence in the end."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hub.core.checkup import Line, Mark, examine, may_sleep, verdict
from hub.core.checkup_seen import LaneSeen, Passed, RegistrySeen, Seen, Topics, Unknown, Workers

POINTS = ("Kafka", "Voies", "Ouvriers", "Registre", "Lecture", "Échéances", "Boîtes", "Rejets", "Disque")
OK, LOOK, ACT = Mark.OK, Mark.LOOK, Mark.ACT
WELL = Seen(
    kafka="127.0.0.1:19092",
    topics=Topics(24),
    lanes=(LaneSeen("hub.events/0", 59.0, is_blocked=False), LaneSeen("hub.events/1", 0.0, is_blocked=False)),
    workers=Workers(2, 2, 0, 20.0),
    registry=RegistrySeen(7, 7),
    model_lag=0,
    deadlines=Passed(0.0, 0),
    unread_s={"ccas-aubrelle": 86_400.0, "asso-le-seuil": 0.0},
    letters={"JSON_INVALIDE": 20},
    free_ratio=0.5,
)
AWAY = Unknown("Kafka ne répond pas")


def line(point: str, **changed: Any) -> Line:
    """One point when all else is well."""
    return next(one for one in examine(replace(WELL, **changed)) if one.point == point)


def test_a_hub_in_good_health_lets_you_sleep() -> None:
    """Nine points and a verdict: ten lines, all ok."""
    lines = examine(WELL)
    assert [(one.point, one.etat, one.fiche) for one in lines] == [(point, OK, None) for point in POINTS]
    assert may_sleep(lines)
    assert verdict(lines) == "Vous pouvez dormir."


def lanes(*given: tuple[str, float, bool]) -> Mapping[str, Any]:
    """Lanes as they were seen."""
    return {"lanes": tuple(LaneSeen(name, late, is_blocked=stands) for name, late, stands in given)}


@pytest.mark.parametrize(
    ("point", "changed", "mark", "said", "page"),
    [
        ("Kafka", {"topics": Topics(24, wrong=("hub.events",))}, ACT, "topics du hub à refaire : hub.events", "ouvrier-arrete"),
        (
            "Kafka",
            {"topics": Topics(24, to_apply=("to.a", "to.b", "to.c", "to.d", "to.e"))},
            LOOK,
            "to.c, et 2 de plus",
            "message-non-remis",
        ),
        ("Kafka", {"topics": Unknown("HUB-4002")}, LOOK, "inconnu : HUB-4002", None),
        ("Kafka", {"is_kafka_silent": True, "topics": AWAY}, ACT, "ne répond pas (127.0.0.1:19092)", "ouvrier-arrete"),
        ("Voies", lanes(("hub.events/3", 900.0, True)), ACT, "bloquées : hub.events/3", "voie-bloquee"),
        ("Voies", lanes(("hub.events/3", 61.0, False)), ACT, "en retard de plus d'une minute : hub.events/3", "voie-en-retard"),
        ("Ouvriers", {"workers": Workers(0, 0)}, ACT, "aucun ouvrier ne tient les voies", "ouvrier-arrete"),
        ("Ouvriers", {"workers": Workers(1, 0)}, ACT, "aucun ouvrier ne relaie", "ouvrier-arrete"),
        (
            "Ouvriers",
            {"workers": Workers(1, 2, 0, 20.0, {"from.b": 121.0, "from.a": 61.0, "from.c": 60.0})},
            ACT,
            "1 au travail, 2 au relais ; non relayé depuis 2 min : from.a, from.b",
            "reception-en-retard",
        ),
        ("Ouvriers", {"workers": Workers(2, 2, 0, 20.0, {"from.a": 60.0})}, OK, "2 au travail ; relances : 0", None),
        ("Ouvriers", {"workers": Workers(1, 1)}, OK, "relances inconnues d'ici", None),
        ("Ouvriers", {"workers": Workers(1, 1, 6, 599.0)}, ACT, "relances : 6, la dernière il y a 599 s", "ouvrier-arrete"),
        ("Ouvriers", {"workers": Workers(1, 1, 6, 600.0)}, LOOK, "il y a moins d'une heure", "ouvrier-arrete"),
        ("Ouvriers", {"workers": Workers(1, 1, 5, 10.0)}, LOOK, "il y a moins d'une heure", "ouvrier-arrete"),
        ("Ouvriers", {"workers": Workers(1, 1, 6, 3_600.0)}, OK, "1 au travail ; relances : 6", None),
        ("Registre", {"registry": RegistrySeen(7, 8)}, ACT, "la version 8 est illisible ; la 7 reste en vigueur", "registre-illisible"),
        ("Lecture", {"model_lag": 1_001}, LOOK, "en retard de 1001 enregistrements", "modele-de-lecture"),
        ("Lecture", {"model_lag": 1_000}, OK, "à 1000 enregistrements près", None),
        ("Lecture", {"model_lag": Unknown("HUB-1030")}, LOOK, "inconnu : HUB-1030", "modele-de-lecture"),
        ("Échéances", {"deadlines": Passed(601.0, 0)}, ACT, "passée depuis 10 min", "echeance-en-retard"),
        ("Échéances", {"deadlines": Passed(600.0, 2)}, LOOK, "dites en retard depuis un jour : 2", "echeance-en-retard"),
        (
            "Boîtes",
            {"unread_s": {"asso-le-seuil": 86_401.0}},
            LOOK,
            "non relevées depuis plus d'un jour : asso-le-seuil",
            "boite-non-relevee",
        ),
        ("Rejets", {"letters": {"BOITE_ABSENTE": 2, "JSON_INVALIDE": 1}}, LOOK, "BOITE_ABSENTE (2)", "message-non-remis"),
        ("Rejets", {"letters": {"JSON_INVALIDE": 21}}, LOOK, "événements refusés en un jour : 21", "trop-de-refus"),
        ("Disque", {"free_ratio": 0.19}, LOOK, "19 % libres", "disque-presque-plein"),
        ("Disque", {"free_ratio": 0.09}, ACT, "9 % libres", "disque-presque-plein"),
    ],
)
def test_each_point_is_judged_as_its_alert_is(point: str, changed: dict[str, Any], mark: Mark, said: str, page: str | None) -> None:
    """What wakes is to be acted on now, what waits is for the morning; the page to act by exists."""
    found = line(point, **changed)
    assert (found.etat, found.fiche) == (mark, page)
    assert said in found.constat
    assert page is None or (Path(__file__).parents[2] / "docs" / "runbooks" / f"{page}.md").exists()


def test_without_kafka_the_rest_is_unknown_and_you_are_needed() -> None:
    """Nothing is claimed of what could not be seen; what the read model tells is told."""
    unseen: dict[str, Any] = dict.fromkeys(("topics", "lanes", "workers", "registry", "model_lag", "unread_s", "letters"), AWAY)
    lines = examine(replace(WELL, **unseen, is_kafka_silent=True))
    marks = {one.point: one.etat for one in lines}
    assert marks == dict.fromkeys(POINTS, LOOK) | {"Kafka": ACT, "Échéances": OK, "Disque": OK}
    assert not may_sleep(lines)
    assert verdict(lines) == "Ne vous rendormez pas : un point à traiter maintenant."


def test_what_is_only_to_be_looked_at_lets_you_sleep() -> None:
    """The verdict says how much there is to see in the morning."""
    lines = examine(replace(WELL, deadlines=Unknown("-"), free_ratio=0.15))
    assert may_sleep(lines)
    assert verdict(lines) == "Vous pouvez dormir ; 2 points à voir demain."
    assert verdict(examine(replace(WELL, registry=RegistrySeen(1, 2), free_ratio=0.01))).startswith("Ne vous rendormez pas : 2 points")
