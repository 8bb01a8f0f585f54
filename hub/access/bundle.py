"""What a partner is handed: one folder with its addresses, its login and programs that run as they are.

Rules:
1. Every file is its owner's alone; a secret stands in these files and nowhere else.
2. Names inside are relative: the folder works wherever it is copied to.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import connectors
from hub.access.certificates import Signed
from hub.access.private_files import write_private
from hub.clients import bootstrap_servers
from hub.settings import HubSettings
from schemas.topics import inbox, outbox

CA = "ca.pem"
CERTIFICATE, KEY = "client.pem", "client-key.pem"
_READER, _WRITER = Path(__file__).with_name("lire.py.txt"), Path(__file__).with_name("publier.py.txt")
_CLIENTS = Path(connectors.__path__[0]) / "clients"
_SAMPLES = ("client.py", "client.mjs", "client.sh")
_GUIDE = Path(__file__).with_name("lisezmoi.md.txt")


class Handed(NamedTuple):
    """Who is handed what; `contract` is its AsyncAPI document, `certificate` is None where only a password is."""

    actor: str
    login: str
    password: str
    contract: dict[str, Any]
    certificate: Signed | None = None

    def __repr__(self) -> str:
        """Never the password."""
        return f"Handed({self.login})"


def write_bundle(folder: Path, handed: Handed, settings: HubSettings) -> None:
    """Write the folder anew; what the partner's own programs put there stays."""
    for name, content in files(handed, settings).items():
        write_private(folder / name, content)


def files(handed: Handed, settings: HubSettings) -> dict[str, str | bytes]:
    """Content by name: the login in its forms, the contract (AsyncAPI), two small programs, a client to start from in three languages."""
    actor, authority = handed.actor, settings.kafka.ca_file
    told: dict[str, str | bytes] = {
        "identifiants.env": f"KAFKA_LOGIN={handed.login}\nKAFKA_PASSWORD={handed.password}\n",
        "librdkafka.conf": _lines(_by_password(handed, settings)),
        "client.properties": _lines(_for_java(handed, settings)),
        "lire.py": _READER.read_text(encoding="utf-8").replace("ACTEUR", actor),
        "publier.py": _WRITER.read_text(encoding="utf-8").replace("ACTEUR", actor),
        "LISEZMOI.md": _guide(handed),
        "contrat.json": json.dumps(handed.contract, ensure_ascii=False, indent=1),
        **{name: (_CLIENTS / name).read_text(encoding="utf-8") for name in _SAMPLES},
    }
    if authority is not None:
        told[CA] = authority.read_bytes()
    if handed.certificate is not None:
        told |= {CERTIFICATE: handed.certificate.certificate, KEY: handed.certificate.key}
        told["librdkafka-certificat.conf"] = _lines(_by_certificate(settings))
    return told


def _by_password(handed: Handed, settings: HubSettings) -> dict[str, str]:
    login = {"sasl.mechanism": "SCRAM-SHA-512", "sasl.username": handed.login, "sasl.password": handed.password}
    return {"bootstrap.servers": _address(settings), "security.protocol": "SASL_SSL", **login, **_authority(settings), **_CONDUCT}


def _by_certificate(settings: HubSettings) -> dict[str, str]:
    where = {"bootstrap.servers": settings.partners.certificate_bootstrap_servers or _address(settings), "security.protocol": "SSL"}
    return {**where, "ssl.certificate.location": CERTIFICATE, "ssl.key.location": KEY, **_authority(settings), **_CONDUCT}


def _for_java(handed: Handed, settings: HubSettings) -> dict[str, str]:
    module = "org.apache.kafka.common.security.scram.ScramLoginModule"
    trust = {} if settings.kafka.ca_file is None else {"ssl.truststore.type": "PEM", "ssl.truststore.location": CA}
    return {
        "bootstrap.servers": _address(settings),
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.jaas.config": f'{module} required username="{handed.login}" password="{handed.password}";',
        **trust,
        "isolation.level": "read_committed",
    }


_CONDUCT = {"isolation.level": "read_committed", "auto.offset.reset": "earliest", "partitioner": "murmur2_random"}


def _authority(settings: HubSettings) -> dict[str, str]:
    return {} if settings.kafka.ca_file is None else {"ssl.ca.location": CA}


def _address(settings: HubSettings) -> str:
    return settings.partners.bootstrap_servers or bootstrap_servers(settings)


def _lines(options: dict[str, str]) -> str:
    return "".join(f"{name}={value}\n" for name, value in options.items())


def _guide(handed: Handed) -> str:
    text = _GUIDE.read_text(encoding="utf-8")
    if handed.certificate is None:
        text = text.split("## Se connecter par certificat")[0].rstrip() + "\n"
    for name, value in {"ACTEUR": handed.actor, "BOITE": inbox(handed.actor), "SORTIE": outbox(handed.actor)}.items():
        text = text.replace(name, value)
    return text
