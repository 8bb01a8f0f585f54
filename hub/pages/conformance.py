"""The page of a conformance report: each rule, what was done, what was found, what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.pages.page import Part, Table, page

VERDICTS = {"tenue": "tenue", "enfreinte": "ENFREINTE", "non_observee": "non observée", "sans_objet": "sans objet"}
_RULES = ("règle", "verdict", "ce qui est demandé", "ce que l'essai a fait")
_FINDINGS = ("règle", "à", "constat", "événement", "dossier", "remède")


def conformance_page(report: Mapping[str, Any]) -> str:
    """The page made from the report of `hub conformance --json` alone."""
    rules = report["regles"]
    parts = [
        Part("Ce que dit cette page", _opening(report)),
        Part("Les règles", (), [Table("Règles et verdicts", _RULES, [_row(one) for one in rules])]),
        Part("Ce qui a été constaté", _nothing(rules), _findings(rules)),
        Part("Ce que le client a publié", (), [_events(report)]),
    ]
    foot = f"hub {report['hub']}, hub conformance ; {report['date']}"
    return page(f"Conformité de {report['partenaire']}, le {report['date'][:10]}", parts, (foot,))


def _opening(report: Mapping[str, Any]) -> tuple[str, ...]:
    outcome = (
        "Toutes les règles observables sont tenues."
        if report["conforme"]
        else "Le client n'est pas conforme, ou n'a pas pu être vu jusqu'au bout."
    )
    need = report["besoin"]
    how = (
        "Le registre ne confie aucun dossier à ce partenaire : ce qu'il dépose a été observé."
        if need is None
        else f"Des dossiers lui ont été confiés : aide {need['aide']}, commune {need['commune']}, guichet {need['guichet']}."
    )
    patience = report["patience"]
    waits = f"Une réponse était attendue {patience['reponse_s']:g} s, un avis retenu {patience['avis_retenu_s']:g} s."
    return outcome, how, waits


def _row(rule: Mapping[str, Any]) -> tuple[str, ...]:
    return rule["code"], VERDICTS[rule["verdict"]], rule["demande"], rule["essai"]


def _nothing(rules: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return () if any(one["constats"] for one in rules) else ("Rien.",)


def _findings(rules: Sequence[Mapping[str, Any]]) -> list[Table]:
    rows = [
        (rule["code"], f"{one['instant_s']:g} s", one["constat"], one["evenement"] or "", one["dossier"] or "", rule["remede"])
        for rule in rules
        for one in rule["constats"]
    ]
    return [Table("Constats", _FINDINGS, rows)] if rows else []


def _events(report: Mapping[str, Any]) -> Table:
    return Table(
        "Réponses du hub, refus provoqués à part", ("code", "événements"), [(code, str(n)) for code, n in report["evenements"].items()]
    )
