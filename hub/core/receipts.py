"""What a person was granted in a commune, as far back as any act may ask. Pure: receipts and a fact in, receipts or an answer out.

Rules:
1. One receipt a demand: a grant that is changed replaces it, one that ends takes it away.
2. Receipts older than `KEPT_MONTHS` before the newest are forgotten.
3. The answer is a yes or a no, and the class of the whole: never which aid, when, by whom, or how much.
"""

from calendar import monthrange
from datetime import date
from typing import Final

import msgspec

from hub.core.amounts import amount_class
from hub.core.links import AidKnown, Receipt
from hub.core.person_facts import Received

KEPT_MONTHS: Final = 60


class Receipts(msgspec.Struct, frozen=True):
    """What is known of one person."""

    recus: tuple[Receipt, ...] = ()
    format: int = 1


def noted(known: Receipts, fact: Received) -> Receipts:
    """The receipts after a grant."""
    others = tuple(one for one in known.recus if one.dossier != fact.recu.dossier)
    if fact.clos:
        return known if len(others) == len(known.recus) else Receipts(others)
    newest = max((fact.recu.jour, *(one.jour for one in others)))
    after = (*others, fact.recu)
    return Receipts(tuple(sorted((one for one in after if one.jour >= months_before(newest, KEPT_MONTHS)), key=_rank)))


def answer(known: Receipts, months: int, day: date) -> AidKnown:
    """Whether something was received in the months before `day`; a later decision on an older demand counts too."""
    found = [one for one in known.recus if one.jour >= months_before(day, months)]
    cents = sum(one.centimes for one in found)
    return AidKnown(months, bool(found), amount_class(cents) if cents else None)


def months_before(day: date, months: int) -> date:
    """The same day that many months earlier, or the last of its month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _rank(one: Receipt) -> tuple[date, str]:
    return one.jour, one.dossier
