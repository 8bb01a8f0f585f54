"""How `hub competence` shows an answer: the same content as JSON, and as tables in French."""

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from hub.core.competence import Answer, Question
from hub.core.reasons import REASONS, ROLES
from hub.core.registry import RegistryView

_MONTHS = ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre")


def as_dict(question: Question, answer: Answer) -> dict[str, Any]:
    """The answer as a machine reads it; keys are only ever added."""
    return {
        "responsable": answer.responsable,
        "role": answer.role,
        "acte": answer.acte,
        "raison": answer.raison,
        "ecartes": [{"acteur": one.acteur, "acte": one.acte, "raison": one.raison} for one in answer.ecartes],
        "titulaire": answer.titulaire,
        "acte_titulaire": answer.acte_titulaire,
        "suppletifs": list(answer.suppletifs),
        "services": list(answer.services),
        "alternatives": [{"aide": one.aide, "acteur": one.acteur, "acte": one.acte, "raison": one.raison} for one in answer.alternatives],
        "commune": question.commune,
        "aide": question.aid,
        "date": question.day.isoformat(),
        "fonction": question.function,
    }


def print_tables(view: RegistryView, question: Question, answer: Answer, console: Console) -> None:
    """Who answers and by which act, then who else was considered, then what exists instead."""
    console.print(_head(view, question, answer))
    if answer.ecartes:
        rows = ((_name(view, one.acteur), _act(view, one.acte), REASONS[one.raison]) for one in answer.ecartes)
        console.print(_table("Écartés", ("acteur", "acte", "pourquoi pas"), rows))
    if answer.alternatives:
        other = ((_aid(view, one.aide), _name(view, one.acteur), _act(view, one.acte)) for one in answer.alternatives)
        console.print(_table("Ce qui existe dans le même domaine", ("aide", "acteur", "acte"), other))


def _head(view: RegistryView, question: Question, answer: Answer) -> Table:
    commune = view.commune(question.commune, question.day)
    place = question.commune if commune is None else commune.nom
    day = f"{'1er' if question.day.day == 1 else question.day.day} {_MONTHS[question.day.month - 1]} {question.day.year}"
    table = Table(title=f"{_aid(view, question.aid)} à {place}, le {day}", title_justify="left", show_header=False)
    table.add_row("fonction", question.function)
    table.add_row("répond", "personne" if answer.responsable is None else f"{_name(view, answer.responsable)}, {ROLES[answer.role]}")
    act = None if answer.acte is None else view.act(answer.acte)
    table.add_row("par", _act(view, answer.acte) if act is None else f"{act.objet}\n{_act(view, act.id)}")
    table.add_row("parce que", f"{REASONS[answer.raison]} ({answer.raison})")
    if answer.titulaire not in (None, answer.responsable):
        table.add_row("au nom de", f"{_name(view, answer.titulaire)}\n{_act(view, answer.acte_titulaire)}")
    for label, names in (("sans mandat", answer.suppletifs), ("services", answer.services)):
        if names:
            table.add_row(label, "\n".join(_name(view, name) for name in names))
    return table


def _table(title: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _name(view: RegistryView, actor_id: str | None) -> str:
    actor = None if actor_id is None else view.actor(actor_id)
    return str(actor_id) if actor is None else f"{actor.nom} ({actor.id})"


def _aid(view: RegistryView, code: str) -> str:
    aid = view.aid(code)
    return code if aid is None else f"{aid.libelle} ({aid.code})"


def _act(view: RegistryView, act_id: str | None) -> str:
    act = None if act_id is None else view.act(act_id)
    if act is None:
        return act_id or "aucun acte"
    ends = [day for day in (act.au, act.revoque_le) if day is not None]
    until = f" jusqu'au {min(ends).isoformat()} exclu" if ends else ""
    return f"{act.numero} ({act.id})\ndepuis le {act.du.isoformat()}{until}"
