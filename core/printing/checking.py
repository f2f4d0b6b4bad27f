"""Whether a signed paper is as it was signed, and by whom: read by pyHanko, without a network."""

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from asn1crypto import x509


class Seal(StrEnum):
    """How a file and one signature in it stand to each other."""

    WHOLE = "whole"
    ADDED_TO = "added to"  # the signed bytes are there, and something behind them
    CHANGED = "changed"
    FOREIGN = "foreign"  # whole, but none of our certificates has signed it
    UNJUDGED = "unjudged"  # whole, and there is no certificate of ours to compare with


@dataclass(frozen=True)
class SealFound:
    """A signature of a file. :ivar at: the time that the signer wrote beside it, or that of an authority"""

    seal: Seal
    signer: str
    at: datetime | None


def seals_in(pdf: bytes, ours: Collection[bytes]) -> list[SealFound]:
    """
    Each signature of a file; none for a file that was never signed.

    :param ours: SHA-256 of the certificates whose signature counts; a chain to a known authority is not enough
    """
    from pyhanko.pdf_utils.misc import PdfError  # not at the top: a web process never pays for it
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        signatures = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures
    except (PdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Not written as the standard asks. Ours are; one that was signed and is not has been changed.
        return [SealFound(Seal.CHANGED, "", None)] if b"/ByteRange" in pdf else []
    return [seal_of(signature, ours) for signature in signatures]


def seal_of(signature: Any, ours: Collection[bytes]) -> SealFound:
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError
    from pyhanko_certvalidator import ValidationContext

    try:
        nobody = ValidationContext(trust_roots=[], allow_fetching=False)
        status = validate_pdf_signature(signature, nobody, ts_validation_context=nobody)
        signer = signature.signer_cert
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError):
        return SealFound(Seal.CHANGED, "", None)
    name = ", ".join(names_of(signer))
    return SealFound(judged(status, signer, ours), name, signature.self_reported_timestamp)


def judged(status: Any, signer: x509.Certificate, ours: Collection[bytes]) -> Seal:
    if not (status.intact and status.valid):
        return Seal.CHANGED
    if not ours:
        seal = Seal.UNJUDGED
    elif signer.sha256 not in ours:
        seal = Seal.FOREIGN
    else:
        seal = Seal.WHOLE
    if status.coverage.name == "ENTIRE_FILE":
        return seal
    in_order = status.coverage.name in {"ENTIRE_REVISION", "CONTIGUOUS_BLOCK_FROM_START"}
    return Seal.ADDED_TO if in_order else Seal.CHANGED


def names_of(certificate: x509.Certificate) -> Iterator[str]:
    said = certificate.subject.native
    for key in ("common_name", "organization_name"):
        if value := said.get(key):
            yield str(value)
