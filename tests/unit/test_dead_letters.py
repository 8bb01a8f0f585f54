"""What lands on hub.rejected, and the answer to what intake refused."""

from datetime import UTC, datetime

import pytest

from hub.core.dead_letters import DESTINATION, PREFIX, DeadLetter, of_message, of_refused
from hub.core.facts import Origin, Refused, read_refused
from hub.core.messages import Message
from hub.core.refusals import answer
from schemas.codes import IDENTITY_CODES, Code
from schemas.envelope import Envelope, read
from schemas.outbound import AvisTechnique
from tests.unit.published_events import demand, judged

AT = datetime(2026, 1, 5, 10, tzinfo=UTC)
NIR = "1 85 05 78 006 084 " + "91"


def refused(**changes: object) -> Refused:
    """What intake made of a demand with these changes."""
    relayed = judged(demand(**changes))
    return read_refused(relayed.value, relayed.headers, 3, 17)


def reasons(letter: DeadLetter) -> dict[str, str]:
    """The headers that say why, without their prefix."""
    return {name.removeprefix(PREFIX): (raw or b"").decode() for name, raw in letter.headers if name.startswith(PREFIX)}


def test_a_dead_letter_keeps_what_was_published() -> None:
    """Value, key and headers as they came, and the reasons after them."""
    fact = refused(canal="pigeon")
    letter = of_refused(fact)
    assert letter is not None
    assert (letter.key, letter.value) == (fact.original_key, fact.original_value)
    assert tuple(letter.headers[: len(fact.original_headers)]) == fact.original_headers
    told = reasons(letter)
    assert told.pop("phrase").endswith("Ceci n'est ni un accusé de réception ni une décision.")
    assert told == {
        "topic": "from.ccas-ferrevaux", "partition": "0", "offset": "41", "code": "VALEUR_INVALIDE", "champ": "canal",
        "acteur": "ccas-ferrevaux", "instant": "2026-01-05T10:00:01.250Z",
    }  # fmt: skip


def test_what_is_refused_for_identity_leaves_nothing() -> None:
    """No dead letter; the journal has a place, a length and a hash; not a byte of it anywhere."""
    fact = refused(personne_ref=NIR)
    assert fact.code in IDENTITY_CODES
    made = answer(fact, AT)
    assert made.dead_letter is None
    details = made.entry.conclusions[0].details
    assert details == {
        "champ": "personne_ref", "topic": "from.ccas-ferrevaux", "partition": 0, "offset": 41,
        "longueur": fact.length, "sha256": fact.sha256,
    }  # fmt: skip
    assert "85 05 78" not in str(made)


def test_a_refused_record_has_one_notice_of_its_own_subject() -> None:
    """Sequence 1, the place of the record, its id when it could be read."""
    made = answer(refused(canal="pigeon"), AT)
    event = read(made.message.value, made.message.headers)
    assert isinstance(event, Envelope)
    assert (event.subject, event.extensions["sequence"], event.extensions["causationid"]) == ("avis:from.ccas-ferrevaux/0/41", "1", "evt-1")
    notice = AvisTechnique.model_validate(event.data)
    assert (notice.code, notice.champ, notice.evenement_id, notice.dossier) == (Code.VALEUR_INVALIDE, "canal", "evt-1", None)
    assert (made.entry.id, made.entry.source, made.entry.dossier) == ("from.ccas-ferrevaux/kq3/0/41", "ccas-ferrevaux", None)


def test_a_record_without_readable_id_is_named_by_its_place() -> None:
    """No id to repeat: the notice names the topic, the partition and the offset."""
    relayed = judged(demand()._replace(value=None))
    made = answer(read_refused(relayed.value, relayed.headers, 3, 17), AT)
    event = read(made.message.value, made.message.headers)
    assert isinstance(event, Envelope)
    assert "evenement_id" not in event.data
    assert made.entry.cause == ("from.ccas-ferrevaux/kq3/0/41" if "causationid" not in event.extensions else "evt-1")


@pytest.mark.parametrize(("limit", "kept"), [(10, True), (9, False)])
def test_a_message_that_cannot_leave_is_kept_if_it_can_be(limit: int, *, kept: bool) -> None:
    """With where it was to go; too large even for this topic, its length and hash stand for it."""
    message = Message("asso", "fr.relais.dossier.confie.v1", "dos_x", b"0123456789", [("content-type", b"x")])
    letter = of_message(message, Origin("from.ccas", "T", 0, 7), Code.BOITE_ABSENTE, "2026-01-05T10:00:00.000Z", limit)
    told = reasons(letter)
    assert (letter.acteur, letter.key, letter.value) == ("asso", b"dos_x", message.value if kept else None)
    assert (told[DESTINATION.removeprefix(PREFIX)], told["code"], told["offset"]) == ("to.asso", "BOITE_ABSENTE", "7")
    assert ("sha256" in told, told.get("longueur")) == (not kept, None if kept else "10")


def test_a_partners_dead_letters_share_a_partition() -> None:
    """The key is the record's own, so the partner chooses."""
    letters = [DeadLetter(who, key, None, []) for who in ("ccas", "asso") for key in (b"1", b"2", None)]
    assert len({one.partition(12) for one in letters[:3]}) == 1
    assert all(0 <= one.partition(12) < 12 for one in letters)
