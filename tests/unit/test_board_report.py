"""The report on what was decided by delegation: what cases concluded, counted, without a person or a dossier."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from hub.cli._board_report import as_dict, as_html, print_page
from hub.core.board_report import BoardReport
from hub.core.outcome import Outcome
from hub.readmodel.apply import LogRecord, apply_journal, apply_registry
from hub.readmodel.board_report import board_report
from hub.readmodel.store import JournalId, open_to_write
from schemas.registry import AnyRecord, Version
from tests.unit.case_world import ACTORS, ACTS, AIDS, TOWN, Hub, decision, view_with
from tests.unit.journal_entries import bytes_of
from tests.unit.registry_records import act

SINCE = date(2025, 12, 1)
VOTED = act(
    "delegation-2025", "delegation_interne", "ccas", aides=["SECOURS", "PROPRE"], fonctions=["DECIDER"], organe="president",
    du=date(2025, 9, 1), montant_max_centimes=10_000, objet="Secours : le président", numero="délib. 25-09",
)  # fmt: skip
BY_PRESIDENT: dict[str, Any] = {"by": "delegation-2025", "organe": "president"}


@pytest.fixture
def model(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A read model that knows the town's registry."""
    connection = open_to_write(tmp_path / "relais.sqlite", JournalId("cluster/journal/registry"))
    records: list[AnyRecord] = [*ACTORS, *AIDS, TOWN, *ACTS, VOTED, Version(version=1, empreinte="e", enregistre_le="2026-01-01")]
    apply_registry(connection, [LogRecord(0, n, one.model_dump_json().encode()) for n, one in enumerate(records)], len(records))
    yield connection
    connection.close()


class Office(Hub):
    """A hub whose decisions are read in a model."""

    def signed(self, aid: str = "SECOURS", *, days: int = 0, **signed: Any) -> str:
        """A decision on a new dossier, `days` ago, recorded now; returns the dossier's id."""
        day = (self.now.date() - timedelta(days=days)).isoformat()
        case_id = self.opened(aid, "ville", counter="ville", date_demande="2025-06-01")
        signed = {**BY_PRESIDENT, "date_decision": day, **signed}
        assert self.publish("ville", "decision.rendue", case_id, decision(**signed)).refusal is None
        return case_id

    def settle(self, kind: str, case_id: str, who: str = "ccas", **content: str) -> Outcome:
        """One event that settles the last decision that waits."""
        outcome = self.publish(who, f"decision.{kind}", case_id, {"date": self.now.date().isoformat(), **content})
        assert outcome.refusal is None, outcome.refusal
        return outcome

    def report(self, model: sqlite3.Connection, actor: str = "ccas", since: date = SINCE) -> BoardReport:
        """What is reported of the journal."""
        log = [LogRecord(0, n, bytes_of(one)) for n, one in enumerate(self.journal)]
        apply_journal(model, log, {0: len(log)})
        found = board_report(model, actor, since)
        assert found is not None
        return found


@pytest.fixture
def office() -> Office:
    """The town in December 2025, where the president's delegation was voted in September."""
    return Office(view_with(VOTED))


def shown(report: BoardReport) -> str:
    """The page in a terminal, its spaces made plain."""
    page = StringIO()
    print_page(report, Console(file=page, width=220))
    return " ".join(page.getvalue().replace("\u00a0", " ").split())


def test_decisions_are_counted_by_internal_act_and_organ(model: sqlite3.Connection, office: Office) -> None:
    """Number, amounts granted, senses, aids, first and last date; the assembly's own are only counted."""
    office.signed(days=3, montant_centimes=5_000)
    office.signed(days=1, montant_centimes=2_500, sens="accord_partiel")
    office.signed("PROPRE", montant_centimes=900, sens="refus", motif="hors_reglement")
    office.signed(by="delegation-commission", organe="commission_permanente", montant_centimes=40_000)
    office.signed(by="ccas-secours", organe="conseil_administration", montant_centimes=90_000)
    told = as_dict(office.report(model))
    assert told["decisions"] == [
        {
            "acte": "delegation-2025", "numero": "délib. 25-09", "objet": "Secours : le président", "organe": "president", "nombre": 3,
            "montant_centimes": 7_500, "sens": {"accord": 1, "accord_partiel": 1, "refus": 1}, "aides": {"SECOURS": 2, "PROPRE": 1},
            "premiere": "2026-01-02", "derniere": "2026-01-05",
        },
        {
            "acte": "delegation-commission", "numero": "delegation-commission", "objet": "delegation-commission",
            "organe": "commission_permanente", "nombre": 1, "montant_centimes": 40_000, "sens": {"accord": 1}, "aides": {"SECOURS": 1},
            "premiere": "2026-01-05", "derniere": "2026-01-05",
        },
    ]  # fmt: skip
    assert told["total"] == {"nombre": 4, "montant_centimes": 47_500, "derogations": 0, "par_l_assemblee": 1}
    assert (told["acteur"], told["nom"], told["depuis"], told["anterieures"], told["derogations"]) == ("ccas", "ccas", "2025-12-01", [], [])


