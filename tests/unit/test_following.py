"""Each is told what its functions are for, and nothing else."""

from datetime import date
from typing import Any

import msgspec
import pytest

from hub.core.dossier import Demand, Dossier, Holding, HoldingState
from hub.core.following import said_by, told
from schemas.codes import Function, RequestChannel, Role, State
from schemas.examining import ArbitrageRendu, PieceRecue
from schemas.life_codes import EventName

F = Function
WHOLE: dict[str, Any] = {
    "pieces": ["RIB"], "date_limite": "2026-02-01", "date_visite": "2026-02-01", "seance": "2026-02-01", "du": "2026-02-01",
    "au": "2026-03-01", "sens": "accord", "motif": "erreur", "nature": "emploi", "voie": "rapo", "mode": "courrier", "issue": "retenue",
    "montant_centimes": 1, "quotient_familial_centimes": 2, "commune": "00002", "acte": "a", "mentions_completes": True,
}  # fmt: skip


def dossier(*holdings: Holding, informes: tuple[str, ...] = ()) -> Dossier:
    """A case on which `chef` answers."""
    return Dossier(
        format=2,
        id="dos_1",
        commune="ville",
        cog="00001",
        aide="AIDE",
        etat=State.DROIT_OUVERT,
        responsable="chef",
        tenues=holdings,
        informes=informes,
    )


def holding(role: Role, *functions: Function, etat: HoldingState = HoldingState.ACCEPTEE) -> Holding:
    """What `autre` holds."""
    return Holding("autre", role, functions, None, date(2026, 1, 5), etat)


def seen(event: EventName, *held: Holding) -> set[str] | None:
    """The fields `autre` is told, those that everyone gets apart; None when it is not told."""
    letters = {one.recipient: one.payload for one in told(dossier(*held), event, "auteur", WHOLE, date(2026, 1, 5))}
    return set(letters["autre"]) - {"fait", "etat", "date", "acteur"} if "autre" in letters else None


ALWAYS = {"du", "au"}
COUNTER = ALWAYS | {"pieces", "date_limite", "date_visite", "seance", "sens", "voie", "mode", "issue", "montant_centimes"}


@pytest.mark.parametrize(
    ("role", "functions", "fields"),
    [
        (Role.TITULAIRE, (F.DECIDER,), set(WHOLE) - {"mentions_completes"}),
        (Role.INSTRUCTEUR, (F.INSTRUIRE,), set(WHOLE) - {"mentions_completes"}),
        (Role.AUCUN, (F.RECEVOIR,), COUNTER),
        (Role.TITULAIRE, (F.EXECUTER,), ALWAYS),
        (Role.EXECUTANT, (F.EXECUTER,), ALWAYS),
        (Role.EXECUTANT, (F.RECEVOIR, F.EXECUTER), ALWAYS),
        (Role.EXECUTANT, (F.PAYER,), ALWAYS | {"montant_centimes", "issue"}),
    ],
)
def test_a_role_gets_its_fields(role: Role, functions: tuple[Function, ...], fields: set[str]) -> None:
    """Reasons, what changed for the person, its quotient and its new commune are for who examines."""
    assert seen(EventName.DROIT_OUVERT, holding(role, *functions)) == fields


def test_only_those_concerned_are_told() -> None:
    """A piece is nothing to who executes, a former holder gets nothing, the author is not told."""
    assert seen(EventName.PIECES_DEMANDEES, holding(Role.EXECUTANT, F.EXECUTER)) is None
    assert seen(EventName.DROIT_OUVERT, holding(Role.TITULAIRE, F.DECIDER, etat=HoldingState.RETIREE)) is None
    assert told(dossier(), EventName.DROIT_OUVERT, "chef", WHOLE, date(2026, 1, 5)) == ()


def test_who_answers_and_every_authority_that_must_be_told_get_all() -> None:
    """Though they hold nothing, or only execute."""
    of_chef = msgspec.structs.replace(holding(Role.EXECUTANT, F.EXECUTER), acteur="chef")
    letters = told(dossier(of_chef, informes=("autorite",)), EventName.PIECES_DEMANDEES, "auteur", WHOLE, date(2026, 1, 5))
    assert {one.recipient: set(one.payload) >= {"motif", "commune"} for one in letters} == {"chef": True, "autorite": True}


@pytest.mark.parametrize(("door", "names_it"), [("auteur", False), ("autre", True)])
def test_a_hidden_address_is_not_told_by_a_move_nor_by_a_door(door: str, *, names_it: bool) -> None:
    """An authority that acts is named all the same."""
    demand = Demand(date(2026, 1, 5), door, RequestChannel.GUICHET, "per_x", adresse_masquee=True)
    held = (holding(Role.TITULAIRE, F.DECIDER), msgspec.structs.replace(holding(Role.AUCUN, F.RECEVOIR), acteur="auteur"))
    case = msgspec.structs.replace(dossier(*held), demande=demand)
    for letter in told(case, EventName.RESIDENCE_CHANGEE, "auteur", WHOLE, date(2026, 1, 5)):
        assert "commune" not in letter.payload
        assert ("acteur" in letter.payload) is names_it


def test_what_an_event_says_names_no_one() -> None:
    """One piece is a list of one; its day stands apart; the actor an arbitration names is in its offer, not here."""
    assert said_by(PieceRecue.model_validate({"date": "2026-01-05", "piece": "RIB"})) == {"pieces": ["RIB"]}
    settled = ArbitrageRendu.model_validate({"date": "2026-01-05", "acteur": "ccas", "acte": "a-1"})
    assert said_by(settled) == {"acte": "a-1"}
