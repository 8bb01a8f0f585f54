"""The town's registry at other moments: acts recorded late, given back, revoked, suspended."""

from datetime import date

from tests.unit.case_world import VIEW, view_with
from tests.unit.registry_records import act

LATE = (
    act("transfert", "transfert", "ville", delegant="ccas", aides=["PROPRE", "CONFIEE", "BRANCHES"], du=date(2026, 1, 20)),
    act("nouvelle", "institution", "ccas", aides=["ABSENTE", "SUPPLETIVE"]),
)
"""Acts recorded late, and a transfer."""
ENDED = (
    act("convention-asso", "delegation_competence", "asso", aides=["CONFIEE"], delegant="ccas", revoque_le=date(2026, 1, 10)),
    act("litige-asso", "delegation_competence", "asso", aides=["LITIGE"], delegant="ccas", au=date(2026, 1, 15)),
    act(
        "plafond-asso",
        "delegation_competence",
        "asso",
        aides=["PLAFOND"],
        delegant="ccas",
        suspensions=[{"du": date(2026, 1, 12), "au": date(2026, 2, 1)}],
    ),
    act(
        "marche-operateur",
        "marche",
        "operateur",
        aides=["MARCHE"],
        fonctions=["EXECUTER"],
        delegant="ccas",
        au=date(2026, 1, 9),
        sort_des_encours="FIN_DE_COURS",
    ),
)
"""A revocation, an end, a suspension, a contract until its end."""
BOUNDED = (
    act(
        "places-asso",
        "delegation_competence",
        "asso",
        aides=["PLACES"],
        delegant="ccas",
        fonctions=["INSTRUIRE", "ACCOMPAGNER"],
        capacite=2,
        clause_urgence="departement",
    ),
    act("file-asso", "delegation_competence", "asso", aides=["FILE"], delegant="ccas", fonctions=["DECIDER", "EXECUTER"]),
    act("marche-operateur", "marche", "operateur", aides=["MARCHE"], fonctions=["EXECUTER"], delegant="ccas", capacite=1),
)
"""Places raised, an envelope given up, a capacity that comes while cases are held."""
FULL_AND_OVER = (
    act("places-asso", "delegation_competence", "asso", aides=["PLACES"], delegant="ccas", revoque_le=date(2026, 1, 10), capacite=1),
)
"""An act with places, revoked."""
VIEWS = (VIEW, view_with(*LATE, *BOUNDED, version=1), view_with(*ENDED, *FULL_AND_OVER, version=2))
"""The town's registry, and two others."""
