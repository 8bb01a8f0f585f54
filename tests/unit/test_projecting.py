"""What leaves for a recipient is what its acts' profiles let it have, whatever happens on the dossier; nothing else changes."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from hub.core.registry import RegistryView
from hub.core.registry_check import check
from hub.core.registry_findings import Rule
from schemas.codes import Function
from schemas.outbound import OUTBOUND
from schemas.profiles import NOTICE, Profile, ProfileLine, restrictable
from schemas.registry import Act
from tests.unit.case_world import ACTORS, ACTS, AIDS, TOWN, VIEW, Hub, view_with
from tests.unit.life_events import KINDS, contents

SHORT = {kind: kind.removeprefix("fr.relais.").removesuffix(".v1") for kind in OUTBOUND if kind != NOTICE}
CONVENTION = next(one for one in ACTS if one.id == "convention-asso")


def named(profile: Profile, *acts: Act) -> RegistryView:
    """The town, where these acts name that profile."""
    return view_with(profile, *(one.model_copy(update={"donnees_autorisees": profile.id}) for one in acts))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    """Any: some lines, for everyone or for some functions, each with some of the fields there are."""
    lines = []
    for kind in draw(st.lists(st.sampled_from(sorted(SHORT)), max_size=6)):
        fields = draw(st.lists(st.sampled_from(sorted(restrictable(kind))), unique=True)) if restrictable(kind) else []
        functions = draw(st.lists(st.sampled_from(list(Function)), max_size=3, unique=True))
        lines.append(ProfileLine(message=SHORT[kind], fonctions=tuple(functions), champs=tuple(fields)))
    return Profile(id="maigre", objet="-", base="-", messages=tuple(lines))


def fields_of(said: dict[str, Any], above: str = "") -> set[str]:
    """The path of every field that has a value, written without the core's own help."""
    found: set[str] = set()
    for name, value in said.items():
        path = f"{above}{name}"
        if isinstance(value, dict):
            found |= fields_of(value, f"{path}.")
        elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
            found = found.union(*(fields_of(one, f"{path}.") for one in value))
        else:
            found.add(path)
    return found


@settings(max_examples=60, deadline=None)
@given(profile=profiles(), drawn=st.data())
def test_a_profile_takes_away_what_it_does_not_list_and_changes_nothing_else(profile: Profile, drawn: Any) -> None:
    """One life, lived twice: with the convention's profile and without. The asso holds by that act alone."""
    free, bound = Hub(view=VIEW), Hub(view=named(profile, CONVENTION))
    dossier = free.opened("CONFIEE", "ville", montant_demande_centimes=20_000, public="familles")
    assert bound.opened("CONFIEE", "ville", montant_demande_centimes=20_000, public="familles") == dossier
    for _ in range(drawn.draw(st.integers(1, 12))):
        who, kind = drawn.draw(st.sampled_from(("asso", "asso", "ccas", "ville"))), drawn.draw(st.sampled_from(KINDS))
        content = drawn.draw(contents(kind, free.now.date()))
        for hub in (free, bound):
            hub.publish(who, kind, dossier, content)
    assert bound.dossiers == free.dossiers
    assert [one.conclusions for one in bound.journal] == [one.conclusions for one in free.journal]
    for whole, left in zip(free.messages, bound.messages, strict=True):
        kind = f"fr.relais.{left.type}.v1"
        gone = fields_of(whole.said) - fields_of(left.said)
        assert fields_of(left.said) <= fields_of(whole.said)
        if left.to != "asso" or kind == NOTICE:
            assert left.document == whole.document
            continue
        assert gone <= restrictable(kind)
        held = frozenset(CONVENTION.fonctions)
        listed = {name for line in profile.messages if line.message == left.type for name in line.champs}
        meant = {
            name
            for line in profile.messages
            if line.message == left.type and (not line.fonctions or held.intersection(line.fonctions))
            for name in line.champs
        }
        if "asso" in {one.acteur for one in free.case(dossier).tenues if one.is_active}:
            assert fields_of(left.said) & restrictable(kind) <= listed
            assert (fields_of(whole.said) & restrictable(kind)) - gone <= meant
    sent = [(recipient, kind, names) for entry in bound.journal for recipient, kind, names in entry.envois]
    told = [one for one in bound.messages if one.type != "avis.technique"]
    assert [(recipient, f"fr.relais.{one.type}.v1", set(names)) for one, (recipient, _, names) in zip(told, sent, strict=True)] == [
        (one.to, f"fr.relais.{one.type}.v1", fields_of(one.said)) for one in told
    ], "the audit line says what left"


def test_an_offer_by_an_act_with_a_profile() -> None:
    """By hand: the asso sees who is to be served, and no amount; the counter and the titulaire see what they saw."""
    line = ProfileLine(message="dossier.confie", champs=("demande.public", "demande.personne_ref"))
    hub = Hub(view=named(Profile(id="maigre", objet="-", base="-", messages=(line,)), CONVENTION))
    hub.opened("CONFIEE", "ville", montant_demande_centimes=20_000, public="familles")
    (offered,) = hub.inbox("asso", "dossier.confie")
    assert offered["demande"] == {"commune": "00001", "aide": "CONFIEE", "date_demande": "2026-01-05", "public": "familles"}


def test_the_mark_of_a_hidden_address_always_leaves() -> None:
    """Who may get in touch with the person is told, whatever the profile."""
    line = ProfileLine(message="dossier.confie", champs=("demande.personne_ref",))
    hub = Hub(view=named(Profile(id="maigre", objet="-", base="-", messages=(line,)), CONVENTION))
    dossier = hub.opened("CONFIEE", "ville", adresse_masquee=True)
    hub.publish("asso", "transmission.acceptee", dossier, {"date": "2026-01-05"})
    taken = hub.inbox("asso", "dossier.confie")[-1]["demande"]
    assert (taken["adresse_masquee"], "personne_ref" in taken, "guichet" in taken) == (True, True, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"message": "dossier.ouvert", "champs": []}, "aucun type « dossier.ouvert »"),
        ({"message": "avis.technique", "champs": ["champ"]}, "aucun type « avis.technique »"),
        ({"message": "dossier.confie", "champs": ["demande.nom"]}, "« demande.nom » n'est pas un champ de dossier.confie"),
        ({"message": "dossier.confie", "champs": ["demande.aide"]}, "« demande.aide » n'est pas un champ de dossier.confie"),
        ({"message": "dossier.confie", "champs": ["demande.adresse_masquee"]}, "« demande.adresse_masquee » n'est pas un champ"),
    ],
)
def test_a_profile_speaks_only_of_what_it_can_take_away(line: dict[str, Any], said: str) -> None:
    """The field, the rule, and what is allowed."""
    with pytest.raises(ValidationError, match=said):
        ProfileLine.model_validate(line)


def test_an_act_that_names_an_unknown_profile_is_found() -> None:
    """Its holder would get what its role gets: more than was meant."""
    act = CONVENTION.model_copy(update={"donnees_autorisees": "inconnu"})
    (found,) = [one for one in check([*ACTORS, *AIDS, TOWN, act]) if one.rule is Rule.PROFIL_INCONNU]
    assert "`donnees_autorisees` le profil « inconnu »" in found.explanation
