"""Every class of bad input through the whole hub: one notice with its code, a dead letter that can be read, no effect on anything else."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient

from bench.chaos.cluster import LATEST
from tests.broker.whole_hub import PERSON, WholeHub, hub_of_its_own, notices

ACTOR = "ccas-ferrevaux"
STRUCTURED = [("content-type", b"application/cloudevents+json")]
NIR = "2 84 05 99 123 456 " + f"{97 - 2840599123456 % 97:02d}"
"""Built for this test, with a right key; département 99: nobody's."""
NAME = "Mme Invente ne mange plus depuis lundi"

GOOD: dict[str, Any] = {
    "commune": "00101",
    "aide": "SEC-URG",
    "date_demande": "2026-05-10",
    "guichet": ACTOR,
    "canal": "guichet",
    "personne_ref": PERSON,
    "urgence": False,
}


class Bad(NamedTuple):
    """What is published, and the code its one notice must carry."""

    name: str
    value: bytes | None
    code: str
    headers: list[tuple[str, bytes]] = STRUCTURED
    is_kept: bool = True


def event(name: str, data: dict[str, Any] | None = None, **attributes: Any) -> bytes:
    """A structured event, right but for what is given."""
    return json.dumps(
        {
            "specversion": "1.0",
            "id": f"id-{name}",
            "type": "fr.relais.demande.deposee.v1",
            "source": f"urn:relais:acteur:{ACTOR}",
            "subject": f"ref-{name}",
            "data": GOOD if data is None else data,
        }
        | attributes
    ).encode()


def without(field: str) -> dict[str, Any]:
    """The good demand without one field."""
    return {name: value for name, value in GOOD.items() if name != field}


BAD = [
    Bad("empty value", None, "VALEUR_VIDE"),
    Bad("broken JSON", event("broken")[:-5], "JSON_INVALIDE"),
    Bad("not CloudEvents", b'{"bonjour": 1}', "ENVELOPPE_INVALIDE", []),
    Bad("unknown type", event("type", type="fr.relais.lune.demandee.v1"), "TYPE_INCONNU"),
    Bad("unknown version", event("version", type="fr.relais.demande.deposee.v9"), "VERSION_INCONNUE"),
    Bad("wrong source", event("source", source="urn:relais:acteur:ccas-aubrelle"), "SOURCE_NON_AUTORISEE"),
    Bad("missing field", event("missing", without("canal")), "CHAMP_MANQUANT"),
    Bad("extra field", event("extra", GOOD | {"couleur": "bleu"}), "CHAMP_INCONNU"),
    Bad("invalid COG", event("cog", GOOD | {"commune": "1O1"}), "IDENTIFIANT_INVALIDE"),
    Bad("impossible date", event("date", GOOD | {"date_demande": "2026-02-30"}), "DATE_IMPOSSIBLE"),
    Bad("unknown commune", event("commune", GOOD | {"commune": "00999"}), "COMMUNE_INCONNUE"),
    Bad("unknown aid", event("aid", GOOD | {"aide": "LUNE"}), "AIDE_INCONNUE"),
    Bad("unknown actor", event("actor", GOOD | {"guichet": "ccas-de-la-lune"}), "ACTEUR_INCONNU"),
    Bad("future date", event("future", GOOD | {"date_demande": "2199-01-01"}), "DATE_FUTURE"),
    Bad("too large", event("large", GOOD | {"couleur": "x" * 262_144}), "EVENEMENT_TROP_GRAND"),
    Bad("a NIR in a field", event("nir", GOOD | {"personne_ref": NIR}), "NIR_INTERDIT", is_kept=False),
    Bad("a NIR in an unknown number", event("nir2", GOOD | {"n": int(NIR.replace(" ", ""))}), "NIR_INTERDIT", is_kept=False),
    Bad("a name", event("nom", GOOD | {"nom": "Invente"}), "IDENTITE_INTERDITE", is_kept=False),
    Bad("free text", event("texte", GOOD | {"observations": NAME}), "TEXTE_LIBRE_INTERDIT", is_kept=False),
    Bad("information préoccupante", event("ip", GOOD | {"aide": "IP"}), "INFORMATION_PREOCCUPANTE", is_kept=False),
    Bad("reserved subject", event("subject", subject="dos_" + "a" * 26), "SUJET_RESERVE"),
    Bad(
        "unknown case",
        event("unknown", {"date": "2026-05-11"}, type="fr.relais.transmission.acceptee.v1", subject="dos_" + "b" * 26),
        "DOSSIER_INCONNU",
    ),
]


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeHub]:
    """A hub with one worker, for the whole file."""
    with hub_of_its_own(tmp_path_factory.mktemp("hub")) as whole:
        whole.start()
        yield whole


