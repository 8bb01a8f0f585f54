"""What `hub explain` answers: a page in the terminal, a page to print, the recorded proof, why not another actor."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from hub.cli._reading import lag_in_words
from hub.core.explain import Section, as_text, explain
from hub.core.phrases import ISSUES, STEPS, in_words, sentence
from hub.core.proof_reading import ReadAnswer, ReadProof
from hub.core.reasons import REASONS
from hub.core.why_not import Recorded, WhyNot, why_not
from hub.pages.page import Part, Table, page
from hub.readmodel.directory import actor_named, nearest_actors
from hub.readmodel.queries import proofs_of
from hub.readmodel.telling import recorded_of, told_of

NO_PROOF = "Aucune preuve n'est inscrite pour {dossier} : ce n'est pas une demande, ou elle a été reçue avant que le hub n'en inscrive."


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of one dossier: about which actor, for which of its proofs; `lag` of the read model."""

    dossier: str
    actor: str | None
    number: int
    lag: int | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What is printed (bytes as they are), what is said beside it, the page as a file, the exit code."""

    out: str | bytes = ""
    err: str = ""
    page: str | None = None
    code: int = 0


def answer(model: sqlite3.Connection, asked: Asked) -> Shown:
    """The answer, from the read model alone."""
    told = told_of(model, asked.dossier)
    if told is None:
        return Shown(err=f"Aucun dossier {asked.dossier} dans le modèle de lecture. {lag_in_words(asked.lag)}", code=1)
    recorded, sections = recorded_of(model, asked.dossier, told), explain(told)
    found: WhyNot | None = None
    if asked.actor is not None:
        known = actor_named(model, asked.actor)
        if known is None:
            return Shown(err=_unknown(model, asked.actor, asked.lag), code=1)
        found = why_not(recorded, *known)
        if found is None:
            return Shown(err=NO_PROOF.format(dossier=asked.dossier), code=1)
        sections = (sections[0], found.section(known[1]), *sections[1:])
    written = _as_page(sections, recorded)
    if asked.as_json:
        shown = _as_proof(model, asked) if found is None else Shown(_why_not_json(asked.dossier, found, recorded))
        return Shown(shown.out, shown.err, written, shown.code)
    text = sections if found is None else sections[:2]
    return Shown(f"{as_text(text)}\n\n{lag_in_words(asked.lag)}", page=written)


def _unknown(model: sqlite3.Connection, word: str, lag: int | None) -> str:
    nearest = ", ".join(f"{name} ({identifier})" for identifier, name in nearest_actors(model, word))
    offered = f" Les plus proches : {nearest}." if nearest else ""
    return f"Acteur inconnu au registre lu : {word}.{offered} {lag_in_words(lag)}"


def _as_proof(model: sqlite3.Connection, asked: Asked) -> Shown:
    """The very bytes that were recorded, and how many other proofs there are."""
    proofs = [proof for _, proof in proofs_of(model, asked.dossier)]
    if not proofs:
        return Shown(err=NO_PROOF.format(dossier=asked.dossier), code=1)
    if asked.number > len(proofs):
        return Shown(err=f"{asked.dossier} n'a pas de preuve n° {asked.number} : la dernière est la n° {len(proofs)}.", code=1)
    others = f"Preuve n° {asked.number} sur {len(proofs)} ; les autres : --preuve N." if len(proofs) > 1 else ""
    return Shown(proofs[asked.number - 1], others)


def _why_not_json(dossier: str, found: WhyNot, recorded: Recorded) -> str:
    routing = recorded.routing
    told = {
        "dossier": dossier,
        "acteur": found.acteur,
        "est_responsable": found.est_responsable,
        "candidatures": [{"acte": one.acte, "raison": one.raison, "retenu": one.retenu} for one in found.candidatures],
        "phrases": list(found.lines),
        "preuve": None if routing is None else routing[1].sha256,
    }
    return json.dumps(told, ensure_ascii=False, indent=2)


def _as_page(sections: Sequence[Section], recorded: Recorded) -> str:
    """The page to print, with what the proof of the routing holds as tables."""
    parts = [Part(section.title, section.lines) for section in sections[1:]]
    routing = recorded.routing
    foot = []
    if routing is not None:
        proof = routing[1]
        parts.append(_examined(proof))
        foot = [f"Empreinte de la preuve inscrite (SHA-256) : {proof.sha256}"]
    return page(sections[0].title, [Part("En bref", sections[0].lines), *parts], foot)


def _examined(proof: ReadProof) -> Part:
    decides = proof.decides
    assert decides is not None, "a routing asks who decides"
    candidates = [_candidates(proof, decides)] if decides.candidats else []
    return Part("Annexe : la preuve inscrite", (), [*candidates, _steps(decides)], is_annex=True)


def _candidates(proof: ReadProof, decides: ReadAnswer) -> Table:
    names = proof.names
    rows = [
        (
            sentence(names.actor(one.acteur))[:-1],
            "" if one.acte is None else sentence(names.act(one.acte))[:-1],
            sentence(("retenu : " if one.retenu else "écarté : ") + in_words(REASONS, one.raison)),
        )
        for one in decides.candidats
    ]
    return Table("Les organismes examinés pour décider, et pourquoi", ("organisme", "texte", "pourquoi"), rows)


def _steps(decides: ReadAnswer) -> Table:
    rows = [
        (
            f"{rank}. {sentence(in_words(STEPS, step.etape))}",
            sentence(in_words(ISSUES, step.issue)),
            "\n".join(sentence(in_words(REASONS, reason)) for reason in step.raisons),
        )
        for rank, step in enumerate(decides.chemin, 1)
    ]
    return Table("Les questions posées, dans l'ordre", ("question", "ce qu'elle donne", "pourquoi"), rows)
