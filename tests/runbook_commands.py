"""The commands of docs/runbooks, as somebody would type them."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
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

READING = {
    "dossier show", "dossier to-verify", "explain", "lanes", "partners", "deadlines", "delegations", "rejected list", "rejected show",
    "kafka status", "topics plan", "settings", "registry show", "registry check", "registry preview", "doctor", "compte-rendu",
}  # fmt: skip
"""The commands of the runbooks that only read; each other one is known to write or to stay."""
WRITING = {"lane set-aside", "lane end-open", "rejected resend", "topics apply", "registry load", "kafka up", "worker", "projector"}


def name_of(words: Sequence[str]) -> str:
    """The command those words call."""
    return next(name for name in READING | WRITING if " ".join(words).startswith(name))
