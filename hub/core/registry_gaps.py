"""Days on which nobody holds what somebody must hold: holes in a legal duty, or between two acts of an aid that goes on.

Rules:
1. Between the first and the last act that gives the power over an aid in a commune, each day has one; where no act gives the power (a duty
   of the law to receive, say), it is the same for the duty.
2. A legal duty whose act is still in force does not end because its holder does: whoever comes after must be named.
3. A facultative aid that was never instituted, or is no more, is no fault; nor is a hole that an act opens on purpose (`cloture`).
4. A hole because a relation of the commune names nobody is said of the relation (RELATION_MANQUANTE), not here.
"""

from collections.abc import Iterator

from hub.core.local_acts import ALWAYS, FOREVER, LocalAct, act_end
from hub.core.registry_findings import Finding, Rule
from schemas.codes import ActKind, Reason
from schemas.registry import Aid


def gaps(commune: str, aid: Aid, acts: tuple[LocalAct, ...]) -> Iterator[Finding]:
    """The holes in who holds `aid` in `commune`, each with the acts before and after it."""
    held = sorted(_that_must_follow_each_other(acts), key=lambda local: (local.start, local.end))
    before: LocalAct | None = None
    for local in held:
        if before is not None and local.start > before.end and not _is_meant(before, aid):
            yield _gap(commune, aid, before, local)
        if before is None or local.end > before.end:
            before = local
    if before is not None and aid.nature == "legale" and before.end_reason is Reason.ACTEUR_DISPARU and before.end < act_end(before.act):
        yield _gap(commune, aid, before, None)


def _that_must_follow_each_other(acts: tuple[LocalAct, ...]) -> list[LocalAct]:
    titles = [local for local in acts if local.is_title]
    found = titles or [local for local in acts if local.act.type is ActKind.LOI]
    return [local for local in found if ALWAYS <= local.start < local.end]


def _is_meant(before: LocalAct, aid: Aid) -> bool:
    """Whether the hole after this act is named elsewhere, or wanted."""
    return (before.end_reason is None and before.end is not FOREVER) or (before.act.cloture and aid.nature != "legale")


def _gap(commune: str, aid: Aid, before: LocalAct, after: LocalAct | None) -> Finding:
    last = (before,) if after is None or after.act.id == before.act.id else (before, after)
    until = "" if after is None else f" au {after.start.isoformat()} exclu"
    sentence = f"Personne ne tient {aid.code} à {commune} à partir du {before.end.isoformat()}{until}."
    return Finding(Rule.COMPETENCE_INTERROMPUE, tuple(("acte", one.act.id) for one in last), sentence, commune, aid.code, before.end)
