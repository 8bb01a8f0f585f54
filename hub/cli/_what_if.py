"""How `hub what-if` shows what it found: as JSON, in the terminal, as a page for people."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rich.console import Console

from hub.cli._reading import table
from hub.cli._what_if_quotas import quotas_as_dicts, quotas_part
from hub.core.changes import Changes
from hub.core.names import Names
from hub.core.phrases import day_in_words, in_words, sentence
from hub.core.reasons import REASONS
from hub.core.registry_check import check, written_twice
from hub.core.registry_findings import Finding as Conflict
from hub.core.verdicts import Judged
from hub.pages.page import BULLET, Part, Table, page
from hub.registry.versions import log_key
from hub.what_if import Question
from schemas.codes import Finding
from schemas.registry import Actor, Aid, AnyRecord, Commune

SHOWN_MAX = 20
"""Lines of a list on a page; JSON has them all."""
NOBODY = "personne"


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked (`changed`: keys of the records that the registry does not say already) and what was found."""

    du: date
    au: date
    changed: Sequence[str]
    conflicts: Sequence[Conflict]
    changes: Changes
    names: Names

    def decisions(self, finding: Finding | None) -> list[Judged]:
        """Those on which the finding would have become that one."""
        return [one for found, one in self.changes.decisions if found is finding]


def report_of(question: Question, days: tuple[date, date], changes: Changes) -> Report:
    """What was found, beside what the registry's check says of it with the candidate on top."""
    known = question.versions.records
    merged = {**known, **{log_key(record): record for record in question.candidate}}
    changed = sorted({log_key(record) for record in question.candidate if known.get(log_key(record)) != record})
    found = (*written_twice(question.candidate), *check(merged.values()))
    conflicts = sorted(found, key=lambda one: not any("/".join(key) in changed for key in one.records))
    return Report(*days, changed, conflicts, changes, _names(merged.values()))


def _names(records: Iterable[AnyRecord]) -> Names:
    known = list(records)
    return Names(
        actors={one.id: one.nom for one in known if isinstance(one, Actor)},
        aids={one.code: one.libelle for one in known if isinstance(one, Aid)},
        communes={one.slug: one.nom for one in known if isinstance(one, Commune)},
    )


def as_dict(report: Report) -> dict[str, Any]:
    """The report as a machine reads it (docs/how-to/simuler-une-convention.md); keys are only ever added."""
    found = report.changes
    return {
        "du": report.du.isoformat(),
        "au": report.au.isoformat(),
        "enregistrements": list(report.changed),
        "conflits": [
            {"regle": one.rule, "explication": one.explanation, "remede": one.cure, "enregistrements": [name for _, name in one.records]}
            for one in report.conflicts
        ],
        "evenements": found.evenements,
        "dossiers": found.dossiers,
        "faits_du_hub": {"avant": found.nes_du_hub[0], "apres": found.nes_du_hub[1]},
        "deplaces": len(found.deplaces),
        "flux": [{"de": de, "vers": vers, "dossiers": count} for (de, vers), count in _flows(found)],
        "par_acteur": {actor: {"perd": lost, "recoit": given} for actor, (lost, given) in found.by_actor().items()},
        "deplacements": [asdict(one) for one in found.deplaces],
        "charge": {
            actor: {"confies_avant": load[0], "confies_apres": load[1], "tenus_avant": load[2], "tenus_apres": load[3]}
            for actor, load in found.loads().items()
        },
        "decisions_incompetentes": [_decision(one) for one in report.decisions(Finding.INCOMPETENCE)],
        "decisions_a_confirmer": [_decision(one) for one in report.decisions(Finding.A_CONFIRMER)],
        "decisions_devenues_competentes": [_decision(one) for one in report.decisions(None)],
        "quotas": quotas_as_dicts(found),
        "sans_objet": _events(found.sans_objet),
        "refuses_par_suite": _events(found.par_suite),
        "admis": _events(found.admis),
        "pannes": [one._asdict() for one in found.pannes],
    }


def _flows(found: Changes) -> list[tuple[tuple[str | None, str | None], int]]:
    return sorted(found.flux.items(), key=lambda one: (-one[1], one[0][0] or "", one[0][1] or ""))


def _decision(one: Judged) -> dict[str, Any]:
    return {
        "dossier": one.dossier,
        "commune": one.commune,
        "aide": one.aide,
        "auteur": one.acteur,
        "acte": one.acte,
        "date_decision": one.date_decision.isoformat(),
        "raison": one.raison,
        "competent": one.competent,
        "acte_competent": one.acte_competent,
    }


def _events(by_actor: dict[str, int]) -> dict[str, Any]:
    return {"total": sum(by_actor.values()), "par_acteur": dict(sorted(by_actor.items()))}


def print_page(report: Report, console: Console) -> None:
    """The report in a terminal."""
    console.print(_title(report), markup=False, highlight=False, style="bold")
    for part in _parts(report):
        console.print(f"\n{part.title}", markup=False, highlight=False, style="bold")
        for line in part.lines:
            console.print(line, markup=False, highlight=False)
        for one in part.tables:
            console.print(table(one.caption, one.columns, one.rows))


