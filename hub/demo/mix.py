"""What people ask for in a week, where they knock, and on which day: proportions of a reference commune of 80,000 inhabitants.

Figures are demands a year; the facultative ones are split by what helped people are known to ask for (food first, then energy, housing).
"""

from dataclasses import dataclass
from datetime import date

from schemas.codes import Public, RequestChannel

CCAS = "ccas"
VILLE = "ville"
ECOLE = "ecole"
LOGEMENT = "logement"
DOMICILIATION = "domiciliation"
MDS = "mds"
CAF = "caf"
MDPH = "mdph"
CPAM = "cpam"
JEUNES = "jeunes"


@dataclass(frozen=True, slots=True)
class Flow:
    """One aid: demands a year, the kind of counter, who asks, and what is asked for at most (cents; 0: no amount)."""

    aid: str
    a_year: int
    counter: str
    public: Public = Public.TOUT_PUBLIC
    amount_cents_max: int = 0


FACULTATIVE = (
    Flow("SEC-URG", 1_400, CCAS, Public.PERSONNES_EN_DIFFICULTE, 15_000),
    Flow("AID-FIN", 1_300, CCAS, Public.PERSONNES_EN_DIFFICULTE, 60_000),
    Flow("CAP", 500, CCAS, Public.PERSONNES_EN_DIFFICULTE, 8_000),
    Flow("ALIM-COL", 1_500, CCAS, Public.PERSONNES_EN_DIFFICULTE),
    Flow("ALIM-EPI", 400, CCAS, Public.PERSONNES_EN_DIFFICULTE),
    Flow("REPAS-SOC", 150, CCAS, Public.PERSONNES_EN_DIFFICULTE),
    Flow("ENERG", 600, CCAS, Public.PERSONNES_EN_DIFFICULTE, 30_000),
    Flow("EAU", 150, CCAS, Public.PERSONNES_EN_DIFFICULTE, 15_000),
    Flow("LOYER", 300, CCAS, Public.PERSONNES_EN_DIFFICULTE, 50_000),
    Flow("TRANSP", 400, CCAS),
    Flow("SANTE-M", 200, CCAS, Public.PERSONNES_EN_DIFFICULTE, 30_000),
    Flow("NUITEE", 100, CCAS, Public.SANS_DOMICILE, 40_000),
    Flow("NUM", 100, VILLE),
    Flow("OBSEQ", 50, CCAS, amount_cents_max=150_000),
    Flow("MICROC", 100, CCAS, Public.PERSONNES_EN_DIFFICULTE, 300_000),
    Flow("AFI", 200, CAF, Public.FAMILLES, 50_000),
    Flow("PORTAGE", 260, CCAS, Public.PERSONNES_AGEES),
    Flow("TELEA", 200, CCAS, Public.PERSONNES_AGEES),
    Flow("SAD-FAC", 150, CCAS, Public.PERSONNES_AGEES),
    Flow("RES-AUT", 80, CCAS, Public.PERSONNES_AGEES),
    Flow("ANIM-SEN", 60, VILLE, Public.PERSONNES_AGEES),
    Flow("CANTINE", 4_790, ECOLE, Public.FAMILLES),
    Flow("ALSH", 300, VILLE, Public.FAMILLES),
    Flow("CRECHE", 960, VILLE, Public.PETITE_ENFANCE),
    Flow("BAFA", 60, VILLE, Public.JEUNES, 40_000),
    Flow("PERMIS", 70, JEUNES, Public.JEUNES, 120_000),
)

LEGAL = (
    Flow("RSA", 600, CAF, Public.PERSONNES_EN_DIFFICULTE),
    Flow("RSA-ACC", 266, CCAS, Public.BENEFICIAIRES_RSA),
    Flow("APA-DOM", 600, CCAS, Public.PERSONNES_AGEES),
    Flow("APA-ETAB", 198, MDS, Public.PERSONNES_AGEES),
    Flow("ASH-PA", 46, CCAS, Public.PERSONNES_AGEES),
    Flow("ASH-PH", 10, CCAS, Public.PERSONNES_HANDICAPEES),
    Flow("AIDE-MEN", 40, CCAS, Public.PERSONNES_AGEES),
    Flow("PCH", 120, MDPH, Public.PERSONNES_HANDICAPEES),
    Flow("AAH", 117, MDPH, Public.PERSONNES_HANDICAPEES),
    Flow("FSL-A", 120, CCAS, amount_cents_max=60_000),
    Flow("FSL-M", 160, CCAS, amount_cents_max=60_000),
    Flow("FSL-E", 200, CCAS, amount_cents_max=45_000),
    Flow("FAJ", 120, JEUNES, Public.JEUNES, 30_000),
    Flow("MASP", 50, MDS, Public.PERSONNES_EN_DIFFICULTE),
    Flow("DOMICIL", 430, DOMICILIATION, Public.SANS_DOMICILE),
    Flow("SNE", 1_310, LOGEMENT),
    Flow("CHRS", 150, CCAS, Public.SANS_DOMICILE),
    Flow("AME", 150, CPAM),
    Flow("CSS", 350, CPAM),
    Flow("ASE-FIN", 40, CCAS, Public.FAMILLES, 20_000),
    Flow("OBS-IND", 10, VILLE),
)

