"""Minimisation profiles: which fields of which message an act lets its holder have, by function (RGPD art. 5.1.c; CASF L121-6-2).

Rules:
1. A profile only takes away: what a role does not get by itself, no profile gives.
2. It speaks of fields that a message may do without; what makes it a message is always sent, and so is the mark of a hidden address.
3. What a profile does not list is not sent, whole types included. An act without a profile leaves its holder what its role gets.
"""

from functools import cache
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator
from pydantic.fields import FieldInfo

from schemas.codes import Function
from schemas.message import Message
from schemas.outbound import OUTBOUND
from schemas.records import Record, Slug

PREFIX, SUFFIX = "fr.relais.", ".v1"
NOTICE = "fr.relais.avis.technique.v1"
"""The answer to one's own event is nobody's to take away."""
ALWAYS_SENT = frozenset({"demande.adresse_masquee"})

MessageName = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$", max_length=80)]
"""A type of message as the documentation names it, without prefix and version (`dossier.confie`)."""
FieldPath = Annotated[str, Field(pattern=r"^[a-z_]+(\.[a-z_]+)?$", max_length=80)]


@cache
def restrictable(kind: str) -> frozenset[str]:
    """The fields of that type of message which a profile may take away, those of a nested object by their path."""
    return frozenset(_paths(OUTBOUND[kind])) - ALWAYS_SENT


def _paths(model: type[Message]) -> list[str]:
    paths: list[str] = []
    for name, field in model.model_fields.items():
        below = _nested(field)
        if below is not None:
            paths += [f"{name}.{path}" for path in _paths(below)]
        elif field.default is None or field.default == ():
            paths.append(name)
    return paths


def _nested(field: FieldInfo) -> type[Message] | None:
    kinds = (field.annotation, *get_args(field.annotation))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Message)), None)


class ProfileLine(Record):
    """The fields one type of message may have for who holds one of `fonctions` (none named: whichever it holds)."""

    message: MessageName
    fonctions: tuple[Function, ...] = ()
    champs: tuple[FieldPath, ...]

    @property
    def kind(self) -> str:
        """The type in full."""
        return f"{PREFIX}{self.message}{SUFFIX}"

    @model_validator(mode="after")
    def _speaks_of_what_is(self) -> Self:
        if self.kind not in OUTBOUND or self.kind == NOTICE:
            reason = f"message : aucun type « {self.message} » que le hub envoie et qu'un profil puisse réduire"
            raise ValueError(reason)
        unknown = sorted(set(self.champs) - restrictable(self.kind))
        if unknown:
            allowed = ", ".join(sorted(restrictable(self.kind)))
            reason = f"champs : « {unknown[0]} » n'est pas un champ de {self.message} qu'un profil puisse retenir ; ce sont : {allowed}"
            raise ValueError(reason)
        return self


class Profile(Record):
    """A minimisation profile, which acts name in `donnees_autorisees`: what is not in `messages` does not leave."""

    genre: Literal["profil"] = "profil"
    id: Slug
    objet: str
    base: str
    messages: tuple[ProfileLine, ...] = ()

    def fields(self, kind: str, functions: tuple[Function, ...]) -> frozenset[str]:
        """Of that type, for who holds those functions."""
        lines = (
            line for line in self.messages if line.kind == kind and (not line.fonctions or set(line.fonctions).intersection(functions))
        )
        return frozenset(field for line in lines for field in line.champs)
