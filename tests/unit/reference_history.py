"""The sedimented history of the four reference communes: each line an act, its first day, the first day after its last, what it says.

Rules:
1. A year alone is its 1 January, a month alone its 1st; an end is the last valid day, so the date here is the next one.
2. A line that changes something is two acts: the one that ends and the one that begins.
"""

from typing import Final

from schemas.codes import ActKind, Body, Function

Line = tuple[str, str, str | None, dict[str, object]]
WITHOUT_DECISION: Final = (Function.INSTRUIRE, Function.EXECUTER, Function.ACCOMPAGNER)

FERREVAUX: Final[tuple[Line, ...]] = (
    ("ferrevaux-creches-1986", "1986-01-01", None, {"numero": "délib. 86-12", "beneficiaire": "ccas-ferrevaux"}),
    ("ferrevaux-reglement-v1", "1995-05-01", "2021-05-01", {"version_reglement": "v1"}),
    ("ferrevaux-rmi-instruction-2004", "2004-01-01", "2009-06-01", {"type": ActKind.CONVENTION_INSTRUCTION, "aides": ("RMI",)}),
    ("ferrevaux-rsa-instruction-2009", "2009-06-01", "2014-01-01", {"type": ActKind.CONVENTION_INSTRUCTION, "aides": ("RSA",)}),
    ("ferrevaux-rsa-instruction-2014", "2014-01-01", "2019-01-01", {"reconduction": "expresse"}),
    ("ferrevaux-rsa-instruction-2019", "2019-01-01", "2024-01-01", {"reconduction": "expresse"}),
    ("ferrevaux-rsa-instruction-2024", "2024-01-01", "2027-01-01", {"reconduction": "expresse"}),
    ("ferrevaux-portage-marche-2011", "2011-09-01", "2015-01-01", {"type": ActKind.MARCHE}),
    ("ferrevaux-portage-marche-2015", "2015-01-01", "2019-01-01", {"type": ActKind.MARCHE}),
    ("ferrevaux-portage-marche-2019", "2019-01-01", "2023-10-01", {"type": ActKind.MARCHE}),
    ("ferrevaux-portage-marche-2023", "2023-10-01", None, {"type": ActKind.MARCHE}),
    ("ferrevaux-delegation-president-2014", "2014-04-01", "2020-07-01", {"numero": "délib. 14-031", "organe": Body.PRESIDENT}),
    ("ferrevaux-delegation-president-2020", "2020-07-01", "2026-03-29", {"numero": "délib. 20-044", "organe": Body.PRESIDENT}),
    ("ferrevaux-delegation-covid-2020", "2020-04-02", "2020-07-11", {"organe": Body.PRESIDENT}),
    ("ferrevaux-reglement-v7", "2021-05-01", "2025-02-01", {"version_reglement": "v7"}),
    ("ferrevaux-reglement-v7-energie", "2021-05-01", "2025-02-01", {"version_reglement": "v7", "plafond_aide_centimes": 25_000}),
    ("ferrevaux-rsa-acc-ccas-2009", "2009-06-01", "2022-09-01", {"capacite": 250}),
    ("ferrevaux-rsa-acc-ccas-2022", "2022-09-01", "2027-01-01", {"capacite": 400, "origine": "ferrevaux-rsa-acc-commune-2022"}),
    ("ferrevaux-reglement-v8", "2025-02-01", None, {"version_reglement": "v8"}),
    ("ferrevaux-reglement-v8-energie", "2025-02-01", None, {"version_reglement": "v8", "plafond_aide_centimes": 32_000}),
    ("ferrevaux-delegation-president-2026", "2026-04-20", None, {"organe": Body.PRESIDENT}),
)

