"""The identifiers of the field: what a SIREN, a SIRET, a commune's code, a département, an RNA and a FINESS must look like.

Rules (sources: INSEE for SIREN, SIRET and COG; répertoire national des associations; FINESS):
1. An identifier is text, never a number: `2A004` and `00101` are codes. Neither blanks nor dots are taken out: one identifier has one
   writing.
2. SIREN (9 digits) and SIRET (14) carry a Luhn key; the SIRETs of La Poste do not, their digits add up to a multiple of 5.
3. A commune's code (COG) has 5 characters: département (`2A` and `2B`, not `20`; `97` and `98` overseas) and a number that is not `000`.
4. FINESS has 9 characters; its last is a Luhn key, which is not checked where the département is `2A` or `2B`.
5. A code that begins with `00` belongs to no real département: the reference communes are written with it, and it is accepted.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError
from stdnum import luhn
from stdnum.fr import siren, siret

_DEPARTEMENT = r"(?:0[0-9]|1[0-9]|2[1-9AB]|[3-8][0-9]|9[0-5])"
_COG = re.compile(rf"(?:{_DEPARTEMENT}|97|98)(?!000)[0-9]{{3}}")
_DEPARTEMENT_CODE = re.compile(rf"{_DEPARTEMENT}|69[DM]|97[1-8]")
_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")
_FINESS = re.compile(rf"(?:{_DEPARTEMENT}|97|98)[0-9]{{7}}")
_ORGANISME = re.compile(r"[0-9]{3}")
_DIGITS = re.compile(r"[0-9]+")


def is_siren(text: str) -> bool:
    """A legal entity in the SIRENE register."""
    return _DIGITS.fullmatch(text) is not None and siren.is_valid(text)


def is_siret(text: str) -> bool:
    """An establishment in the SIRENE register."""
    return _DIGITS.fullmatch(text) is not None and siret.is_valid(text)


def is_cog(text: str) -> bool:
    """A commune in the code officiel géographique, past or present (never a postal code, which cannot be told apart by its form alone)."""
    return _COG.fullmatch(text) is not None


def is_departement(text: str) -> bool:
    """A département, or the métropole de Lyon (`69M`), which has its powers on its own territory."""
    return _DEPARTEMENT_CODE.fullmatch(text) is not None


def is_rna(text: str) -> bool:
    """An association in the national register (those of Alsace-Moselle are in another one)."""
    return _RNA.fullmatch(text) is not None


def is_finess(text: str) -> bool:
    """A health or social establishment, or the entity that runs it."""
    return _FINESS.fullmatch(text) is not None and (not text.isdecimal() or luhn.is_valid(text))


def is_code_organisme(text: str) -> bool:
    """A CAF, by its three digits."""
    return _ORGANISME.fullmatch(text) is not None


RULES: dict[str, Callable[[str], bool]] = {
    "siren": is_siren,
    "siret": is_siret,
    "rna": is_rna,
    "finess": is_finess,
    "code_organisme": is_code_organisme,
}
"""The rule of each kind of identity an actor may have in the registry."""


def checked(value: Any, is_valid: Callable[[str], bool], kind: str) -> Any:
    """The value, when it is a text that keeps the rule; the fault has its own type, so that its author is told it is an identifier."""
    if isinstance(value, str) and is_valid(value):
        return value
    raise PydanticCustomError("identifiant_invalide", "{kind} invalide", {"kind": kind})


def _cog(value: Any) -> Any:
    return checked(value, is_cog, "code commune")


def _funder(value: Any) -> Any:
    """An actor of the registry, or the SIREN or SIRET of one that is not there; digits alone are never an actor."""
    if isinstance(value, str) and value.isdecimal():
        return checked(value, lambda digits: is_siret(digits) or is_siren(digits), "SIREN ou SIRET")
    return value


Cog = Annotated[str, Field(pattern=r"^(2[AB]|[0-9]{2})[0-9]{3}$"), BeforeValidator(_cog)]
"""A commune's code, as a field of the contract."""
FunderRef = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80), BeforeValidator(_funder)]
"""Who pays for an action: an actor's id, or a SIREN or SIRET."""
