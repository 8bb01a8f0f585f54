"""The reference of a person, made at the partner so that the hub never sees who it is, and made again for each recipient.

Rules:
1. `person_ref` runs where the identity is: at the partner. It needs this one file (the standard library is enough) and the commune's key,
   which the commune gives to its partners and never to the hub.
2. The same person under the same key has the same reference, however the name was typed: letters without accents, in capitals, with
   blanks, hyphens and apostrophes taken out; the first given name alone; the birth name, not the name in use. This normal form is
   contract: it never changes.
3. A reference is an HMAC-SHA256: without the key nobody can try names against it. With the key one can, so the key is kept like the files
   themselves.
4. `recipient_ref` gives each recipient another reference of the same person: two recipients cannot compare their files (CASF L133-5).
5. Two people of the same birth name, first name and birthday share a reference unless their birth place is given (a COG code): either
   every partner of a commune gives it, or none does. An unknown day or month of birth is written 1, as the civil registry does.
"""

import hashlib
import hmac
import unicodedata
from datetime import date

KEY_BYTES_MIN = 32
_PREFIX = "per_"
_FORM = "relais-personne-1"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_LIGATURES = str.maketrans({"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"})


def person_ref(commune_key: bytes, *, birth_name: str, first_name: str, birth_date: date, birth_place: str = "") -> str:
    """The reference of a person for one commune: `per_` and 26 characters of base32.

    `birth_place` is the COG code of the commune or country of birth. A name without any letter is refused.
    """
    first = first_name.strip().replace(",", " ").split(" ")[0]
    parts = (normal_name(birth_name), normal_name(first), birth_date.isoformat(), birth_place.strip().upper())
    return _reference(commune_key, "\0".join((_FORM, *parts)))


def recipient_ref(recipient_key: bytes, recipient: str, reference: str) -> str:
    """The reference under which one recipient knows a person that the hub knows as `reference`."""
    return _reference(recipient_key, f"relais-destinataire-1\0{recipient}\0{reference}")


def base32(digest: bytes) -> str:
    """The first 128 bits of a digest as 26 characters of base32 (RFC 4648, small letters, no padding)."""
    bits = int.from_bytes(digest[:16], "big") << 2
    return "".join([_PAIRS[(bits >> shift) & 1023] for shift in range(120, -1, -10)])


def normal_name(name: str) -> str:
    """A name as it is compared: capitals without accents, and nothing but letters (`Lœ-Ann d'Île` is `LOEANNDILE`)."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LIGATURES))
    letters = "".join(character for character in decomposed if character.isalpha())
    if not letters:
        raise ValueError("a name has at least one letter")
    return letters.upper()


def _reference(key: bytes, text: str) -> str:
    if len(key) < KEY_BYTES_MIN:
        raise ValueError(f"a key has at least {KEY_BYTES_MIN} bytes")
    digest = hmac.digest(key, text.encode(), hashlib.sha256)
    return _PREFIX + base32(digest)