AUBRELLE: Final[tuple[Line, ...]] = (
    ("aubrelle-convention-repas-domicile", "1992-01-01", None, {"beneficiaire": "asso-repas-domicile", "fonctions": WITHOUT_DECISION}),
    ("aubrelle-agrement-le-seuil-2001", "2001-01-01", "2006-01-01", {"beneficiaire": "asso-le-seuil", "au_guichet": True}),
    ("aubrelle-agrement-le-seuil-2006", "2006-01-01", "2011-01-01", {"beneficiaire": "asso-le-seuil"}),
    ("aubrelle-agrement-le-seuil-2011", "2011-01-01", "2016-01-01", {"beneficiaire": "asso-le-seuil"}),
    ("aubrelle-agrement-le-seuil-2016", "2016-01-01", "2021-05-12", {"beneficiaire": "asso-le-seuil"}),
    ("aubrelle-agrement-le-seuil-2021", "2021-05-12", "2026-05-12", {"type": ActKind.AGREMENT, "delegant": "prefet-haute-oriane"}),
    ("aubrelle-dsp-creche-1", "2008-09-01", None, {"type": ActKind.DSP, "beneficiaire": "dsp-creche-aubrelle-1"}),
    ("aubrelle-seniors-ccas", "1990-01-01", "2016-01-01", {"beneficiaire": "ccas-aubrelle"}),
    ("aubrelle-seniors-ville-2016", "2016-01-01", None, {"numero": "délib. 15-118", "beneficiaire": "service-seniors-aubrelle"}),
    ("aubrelle-convention-panier-solidaire", "2003-01-01", "2018-01-01", {"beneficiaire": "asso-panier-solidaire"}),
    ("aubrelle-suppletif-panier-solidaire", "2018-01-01", None, {"type": ActKind.SUBVENTION, "fonctions": ()}),
    ("aubrelle-delegation-president-2014", "2014-04-01", "2020-07-01", {"montant_max_centimes": 15_000}),
    ("aubrelle-delegation-president-2020", "2020-07-01", None, {"montant_max_centimes": 8_000}),
    ("aubrelle-dsp-creche-2", "2021-01-01", None, {"type": ActKind.DSP, "beneficiaire": "dsp-creche-aubrelle-2"}),
    ("aubrelle-fonds-energie-2023", "2023-04-01", "2024-03-02", {"aides": ("ENERG",)}),
)

PORT_SORVAN: Final[tuple[Line, ...]] = (
    ("port-sorvan-ccas-difficulte-1997", "1997-01-01", None, {"beneficiaire": "ccas-port-sorvan"}),
    ("port-sorvan-transfert-loisirs-2013", "2013-01-01", None, {"type": ActKind.TRANSFERT, "beneficiaire": "epci-port-sorvan"}),
    ("port-sorvan-transfert-aines-2017", "2017-01-01", None, {"type": ActKind.TRANSFERT, "beneficiaire": "cias-port-sorvan"}),
    ("port-sorvan-transfert-petite-enfance-2020", "2020-01-01", None, {"delegant": "ccas-port-sorvan", "aides": ("CRECHE", "RPE")}),
    ("port-sorvan-transfert-difficulte-2022", "2022-01-01", None, {"type": ActKind.TRANSFERT, "delegant": "ccas-port-sorvan"}),
    ("port-sorvan-transfert-secours-2022", "2022-01-01", "2023-07-01", {"montant_min_centimes": None}),
    ("port-sorvan-transfert-secours-2023", "2023-07-01", "2024-01-01", {"montant_min_centimes": 6_001}),
    ("port-sorvan-ccas-petit-secours-2023", "2023-07-01", "2024-01-01", {"montant_max_centimes": 6_000}),
    ("port-sorvan-transfert-secours-2024", "2024-01-01", None, {"montant_min_centimes": None, "delegant": "ccas-port-sorvan"}),
    ("port-sorvan-rsa-instruction-2025", "2025-01-01", None, {"territoire": ("00303", "00305")}),
    ("port-sorvan-entente-2025", "2025-07-01", None, {"type": ActKind.ENTENTE, "fonctions": (Function.EXECUTER,)}),
)

