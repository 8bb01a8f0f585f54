"""The four reference communes answer as their map says, on 1 January 2026 and on the days their history turns on."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest

from hub.core.competence import Question, resolve
from hub.core.question import Answer
from hub.core.registry import RegistryView, build
from hub.registry.files import load_folder, read_folder
from schemas.codes import Function, Reason, Role
from tests.unit.reference_map import (
    CCAS_A,
    CCAS_B,
    CCAS_D,
    CD,
    CIAS,
    COMMUNES,
    DECIDES,
    DOORS,
    EXECUTES,
    INSTRUCTS,
    MDS,
    NOBODY,
    TOWN_C,
)

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "registre"
NEW_YEAR_2026 = date(2026, 1, 1)


@cache
def registry() -> RegistryView:
    """The registry of the repository."""
    return build(load_folder(FOLDER))


def ask(commune: str, aid: str, day: str | date, function: Function = Function.DECIDER, **more: object) -> Answer:
    """Who answers."""
    when = date.fromisoformat(day) if isinstance(day, str) else day
    return resolve(registry(), Question(commune, aid, when, function, **more))  # type: ignore[arg-type]  # named fields of Question


def said(answer: Answer) -> tuple[str | None, Role, str | None]:
    """Who, in what capacity, by which act."""
    return answer.responsable, answer.role, answer.acte


def cell(answer: Answer, aid: str) -> str:
    """An answer as a cell of the map."""
    if answer.raison is Reason.ACTION_COLLECTIVE:
        return " ".join(["collectif", *sorted(one.acteur for one in answer.alternatives if one.aide == aid)])
    if answer.raison is Reason.ORIENTATION_SUPPLETIF:
        return " ".join(["suppletif", *sorted(answer.suppletifs)])
    if answer.responsable is None:
        return NOBODY if answer.raison is Reason.AIDE_NON_INSTITUEE else str(answer.raison)
    return answer.responsable if answer.role is Role.TITULAIRE else f"{answer.role} {answer.responsable}"


def test_the_registry_has_no_fault() -> None:
    """The check of the registry finds nothing in the files of the repository."""
    assert [finding.explanation for finding, _ in read_folder(FOLDER).findings(datetime.now(UTC))] == []


def test_the_map_names_every_aid_of_the_catalogue() -> None:
    """No aid of the catalogue is left without an expected answer, and none is expected that the catalogue lacks."""
    assert sorted(DECIDES) == [aid.code for aid in registry().aids()]


@pytest.mark.parametrize("aid", sorted(DECIDES))
def test_every_commune_decides_as_the_map_says(aid: str) -> None:
    """Who decides and in what capacity, in the four communes."""
    assert tuple(cell(ask(commune, aid, NEW_YEAR_2026), aid) for commune in COMMUNES) == DECIDES[aid]


@pytest.mark.parametrize("aid", sorted(INSTRUCTS))
def test_every_commune_instructs_as_the_map_says(aid: str) -> None:
    """Who prepares the decision, in the four communes."""
    assert tuple(ask(commune, aid, NEW_YEAR_2026, Function.INSTRUIRE).responsable for commune in COMMUNES) == INSTRUCTS[aid]


@pytest.mark.parametrize("aid", sorted(EXECUTES))
def test_every_commune_executes_as_the_map_says(aid: str) -> None:
    """Who does the work and in what capacity, in the four communes."""
    answers = (ask(commune, aid, NEW_YEAR_2026, Function.EXECUTER) for commune in COMMUNES)
    assert tuple((answer.responsable or NOBODY, answer.role) for answer in answers) == EXECUTES[aid]


@pytest.mark.parametrize(("commune", "aid", "function", "door", "role"), DOORS)
def test_the_door_the_person_knocked_at_answers(commune: str, aid: str, function: Function, door: str, role: Role) -> None:
    """At an agreed or authorised body's own door it answers; at no door in particular it does not."""
    answer = ask(commune, aid, NEW_YEAR_2026, function, counter=door)
    assert (answer.responsable, answer.role) == (door, role)
    assert ask(commune, aid, NEW_YEAR_2026, function).responsable != door


def test_the_agreement_of_le_seuil_ends_at_midnight() -> None:
    """Row 2: on 11 May 2026 the agreed association decides at its door, the day after the CCAS does."""
    last = ask("aubrelle", "DOMICIL", "2026-05-11", counter="asso-le-seuil")
    assert said(last) == ("asso-le-seuil", Role.DELEGATAIRE, "aubrelle-agrement-le-seuil-2021")
    after = ask("aubrelle", "DOMICIL", "2026-05-12", counter="asso-le-seuil")
    assert said(after) == (CCAS_B, Role.TITULAIRE, "loi-domiciliation")
    reasons = {one.acte: one.raison for one in after.ecartes}
    assert reasons["aubrelle-agrement-le-seuil-2021"] is Reason.ACTE_EXPIRE


