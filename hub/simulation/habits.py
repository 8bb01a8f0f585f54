"""How offices behave through a year: shares and delays, all invented, so that every way a dossier can go is gone."""

from schemas.catalogue_codes import Piece
from schemas.codes import DecisionSense, Role

CALENDAR = "00101"
"""The public holidays of the offices: those of the four communes are the same."""

REFUSED = dict.fromkeys(Role, 0.03) | {Role.TITULAIRE: 0.0, Role.AUCUN: 0.0}
"""Offers that are refused; a titulaire keeps what is its own by law."""
ACCEPTED_AFTER_DAYS = ((0, 0.72), (1, 0.18), (3, 0.07), (8, 0.03))
ACKNOWLEDGED_SHARE = 0.7
AT_ONCE = frozenset({"SEC-URG", "NUITEE", "CAP", "OBS-IND", "REPAS-SOC"})
"""Aids decided within days, on what is known."""
INCOMPLETE_SHARE = 0.3
LAPSED_SHARE = 0.12
PIECES_DAYS = 30
PIECES = (Piece.RESSOURCES, Piece.JUSTIFICATIF_DOMICILE, Piece.COMPOSITION_DU_FOYER, Piece.AVIS_IMPOSITION)

FATES = (("decide", 0.87), ("tard", 0.05), ("silence", 0.05), ("desistement", 0.03))
"""What becomes of a demand at the desk of who decides: decided, decided after the delay, never decided, given up by the person."""
DECIDED_AFTER_DAYS = (((1, 5), 0.3), ((6, 10), 0.35), ((16, 14), 0.25), ((30, 20), 0.1))
LATE_DAYS = (62, 20)
SENSES = (
    (DecisionSense.ACCORD, 0.70),
    (DecisionSense.ACCORD_PARTIEL, 0.10),
    (DecisionSense.REFUS, 0.16),
    (DecisionSense.AJOURNEMENT, 0.04),
)
SENSES_AGAIN = SENSES[:-1]
OVERSTEPPED_SHARE = 0.02
"""Presidents that sign what only their assembly may."""
SETTLED = (("decision.regularisee", 0.4), ("decision.confirmee", 0.3), ("decision.retiree", 0.3))
SETTLED_ALONE = (("decision.retiree", 1.0),)
"""What becomes of a decision that was stopped, where somebody is competent and where nobody is named."""
APPEAL_SHARE = 0.12
APPEALS = ((("maintenue", (10, 40)), 0.6), (("reformee", (10, 40)), 0.25), (("tardive", (70, 20)), 0.15))
"""What the author answers to an appeal, and after how many days; after two months its silence is a rejection."""
AFTER_SILENCE = (("decide", 0.35), ("recours", 0.15), ("clot", 0.5))
CONSENT_SHARE = 0.6
OBJECTED_SHARE = 0.08
"""Persons who object to a signal being passed on."""
