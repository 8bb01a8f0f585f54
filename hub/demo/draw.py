"""Seeded draws that depend on what they are about, never on when they are made: the same seed and words give the same answer for ever."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

Choice = TypeVar("Choice")
BASE32 = "abcdefghijklmnopqrstuvwxyz234567"
_SPAN = 2**64


def number(seed: int, *words: object) -> int:
    """A whole number below 2**64."""
    text = "\0".join((str(seed), *map(str, words)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def fraction(seed: int, *words: object) -> float:
    """A number in [0, 1)."""
    return number(seed, *words) / _SPAN


def chance(share: float, seed: int, *words: object) -> bool:
    """True for about `share` of all words."""
    return fraction(seed, *words) < share


def weighted(choices: Sequence[tuple[Choice, float]], seed: int, *words: object) -> Choice:
    """One of `choices`, each as likely as its weight says."""
    left = fraction(seed, *words) * sum(weight for _, weight in choices)
    for choice, weight in choices:
        left -= weight
        if left < 0:
            return choice
    return choices[-1][0]


def one_of(choices: Sequence[Choice], seed: int, *words: object) -> Choice:
    """One of `choices`, all alike."""
    return choices[number(seed, *words) % len(choices)]


def token(length: int, seed: int, *words: object) -> str:
    """Lowercase base32 text of `length` characters (at most 26)."""
    text = "\0".join((str(seed), *map(str, words)))
    drawn = int.from_bytes(blake2b(text.encode(), digest_size=17).digest(), "big")
    return "".join(BASE32[(drawn >> (5 * place)) % 32] for place in range(length))