def test_a_convention_not_renewed_makes_a_delegate_an_association_without_mandate() -> None:
    """Row 3: Panier solidaire decides in Aubrelle until 31 December 2017; from the day after it is only proposed."""
    before = ask("aubrelle", "ALIM-COL", "2017-12-31")
    assert said(before) == ("asso-panier-solidaire", Role.DELEGATAIRE, "aubrelle-convention-panier-solidaire")
    assert before.titulaire == CCAS_B
    after = ask("aubrelle", "ALIM-COL", "2018-01-01")
    assert (after.responsable, after.raison) == (None, Reason.ORIENTATION_SUPPLETIF)
    assert "asso-panier-solidaire" in after.suppletifs


def test_a_nursery_place_is_decided_by_who_is_competent_on_the_day_of_the_decision() -> None:
    """Row 4, competence: the CCAS of Port-Sorvan on 20 December 2019, the CIAS on 15 January 2020."""
    assert ask("port-sorvan", "CRECHE", "2019-12-20").responsable == "ccas-port-sorvan"
    after = ask("port-sorvan", "CRECHE", "2020-01-15")
    assert said(after) == (CIAS, Role.TITULAIRE, "port-sorvan-transfert-petite-enfance-2020")
    assert after.raison is Reason.COMPETENCE_TRANSFEREE


@pytest.mark.parametrize(
    ("day", "cents", "expected"),
    [
        ("2021-12-31", 6500, "ccas-port-sorvan"),
        ("2022-01-01", 5500, CIAS),
        ("2023-08-01", 5500, "ccas-port-sorvan"),
        ("2023-08-01", 6000, "ccas-port-sorvan"),
        ("2023-08-01", 6001, CIAS),
        ("2023-08-01", 6500, CIAS),
        ("2023-12-31", 5500, "ccas-port-sorvan"),
        ("2024-01-01", 5500, CIAS),
        ("2024-02-01", 5500, CIAS),
        ("2024-02-01", 6500, CIAS),
    ],
)
def test_small_emergency_aid_stays_with_the_town_until_its_ccas_is_dissolved(day: str, cents: int, expected: str) -> None:
    """Row 5: in 2023 up to 60 euros is the communal CCAS's, above it the CIAS's; from 2024 all is the CIAS's."""
    answer = ask("port-sorvan", "SEC-URG", day, amount_cents=cents)
    assert (answer.responsable, answer.role) == (expected, Role.TITULAIRE)


@pytest.mark.parametrize("function", list(Function))
def test_the_funeral_of_a_person_without_means_is_never_the_cias(function: Function) -> None:
    """Row 6: in March 2025 the town of Port-Sorvan holds every function."""
    assert ask("port-sorvan", "OBS-IND", "2025-03-15", function).responsable == TOWN_C


def test_a_housing_fund_decision_is_delegated_up_to_its_ceiling_and_its_envelope() -> None:
    """Row 7, competence: 280 euros is the CCAS's under an act that has an envelope and a fallback; above 300 it is the département's."""
    answer = ask("nantrelle", "FSL-E", "2025-11-20", amount_cents=28_000)
    assert said(answer) == (CCAS_D, Role.DELEGATAIRE, "nantrelle-fsl-ccas-2023")
    assert answer.titulaire == CD
    act = registry().act("nantrelle-fsl-ccas-2023")
    assert act is not None
    assert act.enveloppe is not None
    assert (act.enveloppe.centimes_par_an, act.clause_urgence) == (18_000_000, CD)
    assert ask("nantrelle", "FSL-E", "2025-11-20", amount_cents=30_001).responsable == CD
    assert ask("nantrelle", "FSL-E", "2022-12-31", amount_cents=28_000).responsable == CD


@pytest.mark.parametrize("commune", COMMUNES)
@pytest.mark.parametrize("function", [Function.RECEVOIR, Function.INSTRUIRE, Function.DECIDER, Function.PAYER])
def test_child_welfare_money_is_the_departement_alone(commune: str, function: Function) -> None:
    """Row 9: knocked at the CCAS or anywhere, the département alone, by exclusion of law."""
    counter = {"ferrevaux": CCAS_A, "aubrelle": CCAS_B, "port-sorvan": CIAS, "nantrelle": CCAS_D}[commune]
    answer = ask(commune, "ASE-FIN", NEW_YEAR_2026, function, counter=counter)
    assert (answer.responsable, answer.role, answer.raison) == (CD, Role.TITULAIRE, Reason.EXCLUSION_LEGALE)


