"""The acts on one aid in one commune, sorted by a question: which fit, which are the most precise, and what is said of the others."""

from collections.abc import Iterable
from dataclasses import replace

from hub.core.local_acts import LocalAct, act_end, is_suspended
from hub.core.question import Answer, Question, SetAside
from schemas.codes import ActKind, Reason, Role


class Bench:
    """The acts that fit the question (`live`, oldest first), those that do not and why, and what is said of the live ones."""

    __slots__ = ("absent", "aside", "live", "question")

    def __init__(self, acts: Iterable[LocalAct], question: Question) -> None:
        self.question = question
        self.live: list[LocalAct] = []
        self.absent: list[tuple[LocalAct, Reason]] = []
        self.aside: dict[LocalAct, Reason] = {}
        stand_ins: list[LocalAct] = []
        for local in acts:
            if local.start <= question.day < local.end:
                reason = misfit(local, question)
                if reason is None:
                    self.live.append(local)
                    continue
            else:
                reason = local.start_reason if question.day < local.start else local.end_reason
            if reason is not None:
                self.absent.append((local, reason))
                if local.fallbacks:
                    stand_ins += fallback(local, question, reason)
        if stand_ins:
            self._let_stand_in(stand_ins)

    def _let_stand_in(self, stand_ins: list[LocalAct]) -> None:
        """Let those answer whose act nobody holds that day (no successor took it over), each act once."""
        held = {local.act.id for local in self.live}
        chosen = {(local.act.id, local.holder, local.delegant): local for local in stand_ins if local.act.id not in held}
        self.live = sorted((*self.live, *chosen.values()), key=lambda local: (local.act.du, local.act.id))

    def put_aside(self, acts: Iterable[LocalAct], reason: Reason) -> None:
        """Say why these acts are not chosen; what was said first stays."""
        for local in acts:
            self.aside.setdefault(local, reason)

    def most_precise(self, acts: list[LocalAct]) -> list[LocalAct]:
        """The most precise of `acts`: none, one, or as many as contradict each other; of one holder's equal acts the youngest."""
        if len(acts) < 2:  # noqa: PLR2004 -- nothing to compare
            return acts
        best = max(precision(local, self.question) for local in acts)
        top = [local for local in acts if precision(local, self.question) == best]
        if len({local.holder for local in top}) == 1:
            top = top[-1:]
        self.put_aside((local for local in acts if local not in top), Reason.ACTE_MOINS_PRECIS)
        return top

    def suppletifs(self) -> tuple[str, ...]:
        """The associations that help here without mandate."""
        return tuple(dict.fromkeys(local.holder for local in self.live if local.act.type is ActKind.SUBVENTION))

    def answer(self, chosen: LocalAct | None, reason: Reason, role: Role, title: LocalAct | None = None) -> Answer:
        """The answer, with everyone else and why: acts that fit first, oldest first."""
        said = ((local, self.aside[local]) for local in self.live if local in self.aside)
        others: dict[tuple[str, str], Reason] = {}
        for local, why in (*said, *self.absent):
            others.setdefault((local.holder, local.act.id), why)
        if chosen is not None:
            others.pop((chosen.holder, chosen.act.id), None)
        return Answer(
            responsable=None if chosen is None else chosen.holder,
            role=role,
            acte=None if chosen is None else chosen.act.id,
            raison=reason,
            ecartes=tuple(SetAside(holder, act, why) for (holder, act), why in others.items()),
            titulaire=None if title is None else title.holder,
            acte_titulaire=None if title is None else title.act.id,
            suppletifs=self.suppletifs(),
        )


def fallback(local: LocalAct, question: Question, reason: Reason) -> tuple[LocalAct, ...]:
    """Who stands in by the act's clause, else nobody.

    It is exhausted, or the case waits under it, or the demand is urgent and the act suspended or its holder gone.
    """
    act, day = local.act, question.day
    if not _may_fall_back(local, question, reason) or _bound(local, question) is not None:
        return ()
    stand_in = next((one.who for one in local.fallbacks if one.who is not None and one.start <= day < one.end), None)
    if stand_in is None or local.is_over or not act.du <= day < act_end(act):
        return ()
    return (replace(local, holder=stand_in, is_title=False, stands_in=True),)


def _may_fall_back(local: LocalAct, question: Question, reason: Reason) -> bool:
    if reason is Reason.ACTEUR_DISPARU:
        return question.urgent and question.day >= local.end
    return reason in {Reason.ACTE_EPUISE, Reason.PLACE_ATTENDUE} or (question.urgent and reason is Reason.ACTE_SUSPENDU)


def misfit(local: LocalAct, question: Question) -> Reason | None:
    """Why an act in force does not fit the question; None when it does."""
    act = local.act
    if act.suspensions and is_suspended(act, question.day):
        return Reason.ACTE_SUSPENDU
    bound = _bound(local, question)
    if bound is None and act.id in question.waiting:
        return Reason.PLACE_ATTENDUE
    if bound is None and act.id in question.exhausted and act.epuise == "repli":
        return Reason.ACTE_EPUISE
    return bound


def _bound(local: LocalAct, question: Question) -> Reason | None:
    """Which bound of the act leaves the question out."""
    act, amount = local.act, question.amount_cents
    if local.publics and question.public not in local.publics:
        return Reason.PUBLIC_NON_VISE
    if local.territory and question.territory not in local.territory:
        return Reason.TERRITOIRE_NON_VISE
    if act.urgence_seulement and not question.urgent:
        return Reason.RESERVE_A_L_URGENCE
    if amount is not None and act.montant_max_centimes is not None and amount > act.montant_max_centimes:
        return Reason.MONTANT_AU_DESSUS_DU_PLAFOND
    if amount is not None and act.montant_min_centimes is not None and amount < act.montant_min_centimes:
        return Reason.MONTANT_EN_DESSOUS_DU_SEUIL
    return None


def precision(local: LocalAct, question: Question) -> tuple[bool, bool, bool, int, bool, int]:
    """How closely an act that fits was made for the question; a bound on an amount that is not known yet counts against it."""
    act = local.act
    is_bounded = act.montant_max_centimes is not None or act.montant_min_centimes is not None
    amount = 0 if not is_bounded else -1 if question.amount_cents is None else 1
    return not local.national, bool(local.territory), bool(local.publics), amount, act.urgence_seulement, act.priorite
