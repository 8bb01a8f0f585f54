"""An identity is refused wherever it hides, and nothing is kept of it; what only looks like one stops nobody."""

import hashlib

import pytest

from hub.core.intake import EVENT_BYTES_MAX, Published
from schemas.codes import IDENTITY_CODES, Code
from tests.unit.published_events import (
    ACTOR,
    ATTRIBUTES,
    DEMANDE,
    STRUCTURED_TYPE,
    binary,
    compact,
    demand,
    header,
    judged,
    published,
    structured,
)


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
    "a NIR in data that is no object": (structured([str(NIR_NUMBER)]), Code.NIR_INTERDIT, "data.0"),
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
    "a name for a plan": (demand(plan_ref="famille-martin"), Code.IDENTITE_INTERDITE, "plan_ref"),
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
    "a clock of an event that says no time": binary({**DEMANDE, "date_demande": "2026-06-01"}, id="1780310400123", time=...),
    "a clock in structured mode": structured(id="1780310400123", time="2026-06-01T12:00:00Z"),
    "a clock in structured mode, without time": structured({**DEMANDE, "date_demande": "2026-06-01"}, id="1780310400123", time=...),
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
