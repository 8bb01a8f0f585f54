"""Letters become messages: each gets its subject, its ordinal among those of its fact, and its rank among those to its recipient.

Rules:
1. An actor that the registry says has no Kafka gets no message: the journal says that a person must tell it. A notice always leaves, since
   its author has just published.
2. A letter leaves with the fields that its recipient's acts let it have (hub/core/projecting.py), and no other.
3. Where nobody reads (`NOBODY_READS` in the place of the keys) messages only move ranks: the case becomes what it would have become.
"""

from collections.abc import Iterable
from typing import Any

import msgspec

from hub.core import conclusions as said
from hub.core.dossier import Dossier
from hub.core.journal import Conclusion
from hub.core.messages import Cause, Letter, Message, field_names, notice, outside_subject, write
from hub.core.projecting import projected
from hub.core.proof import Draft
from hub.core.proof import write as proven
from hub.core.registry import RegistryView
from schemas.codes import Channel, Code, Status

Sent = tuple[str, str, tuple[str, ...]]
"""Recipient, type and names of the fields of one message."""


class Sending:
    """Gives letters their subject, their ordinal and their rank."""

    __slots__ = ("_cause", "_dossier", "_is_read", "_view", "by_hand", "messages", "sent", "sequences")

    def __init__(self, cause: Cause, view: RegistryView, dossier: Dossier | None, *, is_read: bool = True) -> None:
        """What one fact of that cause sends about that case (None: one that its author may not know)."""
        self._is_read = is_read
        self._cause = cause
        self._view = view
        self._dossier = dossier
        self.sequences = {} if dossier is None else dict(dossier.sequences)
        self.messages: list[Message] = []
        self.by_hand: list[Conclusion] = []
        self.sent: list[Sent] = []

    def notice(self, author: str, statut: Status, code: Code, champ: str | None = None, expected: dict[str, Any] | None = None) -> None:
        """The one notice to the author."""
        if not self._is_read:
            self._rank(author)
            return
        letter = notice(author, self._cause, statut, code, champ=champ, dossier=None if self._dossier is None else self._dossier.id)
        self._send(letter if expected is None else msgspec.structs.replace(letter, payload=letter.payload | expected))

    def letters(self, letters: Iterable[Letter]) -> None:
        """Letters, or what a person must do instead."""
        for letter in letters:
            actor = self._view.actor(letter.recipient)
            if actor is not None and actor.canal is not Channel.KAFKA:
                self.by_hand.append(said.delivered_otherwise(letter.recipient, letter.type))
            elif not self._is_read:
                self._rank(letter.recipient)
            else:
                seen = projected(letter, self._dossier, self._view)
                self.sent.append((seen.recipient, seen.type, field_names(seen.payload)))
                self._send(seen)

    def proofs(self, drafts: Iterable[Draft], dossier: Dossier) -> tuple[msgspec.Raw, ...]:
        """What is recorded beside the conclusions; like a letter it is not written where nobody reads it."""
        return tuple(proven(one, dossier, self._view, self._cause.recorded) for one in drafts) if self._is_read else ()

    def _rank(self, recipient: str) -> int:
        """The rank of the next message to `recipient` about this subject."""
        rank = self.sequences[recipient] = self.sequences.get(recipient, 0) + 1
        return rank

    def _send(self, letter: Letter) -> None:
        rank = self._rank(letter.recipient)
        subject = outside_subject(self._cause.origin) if self._dossier is None else self._dossier.id
        self.messages.append(write(letter, self._cause, subject=subject, ordinal=len(self.messages), sequence=rank))
