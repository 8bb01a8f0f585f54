"""A local Kafka where everyone logs in: one administrator by PLAIN, known from the start; all others by SCRAM-SHA-512, made by it.

Rules:
1. What no ACL allows is refused; the administrator alone stands above the ACLs, and is the broker towards itself.
2. No TLS: the broker listens on loopback only, where a password passes nobody.
"""

from dataclasses import dataclass, field
from typing import Any

PROTOCOL = "SASL_PLAINTEXT"
MECHANISM = "SCRAM-SHA-512"
_LISTENERS = (PROTOCOL.lower(), "controller")
_MODULES = "org.apache.kafka.common.security"


@dataclass(frozen=True, slots=True)
class Security:
    """The one user that exists before any other is made; letters and digits only, for both."""

    administrator: str
    password: str = field(repr=False)

    def __post_init__(self) -> None:
        assert self.administrator.isalnum(), "it is written into the broker's configuration as it is"
        assert self.password.isalnum(), "it is written into the broker's configuration as it is"

    def broker_settings(self) -> dict[str, object]:
        """Who may log in, how, and who decides what they may do."""
        name, password = self.administrator, self.password
        by_password = f'{_MODULES}.plain.PlainLoginModule required username="{name}" password="{password}" user_{name}="{password}";'
        return {
            "sasl.enabled.mechanisms": f"{MECHANISM},PLAIN",
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.controller.sasl.enabled.mechanisms": "PLAIN",
            **{f"listener.name.{listener}.plain.sasl.jaas.config": by_password for listener in _LISTENERS},
            f"listener.name.{_LISTENERS[0]}.{MECHANISM.lower()}.sasl.jaas.config": f"{_MODULES}.scram.ScramLoginModule required;",
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{name}",
            "allow.everyone.if.no.acl.found": "false",
        }

    def client_options(self, bootstrap: str) -> dict[str, Any]:
        """The administrator's connection, for a client of confluent-kafka."""
        login = {"sasl.mechanism": "PLAIN", "sasl.username": self.administrator, "sasl.password": self.password}
        return {"bootstrap.servers": bootstrap, "security.protocol": PROTOCOL, **login}
