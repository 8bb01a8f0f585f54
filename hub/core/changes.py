"""What candidate acts would have changed over a period, as figures and lists: of one partition, or of all of them together."""

from collections import Counter
from dataclasses import dataclass, field

from hub.core.comparing import Flow
from hub.core.preview import Moved
from hub.core.replaying import Fault
from hub.core.verdicts import Judged
from hub.core.what_if_quotas import Use
from schemas.codes import Finding


@dataclass(slots=True)
class Load:
    """By actor: cases entrusted in the period, and open cases held at its end."""

    confies: Counter[str] = field(default_factory=Counter)
    tenus: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Load") -> None:
        """Both together."""
        self.confies += other.confies
        self.tenus += other.tenus


@dataclass(slots=True)
class Changes:
    """What would have changed.

    `evenements`: partners' events of the period; `dossiers`: cases open in it; `nes_du_hub`: facts made anew on cases that may be touched,
    without and with the acts. `sans_objet`, `par_suite`, `admis`: events by author, that the hub took and would not have, or the reverse.
    `quotas`: what acts with places or money bore, by act, without and with the acts.
    """

    evenements: int = 0
    dossiers: int = 0
    nes_du_hub: tuple[int, int] = (0, 0)
    deplaces: list[Moved] = field(default_factory=list)
    flux: Counter[Flow] = field(default_factory=Counter)
    avant: Load = field(default_factory=Load)
    apres: Load = field(default_factory=Load)
    decisions: list[tuple[Finding | None, Judged]] = field(default_factory=list)
    sans_objet: Counter[str] = field(default_factory=Counter)
    par_suite: Counter[str] = field(default_factory=Counter)
    admis: Counter[str] = field(default_factory=Counter)
    pannes: list[Fault] = field(default_factory=list)
    quotas: tuple[dict[str, Use], dict[str, Use]] = field(default_factory=lambda: ({}, {}))

    def add(self, other: "Changes") -> None:
        """Those of other cases: no case is in both."""
        self.evenements += other.evenements
        self.dossiers += other.dossiers
        self.nes_du_hub = (self.nes_du_hub[0] + other.nes_du_hub[0], self.nes_du_hub[1] + other.nes_du_hub[1])
        self.avant.add(other.avant)
        self.apres.add(other.apres)
        self.flux += other.flux
        self.sans_objet += other.sans_objet
        self.par_suite += other.par_suite
        self.admis += other.admis
        self.deplaces = sorted([*self.deplaces, *other.deplaces], key=lambda one: one.dossier)
        self.decisions = sorted([*self.decisions, *other.decisions], key=lambda one: (one[1].date_decision, one[1].dossier, one[1].acteur))
        self.quotas = (self.quotas[0] | other.quotas[0], self.quotas[1] | other.quotas[1])
        self.pannes = sorted({*self.pannes, *other.pannes}, key=lambda one: one[:2])

    def by_actor(self) -> dict[str, tuple[int, int]]:
        """For each actor: cases it would have lost something on, cases it would have been given something on."""
        losses = Counter(actor for one in self.deplaces for actor in one.perdent)
        gains = Counter(actor for one in self.deplaces for actor in one.recoivent)
        return {actor: (losses[actor], gains[actor]) for actor in sorted({*losses, *gains})}

    def loads(self) -> dict[str, tuple[int, int, int, int]]:
        """For each actor: cases entrusted without and with the acts, cases held at the end without and with them."""
        parts = self.avant.confies, self.apres.confies, self.avant.tenus, self.apres.tenus
        actors = sorted({actor for part in parts for actor in part})
        return {actor: (parts[0][actor], parts[1][actor], parts[2][actor], parts[3][actor]) for actor in actors}
