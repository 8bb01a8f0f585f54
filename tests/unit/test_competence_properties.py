"""Competence on registries nobody thought of: it agrees with a slow oracle, and holds what it promises whatever the acts say."""

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.competence import Question, resolve
from hub.core.registry import build
from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from schemas.codes import ActKind, Function, Public, Reason, Role
from schemas.registry import Act, AnyRecord
from tests.unit.competence_oracle import verdict
from tests.unit.registry_records import act, actor, aid, commune

ORIGIN = date(2020, 1, 1)
ACTORS = ("ccas", "cias", "ville", "departement")
FUNCTIONS = (Function.DECIDER, Function.INSTRUIRE, Function.ARBITRER)

HEIR: dict[str, Any] = {"successeur": "cias", "succession": "de_plein_droit"}

days = st.integers(min_value=-3, max_value=3).map(lambda days: ORIGIN + timedelta(days=days))
maybe_days = st.none() | days
starts = st.sampled_from([ORIGIN - timedelta(days=back) for back in (2, 1, 0, -1)])
amounts = st.sampled_from([None, 0, 1, 2])
publics = st.sampled_from([None, Public.JEUNES, Public.FAMILLES, Public.TOUT_PUBLIC])
places = st.sampled_from(["00001", "quartier"])
refs = st.sampled_from((*ACTORS, "@ccas", "@commune", "@personne"))
FEW = settings(max_examples=500, deadline=None)


K = ActKind
THEMES = (
    (K.TRANSFERT, K.INSTITUTION),
    (K.TRANSFERT,),
    (K.LOI, K.INSTITUTION),
    (K.LOI, K.DELEGATION_COMPETENCE),
    (K.INSTITUTION, K.DELEGATION_COMPETENCE),
    (K.INSTITUTION, K.AUTORISATION),
    (K.LOI, K.AGREMENT),
    (K.LOI, K.CONVENTION_INSTRUCTION, K.AGREMENT),
    (K.INSTITUTION, K.MARCHE, K.DSP, K.ENTENTE),
    (K.INSTITUTION, K.SUBVENTION),
    tuple(ActKind),
)
"""Kinds that meet in one registry: acts that have nothing to do with each other contradict nothing."""
POWERS = st.sampled_from([[Function.DECIDER, Function.INSTRUIRE], [Function.INSTRUIRE], [Function.DECIDER, Function.ARBITRER], []])
BOUNDS: dict[str, st.SearchStrategy[Any]] = {
    "communes": st.sampled_from([[], ["ville"]]),
    "publics": st.lists(st.sampled_from([Public.JEUNES, Public.TOUT_PUBLIC]), max_size=2),
    "territoire": st.lists(places, max_size=2),
    "montant_max_centimes": amounts,
    "montant_min_centimes": amounts,
    "urgence_seulement": st.booleans(),
    "au_guichet": st.booleans(),
    "exclusif": st.booleans(),
    "suspensions": st.lists(st.builds(lambda du, au: {"du": du, "au": au}, days, maybe_days), max_size=1),
    "revoque_le": maybe_days,
    "succession": st.sampled_from([None, True, False]),
    "clause_urgence": st.none() | refs,
    "epuise": st.sampled_from(["attente", "repli", "repli"]),
    "priorite": st.integers(0, 1),
    "reconduction": st.just("tacite"),
    "instruction_confirmee_jusqu_au": days,
    "au": maybe_days,
    "aides": st.sampled_from([["AIDE"], ["AUTRE"]]),
}
BOUNDED = (
    (),
    ("communes",),
    ("au_guichet",),
    ("au_guichet", "communes"),
    ("montant_max_centimes", "montant_min_centimes"),
    ("montant_max_centimes", "communes"),
    ("publics", "urgence_seulement"),
    ("territoire", "aides"),
    ("exclusif", "au"),
    ("suspensions", "revoque_le"),
    ("succession",),
    ("succession", "clause_urgence"),
    ("clause_urgence", "epuise"),
    ("clause_urgence", "suspensions"),
    ("priorite", "communes"),
    ("reconduction", "instruction_confirmee_jusqu_au", "au"),
)
"""In what ways the acts of one registry are bounded: enough for two of them to differ, few enough for most to be in force."""


