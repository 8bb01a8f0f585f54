"""The page of a partner's contract in a real Chromium: what the document says, for people, readable by everyone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from hub.cli import main
from hub.core.asyncapi import document
from hub.core.partner_terms import terms
from hub.core.registry import build
from hub.pages.contract import contract_page
from hub.published import published
from schemas.codes import Code
from tests.contract.chromium import Chromium, Seen, running
from tests.contract.test_pages import AAA_CONTRAST, HOSTILE, LOWEST_CONTRAST, opened
from tests.unit.registry_records import actor, ground


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One browser for this file."""
    with running(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


@pytest.fixture(scope="module")
def portage(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """The page of a partner of the reference, as the command writes it."""
    file = tmp_path_factory.mktemp("page") / "contrat.html"
    result = CliRunner().invoke(main, ["contract", "asyncapi", "--partner", "operateur-repas-ferrevaux", "--html", str(file)])
    assert result.exit_code == 0, result.output
    return chromium.open(file)


def test_the_page_is_whole_quiet_and_readable(portage: Seen) -> None:
    """One request, an empty console, no script; contrast of 7:1; nothing wider than the screen; A4."""
    assert (len(portage.requests), portage.console, portage.ask("document.scripts.length")) == (1, (), 0)
    assert portage.ask(LOWEST_CONTRAST) >= AAA_CONTRAST
    assert portage.ask("document.documentElement.scrollWidth <= innerWidth") is True
    assert b"/MediaBox [0 0 59" in portage.pdf
    assert [heading.level for heading in portage.of_role("heading")] == [1, *([2] * 6)]


def test_the_page_says_topics_types_fields_and_codes(portage: Seen) -> None:
    """One table a type, one row a field, one row a code; what only others do is not there."""
    text = portage.ask("document.body.innerText").replace("\u00a0", " ").replace("\u202f", " ")
    assert "Vous publiez sur from.operateur-repas-ferrevaux" in text
    assert "Vous lisez to.operateur-repas-ferrevaux" in text
    named = [table.name.split(":")[0].strip() for table in portage.of_role("table")]
    assert {"fr.relais.paiement.effectue.v1", "fr.relais.dossier.confie.v1", "Codes et phrases"} <= set(named)
    assert len(named) == len(set(named))
    assert "fr.relais.decision.confirmee.v1" not in text
    assert "montant_demande_centimes" not in text.partition("Ce que vous recevez")[2]
    assert all(code in text for code in Code)


def test_a_hostile_name_is_only_a_name(chromium: Chromium, tmp_path: Path) -> None:
    """Of the partner: nothing runs, nothing is asked."""
    named = actor("asso", nom=HOSTILE)
    seen = opened(chromium, tmp_path, contract_page(document(terms(build(ground(named)), named), published())))
    assert (len(seen.requests), seen.console) == (1, ())
    assert seen.ask("document.scripts.length + document.querySelectorAll('img').length") == 0
    assert seen.ask("document.body.textContent").count("<script>") >= 2
