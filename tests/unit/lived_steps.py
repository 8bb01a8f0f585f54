"""What may happen to a lane that lives, drawn at random: partners, time, registries, the relay that repeats itself."""

from collections.abc import Callable, Iterable

from hypothesis import strategies as st

from hub.core import wire
from hub.core.dossier import Dossier
from schemas.codes import Function
from tests.unit.case_world import AIDS
from tests.unit.lived_lane import REGISTRIES, LivedLane

AIDES = [one.code for one in AIDS if one.code not in {"FINIE", "COLL"}]
KINDS = (
    "demande", "demande", "acceptation", "acceptation", "refus", "decision", "decision", "decision_d_un_autre", "reglement",
    "suite", "cloture", "temps", "temps", "registre", "doublon",
)  # fmt: skip
steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9_999)), min_size=8, max_size=40)
"""What may happen to a lane, in any order; the number draws who, what and how long."""


def live(drawn: Iterable[tuple[str, int]]) -> LivedLane:
    """A lane to which all of that happened."""
    lane = LivedLane()
    lane.opened(AIDES[0])
    for kind, pick in drawn:
        _STEPS[kind](lane, pick)
    return lane


def _case(lane: LivedLane, pick: int) -> tuple[str, Dossier, str]:
    """A case, and an actor on it, most often."""
    found = lane.dossiers()
    name = sorted(found)[pick % len(found)]
    parties = sorted({*found[name].informes, *(one.acteur for one in found[name].tenues), "asso"})
    return name, found[name], parties[pick // 7 % len(parties)]


def _demand(lane: LivedLane, pick: int) -> None:
    lane.opened(AIDES[pick % len(AIDES)], ("ccas", "asso", "ville")[pick % 3], montant_demande_centimes=1 + pick * 7, urgence=pick % 5 == 0)


def _accept(lane: LivedLane, pick: int) -> None:
    name, _, who = _case(lane, pick)
    lane.publish(who, "transmission.acceptee", name, {"date": lane.today})


def _refuse(lane: LivedLane, pick: int) -> None:
    name, _, who = _case(lane, pick)
    lane.publish(who, "transmission.refusee", name, {"date": lane.today, "motif": "capacite_atteinte"})


def _decide(lane: LivedLane, pick: int) -> None:
    """By who holds DECIDER and its act, competent or not any more."""
    name, known, _ = _case(lane, pick)
    signers = [(one.acteur, one.acte) for one in known.tenues if Function.DECIDER in one.fonctions and one.acte is not None]
    if signers:
        lane.decided(name, *signers[pick // 11 % len(signers)])


def _decide_for_another(lane: LivedLane, pick: int) -> None:
    name, _, who = _case(lane, pick)
    lane.decided(name, who, "convention-asso")


def _settle(lane: LivedLane, pick: int) -> None:
    name, known, who = _case(lane, pick)
    kind = ("regularisee", "confirmee", "retiree")[pick % 3]
    act = {"acte": known.acte_titulaire or "rien"} if kind == "regularisee" else {}
    lane.publish(who, f"decision.{kind}", name, {"date": lane.today, **act})


def _follow(lane: LivedLane, pick: int) -> None:
    name, _, who = _case(lane, pick)
    lane.publish(who, ("aide.mise_en_oeuvre", "orientation.consentie")[pick % 2], name, {"date": lane.today})


def _close(lane: LivedLane, pick: int) -> None:
    name, _, who = _case(lane, pick)
    lane.publish(who, "dossier.clos", name, {"date": lane.today, "motif": "desistement"})


def _repeat(lane: LivedLane, pick: int) -> None:
    """The relay repeats itself: the same record, again."""
    published = [one for one in lane.lane.log if one.key is not None and one.key.startswith(b"dos_") and dict(one.headers).get(wire.ORIGIN)]
    again = published[pick % len(published)]
    lane.lane.append(again.key, again.value, again.headers)
    lane.later(0)


_STEPS: dict[str, Callable[[LivedLane, int], None]] = {
    "demande": _demand,
    "acceptation": _accept,
    "refus": _refuse,
    "decision": _decide,
    "decision_d_un_autre": _decide_for_another,
    "reglement": _settle,
    "suite": _follow,
    "cloture": _close,
    "temps": lambda lane, pick: lane.later(1 + pick % 12),
    "registre": lambda lane, pick: lane.load(*REGISTRIES[pick % len(REGISTRIES)]),
    "doublon": _repeat,
}
