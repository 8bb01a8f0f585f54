"""What another registry would move, what was done under one, and the records that bring an earlier one back."""

from datetime import date

import msgspec

from hub.core.impact import impact
from hub.core.journal import JournalEntry
from hub.core.journal_reading import ReadEntry
from hub.core.preview import preview
from hub.core.reverting import replacing
from hub.registry.moves import foresee, records_of
from hub.registry.versions import Versions, encode, log_key
from schemas.registry import AnyRecord, Version
from tests.unit.case_world import ACTORS, ACTS, AIDS, TODAY, TOWN, Hub, action, decision, view_with
from tests.unit.journal_entries import bytes_of
from tests.unit.registry_records import act

REVOKED = act(
    "convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", fonctions=["DECIDER", "INSTRUIRE"],
    revoque_le=date(2025, 12, 1), capacite=30,
)  # fmt: skip


def read_again(entry: JournalEntry) -> ReadEntry:
    """An entry as the read model has it."""
    return msgspec.json.decode(bytes_of(entry), type=ReadEntry)


def with_cases() -> Hub:
    """A hub with four open cases, one closed and one collective action."""
    hub = Hub()
    hub.publish("asso", "transmission.acceptee", hub.opened("CONFIEE"), {"date": TODAY})
    for code in ("CONFIEE", "PROPRE", "LEGALE"):
        hub.opened(code)
    closed = hub.opened("CONFIEE", "ville")
    hub.publish("ville", "dossier.clos", closed, {"date": TODAY, "motif": "desistement"})
    hub.publish("service", "action.ouverte", "ATELIER", action())
    return hub


def test_what_would_move_is_counted_and_nothing_moves() -> None:
    """Two of four open cases rest on the convention; the association that accepted to decide could decide no more."""
    hub = with_cases()
    before = dict(hub.dossiers)
    found = preview([hub.case(one) for one in hub.dossiers], view_with(REVOKED, version=2), hub.now)
    assert (found.examined, len(found.moved), found.by_actor()) == (4, 2, {"asso": (2, 0), "ccas": (0, 2)})
    assert [actor for _, actor in found.endangered] == ["asso"]
    assert found.held["convention-asso"] == 2
    assert {(one.responsable_avant, one.responsable_apres) for one in found.moved} == {("asso", "ccas"), ("ccas", "ccas")}
    assert hub.dossiers == before


def test_the_preview_is_what_then_happens() -> None:
    """Each case that was said to move does, and no other."""
    hub = with_cases()
    view = view_with(REVOKED, version=2)
    foreseen = {one.dossier for one in preview([hub.case(one) for one in hub.dossiers], view, hub.now).moved}
    moved = {one.entry.dossier for one in hub.under(view) if hub.told(one)}
    assert moved == foreseen


def test_the_impact_of_a_version_is_what_the_journal_says() -> None:
    """Cases moved, and what each recipient was told, by the names of the fields."""
    hub = with_cases()
    hub.under(view_with(REVOKED, version=2))
    entries = [read_again(entry) for entry in hub.journal if entry.version_registre == 2]
    found = impact(entries)
    assert (len(found.moved), found.opened, found.decisions.total()) == (2, set(), 0)
    assert dict(found.told["asso"].messages) == {"fr.relais.dossier.retire.v1": 2}
    assert found.told["asso"].fields == {"fonctions", "depuis", "raison"}
    assert {"demande.date_demande", "acte", "role"} <= found.told["ccas"].fields
    assert found.told["ccas"].dossiers == found.moved
    opened = impact([read_again(entry) for entry in hub.journal if entry.version_registre == 0])
    assert len(opened.opened) == 5
    assert opened.entries == len(hub.journal) - len(entries)


def log_of(*loads: list[AnyRecord]) -> Versions:
    """A registry log in memory: each load, closed by its version."""
    versions = Versions()
    for number, records in enumerate(loads, 1):
        for record in records:
            versions.read(encode(record), "-")
        versions.read(encode(Version(version=number, empreinte=versions.digest(), enregistre_le="2026-01-01T00:00:00.000Z")), "-")
    return versions