def test_the_act_is_the_delegation_whatever_act_the_decision_names(model: sqlite3.Connection, office: Office) -> None:
    """The president cites the règlement; it was by its delegation that it decided. Where no delegation is known, that is said."""
    office.signed(by="ccas-secours")
    office.signed("MARCHE", by="ccas-marche", organe="directeur")
    report = office.report(model)
    assert [(line.acte, line.organe) for line in report.lignes] == [(None, "directeur"), ("delegation-2025", "president")]
    assert "aucun acte connu" in shown(report)


def test_derogations_are_counted_with_what_became_of_them(model: sqlite3.Connection, office: Office) -> None:
    """Decided beyond its cap, and confirmed, taken over, withdrawn, or waiting: never among the decisions."""
    beyond = [office.signed(montant_centimes=20_000) for _ in range(4)]
    office.settle("confirmee", beyond[0])
    office.settle("regularisee", beyond[1], acte="ccas-secours")
    office.settle("retiree", beyond[2], "ville")
    office.signed(days=20)
    told = as_dict(office.report(model))
    assert told["derogations"] == [
        {
            "organe": "president", "raison": "DECISION_ANTIDATEE", "nombre": 1, "montant_centimes": 0,
            "issues": {"en_attente": 1, "confirmee": 0, "regularisee": 0, "retiree": 0},
            "premiere": "2025-12-16", "derniere": "2025-12-16",
        },
        {
            "organe": "president", "raison": "ORGANE_NON_HABILITE", "nombre": 4, "montant_centimes": 80_000,
            "issues": {"en_attente": 1, "confirmee": 1, "regularisee": 1, "retiree": 1},
            "premiere": "2026-01-05", "derniere": "2026-01-05",
        },
    ]  # fmt: skip
    assert told["total"]["derogations"] == 5


def test_what_a_regularisation_took_over_is_a_decision_of_the_authority(model: sqlite3.Connection, office: Office) -> None:
    """One row of its own, of the day it was taken over."""
    case_id = office.signed("CONFIEE", actor_id="ville", by="convention-asso", organe="maire")
    office.settle("regularisee", case_id, "asso", acte="convention-asso")
    office.report(model)
    rows = model.execute("SELECT acteur, etat, raison_arret FROM decisions ORDER BY rang").fetchall()
    assert rows == [("ville", "regularisee", "AUTEUR_INCOMPETENT"), ("asso", "retenue", None)]


def test_a_decision_set_free_is_a_decision_like_the_others(model: sqlite3.Connection, office: Office) -> None:
    """It was competent after all, by the delegation that was recorded late."""
    case_id = office.signed(by="ccas-secours", organe="vice_president", montant_centimes=700)
    late = act("delegation-vp", "delegation_interne", "ccas", aides=["SECOURS"], fonctions=["DECIDER"], organe="vice_president", du=SINCE)
    office.view = view_with(VOTED, late, version=2)
    office.examined(case_id)
    report = office.report(model)
    assert [(line.acte, line.nombre, line.montant_centimes) for line in report.lignes] == [("delegation-vp", 1, 700)]
    assert report.derogations == ()


def test_of_several_that_wait_the_right_one_is_settled(model: sqlite3.Connection, office: Office) -> None:
    """By the event that brought it; in the journal of an older hub, which did not say, the last one."""
    case_id = office.signed(montant_centimes=20_000)
    day = office.now.date().isoformat()
    more = decision(**BY_PRESIDENT, date_decision=day, montant_centimes=30_000)
    office.publish("ville", "decision.rendue", case_id, more)
    office.settle("confirmee", case_id)
    office.settle("confirmee", case_id)
    first, second = office.journal[-2:]
    for entry in (first, second):
        settled = next(one for one in entry.conclusions if one.raison == "CONFIRMEE")
        del settled.details["evenement"]
    office.report(model)
    rows = model.execute("SELECT montant_centimes, etat FROM decisions ORDER BY rang").fetchall()
    assert rows == [(20_000, "confirmee"), (30_000, "confirmee")]


