"""Places and money of an act, in a cell of a table."""

from hub.core.phrases import euros
from hub.readmodel.quotas import Budget, Quota


def places_in_words(quota: Quota | None) -> str:
    """`3/900 (0 %), 2 en attente`."""
    if quota is None:
        return ""
    waiting = f"{quota.attente} en attente" if quota.attente else ""
    if quota.places is None:
        return waiting
    places = quota.places
    return f"{places.utilisees}/{'-' if places.max is None else places.max}{_share(places.pour_cent)}{', ' if waiting else ''}{waiting}"


def budget_in_words(quota: Quota | None) -> str:
    """`2026 : 280 € réservés, 100 € dépensés sur 500 € (76 %)`, one line a year (and an aid)."""
    if quota is None:
        return ""
    if not quota.budgets and quota.enveloppe_centimes_par_an is not None:
        return f"{euros(quota.enveloppe_centimes_par_an)} par an"
    return "\n".join(_line(one) for one in quota.budgets)


def _line(one: Budget) -> str:
    name = str(one.annee) if one.aide is None else f"{one.annee}, {one.aide}"
    cap = "" if one.plafond_centimes is None else f" sur {euros(one.plafond_centimes)}"
    return f"{name} : {euros(one.reserve_centimes)} réservés, {euros(one.consomme_centimes)} dépensés{cap}{_share(one.pour_cent)}"


def _share(per_cent: int | None) -> str:
    return "" if per_cent is None else f" ({per_cent} %)"
