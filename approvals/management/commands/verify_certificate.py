import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from asn1crypto import x509
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from approvals import code_files, code_keys, signed_codes
from approvals.code_files import Found, NothingFound, Where
from approvals.signed_codes import NotGenuine, SignedFacts
from core.dates import shanghai_day
from core.numbers import number_in
from core.printing.checking import Seal, seals_in
from core.printing.signatures import certificates_in, paper_signer

NOT_GENUINE, NOTHING, NOT_WHOLE, UNPROVEN, FOREIGN = 1, 2, 3, 4, 5
WORST_FIRST = (NOT_GENUINE, FOREIGN, NOT_WHOLE, NOTHING, UNPROVEN)
CODES = """\
Exit codes: 0 genuine, and a PDF is as it was signed · 1 the code is not genuine · 2 nothing to check ·
3 the PDF was changed or added to, or another key has signed it · 4 the code is genuine, but whether the words are
those of the desk is unproven: no signature · 5 an address of another house."""
SEALS = {
    Seal.WHOLE: ("SIGNATURE WHOLE: nothing was changed or added since.", 0),
    Seal.ADDED_TO: ("ADDED TO LATER: something stands in the file that was not signed. Do not trust its words.", 3),
    Seal.CHANGED: ("CHANGED: the file is not as it was signed. Do not trust its words.", 3),
    Seal.FOREIGN: ("SIGNED BY ANOTHER KEY: not one of ours (an earlier one of ours: --certificate).", 3),
    Seal.UNJUDGED: ("The signature cannot be judged: no certificate to compare with (--certificate).", 4),
}  # fmt: skip
NOT_SIGNED = (
    "NOT SIGNED: the file is a scan or a copy, or comes from a desk that signs none. "
    "Whether its words are those of the certificate, its check page says."
)


A_NUMBER = (
    "of a certificate or of an application, for both have this form; by itself it proves nothing. "
    "Please give what the QR code says."
)


class Finding(NamedTuple):
    words: str
    code: int


class Command(BaseCommand):
    help = (
        "Check a certificate without a network and without the database: the signed code in a text, a picture or a "
        "PDF, and the signature of a PDF. Whether it still stands, only the check page knows. " + CODES
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file_or_text", help="a PDF, a picture of the QR code, or what a scanner read")
        parser.add_argument(
            "--keys", type=Path, help="the published keys as a file; else those of this installation"
        )
        parser.add_argument(
            "--certificate",
            type=Path,
            action="append",
            help="whose signature counts, a PEM or DER file, may be said several times; else this installation's",
        )
        parser.add_argument(
            "--address", action="append", help="the desk's address, may be said several times; else SITE_URL"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            findings = list(findings_in(code_files.content_of(options["file_or_text"]), options))
        except (NothingFound, ImproperlyConfigured, OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"Nothing to check: {error}", returncode=NOTHING) from error
        bad = sorted((each for each in findings if each.code), key=lambda each: WORST_FIRST.index(each.code))
        for each in findings:
            if each not in bad[:1]:
                self.stdout.write(each.words)
        if bad:
            raise CommandError(bad[0].words, returncode=bad[0].code)


def findings_in(content: bytes, options: dict[str, Any]) -> Iterator[Finding]:
    """:raises NothingFound: if there is neither a code nor a signature"""
    keys = read_keys(options["keys"]) if options["keys"] else code_keys.keys_by_id()
    seals: list[Finding] = []
    if code_files.is_pdf(content):
        seals = list(seal_findings(content, certificates_of(options["certificate"])))
    try:
        found = code_files.codes_in(content)
    except NothingFound as nothing:
        if not seals or seals[0].words == NOT_SIGNED:
            raise
        yield Finding(f"No code to check: {nothing}", NOTHING)
    else:
        yield from code_findings(found, keys, options["address"] or [settings.SITE_URL], is_pdf=bool(seals))
        if seals and Where.PICTURE not in {each.where for each in found}:
            yield Finding("Only the link was read: no QR code could be read in the file's pictures.", 0)
    yield from seals


def code_findings(
    found: list[Found], keys: dict[str, ec.EllipticCurvePublicKey], desks: list[str], *, is_pdf: bool
) -> Iterator[Finding]:
    """What each address or code is worth, each once."""
    genuine = set()
    for text in dict.fromkeys(each.text for each in found):
        places = " and from ".join(each.where for each in found if each.text == text)
        facts = verified(text, keys)
        if number_in(text):
            yield Finding(f"A NUMBER {text[:80]} ({places}): {A_NUMBER}", NOTHING)
        elif not code_files.is_of(text, desks):
            yield Finding(
                f"FOREIGN ADDRESS {text[:80]} ({places}): not the check page of this desk.", FOREIGN
            )
        elif not code_files.code_of(text):
            yield Finding(f"NO CODE ({places}): an address alone. Please open it to check.", NOTHING)
        elif facts is None:
            words = f"NOT GENUINE ({places}): no key of ours has signed this, or it was changed."
            yield Finding(words, NOT_GENUINE)
        else:
            genuine.add(facts)
            yield Finding(described(facts) + (f"\n  read from {places}" if is_pdf else ""), 0)
    if len(genuine) > 1:
        yield Finding("NOT GENUINE: it shows the codes of different certificates.", NOT_GENUINE)


def verified(scanned: str, keys: dict[str, ec.EllipticCurvePublicKey]) -> SignedFacts | None:
    try:
        return signed_codes.verify(code_files.code_of(scanned), keys)
    except NotGenuine:
        return None


def seal_findings(content: bytes, ours: set[bytes]) -> Iterator[Finding]:
    """What the signatures of a PDF are worth."""
    seals = seals_in(content, ours)
    for each in seals:
        words, code = SEALS[each.seal]
        who = f"\n  signed by {each.signer}" if each.signer else ""
        yield Finding(f"{words}{who}" + (f", {each.at:%Y-%m-%d %H:%M %Z}" if who and each.at else ""), code)
    if not seals:
        yield Finding(NOT_SIGNED, UNPROVEN)


def certificates_of(files: list[Path] | None) -> set[bytes]:
    """The fingerprints of the certificates whose signature counts."""
    if files:
        found = [der for file in files for der in certificates_in(file.read_bytes())]
        return {x509.Certificate.load(der).sha256 for der in found}
    signer = paper_signer()
    return {signer.fingerprint} if signer else set()


def read_keys(path: Path) -> dict[str, ec.EllipticCurvePublicKey]:
    return signed_codes.from_jwks(json.loads(path.read_text(encoding="utf-8")))


def described(facts: SignedFacts) -> str:
    today, last = shanghai_day(timezone.now()), facts.valid_until
    in_term = facts.valid_from <= today and (last is None or today <= last)
    return (
        f"GENUINE {facts.number}\n"
        f"  credit code {facts.credit_code}, at most {facts.headcount_limit} people on site\n"
        f"  term {facts.valid_from} to {last or 'further notice'}: {'in' if in_term else 'NOT in'} term today"
    )
