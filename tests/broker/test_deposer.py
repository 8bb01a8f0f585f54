"""`hub deposer` through a whole hub: twice the same file, rejections in the hub's own words, a deposit killed in the middle."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from hub.kafka_local.broker import LocalBroker
from hub.positions import Place, Positions
from hub.settings import load_settings
from tests.broker.whole_hub import DAY, PERSON, ROOT, WholeHub, notices

ACTOR, OTHER = "ccas-ferrevaux", "ccas-aubrelle"
COLUMNS = ("reference", "commune", "aide", "date_demande", "guichet", "canal", "personne_ref", "urgence")
TODAY = datetime.now(UTC).strftime("%d/%m/%Y")
KILLED_ROWS = 600


@pytest.fixture(scope="module")
def hub(kafka: LocalBroker, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHub]:
    """A hub at work."""
    whole = WholeHub(kafka.bootstrap, tmp_path_factory.mktemp("hub"))
    whole.ground()
    whole.start()
    try:
        yield whole
    finally:
        whole.close()


def row(reference: str, actor: str = ACTOR, **cells: str) -> dict[str, str]:
    """One row of a table of demands."""
    good = {"reference": reference, "commune": "00101", "aide": "SEC-URG", "date_demande": TODAY, "guichet": actor, "canal": "Téléphone"}
    return {**good, "personne_ref": PERSON, "urgence": "non", **cells}


def table(path: Path, *rows: dict[str, str]) -> Path:
    """A file of rows, as a French Excel saves it."""
    lines = [";".join(COLUMNS), *(";".join(one[name] for name in COLUMNS) for one in rows)]
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("cp1252"))
    return path


def deposited(hub: WholeHub, file: Path, actor: str = ACTOR, *words: str) -> tuple[int, dict[str, Any]]:
    """Deposit a file; exit code and counts."""
    done = hub.command("deposer", str(file), "--acteur", actor, "--json", "--delai", "60", *words)
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def counts(told: dict[str, Any]) -> dict[str, int]:
    """The counts of the contract."""
    return {name: told[name] for name in ("lignes", "publiees", "acceptees", "doublons", "rejetees")}


def test_a_file_deposited_twice_has_its_effect_once(hub: WholeHub, tmp_path: Path) -> None:
    """The second time all is known; what is refused is refused alike; a corrected rejection file passes; another content does not."""
    rows = [
        row("M-1"),
        row("M-2"),
        row("M-1"),
        row("M-3", commune="00999"),
        row("M-4", commune="101"),
        row("M-5", date_demande="01/01/2199"),
    ]
    file = table(tmp_path / "m.csv", *rows)
    code, first = deposited(hub, file)
    assert (code, counts(first)) == (1, {"lignes": 6, "publiees": 4, "acceptees": 2, "doublons": 1, "rejetees": 3})
    told = {one["reference"]: (one["code"], one["colonne"]) for one in first["rejets"]}
    expected = {"M-3": ("COMMUNE_INCONNUE", "commune"), "M-4": ("IDENTIFIANT_INVALIDE", "commune"), "M-5": ("DATE_FUTURE", "date_demande")}
    assert told == expected
    code, second = deposited(hub, file)
    assert (code, counts(second)) == (1, {"lignes": 6, "publiees": 4, "acceptees": 0, "doublons": 3, "rejetees": 3})
    assert second["rejets"] == first["rejets"]
    rejected = Path(second["fichier_rejets"])
    text = rejected.read_text(encoding="cp1252").replace(";00999;", ";00101;").replace(";101;", ";00101;").replace("01/01/2199", TODAY)
    rejected.write_bytes(text.encode("cp1252"))
    code, third = deposited(hub, rejected)
    assert (code, counts(third)) == (0, {"lignes": 3, "publiees": 3, "acceptees": 3, "doublons": 0, "rejetees": 0})
    code, fourth = deposited(hub, table(tmp_path / "n.csv", row("M-1", urgence="oui")))
    assert (code, fourth["rejets"][0]["code"], fourth["rejets"][0]["colonne"]) == (1, "CONTENU_DIFFERENT", "reference")
    settings = load_settings({"HUB_KAFKA__BOOTSTRAP_SERVERS": hub.bootstrap})
    assert [group for group in Positions(settings).groups() if group.startswith(ACTOR)] == []


def test_a_row_refused_before_it_leaves_is_refused_as_the_hub_would(hub: WholeHub, tmp_path: Path) -> None:
    """The same content, published without the check, has the same code and the same sentence."""
    _, told = deposited(hub, table(tmp_path / "l.csv", row("L-1", commune="101"), row("L-2", canal="pigeon")))
    sent = [hub.demand(ACTOR, "101", "SEC-URG", DAY, "L-1")[0], hub.demand(ACTOR, "00101", "SEC-URG", DAY, "L-2", canal="pigeon")[0]]
    assert told["publiees"] == 0
    deadline = time.monotonic() + 40
    found: dict[str, dict[str, Any]] = {}
    while len(found) < len(sent) and time.monotonic() < deadline:
        found = {one["evenement_id"]: one for one in notices(hub.inbox(ACTOR)) if one["evenement_id"] in sent}
    said = [(found[name]["code"], found[name]["phrase"]) for name in sent]
    assert [(one["code"], one["phrase"]) for one in told["rejets"]] == said


def test_decisions_are_deposited_too(hub: WholeHub, tmp_path: Path) -> None:
    """Each about its dossier; the hub's refusal stands in the rejection file; an actor without a door deposits nothing."""
    file = tmp_path / "d.csv"
    columns = "reference,dossier,sens,date_decision,organe,signataire_acteur,signataire_fonction,acte,montant"
    line = f'{TODAY},président,{ACTOR},président,ferrevaux-delegation-president-2026,"150,00"'
    file.write_text(f"{columns}\nD-1,D-inconnu,Accord,{line}\nD-2,DEM-1,Accord,{line}\n", encoding="utf-8")
    deposited(hub, table(tmp_path / "dem.csv", row("DEM-1")))
    code, told = deposited(hub, file)
    assert (code, counts(told)) == (1, {"lignes": 2, "publiees": 2, "acceptees": 1, "doublons": 0, "rejetees": 1}), told
    assert (told["rejets"][0]["reference"], told["rejets"][0]["code"]) == ("D-1", "DOSSIER_INCONNU")
    stranger = hub.command("deposer", str(file), "--acteur", "personne")
    assert (stranger.returncode, "HUB-2002" in stranger.stderr) == (1, True)


