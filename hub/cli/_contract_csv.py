"""`hub contract csv`: the table that an actor without a connector fills in."""

from datetime import datetime
from pathlib import Path

import click

from hub.cli._page_file import PageFile


@click.command("csv")
@click.option("--partner", required=True, metavar="P", help="The actor's id in the registry.")
@click.option("--type", "kind_name", type=click.Choice(["demande", "decision"]), default="demande", show_default=True, help="Of what.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="AAAA-MM-JJ", help="Codes as of that day (default: today).")
@click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
@click.option("--output", type=PageFile(), metavar="FICHIER", help="Write it there instead of stdout.")
def csv_command(partner: str, kind_name: str, day: datetime | None, registry: Path | None, output: Path | None) -> None:
    """Give the CSV template of partner P for `hub deposer`: its columns, an example, and the codes it may use.

    UTF-8 with its mark and `;`, so that a French Excel opens it. Rows that begin with # and a blank are comments.

    \b
    Example:
      hub contract csv --partner asso-le-seuil --type demande > demandes.csv
    """
    from zoneinfo import ZoneInfo

    from hub.cli._registry_source import from_files
    from hub.core.sheet_columns import KINDS
    from hub.core.sheet_template import template
    from schemas.registry import DEFAULT_ZONE

    view = from_files(registry)
    if view.actor(partner) is None:
        raise click.BadParameter(_unknown(partner, [one.id for one in view.actors()]), param_hint="--partner")
    on = (day or datetime.now(ZoneInfo(DEFAULT_ZONE))).date()
    content = template(view, partner, next(kind for kind in KINDS if kind.name == kind_name), on)
    if output is None:
        click.get_binary_stream("stdout").write(content)
        return
    draft = output.with_name(f"{output.name}.tmp")
    draft.write_bytes(content)
    draft.replace(output)


def _unknown(name: str, known: list[str]) -> str:
    import difflib

    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return f"acteur inconnu du registre : « {name} ».{f' Vouliez-vous dire « {nearest[0]} » ?' if nearest else ''}"
