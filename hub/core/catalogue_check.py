"""What is wrong in the dated entries of an aid, said before a clock can count by them.

Rules (hub/core/registry_findings.py has each rule's article and cure):
1. Entries follow one another without a hole and without a day of two, from the first to the end of the aid.
2. Silence that has an effect has a delay, a text, and the origin that its effect asks for.
3. A clock has a delay (but the one that a request for pieces sets) and a text; silence and appeals stand in their own fields.
4. Pieces are those of the closed list; an aid that says something of somebody's health says so in each entry.
5. An aid without entries is a fault of the catalogue (`hub catalogue check`), not of a registry that counts no clocks yet.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from hub.core.local_acts import ALWAYS, FOREVER
from hub.core.registry_findings import Finding, Rule
from schemas.catalogue import Appeals, CatalogueEntry
from schemas.catalogue_codes import APPEAL_CLOCKS, HEALTH_PIECES, ClockCode, FactKind, Piece, Sensitivity
from schemas.registry import Aid

CATALOGUE_RULES = frozenset(
    {
        Rule.AIDE_SANS_ENTREE,
        Rule.ENTREES_SUPERPOSEES,
        Rule.ENTREE_MANQUANTE,
        Rule.PIECE_INCONNUE,
        Rule.SILENCE_SANS_DELAI,
        Rule.ORIGINE_DU_SILENCE,
        Rule.HORLOGE_SANS_DELAI,
        Rule.HORLOGE_EN_DOUBLE,
        Rule.HORLOGE_MAL_PLACEE,
        Rule.BASE_LEGALE_MANQUANTE,
        Rule.DONNEES_DE_SANTE_SANS_CLASSE,
    }
)
_ORIGINS = {"rejet": FactKind.PREMIERE_RECEPTION, "accord": FactKind.DOSSIER_COMPLET}
_NOT_HERE = APPEAL_CLOCKS | {ClockCode.SILENCE}


def without_entries(aids: Iterable[Aid]) -> Iterator[Finding]:
    """The aids of which the catalogue says nothing dated."""
    for aid in aids:
        if not aid.entrees:
            yield _finding(Rule.AIDE_SANS_ENTREE, aid, None, "n'a rien en `entrees` : personne ne sait ce que vaut le silence")


def faults_of_entries(aid: Aid) -> Iterator[Finding]:
    """Every fault of an aid's entries, one after the other."""
    yield from _sequence(aid)
    for entry in aid.entrees:
        yield from _silence(aid, entry)
        yield from _clocks(aid, entry)
        yield from _texts(aid, entry)
        yield from _pieces(aid, entry)


def _sequence(aid: Aid) -> Iterator[Finding]:
    stretches = sorted((one.du or ALWAYS, one.au or FOREVER) for one in aid.entrees)
    for (_, end), (start, _) in pairwise(stretches):
        if start < end:
            yield _finding(Rule.ENTREES_SUPERPOSEES, aid, start, f"a deux entrées le {start.isoformat()}")
        elif start > end:
            yield _finding(Rule.ENTREE_MANQUANTE, aid, end, f"n'a pas d'entrée du {end.isoformat()} au {start.isoformat()}")
    last, life = max((end for _, end in stretches), default=FOREVER), aid.au or FOREVER
    if last < life:
        yield _finding(Rule.ENTREE_MANQUANTE, aid, last, f"n'a plus d'entrée à partir du {last.isoformat()}")


def _silence(aid: Aid, entry: CatalogueEntry) -> Iterator[Finding]:
    silence = entry.silence
    if silence.effet == "aucun":
        return
    if silence.delai is None:
        yield _finding(Rule.SILENCE_SANS_DELAI, aid, entry.du, f"dit que le silence vaut {silence.effet}, sans `silence.delai`")
    if silence.origine is not _ORIGINS[silence.effet]:
        wrong = f"compte le silence qui vaut {silence.effet} depuis {silence.origine} (`silence.origine`)"
        yield _finding(Rule.ORIGINE_DU_SILENCE, aid, entry.du, wrong)


def _clocks(aid: Aid, entry: CatalogueEntry) -> Iterator[Finding]:
    for clock in entry.horloges:
        if clock.delai is None and clock.origine is not FactKind.PIECES_DEMANDEES:
            yield _finding(Rule.HORLOGE_SANS_DELAI, aid, entry.du, f"a une horloge {clock.code} sans `delai`")
        if clock.code in _NOT_HERE:
            yield _finding(Rule.HORLOGE_MAL_PLACEE, aid, entry.du, f"a {clock.code} parmi ses `horloges`")
    for (code, condition), times in Counter((one.code, one.si) for one in entry.horloges).items():
        if times > 1:
            when = "" if condition is None else f" si {condition}"
            yield _finding(Rule.HORLOGE_EN_DOUBLE, aid, entry.du, f"a {times} `horloges` {code}{when}")


def _texts(aid: Aid, entry: CatalogueEntry) -> Iterator[Finding]:
    for field, what, text in _sources(aid, entry):
        if not text.strip():
            yield _finding(Rule.BASE_LEGALE_MANQUANTE, aid, entry.du, f"ne dit pas en `{field}` sur quel texte repose {what}")


def _sources(aid: Aid, entry: CatalogueEntry) -> Iterator[tuple[str, str, str]]:
    """The field of what must rest on a text, what it is, and the text it names."""
    yield "base", "l'aide", aid.base if entry.base is None else entry.base
    if entry.silence.effet != "aucun":
        yield "silence.article", "l'effet du silence", entry.silence.article
    yield from (("horloges.article", f"l'horloge {clock.code}", clock.article) for clock in entry.horloges)
    if entry.recours is not None:
        yield from _appeals(entry.recours)


def _appeals(appeals: Appeals) -> Iterator[tuple[str, str, str]]:
    yield "recours.depot.article", "le délai du recours préalable", appeals.depot.article
    yield "recours.silence.article", "le silence sur le recours préalable", appeals.silence.article
    yield "recours.juge.article", "le délai du recours devant le juge", appeals.juge.article
    if appeals.raisonnable is not None:
        yield "recours.raisonnable.article", "le délai raisonnable", appeals.raisonnable.article


def _pieces(aid: Aid, entry: CatalogueEntry) -> Iterator[Finding]:
    known = {piece.value for piece in Piece}
    for code in dict.fromkeys(entry.pieces):
        if code not in known:
            yield _finding(Rule.PIECE_INCONNUE, aid, entry.du, f"demande en `pieces` {code}, qui n'est pas dans la liste")
    health = [piece.value for piece in Piece if piece in HEALTH_PIECES and piece.value in entry.pieces]
    if entry.donnees is not Sensitivity.SANTE and (aid.donnees_sante or health):
        why = f"demande {health[0]}" if health else "touche à la santé"
        yield _finding(Rule.DONNEES_DE_SANTE_SANS_CLASSE, aid, entry.du, f"{why}, et marque ses `donnees` « {entry.donnees} »")


def _finding(rule: Rule, aid: Aid, day: date | None, what: str) -> Finding:
    named = aid.code if day is None else f"{aid.code}, entrée du {day.isoformat()}"
    return Finding(rule, (("aide", aid.code),), f"{named} : {what}.", aid=aid.code, day=day)
