"""What code and registry know for a data protection impact assessment (RGPD art. 35), as tables in French for docs/aipd.md.

Nothing here judges: which base a processing rests on, and how long a body keeps what, is for its controller to say.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hub.core.minimise import DEMAND_FIELDS, fields_for
from hub.core.reasons import ROLES
from hub.core.registry import RegistryView
from schemas import meaning, topics
from schemas.codes import Channel, Role
from schemas.inbound import INBOUND
from schemas.outbound import OUTBOUND

DAY_MS = 86_400_000
FOR_EVER = -1
NO_PERSON = "fr.relais.avis.technique.v1"


WHY = {
    topics.EVENTS: "les faits acceptés, sans identité : tout peut être refait à partir d'eux",
    topics.REGISTRY: "les actes et les acteurs : qui était compétent un jour passé doit pouvoir être redit",
    topics.CASES: "l'état de chaque dossier",
    topics.JOURNAL: "ce que le hub a conclu et à qui il l'a dit, champ par champ : la preuve",
    topics.REFUS: "ce qui est refusé, le temps d'y répondre",
    topics.REFUS_STATE: "où en sont les réponses aux refus",
    topics.QUOTAS: "les places et l'argent réservés, pour pouvoir recompter",
    topics.QUOTAS_STATE: "les comptes du jour",
    topics.PERSONNES: "les liens entre dossiers d'une même personne, par référence transformée",
    topics.PERSONNES_STATE: "ces liens aujourd'hui",
    topics.REJECTED: "les rejets avec leurs octets, sauf ceux qui portaient une identité : le temps de les corriger",
    topics.FROM_PREFIX: "ce que chaque partenaire publie : une panne longue doit pouvoir être rattrapée",
    topics.TO_PREFIX: "ce que chaque partenaire reçoit : le temps de le relever, vacances comprises",
}
"""Why each topic keeps what it keeps, in the words of a register of processing."""


class Kept(NamedTuple):
    """A topic, or the prefix of those of partners; how long it keeps a record (FOR_EVER: -1), or the last of each key."""

    topic: str
    retention_ms: int
    is_compacted: bool


def tables(view: RegistryView, kept: Iterable[Kept]) -> str:
    """All of them, as Markdown."""
    parts = (_published(), _received_by_role(), _received_by_profile(view), _sent(), _recipients(view), _retention(kept), _health(view))
    return "\n".join(line for part in parts for line in (*part, ""))


def _published() -> Iterator[str]:
    yield "### Ce que disent les événements\n"
    yield "| champ | sens | types d'événements |\n|---|---|---:|"
    fields: Counter[str] = Counter()
    for model in INBOUND.values():
        fields.update(model.model_fields.keys())
    often_first = sorted(fields.items(), key=lambda one: (-one[1], one[0]))
    yield from (f"| `{name}` | {meaning.FIELDS[name]} | {times} |" for name, times in often_first)


def _received_by_role() -> Iterator[str]:
    yield "### Ce que chaque rôle reçoit de la demande\n"
    yield "| rôle | avant d'avoir répondu | une fois le dossier accepté, en plus |\n|---|---|---|"
    for role in Role:
        offered, taken = fields_for(role, is_taken=False), fields_for(role, is_taken=True)
        yield f"| {ROLES[role]} | {_listed(offered)} | {_listed(taken - offered)} |"
    least = frozenset.intersection(*DEMAND_FIELDS.values())
    yield f"\nTous reçoivent : {_listed(least)}. La référence de la personne est refaite pour chaque destinataire."


def _received_by_profile(view: RegistryView) -> Iterator[str]:
    yield "### Ce que les profils retiennent encore\n"
    yield "| profil | actes | message | fonctions | champs qui partent |\n|---|---:|---|---|---|"
    named = Counter(act.donnees_autorisees for act in view.all_acts())
    for profile in view.profiles():
        for line in profile.messages:
            functions = ", ".join(f"`{one}`" for one in line.fonctions) or "toutes"
            yield f"| {profile.objet} (`{profile.id}`) | {named[profile.id]} | `{line.message}` | {functions} | {_listed(line.champs)} |"
    yield f"\nActes sans profil (leur détenteur reçoit ce que son rôle demande) : {named[None]}."


def _sent() -> Iterator[str]:
    yield "### Les messages\n"
    yield "| message | sens |\n|---|---|"
    yield from (f"| `{meaning.short_name(kind)}` | {meaning.TYPES[meaning.short_name(kind)]} |" for kind in OUTBOUND if kind != NO_PERSON)


def _recipients(view: RegistryView) -> Iterator[str]:
    yield "### Les destinataires, par nature\n"
    yield "| nature | acteurs | dont par Kafka | responsable, conjoint ou sous-traitant, selon leurs actes |\n|---|---:|---:|---|"
    actors = view.actors()
    said = {(act.beneficiaire, act.traitement) for act in view.all_acts() if act.traitement is not None}
    for nature in dict.fromkeys(one.nature for one in actors):
        mine = {one.id: one for one in actors if one.nature is nature}
        roles = ", ".join(sorted({role for holder, role in said if holder in mine})) or "à dire dans l'acte (`traitement`)"
        yield f"| {nature} | {len(mine)} | {sum(one.canal is Channel.KAFKA for one in mine.values())} | {roles} |"


def _retention(kept: Iterable[Kept]) -> Iterator[str]:
    yield "### Les durées, topic par topic\n"
    yield "| topic | durée | pourquoi |\n|---|---|---|"
    for one in kept:
        days = "sans limite" if one.retention_ms == FOR_EVER else f"{one.retention_ms // DAY_MS} jours"
        yield f"| `{one.topic}` | {'le dernier état de chaque clé' if one.is_compacted else days} | {WHY[one.topic]} |"


def _health(view: RegistryView) -> Iterator[str]:
    yield "### Les aides qui disent quelque chose de la santé\n"
    yield "| aide | code |\n|---|---|"
    yield from (f"| {aid.libelle} | `{aid.code}` |" for aid in view.aids() if aid.donnees_sante)


def _listed(fields: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(fields)) or "rien"
