"""A local Kafka where everyone logs in, over TLS: an authority made on the spot, three logins of the hub, all kept in one folder.

Rules:
1. One listener for names and passwords (SCRAM-SHA-512 over TLS), one for certificates; what no rule allows is refused.
2. A third one, on loopback and without TLS, is the broker's own: it stands above the rules there, and nobody else has that password.
3. A certificate stands for a partner's login or for nobody (`hub.core.rights.certificate_mapping`).
4. Everything here is made once and kept; its folder and files are their owner's alone. A folder that was secured once starts secured.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from pydantic import SecretStr

from hub.access.certificates import broker_certificate, new_authority
from hub.access.private_files import new_password, write_private
from hub.core.rights import ADMINISTRATION, HUB_RIGHTS, certificate_mapping
from hub.kafka_local.ports import HOST, Ports
from hub.settings import HubSettings, KafkaSettings

MECHANISM = "SCRAM-SHA-512"
BROKER = "broker"
_AUTHORITY, _AUTHORITY_KEY = "ca.pem", "ca-key.pem"
_BROKER_PEM = "broker.pem"
_HOSTS = ("localhost", HOST)
_MODULES = "org.apache.kafka.common.security"


@dataclass(frozen=True, slots=True)
class Security:
    """What a secured folder holds; `password` is the broker's own."""

    folder: Path
    password: str = field(repr=False)

    @classmethod
    def of(cls, folder: Path) -> Self:
        """What is kept there, made now if it is missing; raises PackageMissing."""
        if not (folder / _BROKER_PEM).exists():
            now = datetime.now(UTC)
            authority = new_authority("Relais, local Kafka", now)
            broker = broker_certificate(authority, _HOSTS, now)
            write_private(folder / _AUTHORITY_KEY, authority.key)
            write_private(folder / _AUTHORITY, authority.certificate)
            write_private(folder / _BROKER_PEM, broker.key + broker.certificate)
        return cls(folder, _kept_password(folder, BROKER))

    def listeners(self, at: Ports) -> dict[str, object]:
        """Where the broker listens, and how."""
        kinds = {"INTERNAL": "SASL_PLAINTEXT", "PASSWORD": "SASL_SSL", "CERTIFICATE": "SSL", "CONTROLLER": "SASL_PLAINTEXT"}
        places = {"INTERNAL": at.internal, "PASSWORD": at.clients, "CERTIFICATE": at.certificates}
        told = ",".join(f"{name}://{HOST}:{port}" for name, port in places.items())
        return {
            "listeners": f"{told},CONTROLLER://{HOST}:{at.controller}",
            "advertised.listeners": told,
            "listener.security.protocol.map": ",".join(f"{name}:{kind}" for name, kind in kinds.items()),
            "inter.broker.listener.name": "INTERNAL",
        }

    def broker_settings(self) -> dict[str, object]:
        """Who may log in, how, and who decides what they may do."""
        plain = (
            f'{_MODULES}.plain.PlainLoginModule required username="{BROKER}" password="{self.password}" user_{BROKER}="{self.password}";'
        )
        own = {
            f"listener.name.{listener}.{name}": value
            for listener in ("internal", "controller")
            for name, value in (("sasl.enabled.mechanisms", "PLAIN"), ("plain.sasl.jaas.config", plain))
        }
        return {
            **own,
            "sasl.mechanism.inter.broker.protocol": "PLAIN",
            "sasl.mechanism.controller.protocol": "PLAIN",
            "listener.name.password.sasl.enabled.mechanisms": MECHANISM,
            f"listener.name.password.{MECHANISM.lower()}.sasl.jaas.config": f"{_MODULES}.scram.ScramLoginModule required;",
            "ssl.keystore.type": "PEM",
            "ssl.keystore.location": self.folder / _BROKER_PEM,
            "ssl.truststore.type": "PEM",
            "ssl.truststore.location": self.folder / _AUTHORITY,
            "listener.name.certificate.ssl.client.auth": "required",
            "listener.name.certificate.ssl.principal.mapping.rules": certificate_mapping(),
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": f"User:{BROKER}",
            "allow.everyone.if.no.acl.found": "false",
        }

    def own_settings(self, at: Ports) -> HubSettings:
        """The broker's own login, above every rule: it makes the logins of the hub and nothing else uses it."""
        login = {"sasl_mechanism": "PLAIN", "sasl_username": BROKER, "sasl_password": SecretStr(self.password)}
        address = {"bootstrap_servers": f"{HOST}:{at.internal}", "security_protocol": "SASL_PLAINTEXT"}
        return HubSettings(kafka=KafkaSettings.model_validate({**address, **login}))

    def has_password_of(self, principal: str) -> bool:
        """Whether a principal's password is kept here; one whose file was removed gets another."""
        return _password_file(self.folder, principal).exists()

    def password_of(self, principal: str) -> str:
        """That of a principal of the hub, made now if it is missing."""
        return _kept_password(self.folder, principal)

    def write_environments(self, at: Ports) -> None:
        """For each principal of the hub a file of variables, without a secret in it."""
        for principal in HUB_RIGHTS:
            variables = self.environment(principal)
            if principal == ADMINISTRATION:
                variables |= {
                    "HUB_PARTNERS__BOOTSTRAP_SERVERS": f"{HOST}:{at.clients}",
                    "HUB_PARTNERS__CERTIFICATE_BOOTSTRAP_SERVERS": f"{HOST}:{at.certificates}",
                    "HUB_PARTNERS__CA_CERTIFICATE_FILE": str(self.folder / _AUTHORITY),
                    "HUB_PARTNERS__CA_KEY_FILE": str(self.folder / _AUTHORITY_KEY),
                }
            written = "".join(f"{name}='{value}'\n" for name, value in variables.items())
            write_private(environment_file(self.folder, principal), written)

    def environment(self, principal: str) -> dict[str, str]:
        """The variables with which a process of the hub logs in as that principal."""
        return {
            "HUB_KAFKA__SECURITY_PROTOCOL": "SASL_SSL",
            "HUB_KAFKA__SASL_MECHANISM": MECHANISM,
            "HUB_KAFKA__SASL_USERNAME": principal,
            "HUB_KAFKA__SASL_PASSWORD_FILE": str(_password_file(self.folder, principal)),
            "HUB_KAFKA__CA_FILE": str(self.folder / _AUTHORITY),
        }


def environment_file(folder: Path, principal: str) -> Path:
    """Where the variables of a principal are."""
    return folder / f"{principal}.env"


def _password_file(folder: Path, principal: str) -> Path:
    return folder / f"{principal}.password"


def _kept_password(folder: Path, principal: str) -> str:
    path = _password_file(folder, principal)
    if not path.exists():
        write_private(path, new_password())
    return path.read_text(encoding="ascii")
