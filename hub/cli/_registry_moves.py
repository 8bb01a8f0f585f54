"""What a registry would move (`preview`), what was done under one (`impact`), and how to bring an earlier one back (`revert`)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from hub.errors import EXIT_REFUSED

if TYPE_CHECKING:
    from hub.core.impact import Impact
    from hub.registry.moves import Foreseen

SHOWN_MAX = 20
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.command("preview")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@_json
@click.pass_context
def preview(context: click.Context, path: Path, as_json: bool) -> None:
    """Say what the records of FILE (or of a folder) would change if they were loaded now; nothing is written.

    Open cases that would move, per actor; contradictions; capacities and envelopes; who has accepted to decide and would be competent no
    more. Exit code 1 when the records contradict each other.

    \b
    Example:
      hub registry preview convention-2027.yaml
    """
    from hub.registry.files import load_path
    from hub.registry.loading import committed_versions
    from hub.registry.moves import cases_in_flight, foresee
    from hub.settings import load_settings

    settings = load_settings()
    found = foresee(load_path(path), committed_versions(settings), cases_in_flight(settings), datetime.now(UTC))
    if as_json:
        click.echo(json.dumps(_foreseen(found), ensure_ascii=False, indent=2))
    else:
        _tell_foreseen(found)
    if found.findings:
        context.exit(EXIT_REFUSED)


@click.command("impact")
@click.argument("version", type=click.IntRange(1))
@_json
def impact(version: int, as_json: bool) -> None:
    """Say what was done under VERSION of the registry: cases moved, decisions concluded, messages sent, per recipient with field names.

    \b
    Example:
      hub registry impact 12 --json
    """
    from hub.cli._reading import lag_in_words, lag_of, reading
    from hub.core.impact import impact as gather
    from hub.readmodel.queries import entries_under
    from hub.settings import load_settings

    settings = load_settings()
    with reading(settings) as model:
        found = gather(entries_under(model, version))
        lag = lag_of(settings, model)
    if as_json:
        click.echo(json.dumps({"version": version, **_impact(found), "retard": lag}, ensure_ascii=False, indent=2))
        return
    _tell_impact(version, found)
    click.echo(lag_in_words(lag), err=True)


@click.command("revert")
@click.option("--to", "version", type=click.IntRange(1), required=True, metavar="VERSION", help="The version whose content comes back.")
@click.option("--dry-run", is_flag=True, help="Only say what would be written and what would move.")
@click.option("--confirm", "confirmed", type=click.IntRange(0), default=0, metavar="N", help="Up to N open cases may move (default: none).")
@_json
@click.pass_context
def revert(context: click.Context, version: int, dry_run: bool, confirmed: int, as_json: bool) -> None:
    """Bring back what the registry said at VERSION, as a new version: nothing is erased, open cases are examined again.

    An act that did not exist then is kept, revoked from its first day. The date of a demand never moves.

    \b
    Example:
      hub registry revert --to 11 --dry-run
    """
    from hub.registry.loading import committed_versions, load
    from hub.registry.moves import cases_in_flight, foresee, records_of
    from hub.settings import load_settings

    settings = load_settings()
    known = committed_versions(settings)
    records = records_of(known, version)
    if dry_run:
        found = foresee(records, known, cases_in_flight(settings), datetime.now(UTC))
        if as_json:
            click.echo(json.dumps({"revient_a": version, **_foreseen(found)}, ensure_ascii=False, indent=2))
        else:
            _tell_foreseen(found)
        if found.findings:
            context.exit(EXIT_REFUSED)
        return
    done = load(records, settings, confirmed=confirmed)
    if as_json:
        click.echo(json.dumps({"revient_a": version, "version": done.version, "ecrits": done.written}, ensure_ascii=False))
    else:
        click.echo(f"version {done.version} : le registre dit de nouveau ce qu'il disait à la version {version} ({done.written} écrits)")


def _foreseen(found: "Foreseen") -> dict[str, Any]:
    moves = found.moves
    return {
        "version": found.version,
        "enregistrements": list(found.changed),
        "conflits": [
            {"regle": one.rule, "explication": one.explanation, "remede": one.cure, "enregistrements": [name for _, name in one.records]}
            for one in found.findings
        ],
        "dossiers_ouverts": moves.examined,
        "deplaces": len(moves.moved),
        "par_acteur": {actor: {"perd": lost, "recoit": given} for actor, (lost, given) in moves.by_actor().items()},
        "deplacements": [
            {
                "dossier": one.dossier,
                "commune": one.commune,
                "aide": one.aide,
                "perdent": list(one.perdent),
                "recoivent": list(one.recoivent),
                "responsable_avant": one.responsable_avant,
                "responsable_apres": one.responsable_apres,
            }
            for one in moves.moved
        ],
        "decisions_menacees": [{"dossier": dossier, "acteur": actor} for dossier, actor in moves.endangered],
        "quotas": [
            {
                "acte": one.acte,
                "capacite_avant": one.capacite[0],
                "capacite_apres": one.capacite[1],
                "enveloppe_avant_centimes": one.centimes_par_an[0],
                "enveloppe_apres_centimes": one.centimes_par_an[1],
                "dossiers_tenus": moves.held[one.acte],
                "dossiers_demandeurs": moves.asked[one.acte],
            }
            for one in found.bounds
        ],
    }


def _tell_foreseen(found: "Foreseen") -> None:
    from rich.console import Console

    from hub.cli._reading import table

    console = Console()
    moves = found.moves
    console.print(f"Version {found.version} : {len(found.changed)} enregistrements changés, {moves.examined} dossiers ouverts examinés.")
    for one in found.findings:
        console.print(f"{one.rule} : {one.explanation} {one.cure}", style="red", markup=False)
    rows = [(actor, lost, given) for actor, (lost, given) in moves.by_actor().items()]
    console.print(table(f"{len(moves.moved)} dossiers se déplaceraient", ("acteur", "perd", "reçoit"), rows))
    shown = [(one.dossier, one.aide, ", ".join(one.perdent), ", ".join(one.recoivent), one.responsable_apres) for one in moves.moved]
    console.print(table("les premiers", ("dossier", "aide", "perdent", "reçoivent", "répondrait"), shown[:SHOWN_MAX]))
    if moves.endangered:
        title = f"{len(moves.endangered)} décisions attendues d'un acteur qui ne serait plus compétent"
        console.print(table(title, ("dossier", "acteur"), moves.endangered[:SHOWN_MAX]))
    if found.bounds:
        bounds = [(one.acte, *one.capacite, *one.centimes_par_an, moves.held[one.acte], moves.asked[one.acte]) for one in found.bounds]
        names = ("acte", "capacité avant", "après", "centimes par an avant", "après", "dossiers tenus", "demandeurs")
        console.print(table("capacités et enveloppes", names, bounds))


def _impact(found: "Impact") -> dict[str, Any]:
    return {
        "conclusions": found.entries,
        "dossiers_ouverts": sorted(found.opened),
        "dossiers_deplaces": sorted(found.moved),
        "decisions": dict(sorted(found.decisions.items())),
        "destinataires": {
            recipient: {"messages": dict(sorted(told.messages.items())), "dossiers": sorted(told.dossiers), "champs": sorted(told.fields)}
            for recipient, told in sorted(found.told.items())
        },
    }


def _tell_impact(version: int, found: "Impact") -> None:
    from rich.console import Console

    from hub.cli._reading import table

    console = Console()
    console.print(
        f"Version {version} : {found.entries} conclusions, {len(found.opened)} dossiers ouverts, {len(found.moved)} déplacés, "
        f"{sum(found.decisions.values())} décisions."
    )
    rows = [
        (recipient, sum(told.messages.values()), len(told.dossiers), ", ".join(sorted(told.fields)))
        for recipient, told in sorted(found.told.items())
    ]
    console.print(table("ce que chacun a reçu", ("destinataire", "messages", "dossiers", "champs"), rows))
