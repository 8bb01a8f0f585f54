"""Certificates of our own authority: what each is good for, in whose name, and what an authority that is none is refused with."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from hub.access.certificates import PARTNER_DAYS, Signed, broker_certificate, new_authority, partner_certificate
from hub.errors import AuthorityRefused

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
LOGIN = "asso-panier-solidaire.20260601t090000"


@pytest.fixture(scope="module")
def authority() -> Signed:
    """One authority."""
    return new_authority("Relais", NOW)


def read(signed: Signed) -> x509.Certificate:
    """As others see it."""
    return x509.load_pem_x509_certificate(signed.certificate)


def test_a_broker_s_certificate_is_good_for_its_addresses_only(authority: Signed) -> None:
    """A client that checks names accepts it, from that authority and no other."""
    broker = read(broker_certificate(authority, ("localhost", "127.0.0.1"), NOW))
    alternatives = broker.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert alternatives.get_values_for_type(x509.DNSName) == ["localhost"]
    good = PolicyBuilder().store(Store([read(authority)])).time(NOW).build_server_verifier(x509.DNSName("localhost"))
    assert good.verify(broker, []) != []
    other = PolicyBuilder().store(Store([read(new_authority("Relais", NOW))])).time(NOW).build_server_verifier(x509.DNSName("localhost"))
    with pytest.raises(VerificationError):
        other.verify(broker, [])


def test_a_partner_s_certificate_is_its_login_for_a_bounded_time_and_no_broker_s(authority: Signed) -> None:
    """It names the login and nothing else, ends, and its bearer cannot pass for a broker."""
    mine = read(partner_certificate(authority, LOGIN, NOW))
    assert mine.subject.rfc4514_string() == f"CN={LOGIN}"
    assert mine.not_valid_after_utc == NOW + timedelta(days=PARTNER_DAYS)
    assert list(mine.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [ExtendedKeyUsageOID.CLIENT_AUTH]


def test_keys_are_in_the_form_kafka_reads_and_in_no_repr(authority: Signed) -> None:
    """PKCS#8; a print of the pair shows neither."""
    assert authority.key.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert repr(authority) == "Signed(...)"


def other_key() -> bytes:
    """A key of another kind."""
    made = rsa.generate_private_key(public_exponent=65_537, key_size=2_048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_what_is_no_authority_is_refused_by_name(authority: Signed) -> None:
    """A broken file, another kind of key, a name too long for a certificate: a sentence, not a traceback."""
    for broken in (authority._replace(key=b"nothing"), authority._replace(certificate=b"nothing"), authority._replace(key=other_key())):
        with pytest.raises(AuthorityRefused, match="HUB_PARTNERS__CA_KEY_FILE"):
            partner_certificate(broken, LOGIN, NOW)
    with pytest.raises(AuthorityRefused, match="too long"):
        partner_certificate(authority, "a" * 65, NOW)


def test_without_its_library_the_cure_is_said() -> None:
    """A hub that has no authority of its own starts without it; whoever wants one is told what to install."""
    script = """
import sys
sys.modules["cryptography"] = None
from datetime import UTC, datetime
import hub.kafka_local.control
from hub.access.certificates import Signed, new_authority, partner_certificate
from hub.errors import PackageMissing
for call in (lambda: new_authority("x", datetime.now(UTC)), lambda: partner_certificate(Signed(b"", b""), "x", datetime.now(UTC))):
    try:
        call()
    except PackageMissing as refused:
        print(refused.cure)
"""
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ended.stdout.splitlines() == ["Type: pip install 'relais[tls]'"] * 2
