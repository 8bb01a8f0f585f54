"""What is wrong in a set of registry records, said before it can route anything.

Rules (hub/core/registry_findings.py has each rule's article and cure):
1. Everything an act, an actor or a commune names exists.
2. A period ends after it begins; an act lies within its holder's life; a relation lies within its actor's.
3. An id names one record; an act is written once; a COG code names one commune a day.
4. Markets, DSP, ententes, conventions of instruction and subsidies never give DECIDER.
5. A national duty finds its holder in every commune, without a hole.
6. An act lies within what it rests on (hub/core/registry_links.py), no chain comes back to itself (registry_cycles.py), what must go on has
   a holder each day (registry_gaps.py), a number or a code names one thing a day (registry_names.py).
7. What resolution itself finds contradictory (hub/core/registry_conflicts.py).
8. The dated entries of an aid follow one another and say all that a clock needs (hub/core/catalogue_check.py).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import combinations
from typing import Final, assert_never

from hub.core.catalogue_check import faults_of_entries
from hub.core.local_acts import ALWAYS, FOREVER, TITLE_KINDS, act_end, passes_on
from hub.core.registry import RegistryView, build
from hub.core.registry_conflicts import conflicts
from hub.core.registry_cycles import cycles
from hub.core.registry_findings import Finding, RecordKey, Rule
from hub.core.registry_links import faults_of_link
from hub.core.registry_names import named_twice
from schemas.codes import ActKind, Function
from schemas.registry import Act, Actor, Aid, AnyRecord, Commune, Profile, Version, ZonePeriod

NEVER_DECIDING: Final = (ActKind.MARCHE, ActKind.DSP, ActKind.ENTENTE, ActKind.CONVENTION_INSTRUCTION, ActKind.SUBVENTION)


def check(records: Iterable[AnyRecord]) -> list[Finding]:
    """Every fault, in a stable order; an empty list is a registry that may be loaded."""
    kept = list(records)
    view = build(kept)
    found = {*written_twice(kept), *named_twice(view), *cycles(view), *conflicts(view)}
    for record in kept:
        for rule in (_names, _periods, _lives, _decisions, _links, _relations, _entries):
            found.update(rule(record, view))
    return sorted(found, key=lambda one: (one.rule, one.records, one.commune or "", one.aid or "", one.day or ALWAYS, one.explanation))


def key_of(record: AnyRecord) -> RecordKey:
    """What a record is known by."""
    match record:
        case Actor() | Act() | Profile():
            return record.genre, record.id
        case Commune():
            return record.genre, record.slug
        case Aid():
            return record.genre, record.code
        case Version():
            return record.genre, str(record.version)
        case _:
            assert_never(record)


def written_twice(records: Sequence[AnyRecord]) -> Iterator[Finding]:
    """Ids that name several records, acts that several ids name."""
    for key, times in Counter(key_of(record) for record in records).items():
        if times > 1:
            yield Finding(Rule.ENREGISTREMENT_EN_DOUBLE, (key,), f"« {key[1]} » est décrit {times} fois.")
    same: dict[object, list[Act]] = defaultdict(list)
    for act in (record for record in records if isinstance(record, Act)):
        same[act.type, act.numero, act.communes, act.beneficiaire, act.delegant, act.organe, _bounds(act)].append(act)
    for acts in same.values():
        for first, second in combinations(sorted(acts, key=lambda act: act.id), 2):
            if first.id != second.id and _say_the_same(first, second):
                keys = (("acte", first.id), ("acte", second.id))
                yield Finding(Rule.ACTE_EN_DOUBLE, keys, f"{first.id} et {second.id} disent la même chose le même jour.", day=second.du)


def _bounds(act: Act) -> tuple[object, ...]:
    return act.publics, act.territoire, act.montant_max_centimes, act.montant_min_centimes, act.urgence_seulement


def _say_the_same(first: Act, second: Act) -> bool:
    """Whether both give some function on some aid on some day."""
    overlaps = max(first.du, second.du) < min(act_end(first), act_end(second)) or first.du == second.du
    gives = bool(set(first.fonctions) & set(second.fonctions)) or not (first.fonctions or second.fonctions)
    return overlaps and gives and bool(set(first.aides) & set(second.aides))


def _names(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """Whom and what the record names, in which field, without anyone having described it."""
    kinds: tuple[tuple[Rule, str, Callable[[str], object], Iterable[tuple[str, str | None]]], ...] = (
        (Rule.ACTEUR_INCONNU, "l'acteur", view.actor, _actors_named(record)),
        (Rule.AIDE_INCONNUE, "l'aide", view.aid, _aids_named(record)),
        (Rule.COMMUNE_INCONNUE, "la commune", lambda slug: view.commune(slug, ALWAYS), _communes_named(record)),
        (Rule.ACTE_INCONNU, "l'acte", view.act, _acts_named(record)),
        (Rule.PROFIL_INCONNU, "le profil", view.profile, _profiles_named(record)),
    )
    for rule, what, find, named in kinds:
        for name, field in {name: field for field, name in reversed([*named])}.items():
            if name is not None and not name.startswith("@") and find(name) is None:
                sentence = f"{key_of(record)[1]} nomme en `{field}` {what} « {name} », que le registre ne connaît pas."
                yield Finding(rule, (key_of(record),), sentence)


def _each(field: str, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    yield from ((field, name) for name in names)


def _aids_named(record: AnyRecord) -> Iterator[tuple[str, str]]:
    if isinstance(record, Act):
        yield from _each("aides", record.aides)
    elif isinstance(record, Aid):
        yield from _each("entrees.urgence", (one.urgence.aide for one in record.entrees if one.urgence and one.urgence.aide))


def _communes_named(record: AnyRecord) -> Iterator[tuple[str, str]]:
    yield from _each("communes", record.communes if isinstance(record, Act) else ())


def _profiles_named(record: AnyRecord) -> Iterator[tuple[str, str | None]]:
    if isinstance(record, Act):
        yield "donnees_autorisees", record.donnees_autorisees


def _acts_named(record: AnyRecord) -> Iterator[tuple[str, str | None]]:
    if isinstance(record, Act):
        yield from (("origine", record.origine), ("remplace", record.remplace))


def _actors_named(record: AnyRecord) -> Iterator[tuple[str, str | None]]:
    match record:
        case Act():
            yield from (("beneficiaire", record.beneficiaire), ("delegant", record.delegant), ("clause_urgence", record.clause_urgence))
        case Actor():
            yield from (("rattache_a", record.rattache_a), ("successeur", record.successeur))
        case Commune():
            yield from _each("relations", (relation.acteur for relation in record.relations))
            yield from _each("mandats", (mandate.acteur for mandate in record.mandats))
        case Aid() | Profile() | Version():
            return
        case _:
            assert_never(record)


def _periods(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """Periods that end before they begin."""
    del view
    for what, start, end in _stretches(record):
        if start is not None and end is not None and end <= start:
            sentence = f"{key_of(record)[1]} : {what} finit le {end.isoformat()}, avant d'avoir commencé ({start.isoformat()})."
            yield Finding(Rule.FIN_AVANT_DEBUT, (key_of(record),), sentence, day=start)


def _stretches(record: AnyRecord) -> Iterator[tuple[str, date | None, date | None]]:
    match record:
        case Act():
            yield "l'acte (`au`)", record.du, record.au
            yield "l'acte (`revoque_le`)", record.du, record.revoque_le
            yield "le poste de qui signe (`fin_du_poste`)", record.du, record.fin_du_poste
            yield from (("une suspension (`suspensions`)", stretch.du, stretch.au) for stretch in record.suspensions)
        case Actor():
            yield "l'acteur (`au`)", record.du, record.au
            yield from ((f"l'identifiant {one.genre}", one.du, one.au) for one in record.identites)
        case Commune():
            yield from ((f"le code {period.code}", period.du, period.au) for period in record.cog)
            yield from ((f"la relation {relation.nom}", relation.du, relation.au) for relation in record.relations)
            yield from ((f"le mandat {mandate.organe}", mandate.du, mandate.au) for mandate in record.mandats)
            yield from ((f"le délai de saisie de {delay.jours} jours", delay.du, delay.au) for delay in record.delais_de_saisie)
            yield from ((f"le fuseau {zone.nom}", zone.du, zone.au) for zone in record.fuseau if isinstance(zone, ZonePeriod))
        case Aid():
            yield "l'aide (`au`)", record.du, record.au
            yield from (("une entrée (`entrees`)", entry.du, entry.au) for entry in record.entrees)
        case Profile() | Version():
            return
        case _:
            assert_never(record)


def _lives(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """Acts and relations dated outside the life of who holds or gives them; without an end they last as long as their holder."""
    for what, name, start, end in _held(record, view):
        actor = view.actor(name)
        if actor is not None and _is_outside(start, end, actor):
            life = f"{actor.du.isoformat() if actor.du else '…'} - {actor.au.isoformat() if actor.au else '…'}"
            sentence = f"{key_of(record)[1]} : {what} dépasse la vie de {name} ({life})."
            yield Finding(Rule.HORS_VIE_DE_L_ACTEUR, (key_of(record), ("acteur", name)), sentence, day=start)


def _held(record: AnyRecord, view: RegistryView) -> Iterator[tuple[str, str, date | None, date | None]]:
    """What must lie within whose life: what a successor takes over may end after it, and a transfer made by a body outlives it."""
    if isinstance(record, Act):
        holder = view.actor(record.beneficiaire)
        yield "l'acte", record.beneficiaire, record.du, None if holder is not None and passes_on(record, holder) else record.au
        if record.delegant is not None and record.type not in TITLE_KINDS:
            yield "l'acte", record.delegant, record.du, None
    elif isinstance(record, Commune):
        for relation in record.relations:
            yield f"la relation {relation.nom}", relation.acteur, relation.du, relation.au


def _is_outside(start: date | None, end: date | None, actor: Actor) -> bool:
    born, gone = actor.du or ALWAYS, actor.au or FOREVER
    return (start is not None and not born <= start < gone) or (end is not None and not born < end <= gone)


def _links(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """Acts that give what they could not."""
    if isinstance(record, Act):
        yield from faults_of_link(record, view)


def _entries(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """What an aid's dated entries leave unsaid."""
    del view
    if isinstance(record, Aid):
        yield from faults_of_entries(record)


