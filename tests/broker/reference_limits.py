"""November 2025 at Nantrelle: the housing envelope of the year is spent, nine hundred people have their place, and one more asks of each.

The envelope is 180,000 euros: six hundred times the ceiling of 300. The convention for the RSA has nine hundred places.
"""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.broker.dated_hub import DatedHub

FSL, RSA = "nantrelle-fsl-ccas-2023", "nantrelle-rsa-acc-ccas-2024"
CCAS, CD, NANTRELLE, DAY = "ccas-nantrelle", "departement-haute-oriane", "00404", "2025-11-20"
GRANTS, PLACES = 600, 900
AT_ONCE = 16


def crowd(hub: DatedHub, aid: str, count: int, **more: Any) -> None:
    """As many demands at the counter of the CCAS; until each has been offered to it, or to the département."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        names = list(pool.map(lambda number: hub.demand(CCAS, NANTRELLE, aid, DAY, f"foule-{aid}-{number}", **more)[0], range(count)))
    hub.published += [(CCAS, name) for name in names]
    hub.await_all(lambda: len(holding(hub, CCAS, aid)) >= count)


def holding(hub: DatedHub, actor: str, aid: str) -> set[str]:
    """The dossiers of an aid that an actor was offered by an act, in whatever functions."""
    offers = (one for one in hub.inboxes[actor] if one["type"] == "fr.relais.dossier.confie.v1" and one["data"]["acte"] is not None)
    return {one["subject"] for one in offers if one["data"]["demande"]["aide"] == aid}


def thresholds(hub: DatedHub, act: str) -> list[str]:
    """The thresholds of an act that were told, in their order."""
    records = sorted(hub.records("hub.journal"), key=lambda record: (record.partition() or 0, record.offset() or 0))
    entries = [json.loads(record.value() or b"{}") for record in records if record.key() == act.encode()]
    return [one["raison"] for entry in entries for one in entry["conclusions"] if one["genre"] == "QUOTA_SEUIL"]
