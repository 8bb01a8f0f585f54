"""The verdict of intake: every kind of bad input has its code, and a refusal for identity keeps nothing."""

import hashlib
from typing import Any

import pytest

from hub.core.intake import EVENT_BYTES_MAX, Published, dossier_id
from schemas.codes import IDENTITY_CODES, Code
from tests.unit.published_events import (
    ACCEPTEE,
    ACTION,
    ACTOR,
    ATTRIBUTES,
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


def keeps_nothing(record: Published) -> tuple[Code, str | None]:
    """The code and the place of a refusal for identity, once it is seen that nothing else is left of the record."""
    relayed = judged(record)
    assert relayed.code in IDENTITY_CODES
    assert (relayed.topic, relayed.key, relayed.value) == ("hub.refus", ACTOR.encode(), None)
    allowed = {"format", "genre", "acteur", "origine", "instant", "code", "longueur", "sha256", "champ"}
    assert {name for name, _ in relayed.headers} <= {f"relais_{name}" for name in allowed}
    assert header(relayed, "relais_sha256") == hashlib.sha256(record.value or b"").hexdigest()
    return relayed.code, header(relayed, "relais_champ")


NIR = "1 85 05 78 006 084 36"
NIR_NUMBER = 1850578006084

IDENTITIES: dict[str, tuple[Published, Code, str | None]] = {
    "a NIR in a known field": (demand(canal=NIR), Code.NIR_INTERDIT, "canal"),
    "a NIR as a number": (demand(montant_demande_centimes=NIR_NUMBER), Code.NIR_INTERDIT, "montant_demande_centimes"),
    "a NIR as a float": (demand(montant_demande_centimes=float(NIR_NUMBER)), Code.NIR_INTERDIT, "montant_demande_centimes"),
    "a NIR with an exponent": (
        binary()._replace(value=b'{"montant_demande_centimes": 1.850578006084e12}'),
        Code.NIR_INTERDIT,
        "montant_demande_centimes",
    ),
    "a NIR deep in an unknown field": (demand(dossier_social={"liste": [[NIR]]}), Code.NIR_INTERDIT, "?"),
    "a NIR in a list": (
        binary({"territoire": ["00101", str(NIR_NUMBER)]}, type="fr.relais.action.ouverte.v1"),
        Code.NIR_INTERDIT,
        "territoire.1",
    ),
    "a NIR as the name of a field": (demand(**{str(NIR_NUMBER): 1}), Code.NIR_INTERDIT, "?"),
    "a NIR in an accepted slug": (demand(guichet=str(NIR_NUMBER)), Code.NIR_INTERDIT, "guichet"),
    "a NIR as subject": (binary(subject=str(NIR_NUMBER)), Code.NIR_INTERDIT, "subject"),
    "a NIR as id": (structured(id="2690599123456"), Code.NIR_INTERDIT, "id"),
    "a NIR of Corsica": (demand(canal="2 85 05 2A 006 084"), Code.NIR_INTERDIT, "canal"),
    "a NIR in a header": (binary(headers=(("x-suivi", str(NIR_NUMBER).encode()),)), Code.NIR_INTERDIT, "entetes.?"),
    "a NIR as the name of a header": (binary(headers=((str(NIR_NUMBER), b""),)), Code.NIR_INTERDIT, "entetes.?"),
    "a NIR in the key": (binary(key=NIR.encode()), Code.NIR_INTERDIT, "cle"),
    "a NIR beside an empty value": (published(None, (), NIR.encode()), Code.NIR_INTERDIT, "cle"),
    "a NIR in the content type": (
        binary()._replace(headers=(("content-type", str(NIR_NUMBER).encode()),)),
        Code.NIR_INTERDIT,
        "entetes.content-type",
    ),
    "a NIR in broken JSON": (binary()._replace(value=f'{{"ref": "{NIR}"'.encode()), Code.NIR_INTERDIT, None),
    "a NIR in broken JSON, escaped": (binary()._replace(value=rb'{"ref": "\u0031850578006084"'), Code.NIR_INTERDIT, None),
    "a NIR behind a repeated key": (binary()._replace(value=b'{"a": "1850578006084", "a": 1}'), Code.NIR_INTERDIT, None),
    "a NIR in UTF-16": (binary()._replace(value=str(NIR_NUMBER).encode("utf-16")), Code.NIR_INTERDIT, None),
    "a NIR with JSON escapes": (
        binary()._replace(value=compact(DEMANDE).replace(b'"guichet":"ccas', rb'"guichet":"\u0031850578006084')),
        Code.NIR_INTERDIT,
        "guichet",
    ),
    "a NIR with percent signs": (binary(subject="%31850578006084"), Code.NIR_INTERDIT, "subject"),
    "a NIR in wide digits": (demand(canal="１８５０５７８００６０８４"), Code.NIR_INTERDIT, "canal"),
    "a NIR in Arabic digits": (demand(canal="١٨٥٠٥٧٨٠٠٦٠٨٤"), Code.NIR_INTERDIT, "canal"),
    "a NIR with narrow blanks": (demand(canal="1 85 05 78 006 084"), Code.NIR_INTERDIT, "canal"),
    "a NIR in too large an event": (
        published(b" " * EVENT_BYTES_MAX + b'"1850578006084"', (STRUCTURED_TYPE,)),
        Code.NIR_INTERDIT,
        None,
    ),
    "a NIR in encoded data": (
        structured(data=..., data_base64="eyJjYW5hbCI6IjE4NTA1NzgwMDYwODQifQ=="),
        Code.NIR_INTERDIT,
        "canal",
    ),
    "a NIR in encoded data that is no JSON": (
        structured(data=..., data_base64="cmVmPTE4NTA1NzgwMDYwODQ="),
        Code.NIR_INTERDIT,
        "data_base64",
    ),
    "a NIR where encoded data should be": (structured(data=..., data_base64=NIR), Code.NIR_INTERDIT, "data_base64"),
    "a NIR without a key": (demand(canal=NIR)._replace(key=None), Code.NIR_INTERDIT, "canal"),
    "an e-mail": (demand(guichet="contact@exemple.fr"), Code.IDENTITE_INTERDITE, "guichet"),
    "a telephone": (binary(subject="06.12.34.56.78"), Code.IDENTITE_INTERDITE, "subject"),
    "an account": (demand(canal="FR7630006000011234567890189"), Code.IDENTITE_INTERDITE, "canal"),
    "a name": (demand(nom="MARTIN"), Code.IDENTITE_INTERDITE, "?"),
    "a name, in another spelling": (demand(dateDeNaissance="1985-05-01"), Code.IDENTITE_INTERDITE, "?"),
    "a name for a person reference": (demand(personne_ref="MARTIN-1985"), Code.IDENTITE_INTERDITE, "personne_ref"),
    "a name in a header": (binary(headers=(("Prénom", b"x"),)), Code.IDENTITE_INTERDITE, "entetes.?"),
    "a name in broken JSON": (binary()._replace(value=b'{"nom": "MARTIN"'), Code.IDENTITE_INTERDITE, None),
    "a name of an unknown version": (
        binary({**DEMANDE, "prenom": "x"}, type="fr.relais.demande.deposee.v9"),
        Code.IDENTITE_INTERDITE,
        "?",
    ),
    "a text for a code": (demand(canal="au guichet de la mairie"), Code.TEXTE_LIBRE_INTERDIT, "canal"),
    "a text as subject": (binary(subject="Madame Martin"), Code.TEXTE_LIBRE_INTERDIT, "subject"),
    "a comment": (demand(commentaire="rappeler"), Code.TEXTE_LIBRE_INTERDIT, "?"),
    "a long text": (demand(canal="a" * 513), Code.TEXTE_LIBRE_INTERDIT, "canal"),
    "a text in a header": (binary(headers=(("x-suivi", b"vu avec la famille"),)), Code.TEXTE_LIBRE_INTERDIT, "entetes.?"),
    "a text in broken JSON": (binary()._replace(value=b'{"canal": "Madame Martin"'), Code.TEXTE_LIBRE_INTERDIT, None),
    "a letter instead of an event": (
        published("Bonjour, la dame du troisième est en difficulté".encode(), ()),
        Code.TEXTE_LIBRE_INTERDIT,
        None,
    ),
    "a warning about a child": (demand(aide="IP"), Code.INFORMATION_PREOCCUPANTE, "aide"),
    "a warning in small letters": (demand(aide="ip"), Code.INFORMATION_PREOCCUPANTE, "aide"),
    "a warning with a NIR": (demand(aide="IP", canal=NIR), Code.INFORMATION_PREOCCUPANTE, "aide"),
    "a warning in an unknown version": (
        binary({"aide": "IP"}, type="fr.relais.demande.deposee.v3"),
        Code.INFORMATION_PREOCCUPANTE,
        "aide",
    ),
    "a warning in broken JSON": (binary()._replace(value=b'{"aide": "IP",'), Code.INFORMATION_PREOCCUPANTE, None),
}


@pytest.mark.parametrize(("record", "code", "place"), IDENTITIES.values(), ids=IDENTITIES)
def test_an_identity_is_refused_wherever_it_hides_and_nothing_is_kept(record: Published, code: Code, place: str | None) -> None:
    """Only place, length, SHA-256 and a safe path are left of it."""
    assert keeps_nothing(record) == (code, place)


INNOCENT = {
    "a SIRET": binary(subject="00000101600012"),
    "a clock in milliseconds as id": binary(id="1790375000123", time="2026-09-25T22:23:20Z"),
    "a day and a number as reference": binary(subject="2026-01-05-00123"),
    "a UUID": binary(id="18505780-0608-4361-8505-780060843618"),
    "a hash": demand(personne_ref="185057800608436f" * 4),
    "a trace": binary(headers=(("traceparent", b"00-18505780060843618505780060843611-1850578006084361-01"),)),
    "a year and a number as reference": binary(subject="2026/000123"),
    "an amount": demand(montant_demande_centimes=100_000_000),
    "escaped bars": binary(subject="2026/0001")._replace(value=compact(DEMANDE).replace(b"-", rb"\u002d")),
    "another content type": binary()._replace(
        headers=(
            *((f"ce_{name}", value.encode()) for name, value in ATTRIBUTES.items()),
            ("Content-Type", b'application/vnd.relais+json; charset="UTF-8"'),
        )
    ),
}


@pytest.mark.parametrize("record", INNOCENT.values(), ids=INNOCENT)
def test_what_only_looks_like_an_identity_is_accepted(record: Published) -> None:
    """An ordinary number, hash or reference stops nobody."""
    relayed = judged(record)
    assert (relayed.code, header(relayed, "relais_champ")) == (Code.PRIS_EN_COMPTE, None)