def test_the_example_of_the_guide_is_accepted(hub: WholeHub, tmp_path: Path) -> None:
    """The file people copy passes from end to end, and leaves no rejection file."""
    code, told = deposited(hub, ROOT / "docs" / "how-to" / "exemple-demandes.csv", ACTOR, "--rejets", str(tmp_path / "r.csv"))
    assert (code, counts(told)) == (0, {"lignes": 3, "publiees": 3, "acceptees": 3, "doublons": 0, "rejetees": 0})
    assert (told["fichier_rejets"], list(tmp_path.iterdir())) == (None, [])


def test_a_deposit_killed_in_the_middle_is_run_again(hub: WholeHub, tmp_path: Path) -> None:
    """Nothing is lost, nothing has its effect twice, and no half of a rejection file is there."""
    rows = [row(f"K-{rank}", OTHER, commune="00202") for rank in range(KILLED_ROWS)]
    file = table(tmp_path / "k.csv", *rows, row("K-bad", OTHER, commune="202"))
    command = [sys.executable, "-m", "hub.cli", "deposer", str(file), "--acteur", OTHER]
    running = subprocess.Popen(command, env=hub.environ, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    positions = Positions(load_settings({"HUB_KAFKA__BOOTSTRAP_SERVERS": hub.bootstrap}))
    outbox = Place(f"from.{OTHER}", 0)
    deadline = time.monotonic() + 60
    while not positions.ends([outbox])[outbox] and time.monotonic() < deadline:
        time.sleep(0.002)
    running.kill()
    assert running.wait() == -9
    assert [one.name for one in tmp_path.iterdir()] == ["k.csv"]
    code, told = deposited(hub, file, OTHER)
    assert (code, told["publiees"], told["rejetees"]) == (1, KILLED_ROWS, 1)
    assert told["acceptees"] + told["doublons"] == KILLED_ROWS
    taken = [one["evenement_id"] for one in notices(hub.inbox(OTHER)) if one["statut"] == "pris_en_compte"]
    assert (len(taken), len(set(taken))) == (KILLED_ROWS, KILLED_ROWS)
