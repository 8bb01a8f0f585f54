"""Acts whose places and money tests bound, and what the quota lanes of a whole hub said, as it stands on the topics."""

import json
import time
from pathlib import Path
from typing import Any

from tests.broker.whole_hub import PARTITIONS, WholeHub

FSL, RSA = "nantrelle-fsl-ccas-2023", "nantrelle-rsa-acc-ccas-2024"


def bounded(folder: Path, *, places: int, cents: int) -> Path:
    """A file with Nantrelle's two conventions, bounded otherwise."""
    file = folder / f"bornes-{places}-{cents}.yaml"
    file.write_text(
        f"""- {{genre: acte, id: {FSL}, type: delegation_competence, numero: "avenant 2022-41",
   objet: "Décision FSL jusqu'à 300 € exercée par le CCAS", communes: [nantrelle],
   beneficiaire: ccas-nantrelle, delegant: commune-nantrelle, aides: [FSL-A, FSL-M, FSL-E],
   fonctions: [INSTRUIRE, EVALUER, DECIDER, NOTIFIER, PAYER, EXECUTER], montant_max_centimes: 30000,
   enveloppe: {{centimes_par_an: {cents}}}, epuise: repli, clause_urgence: departement-haute-oriane, base: "CASF L123-5",
   origine: nantrelle-fsl-commune-2023, du: 2023-01-01}}
- {{genre: acte, id: {RSA}, type: delegation_competence, numero: "avenant 2024-06",
   objet: "Accompagnement RSA", communes: [nantrelle],
   beneficiaire: ccas-nantrelle, delegant: commune-nantrelle, aides: [RSA-ACC], fonctions: [INSTRUIRE, EVALUER, EXECUTER, ACCOMPAGNER],
   capacite: {places}, clause_urgence: departement-haute-oriane, base: "CASF L123-5", origine: nantrelle-rsa-acc-commune, du: 2024-06-01}}
""",
        encoding="utf-8",
    )
    return file


def asked(hub: WholeHub, acte: str) -> list[dict[str, Any]]:
    """The facts of an act on hub.quotas, in their order."""
    facts = [json.loads(record.value() or b"{}") for record in sorted(hub.records("hub.quotas"), key=lambda record: record.offset() or 0)]
    return [fact for fact in facts if fact["acte"] == acte]


def answers(hub: WholeHub, acte: str) -> list[dict[str, Any]]:
    """The answers to cases, in the order in which the act's lane gave them: that of its entries in the journal."""
    written = (json.loads(record.value() or b"{}") for record in hub.records("hub.events") if is_answer(record))
    given = {(one["dossier"], one["n"], one["etat"]): one for one in written if one["acte"] == acte}
    told = [
        (one["details"]["dossier"], one["details"]["n"], one["raison"])
        for entry in entries(hub, acte)
        for one in entry["conclusions"]
        if one["genre"] == "QUOTA"
    ]
    return [given[key] for key in told if key in given]


def is_answer(record: Any) -> bool:
    """Whether a record of hub.events is what a quota lane answered."""
    return dict(record.headers() or ()).get("relais_genre") == b"quota.reponse"


def entries(hub: WholeHub, acte: str) -> list[dict[str, Any]]:
    """What the journal says of an act's account, in order."""
    records = [record for record in hub.records("hub.journal") if record.key() == acte.encode()]
    return [json.loads(record.value() or b"{}") for record in sorted(records, key=lambda record: record.offset() or 0)]


def totals(hub: WholeHub, acte: str) -> list[dict[str, Any]]:
    """The account after each fact that changed it."""
    return [one["details"] for entry in entries(hub, acte) for one in entry["conclusions"] if one["genre"] == "QUOTA_COMPTE"]


def await_version(hub: WholeHub, version: int, within_s: float = 60.0) -> None:
    """Until each partition has its fact that it decides with that version: what is published from here on comes behind it."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        applied = [one for one in hub.records("hub.events") if dict(one.headers() or ()).get("relais_genre") == b"registre.applique"]
        if {one.partition() for one in applied if json.loads(one.value() or b"{}")["version"] >= version} == set(range(PARTITIONS)):
            return
        time.sleep(0.3)
    raise AssertionError(hub.logs())


def await_answers(hub: WholeHub, acte: str, count: int, within_s: float = 60.0) -> list[dict[str, Any]]:
    """The answers once there are as many, and their cases have handled them; fails when they do not come."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        hub.revive()
        found = answers(hub, acte)
        if len(found) >= count and handled(hub) >= sum(map(is_answer, hub.records("hub.events"))):
            return found
        time.sleep(0.3)
    raise AssertionError(f"{acte}: {len(answers(hub, acte))} of {count} answers after {within_s} s\n{hub.logs()}")


def handled(hub: WholeHub) -> int:
    """How many answers have an entry of their case in the journal."""
    return sum(json.loads(record.value() or b"{}").get("cause") == "quota.reponse" for record in hub.records("hub.journal"))
