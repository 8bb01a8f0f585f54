"""The contract of a transport, as tests that every transport passes: inherit, and give `open_transport` and `answer`."""

from collections.abc import Callable

from connectors.protocol import Delivered, Incoming, Outgoing, Rejected, Transport

TOO_LARGE_BYTES = 2_000_000
READ_S = 15.0


def read_exactly(transport: Transport, count: int) -> list[Incoming]:
    """Read until `count` records came, or a read comes back empty."""
    found: list[Incoming] = []
    while len(found) < count:
        more = transport.read(count - len(found), READ_S)
        if not more:
            break
        found += more
    return found


class TransportContract:
    """Every rule of connectors/protocol.py that can be seen from outside; `answer` puts a record into the partner's inbox."""

    open_transport: Callable[[], Transport]
    answer: Callable[[Outgoing], None]

    def test_outcomes_come_one_a_record_in_order(self) -> None:
        """Three records are three deliveries, at rising places of the partner's own topic."""
        outcomes = self.open_transport().publish([Outgoing(f"{n}".encode()) for n in range(3)])
        assert [type(outcome) for outcome in outcomes] == [Delivered] * 3
        places = [outcome.offset for outcome in outcomes if isinstance(outcome, Delivered)]
        assert places == list(range(places[0], places[0] + 3))

    def test_a_record_that_is_too_large_is_rejected_alone(self) -> None:
        """The neighbours of a record that can never pass are delivered."""
        records = [Outgoing(b"a"), Outgoing(b"x" * TOO_LARGE_BYTES), Outgoing(b"c")]
        outcomes = self.open_transport().publish(records)
        assert [type(outcome) for outcome in outcomes] == [Delivered, Rejected, Delivered]

    def test_a_record_comes_back_byte_for_byte(self) -> None:
        """Value, key and headers are read as they were written, an absent value included."""
        self.answer(Outgoing(b"\x00\xff", (("ce_id", b"1"), ("vide", b"")), b"dos_a"))
        self.answer(Outgoing(None, (), None))
        first, second = read_exactly(self.open_transport(), 2)
        assert (first.value, first.key, first.headers) == (b"\x00\xff", b"dos_a", (("ce_id", b"1"), ("vide", b"")))
        assert (second.value, second.key, second.headers) == (None, None, ())

    def test_a_read_gives_no_more_than_asked_oldest_first(self) -> None:
        """Two of three, then the third."""
        for letter in (b"a", b"b", b"c"):
            self.answer(Outgoing(letter))
        transport = self.open_transport()
        assert [record.value for record in read_exactly(transport, 2)] == [b"a", b"b"]
        assert [record.value for record in read_exactly(transport, 1)] == [b"c"]

    def test_what_was_not_settled_is_read_again(self) -> None:
        """Settle after the first, read the second, reopen: the second comes again, the first does not."""
        for letter in (b"a", b"b"):
            self.answer(Outgoing(letter))
        transport = self.open_transport()
        read_exactly(transport, 1)
        transport.settle()
        read_exactly(transport, 1)
        transport.close()
        assert [record.value for record in read_exactly(self.open_transport(), 1)] == [b"b"]

    def test_closing_twice_is_harmless(self) -> None:
        """An ending that is interrupted may be begun again."""
        transport = self.open_transport()
        transport.close()
        transport.close()
