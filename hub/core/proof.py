"""The proof of a conclusion on competence: what was asked, what the registry said, who was considered, written once and never made again.

Rules:
1. It is made from the very answers that the conclusion was drawn from, in the same transaction; nothing in it is asked a second time.
2. It stands alone: actors with their names and acts with their references, as the version it names had them.
3. Its bytes are canonical: JSON in UTF-8, members sorted, no space, an absent value an absent member. `sha256`, its last member, is the
   SHA-256 of the bytes without that member. Whoever reads it back gives these bytes, never its own.
4. No person reference, no partner's reference, no free text (CRPA L311-3-1 asks for the rules and how they were applied, not for more).
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import partial
from typing import NamedTuple

import msgspec

from hub.core.dossier import Decision, Dossier
from hub.core.proof_form import FORMAT, AidAsked, Answered, Candidate, Dates, Demanded, Judged, Place, Proof, ProofKind, Step
from hub.core.question import Answer
from hub.core.registry import RegistryView
from hub.core.rule_path import rule_path
from schemas.codes import Function
from schemas.registry import Act

ACT_FIELDS = {
    "id", "type", "numero", "objet", "base", "acte_ref", "beneficiaire", "delegant", "fonctions", "publics", "territoire", "du", "au",
    "revoque_le", "revoque_par", "suspensions", "montant_min_centimes", "montant_max_centimes", "urgence_seulement", "au_guichet",
    "exclusif", "priorite", "epuise", "clause_urgence", "origine", "remplace",
}  # fmt: skip
"""What resolution reads of an act, and what names it."""

Asked = tuple[tuple[Function, Answer], ...]


class Draft(msgspec.Struct, frozen=True, gc=False):
    """A proof before it is written: the answers on `day`, who is accountable after them, the decision they judge (and the verdict)."""

    genre: ProofKind
    asked: Asked
    day: date
    responsable: str
    decision: Decision | None = None
    verdict: str = ""


def judged(dossier: Dossier, decision: Decision, answer: Answer, verdict: str) -> Draft:
    """The proof that a decision was judged by `answer`, on its own date; `dossier` as it stands after."""
    return Draft(ProofKind.DECISION, ((Function.DECIDER, answer),), decision.date_decision, dossier.responsable, decision, verdict)


_encode = msgspec.json.Encoder(order="sorted").encode


def write(draft: Draft, dossier: Dossier, view: RegistryView, instant: str) -> msgspec.Raw:
    """The canonical bytes of the proof of `draft` on `dossier`, recorded at `instant`."""
    demand = dossier.demande
    assert demand is not None, "only a demand is routed"
    commune, aid = view.commune(dossier.commune, draft.day), view.aid(dossier.aide)
    told = _told(view, draft, demand.guichet)
    proof = Proof(
        format=FORMAT,
        genre=draft.genre,
        dossier=dossier.id,
        responsable=draft.responsable,
        registre=view.version,
        commune=Place(slug=dossier.commune, nom=dossier.commune if commune is None else commune.nom, cog=dossier.cog),
        aide=AidAsked(code=dossier.aide, libelle=dossier.aide if aid is None else aid.libelle),
        dates=Dates(
            demande=demand.date_demande,
            decision=None if draft.decision is None else draft.decision.date_decision,
            competence=draft.day,
            enregistree=instant,
        ),
        demande=Demanded(
            guichet=demand.guichet,
            urgence=demand.urgence,
            public=demand.public,
            montant_demande_centimes=demand.montant_demande_centimes,
        ),
        decision=None if draft.decision is None else _judged(draft.decision, draft.verdict),
        reponses=told.reponses,
        actes=told.actes,
        acteurs=told.acteurs,
    )
    return sealed(_encode(proof))


def sealed(content: bytes) -> msgspec.Raw:
    """`content`, a JSON object, with the hash of its bytes as its last member."""
    return msgspec.Raw(b'%b,"sha256":"%b"}' % (content[:-1], hashlib.sha256(content).hexdigest().encode()))


def is_intact(proof: bytes) -> bool:
    """Whether the hash in a proof is that of its bytes."""
    content, mark, _ = proof.rpartition(b',"sha256":"')
    return bool(mark) and bytes(sealed(content + b"}")) == proof


class _Told(NamedTuple):
    """The parts of a proof that only depend on the answers, written; the answers themselves keep their identity alive (see `_told`)."""

    asked: Asked
    reponses: msgspec.Raw
    actes: msgspec.Raw
    acteurs: msgspec.Raw


def _told(view: RegistryView, draft: Draft, counter: str) -> _Told:
    """Written once for the view's own answers, which are the same objects each time; a key by content would cost as much as the proof."""
    signatory = counter if draft.decision is None else draft.decision.acteur
    tell = partial(_tell, view, draft.asked, (counter, signatory, draft.responsable))
    if draft.genre is ProofKind.REEXAMEN:
        return tell()
    return view.once(("preuve", counter, signatory, draft.responsable, *(id(answer) for _, answer in draft.asked)), tell)


def _tell(view: RegistryView, asked: Asked, others: Iterable[str]) -> _Told:
    answers = [_answered(functions, answer) for answer, functions in _alike(asked)]
    candidates = [one for answer in answers for one in answer.candidats]
    named = {act for answer in answers for act in (answer.acte, answer.acte_titulaire)} | {one.acte for one in candidates}
    acts = [act for identifier in sorted(one for one in named if one is not None) if (act := view.act(identifier)) is not None]
    holders = {who for one in answers for who in (one.titulaire, *one.suppletifs, *one.services)}
    given = {act.delegant for act in acts if act.delegant is not None and not act.delegant.startswith("@")}
    actors = sorted({*others, *given, *(one.acteur for one in candidates), *(one for one in holders if one is not None)})
    return _Told(
        asked,
        msgspec.Raw(_encode(answers)),
        msgspec.Raw(_encode([_act(act) for act in acts])),
        msgspec.Raw(_encode([{"id": one, "nom": _name(view, one)} for one in actors])),
    )


def _alike(asked: Asked) -> list[tuple[Answer, tuple[Function, ...]]]:
    """Each answer with the functions it is given for."""
    found: dict[Answer, tuple[Function, ...]] = {}
    for function, answer in asked:
        found[answer] = (*found.get(answer, ()), function)
    return list(found.items())


def _answered(functions: tuple[Function, ...], answer: Answer) -> Answered:
    kept = (
        () if answer.responsable is None else (Candidate(acteur=answer.responsable, acte=answer.acte, raison=answer.raison, retenu=True),)
    )
    others = (Candidate(acteur=one.acteur, acte=one.acte, raison=one.raison, retenu=False) for one in answer.ecartes)
    return Answered(
        fonctions=functions,
        responsable=answer.responsable,
        role=answer.role,
        acte=answer.acte,
        raison=answer.raison,
        titulaire=answer.titulaire,
        acte_titulaire=answer.acte_titulaire,
        chemin=tuple(Step(etape=one.etape, issue=one.issue, raisons=one.raisons) for one in rule_path(answer)),
        candidats=(*kept, *others),
        suppletifs=answer.suppletifs,
        services=answer.services,
    )


def _act(act: Act) -> dict[str, object]:
    return act.model_dump(mode="json", include=ACT_FIELDS, exclude_defaults=True)


def _name(view: RegistryView, actor: str) -> str:
    found = view.actor(actor)
    return actor if found is None else found.nom


def _judged(decision: Decision, verdict: str) -> Judged:
    return Judged(
        acteur=decision.acteur,
        acte=decision.acte,
        organe=decision.organe,
        montant_centimes=decision.montant_centimes,
        raison=verdict,
    )