FLOWS = FACULTATIVE + LEGAL


@dataclass(frozen=True, slots=True)
class Town:
    """One commune: its code, its weight, and who stands behind each kind of counter there."""

    slug: str
    cog: str
    population: int
    counters: dict[str, tuple[tuple[str, float], ...]]


def _town(slug: str, cog: str, population: int, ccas: str, **counters: tuple[tuple[str, float], ...]) -> Town:
    commune = f"commune-{slug}"
    usual: dict[str, tuple[tuple[str, float], ...]] = {
        CCAS: ((ccas, 0.85), ("mds-haute-oriane", 0.15)),
        VILLE: ((commune, 1.0),),
        ECOLE: ((commune, 1.0),),
        LOGEMENT: ((ccas, 1.0),),
        DOMICILIATION: ((ccas, 1.0),),
        MDS: (("mds-haute-oriane", 1.0),),
        CAF: (("caf-haute-oriane", 1.0),),
        MDPH: (("mdph-haute-oriane", 1.0),),
        CPAM: (("cpam-haute-oriane", 1.0),),
        JEUNES: (("mission-locale-oriane", 1.0),),
    }
    return Town(slug, cog, population, usual | counters)


TOWNS = (
    _town("ferrevaux", "00101", 62_000, "ccas-ferrevaux", ecole=(("caisse-ecoles-ferrevaux", 1.0),)),
    _town(
        "aubrelle",
        "00202",
        88_000,
        "ccas-aubrelle",
        logement=(("commune-aubrelle", 1.0),),
        domiciliation=(("ccas-aubrelle", 0.4), ("asso-le-seuil", 0.6)),
    ),
    _town("port-sorvan", "00303", 54_000, "cias-port-sorvan", logement=(("epci-port-sorvan", 1.0),)),
    _town(
        "nantrelle",
        "00404",
        97_000,
        "ccas-nantrelle",
        domiciliation=(("ccas-nantrelle", 0.5), ("asso-domiciliation-nantrelle-1", 0.5)),
    ),
)


ACTIONS = (
    ("service-ateliers-aubrelle", "00202", "aubrelle-ateliers", Public.FAMILLES, 16),
    ("service-sante-aubrelle", "00202", "aubrelle-contrat-local-sante", Public.TOUT_PUBLIC, 40),
    ("commune-ferrevaux", "00101", "ferrevaux-actions-ville", Public.JEUNES, 30),
    ("ccas-ferrevaux", "00101", "ferrevaux-actions-ccas", Public.PERSONNES_AGEES, 25),
    ("commune-port-sorvan", "00303", "port-sorvan-actions-ville", Public.TOUT_PUBLIC, 60),
    ("epci-port-sorvan", "00303", "port-sorvan-actions-epci", Public.FAMILLES, 50),
    ("commune-nantrelle", "00404", "nantrelle-actions-ville", Public.PERSONNES_AGEES, 35),
)
"""Collective actions of the week: who opens them on Monday and reports on Friday, where, by which act, for whom, for how many."""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week, its share of the demands, and how they come in."""

    name: str
    date: date
    share: float
    channels: tuple[tuple[RequestChannel, float], ...]


_OPEN = (
    (RequestChannel.GUICHET, 0.55),
    (RequestChannel.TELEPHONE, 0.15),
    (RequestChannel.EN_LIGNE, 0.15),
    (RequestChannel.COURRIER, 0.10),
    (RequestChannel.PARTENAIRE, 0.05),
)
_CLOSED = ((RequestChannel.EN_LIGNE, 1.0),)

WEEK = (
    Day("lundi", date(2026, 5, 11), 0.29, _OPEN),
    Day("mardi", date(2026, 5, 12), 0.25, _OPEN),
    Day("mercredi", date(2026, 5, 13), 0.24, _OPEN),
    Day("jeudi (Ascension)", date(2026, 5, 14), 0.03, _CLOSED),
    Day("vendredi", date(2026, 5, 15), 0.19, _OPEN),
)
"""The week in which an agreement ends on Monday evening and two conventions have six weeks left."""
