"""Each recipient gets the fields of its role and no other."""

from datetime import date

import msgspec
import pytest

from hub.core.dossier import FORMAT, Decision, Demand, Dossier, Holding
from hub.core.minimise import DEMAND_FIELDS, decision_for, demand_for
from hub.core.recipient_keys import RecipientKeys, for_ever
from hub.core.rules_version import Rules
from schemas.codes import Body, DecisionSense, Function, Public, RequestChannel, Role, State
from schemas.outbound import Demande

DAY = date(2026, 1, 5)
KEY = for_ever(b"\x09" * 32)
DEMAND = Demand(DAY, "ccas", RequestChannel.GUICHET, "per_" + "b" * 26, True, Public.FAMILLES, 900, 3)  # noqa: FBT003 -- the order of the struct
DOSSIER = Dossier(
    format=FORMAT, id="dos_x", commune="ville", cog="00001", aide="AIDE", etat=State.TRANSMISE, responsable="ccas", demande=DEMAND
)
DECISION = Decision("ccas", "acte", DecisionSense.ACCORD, DAY, Body.PRESIDENT, 900, "v3")


@pytest.mark.parametrize(
    ("role", "fields"),
    [
        (Role.TITULAIRE, set(Demande.model_fields) - {"adresse_masquee"}),
        (Role.DELEGATAIRE, set(Demande.model_fields) - {"adresse_masquee"}),
        (Role.INSTRUCTEUR, set(Demande.model_fields) - {"adresse_masquee"}),
        (Role.EXECUTANT, {"commune", "aide", "date_demande", "personne_ref", "public"}),
        (Role.SUPPLETIF, {"commune", "aide", "date_demande"}),
        (Role.AUCUN, {"commune", "aide", "date_demande"}),
    ],
)
def test_a_role_gets_its_fields(role: Role, fields: set[str]) -> None:
    """A table, held word for word; the household's size goes to nobody by this door."""
    seen = demand_for(DOSSIER, role, "operateur", KEY, is_taken=True)
    assert set(seen) == fields == DEMAND_FIELDS[role]
    assert Demande.model_validate(seen).commune == "00001"


@pytest.mark.parametrize("role", list(Role))
def test_before_it_accepts_nobody_learns_who_the_person_is(role: Role) -> None:
    """What says whether one is competent (the aid, the day, the place, the public, the amount), and no reference of a person."""
    offered = demand_for(DOSSIER, role, "operateur", KEY, is_taken=False)
    whole = demand_for(DOSSIER, role, "operateur", KEY, is_taken=True)
    assert whole.keys() - offered.keys() == whole.keys() & {"personne_ref", "canal"}
    assert offered.items() <= whole.items()


def test_every_role_has_its_line() -> None:
    """A new role without a line would get nothing, or everything, by accident."""
    assert set(DEMAND_FIELDS) == set(Role)


def test_a_reference_is_its_recipients_own() -> None:
    """The same for one recipient each time, another for the next one, never the depositor's."""
    seen = [demand_for(DOSSIER, Role.EXECUTANT, who, KEY, is_taken=True)["personne_ref"] for who in ("operateur", "operateur", "asso")]
    assert seen[0] == seen[1]
    assert len({*seen, DEMAND.personne_ref}) == 3


def test_what_was_not_said_is_not_sent() -> None:
    """An absent field is absent, not null."""
    bare = msgspec.structs.replace(DEMAND, public=None, montant_demande_centimes=None)
    seen = demand_for(msgspec.structs.replace(DOSSIER, demande=bare), Role.TITULAIRE, "ccas", KEY, is_taken=True)
    assert {"public", "montant_demande_centimes"}.isdisjoint(seen)


@pytest.mark.parametrize(
    ("role", "function", "is_informed", "sees"),
    [
        (Role.TITULAIRE, Function.EXECUTER, False, True),
        (Role.INSTRUCTEUR, Function.INSTRUIRE, False, True),
        (Role.AUCUN, Function.RECEVOIR, False, True),
        (Role.EXECUTANT, Function.PAYER, False, True),
        (Role.EXECUTANT, Function.EXECUTER, False, False),
        (Role.EXECUTANT, Function.EXECUTER, True, True),
    ],
)
def test_amounts_go_to_who_examines_tells_or_pays(role: Role, function: Function, *, is_informed: bool, sees: bool) -> None:
    """An executant needs the sense of the decision, not what is granted."""
    held = (Holding("x", role, (function,), None, DAY),)
    told = decision_for(DECISION, Rules("v7", "date_demande"), held, is_informed=is_informed)
    assert ("montant_centimes" in told, told.get("reglement_applicable")) == (sees, "v7" if sees else None)


def test_a_dossier_keeps_its_references_through_a_rotation() -> None:
    """The key is that of the day of the demand: replayed years later it is the same, and a demand of after has another."""
    keys = RecipientKeys((*for_ever(bytes(32)).dated, (date(2026, 2, 1), b"\x01" * 32)))
    before, after = (
        demand_for(msgspec.structs.replace(DOSSIER, demande=demand), Role.TITULAIRE, "ccas", keys, is_taken=True)["personne_ref"]
        for demand in (DEMAND, msgspec.structs.replace(DEMAND, date_demande=date(2026, 2, 1)))
    )
    assert before == demand_for(DOSSIER, Role.TITULAIRE, "ccas", for_ever(bytes(32)), is_taken=True)["personne_ref"]
    assert before != after
