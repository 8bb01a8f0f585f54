"""The competence map of the four reference communes on 1 January 2026, as tables: what the registry must answer, not what it says.

Rules:
1. A cell is an actor (it is titulaire), `delegataire <actor>`, `collectif <actors>`, `suppletif <actors>`, or NOBODY.
2. Columns: Ferrevaux, Aubrelle, Port-Sorvan, Nantrelle.
"""

from typing import Final

from schemas.codes import Function, Role

COMMUNES: Final = ("ferrevaux", "aubrelle", "port-sorvan", "nantrelle")
NOBODY: Final = "-"
CD, STATE, MDPH, CAF = "departement-haute-oriane", "prefet-haute-oriane", "mdph-haute-oriane", "caf-haute-oriane"
CPAM, CARSAT, SIAO, MDS = "cpam-haute-oriane", "carsat-haute-oriane", "siao-haute-oriane", "mds-haute-oriane"
LANDLORD, PAYMENTS, WORK = "bailleur-haute-oriane", "asp-haute-oriane", "france-travail-haute-oriane"
CCAS_A, CCAS_B, CIAS, CCAS_D = "ccas-ferrevaux", "ccas-aubrelle", "cias-port-sorvan", "ccas-nantrelle"
TOWN_A, TOWN_B, TOWN_C, TOWN_D = "commune-ferrevaux", "commune-aubrelle", "commune-port-sorvan", "commune-nantrelle"
SCHOOLS_A, SCHOOLS_B = "caisse-ecoles-ferrevaux", "caisse-ecoles-aubrelle"
EPCI_A, EPCI_B, EPCI_C, EPCI_D = "epci-ferrevaux", "epci-aubrelle", "epci-port-sorvan", "epci-nantrelle"
MAIN_TENDUE, PANIER, REPAS = "asso-main-tendue", "asso-panier-solidaire", "asso-repas-domicile"

Row = tuple[str, str, str, str]
SOCIAL: Final[Row] = (CCAS_A, CCAS_B, CIAS, CCAS_D)
TOWNS: Final[Row] = (TOWN_A, TOWN_B, TOWN_C, TOWN_D)
EPCIS: Final[Row] = (EPCI_A, EPCI_B, EPCI_C, EPCI_D)
NOWHERE: Final[Row] = (NOBODY,) * 4


def _everywhere(actor: str) -> Row:
    return (actor,) * 4


FSL: Final[Row] = (CD, CD, CD, f"delegataire {CCAS_D}")

