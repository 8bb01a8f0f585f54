"""The French of the layers of a commune's acts: kinds of actors, what calls for a look, what the picture shows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hub.core.phrases import day_in_words, last_day, listed
from hub.core.registry import RegistryView
from hub.core.strata import AidStrata, Group, Share, Signal, Stratum

GROUPS_TOLD: Mapping[Group, tuple[str, str]] = {
    Group.CCAS: ("C", "CCAS"),
    Group.VILLE: ("V", "ville"),
    Group.INTERCO: ("I", "interco"),
    Group.CD: ("D", "département"),
    Group.CAF: ("F", "CAF"),
    Group.ETAT: ("E", "État"),
    Group.ASSOCIATIONS: ("A", "associations"),
    Group.AUTRES: ("X", "autres"),
    Group.PLUSIEURS: ("P", "plusieurs"),
}
"""A letter for the picture, and a name: colour alone never tells two of them apart."""

_SIGNALS = {Signal.RECONDUCTION_TACITE: "reconduction tacite", Signal.SUSPENDU: "suspendu ce jour-là"}


def signals_told(layer: Stratum) -> tuple[str, ...]:
    """Why the layer calls for a look, one clause a signal."""
    return tuple(_told(signal, layer) for signal in layer.signals)


def _told(signal: Signal, layer: Stratum) -> str:
    if signal is Signal.JAMAIS_REVOTE:
        return f"jamais revoté depuis {layer.terms_since} mandat{'s' if (layer.terms_since or 0) > 1 else ''}"
    if signal is Signal.FINIT_BIENTOT:
        return f"finit bientôt, dernier jour le {day_in_words(last_day(layer.local.end))}"
    return _SIGNALS[signal]


def summary(found: Sequence[AidStrata]) -> str:
    """`54 aides reposent sur 80 actes ; à regarder : 21.`: each act once, whatever the number of its aids and holders."""
    layers = [layer for aid in found for layer in aid.strata]
    acts = {layer.local.act.id for layer in layers}
    flagged = {layer.local.act.id for layer in layers if layer.signals}
    rest = "aides reposent" if len(found) > 1 else "aide repose"
    return f"{len(found)} {rest} sur {len(acts)} acte{'s' if len(acts) > 1 else ''} ; à regarder : {len(flagged)}."


def holder_told(view: RegistryView, layer: Stratum) -> str:
    """Who holds it, and by whom it was given."""
    names = [actor.nom if (actor := view.actor(one)) is not None else one for one in (layer.local.holder, layer.local.delegant) if one]
    return names[0] if len(names) == 1 or names[0] == names[1] else f"{names[0]}, par {names[1]}"


def shared(share: Share) -> str:
    """`le 1er janvier 1990, sur 21 aides : CCAS 8, ville 5`."""
    told = ", ".join(f"{GROUPS_TOLD[group][1]} {count}" for group, count in share.aids.items())
    return f"le {day_in_words(share.day)}, sur {share.total} aides : {told or 'aucune'}"


def year_of(share: Share) -> str:
    """The year on its first day, else the day itself."""
    return str(share.day.year) if share.day == date(share.day.year, 1, 1) else share.day.isoformat()


def cut(share: Share, width: int) -> list[tuple[Group, int]]:
    """`width` cells given out by the number of aids, the largest remainders first; nothing when nobody answers for any aid."""
    if not share.total:
        return []
    cells = {group: count * width // share.total for group, count in share.aids.items()}
    rest = sorted(share.aids, key=lambda group: (-(share.aids[group] * width % share.total), [*Group].index(group)))
    for group in rest[: width - sum(cells.values())]:
        cells[group] += 1
    return [(group, cells[group]) for group in share.aids if cells[group]]


def present(shares: Iterable[Share]) -> list[Group]:
    """The kinds that answer for an aid in some year, in the order of the picture."""
    there = {group for share in shares for group in share.aids}
    return [group for group in Group if group in there]


def terms_told(terms: Iterable[tuple[str, date]]) -> str:
    """`élections de 2014 (30 mars 2014) et élections de 2020 (28 juin 2020)`."""
    return listed([f"{objet} ({day_in_words(day)})" for objet, day in terms])