def as_html(report: Report) -> str:
    """The report as one file that needs no other."""
    foot = (
        "Simulation sur les événements reçus des partenaires pendant cette période. Rien n'a été écrit, personne n'a été prévenu.",
        "Ce que d'autres auraient fait à la place n'est pas deviné : un dossier qui change de mains y attend.",
    )
    return page(_title(report), _parts(report), foot)


def _title(report: Report) -> str:
    return f"Ce que ces actes auraient changé, du {day_in_words(report.du)} au {day_in_words(report.au)}"


def _parts(report: Report) -> list[Part]:
    made = [_conflicts(report), _summary(report), _moves(report), _loads(report)]
    made += [
        _decisions(report, Finding.INCOMPETENCE, "Décisions que leur auteur n'aurait pas pu prendre"),
        _decisions(report, Finding.A_CONFIRMER, "Décisions qu'il aurait fallu confirmer"),
        _decisions(report, None, "Décisions qui n'auraient pas été arrêtées"),
        quotas_part(report.changes, report.names),
        _pointless(report),
        _faults(report),
    ]
    return [part for part in made if part.lines or part.tables]


def _conflicts(report: Report) -> Part:
    lines = [
        f"{BULLET}{one.explanation} {one.cure} (Au registre : {', '.join(name for _, name in one.records)}.)" for one in report.conflicts
    ]
    return Part("Conflits avec le registre", lines or ["Le registre avec ces actes ne se contredit pas."])


def _summary(report: Report) -> Part:
    found = report.changes
    counted = (
        ("événements de partenaires rejoués", found.evenements),
        ("dossiers ouverts pendant la période", found.dossiers),
        ("dossiers qui seraient allés ailleurs", len(found.deplaces)),
        ("décisions que leur auteur n'aurait pas pu prendre", len(report.decisions(Finding.INCOMPETENCE))),
        ("événements sans objet", sum(found.sans_objet.values())),
    )
    return Part("En bref", [f"{BULLET}{what} : {count}" for what, count in counted])


def _moves(report: Report) -> Part:
    found, names = report.changes, report.names
    if not found.deplaces:
        return Part("Dossiers qui seraient allés ailleurs", ["Aucun."])
    flows = [(_actor(names, de), _actor(names, vers), str(count)) for (de, vers), count in _flows(found)]
    rows = [
        (
            f"{one.dossier}\n{names.aid(one.aide)}, {names.commune(one.commune)}",
            "\n".join(_actor(names, actor) for actor in one.perdent),
            "\n".join(_actor(names, actor) for actor in one.recoivent),
            _actor(names, one.responsable_apres),
        )
        for one in found.deplaces
    ]
    columns = ("dossier", "perdent une mission", "reçoivent une mission", "en répondrait")
    tables = [Table("De qui vers qui", ("de", "vers", "dossiers"), flows), Table("Dossier par dossier", columns, rows[:SHOWN_MAX])]
    return Part("Dossiers qui seraient allés ailleurs", _rest(rows), tables)


def _loads(report: Report) -> Part:
    rows = [(_actor(report.names, actor), *map(str, load)) for actor, load in report.changes.loads().items()]
    columns = ("acteur", "reçus, avant", "reçus, après", "tenus à la fin, avant", "tenus à la fin, après")
    return Part("Charge de chacun", (), [Table("Dossiers reçus pendant la période, et tenus à sa fin", columns, rows)] if rows else ())


def _decisions(report: Report, finding: Finding | None, title: str) -> Part:
    names = report.names
    rows = [
        (
            f"{one.dossier}\n{names.aid(one.aide)}",
            f"{_actor(names, one.acteur)}\npar {one.acte}",
            day_in_words(one.date_decision),
            sentence(in_words(REASONS, one.raison)),
            _actor(names, one.competent),
        )
        for one in report.decisions(finding)
    ]
    columns = ("dossier", "signée par", "le", "raison", "était compétent")
    return Part(title, _rest(rows), [Table(title, columns, rows[:SHOWN_MAX])] if rows else ())


def _pointless(report: Report) -> Part:
    found = report.changes
    actors = sorted({*found.sans_objet, *found.par_suite, *found.admis})
    rows = [(_actor(report.names, one), *(str(by[one]) for by in (found.sans_objet, found.par_suite, found.admis))) for one in actors]
    columns = ("auteur", "sans objet : il n'aurait pas eu le dossier", "refusés par suite", "admis, refusés à l'époque")
    return Part("Événements qui auraient eu un autre sort", (), [Table("Par auteur", columns, rows)] if rows else ())


def _faults(report: Report) -> Part:
    rows = [(str(one.partition), str(one.offset), one.dossier or "", one.erreur) for one in report.changes.pannes]
    columns = ("partition", "position", "dossier", "erreur")
    tables = [Table("Les autres l'ont été", columns, rows[:SHOWN_MAX])] if rows else ()
    return Part("Faits qui n'ont pas pu être rejoués", _rest(rows), tables)


def _rest(rows: Sequence[object]) -> list[str]:
    left = len(rows) - SHOWN_MAX
    return [f"Les {SHOWN_MAX} premiers ; {left} de plus avec --json."] if left > 0 else []


def _actor(names: Names, actor: str | None) -> str:
    return NOBODY if actor is None else names.actors.get(actor, actor)
