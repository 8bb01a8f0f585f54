"""How `hub catalogue show` shows aids to people: one line each, or one aid with all it says."""

from datetime import date

import click
from rich.console import Console

from hub.cli._reading import table
from hub.core.catalogue_phrases import CLOCKS, appeals_in_words, clock_in_words, silence_in_words, to_verify
from schemas.registry import Aid, CatalogueEntry


def print_all(rows: list[tuple[Aid, list[CatalogueEntry]]], day: date) -> None:
    """One line an aid: who decides, what silence means, what it rests on."""
    lines = [
        (aid.code, entry.decide or aid.decide, silence_in_words(entry.silence), entry.base or aid.base, _mark(aid, entry))
        for aid, entries in rows
        for entry in entries
    ]
    Console().print(table(f"Catalogue au {day.isoformat()}", ("aide", "décide", "silence", "base", "à vérifier"), lines))
    silent = [aid.code for aid, entries in rows if not entries]
    if silent:
        click.echo(f"Sans entrée à cette date : {', '.join(silent)}.")


def print_aid(aid: Aid, entries: list[CatalogueEntry], day: date | None) -> None:
    """One aid, entry by entry."""
    console = Console()
    for entry in entries:
        until = "" if entry.au is None else f", jusqu'au {entry.au.isoformat()} exclu"
        since = "depuis toujours" if entry.du is None else f"depuis le {entry.du.isoformat()}"
        click.echo(f"{aid.libelle} ({aid.code}), demandes {since}{until}")
        console.print(table("", ("", ""), _lines(aid, entry)))
    if not entries:
        click.echo(f"{aid.code} : le catalogue n'a pas d'entrée{'' if day is None else f' le {day.isoformat()}'}.")


def _lines(aid: Aid, entry: CatalogueEntry) -> list[tuple[str, str]]:
    lines = [
        ("décide", entry.decide or aid.decide),
        ("guichet", entry.guichet or aid.guichet),
        ("base", entry.base or aid.base),
        ("silence", silence_in_words(entry.silence) + (f" [{entry.silence.article}]" if entry.silence.article else "")),
    ]
    lines += [(CLOCKS[clock.code], f"{clock_in_words(clock)} [{clock.article}]") for clock in entry.horloges]
    lines += [("recours", appeals_in_words(entry.recours)), ("pièces", ", ".join(entry.pieces) or "aucune"), ("données", entry.donnees)]
    if entry.urgence is not None:
        lines.append(("urgence", entry.urgence.texte + (f" ({entry.urgence.aide})" if entry.urgence.aide else "")))
    return [*lines, ("à vérifier", _mark(aid, entry) or "rien")]


def _mark(aid: Aid, entry: CatalogueEntry) -> str:
    return ", ".join((("aide",) if aid.a_verifier else ()) + to_verify(entry))
