"""`hub what-if` on acts with places, on a hub that lived with them: who would have waited, and who would have had the case."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.case_log import standing_cases
from hub.core.comparing import holders_of
from hub.settings import load_settings
from tests.broker.counted import RSA, await_answers, await_version, bounded
from tests.broker.test_what_if import asked
from tests.broker.whole_hub import DAY, WholeHub, hub_of_its_own

CCAS, DEPARTEMENT = "ccas-nantrelle", "departement-haute-oriane"
DEMANDS, PLACES, FEWER = 8, 6, 2


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[WholeHub]:
    """Eight demands, one after the other, for an act with six places."""
    with hub_of_its_own(tmp_path) as whole:
        loaded = whole.command("registry", "load", str(bounded(tmp_path, places=PLACES, cents=50_000)))
        assert loaded.returncode == 0, loaded.stdout + loaded.stderr
        whole.start()
        await_version(whole, 2)
        for number in range(DEMANDS):
            whole.demand(CCAS, "00404", "RSA-ACC", DAY, f"ref-{number}")
            await_answers(whole, RSA, number + 1)
        assert whole.terminate() == 0
        yield whole


def test_fewer_places_are_tried_on_what_was_lived(hub: WholeHub, tmp_path: Path) -> None:
    """With two places four cases more would have waited, with the département; with the six that were, the replay is what the hub holds."""
    same = asked(hub, bounded(tmp_path, places=PLACES, cents=50_000))
    (act,) = same["quotas"]
    assert (act["acte"], act["attentes"], same["deplaces"], same["pannes"]) == (RSA, {"avant": 2, "apres": 2}, 0, [])
    held = Counter(actor for one in standing_cases(load_settings(hub.environ)) for actor in holders_of(one))
    assert {actor: one["tenus_avant"] for actor, one in same["charge"].items() if one["tenus_avant"]} == held

    found = asked(hub, bounded(tmp_path, places=FEWER, cents=50_000))
    (act,) = found["quotas"]
    assert act["lignes"] == [{"ligne": "places", "borne_avant": PLACES, "borne_apres": FEWER, "pic_avant": PLACES, "pic_apres": FEWER}]
    assert act["attentes"] == {"avant": DEMANDS - PLACES, "apres": DEMANDS - FEWER}
    assert act["ailleurs"] == {"avant": {DEPARTEMENT: DEMANDS - PLACES}, "apres": {DEPARTEMENT: DEMANDS - FEWER}}
    assert {(one["de"], one["vers"]): one["dossiers"] for one in found["flux"]} == {(CCAS, DEPARTEMENT): PLACES - FEWER}
    assert found["deplaces"] == PLACES - FEWER
    assert found["charge"][CCAS]["tenus_apres"] == found["charge"][CCAS]["tenus_avant"] - (PLACES - FEWER)
    assert asked(hub, bounded(tmp_path, places=FEWER, cents=50_000), "--processes", "1") == found
