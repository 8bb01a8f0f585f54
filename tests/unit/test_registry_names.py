"""A number names one body a day, a body has one number of a kind a day, a zone exists."""

from datetime import date

from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from tests.unit.registry_records import actor, commune, found, ground

ONE, TWO = {"genre": "siren", "valeur": "000001016"}, {"genre": "siren", "valeur": "000001024"}


def test_a_body_changes_its_number_on_a_day() -> None:
    """Dated, the one follows the other; both on one day are a fault, named with its first day. Establishments are several."""
    moved = [{**ONE, "au": "2024-01-01"}, {**TWO, "du": "2024-01-01"}]
    assert found(actor("centre", identites=moved)) == []
    early = [moved[0], {**TWO, "du": "2023-12-31"}]
    (finding,) = check(ground(actor("centre", identites=early)))
    assert (finding.rule, finding.day) == (Rule.IDENTITE_EN_DOUBLE, date(2023, 12, 31))
    assert found(actor("centre", identites=[ONE, TWO])) == [(Rule.IDENTITE_EN_DOUBLE, ("centre",))]
    houses = [{"genre": "finess", "valeur": "000000513"}, {"genre": "finess", "valeur": "000000521"}]
    assert found(actor("centre", identites=houses)) == []


def test_a_number_names_one_body_a_day() -> None:
    """A merged body's number may be its successor's from that day on, not before."""
    gone = actor("avant", identites=[ONE], au=date(2024, 1, 1), successeur="apres")
    assert found(gone, actor("apres", identites=[{**ONE, "du": "2024-01-01"}])) == []
    assert found(gone, actor("apres", identites=[ONE])) == [(Rule.IDENTITE_EN_DOUBLE, ("apres", "avant"))]


def test_a_zone_exists() -> None:
    """Written once or dated, a zone that IANA does not know is a fault."""
    cogs = ({"code": "00002"},)
    for zone in ("Europe/Pari", "", "../etc", [{"nom": "Europe/Paris", "au": "2020-01-01"}, {"nom": "Paris", "du": "2020-01-01"}]):
        assert found(commune("autre", cogs=cogs, fuseau=zone)) == [(Rule.FUSEAU_INCONNU, ("autre",))]
    assert found(commune("autre", cogs=cogs, fuseau=[{"nom": "Indian/Reunion"}])) == []