@pytest.fixture(scope="module")
def answers(hub: WholeHub) -> dict[str, list[dict[str, Any]]]:
    """Everything bad is published among good events; the notices by the name of what was published."""
    offsets = {}
    for number, bad in enumerate(BAD):
        offsets[hub.publish(ACTOR, bad.value, key=b"cle-%d" % number, headers=bad.headers)] = bad.name
        hub.demand(ACTOR, "00101", "SEC-URG", "2026-05-10", f"ref-bonne-{number}")
    messages = hub.await_messages(ACTOR, 3 * len(BAD))
    found: dict[str, list[dict[str, Any]]] = {bad.name: [] for bad in BAD}
    for notice in notices(messages):
        name = offsets.get(notice["origine"]["offset"])
        if name is not None:
            found[name].append(notice)
    assert sum(notice["statut"] == "pris_en_compte" for notice in notices(messages)) == len(BAD), "the good ones are not touched"
    return found


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_bad_input_gets_one_notice_with_its_code_and_a_sentence(answers: dict[str, list[dict[str, Any]]], bad: Bad) -> None:
    """Exactly one, stable code, a sentence that helps and says what it is not."""
    (notice,) = answers[bad.name]
    assert (notice["statut"], notice["code"]) == ("non_conforme", bad.code)
    assert notice["phrase"].endswith("Ceci n'est ni un accusé de réception ni une décision.")


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: bad.name)
def test_bad_input_leaves_a_dead_letter_with_its_bytes_and_key_unless_it_identifies(hub: WholeHub, answers: object, bad: Bad) -> None:
    """Value, key and headers untouched, the reason beside them; nothing at all of what is refused for identity."""
    assert answers
    key = b"cle-%d" % BAD.index(bad)
    letters = [letter for letter in hub.records("hub.rejected") if letter.key() == key]
    if not bad.is_kept:
        assert letters == []
        return
    (letter,) = letters
    headers = cast("list[tuple[str, bytes]]", letter.headers())
    assert letter.value() == bad.value
    assert headers[: len(bad.headers)] == bad.headers
    assert ("__relais.errors.code", bad.code.encode()) in headers


def written(hub: WholeHub) -> set[str]:
    """The topics in which the hub has written anything."""
    admin = AdminClient(hub.connection())
    known = admin.list_topics(timeout=10).topics
    places = [TopicPartition(topic, number) for topic in known if topic.startswith(("hub.", "to.")) for number in known[topic].partitions]
    ends = admin.list_offsets(dict.fromkeys(places, LATEST))
    return {place.topic for place, end in ends.items() if end.result(10).offset > 0}


def test_what_is_refused_for_identity_is_nowhere(hub: WholeHub, answers: object) -> None:
    """No topic of the hub, no inbox, no log and no file of the hub holds the number, the name or the text."""
    assert answers
    forbidden = [NIR.encode(), NIR.replace(" ", "").encode(), b"Invente", NAME.encode()]
    topics = written(hub)
    assert {"hub.events", "hub.journal", "hub.personnes-state", f"to.{ACTOR}"} <= topics
    for topic in topics:
        for record in hub.records(topic):
            held = [record.key() or b"", record.value() or b"", *(str(header).encode() for header in record.headers() or [])]
            assert not any(text in part for text in forbidden for part in held), topic
    files = [file for file in Path(hub.folder).rglob("*") if file.is_file() and "kafka" not in file.relative_to(hub.folder).parts[0]]
    assert any(file.suffix == ".log" for file in files)
    for file in files:
        assert not any(text in file.read_bytes() for text in forbidden), file


def test_events_that_a_dossier_does_not_allow_get_their_code(hub: WholeHub) -> None:
    """A foreign case, a closed case, the same id with other content, a second demand, a duplicate."""
    actor = "ccas-aubrelle"
    hub.demand(actor, "00202", "SEC-URG", "2026-05-10", "ref-1")
    dossier = hub.await_messages(actor, 2)[0]["subject"]
    hub.send("ccas-nantrelle", "transmission.acceptee", dossier, {"date": "2026-05-11"})
    hub.send(actor, "transmission.acceptee", dossier, {"date": "2026-05-11"}, event_id="id-1")
    hub.send(actor, "transmission.acceptee", dossier, {"date": "2026-05-11"}, event_id="id-1")
    hub.send(actor, "transmission.acceptee", dossier, {"date": "2026-05-12"}, event_id="id-1")
    hub.demand(actor, "00202", "SEC-URG", "2026-05-10", "ref-1")
    hub.send(actor, "dossier.clos", dossier, {"date": "2026-05-12", "motif": "desistement"})
    hub.send(actor, "transmission.acceptee", dossier, {"date": "2026-05-13"})
    codes = [notice["code"] for notice in notices(hub.await_messages(actor, 8))]
    assert codes == [
        "PRIS_EN_COMPTE",
        "PRIS_EN_COMPTE",
        "DOUBLON",
        "CONTENU_DIFFERENT",
        "DEMANDE_DEJA_DEPOSEE",
        "PRIS_EN_COMPTE",
        "DOSSIER_CLOS",
    ]
    (foreign,) = hub.await_messages("ccas-nantrelle", 1)
    assert foreign["data"]["code"] == "DOSSIER_INCONNU"
    assert "dossier" not in foreign["data"]
    assert dossier not in json.dumps(foreign)
