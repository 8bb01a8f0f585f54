"""Journal entries as a case lane writes them, made with the lane's own makers: what the read model's tests feed on."""

from datetime import date

import msgspec

from hub.core import conclusions as said
from hub.core.competence import Answer, SetAside
from hub.core.journal import Conclusion, JournalEntry
from schemas.codes import Function, Reason, Role, State

DAY = date(2026, 3, 2)
ASIDE = SetAside("panier-solidaire", "convention-panier", Reason.ACTE_EXPIRE)


def entry(number: int, dossier: str | None, *made: Conclusion, **fields: object) -> JournalEntry:
    """The entry of fact `number`; other fields by name."""
    given: dict[str, object] = {"id": f"evt_{number}", "cause": f"e-{number}", "type": "fr.relais.demande.deposee.v1"}
    given |= {"instant": f"2026-03-02T10:00:{number % 60:02}.000Z", "version_registre": 1, "dossier": dossier, "conclusions": made}
    return msgspec.convert(given | fields, JournalEntry, from_attributes=True)


def opening(number: int, dossier: str, acteur: str = "ccas-aubrelle", acte: str | None = "acte-ccas") -> JournalEntry:
    """A demand that `acteur` answers for by `acte`, deposited at the CCAS."""
    answer = Answer(acteur, Role.TITULAIRE, acte, Reason.COMPETENCE_INSTITUEE, (ASIDE,), acteur, acte)
    demand = {"commune": "00202", "commune_slug": "aubrelle", "aide": "SEC-URG", "date_demande": "2026-03-01", "guichet": "ccas-aubrelle"}
    return entry(
        number,
        dossier,
        said.event_kept("ccas-aubrelle"),
        said.case_opened(acteur, answer, demand),
        said.functions_entrusted(
            acteur, acte, Reason.COMPETENCE_INSTITUEE, [Function.DECIDER], role=Role.TITULAIRE, depuis=DAY, ecartes=(ASIDE,)
        ),
        source="ccas-aubrelle",
        etat=State.TRANSMISE,
        responsable=acteur,
    )


def delegated(number: int, dossier: str) -> JournalEntry:
    """A demand whose titulaire delegated the decision: it is accountable until the délégataire accepts."""
    act, reason = "convention-fsl", Reason.DELEGATION_EN_VIGUEUR
    aside = SetAside("departement", "loi-fsl", Reason.TITULAIRE_QUI_A_DELEGUE)
    answer = Answer("ccas-nantrelle", Role.DELEGATAIRE, act, reason, (aside,), "departement", "loi-fsl")
    demand = {"commune": "00404", "commune_slug": "nantrelle", "aide": "FSL-E", "date_demande": "2026-03-01", "guichet": "ccas-nantrelle"}
    share = said.functions_entrusted("ccas-nantrelle", act, reason, [Function.DECIDER], role=Role.DELEGATAIRE, depuis=DAY, ecartes=(aside,))
    opened = said.case_opened("departement", answer, demand)
    return entry(number, dossier, opened, share, source="ccas-nantrelle", etat=State.TRANSMISE, responsable="departement")


def accepting(number: int, dossier: str, acteur: str = "ccas-aubrelle", acte: str | None = "acte-ccas") -> JournalEntry:
    """The actor takes what it was entrusted with."""
    made = said.functions_accepted(acteur, acte, [Function.DECIDER], DAY)
    kind = "fr.relais.transmission.acceptee.v1"
    return entry(number, dossier, said.event_kept(acteur), made, source=acteur, type=kind, etat=State.EN_INSTRUCTION, responsable=acteur)


def refusing(number: int, dossier: str, *, is_kept: bool) -> JournalEntry:
    """The actor does not take it; it is taken back, unless nobody else can have it."""
    acteur, functions = "ccas-aubrelle", [Function.DECIDER]
    refused = said.functions_refused(acteur, functions, "incompetent_matiere", DAY, "departement")
    taken_back = said.functions_withdrawn(acteur, "acte-ccas", functions, Reason.RETOUR_AU_TITULAIRE, DAY)
    after = (said.to_be_settled(acteur),) if is_kept else (taken_back,)
    kind = "fr.relais.transmission.refusee.v1"
    return entry(number, dossier, refused, *after, source=acteur, type=kind, etat=State.COMPETENCE_A_TRANCHER, responsable=acteur)


def moving(number: int, dossier: str, old: tuple[str, str | None], new: tuple[str, str | None]) -> JournalEntry:
    """The dossier leaves one actor for another."""
    withdrawn = said.functions_withdrawn(*old, [Function.DECIDER], Reason.ACTE_EXPIRE, DAY)
    entrusted = said.functions_entrusted(*new, Reason.RETOUR_AU_TITULAIRE, [Function.DECIDER], role=Role.TITULAIRE, depuis=DAY)
    return entry(number, dossier, withdrawn, entrusted, type="echeance.atteinte", etat=State.TRANSMISE, responsable=new[0])


def closing(number: int, dossier: str, acteur: str = "ccas-aubrelle") -> JournalEntry:
    """Nothing more is expected."""
    made = said.case_closed(acteur, "aide_servie", DAY)
    return entry(number, dossier, made, source=acteur, type="fr.relais.dossier.clos.v1", etat=State.CLOS, responsable=acteur)


def bytes_of(made: JournalEntry) -> bytes:
    """As it stands on `hub.journal`."""
    return msgspec.json.encode(made)
