"""Say who is responsible for an aid in a commune on a date, by which act, and why not the others."""

import difflib
import json
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from hub.cli._registry_source import Known, view_asked
from schemas.codes import Function, Public

if TYPE_CHECKING:
    from hub.core.competence import Question
    from hub.core.registry import RegistryView


@click.command("competence")
@click.argument("commune")
@click.argument("aide")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="The day asked about; today in the commune.")
@click.option(
    "--demande", "demanded", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="The day the person asked; else --date."
)
@click.option("--known-at", type=Known(), metavar="DATE|INSTANT", help="As the registry on Kafka knew it then (a date: at its end).")
@click.option("--fonction", type=click.Choice([*Function], case_sensitive=False), default=Function.DECIDER, show_default=True)
@click.option("--guichet", metavar="ACTEUR", help="The actor whose door the person knocked at.")
@click.option("--montant", type=click.IntRange(min=0), metavar="CENTIMES", help="The amount asked or decided, in cents.")
@click.option("--public", type=click.Choice([*Public], case_sensitive=False), help="For whom.")
@click.option("--territoire", metavar="CODE", help="A part of the commune that some acts name.")
@click.option("--urgent", is_flag=True, help="The demand is urgent.")
@click.option("--epuise", multiple=True, metavar="ACTE", help="An act that has no place or no money left (may be repeated).")
@click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(registry: Path | None, known_at: date | datetime | None, demanded: datetime | None, as_json: bool, **asked: Any) -> None:
    """Say who is responsible for AIDE in COMMUNE, by which act, and why not the others.

    COMMUNE is a slug or a COG code. The answer comes from the registry files, without a broker; with --known-at it comes from the last
    version that was recorded on Kafka by then.

    \b
    Example:
      hub competence aubrelle DOMICIL --date 2026-05-11 --guichet asso-le-seuil
      hub competence aubrelle DOMICIL --date 2026-05-11 --known-at 2026-05-02
    """
    from rich.console import Console

    from hub.cli._answer import as_dict, print_tables
    from hub.core.competence import resolve
    from hub.core.rules_version import applicable

    view = view_asked(registry, known_at, asked["commune"])
    question = _question(view, **asked)
    answer = resolve(view, question)
    asked_on = question.day if demanded is None else demanded.date()
    rules = applicable(view, (question.commune, question.aid), answer.titulaire, (asked_on, question.day))
    known = None if known_at is None else known_at.isoformat()
    if as_json:
        more = {"version_reglement": None if rules is None else rules.version, "version_registre": view.version or None, "connu_le": known}
        click.echo(json.dumps({**as_dict(question, answer), **more}, ensure_ascii=False, indent=2))
    else:
        print_tables(view, question, answer, Console())
        if rules is not None:
            click.echo(f"Règlement applicable à la demande : {rules.version}.")
        if known is not None:
            click.echo(f"D'après la version {view.version} du registre, la dernière enregistrée au {known}.")


def _question(view: "RegistryView", commune: str, aide: str, day: datetime | None, guichet: str | None, **asked: Any) -> "Question":
    """The question, with names the registry knows; wrong usage (exit code 2) names the nearest."""
    from hub.core.competence import Question
    from schemas.registry import DEFAULT_ZONE

    on = day.date() if day is not None else _today(DEFAULT_ZONE)
    place = view.commune(commune, on)
    if place is None:
        known = [name for one in view.communes() for name in (one.slug, *(period.code for period in one.cog))]
        raise click.BadParameter(_unknown("commune", commune, known, f" le {on.isoformat()}"), param_hint="COMMUNE")
    aid = view.aid(aide.upper())
    if aid is None:
        raise click.BadParameter(_unknown("aide", aide.upper(), [one.code for one in view.aids()]), param_hint="AIDE")
    if guichet is not None and view.actor(guichet) is None:
        raise click.BadParameter(_unknown("acteur", guichet, [one.id for one in view.actors()]), param_hint="--guichet")
    return Question(
        commune=place.slug,
        aid=aid.code,
        day=on if day is not None else _today(place.fuseau_on(on)),
        function=Function(asked["fonction"]),
        counter=guichet,
        amount_cents=asked["montant"],
        public=None if asked["public"] is None else Public(asked["public"]),
        urgent=asked["urgent"],
        territory=asked["territoire"],
        exhausted=_acts(view, asked["epuise"]),
    )


def _acts(view: "RegistryView", names: Iterable[str]) -> frozenset[str]:
    for name in names:
        if view.act(name) is None:
            raise click.BadParameter(_unknown("acte", name, [one.id for one in view.all_acts()]), param_hint="--epuise")
    return frozenset(names)


def _today(zone: str) -> date:
    return datetime.now(ZoneInfo(zone)).date()


def _unknown(what: str, name: str, known: Iterable[str], when: str = "") -> str:
    nearest = difflib.get_close_matches(name, [one for one in known if one != name], n=1, cutoff=0.0)
    meant = f" Vouliez-vous dire « {nearest[0]} » ?" if nearest else ""
    return f"{what} inconnue du registre{when} : « {name} ».{meant}".replace("acteur inconnue", "acteur inconnu").replace(
        "acte inconnue", "acte inconnu"
    )
