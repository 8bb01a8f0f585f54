"""Who speaks when within a day of a simulated year: an order that is nobody's chance."""

from collections import Counter
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.demo.drafts import Draft
from hub.registry.files import load_folder
from hub.simulation.rounds import COUNTED, Rounds, Wanted
from hub.simulation.run import REGISTRY, days_of, locks
from hub.simulation.stage import simulation_environ
from schemas.inbound import INBOUND

WANTED = st.builds(
    lambda partner, subject, number: Wanted(
        Draft(partner, f"{partner}-{subject}-{number}", "t", subject, {}), "acte" if subject in {"dos_a", "dos_b"} else None
    ),
    st.sampled_from(["ccas", "ville"]),
    st.sampled_from(["dos_a", "dos_b", "dos_c", "dos_d"]),
    st.integers(0, 99),
)


@settings(deadline=None)
@given(st.lists(WANTED, max_size=30))
def test_a_round_lets_one_partner_speak_on_a_dossier_and_one_dossier_ask_of_an_act(wanted: list[Wanted]) -> None:
    """All is said once, in the order it was wanted on each dossier; nothing is said twice or left."""
    rounds = Rounds()
    rounds.want(wanted)
    said: list[Draft] = []
    while rounds:
        one = rounds.take()
        assert one
        assert all(count == 1 for count in Counter(subject for subject, _ in {(draft.subject, draft.partner) for draft in one}).values())
        assert sum(draft.subject in {"dos_a", "dos_b"} for draft in one) <= 1
        said += one
    for subject in ("dos_a", "dos_b", "dos_c", "dos_d"):
        assert [draft for draft in said if draft.subject == subject] == [one.draft for one in wanted if one.draft.subject == subject]
    assert rounds.take() == []


def test_acts_with_places_or_money_are_known_by_commune_and_aid() -> None:
    """Those of the registry, whatever their dates; the aids of one act share its lock."""
    lock = locks(load_folder(REGISTRY))
    assert lock("00404", "FSL-A") == lock("00404", "FSL-E") is not None
    assert lock("00101", "RSA-ACC") not in {None, lock("00404", "RSA-ACC")}
    assert lock("00404", "ALIM-COL") is lock("", "") is None


def test_what_is_counted_is_published() -> None:
    """A word that no partner may publish would lock nothing."""
    assert set(INBOUND) >= COUNTED


def test_a_year_has_its_days() -> None:
    """2028 is a leap year."""
    assert (days_of(2026), days_of(2028)) == (365, 366)


def test_a_simulation_keeps_to_a_folder_of_its_own(tmp_path: Path) -> None:
    """Its time is simulated, its keys are its own, whoever starts it; partitions are those of the settings, if they say."""
    environ = simulation_environ({"HUB_DATA_DIR": str(tmp_path), "HUB_CASE_KEY": "ab" * 32, "HUB_CLOCK": "wall"})
    assert environ["HUB_DATA_DIR"] == str(tmp_path / "simulation")
    assert (environ["HUB_CLOCK"], environ["HUB_KAFKA__PARTITIONS"]) == ("simulated", "4")
    assert environ["HUB_CASE_KEY"] != "ab" * 32
    assert simulation_environ({"HUB_KAFKA__PARTITIONS": "7"})["HUB_KAFKA__PARTITIONS"] == "7"
