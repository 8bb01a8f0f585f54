"""`hub registry diff`: what changed for a commune between two business days, as text in French and as JSON."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from hub.cli._acts_told import act_as_dict, act_in_words, actor_in_words, answer_as_dict, answer_in_words, reference
from hub.cli._registry_source import Known, from_files, place_of, versions_known
from hub.core.phrases import FUNCTIONS, day_in_words, euros
from hub.core.registry import RegistryView
from hub.core.registry_diff import ANYONE, AidDiff, Case, Change, ChangeKind, Held, diff
from hub.registry.corrections import corrections
from schemas.codes import Reason
from schemas.registry import Commune

_DAY = click.DateTime(["%Y-%m-%d"])
_KINDS = {
    ChangeKind.SUCCESSION: "passe en d'autres mains",
    ChangeKind.PROLONGE: "a pris fin, et prépare encore les dossiers",
    ChangeKind.SUSPENDU: "est suspendu",
    ChangeKind.REPRIS: "reprend",
    ChangeKind.CORRIGE: "a été corrigé au registre",
}

_ENDS: dict[Reason | None, str] = {
    Reason.ACTE_EXPIRE: "prend fin",
    Reason.ACTE_REVOQUE: "est retiré",
    Reason.ACTEUR_DISPARU: "finit avec son détenteur",
}


@click.command("diff")
@click.argument("first", metavar="D1", type=_DAY)
@click.argument("last", metavar="D2", type=_DAY)
@click.option("--commune", "name", required=True, metavar="SLUG|COG", help="The commune.")
@click.option("--known-at", type=Known(), metavar="DATE|INSTANT", help="As the registry on Kafka knew it then (a date: at its end).")
@click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def diff_command(
    first: datetime, last: datetime, name: str, known_at: date | datetime | None, registry: Path | None, as_json: bool
) -> None:
    """Say what changed between the business days D1 and D2 in a commune, per aid: acts begun, ended, changed; who holds each function.

    The answer comes from the registry files, without a broker; with --known-at from the last version recorded on Kafka by then, which also
    tells the acts that were corrected between the two days. Nothing changed is an answer too, with exit code 0.

    \b
    Example:
      hub registry diff 2023-12-31 2024-01-01 --commune port-sorvan
    """
    if last < first:
        rule = f"D2 ({last.date().isoformat()}) est avant D1 ({first.date().isoformat()}) : le premier jour vient d'abord. Échangez-les."
        raise click.BadParameter(rule, param_hint="D2")
    if known_at is not None and registry is not None:
        raise click.UsageError("--known-at lit le registre sur Kafka, --registry des fichiers : l'un ou l'autre.")
    days = first.date(), last.date()
    if known_at is None:
        view = from_files(registry)
        commune = place_of(view, name, days[1])
        found = diff(view, commune, days)
    else:
        versions, number = versions_known(known_at, name)
        view = versions.view(number)
        commune = place_of(view, name, days[1])
        found = diff(view, commune, days, corrections(versions, number, commune))
    if as_json:
        head = {"commune": commune.slug, "nom": commune.nom, "du": days[0].isoformat(), "au": days[1].isoformat()}
        known = {"version_registre": view.version or None, "connu_le": None if known_at is None else known_at.isoformat()}
        click.echo(json.dumps({**head, **known, "aides": [_as_dict(view, one) for one in found]}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(_told(view, commune, days, found)))


def _as_dict(view: RegistryView, one: AidDiff) -> dict[str, Any]:
    return {
        "aide": one.aid,
        "libelle": _label(view, one.aid),
        "commences": [act_as_dict(local) for local in one.begun],
        "finis": [act_as_dict(local) for local in one.ended],
        "changes": [_change(change) for change in one.changes],
        "fonctions": [_held(view, held) for held in one.held if held.case == ANYONE],
        "cas_particuliers": [{"cas": _case(held.case), **_held(view, held)} for held in one.held if held.case != ANYONE],
    }


def _held(view: RegistryView, held: Held) -> dict[str, Any]:
    before, after = answer_as_dict(view, held.before), answer_as_dict(view, held.after)
    return {"fonction": held.function, "avant": before, "apres": after, "change": held.has_changed}


def _case(case: Case) -> dict[str, Any]:
    bounds = {"guichet": case.counter, "montant_centimes": case.amount_cents, "public": case.public}
    return {**bounds, "urgence": case.urgent, "territoire": case.territory}


def _change(change: Change) -> dict[str, Any]:
    made: dict[str, Any] = {"nature": change.kind, "jour": change.day.isoformat(), "acte": act_as_dict(change.act)}
    if change.before is not None:
        made["avant"] = act_as_dict(change.before)
    if change.correction is not None:
        made |= {"version": change.correction.version, "champs": list(change.correction.fields)}
    return made


def _told(view: RegistryView, commune: Commune, days: tuple[date, date], found: Sequence[AidDiff]) -> Iterator[str]:
    stretch = f"du {day_in_words(days[0])} au {day_in_words(days[1])}"
    if not found:
        yield f"{commune.nom}, {stretch} : rien n'a changé."
        return
    yield f"{commune.nom}, {stretch} : {len(found)} aide{'s ont' if len(found) > 1 else ' a'} changé."
    for one in found:
        yield f"\n{_label(view, one.aid)} ({one.aid})"
        for day, line in sorted(_events(view, one)):
            yield f"  {day_in_words(day)} : {line}"
        yield from _functions(view, one)


def _events(view: RegistryView, one: AidDiff) -> Iterator[tuple[date, str]]:
    replaced = {id(change.before): change for change in one.changes if change.kind is ChangeKind.REMPLACE}
    by = {id(change.act): change for change in replaced.values()}
    for local in one.begun:
        before = by[id(local)].before if id(local) in by else None
        instead = "" if before is None else f" ; remplace {reference(before.act)} ({before.act.id})"
        yield local.start, f"commence : {act_in_words(view, local)}{instead}"
    for local in one.ended:
        if id(local) not in replaced:
            yield local.end, f"{_ENDS.get(local.end_reason, 'quitte son détenteur')} : {act_in_words(view, local)}"
    for change in one.changes:
        if change.kind is not ChangeKind.REMPLACE:
            yield change.day, f"{_KINDS[change.kind]} : {act_in_words(view, change.act)}{_more(view, change)}"


def _more(view: RegistryView, change: Change) -> str:
    if change.correction is not None:
        return f" ; version {change.correction.version} du registre, {', '.join(change.correction.fields)}"
    if change.kind is ChangeKind.SUCCESSION and change.before is not None:
        return f" ; auparavant à {actor_in_words(view, change.before.holder)}"
    return ""


def _functions(view: RegistryView, one: AidDiff) -> Iterator[str]:
    """Who holds them before and after, functions of the same story on one line, those that changed first; then cases of their own."""
    stories: dict[tuple[Case, bool, str], list[str]] = {}
    for held in one.held:
        before, after = answer_in_words(view, held.before), answer_in_words(view, held.after)
        moved = (
            f"{before} → {after}" if before != after else f"{after}, pour une autre raison" if held.has_changed else f"{after}, inchangé"
        )
        stories.setdefault((held.case, not held.has_changed, moved), []).append(FUNCTIONS[held.function])
    for (case, _, moved), functions in sorted(stories.items(), key=lambda story: (story[0][0] != ANYONE, story[0][1])):
        named = "toutes les fonctions" if len(functions) == len(FUNCTIONS) else ", ".join(functions)
        yield f"    {_in_case(view, case)}{named} : {moved}"


def _in_case(view: RegistryView, case: Case) -> str:
    """`à la porte de Le Seuil, `; nothing for anyone."""
    said = (
        None if case.counter is None else f"à la porte de {actor_in_words(view, case.counter)}",
        None if case.amount_cents is None else f"pour {euros(case.amount_cents)}",
        None if case.public is None else f"pour le public {case.public}",
        "en urgence" if case.urgent else None,
        None if case.territory is None else f"sur le territoire {case.territory}",
    )
    return "".join(f"{one}, " for one in said if one is not None)


def _label(view: RegistryView, code: str) -> str:
    aid = view.aid(code)
    return code if aid is None else aid.libelle
