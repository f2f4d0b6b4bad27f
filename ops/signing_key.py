"""The key that signs papers until the administration has its own: made here, and saying so in every PDF reader."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

NAME = "复工台 开发用签名 Reopening Desk DEVELOPMENT ONLY"
YEARS = 10
NOT_FOR = (
    *("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign"),
    *("encipher_only", "decipher_only"),
)


def development_key() -> str:
    """A new P-256 key and its certificate, signed by itself, as PEM in base64."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "开发用，不具效力 / development, of no effect"),
            x509.NameAttribute(NameOID.COMMON_NAME, NAME),
        ]
    )
    usage = dict.fromkeys(NOT_FOR, False)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))  # demo papers are dated 2020
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return base64.b64encode(secret + certificate.public_bytes(serialization.Encoding.PEM)).decode()


if __name__ == "__main__":
    print(development_key())
