"""`hub contract publish`: the published versions of the contract, put into a schema registry."""

import json
from typing import Any
from urllib.parse import urlsplit

import click


class RegistryAddress(click.ParamType):
    """An http or https address that holds no secret."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as it was given."""
        parts = urlsplit(str(value))
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            self.fail("an address starts with http:// or https:// and names a host, as http://127.0.0.1:8081.", param, ctx)
        if "@" in parts.netloc:
            self.fail(
                "an address holds no user and no password, for arguments are seen by all of the machine: "
                "HUB_SCHEMA_REGISTRY__USER and HUB_SCHEMA_REGISTRY__PASSWORD_FILE.",
                param,
                ctx,
            )
        return str(value)


@click.command("publish")
@click.option(
    "--registry", "url", type=RegistryAddress(), required=True, metavar="URL", help="The schema registry (Confluent's REST interface)."
)
@click.option("--dry-run", is_flag=True, help="Say what would be registered, and ask nobody.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def publish_command(url: str, dry_run: bool, as_json: bool) -> None:
    """Register every published version of the contract in a schema registry, one subject a type; again changes nothing.

    It is for partners whose tools need one: the hub never reads it. The client is the extra `registry` (pip install 'relais[registry]').
    A registry that asks for a user and a password finds them in HUB_SCHEMA_REGISTRY__USER and HUB_SCHEMA_REGISTRY__PASSWORD_FILE.

    \b
    Example:
      hub contract publish --registry http://127.0.0.1:8081 --dry-run
    """
    from hub.schema_registry import planned, publish
    from hub.settings import load_settings

    done = []
    for one in planned() if dry_run else publish(url, load_settings().schema_registry):
        done.append(one)
        if not as_json:
            click.echo(f"{one.sujet}, version {one.version}" + ("" if one.id is None else f", id {one.id}"))
    if as_json:
        found = {"registre": url, "essai": dry_run, "versions": [one._asdict() for one in done]}
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{len(done)} versions" + (", rien n'a été envoyé." if dry_run else f" au registre {url}."))
