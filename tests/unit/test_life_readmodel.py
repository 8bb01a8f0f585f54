"""What core writes of a dossier's life, read back: where it stands, of which commune it is, what happened, told in French."""

from pathlib import Path
from typing import Any

from rich.console import Console

from hub.cli._dossier import as_dict, print_tables
from hub.core.signals import OPPOSITION_OVER
from hub.readmodel.apply import LogRecord, apply_journal
from hub.readmodel.queries import case_of
from hub.readmodel.store import JournalId, open_to_write
from tests.unit.case_world import TODAY, Hub
from tests.unit.journal_entries import bytes_of
from tests.unit.life_world import DELEGATE, DOOR, Life
from tests.unit.test_reorienting import TWO
from tests.unit.test_signals import AFTER, signalled


def read(hub: Hub, case_id: str) -> tuple[Any, dict[str, Any], str]:
    """The row, the JSON and the printed page of a dossier, by its journal."""
    model = open_to_write(Path(":memory:"), JournalId("x"))
    apply_journal(model, [LogRecord(0, offset, bytes_of(one)) for offset, one in enumerate(hub.journal)], {0: len(hub.journal)})
    console = Console(record=True, width=250)
    print_tables(model, case_id, console)
    row, shown = case_of(model, case_id), as_dict(model, case_id)
    model.close()
    return row, shown, " ".join(console.export_text().split())


def test_a_life_is_told_to_its_end() -> None:
    """Each event in its words, what is awaited by the names of the contract."""
    life = Life().running()
    life.goes(DOOR, "situation.changee", nature="quotient_familial", quotient_familial_centimes=64_200)
    life.goes(DOOR, "recours.depose", voie="gracieux")
    row, shown, text = read(life.hub, life.id)
    assert (row.etat, shown["attendu"]) == ("EN_RECOURS", ["decision.maintenue", "decision.reformee", "jugement.rendu"])
    assert "la décision est contestée" in text
    assert "asso ouvre le droit, à partir du 5 janvier 2026, jusqu'au 4 janvier 2027" in text
    assert "ville signale un changement dans la situation : quotient familial" in text
    life.goes(DELEGATE, "decision.maintenue")
    life.goes(DELEGATE, "dossier.clos", motif="droit_fini")
    row, shown, text = read(life.hub, life.id)
    assert (row.etat, row.est_ouvert, shown["attendu"]) == ("CLOS", 0, [])
    assert "attendu │ aucun" in text


def test_a_demand_that_followed_the_person_is_of_its_new_commune() -> None:
    """One that did not stays where it was."""
    life = Life(Hub(view=TWO))
    life.goes(DOOR, "residence.changee", commune="00002", consentement=False)
    assert read(life.hub, life.id)[0].commune_slug == "ville"
    life.goes(DOOR, "residence.changee", commune="00002", consentement=True)
    row, _, text = read(life.hub, life.id)
    assert (row.commune, row.commune_slug, row.etat, row.responsable) == ("00002", "village", "TRANSFEREE", "ccas-village")
    assert "la demande a suivi la personne dans une autre commune" in text


def test_a_signal_is_a_dossier_without_a_demand() -> None:
    """Shown with its author, then with who answers for it."""
    hub, case_id = signalled()
    row, shown, text = read(hub, case_id)
    assert (row.etat, row.date_demande, row.responsable) == ("SIGNALEE", None, "operateur")
    assert shown["attendu"] == ["opposition.recue", "dossier.clos"]
    assert "la personne peut s'opposer jusqu'au 14 janvier 2026" in text
    hub.later(days=10)
    hub.reach(AFTER, OPPOSITION_OVER)
    assert read(hub, case_id)[0].responsable == "ccas"
    hub.publish("ccas", "dossier.clos", case_id, {"date": TODAY, "motif": "sans_suite"})
    assert read(hub, case_id)[0].etat == "CLOS"
