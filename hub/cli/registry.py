"""Check, load and show the registry: actors, communes, aids and dated acts."""

import difflib
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import yaml

from hub.cli._registry_diff import diff_command
from hub.cli._registry_moves import impact, preview, revert
from hub.cli._registry_strata import strata_command
from hub.errors import EXIT_REFUSED

if TYPE_CHECKING:
    from hub.core.registry_findings import Finding
    from hub.registry.files import Place
    from hub.registry.versions import Versions

_folder = click.argument("folder", required=False, type=click.Path(path_type=Path))
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group("registry")
def command() -> None:
    """Check, load and show the registry: actors, communes, aids and dated acts.

    FOLDER is a folder of YAML files, or one file to load (default: deploy/registre).

    \b
    Example:
      hub registry check && hub registry load --apply-topics
    """


@command.command("check")
@_folder
@_json
@click.pass_context
def check(context: click.Context, folder: Path | None, as_json: bool) -> None:
    """Name every fault of registry files: file, line, act, rule, article and cure; exit code 1 when there is one.

    \b
    Example:
      hub registry check deploy/registre
    """
    from hub.registry.files import default_folder, read_folder

    read = read_folder(folder or default_folder())
    findings = read.findings(datetime.now(UTC))
    if as_json:
        rows = [_row(finding, places) for finding, places in findings]
        click.echo(json.dumps({"enregistrements": len(read.records), "fautes": rows}, ensure_ascii=False, indent=2))
    else:
        for finding, places in findings:
            click.echo(_sentence(finding, places))
        click.echo(f"{len(read.records)} enregistrements, {len(findings)} faute{'s' if len(findings) > 1 else ''}")
    if findings:
        context.exit(EXIT_REFUSED)


@command.command("load")
@_folder
@click.option("--apply-topics", is_flag=True, help="First make the topics that are missing.")
@click.option("--confirm", "confirmed", type=click.IntRange(0), default=0, metavar="N", help="Up to N open cases may move (default: none).")
@_json
def load(folder: Path | None, apply_topics: bool, confirmed: int, as_json: bool) -> None:
    """Write what differs from the version in force, in one transaction; the same content writes nothing.

    Refused when more than N open cases would move: `hub registry preview` says which.

    \b
    Example:
      hub registry load deploy/registre --apply-topics
    """
    from hub.registry.files import default_folder, load_path
    from hub.registry.loading import load as load_records
    from hub.settings import load_settings

    done = load_records(load_path(folder or default_folder()), load_settings(), apply_topics=apply_topics, confirmed=confirmed)
    if as_json:
        outcome = {"version": done.version, "ecrits": done.written, "inchanges": done.unchanged, "empreinte": done.digest}
        click.echo(json.dumps({**outcome, "absents_des_fichiers": list(done.kept)}, ensure_ascii=False))
        return
    if done.is_new:
        click.echo(f"version {done.version} : {done.written} enregistrements écrits, {done.unchanged} inchangés")
    else:
        click.echo(f"rien à écrire : la version {done.version} dit déjà la même chose ({done.unchanged} enregistrements)")
    if done.kept:
        click.echo(f"absents des fichiers, toujours en vigueur : {', '.join(done.kept)}", err=True)


@command.command("show")
@click.argument("name", metavar="[ID]", required=False)
@_json
def show(name: str | None, as_json: bool) -> None:
    """Show the versions of the registry on the broker, or everything ever written under an ID (actor, commune, aid or act).

    \b
    Example:
      hub registry show aubrelle-le-seuil-2021
    """
    from hub.registry.loading import committed_versions
    from hub.settings import load_settings

    versions = committed_versions(load_settings())
    if name is None:
        _show_versions(versions, as_json)
    else:
        _show_history(versions, name, as_json)


def _show_versions(versions: "Versions", as_json: bool) -> None:
    counts = Counter(record.genre for record in versions.records.values())
    rows = [{"version": one.version, "enregistre_le": one.enregistre_le, "empreinte": one.empreinte} for one in versions.applied()]
    if as_json:
        click.echo(json.dumps({"versions": rows, "enregistrements": counts}, ensure_ascii=False, indent=2))
        return
    for row in rows:
        click.echo(f"version {row['version']}, enregistrée le {row['enregistre_le']}, empreinte {row['empreinte']}")
    click.echo(", ".join(f"{count} {genre}s" for genre, count in sorted(counts.items())))


def _show_history(versions: "Versions", name: str, as_json: bool) -> None:
    found = [{"version": version, "enregistrement": record.model_dump(mode="json")} for version, record in versions.history(name)]
    if not found:
        known = sorted({key.partition("/")[2] for key in versions.records})
        nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
        raise click.BadParameter(f"« {name} » est inconnu du registre. Vouliez-vous dire « {''.join(nearest)} » ?", param_hint="ID")
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(f"version {one['version']} :")
        click.echo(yaml.safe_dump(one["enregistrement"], allow_unicode=True, sort_keys=False).rstrip())


def _row(finding: "Finding", places: "tuple[Place, ...]") -> dict[str, Any]:
    return {
        "regle": finding.rule,
        "article": finding.article,
        "explication": finding.explanation,
        "remede": finding.cure,
        "commune": finding.commune,
        "aide": finding.aid,
        "jour": None if finding.day is None else finding.day.isoformat(),
        "enregistrements": [{"genre": genre, "id": name} for genre, name in finding.records],
        "lieux": [{"fichier": place.file, "ligne": place.line} for place in places],
    }


def _sentence(finding: "Finding", places: "tuple[Place, ...]") -> str:
    """One fault on three lines: where and which rule, what is wrong, what to do."""
    where = ", ".join(f"{place.file}:{place.line}" for place in places)
    names = ", ".join(name for _, name in finding.records)
    return f"{where}: {finding.rule}{f' ({names})' if names else ''}\n    {finding.explanation} [{finding.article}]\n    {finding.cure}"


for more in (preview, impact, revert, diff_command, strata_command):
    command.add_command(more)
