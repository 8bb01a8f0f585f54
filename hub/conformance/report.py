"""The report of a course: for machines as it is, for people by `hub.pages.conformance`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from importlib.metadata import version
from typing import Any, NamedTuple

from hub.conformance.course import Patience
from hub.conformance.needs import Need
from hub.conformance.rules import TERMS, Finding, Rule, Verdict

PASSING = frozenset({Verdict.TENUE, Verdict.SANS_OBJET})


class Ran(NamedTuple):
    """What was run: by whom, when, on what, how patiently."""

    actor: str
    started: datetime
    seconds: float
    bootstrap: str
    need: Need | None
    patience: Patience


def report(ran: Ran, verdicts: Mapping[Rule, Verdict], findings: Sequence[Finding], events: Mapping[str, int]) -> dict[str, Any]:
    """Who, when, each rule with its verdict and what was found; `conforme` when no rule is broken or left unseen."""
    return {
        "partenaire": ran.actor,
        "date": ran.started.isoformat(timespec="seconds"),
        "duree_s": round(ran.seconds, 1),
        "hub": version("relais"),
        "bootstrap": ran.bootstrap,
        "mode": "depot" if ran.need is None else "dossier_confie",
        "besoin": None if ran.need is None else {"commune": ran.need.cog, "aide": ran.need.aid, "guichet": ran.need.counter},
        "patience": {"reponse_s": ran.patience.answer_s, "avis_retenu_s": ran.patience.notice_s, "calme_s": ran.patience.quiet_s},
        "conforme": all(one in PASSING for one in verdicts.values()),
        "evenements": dict(events),
        "regles": [_rule(rule, verdicts[rule], findings) for rule in Rule],
    }


def _rule(rule: Rule, verdict: Verdict, findings: Sequence[Finding]) -> dict[str, Any]:
    terms = TERMS[rule]
    return {
        "code": rule.value,
        "verdict": verdict.value,
        "demande": terms.asks,
        "essai": terms.done,
        "remede": terms.cure,
        "constats": [
            {"instant_s": one.at_s, "constat": one.detail, "evenement": one.event_id, "dossier": one.dossier}
            for one in findings
            if one.rule is rule
        ],
    }
