"""Show and check the catalogue: what the law and the règlements say of each aid, between which dates."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from hub.cli._registry_source import from_files
from hub.errors import EXIT_REFUSED

if TYPE_CHECKING:
    from hub.core.registry import RegistryView
    from hub.core.registry_findings import Finding
    from hub.registry.files import Place
    from schemas.registry import Aid, CatalogueEntry

_registry = click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("catalogue")
def command() -> None:
    """Show and check the catalogue: what the law and the règlements say of each aid, between which dates.

    Both commands read the registry files, without a broker.

    \b
    Example:
      hub catalogue check && hub catalogue show APA-DOM --date 2026-03-01
    """


@command.command("show")
@click.argument("aide", required=False)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="The day of the demand.")
@_registry
@_json
def show(aide: str | None, day: datetime | None, registry: Path | None, as_json: bool) -> None:
    """Show the rule of each aid on a day (default: today), or all dated entries of one AIDE.

    With --date, one entry an aid: the one that a demand of that day keeps.

    \b
    Example:
      hub catalogue show
      hub catalogue show ASH-PA --date 2018-06-01
      hub catalogue show CHRS --json
    """
    from hub.cli._catalogue import print_aid, print_all
    from schemas.registry import DEFAULT_ZONE

    view = from_files(registry)
    on = day.date() if day is not None else None
    aids = list(view.aids()) if aide is None else [_aid(view, aide)]
    if aide is None and on is None:
        on = datetime.now(ZoneInfo(DEFAULT_ZONE)).date()
    if as_json:
        rows = [_row(aid, _entries(aid, on)) for aid in aids]
        click.echo(json.dumps({"date": None if on is None else on.isoformat(), "aides": rows}, ensure_ascii=False, indent=2))
    elif aide is None and on is not None:
        print_all([(aid, _entries(aid, on)) for aid in aids], on)
    else:
        print_aid(aids[0], _entries(aids[0], on), on)


@command.command("check")
@_registry
@_json
@click.pass_context
def check(context: click.Context, registry: Path | None, as_json: bool) -> None:
    """Name every fault of the catalogue: aid, entry, rule, cure; exit code 1 when there is one.

    \b
    Example:
      hub catalogue check --json
    """
    from hub.core.catalogue_check import CATALOGUE_RULES, without_entries
    from hub.core.registry_findings import Rule
    from hub.registry.files import default_folder, read_folder
    from schemas.registry import Aid

    read = read_folder(registry or default_folder())
    aids = [record for record in read.records if isinstance(record, Aid)]
    mine = CATALOGUE_RULES | {Rule.ENREGISTREMENT_ILLISIBLE}
    findings = [
        (finding, places) for finding, places in read.findings(datetime.now(UTC)) if finding.rule in mine or _on_an_aid(finding.records)
    ]
    findings += [(finding, read.places_of(finding)) for finding in without_entries(aids)]
    entries = sum(len(aid.entrees) for aid in aids)
    if as_json:
        rows = [_fault(finding, places) for finding, places in findings]
        click.echo(json.dumps({"aides": len(aids), "entrees": entries, "fautes": rows}, ensure_ascii=False, indent=2))
    else:
        for finding, places in findings:
            where = ", ".join(f"{place.file}:{place.line}" for place in places)
            click.echo(f"{where}: {finding.rule}\n    {finding.explanation} [{finding.article}]\n    {finding.cure}")
        click.echo(f"{len(aids)} aides, {entries} entrées, {len(findings)} faute{'s' if len(findings) > 1 else ''}")
    if findings:
        context.exit(EXIT_REFUSED)


def _on_an_aid(records: tuple[tuple[str, str], ...]) -> bool:
    """Whether all that a finding of the registry names is aids (written twice, an unknown urgent variant, an end before its start)."""
    return bool(records) and all(genre == "aide" for genre, _ in records)


def _fault(finding: "Finding", places: "tuple[Place, ...]") -> dict[str, Any]:
    """A fault as a machine reads it; `entree` is the day of the entry at fault, where it is one's."""
    return {
        "aide": finding.aid or (finding.records[0][1] if finding.records else None),
        "entree": None if finding.day is None else finding.day.isoformat(),
        "regle": finding.rule,
        "article": finding.article,
        "explication": finding.explanation,
        "remede": finding.cure,
        "lieux": [{"fichier": place.file, "ligne": place.line} for place in places],
    }


def _aid(view: "RegistryView", code: str) -> "Aid":
    import difflib

    found = view.aid(code.upper())
    if found is None:
        nearest = difflib.get_close_matches(code.upper(), [one.code for one in view.aids()], n=1, cutoff=0.0)
        raise click.BadParameter(
            f"« {code.upper()} » n'est pas au catalogue. Vouliez-vous dire « {''.join(nearest)} » ?", param_hint="AIDE"
        )
    return found


def _entries(aid: "Aid", day: date | None) -> "list[CatalogueEntry]":
    if day is None:
        return list(aid.entrees)
    entry = aid.entry_on(day)
    return [] if entry is None else [entry]


def _row(aid: "Aid", entries: "list[CatalogueEntry]") -> dict[str, Any]:
    """An aid as a machine reads it: who decides, who receives and the basis are those of each entry."""
    from hub.core.catalogue_phrases import to_verify

    row = aid.model_dump(mode="json", exclude={"entrees", "genre"})
    row["entrees"] = [
        {
            **entry.model_dump(mode="json"),
            "decide": entry.decide or aid.decide,
            "guichet": entry.guichet or aid.guichet,
            "base": entry.base or aid.base,
            "a_verifier": aid.a_verifier or entry.a_verifier,
            "a_relire": list(to_verify(entry)),
        }
        for entry in entries
    ]
    return row
