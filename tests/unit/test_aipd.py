"""The tables of the impact assessment say what code and registry hold."""

from hub.core.aipd import FOR_EVER, WHY, Kept, tables
from hub.core.registry import build
from hub.settings import HubSettings
from hub.topic_plan import hub_topics
from schemas import topics
from schemas.profiles import Profile, ProfileLine
from schemas.registry import AnyRecord
from tests.unit.registry_records import act, actor, aid, commune

LINE = ProfileLine(message="dossier.suivi", fonctions=("EXECUTER",), champs=("du", "au"))
RECORDS: list[AnyRecord] = [
    actor("ccas", nature="ccas"),
    actor("asso"),
    actor("papier", canal="papier"),
    aid("SOIN", donnees_sante=True),
    commune(),
    Profile(id="maigre", objet="Peu", base="-", messages=(LINE, ProfileLine(message="dossier.retire", champs=()))),
    act("ccas-soin", "institution", "ccas", aides=["SOIN"]),
    act(
        "asso-soin",
        "marche",
        "asso",
        aides=["SOIN"],
        delegant="ccas",
        donnees_autorisees="maigre",
        traitement="sous_traitant",
    ),
]


KEPT = [
    Kept(topics.EVENTS, FOR_EVER, is_compacted=False),
    Kept(topics.CASES, FOR_EVER, is_compacted=True),
    Kept(topics.REJECTED, 30 * 86_400_000, is_compacted=False),
]


def test_the_tables_say_what_is_known() -> None:
    """Fields by role and by profile, recipients and what they are in law, durations, health."""
    text = tables(build(RECORDS), KEPT)
    for line in (
        "| Peu (`maigre`) | 1 | `dossier.suivi` | `EXECUTER` | `au`, `du` |",
        "| Peu (`maigre`) | 1 | `dossier.retire` | toutes | rien |",
        "Actes sans profil (leur détenteur reçoit ce que son rôle demande) : 1.",
        "| association | 2 | 1 | sous_traitant |",
        "| ccas | 1 | 1 | à dire dans l'acte (`traitement`) |",
        f"| `hub.events` | sans limite | {WHY[topics.EVENTS]} |",
        f"| `hub.cases` | le dernier état de chaque clé | {WHY[topics.CASES]} |",
        f"| `hub.rejected` | 30 jours | {WHY[topics.REJECTED]} |",
        "| `SOIN` |",
    ):
        assert line in text, line


def test_every_topic_says_why_it_keeps() -> None:
    """A new topic without a reason would be missing from the register of processing."""
    assert {spec.name for spec in hub_topics(HubSettings())} | {topics.FROM_PREFIX, topics.TO_PREFIX} == set(WHY)
