"""The fields of an act: what may be written, and what an act says that does not say it."""

from typing import Any

import pytest
from pydantic import ValidationError

from hub.registry.versions import decode, encode
from schemas.registry import Act
from tests.unit.registry_records import INSTITUTION, act

FULL: dict[str, Any] = {
    "acte_ref": {"nature": "deliberation", "reference": "26-011", "date": "2026-04-20", "transmis_le": "2026-04-22"},
    "enveloppe": {"centimes_par_an": 100, "report": True, "annee": 2026, "fongible": False},
    "capacite": 12,
    "epuise": "repli",
    "clause_urgence": "epci",
    "subdelegation": True,
    "succession": False,
    "tuilage": {"jours": 30, "evenements": ["decision.rendue", "transmission.refusee"]},
    "preavis_jours": 90,
    "reporting": {"frequence": "trimestrielle", "indicateurs": ["dossiers"], "dernier_le": "2026-03-31"},
    "donnees_autorisees": "orientation",
    "traitement": "sous_traitant",
    "priorite": 1,
    "remplace": "avant",
    "revoque_par": "délib. 26-012",
    "fin_du_poste": "2026-06-01",
    "cloture": True,
}


def test_an_act_comes_back_with_every_field() -> None:
    """All that domain 4.2 names is kept through the log."""
    full = act("complet", "delegation_competence", "asso", **FULL)
    assert decode(encode(full)) == full
    said = full.model_dump(mode="json")
    assert {name: said[name] for name in FULL} == FULL


def test_an_act_that_says_nothing_waits_stays_and_is_not_passed_on() -> None:
    """Exhausted it makes wait, its holder may not delegate, nothing is closed on purpose, nobody writes after its end."""
    silent = Act.model_validate(INSTITUTION.model_dump(exclude=set(FULL)))
    assert silent == INSTITUTION
    assert (silent.epuise, silent.subdelegation, silent.succession, silent.tuilage, silent.cloture) == ("attente", False, None, None, False)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("epuise", "refus"),
        ("tuilage", {"jours": 0, "evenements": ["decision.rendue"]}),
        ("tuilage", {"jours": 30, "evenements": []}),
        ("tuilage", {"jours": 30, "evenements": ["fr.relais.decision.rendue.v1"]}),
        ("preavis_jours", -1),
        ("priorite", 100),
        ("traitement", "proprietaire"),
        ("acte_ref", {"nature": "deliberation", "reference": "26-011"}),
        ("reporting", {"frequence": "parfois"}),
        ("enveloppe", {"centimes_par_an": 1, "annee": 26}),
    ],
)
def test_what_an_act_cannot_say_is_refused(field: str, value: object) -> None:
    """Exhausted is never a refusal, a right to write afterwards ends and is listed, dates are whole."""
    with pytest.raises(ValidationError, match=field):
        act("faux", "delegation_competence", "asso", **{field: value})
