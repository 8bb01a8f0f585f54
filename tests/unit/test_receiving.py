"""Aid received lately: a yes or no and a class, to who decides by an act that allows it, and to nobody else."""

from datetime import UTC, date, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.facts import read
from hub.core.links import AidKnown, Peer, Receipt
from hub.core.own_facts import aid_received
from hub.core.person_facts import Received, Waiting, write
from hub.core.person_facts import read as read_fact
from hub.core.receipts import Receipts, answer, months_before, noted
from hub.core.receiving import received
from schemas.codes import DecisionSense
from schemas.life_codes import AmountClass
from tests.unit.case_world import NOON, TODAY, decision, view_with
from tests.unit.person_world import Doors
from tests.unit.registry_records import act
from tests.unit.test_personnes import WHO

ALLOWS = act("ccas-seuil", "institution", "ccas", aides=["SEUIL"], aide_recue_mois=12)
LATER = datetime(2026, 1, 9, 11, 0, tzinfo=UTC)
DAY = date(2026, 1, 5)


@pytest.fixture
def hub() -> Doors:
    """The act of one aid allows its holder to know of twelve months."""
    return Doors(view=view_with(ALLOWS), now=LATER)


def got(name: str, day: date = DAY, cents: int = 15_000, *, clos: bool = False) -> Received:
    """A grant."""
    return Received(personne=WHO, recu=Receipt(f"dos_{name}", day, cents), clos=clos)


def after(*facts: Received) -> Receipts:
    """The receipts after these facts."""
    known = Receipts()
    for fact in facts:
        known = noted(known, fact)
    return known


def test_an_answer_is_a_yes_or_no_and_a_class() -> None:
    """To the day of the month; the whole in one class; an amount that nobody said is a yes without a class."""
    known = after(got("a", date(2025, 1, 5)), got("b", date(2025, 6, 1), 10_000))
    assert answer(known, 12, DAY) == AidKnown(12, recue=True, classe=AmountClass.JUSQU_A_300)
    assert answer(known, 6, DAY) == AidKnown(6, recue=False)
    assert answer(after(got("a", DAY, 0)), 1, DAY) == AidKnown(1, recue=True)
    assert answer(Receipts(), 60, DAY) == AidKnown(60, recue=False)
    assert [months_before(date(2026, 3, 31), one) for one in (1, 3, 13)] == [date(2026, 2, 28), date(2025, 12, 31), date(2025, 2, 28)]


def test_receipts_are_replaced_taken_away_and_forgotten() -> None:
    """One a demand; nothing older than any act may ask."""
    assert after(got("a"), got("a", cents=1)).recus == (Receipt("dos_a", DAY, 1),)
    assert after(got("a"), got("a", clos=True), got("z", clos=True)) == Receipts()
    assert after(got("old", date(2021, 1, 4)), got("kept", date(2021, 1, 5)), got("a")).recus[0].dossier == "dos_kept"


grants = st.builds(got, st.sampled_from("abc"), st.dates(date(2024, 1, 1), date(2026, 1, 1)), st.integers(0, 500), clos=st.booleans())


@given(st.lists(grants, max_size=8), grants)
def test_what_is_told_twice_changes_nothing(before: list[Received], fact: Received) -> None:
    """The same receipts."""
    once = after(*before, fact)
    assert noted(once, fact) == once


def test_facts_are_read_as_they_were_written() -> None:
    """Keyed by the person, and by the case."""
    key, value, headers = write(got("a"), NOON)
    assert (key, read_fact(value, headers)) == (WHO.encode(), (got("a"), NOON))
    told = read(*aid_received("dos_a", AidKnown(6, recue=True, classe=AmountClass.JUSQU_A_100), NOON), 4, 9)
    assert getattr(told, "connu", None) == AidKnown(6, recue=True, classe=AmountClass.JUSQU_A_100)