def test_a_settlement_of_what_the_model_never_saw_changes_nothing(model: sqlite3.Connection, office: Office) -> None:
    """A journal that begins in the middle, a way of settling of a newer hub: nothing stops."""
    case_id = office.signed(montant_centimes=20_000)
    office.settle("confirmee", case_id)
    office.journal = [entry for entry in office.journal if entry.type != "fr.relais.decision.rendue.v1"]
    assert office.report(model).lignes == ()


def test_what_is_dated_before_and_came_since_is_told_apart(model: sqlite3.Connection, office: Office) -> None:
    """The last report could not hold it; what was recorded before the period was in it."""
    office.signed(days=3)
    office.later(days=30)
    since = office.now.date() - timedelta(days=1)
    office.signed(days=4)
    told = as_dict(office.report(model, since=since))
    assert (told["decisions"], [line["nombre"] for line in told["anterieures"]]) == ([], [1])
    assert "1 décision que le compte rendu précédent ne pouvait pas contenir" in shown(office.report(model, since=since))


def test_an_actor_nobody_knows_has_no_report(model: sqlite3.Connection, office: Office) -> None:
    """One that decided nothing has an empty one."""
    office.report(model)
    assert board_report(model, "personne", SINCE) is None
    empty = board_report(model, "departement", SINCE)
    assert empty is not None
    assert "Aucune décision n'a été prise par délégation. L'assemblée n'en a pris aucune." in shown(empty)
    assert "Aucune décision n'a dépassé ce que les délégations permettent." in shown(empty)


def three_grants(office: Office, model: sqlite3.Connection) -> BoardReport:
    """Two whole, one in part, whatever their order."""
    for sense in ("accord_partiel", "accord"):
        office.signed(montant_centimes=100, sens=sense)
    return office.report(model)


def test_the_page_is_plain_french_and_names_no_dossier(model: sqlite3.Connection, office: Office) -> None:
    """In the terminal and to print: no code, no dossier, no person; what is left to settle is said."""
    office.signed(montant_centimes=5_000)
    office.signed(by="ccas-secours", organe="conseil_administration")
    office.signed(montant_centimes=20_000)
    report = office.report(model)
    page, printed = shown(report), as_html(report)
    assert "Compte rendu des décisions prises par délégation : ccas, depuis le 1er décembre 2025" in page
    assert "1 décision, 50 € accordés. L'assemblée elle-même en a pris 1." in page
    assert "Une décision attend encore d'être réglée." in page
    assert "Secours : le président (délib. 25-09)" in page
    office.signed(montant_centimes=20_000)
    assert "2 décisions attendent encore d'être réglées." in shown(office.report(model))
    for text in (page, printed, json.dumps(as_dict(report))):
        assert "dos_" not in text
        assert "per_" not in text
    for text in (page, printed):
        assert "ORGANE_NON_HABILITE" not in text
    assert printed.startswith("<!doctype html>")
    assert '<th scope="row">le président<br>Secours\u00a0: le président (délib. 25-09)</th>' in printed
    counted = shown(three_grants(office, model))
    assert "3 : 2 accords et 1 accord partiel" in counted
    assert "SECOURS (3)" in counted


def test_what_the_registry_says_is_shown_as_it_is(model: sqlite3.Connection, office: Office) -> None:
    """A text of the registry is never markup."""
    forged = VOTED.model_copy(update={"objet": "<b>[red]x[/red]</b>"})
    last = model.execute("SELECT max(position) FROM registre").fetchone()[0]
    version = Version(version=2, empreinte="f", enregistre_le="2026-01-02")
    records = (LogRecord(0, last + 1, forged.model_dump_json().encode()), LogRecord(0, last + 2, version.model_dump_json().encode()))
    apply_registry(model, records, last + 3)
    office.signed()
    report = office.report(model)
    assert "&lt;b&gt;[red]x[/red]&lt;/b&gt;" in as_html(report)
    assert "<b>[red]x[/red]</b>" in shown(report)
