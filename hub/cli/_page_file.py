"""The file that a page is written to: where it goes is checked before any work is done."""

import os
from pathlib import Path
from typing import Any

import click


class PageFile(click.Path):
    """A file to write, in a folder that exists."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; a folder that does not exist is wrong usage."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"the folder '{path.parent}' does not exist: make it first, or name another.", param, ctx)
        return path
