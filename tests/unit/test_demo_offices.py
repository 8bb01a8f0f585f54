"""What an office knows of itself: who is reached by Kafka, and which organ signs."""

from datetime import date

import pytest
from pydantic import TypeAdapter

from hub.demo.offices import Offices
from schemas.codes import Body
from schemas.registry import AnyRecord

DAY = date(2026, 5, 11)
RECORDS = TypeAdapter(list[AnyRecord]).validate_python(
    [
        {"genre": "acteur", "id": "ccas-essai", "nature": "ccas", "nom": "CCAS"},
        {"genre": "acteur", "id": "ccas-ancien", "nature": "ccas", "nom": "CCAS dissous", "au": "2024-01-01"},
        {"genre": "acteur", "id": "asso-papier", "nature": "association", "nom": "Sans Kafka", "canal": "papier"},
        {"genre": "acteur", "id": "caf-essai", "nature": "caf", "nom": "CAF"},
        *(
            {
                "genre": "acte",
                "id": f"delegation-{start[:4]}",
                "type": "delegation_interne",
                "numero": "1",
                "objet": "Secours",
                "beneficiaire": "ccas-essai",
                "aides": ["SEC-URG"],
                "fonctions": ["DECIDER"],
                "organe": "president",
                "montant_max_centimes": cents,
                "base": "CASF R123-21",
                "du": start,
                "au": end,
            }
            for start, end, cents in (("2014-04-01", "2020-07-01", 15_000), ("2020-07-01", None, 8_000))
        ),
    ]
)


def test_actors_on_kafka_are_partners() -> None:
    """Not the one that is reached on paper; the dissolved one may still be told what is of its time."""
    assert Offices(RECORDS).partners == ["caf-essai", "ccas-ancien", "ccas-essai"]


@pytest.mark.parametrize(
    ("actor", "aid", "day", "cents", "organ"),
    [
        ("ccas-essai", "SEC-URG", DAY, 8_000, Body.PRESIDENT),
        ("ccas-essai", "SEC-URG", DAY, 8_001, Body.CONSEIL_ADMINISTRATION),
        ("ccas-essai", "SEC-URG", date(2019, 1, 1), 15_000, Body.PRESIDENT),
        ("ccas-essai", "AID-FIN", DAY, 0, Body.CONSEIL_ADMINISTRATION),
        ("caf-essai", "AFI", DAY, 0, Body.DIRECTEUR),
    ],
)
def test_the_organ_that_was_delegated_to_signs_within_its_ceiling(actor: str, aid: str, day: date, cents: int, organ: Body) -> None:
    """Beyond it, or without a delegation, the assembly does; a body without assembly has its director."""
    assert Offices(RECORDS).organ_of(actor, aid, day, cents) is organ