DECIDES: Final[dict[str, Row]] = {
    "SEC-URG": SOCIAL,
    "AID-FIN": SOCIAL,
    "ALIM-COL": (
        f"delegataire {PANIER}",
        f"suppletif {MAIN_TENDUE} {PANIER}",
        "delegataire asso-banque-du-panier",
        "delegataire asso-table-ouverte",
    ),
    "ALIM-EPI": (CCAS_A, "suppletif asso-epicerie-aubrelle", CIAS, "suppletif asso-epicerie-nantrelle"),
    "CAP": (CCAS_A, NOBODY, CIAS, CCAS_D),
    "ENERG": SOCIAL,
    "EAU": (CCAS_A, CCAS_B, EPCI_C, CCAS_D),
    "FSL-A": FSL,
    "FSL-M": FSL,
    "FSL-E": FSL,
    "DOMICIL": SOCIAL,
    "PORTAGE": SOCIAL,
    "TELEA": (CCAS_A, CD, CD, CCAS_D),
    "SAD-FAC": SOCIAL,
    "RES-AUT": (CCAS_A, "asso-residence-aubrelle", CIAS, CCAS_D),
    "ANIM-SEN": (f"collectif {CCAS_A}", "collectif service-seniors-aubrelle", f"collectif {TOWN_C}", f"collectif {TOWN_D}"),
    "CANIC": TOWNS,
    "CRECHE": (CCAS_A, TOWN_B, CIAS, TOWN_D),
    "RPE": (CCAS_A, TOWN_B, CIAS, TOWN_D),
    "CANTINE": (SCHOOLS_A, TOWN_B, TOWN_C, TOWN_D),
    "ALSH": (TOWN_A, TOWN_B, EPCI_C, TOWN_D),
    "TRANSP": EPCIS,
    "PRE": (CCAS_A, SCHOOLS_B, CIAS, CCAS_D),
    "OBS-IND": TOWNS,
    "COLL": (
        f"collectif {CCAS_A} {TOWN_A}",
        "collectif service-ateliers-aubrelle service-sante-aubrelle",
        f"collectif {TOWN_C} {EPCI_C}",
        f"collectif {TOWN_D} {STATE}",
    ),
    "ADM-URG": TOWNS,
    "NUITEE": _everywhere(STATE),
    "CHRS": _everywhere(STATE),
    "DALO": _everywhere(STATE),
    "SIAO": _everywhere(SIAO),
    "SNE": _everywhere(LANDLORD),
    "CHQ-EN": _everywhere(PAYMENTS),
    "AFI": _everywhere(CAF),
    "AUVIC": _everywhere(CAF),
    "AAS-RETR": _everywhere(CARSAT),
    "ASPA": _everywhere(CARSAT),
    "AME": _everywhere(CPAM),
    "CSS": _everywhere(CPAM),
    "PCH": _everywhere(MDPH),
    "AAH": _everywhere(MDPH),
    **{
        code: _everywhere(CD)
        for code in ("RSA", "RSA-ACC", "FAJ", "MASP", "APA-DOM", "APA-ETAB", "APA-URG", "ASH-PA", "ASH-PH", "AIDE-MEN", "OBL-AL")
    },
    **{code: _everywhere(CD) for code in ("ASE-FIN", "IP")},
    **dict.fromkeys(("PRET", "REPAS-SOC", "LOYER", "MICROC", "SANTE-M", "NUM", "OBSEQ", "BAFA", "PERMIS", "SPORT"), NOWHERE),
    "IMPAYE": NOWHERE,
    "RMI": NOWHERE,
}
"""Who answers for the decision, for every aid of the catalogue."""

INSTRUCTS: Final[dict[str, Row]] = {
    "SEC-URG": SOCIAL,
    "FSL-E": (CCAS_A, MDS, CIAS, CCAS_D),
    "RSA": (CCAS_A, CAF, CIAS, CCAS_D),
    "APA-DOM": (CCAS_A, MDS, CIAS, CCAS_D),
    "ASH-PA": SOCIAL,
    "ASH-PH": SOCIAL,
    "AIDE-MEN": SOCIAL,
    "ADM-URG": SOCIAL,
    "OBL-AL": SOCIAL,
    "PORTAGE": (CCAS_A, REPAS, CIAS, CCAS_D),
    "TRANSP": (CCAS_A, TOWN_B, EPCI_C, CCAS_D),
    "SNE": (CCAS_A, TOWN_B, EPCI_C, CCAS_D),
    "CHRS": _everywhere(SIAO),
    "RSA-ACC": (CCAS_A, CD, CIAS, CCAS_D),
    "ALSH": (TOWN_A, "asso-mjc-aubrelle", EPCI_C, "asso-centres-sociaux-nantrelle"),
    "RPE": (CCAS_A, TOWN_B, CIAS, CAF),
    "CANIC": (TOWN_A, CCAS_B, TOWN_C, CCAS_D),
}
"""Who prepares the decision."""

