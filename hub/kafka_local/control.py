"""What `hub kafka up | down | status` do, in this order of choice.

1. A bootstrap setting: that Kafka is used or the start is refused; nothing is started, nothing is stopped.
2. Java 17 or later, with jars from the cache or from Maven.
3. The compose file, where a container daemon answers.
4. A refusal that names the two commands to type. Never a fake broker.

With `secure` only the second way counts: it makes logins and an authority, and what was secured once stays so until it is emptied.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from hub.admin import connected_admin
from hub.clients import bootstrap_servers, state_file
from hub.core.rights import ADMINISTRATION, HUB_RIGHTS
from hub.errors import BrokerSilent, KafkaCannotBeStarted, KafkaIsUp, KafkaNotOurs
from hub.kafka_local import compose, ports
from hub.kafka_local.broker import START_TIMEOUT_S, LocalBroker
from hub.kafka_local.security import Security, environment_file
from hub.kafka_local.tools import Tools, find_tools
from hub.settings import HubSettings, load_settings

Say = Callable[[str], None]
Environ = Mapping[str, str] | None
_LOOK_TIMEOUT_S = 3.0


def up(settings: HubSettings, *, fresh: bool, secure: bool = False, say: Say = lambda _: None, environ: Environ = None) -> dict[str, Any]:
    """Have a Kafka that answers; returns `status` with `started` and `seconds`."""
    began = time.monotonic()
    if settings.kafka.bootstrap_servers is not None:
        if fresh or secure:
            raise KafkaNotOurs(bootstrap=settings.kafka.bootstrap_servers)
        started = False
    else:
        started = _up_here(settings, fresh=fresh, secure=secure, say=say, environ=environ)
    connected_admin(_let_in(settings))
    return {**status(settings), "started": started, "seconds": round(time.monotonic() - began, 2)}


def down(settings: HubSettings, environ: Environ = None) -> bool:
    """Stop the Kafka that `up` started; False when there was none."""
    if settings.kafka.bootstrap_servers is not None:
        raise KafkaNotOurs(bootstrap=settings.kafka.bootstrap_servers)
    broker = _local(settings)
    if broker.state().get("mode") == "compose":
        docker = compose.find_docker(environ)
        if docker is not None:
            compose.compose_down(docker)
        state_file(settings).unlink(missing_ok=True)
        return docker is not None
    was_running = broker.is_running()
    broker.stop()
    return was_running


def status(settings: HubSettings) -> dict[str, Any]:
    """Which Kafka the hub would use now, and whether it answers."""
    external = settings.kafka.bootstrap_servers is not None
    broker = _local(settings)
    kept = {} if external else broker.state()
    return {
        "mode": "external" if external else kept.get("mode", "local"),
        "bootstrap": bootstrap_servers(settings),
        "answers": _answers(_let_in(settings)),
        "secured": None if external else bool(kept.get("secured")),
        "pid": kept.get("pid") if broker.is_running() else None,
        "since": kept.get("since"),
        "kafka": kept.get("kafka"),
        "folder": None if external else str(broker.folder),
        "log": None if external else str(broker.log_file),
        "environments": [str(environment_file(broker.secured, one)) for one in HUB_RIGHTS] if kept.get("secured") else [],
    }


def _up_here(settings: HubSettings, *, fresh: bool, secure: bool, say: Say, environ: Environ) -> bool:
    broker = _local(settings)
    if broker.is_running():
        if fresh or (secure and not broker.state().get("secured")):
            raise KafkaIsUp(pid=broker.state().get("pid"))
        connected_admin(_let_in(settings), START_TIMEOUT_S)
        return False
    try:
        tools = find_tools(settings, environ, say)
    except KafkaCannotBeStarted:
        docker = compose.find_docker(environ)
        if docker is None or secure:
            raise
        say("no Java here: Kafka is started by docker compose")
        compose.compose_up(docker, fresh=fresh)
        _write_compose_state(settings)
        return True
    if fresh:
        broker.wipe()
    _local(settings, tools, secure=secure).start()
    return True


def _let_in(settings: HubSettings) -> HubSettings:
    """These settings; on the secured local Kafka, for who gave no login, those of its administration."""
    broker = _local(settings)
    if settings.kafka.bootstrap_servers is not None or settings.kafka.security_protocol != "PLAINTEXT" or not broker.state().get("secured"):
        return settings
    login = load_settings(Security.of(broker.secured).environment(ADMINISTRATION)).kafka
    kept = settings.kafka.model_dump(include={"answer_timeout_s", "request_timeout_ms"})
    return settings.model_copy(update={"kafka": login.model_copy(update=kept)})


def _write_compose_state(settings: HubSettings) -> None:
    state_file(settings).parent.mkdir(parents=True, exist_ok=True)
    state_file(settings).write_text(json.dumps({"mode": "compose", "bootstrap": compose.BOOTSTRAP}), encoding="utf-8")


def _local(settings: HubSettings, tools: Tools | None = None, *, secure: bool = False) -> LocalBroker:
    return LocalBroker(state_file(settings).parent, tools=tools, usual_port=ports.USUAL, secure=secure)


def _answers(settings: HubSettings) -> bool:
    try:
        connected_admin(settings, min(_LOOK_TIMEOUT_S, settings.kafka.answer_timeout_s))
    except BrokerSilent:
        return False
    return True