def test_the_code_of_a_merged_commune_resolves_from_the_merger_on() -> None:
    """Row 18: 00305 is unknown until 31 December 2024 and is Port-Sorvan from 2025; 00303 always was."""
    assert registry().commune("00305", date(2024, 12, 31)) is None
    merged = registry().commune("00305", date(2025, 1, 1))
    assert merged is not None
    assert merged.slug == "port-sorvan"
    assert registry().commune("00303", date(1997, 1, 1)) == registry().commune("00303", NEW_YEAR_2026) == merged


def test_an_urgent_request_is_prepared_by_the_most_precise_convention() -> None:
    """Nantrelle: the MDS prepares urgent emergency aid, the CCAS the rest, and the CCAS decides both."""
    assert said(ask("nantrelle", "SEC-URG", NEW_YEAR_2026, Function.INSTRUIRE, urgent=True))[:2] == (MDS, Role.INSTRUCTEUR)
    assert ask("nantrelle", "SEC-URG", NEW_YEAR_2026, Function.INSTRUIRE).responsable == CCAS_D
    assert ask("nantrelle", "SEC-URG", NEW_YEAR_2026, urgent=True).responsable == CCAS_D


def test_a_person_on_rsa_is_received_by_france_travail_from_2025() -> None:
    """The national act applies to every commune, whoever accompanies there."""
    for commune in COMMUNES:
        assert ask(commune, "RSA-ACC", "2024-12-31", Function.RECEVOIR).responsable == CD
        assert ask(commune, "RSA-ACC", "2025-01-01", Function.RECEVOIR).responsable == "france-travail-haute-oriane"


def shown(answer: Answer, aid: str) -> str:
    """An answer as a cell of the reference page."""
    word, *names = cell(answer, aid).split()
    if answer.responsable is None or answer.raison is Reason.ACTION_COLLECTIVE:
        return {NOBODY: "non instituée", "suppletif": f"sans mandat : {', '.join(names)}"}.get(
            word, f"action collective : {', '.join(names)}"
        )
    role = "" if answer.role is Role.TITULAIRE else f" ({answer.role})"
    return f"{answer.responsable}{role} `{answer.acte}`"


def test_the_outings_of_elders_changed_hands_at_aubrelle_in_2016() -> None:
    """Délib. 15-118: run by the CCAS until 2015, by the town's service from 2016-01-01; each answers for the action in its time."""
    before, after = (ask("aubrelle", "ANIM-SEN", day) for day in (date(2015, 12, 31), date(2016, 1, 1)))
    assert (before.responsable, before.raison) == ("ccas-aubrelle", Reason.ACTION_COLLECTIVE)
    assert (after.responsable, after.raison) == ("service-seniors-aubrelle", Reason.ACTION_COLLECTIVE)


def test_the_reference_page_says_what_the_registry_answers() -> None:
    """Every aid is in one table of the page, with who answers in each commune and by which act."""
    page = (FOLDER.parents[1] / "docs" / "reference" / "reference-communes.md").read_text(encoding="utf-8")
    rows = [[part.strip() for part in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")]
    by_commune = {row[0]: row[1:] for row in rows if row[0] in DECIDES}
    everywhere = {aid: [row[0]] * 4 for row in rows for aid in row[1].split(", ") if len(row) == 2 and aid in DECIDES}
    expected = {aid: [shown(ask(commune, aid, NEW_YEAR_2026), aid) for commune in COMMUNES] for aid in DECIDES}
    assert {**by_commune, **everywhere} == expected


@pytest.mark.parametrize(
    ("commune", "aid", "expected"),
    [
        ("aubrelle", "SEC-URG", {"asso-main-tendue"}),
        ("aubrelle", "CHRS", {"asso-maraude-aubrelle"}),
        ("nantrelle", "ALIM-COL", {"asso-main-tendue", "asso-panier-solidaire", "asso-entraide-nantrelle-1", "asso-entraide-nantrelle-2"}),
        ("ferrevaux", "ALIM-COL", set()),
    ],
)
def test_associations_without_mandate_are_named_beside_who_answers(commune: str, aid: str, expected: set[str]) -> None:
    """They help, they hold nothing."""
    answer = ask(commune, aid, NEW_YEAR_2026)
    assert answer.responsable not in {None, *expected}
    assert set(answer.suppletifs) == expected
