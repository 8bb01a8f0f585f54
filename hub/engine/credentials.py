"""The credentials of a worker as Faust wants them: it names no protocol, but tells SASL by its class and TLS by its context."""

from typing import Any

from faust.auth import SASLCredentials, SSLCredentials


def faust_credentials(client: dict[str, Any]) -> SASLCredentials | SSLCredentials | None:
    """What Faust's driver turns back into `client` (`hub.clients.aiokafka_options`); None for a broker that asks for nothing."""
    tls = client.get("ssl_context")
    if "sasl_mechanism" not in client:
        return None if tls is None else SSLCredentials(tls)
    return SASLCredentials(
        username=client["sasl_plain_username"],
        password=client["sasl_plain_password"],
        mechanism=client["sasl_mechanism"],
        ssl_context=tls,
    )
