"""
Signs papers (PAdES, ETSI EN 319 142) with the key of the configuration, by pyHanko's CMS.

The same paper gets the same signature: ECDSA with a nonce from the key and the words (RFC 6979), or RSA with
PKCS #1 v1.5; the time is that of the issue. Only an answer of a time stamp authority differs from run to run.
"""

import asyncio
import base64
from datetime import UTC, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from asn1crypto import keys, pem, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from core.printing.signed_messages import EXAMPLE, Messages
from core.printing.writing import Signature

ROOM = 6 * 1024  # for a chain of three certificates
ROOM_WITH_TIME_STAMP = 20 * 1024


def key_signer(key: Any, own: x509.Certificate, chain: list[x509.Certificate]) -> Any:
    """Signs with a private key held in memory, the same way each time."""
    from pyhanko.sign.signers.pdf_cms import SimpleSigner  # not at the top: a web process never pays for it
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class KeySigner(SimpleSigner):
        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            return raw_signature(key, data)

    store = SimpleCertificateStore()
    store.register_multiple(chain)
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return KeySigner(signing_cert=own, signing_key=keys.PrivateKeyInfo.load(encoded), cert_registry=store)


def raw_signature(key: Any, data: bytes) -> bytes:
    """:raises ImproperlyConfigured: if the key is neither elliptic nor RSA"""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(data, padding.PKCS1v15(), hashes.SHA256())
    raise ImproperlyConfigured("PDF_SIGNING_KEY must be an elliptic (EC) or an RSA key.")


class PaperSigner:
    """Signs digests. :param time_stamps: the address of an authority, or nothing"""

    def __init__(self, signer: Any, time_stamps: str = "") -> None:
        from pyhanko.sign.timestamps import HTTPTimeStamper

        self._signer = signer
        self._stamper = HTTPTimeStamper(time_stamps) if time_stamps else None
        self.room = ROOM_WITH_TIME_STAMP if time_stamps else ROOM
        self.name: str = signer.signing_cert.subject.native.get("common_name", "")
        self.fingerprint: bytes = signer.signing_cert.sha256

    def sign(self, digest: bytes) -> bytes:
        return self.built(digest) if self._stamper else self._messages.about(digest, self._raw)

    def built(self, digest: bytes) -> bytes:
        """All of the message, by pyHanko."""
        signed = self._signer.async_sign(digest, "sha256", use_pades=True, timestamper=self._stamper)
        return bytes(asyncio.run(signed).dump())

    @cached_property
    def _messages(self) -> Messages:
        return Messages(self.built(EXAMPLE))

    def _raw(self, data: bytes) -> bytes:
        return bytes(asyncio.run(self._signer.async_sign_raw(data, "sha256")))


def signature_of(at: datetime) -> Signature | None:
    """The signature of a paper issued at this time; None where the configuration has no key."""
    signer = paper_signer()
    return Signature(signer, at.astimezone(UTC)) if signer else None


@cache
def paper_signer() -> PaperSigner | None:
    """One per process: reading the key takes longer than signing with it."""
    if not settings.PDF_SIGNING_KEY:
        return None
    return PaperSigner(
        read_key(settings.PDF_SIGNING_KEY, settings.PDF_SIGNING_PASSWORD), settings.PDF_TIMESTAMP_URL
    )


def read_key(said: str, password: str) -> Any:
    """
    The key with its certificates.

    :param said: the path of a PEM or PKCS #12 file, or the file itself in base64
    :raises ImproperlyConfigured: if there is no key with its certificate in it
    """
    path = Path(said)
    content = path.read_bytes() if len(said) < 256 and path.exists() else base64.b64decode(said)
    secret = password.encode() or None
    try:
        if pem.detect(content):
            key: Any = serialization.load_pem_private_key(content, secret)
            found = certificates_in(content)
        else:
            key, own, others = pkcs12.load_key_and_certificates(content, secret)
            found = [each.public_bytes(serialization.Encoding.DER) for each in (own, *others) if each]
    except ValueError as error:
        raise ImproperlyConfigured(f"PDF_SIGNING_KEY cannot be read: {error}") from error
    if key is None or not found:
        raise ImproperlyConfigured("PDF_SIGNING_KEY must hold a private key and its certificate.")
    own, *chain = [x509.Certificate.load(der) for der in found]
    return key_signer(key, own, chain)


def certificates_in(content: bytes) -> list[bytes]:
    """The certificates of a PEM or DER file, in DER. :raises ValueError: if it is neither"""
    if pem.detect(content):
        return [der for name, _headers, der in pem.unarmor(content, multiple=True) if name == "CERTIFICATE"]
    return [x509.Certificate.load(content, strict=True).dump()]
