"""What a partner may send and receive is what the registry may give it: nothing that it could receive is left out."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.partner_terms import Terms, terms
from hub.core.registry import RegistryView
from schemas.codes import ActorKind, Function
from schemas.meaning import short_name
from schemas.outbound import OUTBOUND
from schemas.profiles import Profile, ProfileLine, restrictable
from schemas.registry import Act
from tests.unit.case_world import VIEW, Hub
from tests.unit.life_events import KINDS, contents
from tests.unit.registry_records import act, actor, registry
from tests.unit.test_projecting import CONVENTION, fields_of, named, profiles

CONFIE = "fr.relais.dossier.confie.v1"
COUNTER = ("dossier.confie", "dossier.retire", "orientation.proposee", "echeance.signalee", "dossier.lie", "avis.technique")
THIN = Profile(id="maigre", objet="-", base="-", messages=(ProfileLine(message="dossier.confie", champs=("demande.public",)),))


def of(view: RegistryView, name: str) -> Terms:
    """The terms of that actor."""
    found = view.actor(name)
    assert found is not None
    return terms(view, found)


def sent(told: Terms) -> set[str]:
    """The short names of what it sends."""
    return {short_name(kind) for kind in told.sends}


def received(told: Terms) -> set[str]:
    """The short names of what it receives."""
    return {short_name(kind) for kind in told.receives}


def asso(*acts: Act, kind: ActorKind = ActorKind.ASSOCIATION) -> Terms:
    """The terms of an association that has these acts in a town where the ccas holds the power."""
    return of(registry(act("titre", "institution", "ccas"), actor("asso", nature=kind), *acts), "asso")


@settings(max_examples=60, deadline=None)
@given(profile=st.none() | profiles(), drawn=st.data())
def test_nothing_that_a_life_brings_is_left_out(profile: Profile | None, drawn: Any) -> None:
    """Every message of a random life, its type and its fields, is in the terms of who received it; so is every event that was taken."""
    view = VIEW if profile is None else named(profile, CONVENTION)
    hub = Hub(view=view)
    dossier = hub.opened("CONFIEE", "ville", montant_demande_centimes=20_000, public="familles")
    for _ in range(drawn.draw(st.integers(1, 12))):
        who, kind = drawn.draw(st.sampled_from(("asso", "ccas", "ville"))), drawn.draw(st.sampled_from(KINDS))
        hub.publish(who, kind, dossier, drawn.draw(contents(kind, hub.now.date())))
        (notice,) = [one.said for one in hub.messages if one.type == "avis.technique"][-1:]
        assert notice["statut"] != "pris_en_compte" or kind in sent(of(view, who))
    for one in hub.messages:
        told, kind = of(view, one.to), f"fr.relais.{one.type}.v1"
        assert kind in told.receives
        assert fields_of(one.said) & restrictable(kind) <= told.fields(kind)


def test_who_has_no_act_is_a_counter() -> None:
    """It opens demands and signals, answers offers, says what a counter says; it neither examines, decides nor pays."""
    told = asso()
    assert (told.titles, told.functions) == ((), frozenset({Function.RECEVOIR}))
    assert sent(told) >= {"demande.deposee", "signalement.recu", "transmission.refusee", "piece.recue", "dossier.clos", "decision.rendue"}
    assert sent(told).isdisjoint({"ar.emis", "decision.regularisee", "paiement.effectue", "arbitrage.rendu", "action.ouverte"})
    assert received(told) >= set(COUNTER)
    assert received(told).isdisjoint({"orientation.transmise", "signalement.transmis"})


def test_who_executes_or_prepares_never_decides() -> None:
    """Whatever the act says: the functions of a market or a convention d'instruction are less that one."""
    every = tuple(Function)
    for kind in ("marche", "convention_instruction"):
        told = asso(act("acte", kind, "asso", fonctions=every, delegant="ccas"))
        assert told.functions == frozenset(every) - {Function.DECIDER}
        assert "decision.confirmee" not in sent(told)
        assert {"ar.emis", "paiement.effectue", "arbitrage.rendu"} <= sent(told)
        assert "signalement.transmis" in received(told)
    assert "decision.confirmee" in sent(asso(act("acte", "delegation_competence", "asso", delegant="ccas")))


def test_who_helps_by_a_subsidy_holds_nothing_and_is_oriented_to() -> None:
    """Nothing but `orientation.transmise` more than a counter."""
    told = asso(act("acte", "subvention", "asso"))
    assert (told.titles, sent(told)) == ((), sent(asso()))
    assert received(told) - received(asso()) == {"orientation.transmise"}


def test_who_holds_the_power_may_be_left_with_all_of_it() -> None:
    """A title's own list of functions bounds nothing: what nobody else has comes back to its holder."""
    view = registry(act("titre", "institution", "ccas", fonctions=(Function.DECIDER,)))
    assert of(view, "ccas").functions == frozenset(Function)


def test_who_stands_in_by_a_clause_has_what_the_act_gives() -> None:
    """For an urgent demand, or when the act is exhausted."""
    given_by = act("acte", "delegation_competence", "asso", delegant="ccas", clause_urgence="secours")
    view = registry(act("titre", "institution", "ccas"), actor("asso"), actor("secours"), given_by)
    assert of(view, "secours").functions == of(view, "asso").functions


def test_only_a_public_body_reports_a_collective_action() -> None:
    """As intake judges it."""
    assert sent(asso(kind=ActorKind.SERVICE_MUNICIPAL)) - sent(asso()) == {"action.ouverte", "action.bilan"}


def test_a_field_is_left_out_only_where_every_act_withholds_it() -> None:
    """One act with a profile: what it lists and what a counter sees; another without: everything, of every type."""
    bound = act("acte", "convention_instruction", "asso", delegant="ccas", donnees_autorisees="maigre")
    view = registry(act("titre", "institution", "ccas"), actor("asso"), bound, THIN)
    told = of(view, "asso")
    assert told.fields(CONFIE) == {"demande.public"}
    free = act("autre", "convention_instruction", "asso", delegant="ccas")
    both = of(registry(act("titre", "institution", "ccas"), actor("asso"), bound, free, THIN), "asso")
    assert all(both.fields(kind) == restrictable(kind) for kind in OUTBOUND)
