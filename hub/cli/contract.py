"""Print the contract with a partner, from its side, or a table to fill in; register its schemas."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from hub.cli._contract_csv import csv_command
from hub.cli._contract_publish import publish_command
from hub.cli._page_file import PageFile
from hub.cli._partner_asked import partner_asked
from hub.cli._registry_source import Known, view_asked


@click.group("contract")
def command() -> None:
    """Print the contract with a partner, from its side, or a table to fill in; register its schemas.

    \b
    Example:
      hub contract asyncapi --partner ccas-ferrevaux > contrat.yaml
      hub contract csv --partner asso-le-seuil > modele.csv
    """


command.add_command(publish_command)
command.add_command(csv_command)


@command.command("asyncapi")
@click.option("--partner", "name", required=True, metavar="ACTEUR", help="The partner, by its id in the registry.")
@click.option("--known-at", type=Known(), metavar="DATE|INSTANT", help="As the registry on Kafka knew it then (a date: at its end).")
@click.option("--registry", type=click.Path(path_type=Path), help="Folder of registry files (default: deploy/registre).")
@click.option("--html", "html_file", type=PageFile(), help="Write a page for people, and print nothing unless --json.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON; YAML without it.")
def asyncapi(name: str, known_at: date | datetime | None, registry: Path | None, html_file: Path | None, as_json: bool) -> None:
    """Print the AsyncAPI 3.0 document of a partner: its topics, keys, headers, types, fields, codes, security.

    Types and fields are those that the registry may give it: by its acts of all times, and by the minimisation profiles they name.

    \b
    Example:
      hub contract asyncapi --partner ccas-ferrevaux --html contrat.html
      hub contract asyncapi --partner operateur-repas-ferrevaux --json
    """
    from hub.core.asyncapi import document
    from hub.core.partner_terms import terms
    from hub.published import published

    view = view_asked(registry, known_at, "")
    content = document(terms(view, partner_asked(view, name)), published())
    if html_file is not None:
        from hub.pages.contract import contract_page

        html_file.write_text(contract_page(content), encoding="utf-8")
    if as_json:
        click.echo(json.dumps(content, ensure_ascii=False, indent=2))
    elif html_file is None:
        click.echo(_as_yaml(content), nl=False)


def _as_yaml(content: dict[str, Any]) -> str:
    """YAML without anchors, in the order of the document."""
    import yaml

    class Plain(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:
            del data
            return True

    return yaml.dump(json.loads(json.dumps(content)), Dumper=Plain, allow_unicode=True, sort_keys=False, width=120)