EXECUTES: Final[dict[str, tuple[tuple[str, Role], ...]]] = {
    "PORTAGE": (
        ("operateur-repas-ferrevaux", Role.EXECUTANT),
        (REPAS, Role.DELEGATAIRE),
        ("cias-anse-nord", Role.EXECUTANT),
        (CCAS_D, Role.TITULAIRE),
    ),
    "ALIM-COL": (
        (PANIER, Role.DELEGATAIRE),
        (NOBODY, Role.SUPPLETIF),
        ("asso-banque-du-panier", Role.DELEGATAIRE),
        ("asso-table-ouverte", Role.DELEGATAIRE),
    ),
    "ALIM-EPI": (("asso-epi-dor", Role.DELEGATAIRE), (NOBODY, Role.SUPPLETIF), (CIAS, Role.TITULAIRE), (NOBODY, Role.SUPPLETIF)),
    "EAU": (
        (CCAS_A, Role.TITULAIRE),
        ("operateur-eau-aubrelle", Role.EXECUTANT),
        (EPCI_C, Role.TITULAIRE),
        (CCAS_D, Role.TITULAIRE),
    ),
    "RSA-ACC": ((CCAS_A, Role.DELEGATAIRE), (CD, Role.TITULAIRE), (CIAS, Role.DELEGATAIRE), (CCAS_D, Role.DELEGATAIRE)),
    "FAJ": (("mission-locale-oriane", Role.DELEGATAIRE), (CD, Role.TITULAIRE), (CIAS, Role.DELEGATAIRE), (CCAS_D, Role.DELEGATAIRE)),
    "MASP": ((CD, Role.TITULAIRE), ("asso-tutelles-familles", Role.DELEGATAIRE), (CD, Role.TITULAIRE), (CCAS_D, Role.DELEGATAIRE)),
    "APA-DOM": ((CD, Role.TITULAIRE), (CD, Role.TITULAIRE), (CD, Role.TITULAIRE), (REPAS, Role.EXECUTANT)),
    "SAD-FAC": ((CCAS_A, Role.TITULAIRE), (REPAS, Role.DELEGATAIRE), (CIAS, Role.TITULAIRE), (CCAS_D, Role.TITULAIRE)),
    "CANIC": ((CCAS_A, Role.DELEGATAIRE), (CCAS_B, Role.DELEGATAIRE), (CIAS, Role.DELEGATAIRE), (MAIN_TENDUE, Role.DELEGATAIRE)),
    "CHRS": ((STATE, Role.TITULAIRE), (STATE, Role.TITULAIRE), (STATE, Role.TITULAIRE), (CCAS_D, Role.DELEGATAIRE)),
    "TELEA": (
        (CCAS_A, Role.TITULAIRE),
        ("operateur-teleassistance-haute-oriane", Role.EXECUTANT),
        ("operateur-teleassistance-haute-oriane", Role.EXECUTANT),
        (CCAS_D, Role.TITULAIRE),
    ),
    "ALSH": (
        (TOWN_A, Role.TITULAIRE),
        ("asso-mjc-aubrelle", Role.DELEGATAIRE),
        (EPCI_C, Role.TITULAIRE),
        ("asso-centres-sociaux-nantrelle", Role.DELEGATAIRE),
    ),
    "RPE": ((CCAS_A, Role.TITULAIRE), (TOWN_B, Role.TITULAIRE), (CIAS, Role.TITULAIRE), (CAF, Role.DELEGATAIRE)),
    "PRE": (
        (CCAS_A, Role.TITULAIRE),
        (SCHOOLS_B, Role.TITULAIRE),
        (CIAS, Role.TITULAIRE),
        ("asso-reussite-nantrelle", Role.DELEGATAIRE),
    ),
    "CANTINE": (
        (SCHOOLS_A, Role.TITULAIRE),
        (TOWN_B, Role.TITULAIRE),
        (TOWN_C, Role.TITULAIRE),
        ("operateur-restauration-nantrelle", Role.EXECUTANT),
    ),
}
"""Who does the work."""

DOORS: Final = (
    ("aubrelle", "DOMICIL", Function.DECIDER, "asso-le-seuil", Role.DELEGATAIRE),
    ("nantrelle", "DOMICIL", Function.DECIDER, "asso-domiciliation-nantrelle-1", Role.DELEGATAIRE),
    ("nantrelle", "SAD-FAC", Function.DECIDER, "operateur-aide-domicile-nantrelle", Role.TITULAIRE),
    ("aubrelle", "CRECHE", Function.EXECUTER, "dsp-creche-aubrelle-1", Role.EXECUTANT),
    ("aubrelle", "CRECHE", Function.EXECUTER, "dsp-creche-aubrelle-2", Role.EXECUTANT),
    ("aubrelle", "CRECHE", Function.EXECUTER, "asso-creche-aubrelle", Role.DELEGATAIRE),
    *(("nantrelle", "CRECHE", Function.EXECUTER, f"asso-creche-nantrelle-{n}", Role.DELEGATAIRE) for n in range(1, 6)),
)
"""Where the door the person knocked at answers: commune, aid, function, door, role."""