NANTRELLE: Final[tuple[Line, ...]] = (
    ("nantrelle-fsl-pilote-1990", "1990-01-01", None, {"beneficiaire": "ccas-nantrelle"}),
    ("nantrelle-caf-commission-2002", "2002-01-01", None, {"beneficiaire": "caf-haute-oriane"}),
    ("nantrelle-caf-relais-2002", "2002-01-01", None, {"beneficiaire": "caf-haute-oriane"}),
    ("nantrelle-dsp-restauration-2007", "2007-01-01", None, {"type": ActKind.DSP}),
    ("nantrelle-agrement-domiciliation-1", "2011-01-01", None, {"type": ActKind.AGREMENT}),
    ("nantrelle-agrement-domiciliation-2", "2011-01-01", "2024-09-02", {"type": ActKind.AGREMENT}),
    ("nantrelle-contrat-de-ville-2015", "2015-01-01", None, {"beneficiaire": "prefet-haute-oriane"}),
    ("nantrelle-hebergement-2018", "2018-01-01", None, {"capacite": 40, "delegant": "prefet-haute-oriane"}),
    ("nantrelle-fsl-ccas-2019", "2019-03-01", "2023-01-01", {"montant_max_centimes": 20_000}),
    ("nantrelle-fsl-ccas-2023", "2023-01-01", None, {"montant_max_centimes": 30_000, "origine": "nantrelle-fsl-commune-2023"}),
    ("nantrelle-secours-mds-2022", "2022-02-01", None, {"beneficiaire": "mds-haute-oriane", "urgence_seulement": True}),
    ("nantrelle-rsa-acc-ccas-2024", "2024-06-01", None, {"capacite": 900, "clause_urgence": "departement-haute-oriane"}),
    ("nantrelle-canicule-main-tendue", "2015-01-01", "2026-07-01", {"beneficiaire": "asso-main-tendue"}),
    ("nantrelle-convention-reussite", "2015-01-01", "2026-07-01", {"beneficiaire": "asso-reussite-nantrelle"}),
)

NATION: Final[tuple[Line, ...]] = (
    ("loi-accueil-jeune-enfant", "2025-01-01", None, {"beneficiaire": "@commune", "aides": ("CRECHE", "RPE")}),
    ("loi-plein-emploi-inscription", "2025-01-01", None, {"beneficiaire": "@france_travail"}),
    ("loi-rsa-accompagnement", "2009-06-01", "2025-01-01", {"beneficiaire": "@departement"}),
    ("loi-plein-emploi-accompagnement", "2025-01-01", None, {"beneficiaire": "@departement"}),
    ("decret-vice-president-delegue", "2023-07-22", None, {"organe": Body.VICE_PRESIDENT_DELEGUE, "fonctions": ()}),
)

HISTORY: Final[tuple[Line, ...]] = FERREVAUX + AUBRELLE + PORT_SORVAN + NANTRELLE + NATION

SIRENS: Final = {
    "departement-haute-oriane": "000003509",
    "commune-ferrevaux": "000001016",
    "ccas-ferrevaux": "000001024",
    "commune-aubrelle": "000002014",
    "ccas-aubrelle": "000002022",
    "commune-port-sorvan": "000003012",
    "ccas-port-sorvan": "000003020",
    "cias-port-sorvan": "000003038",
    "commune-nantrelle": "000001107",
    "ccas-nantrelle": "000002105",
}
"""The SIREN numbers of the reference."""

ACTORS: Final = (
    *(f"{name}-haute-oriane" for name in ("mds", "mdph", "caf", "cpam", "carsat", "prefet", "siao", "france-travail")),
    *("mission-locale-oriane", "asso-tutelles-familles", "asso-panier-solidaire", "asso-main-tendue", "asso-repas-domicile"),
    *("caisse-ecoles-ferrevaux", "epci-ferrevaux", "asso-epi-dor", "operateur-repas-ferrevaux"),
    *("epci-aubrelle", "caisse-ecoles-aubrelle", "asso-le-seuil", "operateur-eau-aubrelle"),
    *("dsp-creche-aubrelle-1", "dsp-creche-aubrelle-2", "epci-port-sorvan", "asso-banque-du-panier"),
    *("epci-nantrelle", "asso-table-ouverte", "asso-domiciliation-nantrelle-1", "asso-domiciliation-nantrelle-2"),
    *SIRENS,
)
"""The ids of the reference."""
