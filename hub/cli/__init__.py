"""The command `hub`: one module of this folder a command, loaded only when it is asked for.

Rules:
1. `hub/cli/<command>.py` exposes `command`; `_` in the file's name reads `-` at the prompt; its docstring opens with its line in `--help`.
2. Exit codes: 0 done, 1 refused or fault found, 2 wrong usage.
3. A fault is one line on stderr with its code and its cure; stdout carries results only, JSON with `--json`.
"""

import ast
import importlib
import pkgutil
from pathlib import Path
from typing import cast

import click

from hub.errors import HubFault

_FOLDER = Path(__file__).parent


class LazyGroup(click.Group):
    """A group that imports a command's module when that command is named, and not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every module of the folder, in order."""
        del ctx
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules([str(_FOLDER)]) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{__name__}.{cmd_name.replace('-', '_')}")
        return cast("click.Command", module.command)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """One line a command, read from the files without importing them."""
        rows = [(name, _first_sentence(name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a fault of the hub becomes one line and an exit code."""
        try:
            return super().invoke(ctx)
        except HubFault as fault:
            click.echo(str(fault), err=True)
            ctx.exit(fault.exit_code)


def _first_sentence(name: str) -> str:
    source = (_FOLDER / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
    docstring = ast.get_docstring(ast.parse(source)) or ""
    return docstring.split("\n\n")[0].replace("\n", " ")


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="relais", prog_name="hub")
def main() -> None:
    """Relais: route each dossier to the actor responsible for it that day, by a named act.

    \b
    Example:
      hub kafka up && hub topics apply && hub registry load
    """
