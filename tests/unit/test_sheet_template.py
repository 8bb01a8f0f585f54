"""The template an actor fills in can be deposited as it is, and names what that actor may use."""

from datetime import date

import pytest

from hub.core.deposit import prepare
from hub.core.registry import build
from hub.core.sheet_columns import DECISION, DEMANDE, KINDS, Kind
from hub.core.sheet_template import template
from hub.registry.files import default_folder, load_folder
from tests.unit.deposited_tables import opened

VIEW = build(load_folder(default_folder()))
DAY = date(2026, 5, 11)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_template_deposited_as_it_is_deposits_nothing(kind: Kind) -> None:
    """Its columns are those of the contract, its rows are comments, and a French Excel reads its accents."""
    content = template(VIEW, "asso-le-seuil", kind, DAY)
    sheet, found = opened(content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert (sheet.lines, sheet.header, found.kind) == ((), tuple(kind.columns), kind)
    assert prepare(sheet, found, "asso-le-seuil") == ((), (), ())


def test_the_codes_are_those_of_the_actor_s_acts_that_day() -> None:
    """Its commune, its aid, its act; a year after its agreement, everything, since anybody may receive a demand."""
    then = template(VIEW, "asso-le-seuil", DEMANDE, DAY).decode()
    assert "codes possibles;00202;DOMICIL;" in then
    assert "SEC-URG" not in then
    later = template(VIEW, "asso-le-seuil", DEMANDE, date(2027, 5, 11)).decode()
    assert "SEC-URG" in later
    assert ";IP;" not in later
    assert "aubrelle-agrement-le-seuil-2021" in template(VIEW, "asso-le-seuil", DECISION, DAY).decode()
