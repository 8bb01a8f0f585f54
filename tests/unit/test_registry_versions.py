"""The log as versions: a version counts when its digest says that everything it stands for was read."""

import json
from datetime import UTC, date, datetime
from typing import get_args

import pytest

from hub.core.registry_check import key_of
from hub.core.touching import Touch
from hub.core.what_if_question import Counted
from hub.registry.files import default_folder, load_folder
from hub.registry.overlay import ABOVE, Overlay
from hub.registry.versions import VIEWS_MAX, Event, Kind, Versions, decode, encode, log_key
from schemas.registry import AnyRecord, Version
from tests.unit.registry_records import INSTITUTION, act, actor, aid, commune, ground

PLACE = "hub.registry/0/0"
KINDS = get_args(get_args(AnyRecord)[0])


def read(versions: Versions, *records: AnyRecord) -> list[Event]:
    """What is said of these records."""
    return [event for event in (versions.read(encode(record), PLACE) for record in records) if event is not None]


def close(versions: Versions, number: int) -> list[Event]:
    """End a version with the digest it must have."""
    return read(versions, Version(version=number, empreinte=versions.digest(), enregistre_le="-"))


def test_a_record_comes_back_as_it_was_written() -> None:
    """Every kind, with every field on the log: a default that changes later changes no past record."""
    for record in (*ground(INSTITUTION), Version(version=1, empreinte="e", enregistre_le="-")):
        assert decode(encode(record)) == record
    assert json.loads(encode(INSTITUTION))["exclusif"] is False


def test_every_record_of_the_reference_registry_comes_back() -> None:
    """All kinds that files may hold: one that a worker cannot read would stop its version."""
    records = load_folder(default_folder())
    assert {record.genre for record in records} | {"version"} == {model.model_fields["genre"].default for model in KINDS}
    assert [decode(encode(record)) for record in records] == records


def test_a_key_holds_the_kind_and_the_id() -> None:
    """An actor and a commune of one name never replace each other."""
    keys = [
        log_key(record) for record in (actor("x"), commune("x"), aid("X"), INSTITUTION, Version(version=2, empreinte="", enregistre_le=""))
    ]
    assert keys == ["acteur/x", "commune/x", "aide/X", "acte/instituee", "version"]


def test_a_version_is_applied_when_its_digest_is_ours() -> None:
    """Then it is the latest, and its view holds what came before it and nothing later."""
    versions = Versions()
    assert read(versions, *ground(INSTITUTION)) == []
    assert versions.applied() == []
    assert close(versions, 1) == [Event(Kind.APPLIED, PLACE, 1)]
    read(versions, act("instituee", "institution", "cias"))
    close(versions, 2)
    assert versions.latest is not None
    assert versions.latest.version == 2
    holders = {version: versions.view(version).acts("ville", "AIDE")[0].holder for version in (1, 2)}
    assert holders == {1: "ccas", 2: "cias"}
    assert (versions.view(1).version, versions.view(2).version) == (1, 2)
    assert versions.view(1) is versions.view(1)
    assert [one.version for one in versions.applied()] == [1, 2]


def test_a_version_with_another_digest_is_refused() -> None:
    """The one before stays in force; its number is taken all the same."""
    versions = Versions()
    read(versions, *ground(INSTITUTION))
    close(versions, 1)
    (event,) = read(versions, Version(version=2, empreinte="0" * 64, enregistre_le="-"))
    assert (event.kind, event.version) == (Kind.REFUSED, 2)
    assert versions.latest is not None
    assert (versions.latest.version, versions.numbered) == (1, 2)
    assert versions.view(2) is versions.view(1)
    assert close(versions, 3) == [Event(Kind.APPLIED, PLACE, 3)]


def test_a_number_is_taken_once() -> None:
    """A version record that repeats one, or goes back, is refused."""
    versions = Versions()
    close(versions, 2)
    for number in (2, 1):
        (event,) = close(versions, number)
        assert (event.kind, event.version) == (Kind.REFUSED, number)


def test_before_the_first_applied_version_there_is_nothing_older_to_show() -> None:
    """A lane that knows no version yet decides with the first that could be applied."""
    versions = Versions()
    read(versions, Version(version=1, empreinte="0" * 64, enregistre_le="-"))
    close(versions, 2)
    assert versions.view(1) is versions.view(2)


@pytest.mark.parametrize(
    "value",
    [
        None,
        b"",
        b"\xff",
        b"[]",
        b"1",
        b"{}",
        b'{"genre": "decret"}',
        b'{"genre": []}',
        b'{"genre": "acteur", "id": "x", "nature": "ccas"}',
        b'{"genre": "acteur", "id": "x", "nature": "sorcier", "nom": "X"}',
    ],
)
def test_what_cannot_be_read_is_said_and_stops_nothing(value: bytes | None) -> None:
    """The version that closes over it is applied when it did not need it."""
    versions = Versions()
    read(versions, *ground(INSTITUTION))
    event = versions.read(value, "hub.registry/0/7")
    assert event is not None
    assert (event.kind, event.place, event.version) == (Kind.UNREADABLE, "hub.registry/0/7", 1)
    assert close(versions, 1) == [Event(Kind.APPLIED, PLACE, 1)]


