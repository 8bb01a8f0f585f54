"""What `hub kafka up | down | status` do, in this order of choice.

1. A bootstrap setting: that Kafka is used or the start is refused; nothing is started, nothing is stopped.
2. Java 17 or later, with jars from the cache or from Maven.
3. The compose file, where a container daemon answers.
4. A refusal that names the two commands to type. Never a fake broker.
"""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from hub.admin import connected_admin
from hub.clients import bootstrap_servers, state_file
from hub.errors import BrokerSilent, KafkaCannotBeStarted, KafkaIsUp, KafkaNotOurs
from hub.kafka_local import compose, ports
from hub.kafka_local.broker import START_TIMEOUT_S, LocalBroker
from hub.kafka_local.tools import Tools, find_tools
from hub.settings import HubSettings

Say = Callable[[str], None]
Environ = Mapping[str, str] | None
_LOOK_TIMEOUT_S = 3.0


def up(settings: HubSettings, *, fresh: bool, say: Say = lambda _: None, environ: Environ = None) -> dict[str, Any]:
    """Have a Kafka that answers; returns `status` with `started` and `seconds`."""
    began = time.monotonic()
    if settings.kafka.bootstrap_servers is not None:
        if fresh:
            raise KafkaNotOurs(bootstrap=settings.kafka.bootstrap_servers)
        started = False
    else:
        started = _up_here(settings, fresh=fresh, say=say, environ=environ)
    connected_admin(settings)
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
        "answers": _answers(settings),
        "pid": kept.get("pid") if broker.is_running() else None,
        "since": kept.get("since"),
        "kafka": kept.get("kafka"),
        "folder": None if external else str(broker.folder),
        "log": None if external else str(broker.log_file),
    }


def _up_here(settings: HubSettings, *, fresh: bool, say: Say, environ: Environ) -> bool:
    broker = _local(settings)
    if broker.is_running():
        if fresh:
            raise KafkaIsUp(pid=broker.state().get("pid"))
        connected_admin(settings, START_TIMEOUT_S)
        return False
    try:
        tools = find_tools(settings, environ, say)
    except KafkaCannotBeStarted:
        docker = compose.find_docker(environ)
        if docker is None:
            raise
        say("no Java here: Kafka is started by docker compose")
        compose.compose_up(docker, fresh=fresh)
        _write_compose_state(settings)
        return True
    return _start(_local(settings, tools), fresh=fresh)


def _start(broker: LocalBroker, *, fresh: bool) -> bool:
    if fresh:
        broker.wipe()
    broker.start()
    return True


def _write_compose_state(settings: HubSettings) -> None:
    state_file(settings).parent.mkdir(parents=True, exist_ok=True)
    state_file(settings).write_text(json.dumps({"mode": "compose", "bootstrap": compose.BOOTSTRAP}), encoding="utf-8")


def _local(settings: HubSettings, tools: Tools | None = None) -> LocalBroker:
    return LocalBroker(state_file(settings).parent, tools=tools, usual_port=ports.USUAL)


def _answers(settings: HubSettings) -> bool:
    try:
        connected_admin(settings, min(_LOOK_TIMEOUT_S, settings.kafka.answer_timeout_s))
    except BrokerSilent:
        return False
    return True
