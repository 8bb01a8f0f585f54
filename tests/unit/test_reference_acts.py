"""Every act of the reference communes counts from its first day to its last, not a day more; every line of their history is an act."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from stdnum.fr import siren

from hub.core.competence import Question, resolve
from hub.core.registry import INTERNAL_KINDS, RegistryView, build
from hub.registry.files import load_folder
from schemas.codes import Body, Function, Reason
from schemas.registry import Act
from tests.unit.reference_history import ACTORS, HISTORY, SIRENS

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "registre"
DAY = timedelta(days=1)
OVER = (Reason.ACTE_EXPIRE, Reason.ACTE_REVOQUE, Reason.ACTEUR_DISPARU)
NATIONAL_SEEN_FROM = "ferrevaux"


@cache
def registry() -> RegistryView:
    """The registry of the repository."""
    return build(load_folder(FOLDER))


def routing_acts() -> Iterator[tuple[Act, str, str]]:
    """Every act that may move a case, in each commune and for each aid it names (national acts seen from one commune)."""
    for act in registry().all_acts():
        if act.type not in INTERNAL_KINDS:
            for commune in act.communes or (NATIONAL_SEEN_FROM,):
                yield from ((act, commune, aid) for aid in act.aides)


def internal_acts() -> Iterator[Act]:
    """Every act by which an assembly lets another organ decide."""
    return (act for act in registry().all_acts() if act.type in INTERNAL_KINDS and act.communes)


def standing(act: Act, commune: str, aid: str, day: date) -> Reason:
    """What an answer on `day`, to a question made for the act, says of it: the reason it was chosen, offered or set aside."""
    (local,) = (one for one in registry().acts(commune, aid) if one.act.id == act.id)
    question = Question(
        commune,
        aid,
        day,
        act.fonctions[0] if act.fonctions else Function.DECIDER,
        counter=local.holder if act.au_guichet else None,
        amount_cents=act.montant_max_centimes if act.montant_max_centimes is not None else act.montant_min_centimes,
        urgent=act.urgence_seulement,
    )
    answer = resolve(registry(), question)
    said = [one.raison for one in answer.ecartes if one.acte == act.id]
    offered = [one.raison for one in answer.alternatives if one.acte == act.id and one.aide == aid]
    (only,) = {*said, *offered, *([answer.raison] if act.id == answer.acte else [])}
    return only


ROUTING = [pytest.param(act, commune, aid, id=f"{act.id}-{commune}-{aid}") for act, commune, aid in routing_acts()]
ENDING = [param for param in ROUTING if isinstance(param.values[0], Act) and (param.values[0].au or param.values[0].revoque_le)]
INTERNAL = [pytest.param(act, id=act.id) for act in internal_acts()]


@pytest.mark.parametrize(("act", "commune", "aid"), ROUTING)
def test_an_act_counts_from_its_first_day(act: Act, commune: str, aid: str) -> None:
    """The day before it is not yet in force; on the day it is considered like any other."""
    assert standing(act, commune, aid, act.du - DAY) is Reason.ACTE_PAS_ENCORE_EN_VIGUEUR
    assert standing(act, commune, aid, act.du) not in (Reason.ACTE_PAS_ENCORE_EN_VIGUEUR, *OVER)


@pytest.mark.parametrize(("act", "commune", "aid"), ENDING)
def test_an_act_counts_until_its_last_day(act: Act, commune: str, aid: str) -> None:
    """On its last day it is considered; on the day after it is over, or revoked."""
    end = min(day for day in (act.au, act.revoque_le) if day is not None)
    assert standing(act, commune, aid, end - DAY) not in (Reason.ACTE_PAS_ENCORE_EN_VIGUEUR, *OVER)
    assert standing(act, commune, aid, end) is (Reason.ACTE_REVOQUE if end == act.revoque_le else Reason.ACTE_EXPIRE)


@pytest.mark.parametrize("act", INTERNAL)
def test_an_internal_delegation_counts_from_its_first_day_to_its_last(act: Act) -> None:
    """Not the day before, nor the day after."""
    for aid in act.aides:
        assert act not in registry().internal_acts(act.beneficiaire, aid, act.du - DAY)
        assert act in registry().internal_acts(act.beneficiaire, aid, act.du)
        if act.au is not None:
            assert act in registry().internal_acts(act.beneficiaire, aid, act.au - DAY)
            assert act not in registry().internal_acts(act.beneficiaire, aid, act.au)


def test_between_two_boards_the_president_of_ferrevaux_holds_no_delegation() -> None:
    """From the election of 29 March 2026 until the board of 20 April only the standing commission is left."""
    organs = {
        day: {act.organe for act in registry().internal_acts("ccas-ferrevaux", "SEC-URG", date.fromisoformat(day)) if act.fonctions}
        for day in ("2026-03-28", "2026-03-29", "2026-04-05", "2026-04-19", "2026-04-20")
    }
    held, left = {Body.COMMISSION_PERMANENTE, Body.PRESIDENT}, {Body.COMMISSION_PERMANENTE}
    assert list(organs.values()) == [held, left, left, left, held]


def test_a_dissolved_ccas_holds_nothing() -> None:
    """Port-Sorvan: acts of the CCAS without an end of their own end with it, on 1 January 2024."""
    for aid in ("AID-FIN", "PORTAGE", "CRECHE", "PRE"):
        (own,) = (one for one in registry().acts("port-sorvan", aid) if one.holder == "ccas-port-sorvan")
        assert own.act.au is None
        assert (own.end, own.end_reason) == (date(2024, 1, 1), Reason.ACTEUR_DISPARU)


@pytest.mark.parametrize(("act_id", "first", "after", "facts"), [pytest.param(*line, id=line[0]) for line in HISTORY])
def test_every_line_of_the_history_is_an_act(act_id: str, first: str, after: str | None, facts: dict[str, object]) -> None:
    """Its first day, the first day after its last, and what the line says of it."""
    act = registry().act(act_id)
    assert act is not None
    end = act.revoque_le or act.au
    assert (act.du.isoformat(), end.isoformat() if end else None) == (first, after)
    assert {name: getattr(act, name) for name in facts} == facts


def test_the_yearly_budget_of_the_housing_fund_is_the_same_under_both_acts() -> None:
    """180,000 euros a year for Nantrelle, before and after the ceiling rose."""
    for act_id in ("nantrelle-fsl-ccas-2019", "nantrelle-fsl-ccas-2023"):
        act = registry().act(act_id)
        assert act is not None
        assert act.enveloppe is not None
        assert act.enveloppe.centimes_par_an == 18_000_000


@pytest.mark.parametrize("actor_id", ACTORS)
def test_every_actor_of_the_reference_is_in_the_registry(actor_id: str) -> None:
    """Under exactly that id."""
    assert registry().actor(actor_id) is not None


@pytest.mark.parametrize(("actor_id", "number"), sorted(SIRENS.items()))
def test_every_siren_is_the_one_of_the_reference(actor_id: str, number: str) -> None:
    """As given, and valid."""
    actor = registry().actor(actor_id)
    assert actor is not None
    assert [one.valeur for one in actor.identites if one.genre == "siren"] == [number]
    assert siren.is_valid(number)
