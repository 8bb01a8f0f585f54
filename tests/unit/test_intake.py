"""The verdict of intake: every kind of bad input has its code, and a refusal for identity keeps nothing."""

import hashlib
from typing import Any

import pytest

from hub.core.intake import EVENT_BYTES_MAX, Published, dossier_id
from schemas.codes import Code
from tests.unit.published_events import (
    ACCEPTEE,
    ACTION,
    ACTOR,
    CASE_KEY,
    DEMANDE,
    DOSSIER,
    INSTANT,
    JSON_TYPE,
    STRUCTURED_TYPE,
    binary,
    compact,
    demand,
    header,
    judged,
    published,
    structured,
)

DECISION: dict[str, Any] = {
    "sens": "accord",
    "date_decision": "2026-01-09",
    "organe": "president",
    "signataire": {"acteur": ACTOR, "fonction": "president"},
    "acte": "ferrevaux-delib-2020-044",
}


def accepted_event(**attributes: Any) -> Published:
    """An acceptance, which concerns a dossier that exists already."""
    return binary(ACCEPTEE, type="fr.relais.transmission.acceptee.v1", **attributes)


def test_an_accepted_event_is_relayed_as_it_came() -> None:
    """Value and headers are the partner's, in order; the hub's headers come after; the key is the dossier."""
    record = binary(headers=(("traceparent", b"00-" + b"1" * 32 + b"-" + b"2" * 16 + b"-01"),))
    relayed = judged(record)
    assert (relayed.topic, relayed.code) == ("hub.events", Code.PRIS_EN_COMPTE)
    assert relayed.key.decode() == dossier_id(CASE_KEY, ACTOR, "DEM-2026-0001")
    assert relayed.value == record.value
    assert relayed.headers[: len(record.headers)] == list(record.headers)
    assert relayed.headers[len(record.headers) :] == [
        ("relais_format", b"1"),
        ("relais_genre", b"recu"),
        ("relais_acteur", ACTOR.encode()),
        ("relais_origine", b"from.ccas-ferrevaux/kq3/0/41"),
        ("relais_instant", INSTANT.encode()),
        ("relais_cle", b"DEM-2026-0001"),
    ]


def test_both_modes_and_a_missing_key_are_accepted() -> None:
    """A partner chooses its mode, and needs no key."""
    assert judged(structured()).code is Code.PRIS_EN_COMPTE
    relayed = judged(binary(key=None))
    assert relayed.code is Code.PRIS_EN_COMPTE
    assert header(relayed, "relais_cle") is None


def test_a_reference_becomes_a_dossier_that_cannot_be_guessed_back() -> None:
    """The same reference of the same partner is the same dossier; another partner, reference or key is another one."""
    first = dossier_id(CASE_KEY, ACTOR, "R-1")
    assert first == dossier_id(CASE_KEY, ACTOR, "R-1")
    assert len({first, dossier_id(CASE_KEY, "x", "R-1"), dossier_id(CASE_KEY, ACTOR, "R-2"), dossier_id(b"k" * 32, ACTOR, "R-1")}) == 4
    assert first.startswith("dos_")
    assert len(first) == 30
    assert set(first[4:]) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_dossier_as_subject_is_the_key() -> None:
    """What the hub named is used as it is."""
    assert judged(accepted_event(subject=DOSSIER)).key == DOSSIER.encode()


def test_a_refused_event_keeps_its_bytes_and_says_why() -> None:
    """All that a dead letter and a notice need goes to hub.refus under the partner's key."""
    record = demand(canal="pigeon")
    relayed = judged(record)
    assert (relayed.topic, relayed.key, relayed.value) == ("hub.refus", ACTOR.encode(), record.value)
    assert relayed.headers[: len(record.headers)] == list(record.headers)
    assert header(relayed, "relais_code") == "VALEUR_INVALIDE"
    assert header(relayed, "relais_champ") == "canal"
    assert header(relayed, "relais_evenement") == "evt-1"
    assert header(relayed, "relais_cle") == "DEM-2026-0001"
    assert header(relayed, "relais_longueur") == str(len(record.value or b""))
    assert header(relayed, "relais_sha256") == hashlib.sha256(record.value or b"").hexdigest()


