"""Small registries for tests: one commune, its actors, and acts written in one line."""

from datetime import date
from typing import Any

from hub.core.competence import Answer, Question, resolve
from hub.core.registry import RegistryView, build
from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from schemas.codes import ActKind, ActorKind, Function, Reason, Role
from schemas.registry import Act, Actor, Aid, AnyRecord, Commune

DAY = date(2026, 1, 1)
ALL = tuple(function for function in Function if function is not Function.ARBITRER)
EXECUTION = (Function.EXECUTER, Function.ACCOMPAGNER)
INSTRUCTION = (Function.RECEVOIR, Function.INSTRUIRE)


def actor(name: str, **fields: Any) -> Actor:
    """An actor that always existed, unless said otherwise."""
    return Actor.model_validate({"id": name, "nature": ActorKind.ASSOCIATION, "nom": name, **fields})


def commune(slug: str = "ville", cogs: tuple[dict[str, Any], ...] = ({"code": "00001"},), **fields: Any) -> Commune:
    """A commune whose `@commune` is `ville` and `@ccas` is `ccas`."""
    relations = [{"nom": "commune", "acteur": "ville"}, {"nom": "ccas", "acteur": "ccas"}]
    content = {"slug": slug, "nom": slug, "cog": cogs, "population": 60_000, "relations": relations, **fields}
    return Commune.model_validate(content)


def aid(code: str = "AIDE", nature: str = "facultative", domaine: str = "difficulte", **fields: Any) -> Aid:
    """An aid of the catalogue."""
    return Aid.model_validate(
        {"code": code, "libelle": code, "domaine": domaine, "nature": nature, "decide": "-", "guichet": "-", "base": "-", **fields}
    )


def act(name: str, kind: ActKind | str, holder: str, **fields: Any) -> Act:
    """An act of `ville` on `AIDE` that gives everything from 2020 on, unless said otherwise."""
    content = {
        "id": name,
        "type": kind,
        "numero": name,
        "objet": name,
        "communes": ["ville"],
        "beneficiaire": holder,
        "aides": ["AIDE"],
        "fonctions": ALL,
        "base": "-",
        "du": date(2020, 1, 1),
        **fields,
    }
    return Act.model_validate(content)


ACTORS = tuple(actor(name) for name in ("ville", "ccas", "cias", "epci", "asso", "autre", "departement", "operateur"))


def found(*records: AnyRecord) -> list[tuple[Rule, tuple[str, ...]]]:
    """The rules broken when these records join the ground, with the ids of the records named."""
    return [(finding.rule, tuple(name for _, name in finding.records)) for finding in check(ground(*records))]


def ground(*records: AnyRecord) -> list[AnyRecord]:
    """One commune, its actors, one aid, and these records."""
    return [*ACTORS, commune(), aid(), *records]


def registry(*records: AnyRecord) -> RegistryView:
    """The view of `ground`."""
    return build(ground(*records))


INSTITUTION = act("instituee", "institution", "ccas")


def ask(view: RegistryView, **fields: Any) -> Answer:
    """The answer for AIDE in `ville` on DAY, unless said otherwise."""
    return resolve(view, Question(**{"commune": "ville", "aid": "AIDE", "day": DAY, **fields}))


def said(answer: Answer) -> tuple[str | None, Role, str | None, Reason]:
    """The four words of an answer."""
    return answer.responsable, answer.role, answer.acte, answer.raison


def why_not(answer: Answer) -> dict[str | None, Reason]:
    """The reason for each act set aside."""
    return {one.acte: one.raison for one in answer.ecartes}
