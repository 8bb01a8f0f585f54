"""A certificate authority of our own: the broker's certificate of the local Kafka, and those by which partners may log in.

Rules:
1. A key never leaves the file it is written to, and is written as PKCS#8: Kafka reads no other form.
2. A partner's certificate is for clients only: its bearer cannot pass for a broker.
3. Whom a certificate stands for is its common name, the partner's login; nothing else in it counts.
"""

import ipaddress
from datetime import datetime, timedelta
from typing import NamedTuple

from hub.errors import AuthorityRefused, PackageMissing

try:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
    from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
except ImportError:  # a hub on somebody else's Kafka needs no authority
    IS_THERE = False
else:
    IS_THERE = True

AUTHORITY_DAYS = 3650
BROKER_DAYS = 825
PARTNER_DAYS = 397
NAME_CHARACTERS_MAX = 64
"""The longest common name that X.509 knows."""
_SLACK = timedelta(minutes=5)
"""Clocks differ: a certificate is valid a little before it is made."""


class Signed(NamedTuple):
    """A certificate and its key, both PEM."""

    certificate: bytes
    key: bytes

    def __repr__(self) -> str:
        """Never the key."""
        return "Signed(...)"


def new_authority(name: str, now: datetime) -> Signed:
    """An authority that signs for brokers and partners; raises PackageMissing without its library."""
    _need_library()
    key = _new_key()
    subject = _named(name)
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    built = (
        _dated(subject, subject, key, now, AUTHORITY_DAYS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return _signed(built, key, key)


def broker_certificate(authority: Signed, hosts: tuple[str, ...], now: datetime) -> Signed:
    """A certificate for the broker that answers at these names and addresses; raises AuthorityRefused."""
    _need_library()
    known = x509.SubjectAlternativeName([_alternative(host) for host in hosts])
    return _issue(
        authority, _named(hosts[0]), now, BROKER_DAYS, [(known, False), (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)]
    )


def partner_certificate(authority: Signed, login: str, now: datetime) -> Signed:
    """A certificate by which that login is known, for a year and a month; raises AuthorityRefused."""
    _need_library()
    return _issue(authority, _named(login), now, PARTNER_DAYS, [(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False)])


def _need_library() -> None:
    if not IS_THERE:
        raise PackageMissing(package="cryptography", extra="tls")


def _issue(
    authority: Signed, subject: "x509.Name", now: datetime, days: int, extensions: "list[tuple[x509.ExtensionType, bool]]"
) -> Signed:
    try:
        above = x509.load_pem_x509_certificate(authority.certificate)
        above_key = load_pem_private_key(authority.key, None)
    except (ValueError, TypeError) as refused:
        raise AuthorityRefused(reason=str(refused).split("\n", maxsplit=1)[0]) from None
    if not isinstance(above_key, ec.EllipticCurvePrivateKey):
        raise AuthorityRefused(reason="its key is not on an elliptic curve")
    key = _new_key()
    built = _dated(subject, above.subject, key, now, days)
    for extension, critical in extensions:
        built = built.add_extension(extension, critical=critical)
    built = built.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above_key.public_key()), critical=False)
    return _signed(built, key, above_key)


def _dated(
    subject: "x509.Name", issuer: "x509.Name", key: "ec.EllipticCurvePrivateKey", now: datetime, days: int
) -> "x509.CertificateBuilder":
    begins, ends = now - _SLACK, now + timedelta(days=days)
    named = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    return named.serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)


def _signed(built: "x509.CertificateBuilder", key: "ec.EllipticCurvePrivateKey", above: "ec.EllipticCurvePrivateKey") -> Signed:
    certificate = built.sign(above, hashes.SHA256())
    return Signed(certificate.public_bytes(Encoding.PEM), key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _new_key() -> "ec.EllipticCurvePrivateKey":
    return ec.generate_private_key(ec.SECP256R1())


def _named(name: str) -> "x509.Name":
    if len(name) > NAME_CHARACTERS_MAX:
        raise AuthorityRefused(reason=f"{name} is too long for a certificate ({NAME_CHARACTERS_MAX} characters)")
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _alternative(host: str) -> "x509.GeneralName":
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
