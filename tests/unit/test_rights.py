"""Who may do what, as values: a partner's four words, the hub's principals, and names that cannot meet."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given as each
from hypothesis import strategies as st

from hub.core import rights
from hub.core.rights import HUB_RIGHTS, NOBODY, Operation, Resource, Right, Rule, actor_of, login_of, partner_rights, suspension
from hub.positions import INTAKE_GROUP, LANES_GROUP, READER_GROUP
from hub.registry.loading import TRANSACTIONAL_ID
from hub.settings import HubSettings
from hub.topic_plan import hub_topics
from schemas import topics

MOMENT = datetime(2026, 11, 27, 16, 50, 12, tzinfo=UTC)
ACTORS = st.from_regex(r"[a-z0-9]{1,6}(-[a-z0-9]{1,6}){0,3}", fullmatch=True)
ANY_NAMES = st.one_of(ACTORS, st.sampled_from(["hub", "hub-worker", "hub-administration", "broker", NOBODY, "relais-registry"]))


def named_by(common_name: str) -> str:
    """Whom a broker takes the bearer of a certificate for; its rules are tried in their order, on the whole name."""
    for rule in rights.certificate_mapping().split(",RULE:"):
        pattern, replacement, _ = rule.removeprefix("RULE:").split("/")
        found = re.fullmatch(pattern, f"CN={common_name}")
        if found:
            return replacement.replace("$1", found.group(1) if found.groups() else "")
    raise AssertionError("some rule holds for every name")


def reaches(right: Right, resource: Resource, name: str) -> bool:
    """Whether it is about that name."""
    return right.resource is resource and (name.startswith(right.name) if right.is_prefix else right.name == name)


@each(ANY_NAMES, ANY_NAMES)
def test_a_partner_may_do_four_words_and_nothing_of_another(one: str, other: str) -> None:
    """It writes its outbox, reads its inbox in its own groups; no right of one reaches anything of another, whatever both are called."""
    assert [str(right) for right in partner_rights(one)] == [f"WRITE topic from.{one}", f"READ topic to.{one}", f"READ group {one}.*"]
    if one != other:
        theirs = [(Resource.TOPIC, topics.outbox(other)), (Resource.TOPIC, topics.inbox(other)), (Resource.GROUP, f"{other}.main")]
        assert [(right, name) for right in partner_rights(one) for kind, name in theirs if reaches(right, kind, name)] == []


@each(ANY_NAMES)
def test_no_partner_reaches_what_is_the_hub_s(actor: str) -> None:
    """Not a topic of the hub, not a group of its processes, not a transactional id: also for an actor whose id is a word of the hub."""
    ours = [(Resource.TOPIC, spec.name) for spec in hub_topics(HubSettings())]
    ours += [(Resource.GROUP, LANES_GROUP), (Resource.GROUP, INTAKE_GROUP), (Resource.TRANSACTION, TRANSACTIONAL_ID)]
    assert [name for right in partner_rights(actor) for kind, name in ours if reaches(right, kind, name)] == []


@each(ANY_NAMES, st.datetimes(datetime(2026, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 -- the strategy wants them naive
def test_a_login_says_whose_it_is_and_is_never_a_name_of_the_hub(actor: str, moment: datetime) -> None:
    """An actor may be called as the hub's worker is: its login is not."""
    login = login_of(actor, moment.replace(tzinfo=UTC))
    assert actor_of(login) == actor
    assert login not in {*HUB_RIGHTS, "broker", NOBODY}
    assert named_by(login) == login


@pytest.mark.parametrize(
    "common_name",
    [
        *HUB_RIGHTS,
        "broker",
        "root",
        "User:broker",
        "asso-panier-solidaire",
        "hub-worker.20261127t165012,O=Relais",
        "asso.20261127t165012+OU=x",
        "x,CN=asso.20261127t165012",
        "Asso.20261127t165012",
        "asso..20261127t165012",
        "asso.20261127t1650123",
        "",
    ],
)
def test_a_certificate_never_bears_a_name_of_the_hub(common_name: str) -> None:
    """What is not a partner's login, all of it and nothing more, stands for nobody."""
    assert named_by(common_name) == NOBODY
    assert actor_of(common_name) is None


