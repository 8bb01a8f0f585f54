"""The names of the topics: the direction reads at once, and the name of a partner's topic is its authentication."""

FROM_PREFIX = "from."
TO_PREFIX = "to."

EVENTS = "hub.events"
REGISTRY = "hub.registry"
CASES = "hub.cases"
JOURNAL = "hub.journal"
REFUS = "hub.refus"
REFUS_STATE = "hub.refus-state"
QUOTAS = "hub.quotas"
QUOTAS_STATE = "hub.quotas-state"
PERSONNES = "hub.personnes"
PERSONNES_STATE = "hub.personnes-state"
REJECTED = "hub.rejected"

STATE_OF = {EVENTS: CASES, REFUS: REFUS_STATE, QUOTAS: QUOTAS_STATE, PERSONNES: PERSONNES_STATE}
"""What lanes read, and where each keeps its state, partition by partition."""


def outbox(actor: str) -> str:
    """The topic on which `actor` publishes."""
    return FROM_PREFIX + actor


def inbox(actor: str) -> str:
    """The topic on which `actor` reads."""
    return TO_PREFIX + actor


def publisher(topic: str) -> str:
    """The actor that alone may write on a `from.<id>` topic."""
    assert topic.startswith(FROM_PREFIX), topic
    return topic[len(FROM_PREFIX) :]
