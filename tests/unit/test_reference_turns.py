"""The four histories, on the day before and the day of every date in their files: as a slow oracle says, and as their telling says.

Days are taken from the files (first and last days of acts, suspensions, revocations, ends of posts; lives of actors; relations and mandates
that change hands), questions from the bounds of the acts on that aid: nothing here is picked by hand but the table of HISTORY_SAYS.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import pytest

from hub.core.competence import Question, resolve
from hub.core.registry import INTERNAL_KINDS
from hub.core.registry_check import key_of
from hub.registry.files import load_folder
from schemas.codes import Function
from schemas.registry import Act, Actor, AnyRecord, Commune
from tests.unit.competence_oracle import verdict
from tests.unit.reference_history import HISTORY
from tests.unit.reference_turns import HISTORY_SAYS, Turn
from tests.unit.test_reference_acts import FOLDER, registry

DAY = timedelta(days=1)
COMMUNES = ("ferrevaux", "aubrelle", "port-sorvan", "nantrelle")
AIDS = sorted(one.code for one in registry().aids())


@cache
def records() -> tuple[AnyRecord, ...]:
    """The files of the repository, as they are written."""
    return tuple(load_folder(FOLDER))


def acts_on(commune: str, aid: str) -> list[Act]:
    """The acts that name the aid and apply in the commune, internal ones too."""
    return [one for one in records() if isinstance(one, Act) and aid in one.aides and (not one.communes or commune in one.communes)]


def dates_of(act: Act) -> Iterator[date | None]:
    """Every date on which the act itself begins, ends, sleeps or wakes."""
    yield from (act.du, act.au, act.revoque_le, act.fin_du_poste, act.instruction_confirmee_jusqu_au)
    for stretch in act.suspensions:
        yield from (stretch.du, stretch.au)


@cache
def changes_of(commune: str) -> frozenset[date]:
    """The dates on which an actor appears or is gone, or the commune's relations, codes and assemblies change."""
    actors = [one for one in records() if isinstance(one, Actor)]
    (town,) = [one for one in records() if isinstance(one, Commune) and one.slug == commune]
    spans = [(one.du, one.au) for one in actors] + [(one.du, one.au) for one in town.relations] + [(one.du, one.au) for one in town.cog]
    spans += [(one.du, one.au) for one in town.mandats]
    return frozenset(one for span in spans for one in span if one is not None)


def days(commune: str, acts: list[Act]) -> list[date]:
    """The day before and the day of each of them."""
    found = {one for act in acts for one in dates_of(act) if one is not None} | changes_of(commune)
    return sorted({near for one in found for near in (one - DAY, one)})


def questions(commune: str, aid: str, acts: list[Act], day: date) -> Iterator[Question]:
    """What the acts on that aid tell demands apart by, one thing at a time."""
    amounts = {
        near
        for act in acts
        for bound in (act.montant_min_centimes, act.montant_max_centimes)
        if bound
        for near in (bound - 1, bound, bound + 1)
    }
    doors = {act.beneficiaire for act in acts if act.au_guichet or act.type == "autorisation"}
    publics = {public for act in acts for public in act.publics}
    places = {place for act in acts for place in act.territoire}
    spent = {act.id for act in acts if act.epuise == "repli"}
    for function in Function:
        yield Question(commune, aid, day, function)
        yield Question(commune, aid, day, function, urgent=True)
        yield from (Question(commune, aid, day, function, amount_cents=cents) for cents in amounts)
        yield from (Question(commune, aid, day, function, counter=door) for door in doors)
        yield from (Question(commune, aid, day, function, public=public) for public in publics)
        yield from (Question(commune, aid, day, function, territory=place) for place in places)
        yield from (Question(commune, aid, day, function, exhausted=frozenset({name})) for name in spent)


@pytest.mark.parametrize("aid", AIDS)
@pytest.mark.parametrize("commune", COMMUNES)
def test_the_oracle_agrees_on_the_day_before_and_the_day_of_every_date(commune: str, aid: str) -> None:
    """Every function, every bound: who answers and for which reason, by a program that shares nothing with the hub's."""
    acts = acts_on(commune, aid)
    known = [one for one in records() if isinstance(one, Actor) or key_of(one) in {("commune", commune), ("aide", aid)}] + acts
    wrong = []
    for question in (one for day in days(commune, acts) for one in questions(commune, aid, acts, day)):
        said, expected = resolve(registry(), question), verdict(known, question)
        if (said.responsable, said.raison) != (expected.responsable, expected.raison):
            wrong.append((question, said, expected))
    assert wrong == []


@pytest.mark.parametrize("turn", [pytest.param(one, id=f"{one.commune}-{one.aid}-{one.function}-{one.day}") for one in HISTORY_SAYS])
def test_the_history_says_who_answered_the_day_before_and_who_from_that_day(turn: Turn) -> None:
    """By the telling of the commune's history, read by a person and not from the files."""
    day = date.fromisoformat(turn.day)
    answers = [resolve(registry(), turn.question(one)) for one in (day - DAY, day)]
    assert [one.responsable for one in answers] == [turn.before, turn.after]
    assert [one.responsable for one in (verdict(list(records()), turn.question(near)) for near in (day - DAY, day))] == [
        turn.before,
        turn.after,
    ]


def test_every_line_of_the_history_is_in_the_table() -> None:
    """The first day of each, and the first after its last, where its act may move a case: none is left out because it was hard to tell."""
    told = {(turn.commune, turn.aid, turn.day) for turn in HISTORY_SAYS}
    missing = []
    for act_id, first, after, _ in HISTORY:
        act = registry().act(act_id)
        assert act is not None
        communes = act.communes or COMMUNES
        days_told = [(act_id, commune, day) for day in (first, after) if day is not None for commune in communes]
        if act.type not in INTERNAL_KINDS:
            missing += [one for one in days_told if not any((one[1], aid, one[2]) in told for aid in act.aides)]
    assert missing == []
