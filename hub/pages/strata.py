"""The page of a commune's layers of acts: a picture of who answers for its aids year after year, with its numbers, then the acts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hub.core.local_acts import FOREVER
from hub.core.phrases import day_in_words, last_day
from hub.core.registry import RegistryView
from hub.core.strata import AidStrata, Group, Share, Stratum, Term
from hub.core.strata_words import GROUPS_TOLD, holder_told, present, shared, signals_told, summary, terms_told, year_of
from hub.pages.page import Part, Table, render
from schemas.registry import Commune

BAR_LEFT, BAR_WIDTH, ROW_HEIGHT, LETTER_WIDTH_MIN = 92, 640, 18, 13
YEARS_CAPTION = (
    "Nombre d'aides, par sorte d'acteur qui répond de la décision ; sans mandat : une association aide, personne n'en répond ; personne : "
    "l'aide n'existe pas ici"
)
FILLS: Mapping[Group, str] = {
    Group.CCAS: "#9ecae1",
    Group.VILLE: "#fdd0a2",
    Group.INTERCO: "#a1d99b",
    Group.CD: "#dadaeb",
    Group.CAF: "#fee391",
    Group.ETAT: "#f7b6c2",
    Group.ASSOCIATIONS: "#c7e9e8",
    Group.AUTRES: "#d9d9d9",
    Group.PLUSIEURS: "#ffffff",
}
"""Light enough for a dark letter to stand out by more than 7:1."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a bar: where, how wide, its colour, and its letter where there is room."""

    x: float
    width: float
    fill: str
    letter: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One year."""

    y: int
    label: str
    segments: tuple[Segment, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Picture:
    """All years, its size, what it shows in words, and its key."""

    bars: tuple[Bar, ...]
    width: int
    height: int
    title: str
    words: str
    key: tuple[tuple[str, str, str], ...]


def strata_page(
    view: RegistryView, commune: Commune, day: date, found: Sequence[AidStrata], shares: Sequence[Share], terms: Sequence[Term]
) -> str:
    """The whole page; `terms` are those begun by that day."""
    return render(
        "strata.html.j2",
        titre=f"Les actes de l'action sociale à {commune.nom}, strate par strate, le {day_in_words(day)}",
        debut=Part("Ce que dit cette page", _opening(found, terms)),
        image=picture(shares),
        annees=_years(shares),
        parts=[_flagged(view, found), _layers(view, found)],
        pied=(_source(view),),
    )


def _opening(found: Sequence[AidStrata], terms: Sequence[Term]) -> tuple[str, ...]:
    known = terms_told((one.objet, one.du) for one in terms) if terms else "aucun"
    return (
        f"{summary(found)} Chaque acte est daté de son vote ; le plus ancien d'abord.",
        "Un acte « jamais revoté » n'est pas illégal : aucune assemblée élue depuis ne l'a réexaminé.",
        f"Mandats comptés : {known}.",
    )


def picture(shares: Sequence[Share]) -> Picture:
    """Bars of one width: what they compare are parts, not numbers."""
    first, last = shares[0], shares[-1]
    return Picture(
        bars=tuple(_bar(place, share) for place, share in enumerate(shares)),
        width=BAR_LEFT + BAR_WIDTH + 60,
        height=ROW_HEIGHT * len(shares) + 4,
        title=f"Part des aides dont répond chaque sorte d'acteur, de {first.day.year} à {last.day.year}",
        words=f"Une barre par année. {_capital(shared(first))} ; {shared(last)}. Les nombres de chaque année sont dans le tableau.",
        key=tuple((*GROUPS_TOLD[group], FILLS[group]) for group in present(shares)),
    )


def _bar(place: int, share: Share) -> Bar:
    segments, x = [], float(BAR_LEFT)
    for group, count in share.aids.items():
        width = round(BAR_WIDTH * count / share.total, 2)
        segments.append(Segment(round(x, 2), width, FILLS[group], GROUPS_TOLD[group][0] if width >= LETTER_WIDTH_MIN else ""))
        x += width
    return Bar(place * ROW_HEIGHT + 2, year_of(share), tuple(segments), share.total)


def _years(shares: Sequence[Share]) -> Table:
    groups = present(shares)
    columns = ("le 1er janvier", *(GROUPS_TOLD[group][1] for group in groups), "sans mandat", "personne")
    rows = [(year_of(one), *(str(one.aids.get(group, 0)) for group in groups), str(one.without_mandate), str(one.nobody)) for one in shares]
    return Table(YEARS_CAPTION, columns, rows)


def _flagged(view: RegistryView, found: Sequence[AidStrata]) -> Part:
    """Each act to look at once, with its aids."""
    aids: dict[tuple[str, str], list[str]] = {}
    layers: dict[tuple[str, str], Stratum] = {}
    for one in found:
        for layer in one.strata:
            if layer.signals:
                key = layer.local.act.id, layer.local.holder
                layers.setdefault(key, layer)
                aids.setdefault(key, []).append(one.aid)
    if not layers:
        return Part("À regarder", ("Rien ce jour-là.",))
    ordered = sorted(layers.items(), key=lambda item: (item[1].voted, item[0]))
    rows = [
        (_act(layer), day_in_words(layer.voted), holder_told(view, layer), ", ".join(aids[key]), "\n".join(signals_told(layer)))
        for key, layer in ordered
    ]
    return Part(
        "À regarder",
        (),
        [Table("Actes à regarder, du plus ancien au plus récent", ("acte", "voté", "tenu par", "aides", "pourquoi"), rows)],
    )


def _layers(view: RegistryView, found: Sequence[AidStrata]) -> Part:
    rows = [
        (_label(view, one.aid), day_in_words(layer.voted), _act(layer), holder_told(view, layer), _last(layer))
        for one in found
        for layer in one.strata
    ]
    caption = "Actes en vigueur, le plus ancien d'abord pour chaque aide"
    return Part("Aide par aide", (), [Table(caption, ("aide", "voté", "acte", "tenu par", "dernier jour"), rows)])


def _act(layer: Stratum) -> str:
    return f"{layer.local.act.objet}\n{layer.local.act.numero}"


def _last(layer: Stratum) -> str:
    return "sans fin" if layer.local.end == FOREVER else day_in_words(last_day(layer.local.end))


def _label(view: RegistryView, code: str) -> str:
    aid = view.aid(code)
    return code if aid is None else f"{aid.libelle} ({code})"


def _source(view: RegistryView) -> str:
    return f"Registre des compétences, {f'version {view.version}' if view.version else 'fichiers'}."


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
