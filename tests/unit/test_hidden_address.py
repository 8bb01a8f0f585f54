"""A person whose address is hidden: nobody learns from the hub where she may be found, whatever is asked, decided or moved."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pydantic import BaseModel

from hub.core.dossier import FORMAT, Demand, Dossier
from hub.core.minimise import demand_for
from hub.core.recipient_keys import for_ever
from hub.core.registry import RegistryView, build
from schemas.codes import Public, RequestChannel, Role, State
from schemas.inbound import DemandeDeposee
from schemas.outbound import OUTBOUND, Demande
from schemas.registry import Version
from tests.unit.case_world import ACTORS, AIDS, Hub, decision
from tests.unit.other_registries import VIEWS
from tests.unit.registry_records import actor

KEY = for_ever(b"\x09" * 32)
DOOR = "porte-discrete"
"""A counter that holds nothing by any act: whoever names it says where she knocked."""
PLACES = {"adresse", "rue", "code_postal", "guichet", "iris", "quartier", "territoire", "telephone", "courriel"}
ASKED = [one.code for one in AIDS if one.code not in {"FINIE", "COLL"}]

demands = st.builds(
    Demand,
    date_demande=st.dates(),
    guichet=st.just(DOOR),
    canal=st.sampled_from(RequestChannel),
    personne_ref=st.just("per_" + "b" * 26),
    urgence=st.booleans(),
    public=st.none() | st.sampled_from(Public),
    montant_demande_centimes=st.none() | st.integers(0, 100_000),
    taille_foyer=st.none() | st.integers(1, 30),
    adresse_masquee=st.booleans(),
)


@given(demand=demands, role=st.sampled_from(Role), is_taken=st.booleans())
def test_row_16_no_profile_shows_where_a_hidden_person_may_be_found(*, demand: Demand, role: Role, is_taken: bool) -> None:
    """In every role: no field of a place; who may get in touch with her is told to keep it so, and nothing else changes."""
    case = Dossier(format=FORMAT, id="d", commune="v", cog="00001", aide="A", etat=State.TRANSMISE, responsable="c", demande=demand)
    seen = demand_for(case, role, "destinataire", KEY, is_taken=is_taken)
    plain = demand_for(_not_hidden(case), role, "destinataire", KEY, is_taken=is_taken)
    if not demand.adresse_masquee:
        assert seen == plain
        return
    assert DOOR not in json.dumps(seen)
    kept = {name: value for name, value in plain.items() if name not in PLACES}
    assert seen == (kept | {"adresse_masquee": True} if "personne_ref" in kept else kept)
    assert Demande.model_validate(seen).guichet is None


def _not_hidden(case: Dossier) -> Dossier:
    assert case.demande is not None
    return replace(case, demande=replace(case.demande, adresse_masquee=False))


def test_no_message_of_the_contract_has_a_field_for_an_address() -> None:
    """The counter of the demand is the only field that says where a person may be found, and the demand's projection hides it."""
    models: list[type[BaseModel]] = [*OUTBOUND.values(), Demande]
    assert {name for model in models for name in model.model_fields} & PLACES == {"guichet"}
    assert PLACES & set(DemandeDeposee.model_fields) == {"guichet"}


@pytest.mark.parametrize("nothing", [None, 1, "oui"])
def test_the_flag_is_said_in_one_way(nothing: Any) -> None:
    """A value that is no boolean is refused rather than guessed: a flag read wrong would show her."""
    with pytest.raises(ValueError, match="adresse_masquee"):
        DemandeDeposee.model_validate_json(json.dumps({**_asked(), "adresse_masquee": nothing}))


def _asked() -> dict[str, Any]:
    return {
        "commune": "00001",
        "aide": "PROPRE",
        "date_demande": "2026-01-05",
        "guichet": DOOR,
        "canal": "guichet",
        "personne_ref": "per_" + "b" * 26,
        "urgence": True,
    }


@settings(max_examples=60, deadline=None)
@given(aid=st.sampled_from(ASKED), moves=st.lists(st.integers(0, len(VIEWS) - 1), max_size=3), cents=st.integers(0, 60_000))
def test_row_16_no_message_ever_names_the_door(aid: str, moves: list[int], cents: int) -> None:
    """Opened, refused, decided, moved from one registry to the next: what is written to anyone but the door itself never names it."""
    hub = Hub(_with_door(0))
    case = hub.opened(aid, "ville", counter=DOOR, adresse_masquee=True, montant_demande_centimes=cents)
    for move in moves:
        hub.under(_with_door(move))
        for holding in hub.case(case).tenues:
            if holding.is_active and holding.acte is not None:
                hub.publish(holding.acteur, "decision.rendue", case, decision(holding.acteur, holding.acte))
                break
    others = [one for one in hub.messages if one.to != DOOR]
    assert others
    assert [one for one in others if DOOR in json.dumps(one.document)] == []
    told = [one.said["demande"] for one in others if one.type == "dossier.confie"]
    assert all(one.get("adresse_masquee") is True for one in told if "personne_ref" in one)


def _with_door(which: int) -> RegistryView:
    view = VIEWS[which]
    number = Version(version=which + 1, empreinte="-", enregistre_le="2026-01-01T00:00:00.000Z")
    return build([*view.actors(), *view.communes(), *view.aids(), *view.all_acts(), actor(DOOR), number])


def test_the_world_has_no_such_door() -> None:
    """Else the test above would prove nothing."""
    assert DOOR not in {one.id for one in ACTORS}
