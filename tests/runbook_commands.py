"""The commands of docs/runbooks, as somebody would type them."""

import re
import shlex
from collections.abc import Iterator, Mapping
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "runbooks"
PAGES = sorted(page for page in FOLDER.glob("*.md") if page.name != "README.md")


def commands_in(page: Path, given: Mapping[str, str]) -> Iterator[list[str]]:
    """The words after `hub` of each command of a page, in blocks and in lines; what is in capitals replaced by what is given."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    typed = [line.strip() for block in blocks for line in block.splitlines()]
    prose = re.sub(r"^ *```sh\n.*?^ *```$", "", text, flags=re.MULTILINE | re.DOTALL)
    typed += [found for found in re.findall(r"`(hub [^`]+)`", prose) if " " in found.removeprefix("hub ") or found in WHOLE]
    for line in typed:
        if line.startswith("hub "):
            yield [given.get(word, word) for word in shlex.split(line)[1:]]


WHOLE = frozenset({"hub lanes", "hub partners", "hub doctor"})
"""Commands of one word that are typed as they stand; `hub dossier` in a sentence names a family."""