@st.composite
def acts(draw: st.DrawFn, name: str, kinds: tuple[ActKind, ...] = tuple(ActKind), bounds: tuple[str, ...] = ()) -> Act:
    """Any act of these kinds, bounded in these ways, even one that the check would refuse."""
    fields = {bound: draw(BOUNDS[bound]) for bound in bounds}
    powers = {"fonctions": draw(POWERS), "delegant": draw(st.none() | refs), "du": draw(starts)}
    return act(name, draw(st.sampled_from(kinds)), draw(refs), **powers, **fields)


@st.composite
def registries(draw: st.DrawFn) -> list[AnyRecord]:
    """A commune whose relations and actors come and go, and up to five acts of one theme with one or two bounds."""
    change = draw(days)
    relations = [
        {"nom": "ccas", "acteur": "ccas", "au": change},
        {"nom": "ccas", "acteur": "cias", "du": change},
        {"nom": "commune", "acteur": "ville"},
    ]
    life = draw(st.sampled_from([{}, {}, {"du": ORIGIN}, {"au": ORIGIN}, {"au": ORIGIN, **HEIR}, {"au": ORIGIN, **HEIR}]))
    heir: dict[str, Any] = draw(
        st.sampled_from([{}, {}, {"au": ORIGIN + timedelta(days=1), "successeur": "ville", "succession": "de_plein_droit"}])
    )
    theme = draw(st.sampled_from(THEMES))
    bounds = draw(st.sampled_from(BOUNDED))
    nature = draw(st.sampled_from(["facultative"] * 9 + ["collective"]))
    count = draw(st.integers(min_value=0, max_value=5))
    return [
        actor("ccas", **life),
        actor("cias", **heir),
        *(actor(name) for name in ACTORS[2:]),
        commune(relations=relations),
        aid(nature=nature),
        *(draw(acts(f"acte-{number}", theme, bounds)) for number in range(count)),
    ]


questions = st.builds(
    Question,
    commune=st.just("ville"),
    aid=st.just("AIDE"),
    day=days,
    function=st.sampled_from(FUNCTIONS),
    counter=st.none() | st.sampled_from(ACTORS),
    amount_cents=amounts,
    public=publics,
    urgent=st.booleans(),
    territory=st.none() | places,
    exhausted=st.frozensets(st.sampled_from([f"acte-{number}" for number in range(5)]), max_size=3),
    waiting=st.frozensets(st.sampled_from([f"acte-{number}" for number in range(5)]), max_size=2),
)


@FEW
@given(registries(), questions)
def test_the_answer_is_the_oracles(records: list[AnyRecord], question: Question) -> None:
    """Who answers and for which reason, on any registry, sound or not."""
    answer = resolve(build(records), question)
    expected = verdict(records, question)
    assert (answer.responsable, answer.raison) == (expected.responsable, expected.raison)


@FEW
@given(registries(), questions, st.randoms(use_true_random=False))
def test_the_order_of_records_is_irrelevant(records: list[AnyRecord], question: Question, random: Any) -> None:
    """The whole answer is the same, with everyone set aside and why; and the same again when asked again."""
    shuffled = list(records)
    random.shuffle(shuffled)
    view = build(records)
    assert resolve(view, question) == resolve(build(shuffled), question) == resolve(view, question)


