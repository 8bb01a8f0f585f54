"""Show the settings in force, secrets masked."""

import json
import os

import click
from pydantic import BaseModel, SecretStr

from hub.settings import HubSettings, load_settings, variable_of, variables

MASK = "********"


@click.command("settings")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: variable -> {value, given}.")
def command(as_json: bool) -> None:
    """Show the settings in force, secrets masked.

    \b
    Example:
      HUB_KAFKA__PARTITIONS=24 hub settings
    """
    shown = effective(load_settings())
    given = {name.upper() for name, value in os.environ.items() if value}
    if as_json:
        click.echo(json.dumps({name: {"value": value, "given": name in given} for name, value in shown.items()}, indent=2))
        return
    for name, description in variables().items():
        mark = "*" if name in given else " "
        click.echo(f"{mark} {name}={'' if shown[name] is None else shown[name]}\n      {description}")
    click.echo("* given by the environment; the others are defaults")


def effective(settings: HubSettings) -> dict[str, object]:
    """Every variable with its value as JSON can carry it, secrets masked."""
    return dict(_flat(settings, ()))


def _flat(part: BaseModel, above: tuple[str, ...]) -> list[tuple[str, object]]:
    rows: list[tuple[str, object]] = []
    for name in type(part).model_fields:
        value = getattr(part, name)
        if isinstance(value, BaseModel):
            rows += _flat(value, (*above, name))
        else:
            rows.append((variable_of((*above, name)), _plain(value)))
    return rows


def _plain(value: object) -> object:
    if isinstance(value, SecretStr):
        return MASK
    return value if isinstance(value, int | float | str | None) else str(value)
