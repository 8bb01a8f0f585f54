"""How `hub what-if` shows what acts with places or money would have had to bear."""

from typing import Any

from hub.core.changes import Changes
from hub.core.names import Names
from hub.core.phrases import euros
from hub.core.quota_account import PLACES
from hub.core.what_if_quotas import Use
from hub.pages.page import Part, Table


def quotas_as_dicts(found: Changes) -> list[dict[str, Any]]:
    """One entry an act: its lines with bound and peak, without and with the candidate, who had to wait, who would have had them."""
    return [
        {
            "acte": acte,
            "lignes": [
                {
                    "ligne": line,
                    "borne_avant": before.bornes.get(line),
                    "borne_apres": after.bornes.get(line),
                    "pic_avant": before.pics.get(line, 0),
                    "pic_apres": after.pics.get(line, 0),
                }
                for line in _lines(before, after)
            ],
            "attentes": {"avant": before.attentes, "apres": after.attentes},
            "epuises": {"avant": before.epuises, "apres": after.epuises},
            "ailleurs": {"avant": dict(sorted(before.ailleurs.items())), "apres": dict(sorted(after.ailleurs.items()))},
        }
        for acte, before, after in _acts(found)
    ]


def quotas_part(found: Changes, names: Names) -> Part:
    """The section for people."""
    acts = _acts(found)
    rows = [
        (
            f"{acte}\n{'places' if line == PLACES else line}",
            _of(before, line),
            _of(after, line),
            *(str(one.attentes + one.epuises) for one in (before, after)),
        )
        for acte, before, after in acts
        for line in _lines(before, after)
    ]
    elsewhere = [
        (acte, names.actors.get(actor, actor), *(str(one.ailleurs.get(actor, 0)) for one in (before, after)))
        for acte, before, after in acts
        for actor in sorted({*before.ailleurs, *after.ailleurs})
    ]
    columns = ("acte", "au plus, avant", "au plus, après", "sans place, avant", "sans place, après")
    tables = [Table("Le plus pris pendant la période, sur ce que l'acte permet", columns, rows)] if rows else []
    if elsewhere:
        tables.append(Table("Où seraient d'abord allés les dossiers sans place", ("acte", "acteur", "avant", "après"), elsewhere))
    return Part("Places et enveloppes", (), tables)


def _acts(found: Changes) -> list[tuple[str, Use, Use]]:
    before, after = found.quotas
    return [(acte, before.get(acte, Use()), after.get(acte, Use())) for acte in sorted({*before, *after})]


def _lines(before: Use, after: Use) -> list[str]:
    """Those that are bounded in one life at least: the places first, then the money."""
    found = {line for use in (before, after) for line, bound in use.bornes.items() if bound is not None}
    return sorted(found, key=lambda line: (line != PLACES, line))


def _of(use: Use, line: str) -> str:
    """`37 sur 40`, `12 500 € sur 18 000 €`, `37` where nothing bounds it."""
    bound, peak = use.bornes.get(line), use.pics.get(line, 0)
    told = str if line == PLACES else euros
    return told(peak) if bound is None else f"{told(peak)} sur {told(bound)}"