def test_a_load_is_foreseen_with_its_contradictions_and_bounds() -> None:
    """Changed records, findings, cases, capacity before and after; the same content foresees nothing."""
    known = log_of([*ACTORS, *AIDS, TOWN, *ACTS])
    hub = with_cases()
    cases = [hub.case(one) for one in hub.dossiers]
    found = foresee([REVOKED], known, cases, hub.now)
    assert (found.version, found.changed, len(found.moves.moved)) == (2, ("acte/convention-asso",), 2)
    assert [(one.acte, one.capacite, one.centimes_par_an) for one in found.bounds] == [("convention-asso", (None, 30), (None, None))]
    same = foresee(ACTS, known, cases, hub.now)
    assert (same.changed, same.moves.examined, same.bounds) == ((), 0, ())
    assert foresee([act("sans-acteur", "institution", "personne")], known, cases, hub.now).findings


def test_a_reverted_registry_says_again_what_it_said() -> None:
    """What was replaced is back, what was new gives nothing, nothing is forgotten; done twice there is nothing left to write."""
    new = act("nouvelle", "institution", "ccas", aides=["ABSENTE"])
    known = log_of([*ACTORS, *AIDS, TOWN, *ACTS], [REVOKED, new])
    records = records_of(known, 1)
    assert [log_key(one) for one in records] == ["acte/convention-asso", "acte/nouvelle"]
    again = {**known.records, **{log_key(one): one for one in records}}
    assert again["acte/convention-asso"] == next(one for one in ACTS if one.id == "convention-asso")
    assert replacing(known.records_at(1), again) == []
    hub = Hub(view_with(*records))
    assert "asso" in hub.held(hub.opened("CONFIEE"))
    assert hub.case(hub.opened("ABSENTE")).orientation is not None


def test_a_decision_under_a_version_is_counted_by_what_became_of_it() -> None:
    """Applied, stopped, settled; an entry that concerns no case counts as an entry and nothing else."""
    hub = Hub()
    hub.publish("ccas", "decision.rendue", hub.opened("PROPRE"), decision())
    hub.publish("ccas", "decision.rendue", hub.opened("CONFIEE"), decision(by="jamais-vu"))
    outside = ReadEntry(format=1, id="-", cause="-", type="-", instant="-", envois=(("asso", "t", ("a",)),))
    found = impact([*(read_again(entry) for entry in hub.journal), outside])
    assert dict(found.decisions) == {"DECISION_RETENUE": 1, "DECISION_ARRETEE": 1}
    assert (found.told["asso"].messages["t"], found.entries) == (1, len(hub.journal) + 1)


def test_a_renewal_by_the_same_actor_is_no_move() -> None:
    """The case is examined, nobody loses or is offered anything."""
    own = act("ccas-propre", "institution", "ccas", aides=["PROPRE"], au=date(2026, 1, 2))
    renewed = act("ccas-propre-2026", "institution", "ccas", aides=["PROPRE"], du=date(2026, 1, 2))
    hub = Hub()
    hub.opened("PROPRE")
    found = preview([hub.case(one) for one in hub.dossiers], view_with(own, renewed, version=2), hub.now)
    assert (found.examined, found.moved, found.endangered) == (1, [], [])


def test_what_a_bounded_act_would_be_asked_for_is_foreseen() -> None:
    """Its cases count as moving, as if there were room; those that were oriented are left alone; who asks is counted beside who holds."""
    hub = Hub()
    cases = [hub.opened("PROPRE") for _ in range(2)]
    oriented = hub.opened("SUPPLETIVE")
    hub.publish("ccas", "orientation.consentie", oriented, {"date": TODAY, "acteur": "secours"})
    places = act("propre-asso", "delegation_competence", "asso", aides=["PROPRE"], delegant="ccas", fonctions=["INSTRUIRE"], capacite=1)
    found = preview([hub.case(one) for one in (*cases, oriented)], view_with(places, version=2), hub.now)
    assert (found.examined, found.asked["propre-asso"]) == (3, 2)
    assert [(one.dossier, one.recoivent) for one in found.moved] == [(one, ("asso",)) for one in cases]
    hub.under(view_with(places, version=2))
    hub.count()
    assert sorted("asso" in hub.held(one) for one in cases) == [False, True]
