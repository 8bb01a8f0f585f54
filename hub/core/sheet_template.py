"""The table an actor fills in: its columns, an example, and under each closed column the codes this actor may need, as comment rows.

Rules:
1. Every row but the header begins with `# `: a template deposited as it is deposits nothing.
2. Communes, aids and acts are those of the acts under which the actor holds something that day; an actor that holds nothing anywhere is
   shown them all, since anybody may receive a demand.
"""

from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

from hub.core.commune_acts import acts_of
from hub.core.local_acts import LocalAct
from hub.core.registry import RegistryView
from hub.core.sheet import COMMENT, SEPARATORS, write
from hub.core.sheet_columns import REFERENCE, Kind
from schemas.registry import Commune, covers

ENCODING = "utf-8-sig"
"""With its mark: without it a French Excel reads accents wrongly."""
_NEVER_HERE = "IP"
"""An information préoccupante goes to the département's own cell, never through the hub."""
_EXAMPLES = {
    "date_demande": "23/11/2026",
    "canal": "guichet",
    "personne_ref": "per_ et 26 caractères",
    "urgence": "non",
    "montant_demande": "1234,56",
    "taille_foyer": "3",
    "adresse_masquee": "non",
    "dossier": "la référence de la demande",
    "sens": "accord",
    "date_decision": "23/11/2026",
    "montant": "1234,56",
    "version_reglement": "v1",
}


def template(view: RegistryView, actor: str, kind: Kind, day: date) -> bytes:
    """The template of a kind of table for one actor of the registry, on a day."""
    codes = {column.name: column.codes for column in kind.columns.values()} | _of_the_registry(view, actor, day)
    allowed = [codes[name] for name in kind.columns if name != REFERENCE]
    return write(ENCODING, SEPARATORS[0], [list(kind.columns), *_comments(kind, allowed)])


def _comments(kind: Kind, allowed: list[tuple[str, ...]]) -> Iterator[list[str]]:
    names = [name for name in kind.columns if name != REFERENCE]
    needs = ["obligatoire" if kind.columns[name].is_required else "facultatif" for name in names]
    yield [f"{COMMENT}obligatoire", *needs]
    yield [
        f"{COMMENT}exemple : 2026-0042",
        *(_EXAMPLES.get(name) or next(iter(codes), "") for name, codes in zip(names, allowed, strict=True)),
    ]
    for row in zip_longest(*allowed, fillvalue=""):
        yield [f"{COMMENT}codes possibles", *row]


def _of_the_registry(view: RegistryView, actor: str, day: date) -> dict[str, tuple[str, ...]]:
    """The codes that the registry, not the contract, knows."""
    held = [(commune, local) for commune in view.communes() for local in acts_of(view, commune) if _concerns(local, actor, day)]
    communes = {commune.slug: commune for commune, _ in held} or {commune.slug: commune for commune in view.communes()}
    aids = {aid for _, local in held for aid in local.act.aides} or {aid.code for aid in view.aids()}
    return {
        "commune": tuple(code for slug in sorted(communes) for code in _codes(communes[slug], day)),
        "aide": tuple(sorted(aids - {_NEVER_HERE})),
        "guichet": (actor,),
        "signataire_acteur": (actor,),
        "acte": tuple(sorted({local.act.id for _, local in held})),
    }


def _concerns(local: LocalAct, actor: str, day: date) -> bool:
    return local.holder == actor and local.is_in_force(day)


def _codes(commune: Commune, day: date) -> tuple[str, ...]:
    return tuple(period.code for period in commune.cog if covers(period.du, period.au, day))
