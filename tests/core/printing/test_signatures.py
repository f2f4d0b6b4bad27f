"""Signed papers, checked by two readers that know nothing of ours: poppler's pdfsig and pyHanko's validation."""

import base64
import io
import shutil
import socket
import subprocess
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import keys, pem, tsp, x509
from cryptography import x509 as cryptography_x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper, TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from core.printing import signatures
from core.printing.drawing import signed_pdf_from_html
from ops.signing_key import NAME, development_key

HTML = '<html lang="zh-Hans"><title>样张</title><body style="font-family: Desk Serif"><p>复工备案证明</p>'
AT = datetime(2020, 2, 17, 6, 30, tzinfo=UTC)
KEY = development_key()


@pytest.fixture
def configured(settings):
    settings.PDF_SIGNING_KEY = KEY
    signatures.paper_signer.cache_clear()
    yield settings
    signatures.paper_signer.cache_clear()


@pytest.fixture
def signed(configured):
    return signed_pdf_from_html(HTML, signatures.signature_of(AT))


def rsa_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = cryptography_x509.Name([cryptography_x509.NameAttribute(NameOID.COMMON_NAME, "RSA")])
    certificate = (
        cryptography_x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    return key, certificate


def status_of(pdf):
    """What an independent validator says, trusting the key of these tests."""
    [embedded] = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    [certificate] = [
        x509.Certificate.load(der)
        for name, _headers, der in pem.unarmor(base64.b64decode(KEY), multiple=True)
        if name == "CERTIFICATE"
    ]
    trusting = ValidationContext(trust_roots=[certificate], allow_fetching=False)
    return validate_pdf_signature(embedded, trusting, ts_validation_context=trusting)


def test_an_independent_validator_finds_the_signature_whole_and_over_the_whole_file(signed):
    status = status_of(signed)

    assert (status.intact, status.valid, status.trusted, status.bottom_line) == (True, True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"
    assert status.docmdp_ok
    assert status.signing_cert.subject.native["common_name"] == NAME


@pytest.mark.parametrize("word", [b"/Lang (zh-Hans)", b"endstream", b"/MediaBox"])
def test_one_changed_byte_is_seen(signed, word):
    place = signed.index(word) + len(word) - 2
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]

    assert not status_of(changed).intact


def test_poppler_agrees(signed, tmp_path):
    assert shutil.which("pdfsig"), "install poppler-utils: ops/machine.py test"
    file = tmp_path / "signed.pdf"
    file.write_bytes(signed)

    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "DEVELOPMENT ONLY" in said
    file.write_bytes(signed.replace(b"/Lang (zh-Hans)", b"/Lang (zh-Hant)"))
    said = subprocess.run(["pdfsig", "-nocert", file], capture_output=True, text=True, check=False).stdout
    assert "Digest Mismatch." in said


def test_the_same_paper_gets_the_same_signature_and_says_when_it_was_issued(signed, configured):
    signatures.paper_signer.cache_clear()

    assert signed_pdf_from_html(HTML, signatures.signature_of(AT)) == signed
    assert b"/M (D:20200217063000+00'00')" in signed


def test_the_archive_profile_and_the_tags_stay(signed):
    root = PdfFileReader(io.BytesIO(signed)).root

    assert b'pdfaid:part="2" pdfaid:conformance="A"' in root["/Metadata"].data
    assert root["/MarkInfo"]["/Marked"]
    assert root["/AcroForm"]["/SigFlags"] == 3


def test_an_rsa_key_with_a_password_from_a_pkcs12_file_signs_too(configured, tmp_path):
    key, own = rsa_key()
    file = tmp_path / "key.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"desk", key, own, None, serialization.BestAvailableEncryption(b"secret")
        )
    )
    configured.PDF_SIGNING_KEY, configured.PDF_SIGNING_PASSWORD = str(file), "secret"

    [embedded] = PdfFileReader(
        io.BytesIO(signed_pdf_from_html(HTML, signatures.signature_of(AT)))
    ).embedded_signatures

    embedded.compute_integrity_info()
    assert embedded.signer_cert.subject.native["common_name"] == "RSA"
    assert validate_pdf_signature(embedded, ValidationContext(trust_roots=[embedded.signer_cert])).intact


def test_a_key_without_its_certificate_is_refused(configured):
    key, _own = rsa_key()
    configured.PDF_SIGNING_KEY = base64.b64encode(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    ).decode()

    with pytest.raises(ImproperlyConfigured, match="certificate"):
        signatures.signature_of(AT)


def test_what_is_no_key_is_refused_with_a_sentence(configured):
    configured.PDF_SIGNING_KEY = base64.b64encode(b"not a key").decode()

    with pytest.raises(ImproperlyConfigured, match="PDF_SIGNING_KEY"):
        signatures.signature_of(AT)


def test_without_a_key_nothing_is_signed(settings):
    settings.PDF_SIGNING_KEY = ""
    signatures.paper_signer.cache_clear()

    assert signatures.signature_of(AT) is None
    assert PdfFileReader(io.BytesIO(signed_pdf_from_html(HTML, None))).embedded_signatures == []


@pytest.fixture
def authority():
    """A time stamp authority that answers over HTTP."""
    key, own = rsa_key()
    encoded = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    stamper = DummyTimeStamper(
        x509.Certificate.load(own.public_bytes(serialization.Encoding.DER)), keys.PrivateKeyInfo.load(encoded)
    )

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            answer = stamper.request_tsa_response(asked).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_arguments):
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_time_of_an_authority_goes_into_the_signature(configured, authority):
    configured.PDF_TIMESTAMP_URL = authority

    status = status_of(signed_pdf_from_html(HTML, signatures.signature_of(AT)))

    assert status.intact
    assert status.timestamp_validity.intact


def test_while_the_authority_is_away_nothing_without_its_time_is_made(configured):
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        configured.PDF_TIMESTAMP_URL = f"http://127.0.0.1:{taken.getsockname()[1]}/"

        with pytest.raises(TimestampRequestError):
            signed_pdf_from_html(HTML, signatures.signature_of(AT))
