"""Every edit of a schema that would break a partner is found, with its place, its rule and its cure; the others pass."""

from copy import deepcopy
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.comparing import Direction, UnknownKeywordError, breaks, judged

IN, OUT = Direction.INBOUND, Direction.OUTBOUND
SENT: dict[str, Any] = {
    "$id": "urn:essai",
    "$defs": {"Motif": {"enum": ["a", "b"], "type": "string", "title": "Motif"}},
    "type": "object",
    "properties": {
        "date": {"type": "string", "format": "date"},
        "motif": {"$ref": "#/$defs/Motif", "description": "pourquoi"},
        "texte": {"type": "string", "pattern": "^[a-z]+$", "minLength": 2, "maxLength": 8},
        "montant": {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, {"type": "null"}], "default": None},
        "pieces": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 3},
        "sous": {"type": "object", "properties": {"ici": {"type": "boolean"}}, "required": ["ici"], "additionalProperties": False},
        "version": {"const": "1.0"},
        "libre": {"type": "string"},
    },
    "required": ["date", "motif"],
    "additionalProperties": False,
}


def opened(schema: Any) -> Any:
    """The same without the keyword that closes it, as what the hub writes."""
    if isinstance(schema, dict):
        return {name: opened(one) for name, one in schema.items() if name != "additionalProperties"}
    return [opened(one) for one in schema] if isinstance(schema, list) else schema


WRITTEN: dict[str, Any] = opened(SENT)
GONE = object()


