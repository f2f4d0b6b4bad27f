"""
The keys of signed codes, from configuration.

`CERTIFICATE_KEYS` are private, the newest first: it signs, all of them are published. A key that signs no more may
be kept as its public part only, in `RETIRED_CERTIFICATE_KEYS`, for as long as papers signed with it are shown.
"""

from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from approvals import signed_codes
from approvals.signed_codes import PublicKey, SignedFacts
from approvals.wording import CertificateFacts


@cache
def signing_key() -> ec.EllipticCurvePrivateKey:
    return signed_codes.private_key(settings.CERTIFICATE_KEYS[0])


@cache
def published_keys() -> tuple[PublicKey, ...]:
    """All keys whose codes are genuine, the one that signs now first."""
    own = [signed_codes.private_key(text).public_key() for text in settings.CERTIFICATE_KEYS]
    retired = [signed_codes.public_key(text) for text in settings.RETIRED_CERTIFICATE_KEYS]
    return (*(PublicKey(signed_codes.key_id_of(point), point) for point in own), *retired)


def signed_code(facts: CertificateFacts) -> str:
    """The code of a certificate that is about to be issued."""
    said = SignedFacts(
        number=facts.number,
        credit_code=facts.credit_code,
        headcount_limit=facts.headcount_limit,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
    )
    return signed_codes.sign(said, signing_key())


def keys_by_id() -> dict[str, ec.EllipticCurvePublicKey]:
    return {key.key_id: key.point for key in published_keys()}


def forget() -> None:
    """Read the settings anew."""
    signing_key.cache_clear()
    published_keys.cache_clear()