@each(st.text(max_size=80).filter(lambda text: "\n" not in text))
def test_whatever_a_certificate_says_it_is_a_partner_s_login_or_nobody(common_name: str) -> None:
    """No text reaches a principal of the hub."""
    assert named_by(common_name) in {NOBODY, common_name}
    assert named_by(common_name) not in {*HUB_RIGHTS, "broker"}


def test_a_login_made_later_is_another() -> None:
    """A second is enough; what was taken away is not given back with the next one."""
    assert login_of("asso", MOMENT) == "asso.20261127t165012"
    assert login_of("asso", MOMENT + timedelta(seconds=1)) != login_of("asso", MOMENT)


def test_a_suspension_denies_everybody_exactly_what_the_partner_may_do() -> None:
    """No login of it, known or not, is left out; the hub's own work is not touched."""
    stopped = suspension("asso")
    assert {rule.right for rule in stopped} == set(partner_rights("asso"))
    assert {(rule.principal, rule.is_denial) for rule in stopped} == {("*", True)}
    needed = {(one.operation, one.name) for one in rights.WORKER_RIGHTS}
    assert (Operation.READ, "from.") in needed
    assert (Operation.WRITE, "to.") in needed
    assert min(map(str, stopped)) == "deny *: READ group asso.*"


def test_workers_may_do_all_their_work_and_never_write_the_registry() -> None:
    """Every topic of the hub but the registry is written by them: one that is new is in this list or fails here."""
    written = {right.name for right in rights.WORKER_RIGHTS if right.operation is Operation.WRITE and right.name.startswith("hub.")}
    assert written == {spec.name for spec in hub_topics(HubSettings())} - {topics.REGISTRY}
    assert [right for right in rights.WORKER_RIGHTS if right.resource is Resource.CLUSTER] == []
    groups = {right.name for right in rights.WORKER_RIGHTS if right.resource is Resource.GROUP and right.operation is Operation.READ}
    assert groups == {LANES_GROUP, INTAKE_GROUP}


def test_the_projector_reads_what_it_shows_and_writes_nothing() -> None:
    """The hub's own topics, and how long the inboxes wait; no outbox, no group of its own."""
    mine = rights.PROJECTOR_RIGHTS
    assert {str(right) for right in mine} == {"READ topic hub.*", "READ topic to.*", "DESCRIBE group *"}
    assert READER_GROUP in rights.READERS


def test_the_administration_publishes_nothing_but_the_registry_and_reads_no_partner_s_mail() -> None:
    """It makes and takes away; what partners and the hub tell each other is not its business."""
    mine = rights.ADMINISTRATION_RIGHTS
    assert [str(one) for one in mine if one.operation is Operation.WRITE] == [
        "WRITE topic hub.registry",
        "WRITE transactional id relais-registry",
    ]
    assert [str(one) for one in mine if one.operation is Operation.READ] == ["READ topic hub.*"]
    assert rights.REGISTRY_WRITER == TRANSACTIONAL_ID


def test_whoever_is_on_call_sees_everything_and_changes_nothing() -> None:
    """Inboxes too: what waits in them is what wakes him."""
    assert {right.operation for right in rights.WATCH_RIGHTS} == {Operation.READ, Operation.DESCRIBE}
    assert {right.name for right in rights.WATCH_RIGHTS if right.operation is Operation.READ} == {"hub.", "from.", "to."}
    assert [right for right in rights.WATCH_RIGHTS if right.resource is Resource.GROUP and right.operation is Operation.READ] == []


def test_the_guide_shows_the_rights_that_are_given() -> None:
    """Whoever sets up a Kafka of their own copies these lines."""
    guide = (Path(__file__).parents[2] / "docs" / "how-to" / "use-your-own-kafka.md").read_text(encoding="utf-8")
    told = {line.strip() for line in guide.splitlines()}
    for principal, some in HUB_RIGHTS.items():
        assert [str(rule) for rule in sorted(rights.given(principal, some)) if str(rule) not in told] == []


def test_a_rule_reads_as_a_sentence() -> None:
    """As the plan of `hub partner` shows it."""
    assert str(Rule("hub-worker", Right(Resource.TOPIC, "to.", Operation.WRITE, is_prefix=True))) == "allow hub-worker: WRITE topic to.*"