def edited(schema: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The schema with one place changed (GONE: without it)."""
    copy = deepcopy(schema)
    *steps, last = path.split("/")
    place: Any = copy
    for step in steps:
        place = place[int(step) if step.isdecimal() else step]
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return copy


FIELDS = "properties"
BREAKING = [
    (IN, "required", ["date", "motif", "texte"], ".texte", "required: compulsory where it was not"),
    (IN, f"{FIELDS}/libre", GONE, ".libre", "field removed"),
    (IN, f"{FIELDS}/date/format", "date-time", ".date", "format: date became date-time, narrower"),
    (IN, f"{FIELDS}/libre/format", "date", ".libre", "format: None became date"),
    (IN, "$defs/Motif/enum", ["a", "c"], ".motif", "enum: b removed"),
    (IN, f"{FIELDS}/libre/enum", ["x"], ".libre", "enum: a list where any value was allowed"),
    (IN, f"{FIELDS}/texte/pattern", "^[a-f]+$", ".texte", "pattern: ^[a-z]+$ became ^[a-f]+$"),
    (IN, f"{FIELDS}/libre/pattern", "^x$", ".libre", "pattern: None became ^x$"),
    (IN, f"{FIELDS}/texte/minLength", 3, ".texte", "minLength: 2 became 3, narrower"),
    (IN, f"{FIELDS}/libre/minLength", 1, ".libre", "minLength: None became 1"),
    (IN, f"{FIELDS}/texte/maxLength", 7, ".texte", "maxLength: 8 became 7"),
    (IN, f"{FIELDS}/montant/anyOf/0/minimum", 1, ".montant", "minimum: 0 became 1"),
    (IN, f"{FIELDS}/montant/anyOf/0/maximum", 99, ".montant", "maximum: 100 became 99"),
    (IN, f"{FIELDS}/montant/anyOf", [{"type": "integer"}], ".montant", "type: null became integer"),
    (IN, f"{FIELDS}/montant", {"type": "integer"}, ".montant", "type: null became integer"),
    (IN, f"{FIELDS}/libre/type", "integer", ".libre", "type: string became integer"),
    (IN, f"{FIELDS}/version", {"const": "1.1"}, ".version", "enum: 1.0 removed"),
    (IN, f"{FIELDS}/pieces/minItems", 2, ".pieces", "minItems: 1 became 2"),
    (IN, f"{FIELDS}/pieces/maxItems", 2, ".pieces", "maxItems: 3 became 2"),
    (IN, f"{FIELDS}/pieces/items/maxLength", 5, ".pieces[]", "maxLength: None became 5"),
    (IN, f"{FIELDS}/sous/{FIELDS}/ici", GONE, ".sous.ici", "field removed"),
    (IN, f"{FIELDS}/sous/{FIELDS}/ici/type", "string", ".sous.ici", "type: boolean became string"),
    (OUT, f"{FIELDS}/libre", GONE, ".libre", "field removed: a reader may rely on it"),
    (OUT, "required", ["date"], ".motif", "required: not always there where it was"),
    (OUT, f"{FIELDS}/libre/type", "integer", ".libre", "type: string became integer"),
    (OUT, f"{FIELDS}/libre/type", GONE, ".libre", "type: string became None"),
    (OUT, f"{FIELDS}/date/format", GONE, ".date", "format: date became None, wider"),
    (OUT, f"{FIELDS}/texte/pattern", GONE, ".texte", "pattern: ^[a-z]+$ became None"),
    (OUT, f"{FIELDS}/texte/minLength", 1, ".texte", "minLength: 2 became 1"),
    (OUT, f"{FIELDS}/texte/maxLength", GONE, ".texte", "maxLength: 8 became None"),
    (OUT, f"{FIELDS}/montant/anyOf/0/maximum", 101, ".montant", "maximum: 100 became 101"),
    (OUT, f"{FIELDS}/date", {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}, ".date", "type: string became null"),
    (OUT, "$defs/Motif/enum", ["a", "c"], ".motif", "enum: b removed"),
    (OUT, "$defs/Motif/enum", GONE, ".motif", "enum: any value where there was a list"),
    (OUT, f"{FIELDS}/pieces/items/type", "integer", ".pieces[]", "type: string became integer"),
    (OUT, f"{FIELDS}/pieces/items", GONE, ".pieces[]", "type: string became None"),
    (OUT, f"{FIELDS}/sous/{FIELDS}/ici", GONE, ".sous.ici", "field removed"),
    (OUT, f"{FIELDS}/sous/required", [], ".sous.ici", "required: not always there"),
]
HARMLESS = [
    (IN, f"{FIELDS}/nouveau", {"type": "string"}),
    (IN, "required", ["date"]),
    (IN, "$defs/Motif/enum", ["b", "a", "c"]),
    (IN, "$defs/Motif/enum", GONE),
    (IN, f"{FIELDS}/texte/pattern", GONE),
    (IN, f"{FIELDS}/texte/maxLength", 9),
    (IN, f"{FIELDS}/texte/minLength", 1),
    (IN, f"{FIELDS}/montant/anyOf/0/maximum", GONE),
    (IN, f"{FIELDS}/libre", {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
    (IN, "additionalProperties", GONE),
    (IN, f"{FIELDS}/pieces/items", GONE),
    (IN, f"{FIELDS}/libre/description", "dite autrement"),
    (OUT, f"{FIELDS}/nouveau", {"type": "string"}),
    (OUT, "required", ["date", "motif", "texte"]),
    (OUT, "$defs/Motif/enum", ["a", "b", "c"]),
    (OUT, f"{FIELDS}/libre/enum", ["x"]),
    (OUT, f"{FIELDS}/texte/maxLength", 7),
    (OUT, f"{FIELDS}/texte/minLength", 3),
    (OUT, f"{FIELDS}/montant/anyOf", [{"type": "integer", "minimum": 0, "maximum": 50}]),
    (OUT, f"{FIELDS}/libre/title", "dit autrement"),
]


def base(direction: Direction) -> dict[str, Any]:
    """What was published in that direction."""
    return SENT if direction is IN else WRITTEN


@pytest.mark.parametrize(("direction", "path", "value", "where", "rule"), BREAKING)
def test_a_breaking_edit_is_found(direction: Direction, path: str, value: Any, where: str, rule: str) -> None:
    """Once, where it is, by its rule, with a cure."""
    (found,) = breaks(base(direction), edited(base(direction), path, value), direction)
    assert (found.path, found.rule.startswith(rule), bool(found.cure)) == (where, True, True), found


@pytest.mark.parametrize(("direction", "path", "value"), HARMLESS)
def test_a_harmless_edit_passes(direction: Direction, path: str, value: Any) -> None:
    """Inbound may be widened, outbound may say more; words may change; a list may grow in both."""
    assert breaks(base(direction), edited(base(direction), path, value), direction) == []


def test_closing_and_opening() -> None:
    """Readers of a closed schema would refuse a new field; senders to an open one would be refused theirs."""
    assert [one.rule.split(":")[0] for one in breaks(WRITTEN, SENT, IN)] == ["additionalProperties"] * 2
    more = edited(SENT, f"{FIELDS}/nouveau", {"type": "string"})
    assert [(one.path, one.rule) for one in breaks(SENT, more, OUT)] == [
        (".nouveau", "field added where readers refuse what they do not know")
    ]
    given_a_rule = edited(WRITTEN, f"{FIELDS}/nouveau", {"type": "string"})
    assert [(one.path, one.rule) for one in breaks(WRITTEN, given_a_rule, IN)] == [
        (".nouveau", "field given a rule where anything was let pass")
    ]


def test_a_field_that_is_gone_is_told_once() -> None:
    """Not once more because it was compulsory."""
    gone = edited(edited(WRITTEN, f"{FIELDS}/motif", GONE), "required", ["date"])
    assert [(one.path, one.rule) for one in breaks(WRITTEN, gone, OUT)] == [(".motif", "field removed: a reader may rely on it")]


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("not", {"type": "null"}, ".: no rule compares the keyword `not`"),
        (f"{FIELDS}/pieces/items/uniqueItems", True, ".pieces[]: no rule compares the keyword `uniqueItems`"),
        ("$defs/Motif/oneOf", [], ".motif: no rule compares the keyword `oneOf`"),
        (f"{FIELDS}/montant/type", "integer", ".montant: `anyOf` beside other rules"),
        ("additionalProperties", {"type": "string"}, ".: `additionalProperties` is open or closed"),
    ],
)
def test_what_no_rule_compares_is_refused(path: str, value: Any, said: str) -> None:
    """Loudly, on either side: a keyword that is not understood could hide a break."""
    for pair in ((SENT, edited(SENT, path, value)), (edited(SENT, path, value), SENT)):
        with pytest.raises(UnknownKeywordError, match="compare") as caught:
            breaks(*pair, IN)
        assert str(caught.value).startswith(said)


def test_words_are_no_version() -> None:
    """Two schemas that judge alike are one version, whatever is said of their fields."""
    assert judged(SENT) == judged(edited(SENT, f"{FIELDS}/libre/description", "dite autrement"))
    assert judged(SENT) != judged(edited(SENT, f"{FIELDS}/libre/maxLength", 4))


VALUES = st.none() | st.booleans() | st.integers(-2, 5) | st.sampled_from(["", "a", "ab", "abc", "x"])
SIMPLE = st.one_of(
    st.fixed_dictionaries({"type": st.just("integer")}, optional={"minimum": st.integers(0, 2), "maximum": st.integers(2, 4)}),
    st.fixed_dictionaries(
        {"type": st.just("string")},
        optional={"minLength": st.integers(0, 2), "maxLength": st.integers(1, 3), "pattern": st.sampled_from(["^a", "b$"])},
    ),
    st.fixed_dictionaries({"type": st.just("string"), "enum": st.lists(st.sampled_from(["a", "ab", "x"]), min_size=1, unique=True)}),
    st.just({"type": "null"}),
)
RULES = SIMPLE | st.builds(lambda forms: {"anyOf": forms}, st.lists(SIMPLE, min_size=1, max_size=3))


@st.composite
def objects(draw: st.DrawFn) -> dict[str, Any]:
    """A closed object of a few fields."""
    properties = draw(st.dictionaries(st.sampled_from("abc"), RULES, min_size=1))
    required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True))
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


@given(before=objects(), after=objects(), sent=st.dictionaries(st.sampled_from("abc"), VALUES))
def test_what_passes_never_refuses_what_was_valid(before: dict[str, Any], after: dict[str, Any], sent: dict[str, Any]) -> None:
    """Judged by a validator that is not ours: inbound, no break means that no valid message of before is refused after."""
    if not breaks(before, after, IN) and jsonschema.Draft202012Validator(before).is_valid(sent):
        assert jsonschema.Draft202012Validator(after).is_valid(sent)
    assert breaks(before, before, IN) == breaks(before, before, OUT) == []
