"""Many communes generated from the four: sound, each answering like its model, checked in a time that grows with their number."""

import gc
from datetime import date
from time import process_time

import pytest

from bench.many_communes import COGS, nation_and_communes
from hub.core.competence import Question, resolve
from hub.core.registry import RegistryView, build
from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from hub.registry.files import default_folder, load_folder
from schemas.registry import Act, AnyRecord
from tests.unit.reference_map import COMMUNES as MODELS

COMMUNES = 100
FEWER = 20


@pytest.fixture(scope="module")
def many() -> list[AnyRecord]:
    """A hundred communes."""
    return nation_and_communes(COMMUNES)


def test_the_time_of_a_check_grows_with_the_number_of_communes(many: list[AnyRecord]) -> None:
    """No fault among a hundred, in no more than twice the processor time of as many taken twenty by twenty; the best of three, in turn."""
    fewer = nation_and_communes(FEWER)
    turns = [(_seconds_of_a_sound_check(fewer), _seconds_of_a_sound_check(many)) for _ in range(3)]
    few_s, many_s = (min(each) for each in zip(*turns, strict=True))
    assert many_s < 2 * few_s * COMMUNES / FEWER


def _seconds_of_a_sound_check(records: list[AnyRecord]) -> float:
    """Without the collector, which would walk all that the other tests keep."""
    gc.disable()
    try:
        began = process_time()
        assert check(records) == []
        return process_time() - began
    finally:
        gc.enable()


def test_one_fault_among_a_hundred_communes_is_found(many: list[AnyRecord]) -> None:
    """The one act that was moved, in the one commune it belongs to."""
    acts = [record for record in many if isinstance(record, Act) and record.id.startswith("ferrevaux-reglement-v8-energie-")]
    wrong = acts[7].model_copy(update={"du": date(2025, 2, 2)})
    findings = check([wrong if record is acts[7] else record for record in many])
    assert [(one.rule, one.aid, one.day, one.commune) for one in findings] == [
        (Rule.COMPETENCE_INTERROMPUE, "ENERG", date(2025, 2, 1), wrong.communes[0])
    ]


def test_a_copy_answers_like_its_model(many: list[AnyRecord]) -> None:
    """For every aid: the same reason, and the same actor under its new name."""
    model, copies = build(load_folder(default_folder())), build(many)
    for aid in model.aids():
        for commune in MODELS:
            (copy,) = (one.slug for one in copies.communes() if one.slug.startswith(commune) and int(one.slug[-4:]) < len(MODELS))
            first, second = (resolve(view, Question(slug, aid.code, date(2026, 1, 1))) for view, slug in ((model, commune), (copies, copy)))
            assert (first.raison, first.role) == (second.raison, second.role)
            assert second.responsable in {first.responsable, f"{first.responsable}{copy[-5:]}"}


def test_there_is_a_code_for_each_of_a_thousand_communes() -> None:
    """No two copies share one."""
    view: RegistryView = build(nation_and_communes(12))
    codes = [period.code for commune in view.communes() for period in commune.cog]
    assert len(set(codes)) == len(codes) == 12
    assert len(set(COGS)) == 1_000
