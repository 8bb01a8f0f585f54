"""End the transactions of lanes that Kafka left open, as who administers Kafka: on every partition, as their coordinator decided.

A lane does it for itself where Kafka lets it (hub/engine/left_open.py); this is for where it does not.
"""

import asyncio
from typing import Any, NamedTuple

from aiokafka.errors import KafkaConnectionError, KafkaError

from hub.clients import aiokafka_options, bootstrap_servers
from hub.engine.batch import Partition
from hub.engine.decided import ENDED_AS, Verdict
from hub.engine.hanging import NoRightError, TransactionAdmin, find_hanging
from hub.engine.producer import transactional_id
from hub.errors import BrokerRefused, BrokerSilent
from hub.positions import LANES_GROUP
from hub.settings import HubSettings
from schemas.topics import STATE_OF


class OpenPlace(NamedTuple):
    """Where a transaction is open, from `offset` on."""

    topic: str
    partition: int
    offset: int


class OpenTransaction(NamedTuple):
    """One of a lane; `ended` whether that was done now."""

    id: str
    producer: int
    epoch: int
    verdict: Verdict
    places: tuple[OpenPlace, ...]
    ended: bool


class EndedOpen(NamedTuple):
    """What was left open, and how many transactions are open that somebody still works on."""

    transactions: list[OpenTransaction]
    running: int

    def as_json(self) -> dict[str, Any]:
        """For machines."""
        told = [one._asdict() | {"places": [place._asdict() for place in one.places]} for one in self.transactions]
        return {"transactions": told, "running": self.running}


def end_open(settings: HubSettings, *, is_dry: bool) -> EndedOpen:
    """Look, and unless `is_dry` end what was decided; raises BrokerSilent or BrokerRefused."""
    where = bootstrap_servers(settings)
    try:
        return asyncio.run(_end_open(settings, is_dry=is_dry))
    except KafkaConnectionError as silent:
        raise BrokerSilent(bootstrap=where, seconds=f"{settings.kafka.answer_timeout_s:g}", reason=str(silent)) from None
    except NoRightError:
        reason = "it takes READ on all topics and __transaction_state, and ALTER on the cluster: use the administration's login"
        raise BrokerRefused(bootstrap=where, action="end transactions", reason=reason) from None
    except KafkaError as refused:
        raise BrokerRefused(bootstrap=where, action="end transactions", reason=str(refused) or type(refused).__name__) from None


async def _end_open(settings: HubSettings, *, is_dry: bool) -> EndedOpen:
    done = EndedOpen([], 0)
    async with TransactionAdmin(aiokafka_options(settings)) as admin:
        states = {
            transactional_id(LANES_GROUP, Partition(topic, number)): state
            for topic, state in STATE_OF.items()
            for number in await admin.partitions_of(topic)
        }
        for one in await find_hanging(admin, states):
            if one.verdict is Verdict.EN_COURS:
                done = done._replace(running=done.running + 1)
                continue
            ended = not is_dry and one.verdict in ENDED_AS
            if ended:
                await admin.mark(one, last=states[one.transactional_id])
            places = tuple(OpenPlace(*place.partition, place.first) for place in one.places)
            done.transactions.append(OpenTransaction(one.transactional_id, one.producer, one.epoch, one.verdict, places, ended))
    return done