def _decisions(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """Acts that give the decision though their kind cannot."""
    del view
    if isinstance(record, Act) and record.type in NEVER_DECIDING and Function.DECIDER in record.fonctions:
        sentence = f"{record.id} donne DECIDER, ce qu'un acte de type {record.type} ne peut pas donner."
        yield Finding(Rule.DECISION_NON_DELEGABLE, (key_of(record),), sentence)


def _relations(record: AnyRecord, view: RegistryView) -> Iterator[Finding]:
    """Communes where a relative holder is nobody, ever or any more."""
    if not isinstance(record, Act):
        return
    named = [one for one in (record.beneficiaire, record.delegant) if one is not None and one.startswith("@")]
    end = min(record.au or FOREVER, record.revoque_le or FOREVER)
    for reference in named:
        for commune in view.communes_of(record):
            hole = _hole(commune, reference[1:], record.du, end)
            if hole is not None:
                sentence = f"{record.id} donne à {reference}, que personne n'est à {commune.slug} le {hole.isoformat()}."
                keys = (key_of(record), key_of(commune))
                yield Finding(Rule.RELATION_MANQUANTE, keys, sentence, commune=commune.slug, day=hole)


def _hole(commune: Commune, name: str, start: date, end: date) -> date | None:
    """The first day without a holder, from the first holder on (before it the role did not exist); the act's first day if nobody ever."""
    periods = sorted((one.du or ALWAYS, one.au or FOREVER) for one in commune.relations if one.nom == name)
    if not periods:
        return start
    covered = periods[0][0]
    for held_from, held_to in periods:
        if held_from > covered:
            break
        covered = max(covered, held_to)
    return max(covered, start) if covered < end else None
