"""`hub registry strates`: the acts on which each aid of a commune rests, and who answered for its aids year after year."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.text import Text

from hub.cli._acts_told import act_as_dict
from hub.cli._page_file import PageFile
from hub.cli._reading import table
from hub.cli._registry_source import Known, place_of, view_asked
from hub.core.local_acts import FOREVER
from hub.core.phrases import day_in_words, last_day
from hub.core.registry import RegistryView
from hub.core.strata import AidStrata, Group, Share, Stratum, Term, shares, strata, terms_of
from hub.core.strata_words import GROUPS_TOLD, cut, holder_told, present, signals_told, summary, terms_told, year_of
from hub.pages.strata import strata_page
from hub.registry.elections import general_elections
from schemas.registry import DEFAULT_ZONE, Commune

BAR_CELLS = 60
_COLOURS = ("blue", "yellow", "green", "magenta", "bright_yellow", "red", "cyan", "white", "bright_black")
_COLUMNS = ("aide", "voté", "acte", "tenu par", "dernier jour", "à regarder")


@click.command("strates")
@click.option("--commune", "name", required=True, metavar="SLUG|COG", help="The commune.")
@click.option("--at", "at", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="The day; today in the commune.")
@click.option("--mandats", "terms_max", type=click.IntRange(1), default=2, show_default=True, help="Flag what N terms never voted anew.")
@click.option("--known-at", type=Known(), metavar="DATE|INSTANT", help="As the registry on Kafka knew it then (a date: at its end).")
@click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
@click.option("--html", "html_file", type=PageFile(), help="Write a page, with a picture.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def strata_command(name: str, terms_max: int, html_file: Path | None, as_json: bool, **asked: Any) -> None:
    """Show on which acts each aid of a commune rests, oldest first, flagged: never voted anew, tacit renewal, ends within 90 days.

    Then, on 1 January of each year, the share of its aids per kind of actor. From the registry files, without a broker; with --known-at
    from the last version recorded on Kafka by then.

    \b
    Example:
      hub registry strates --commune ferrevaux --at 2026-11-26 --html strates.html
    """
    view = view_asked(asked["registry"], asked["known_at"], name)
    commune, day = _place_and_day(view, name, asked["at"])
    begun = [one for one in terms_of(commune, general_elections()) if one.du <= day]
    found, parts = strata(view, commune, day, begun, terms_max), shares(view, commune, day)
    if html_file is not None:
        html_file.write_text(strata_page(view, commune, day, found, parts, begun), encoding="utf-8")
    if as_json:
        head = {"commune": commune.slug, "nom": commune.nom, "jour": day.isoformat(), "version_registre": view.version or None}
        terms = {"mandats_sans_vote": terms_max, "mandats": [{"objet": one.objet, "du": one.du.isoformat()} for one in begun]}
        content = {"aides": [_aid(view, one) for one in found], "parts": [_share(one) for one in parts]}
        click.echo(json.dumps({**head, **terms, **content}, ensure_ascii=False, indent=2))
    else:
        _print(view, f"{commune.nom}, le {day_in_words(day)} : {summary(found)}", found, parts, begun)


def _place_and_day(view: RegistryView, name: str, at: datetime | None) -> tuple[Commune, date]:
    """The commune, and the day asked about: today where it is."""
    if at is not None:
        return place_of(view, name, at.date()), at.date()
    commune = place_of(view, name, datetime.now(ZoneInfo(DEFAULT_ZONE)).date())
    return commune, datetime.now(ZoneInfo(commune.fuseau_on(datetime.now(ZoneInfo(DEFAULT_ZONE)).date()))).date()


def _aid(view: RegistryView, one: AidStrata) -> dict[str, Any]:
    return {"aide": one.aid, "libelle": _label(view, one.aid), "actes": [_layer(layer) for layer in one.strata]}


def _layer(layer: Stratum) -> dict[str, Any]:
    return {
        **act_as_dict(layer.local),
        "vote_le": layer.voted.isoformat(),
        "mandats_depuis": layer.terms_since,
        "jours_restants": layer.days_left,
        "signaux": list(layer.signals),
    }


def _share(one: Share) -> dict[str, Any]:
    percent = {group: round(100 * one.aids.get(group, 0) / one.total, 1) if one.total else 0.0 for group in Group}
    counts = {group: one.aids.get(group, 0) for group in Group}
    beside = {"sans_mandat": one.without_mandate, "personne": one.nobody}
    return {"jour": one.day.isoformat(), "aides": one.total, "acteurs": counts, "pourcent": percent, **beside}


def _print(view: RegistryView, title: str, found: Sequence[AidStrata], parts: Sequence[Share], begun: Sequence[Term]) -> None:
    console = Console()
    console.print(table(title, _COLUMNS, _rows(view, found)))
    console.print(
        f"Mandats comptés : {terms_told((one.objet, one.du) for one in begun) if begun else 'aucun'}.\n", markup=False, highlight=False
    )
    console.print("Part des aides, par sorte d'acteur qui répond de la décision :", markup=False, highlight=False, style="bold")
    for share in parts:
        console.print(_bar(share), soft_wrap=True)
    key = ", ".join(f"{letter} {name}" for letter, name in (GROUPS_TOLD[group] for group in present(parts)))
    console.print(f"{key}. À droite : aides, puis celles d'une association sans mandat.", markup=False, highlight=False)


def _rows(view: RegistryView, found: Sequence[AidStrata]) -> Iterator[tuple[str, ...]]:
    for one in found:
        for place, layer in enumerate(one.strata):
            local = layer.local
            label = f"{_label(view, one.aid)} ({one.aid})" if place == 0 else ""
            end = "sans fin" if local.end == FOREVER else last_day(local.end).isoformat()
            act = f"{local.act.objet}\n{local.act.numero} ({local.act.id})"
            yield label, layer.voted.isoformat(), act, holder_told(view, layer), end, "\n".join(signals_told(layer))


def _bar(share: Share) -> Text:
    """`2024        CCCCCVVDDDDD  54  2`."""
    line = Text(f"{year_of(share):<12}")
    for group, cells in cut(share, BAR_CELLS):
        line.append(GROUPS_TOLD[group][0] * cells, style=f"reverse {_COLOURS[[*Group].index(group)]}")
    return line.append(f"{' ' * (0 if share.total else BAR_CELLS)} {share.total:>3} {share.without_mandate:>3}")


def _label(view: RegistryView, code: str) -> str:
    aid = view.aid(code)
    return code if aid is None else aid.libelle
