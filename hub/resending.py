"""Send again a message of the hub's own that could not leave, as it was: same id, same sequence, same bytes.

Rules:
1. Only what has a destination can be sent again (`BOITE_ABSENTE`, `MESSAGE_TROP_GRAND`); a partner's event is published anew by its author.
2. The dead letter stays: a second sending has the same id, and its recipient knows a repeat by it.
"""

from typing import Any

from confluent_kafka import Producer

from hub.clients import confluent_options
from hub.core.dead_letters import PREFIX
from hub.errors import NothingToResend
from hub.rejections import Rejection
from hub.settings import HubSettings
from hub.topics import topic_ids


def resend(settings: HubSettings, letter: Rejection) -> str:
    """Send the message to its inbox and wait for the acknowledgement; the inbox. Raises NothingToResend, and then nothing was sent."""
    topic = letter.destination
    if topic is None or letter.value is None:
        raise NothingToResend(reason="it is not a message of the hub with its bytes: its author publishes it anew")
    if not topic_ids(settings, [topic]):
        raise NothingToResend(reason=f"{topic} still does not exist (`hub topics apply`)")
    refused: list[str] = []

    def note(error: Any, _record: Any) -> None:
        if error is not None:
            refused.append(error.name())

    producer = Producer(
        {**confluent_options(settings), "partitioner": "murmur2_random", "message.max.bytes": settings.hub_bytes_max, "log_level": 2}
    )
    headers = [(name, value) for name, value in letter.headers if not name.startswith(PREFIX)]
    producer.produce(topic, letter.value, letter.key, headers=list(headers), on_delivery=note)
    if producer.flush(settings.kafka.answer_timeout_s) or refused:
        raise NothingToResend(reason=f"{topic} did not take it: {', '.join(refused) or 'no answer'}")
    return topic