def test_who_decides_by_such_an_act_is_told_and_nobody_else(hub: Doors) -> None:
    """Neither the counter nor the holder of another act; not which aid, when, or how much."""
    first = hub.opened()
    hub.publish("ccas", "decision.rendue", first, decision(montant_centimes=15_000))
    hub.meet()
    assert hub.inbox("ccas", "dossier.lie") == []
    second = hub.opened("SEUIL", counter="service", who="service")
    hub.meet()
    assert hub.inbox("service", "dossier.lie") == []
    assert hub.inbox("ccas", "dossier.lie") == [
        {"date_origine": TODAY, "demandes": [], "aide_recue": "oui", "aide_recue_mois": 12, "aide_recue_classe": "jusqu_a_300"}
    ]
    concluded = [(one.raison, one.details) for entry in hub.journal for one in entry.conclusions if one.genre == "AIDE_RECUE"]
    assert concluded == [("oui", {"mois": 12, "classe": "jusqu_a_300"})]
    case = hub.case(second)
    assert case.recue is not None
    waiting = Waiting(personne=next(iter(hub.receipts)), aide="SEUIL", demande=Peer(second, DAY, "ccas"), mois=12)
    again = hub.take(hub.lately(waiting, 12))
    assert (again.messages, again.entry.conclusions) == ((), ())


def test_nothing_received_is_a_no(hub: Doors) -> None:
    """A refusal is nothing received; nor is a decision that was only put off."""
    first = hub.opened()
    hub.publish("ccas", "decision.rendue", first, decision(sens="ajournement"))
    hub.publish("ccas", "decision.rendue", first, decision(sens="refus", motif="hors_reglement"))
    hub.opened("SEUIL")
    hub.meet()
    assert [one["aide_recue"] for one in hub.inbox("ccas", "dossier.lie")] == ["non"]
    assert hub.receipts == {}


def test_without_such_an_act_nothing_is_kept() -> None:
    """Neither asked nor told: a hub keeps no history that nobody may know."""
    hub = Doors(now=LATER)
    first = hub.opened()
    hub.publish("ccas", "decision.rendue", first, decision(montant_centimes=15_000))
    hub.opened("SEUIL")
    assert [getattr(one, "mois", None) for one in hub.reports] == [None] * 3
    hub.meet()
    assert (hub.receipts, hub.inbox("ccas", "dossier.lie")) == ({}, [])


def test_a_grant_that_is_taken_back_is_received_no_more(hub: Doors) -> None:
    """A revision that ends the right, after one that changed its amount."""
    first = hub.opened()
    hub.publish("ccas", "decision.rendue", first, decision(montant_centimes=15_000))
    granted = hub.case(first)
    (own,) = granted.decisions
    lowered = msgspec.structs.replace(granted, decisions=(own, msgspec.structs.replace(own, montant_centimes=9_000)))
    ended = msgspec.structs.replace(lowered, decisions=(*lowered.decisions, msgspec.structs.replace(own, sens=DecisionSense.REFUS)))
    (less,), (none,) = received(granted, lowered, hub.view), received(lowered, ended, hub.view)
    assert (less.recu, less.clos) == (Receipt(first, DAY, 9_000), False)
    assert (none.recu, none.clos) == (Receipt(first, DAY, 0), True)
    assert received(ended, msgspec.structs.replace(ended, decisions=(*ended.decisions, ended.decisions[-1])), hub.view) == ()


def test_a_case_that_nobody_may_know_of_any_more_is_told_nothing(hub: Doors) -> None:
    """Closed, unknown, or under an act that does not allow it."""
    case = hub.opened("SEUIL")
    (waiting,) = hub.reports
    assert isinstance(waiting, Waiting)
    hub.view = view_with()
    assert hub.take(hub.lately(waiting, 12)).entry.conclusions == ()
    hub.view = view_with(ALLOWS)
    hub.publish("ccas", "dossier.clos", case, {"date": TODAY, "motif": "desistement"})
    assert hub.take(hub.lately(waiting, 12)).entry.conclusions == ()
    assert hub.inbox("ccas", "dossier.lie") == []
