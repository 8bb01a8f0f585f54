"""Competence once more, slowly and by another way: from the acts as written, day by day, without index, cut or order of evaluation.

It shares no function with hub/core: relations, lives and dates are read from the records each time, and the answer is found by asking of
every act whether some other act stands in its way. It says who and by what reason, not who was set aside.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from hub.core.question import Question
from schemas.codes import ActKind, Function, Public, Reason
from schemas.registry import Act, Actor, Aid, AnyRecord, Commune

K = ActKind
PREPARING = {Function.RECEVOIR, Function.INSTRUIRE, Function.EVALUER, Function.EXECUTER, Function.ACCOMPAGNER}
TITLES = {K.LOI, K.INSTITUTION, K.TRANSFERT, K.AUTORISATION}


@dataclass(frozen=True)
class Held:
    """An act that fits the question, with who holds it and from whom that day; `in_part`: only in a part of the commune."""

    act: Act
    holder: str
    delegant: str | None
    stands_in: bool = False
    in_part: bool = False

    @property
    def is_title(self) -> bool:
        """Whether it makes its holder the titulaire."""
        holds = self.act.type in TITLES and (self.act.type is not K.LOI or Function.DECIDER in self.act.fonctions)
        return holds and not self.stands_in


@dataclass(frozen=True)
class Verdict:
    """What the oracle says."""

    responsable: str | None
    raison: Reason


def verdict(records: list[AnyRecord], question: Question) -> Verdict:
    """Who answers, and why."""
    held = list(_held(records, question))
    if any(record.nature == "collective" for record in records if isinstance(record, Aid) and record.code == question.aid):
        runs = [one for one in held if one.act.type is not K.SUBVENTION]
        alone = len(_holders(runs)) == 1 and any(one.act.type in (K.LOI, K.INSTITUTION, K.TRANSFERT, K.AUTORISATION) for one in runs)
        return Verdict(runs[0].holder if alone else None, Reason.ACTION_COLLECTIVE)
    titles = _best(_titles(held, question), question)
    takers = _takers(held, titles, question)
    at_the_door = [one for one in takers if one.act.au_guichet]
    takers = _best(at_the_door or takers, question)
    if (len(_holders(titles)) > 1 and not at_the_door) or len(_holders(takers)) > 1:
        return _arbitrated(held, titles)
    if takers and (len(_holders(titles)) != 1 or _holders(takers) != _holders(titles)):
        return Verdict(takers[0].holder, Reason.CLAUSE_DE_REPLI if takers[-1].stands_in else _reason_of_taker(takers[-1]))
    if takers and titles and takers[-1].stands_in:
        return Verdict(titles[0].holder, Reason.RETOUR_AU_TITULAIRE)
    if titles:
        return Verdict(titles[0].holder, _reason_of_title(titles[-1]))
    helpers = any(one.act.type is K.SUBVENTION for one in held)
    return Verdict(None, Reason.ORIENTATION_SUPPLETIF if helpers else Reason.AIDE_NON_INSTITUEE)


def _held(records: list[AnyRecord], question: Question) -> Iterator[Held]:
    acts = {record.id: record for record in records if isinstance(record, Act)}
    actors = {record.id: record for record in records if isinstance(record, Actor)}
    communes = {record.slug: record for record in records if isinstance(record, Commune)}
    commune = communes.get(question.commune)
    for act in sorted(acts.values(), key=lambda one: (one.du, one.id)):
        if commune is not None and act.type not in {K.DELEGATION_INTERNE, K.DELEGATION_SIGNATURE} and _fits(act, commune, question):
            in_part = bool(act.territoire) and commune.cog[0].code not in act.territoire
            yield from (replace(one, in_part=in_part) for one in _by_the_act(act, commune, actors, question))


def _by_the_act(act: Act, commune: Commune, actors: dict[str, Actor], question: Question) -> Iterator[Held]:
    """Who holds it that day, who stands in by its clause, or who goes on preparing since it is over."""
    day = question.day
    named = [
        (_today(holder, act, actors, day), giver if act.type in TITLES else _today(giver, act, actors, day))
        for holder in _who(act.beneficiaire, commune, day)
        for giver in _who(act.delegant, commune, day)
    ]
    living = [(one, giver) for one, giver in named if one in actors and _within(day, actors[one].du, actors[one].au)]
    gone = [(one, giver) for one, giver in named if one in actors and not _within(day, None, actors[one].au)]
    if _goes_on(act, day):
        rest = act.model_copy(update={"fonctions": tuple(set(act.fonctions) & PREPARING)})
        yield from (Held(rest, one or "", giver) for one, giver in living)
    if not _within(day, act.du, act.au) or not _within(day, None, act.revoque_le):
        return
    sleeps = any(_within(day, stretch.du, stretch.au) for stretch in act.suspensions)
    is_spent = (act.id in question.exhausted and act.epuise == "repli") or act.id in question.waiting
    if living and not sleeps and not is_spent:
        yield from (Held(act, one or "", giver) for one, giver in living)
        return
    left = (gone if question.urgent and not living else []) or (living if (sleeps and question.urgent) or (is_spent and not sleeps) else [])
    if act.clause_urgence is not None and act.type not in {K.AGREMENT, K.SUBVENTION}:
        for stand_in in _who(act.clause_urgence, commune, day)[:1]:
            yield from (Held(act, stand_in or "", giver, stands_in=True) for giver in dict.fromkeys(giver for _, giver in left))


def _goes_on(act: Act, day: date) -> bool:
    until, tacit = act.instruction_confirmee_jusqu_au, act.reconduction == "tacite"
    asleep = any(_within(day, stretch.du, stretch.au) for stretch in act.suspensions)
    is_after = act.au is not None and until is not None and act.au <= day < until and _within(day, None, act.revoque_le)
    return tacit and is_after and not asleep and act.type not in {*TITLES, K.AGREMENT, K.SUBVENTION}


def _today(named: str | None, act: Act, actors: dict[str, Actor], day: date) -> str | None:
    """Who stands in the place of `named` that day: itself, or the last of those who succeeded to it (once each)."""
    line = [named]
    while (actor := actors.get(line[-1] or "")) is not None and actor.au is not None and actor.au <= day and actor.successeur is not None:
        by_law = actor.succession == "de_plein_droit" and act.type is not K.AUTORISATION
        said = by_law if act.succession is None else act.succession
        if not said or act.type in {K.AGREMENT, K.SUBVENTION} or actor.successeur in line:
            break
        line.append(actor.successeur)
    return line[-1]


def _within(day: date, start: date | None, end: date | None) -> bool:
    return (start is None or start <= day) and (end is None or day < end)


def _who(reference: str | None, commune: Commune, day: date) -> list[str | None]:
    if reference is None or not reference.startswith("@"):
        return [reference]
    return [one.acteur for one in commune.relations if "@" + one.nom == reference and _within(day, one.du, one.au)]


def _fits(act: Act, commune: Commune, question: Question) -> bool:
    amount = question.amount_cents
    floor, ceiling = act.montant_min_centimes, act.montant_max_centimes
    return (
        (not act.communes or question.commune in act.communes)
        and question.aid in act.aides
        and (not act.publics or Public.TOUT_PUBLIC in act.publics or question.public in act.publics)
        and (not act.territoire or commune.cog[0].code in act.territoire or question.territory in act.territoire)
        and (not act.urgence_seulement or question.urgent)
        and (amount is None or floor is None or amount >= floor)
        and (amount is None or ceiling is None or amount <= ceiling)
    )


def _titles(held: list[Held], question: Question) -> list[Held]:
    titles = [one for one in held if one.is_title]
    alone = [one for one in titles if one.act.exclusif]
    if alone:
        return alone
    at_its_door = [one for one in titles if one.act.type is K.AUTORISATION and one.holder == question.counter]
    if at_its_door:
        return at_its_door
    transfers = [one for one in titles if one.act.type is K.TRANSFERT]
    kept = [one for one in transfers if not any(_overtakes(other, one) for other in transfers)]
    by_rank = (kept or transfers, [one for one in titles if one.act.type in {K.LOI, K.INSTITUTION}], titles)
    return next((rank for rank in by_rank if rank), [])


def _overtakes(other: Held, one: Held) -> bool:
    """Whether `other` takes away what `one` gave: same day counts, unless each takes from the other."""
    if other.delegant != one.holder or other.holder == one.holder:
        return False
    return one.act.du < other.act.du or (one.act.du == other.act.du and one.delegant != other.holder)


def _takers(held: list[Held], titles: list[Held], question: Question) -> list[Held]:
    if any(one.act.exclusif for one in titles):
        return []
    function = question.function
    giving = [one for one in held if not one.is_title and function in one.act.fonctions and one.act.type is not K.SUBVENTION]
    if function is Function.DECIDER:
        giving = [one for one in giving if one.act.type not in {K.MARCHE, K.DSP, K.ENTENTE, K.CONVENTION_INSTRUCTION}]
    giving = [one for one in giving if not one.act.au_guichet or one.holder == question.counter]
    delegations = [one for one in giving if one.act.type is K.DELEGATION_COMPETENCE]
    depth = _depths(delegations, _holders(titles))
    return [one for one in giving if one not in delegations or (one in depth and not _passed_on(one, depth))]


def _depths(delegations: list[Held], roots: set[str]) -> dict[Held, int]:
    """How many links each delegation that rests on a titulaire is away from it."""
    power = dict.fromkeys(roots, 0)
    depth: dict[Held, int] = {}
    for level in range(1, len(delegations) + 2):
        reached = [one for one in delegations if one not in depth and (one.delegant is None or power.get(one.delegant, level) < level)]
        depth.update(dict.fromkeys(reached, level))
        for one in reached:
            power.setdefault(one.holder, level)
    return depth


def _passed_on(one: Held, depth: dict[Held, int]) -> bool:
    return any(other.delegant == one.holder and depth[other] > depth[one] for other in depth)


def _best(held: list[Held], question: Question) -> list[Held]:
    """Those that no other one is more precise than."""
    return [one for one in held if not any(_marks(other, question) > _marks(one, question) for other in held)]


def _marks(one: Held, question: Question) -> list[int]:
    act = one.act
    bounded = act.montant_min_centimes is not None or act.montant_max_centimes is not None
    return [
        1 if act.communes else 0,
        1 if one.in_part else 0,
        1 if act.publics and Public.TOUT_PUBLIC not in act.publics else 0,
        0 if not bounded else (1 if question.amount_cents is not None else -1),
        1 if act.urgence_seulement else 0,
        act.priorite,
    ]


def _holders(held: list[Held]) -> set[str]:
    return {one.holder for one in held}


def _arbitrated(held: list[Held], titles: list[Held]) -> Verdict:
    arbiters = {one.holder for one in held if Function.ARBITRER in one.act.fonctions and one.act.type is not K.SUBVENTION}
    if len(arbiters) == 1:
        return Verdict(arbiters.pop(), Reason.COMPETENCE_A_TRANCHER)
    return Verdict(titles[0].holder if len(_holders(titles)) == 1 else None, Reason.COMPETENCE_A_TRANCHER)


def _reason_of_title(one: Held) -> Reason:
    if one.act.exclusif:
        return Reason.EXCLUSION_LEGALE
    return {
        K.LOI: Reason.COMPETENCE_LEGALE,
        K.INSTITUTION: Reason.COMPETENCE_INSTITUEE,
        K.TRANSFERT: Reason.COMPETENCE_TRANSFEREE,
        K.AUTORISATION: Reason.AUTORISATION_EN_VIGUEUR,
    }[one.act.type]


def _reason_of_taker(one: Held) -> Reason:
    if one.act.type is K.AGREMENT:
        return Reason.AGREMENT_GUICHET if one.act.au_guichet else Reason.DELEGATION_EN_VIGUEUR
    return {
        K.LOI: Reason.COMPETENCE_LEGALE,
        K.DELEGATION_COMPETENCE: Reason.DELEGATION_EN_VIGUEUR,
        K.CONVENTION_INSTRUCTION: Reason.CONVENTION_EN_VIGUEUR,
        K.MARCHE: Reason.MARCHE_EN_VIGUEUR,
        K.DSP: Reason.MARCHE_EN_VIGUEUR,
        K.ENTENTE: Reason.CONVENTION_EN_VIGUEUR,
    }[one.act.type]