def test_a_refused_value_is_named_by_its_field_alone() -> None:
    """What it held is not repeated."""
    with pytest.raises(ValueError, match=r"^champs refusés : nature, nom$"):
        decode(b'{"genre": "acteur", "id": "x", "nature": "sorcier"}')


def test_a_field_of_a_newer_program_is_ignored() -> None:
    """And counts in the digest, which is made of the values as written."""
    content = json.loads(encode(INSTITUTION)) | {"plus_tard": 1}
    value = json.dumps(content).encode()
    assert decode(value) == INSTITUTION
    versions, plain = Versions(), Versions()
    versions.read(value, PLACE)
    plain.read(encode(INSTITUTION), PLACE)
    assert versions.digest() != plain.digest()


def test_a_digest_foretells_what_changes_will_make_it() -> None:
    """The loader writes the digest before the records are there; the order of writing does not matter."""
    versions, other = Versions(), Versions()
    records = ground(INSTITUTION)
    foretold = versions.digest({log_key(record): encode(record) for record in records})
    read(versions, *records)
    read(other, *reversed(records))
    assert foretold == versions.digest() == other.digest()


def test_few_views_are_kept_and_an_old_one_comes_back() -> None:
    """A lane far behind still gets its version."""
    versions = Versions()
    for number in range(1, VIEWS_MAX + 3):
        read(versions, act("instituee", "institution", "ccas", du=date(2000 + number, 1, 1)))
        close(versions, number)
        versions.view(number)
    again = versions.view(1).act("instituee")
    assert again is not None
    assert again.du == date(2001, 1, 1)


def test_everything_ever_written_under_an_id_can_be_shown() -> None:
    """Each content with the version that brought it; what no version closed is not there yet."""
    versions = Versions()
    first, second, third = (act("instituee", "institution", holder) for holder in ("ccas", "cias", "epci"))
    read(versions, first, actor("autre"))
    close(versions, 1)
    read(versions, second)
    close(versions, 4)
    read(versions, third)
    assert versions.history("instituee") == [(1, first), (4, second)]
    assert [key_of(record) for _, record in versions.history("autre")] == [("acteur", "autre")]
    assert versions.history("1") == []


def test_what_was_known_at_an_instant_is_the_last_version_recorded_by_then() -> None:
    """At the instant of its recording a version is known; before the first nothing is; one that does not say when never is."""
    versions = Versions()
    read(versions, *ground(INSTITUTION))
    for number, recorded in enumerate(("2026-01-01T10:00:00.000Z", "un jour", "2026-01-02T10:00:00", "2026-01-03T11:00:00+01:00"), 1):
        read(versions, Version(version=number, empreinte=versions.digest(), enregistre_le=recorded))
    known = [versions.known_at(datetime(2026, 1, day, 10, minute, tzinfo=UTC)) for day, minute in ((1, 0), (3, 0), (2, 59), (4, 0))]
    assert [one and one.version for one in known] == [1, 4, 1, 4]
    assert versions.known_at(datetime(2026, 1, 1, 9, 59, tzinfo=UTC)) is None


def test_candidate_records_stand_on_top_of_every_version() -> None:
    """Whatever a version says of an id, the candidate says it last, under a number above all that were recorded."""
    versions = Versions()
    read(versions, *ground(INSTITUTION))
    close(versions, 1)
    read(versions, act("instituee", "institution", "cias"))
    close(versions, 3)
    overlay = Overlay(versions, [act("instituee", "institution", "asso")])
    seen = {version: (overlay.without(version), overlay.with_acts(version)) for version in (1, 2, 3)}
    holders = {version: tuple(view.acts("ville", "AIDE")[0].holder for view in views) for version, views in seen.items()}
    assert holders == {1: ("ccas", "asso"), 2: ("ccas", "asso"), 3: ("cias", "asso")}
    assert [views[1].version for views in seen.values()] == [ABOVE + 1, ABOVE + 2, ABOVE + 3]
    assert overlay.with_acts(3) is overlay.with_acts(3)
    assert overlay.touch().places == {("ville", "AIDE")}
    assert Overlay(versions, [actor("ville")]).touch() == Touch(), "said already"
    assert Overlay(versions, [act("instituee", "institution", "cias")]).touch().places == {("ville", "AIDE")}, "not said by version 1"
    everywhere = Overlay(versions, [act("loi", "loi", "ccas", communes=[]), act("signe", "delegation_signature", "ccas", aides=["X"])])
    assert everywhere.touch().aids == {"AIDE", "X"}
    assert Overlay(versions, [actor("nouveau")]).touch().everything
    assert overlay.counted() == Counted(frozenset(), frozenset())
    bounded = Overlay(versions, [act("bornee", "institution", "asso", capacite=2)])
    assert bounded.counted() == Counted(frozenset({"bornee"}), frozenset({"AIDE"}))
