"""What acts with places or money had to bear in one life: the most taken of each, and who had to wait or found nothing.

Rules:
1. What is taken when the period has begun counts in its peak, once the acts stand on top; waits and refusals are those of the period.
2. A bound is that of the last thing taken; of an act that gave nothing, that of what was asked.
"""

from dataclasses import dataclass, field
from datetime import datetime

from hub.core import quota_account
from hub.core.quota_book import Book
from hub.core.what_if_desk import Desk, Short
from hub.core.what_if_taking import Said


@dataclass(slots=True)
class Use:
    """What one act had to bear: the most taken of each line in the period and the line's last bound, who had to wait, who found nothing.

    `ailleurs`: by actor, cases that it had first for want of a place or of money here.
    A line is `places`, a year of money, or a year and an aid (`hub.core.quota_account`).
    """

    pics: dict[str, int] = field(default_factory=dict)
    bornes: dict[str, int | None] = field(default_factory=dict)
    attentes: int = 0
    epuises: int = 0
    ailleurs: dict[str, int] = field(default_factory=dict)


def uses(desk: Desk, start: datetime) -> dict[str, Use]:
    """The use of each act in one life from `start` on, by act."""
    acts: dict[str, _Act] = {}
    for one in desk.taking.said:
        acts.setdefault(one.request.acte, _Act()).take(one, looks=one.instant > start)
    found = {acte: act.use() for acte, act in acts.items()}
    for acte, book in desk.books.items():
        short = desk.short.get(acte, Short())
        use, asked = found.get(acte, Use()), _Act(book).use()
        pics, bounds = {**dict.fromkeys(asked.pics, 0), **use.pics}, asked.bornes | use.bornes
        found[acte] = Use(pics, bounds, attentes=short.attentes, epuises=short.epuises, ailleurs=dict(short.ailleurs))
    return dict(sorted(found.items()))


class _Act:
    """What one act gave, above its bounds too."""

    def __init__(self, book: Book | None = None) -> None:
        self._book = book or Book()
        self._use = Use()

    def take(self, said: Said, *, looks: bool) -> None:
        """One thing taken or given back."""
        if looks:
            self.use()
        self._book.take(said.request)

    def use(self) -> Use:
        """What was seen, with what stands now."""
        account = self._book.account
        for line in self._book.lines:
            self._use.pics[line] = max(self._use.pics.get(line, 0), quota_account.taken(account, line))
            self._use.bornes[line] = quota_account.cap(account, line)
        return self._use
