"""An offer nobody answers, on a real Kafka: reminded, then back to the titulaire, once each, though the worker is killed on the way."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.broker.dated_hub import DatedHub, dated_hub
from tests.chaos.invariants import hold

CCAS, ASSO, TOWN, AID = "ccas-ferrevaux", "asso-panier-solidaire", "00101", "ALIM-COL"
ACT = "ferrevaux-convention-panier-solidaire"
FIRST, SIXTH = "2026-01-06", "2026-01-11"
EACH = 6


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[DatedHub]:
    """A hub in January 2026, on a Kafka of its own: the time of record never goes back in a partition."""
    with dated_hub(tmp_path, f"{FIRST}T10:00") as dated:
        yield dated


def answers(hub: DatedHub, dossier: str) -> Counter[str]:
    """What the journal says came of the answers of a dossier."""
    return Counter(one["raison"] for one in hub.conclusions(dossier) if one["genre"] == "SANS_REPONSE")


def steps(hub: DatedHub, actor: str, dossier: str, count: int) -> list[str]:
    """What an actor was told of an answer that does not come."""
    return [one["data"]["etape"] for one in hub.await_letters(actor, dossier, "transmission.sans_reponse", count)]


def lapsed(hub: DatedHub) -> tuple[str, list[str]]:
    """Six offers of the sixth: one accepted, the others reminded at 48 hours and back at the CCAS on the eleventh, through three kills."""
    accepted, *silent = (hub.opened(CCAS, TOWN, AID, FIRST) for _ in range(EACH))
    hub.tell(ASSO, "transmission.acceptee", accepted, {"date": FIRST})
    hub.on("2026-01-08T10:10")
    assert [steps(hub, ASSO, case, 1) for case in silent] == [["RAPPEL"]] * len(silent)
    hub.kill()
    hub.on(f"{SIXTH}T10:10")
    hub.start()
    assert hub.await_letters(ASSO, silent[0], "dossier.retire"), hub.logs()
    hub.kill()
    hub.start()
    for case in silent:
        (taken,) = hub.await_letters(ASSO, case, "dossier.retire")
        assert taken["data"]["raison"] == "SANS_REPONSE"
        assert steps(hub, CCAS, case, 1) == ["RETOUR"]
        assert [one["data"]["raison"] for one in hub.await_letters(CCAS, case, "dossier.confie")][-1] == "RETOUR_AU_TITULAIRE"
    hub.kill()
    hub.start()
    return accepted, silent


def test_an_offer_lapses_once_and_one_actor_answers_at_every_instant(hub: DatedHub) -> None:
    """Reminded at 48 hours, back at five days through kills; taken after all by one, claimed by two."""
    accepted, silent = lapsed(hub)
    offered, whole = (one["data"] for one in hub.await_letters(ASSO, accepted, "dossier.confie", 2))
    assert (offered["etat"], "personne_ref" in offered["demande"]) == ("proposee", False)
    assert (whole["etat"], "personne_ref" in whole["demande"]) == ("acceptee", True)

    after_all, twice, *_ = silent
    assert hub.tell(ASSO, "transmission.acceptee", after_all, {"date": SIXTH})["code"] == "PRIS_EN_COMPTE"
    assert [one["data"]["raison"] for one in hub.await_letters(CCAS, after_all, "dossier.retire")] == ["ACCEPTATION"]
    hub.tell(CCAS, "transmission.acceptee", twice, {"date": SIXTH})
    hub.tell(ASSO, "transmission.acceptee", twice, {"date": SIXTH})
    disputed = hub.await_letters(CCAS, twice, "dossier.suivi")[-1]["data"]
    assert (disputed["fait"], disputed["etat"], disputed["acteur"]) == ("transmission.acceptee", "COMPETENCE_A_TRANCHER", ASSO)
    settled = {"date": SIXTH, "acteur": ASSO, "acte": ACT}
    assert hub.tell(CCAS, "arbitrage.rendu", twice, settled)["code"] == "PRIS_EN_COMPTE"

    assert answers(hub, accepted) == Counter()
    expected = Counter({"RAPPEL": 1, "RETOUR": 1})
    assert [answers(hub, case) for case in silent if case != twice] == [expected] * (len(silent) - 1)
    assert answers(hub, twice) == expected + Counter({"ACCEPTATION_TARDIVE": 1})
    for actor in (ASSO, CCAS):
        for case in (accepted, *silent):
            ranks = [int(one["sequence"]) for one in hub.inboxes[actor] if one["subject"] == case]
            assert ranks == list(range(1, len(ranks) + 1)), "no message of the hub is lost or doubled"
    assert hold(hub) == EACH


def test_a_sender_takes_back_what_nobody_answered(hub: DatedHub) -> None:
    """The association has nothing any more, and can accept nothing."""
    sent = hub.opened(CCAS, TOWN, AID, FIRST)
    mistaken = {"date": FIRST, "acteur": ASSO, "motif": "erreur_de_destinataire"}
    assert hub.tell(CCAS, "transmission.retiree", sent, mistaken)["code"] == "PRIS_EN_COMPTE"
    assert [one["data"]["raison"] for one in hub.await_letters(ASSO, sent, "dossier.retire")] == ["TRANSMISSION_RETIREE"]
    assert hub.tell(ASSO, "transmission.acceptee", sent, {"date": FIRST})["code"] == "FONCTION_NON_TENUE"


def test_an_urgent_dispute_is_said_again_after_a_day(hub: DatedHub) -> None:
    """The association refuses, the CCAS too: who is competent must be said within 24 hours; an authority names who it thinks is."""
    urgent = hub.opened(CCAS, TOWN, AID, FIRST, urgence=True)
    hub.tell(ASSO, "transmission.refusee", urgent, {"date": FIRST, "motif": "capacite_atteinte"})
    unnamed = hub.tell(CCAS, "transmission.refusee", urgent, {"date": FIRST, "motif": "incompetent_matiere"})
    assert (unnamed["code"], unnamed["champ"]) == ("CHAMP_MANQUANT", "competent_selon_lui")
    named = {"date": FIRST, "motif": "incompetent_matiere", "competent_selon_lui": "departement-haute-oriane"}
    assert hub.tell(CCAS, "transmission.refusee", urgent, named)["code"] == "PRIS_EN_COMPTE"
    hub.on("2026-01-07T10:10")
    assert "ARBITRAGE" in steps(hub, CCAS, urgent, 1)
