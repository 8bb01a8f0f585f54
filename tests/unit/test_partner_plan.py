"""What must change for a partner, as values: done once, denials first, nothing left over, no suspension lifted in passing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given as each
from hypothesis import strategies as st
from pydantic import SecretStr

from hub.access import plan
from hub.access.bundle import Handed, files, write_bundle
from hub.access.certificates import Signed
from hub.access.plan import Changes, Standing, standing
from hub.access.private_files import new_password
from hub.core.rights import Operation, Resource, Right, Rule, given, login_of, partner_rights, suspension
from hub.settings import HubSettings, KafkaSettings, PartnersSettings

ACTOR, OTHER = "asso", "asso-autre"
MADE = datetime(2026, 6, 1, 9, tzinfo=UTC)
LOGINS = [login_of(ACTOR, MADE + timedelta(days=day)) for day in range(4)]
NEXT = login_of(ACTOR, MADE + timedelta(days=9))
QUOTAS = {"producer_byte_rate": 1_000.0}
STRAY = Right(Resource.TOPIC, "hub.events", Operation.READ)


def nobody(actor: str = ACTOR) -> Standing:
    """Somebody of whom nothing is known."""
    return standing(actor, frozenset(), frozenset(), {})


def after(now: Standing, changes: Changes) -> Standing:
    """What a broker holds once they are done."""
    quotas: dict[str, Mapping[str, float]] = dict(now.quotas)
    for login, values in changes.quotas.items():
        kept = {name: value for name, value in {**quotas.get(login, {}), **values}.items() if value is not None}
        quotas.pop(login, None)
        quotas |= {login: kept} if kept else {}
    rules = (now.rules | changes.denials) - changes.lost_rules
    passwords = (now.passwords - frozenset(changes.lost_logins)) | ({changes.new_login} if changes.new_login else set())
    return standing(now.actor, rules | changes.new_rules, passwords, quotas)


RULES = st.frozensets(
    st.one_of(
        st.sampled_from([rule for login in LOGINS for rule in given(login, partner_rights(ACTOR))]),
        st.sampled_from(sorted(suspension(ACTOR))),
        st.sampled_from([Rule(login, STRAY) for login in LOGINS]),
    ),
    max_size=8,
)
STANDINGS = st.builds(
    lambda rules, passwords, quotas: standing(ACTOR, rules, passwords, {key: {"producer_byte_rate": 5.0} for key in quotas}),
    RULES,
    st.frozensets(st.sampled_from(LOGINS), max_size=3),
    st.frozensets(st.sampled_from(LOGINS), max_size=3),
)


def is_whole(now: Standing) -> bool:
    """Every login has exactly its rights and its quotas, and nothing else is there."""
    wanted = frozenset(rule for login in now.logins for rule in given(login, partner_rights(ACTOR)))
    return (now.rules, dict(now.quotas)) == (wanted, dict.fromkeys(now.logins, QUOTAS)) and not now.leftovers


@each(STANDINGS)
def test_whatever_was_left_a_partner_let_in_is_whole_and_a_second_time_changes_nothing(now: Standing) -> None:
    """Interrupted runs, rights given by hand, quotas of another day: one run mends them all."""
    then = after(now, plan.to_resume(now, NEXT, QUOTAS))
    assert is_whole(then)
    assert then.logins == (now.logins or (NEXT,))
    assert not plan.to_add(then, NEXT, QUOTAS)
    assert not plan.to_resume(then, NEXT, QUOTAS)


@each(STANDINGS)
def test_a_suspension_leaves_no_login_and_a_second_time_changes_nothing(now: Standing) -> None:
    """Whatever there was, only the denials are left."""
    then = after(now, plan.to_suspend(now))
    assert (then.rules, then.logins, dict(then.quotas)) == (suspension(ACTOR), (), {})
    assert then.is_suspended
    assert not plan.to_suspend(then)


@each(STANDINGS)
def test_a_removal_leaves_nothing(now: Standing) -> None:
    """Not even a suspension."""
    then = after(now, plan.to_remove(now))
    assert (then.is_known, then) == (False, nobody())
    assert not plan.to_remove(then)


def test_a_rotation_has_two_logins_for_a_while_and_never_three() -> None:
    """The end of it keeps the newest alone."""
    one = after(nobody(), plan.to_add(nobody(), LOGINS[0], QUOTAS))
    two = after(one, plan.to_rotate(one, LOGINS[1], QUOTAS))
    assert (two.logins, is_whole(two)) == ((LOGINS[0], LOGINS[1]), True)
    assert not plan.to_rotate(two, LOGINS[2], QUOTAS)
    last = after(two, plan.to_finish(two))
    assert (last.logins, is_whole(last)) == ((LOGINS[1],), True)
    assert not plan.to_finish(last)


def test_what_is_another_s_is_left_alone() -> None:
    """A partner whose id begins like this one's, the hub's own rules, and names nobody of us made."""
    theirs = given(login_of(OTHER, MADE), partner_rights(OTHER)) | {Rule("hub-worker", STRAY), Rule("asso", STRAY), Rule("*", STRAY)}
    passwords = frozenset({login_of(OTHER, MADE), "hub-worker", "asso"})
    assert not standing(ACTOR, theirs, passwords, {"asso": QUOTAS}).is_known
    assert [one.actor for one in plan.partners(theirs | suspension(ACTOR), passwords, {})] == [ACTOR, OTHER]


def test_a_suspension_is_not_lifted_in_passing() -> None:
    """Whoever plans to add one that is suspended has a bug."""
    stopped = after(nobody(), plan.to_suspend(nobody()))
    with pytest.raises(AssertionError):
        plan.to_add(stopped, NEXT, QUOTAS)


def test_a_plan_reads_line_by_line_in_the_order_of_its_doing() -> None:
    """Rights come last."""
    assert plan.to_add(nobody(), NEXT, QUOTAS).lines() == [
        f"make    login {NEXT}",
        f"set     quotas of {NEXT}: producer_byte_rate 1000",
        f"add     allow {NEXT}: READ group asso.*",
        f"add     allow {NEXT}: WRITE topic from.asso",
        f"add     allow {NEXT}: READ topic to.asso",
    ]
    assert plan.to_suspend(nobody()).lines()[0].startswith("add     deny *: ")


def test_a_folder_holds_each_secret_where_it_is_needed_and_no_path_of_ours(tmp_path: Path) -> None:
    """Names are relative, the password is in three files, the key in one, none is in a repr; every file is its owner's alone."""
    (tmp_path / "ca.pem").write_bytes(b"authority")
    kafka = KafkaSettings(
        bootstrap_servers="k:1",
        security_protocol="SASL_SSL",
        sasl_username="a",
        sasl_password=SecretStr("hub's own"),
        ca_file=tmp_path / "ca.pem",
    )
    settings = HubSettings(kafka=kafka, partners=PartnersSettings(certificate_bootstrap_servers="k:2"))
    password = new_password()
    handed = Handed(ACTOR, NEXT, password, {"info": {}}, Signed(b"certificate", b"key"))
    told = {name: content if isinstance(content, str) else content.decode() for name, content in files(handed, settings).items()}
    assert {name for name, content in told.items() if password in content} == {"identifiants.env", "librdkafka.conf", "client.properties"}
    assert [name for name, content in told.items() if str(tmp_path) in content or "hub's own" in content] == []
    assert ("bootstrap.servers=k:2" in told["librdkafka-certificat.conf"], "ACTEUR" in "".join(told.values())) == (True, False)
    assert password not in repr(handed)
    write_bundle(tmp_path / "made", handed, settings)
    assert {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "made").iterdir()} == dict.fromkeys(told, 0o600)


def test_where_the_authority_is_public_no_file_of_it_is_named() -> None:
    """Then the system's own is used."""
    told = files(Handed(ACTOR, NEXT, "word", {}), HubSettings(kafka=KafkaSettings(bootstrap_servers="k:1")))
    assert [name for name, content in told.items() if "ca.pem" in str(content)] == []
    assert "client.pem" not in told