@FEW
@given(registries(), questions)
def test_an_answer_is_whole(records: list[AnyRecord], question: Question) -> None:
    """Someone with an act and a role, or nobody with a reason; nobody is both chosen and set aside by one act, nor twice."""
    view = build(records)
    answer = resolve(view, question)
    if answer.responsable is None:
        assert answer.acte is None
        assert answer.raison in {
            Reason.AIDE_NON_INSTITUEE,
            Reason.ORIENTATION_SUPPLETIF,
            Reason.ACTION_COLLECTIVE,
            Reason.COMPETENCE_A_TRANCHER,
        }
        assert answer.role is (Role.SUPPLETIF if answer.raison is Reason.ORIENTATION_SUPPLETIF else Role.AUCUN)
    else:
        chosen = [local for local in view.acts("ville", "AIDE") if local.act.id == answer.acte]
        if answer.raison is not Reason.CLAUSE_DE_REPLI and not any(local.fallbacks for local in chosen):
            assert any(local.is_in_force(question.day) for local in chosen if local.holder == answer.responsable)
        assert answer.role not in {Role.AUCUN, Role.SUPPLETIF}
    pairs = [(one.acteur, one.acte) for one in answer.ecartes]
    assert len(set(pairs)) == len(pairs)
    assert (answer.responsable, answer.acte) not in pairs


@FEW
@given(registries(), questions)
def test_no_function_is_without_owner_while_a_titulaire_exists(records: list[AnyRecord], question: Question) -> None:
    """The titulaire named is the one of the decision, whatever the function; and someone answers."""
    answer = resolve(build(records), question)
    if answer.titulaire is not None:
        assert answer.responsable is not None
        assert answer.acte_titulaire is not None


@FEW
@given(registries(), questions, acts("acte-neuf"))
def test_an_act_that_does_not_fit_changes_nothing(records: list[AnyRecord], question: Question, new: Act) -> None:
    """Of another commune, of another aid, not yet begun or over: it is at most one more candidate set aside."""
    before = resolve(build(records), question)
    elsewhere = new.model_copy(update={"communes": ("ailleurs",)})
    other_aid = new.model_copy(update={"aides": ("AUTRE",)})
    later = new.model_copy(update={"du": question.day + timedelta(days=1)})
    over = new.model_copy(update={"au": question.day})
    for unfit in (elsewhere, other_aid):
        assert resolve(build([*records, unfit]), question) == before
    for unfit in (later, over):
        after = resolve(build([*records, unfit]), question)
        assert (after.responsable, after.role, after.acte, after.raison) == (before.responsable, before.role, before.acte, before.raison)
        assert [one for one in after.ecartes if one.acte != "acte-neuf"] == list(before.ecartes)


@FEW
@given(registries(), questions)
def test_what_the_check_lets_through_has_one_decider(records: list[AnyRecord], question: Question) -> None:
    """On a registry without that fault, two holders of one decision are never found, but among authorised bodies."""
    faults = {finding.rule for finding in check(records)}
    if faults & {Rule.DEUX_TITULAIRES, Rule.DEUX_DELEGATAIRES} or question.function is not Function.DECIDER:
        return
    answer = resolve(build(records), question)
    if answer.raison is Reason.COMPETENCE_A_TRANCHER:
        kinds = {record.type for record in records if isinstance(record, Act) and record.id in {one.acte for one in answer.ecartes}}
        assert kinds & {ActKind.AUTORISATION}


@FEW
@given(
    kind=st.sampled_from((K.INSTITUTION, K.DELEGATION_COMPETENCE, K.MARCHE)),
    end=days,
    start=days,
    day=days,
    by_law=st.booleans(),
    delegant=refs,
)
def test_succession_works_when_the_predecessor_has_already_ended(
    *, kind: ActKind, end: date, start: date, day: date, by_law: bool, delegant: str
) -> None:
    """Whether the act began before the end or after it: from the end on the successor holds it, and its predecessor nothing."""
    one = act("passe", kind, "ccas", delegant=delegant, du=start, succession=None if by_law else True)
    gone = actor("ccas", au=end, successeur="cias", succession="de_plein_droit" if by_law else "aucune")
    view = build([gone, *(actor(name) for name in ACTORS[1:]), commune(), aid(), one])
    held = {local.holder for local in view.acts("ville", "AIDE") if local.is_in_force(day)}
    named = {ref for ref in [delegant] if not ref.startswith("@") or ref in ("@ccas", "@commune")}
    assert held == (set() if day < start or not named else {"ccas" if day < end else "cias"})
