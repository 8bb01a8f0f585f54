"""Two requests of Kafka that no Python client has: what is open on a partition (61), and the marker that ends it (27).

Forms: DescribeProducersRequest.json and WriteTxnMarkersRequest.json of Apache Kafka 4.3.
"""

from typing import Any, ClassVar, NamedTuple

from aiokafka.protocol.api import Request, RequestStruct, Response
from aiokafka.protocol.types import Boolean, CompactArray, CompactString, Int16, Int32, Int64, Schema, TaggedFields

from hub.engine.batch import Partition

_TAGS: tuple[str, Any] = ("tags", TaggedFields)
_NAME: tuple[str, Any] = ("name", CompactString("utf-8"))
_BY_TOPIC = CompactArray(_NAME, ("partitions", CompactArray(Int32)), _TAGS)
NO_TAGS: dict[int, bytes] = {}


class DescribeProducersResponse_v0(Response):  # noqa: N801 -- as aiokafka names them
    """What producers hold on each partition; `first` is where an open transaction begins, -1 when none is."""

    API_KEY: ClassVar[int] = 61
    API_VERSION: ClassVar[int] = 0
    SCHEMA = Schema(
        ("throttle_time_ms", Int32),
        (
            "topics",
            CompactArray(
                _NAME,
                (
                    "partitions",
                    CompactArray(
                        ("number", Int32),
                        ("error_code", Int16),
                        ("error_message", CompactString("utf-8")),
                        (
                            "producers",
                            CompactArray(
                                ("id", Int64),
                                ("epoch", Int32),
                                ("last_sequence", Int32),
                                ("last_timestamp", Int64),
                                ("coordinator_epoch", Int32),
                                ("first", Int64),
                                _TAGS,
                            ),
                        ),
                        _TAGS,
                    ),
                ),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class DescribeProducersRequest_v0(RequestStruct):  # noqa: N801 -- as aiokafka names them
    """Of these partitions."""

    API_KEY = 61
    API_VERSION = 0
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = DescribeProducersResponse_v0
    SCHEMA = Schema(("topics", _BY_TOPIC), _TAGS)


class DescribeProducers(Request[DescribeProducersRequest_v0]):
    """To the leader of all of them; needs READ on each topic."""

    API_KEY = 61

    def __init__(self, partitions: list[Partition]) -> None:
        self._partitions = partitions

    def build(self, request_struct_class: type[DescribeProducersRequest_v0]) -> DescribeProducersRequest_v0:
        """The request on the wire."""
        return request_struct_class(_by_topic(self._partitions), NO_TAGS)


class WriteTxnMarkersResponse_v1(Response):  # noqa: N801 -- as aiokafka names them
    """An error code for each partition."""

    API_KEY: ClassVar[int] = 27
    API_VERSION: ClassVar[int] = 1
    SCHEMA = Schema(
        (
            "markers",
            CompactArray(
                ("producer", Int64),
                (
                    "topics",
                    CompactArray(_NAME, ("partitions", CompactArray(("number", Int32), ("error_code", Int16), _TAGS)), _TAGS),
                ),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class WriteTxnMarkersRequest_v1(RequestStruct):  # noqa: N801 -- as aiokafka names them
    """One marker a producer, on these partitions."""

    API_KEY = 27
    API_VERSION = 1
    FLEXIBLE_VERSION = True
    RESPONSE_TYPE = WriteTxnMarkersResponse_v1
    SCHEMA = Schema(
        (
            "markers",
            CompactArray(
                ("producer", Int64),
                ("epoch", Int16),
                ("committed", Boolean),
                ("topics", _BY_TOPIC),
                ("coordinator_epoch", Int32),
                _TAGS,
            ),
        ),
        _TAGS,
    )


class Marker(NamedTuple):
    """The end of what a producer has open on these partitions."""

    producer: int
    epoch: int
    committed: bool
    partitions: list[Partition]
    coordinator_epoch: int


class WriteTxnMarkers(Request[WriteTxnMarkersRequest_v1]):
    """To the leader of all of them; needs ALTER, or CLUSTER_ACTION, on the cluster."""

    API_KEY = 27

    def __init__(self, marker: Marker) -> None:
        self._marker = marker

    def build(self, request_struct_class: type[WriteTxnMarkersRequest_v1]) -> WriteTxnMarkersRequest_v1:
        """The request on the wire."""
        one = self._marker
        return request_struct_class(
            [(one.producer, one.epoch, one.committed, _by_topic(one.partitions), one.coordinator_epoch, NO_TAGS)], NO_TAGS
        )


def _by_topic(partitions: list[Partition]) -> list[tuple[str, list[int], dict[int, bytes]]]:
    numbers: dict[str, list[int]] = {}
    for partition in partitions:
        numbers.setdefault(partition.topic, []).append(partition.number)
    return [(topic, each, NO_TAGS) for topic, each in numbers.items()]