REFUSALS: dict[str, tuple[Published, Code, str | None]] = {
    "no value": (published(None, (STRUCTURED_TYPE,)), Code.VALEUR_VIDE, None),
    "empty value": (published(b"", (STRUCTURED_TYPE,)), Code.VALEUR_VIDE, None),
    "too large": (published(b" " * (EVENT_BYTES_MAX + 1), (STRUCTURED_TYPE,)), Code.EVENEMENT_TROP_GRAND, None),
    "broken JSON, structured": (published(b'{"id": "evt-1",', (STRUCTURED_TYPE,)), Code.JSON_INVALIDE, None),
    "broken JSON, binary": (binary()._replace(value=b'{"commune": "00101"'), Code.JSON_INVALIDE, None),
    "a repeated key": (binary()._replace(value=b'{"date":"2026-01-05","date":"2026-01-06"}'), Code.JSON_INVALIDE, None),
    "not CloudEvents": (published(compact(DEMANDE), ()), Code.ENVELOPPE_INVALIDE, "content-type"),
    "JSON without an envelope": (published(compact(DEMANDE), (JSON_TYPE,)), Code.ENVELOPPE_INVALIDE, "content-type"),
    "no id": (binary(id=...), Code.ENVELOPPE_INVALIDE, "id"),
    "an id too long": (binary(id="e" * 65), Code.ENVELOPPE_INVALIDE, "id"),
    "another specversion": (binary(specversion="0.3"), Code.ENVELOPPE_INVALIDE, "specversion"),
    "a time without offset": (binary(time="2026-01-05T10:00:00"), Code.ENVELOPPE_INVALIDE, "time"),
    "a header of the hub's": (binary(headers=(("Relais_code", b"x"),)), Code.ENVELOPPE_INVALIDE, "entetes.relais_*"),
    "an unknown attribute": (binary(headers=(("ce_couleur", b"bleu"),)), Code.CHAMP_INCONNU, "?"),
    "an unknown type": (binary(type="fr.relais.demande.annulee.v1"), Code.TYPE_INCONNU, "type"),
    "a type of the hub's": (binary(type="fr.relais.dossier.confie.v1"), Code.TYPE_INCONNU, "type"),
    "an unknown version": (binary(type="fr.relais.demande.deposee.v2"), Code.VERSION_INCONNUE, "type"),
    "another's source": (binary(source="urn:relais:acteur:ccas-aubrelle"), Code.SOURCE_NON_AUTORISEE, "source"),
    "no subject": (binary(subject=...), Code.SUJET_INVALIDE, "subject"),
    "a subject with an accent": (binary(subject="réf-1"), Code.SUJET_INVALIDE, "subject"),
    "a demand on a dossier": (binary(subject=DOSSIER), Code.SUJET_RESERVE, "subject"),
    "a demand that looks like one": (binary(subject="DOS_1"), Code.SUJET_RESERVE, "subject"),
    "a dossier that cannot be": (accepted_event(subject="dos_1"), Code.SUJET_INVALIDE, "subject"),
    "no data": (structured(data=...), Code.CHAMP_MANQUANT, "data"),
    "data that is a list": (binary([DEMANDE]), Code.VALEUR_INVALIDE, "data"),
    "a missing field": (demand(aide=...), Code.CHAMP_MANQUANT, "aide"),
    "an extra field": (demand(couleur="bleu"), Code.CHAMP_INCONNU, "?"),
    "an extra field known elsewhere": (demand(sens="accord"), Code.CHAMP_INCONNU, "sens"),
    "a missing field below": (
        binary({**DECISION, "signataire": {"acteur": ACTOR}}, type="fr.relais.decision.rendue.v1"),
        Code.CHAMP_MANQUANT,
        "signataire.fonction",
    ),
    "a commune that is none": (demand(commune="1A001"), Code.IDENTIFIANT_INVALIDE, "commune"),
    "a commune as a number": (demand(commune=75056), Code.IDENTIFIANT_INVALIDE, "commune"),
    "a SIRET with a wrong key": (
        binary({**ACTION, "financeurs": ["caf-haute-oriane", "00000102400016"]}, type="fr.relais.action.ouverte.v1"),
        Code.IDENTIFIANT_INVALIDE,
        "financeurs.1",
    ),
    "an impossible day": (demand(date_demande="2026-02-30"), Code.DATE_IMPOSSIBLE, "date_demande"),
    "a day written otherwise": (demand(date_demande="05/01/2026"), Code.DATE_IMPOSSIBLE, "date_demande"),
    "a day as seconds": (demand(date_demande="1767225600"), Code.DATE_IMPOSSIBLE, "date_demande"),
    "a person reference in capitals": (demand(personne_ref="PER_" + "B" * 26), Code.VALEUR_INVALIDE, "personne_ref"),
    "an amount with decimals": (demand(montant_demande_centimes=12.5), Code.VALEUR_INVALIDE, "montant_demande_centimes"),
    "an amount as text": (demand(montant_demande_centimes="1200"), Code.VALEUR_INVALIDE, "montant_demande_centimes"),
    "an element of a list": (
        binary({**ACTION, "territoire": ["00101", "?"]}, type="fr.relais.action.ouverte.v1"),
        Code.VALEUR_INVALIDE,
        "territoire.1",
    ),
    "an urgency as text": (demand(urgence="oui"), Code.VALEUR_INVALIDE, "urgence"),
}


@pytest.mark.parametrize(("record", "code", "field"), REFUSALS.values(), ids=REFUSALS)
def test_bad_input_has_its_code_and_its_field(record: Published, code: Code, field: str | None) -> None:
    """Each kind of bad input is refused, with its bytes kept for the dead letter."""
    relayed = judged(record)
    assert (relayed.topic, relayed.code, header(relayed, "relais_champ")) == ("hub.refus", code, field)
    assert relayed.value == record.value


def test_a_header_that_passes_itself_off_as_the_hubs_is_not_carried_on() -> None:
    """On hub.refus a `relais_` header is the hub's, whatever was sent."""
    relayed = judged(binary(headers=(("relais_acteur", b"ccas-aubrelle"), ("RELAIS_x", b"1"))))
    assert [value for name, value in relayed.headers if name == "relais_acteur"] == [ACTOR.encode()]
    assert "RELAIS_x" not in dict(relayed.headers)


def test_an_unsafe_id_is_not_repeated() -> None:
    """An id that is no token stands nowhere in what the hub adds."""
    relayed = judged(structured(id="un deux"))
    assert header(relayed, "relais_evenement") is None
