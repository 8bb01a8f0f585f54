"""The view of one version of the registry: last record wins, codes by date, national acts applied to each commune."""

from datetime import date
from itertools import pairwise

from hub.core.registry import REMEMBERED_MAX, build
from schemas.codes import ActKind, Reason
from schemas.registry import Relation, Version
from tests.unit.registry_records import DAY, act, actor, aid, commune, registry

NATIONAL = act("nation", "loi", "@ccas", communes=())


def test_the_last_record_of_an_id_wins() -> None:
    """A correction is a new record that replaces."""
    view = registry(act("acte", "institution", "ccas"), act("acte", "institution", "cias"))
    assert [local.holder for local in view.acts("ville", "AIDE")] == ["cias"]


def test_a_view_knows_its_version() -> None:
    """The highest version record names it; without one it is 0."""
    assert registry().version == 0
    stamps = [Version(version=number, empreinte="-", enregistre_le="-") for number in (1, 2)]
    assert registry(*stamps).version == 2


def test_a_commune_is_found_by_slug_and_by_code() -> None:
    """A merged commune's code is an alias from the merger on."""
    merged = commune(cogs=({"code": "00303"}, {"code": "00305", "du": "2025-01-01"}, {"code": "00300", "au": "2000-01-01"}))
    view = build([merged])
    assert view.commune("ville", DAY) is merged
    assert view.commune("00303", date(1990, 1, 1)) is merged
    assert view.commune("00305", date(2024, 12, 31)) is None
    assert view.commune("00305", date(2025, 1, 1)) is merged
    assert view.commune("00300", date(2000, 1, 1)) is None
    assert view.commune("99999", DAY) is None


def test_records_are_found_by_id_and_listed_in_order() -> None:
    """What was not loaded is None."""
    one = act("acte", "institution", "ccas")
    view = build([aid("B"), aid("A"), actor("b"), actor("a"), one, commune("y"), commune("x")])
    assert (view.actor("a"), view.aid("A"), view.act("acte")) == (actor("a"), aid("A"), one)
    assert (view.actor("z"), view.aid("Z"), view.act("z")) == (None, None, None)
    assert [aid.code for aid in view.aids()] == ["A", "B"]
    assert [actor.id for actor in view.actors()] == ["a", "b"]
    assert [commune.slug for commune in view.communes()] == ["x", "y"]
    assert view.all_acts() == (one,)


def test_a_national_act_applies_to_every_commune() -> None:
    """Each with its own holder."""
    other = commune("autre", relations=[Relation(nom="ccas", acteur="cias")])
    view = registry(other, NATIONAL)
    assert [local.holder for local in view.acts("ville", "AIDE")] == ["ccas"]
    assert [local.holder for local in view.acts("autre", "AIDE")] == ["cias"]
    assert view.acts("autre", "AIDE")[0].national


def test_a_relation_that_changes_hands_splits_the_act() -> None:
    """Each holder in its time, without a hole or an overlap; out of its time a holder is no candidate."""
    relations = [Relation(nom="ccas", acteur="ccas", au=date(2024, 1, 1)), Relation(nom="ccas", acteur="cias", du=date(2024, 1, 1))]
    view = build([actor("ccas"), actor("cias"), commune(relations=relations), NATIONAL])
    locals_ = sorted(view.acts("ville", "AIDE"), key=lambda local: local.start)
    assert [(local.holder, local.start, local.end) for local in locals_] == [
        ("ccas", date(2020, 1, 1), date(2024, 1, 1)),
        ("cias", date(2024, 1, 1), date.max),
    ]
    assert all(earlier.end == later.start for earlier, later in pairwise(locals_))
    assert (locals_[0].end_reason, locals_[1].start_reason) == (None, None)


def test_a_dissolved_holder_is_gone_rather_than_replaced() -> None:
    """Where the relation ends because its actor does, the reason is the actor's end."""
    relations = [Relation(nom="ccas", acteur="ccas", au=date(2024, 1, 1))]
    view = build([actor("ccas", au=date(2024, 1, 1)), commune(relations=relations), NATIONAL])
    assert view.acts("ville", "AIDE")[0].end_reason is Reason.ACTEUR_DISPARU


def test_a_relation_outside_the_acts_own_time_is_no_candidate() -> None:
    """Who held the relation before the act began, or after it ended, never held the act."""
    relations = [
        Relation(nom="ccas", acteur="ville", au=date(2020, 1, 1)),
        Relation(nom="ccas", acteur="ccas", du=date(2020, 1, 1), au=date(2022, 1, 1)),
        Relation(nom="ccas", acteur="cias", du=date(2022, 1, 1)),
        Relation(nom="epci", acteur="epci"),
    ]
    ended = act("nation", "loi", "@ccas", communes=(), au=date(2022, 1, 1))
    view = build([actor("ccas"), commune(relations=relations), ended])
    assert [local.holder for local in view.acts("ville", "AIDE")] == ["ccas"]


def test_a_relation_nobody_holds_gives_nothing() -> None:
    """Neither as holder nor as delegator."""
    view = registry(act("a", "loi", "@mdph", communes=()), act("b", "delegation_competence", "asso", delegant="@mdph"))
    assert view.acts("ville", "AIDE") == ()


def test_a_relative_delegator_is_resolved_too() -> None:
    """By the same relations, on the same dates."""
    view = registry(act("convention", "convention_instruction", "asso", delegant="@ccas"))
    assert [local.delegant for local in view.acts("ville", "AIDE")] == ["ccas"]


def test_an_act_of_an_unknown_commune_is_nowhere() -> None:
    """The check names it; the view carries on."""
    view = registry(act("acte", "institution", "ccas", communes=["nulle-part", "ville", "ville"], aides=["AIDE", "AIDE"]))
    assert len(view.acts("ville", "AIDE")) == 1
    assert view.acts("nulle-part", "AIDE") == ()


def test_internal_acts_are_kept_apart() -> None:
    """They never move a dossier; they are found by actor, aid and day, once even if they concern two communes."""
    internal = [
        act("delegation", kind, "ccas", delegant="ccas", communes=["ville", "autre"], au=date(2026, 4, 20))
        for kind in (ActKind.DELEGATION_SIGNATURE, ActKind.DELEGATION_INTERNE)
    ]
    view = registry(commune("autre"), *internal)
    assert view.acts("ville", "AIDE") == ()
    assert view.internal_acts("ccas", "AIDE", date(2026, 4, 19)) == (internal[-1],)
    assert view.internal_acts("ccas", "AIDE", date(2026, 4, 20)) == ()
    assert view.internal_acts("ville", "AIDE", DAY) == ()
    assert view.internal_history("ccas", "AIDE", date(2030, 1, 1)) == (internal[-1],)
    assert view.internal_history("ccas", "AIDE", date(2019, 12, 31)) == ()


def test_answers_are_remembered_within_a_bound() -> None:
    """A question is computed once while it is remembered, and the memory does not grow without end."""
    view = registry()
    computed: list[int] = []

    def answer(number: int) -> str:
        computed.append(number)
        return str(number)

    assert [view.once(0, lambda: answer(0)) for _ in range(3)] == ["0"] * 3
    assert computed == [0]
    for number in range(1, REMEMBERED_MAX + 1):
        view.once(number, lambda number=number: answer(number))  # type: ignore[misc] # mypy does not infer a lambda's default
    assert view.once(0, lambda: answer(0)) == "0"
    assert computed.count(0) == 2
