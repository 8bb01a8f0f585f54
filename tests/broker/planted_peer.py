"""A peer of the bench with a planted bug: it puts out the events of one case twice."""

import sys

from confluent_kafka import Message

from bench.peers.confluent_txn import ConfluentTxn

DOUBLED_CASE = b"c000007"


class DoublingLoop(ConfluentTxn):
    """The loop on confluent-kafka, but for one case."""

    def _handle(self, record: Message, dirty: dict[bytes, int]) -> None:
        super()._handle(record, dirty)
        if record.key() == DOUBLED_CASE:
            super()._handle(record, dirty)


if __name__ == "__main__":
    DoublingLoop(*sys.argv[1:3]).run()
