"""Files that an auditor is handed: whole, doctored, added to, scanned, from another house."""

import base64
import io
import shutil
import subprocess
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from django.core.management import CommandError, call_command
from PIL import Image
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, TextStringObject

from approvals.certificate_page import drawn_whole
from approvals.services import certificates
from approvals.wording import scanned_address
from core.printing import signatures
from ops.signing_key import development_key

pytestmark = pytest.mark.django_db
KEY, OTHER_KEY = development_key(), development_key()


def checked(*arguments, **options):
    """What is said, and the exit code."""
    output = io.StringIO()
    try:
        call_command("verify_certificate", *map(str, arguments), stdout=output, **options)
    except CommandError as error:
        return f"{output.getvalue()}{error}", error.returncode
    return output.getvalue(), 0


def use_key(settings, key):
    settings.PDF_SIGNING_KEY = key
    signatures.paper_signer.cache_clear()


@pytest.fixture
def signing(settings):
    use_key(settings, KEY)
    yield settings
    signatures.paper_signer.cache_clear()


@pytest.fixture
def paper(signing, certificate, tmp_path) -> Path:
    """The stamped file, signed."""
    path = tmp_path / "certificate.pdf"
    path.write_bytes(certificates.draw(certificate))
    return path


@pytest.fixture
def code(certificate):
    return scanned_address(certificate.wording).partition("#")[2]


def test_the_file_as_it_was_issued_is_whole(paper, certificate):
    words, exit_code = checked(paper)

    assert exit_code == 0
    assert f"GENUINE {certificate.number}" in words
    assert "read from the link and from the QR code" in words
    assert "SIGNATURE WHOLE" in words


def test_nothing_but_the_answer_is_said(paper, caplog):
    """pyHanko would log that it knows no authority behind our own certificate."""
    checked(paper)

    assert caplog.records == []


def test_an_independent_reader_says_the_same_of_the_stamped_file(paper):
    assert shutil.which("pdfsig"), "install poppler-utils: ops/machine.py test"
    reader = ["pdfsig", "-nocert", paper]

    assert (
        "Total document signed" in subprocess.run(reader, capture_output=True, text=True, check=False).stdout
    )
    paper.write_bytes(added_to(paper.read_bytes(), note_on_the_page))
    said = subprocess.run(reader, capture_output=True, text=True, check=False).stdout
    assert "Not total document signed" in said


def test_one_drawn_whole_is_whole_too(paper, certificate):
    wording = certificate.wording
    signature = signatures.signature_of(certificate.issued_at)
    stamped = paper.read_bytes()
    paper.write_bytes(drawn_whole(wording, scanned_address(wording), signature))

    assert paper.read_bytes() != stamped
    assert checked(paper)[1] == 0


def test_one_changed_byte_behind_a_kept_link_is_seen(paper, certificate):
    content = paper.read_bytes()
    place = content.index(b"stream\n", content.index(b"/Contents") // 2) + 40
    paper.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])

    words, exit_code = checked(paper)

    assert exit_code == 3
    assert "CHANGED" in words
    assert "SIGNATURE WHOLE" not in words


def added_to(content: bytes, change) -> bytes:
    """An incremental update: the signed bytes stay, something stands behind them."""
    writer = pypdf.PdfWriter(io.BytesIO(content), incremental=True)
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    assert written.getvalue().startswith(content)
    return written.getvalue()


def other_title(writer):
    writer.add_metadata({"/Title": "复工复产 5000 人"})


def note_on_the_page(writer):
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FreeText"),
            NameObject("/Rect"): ArrayObject(map(NumberObject, (100, 500, 300, 530))),
            NameObject("/Contents"): TextStringObject("5000 人"),
        }
    )
    writer.add_annotation(0, note)


@pytest.mark.parametrize("change", [other_title, note_on_the_page])
def test_what_was_added_later_is_seen(paper, change):
    paper.write_bytes(added_to(paper.read_bytes(), change))

    words, exit_code = checked(paper)

    assert exit_code == 3
    assert "ADDED TO LATER" in words


def test_a_file_without_a_signature_says_so(settings, certificate, tmp_path):
    use_key(settings, "")
    paper = tmp_path / "unsigned.pdf"
    paper.write_bytes(certificates.draw(certificate))

    words, exit_code = checked(paper)

    assert exit_code == 4
    assert f"GENUINE {certificate.number}" in words
    assert "NOT SIGNED" in words


def test_the_signature_of_somebody_else_is_told_from_ours(paper, signing, tmp_path):
    use_key(signing, OTHER_KEY)

    words, exit_code = checked(paper)

    assert exit_code == 3
    assert "SIGNED BY ANOTHER KEY" in words
    earlier = tmp_path / "earlier.pem"
    earlier.write_bytes(signatures.certificates_in(base64.b64decode(KEY))[0])
    assert checked(paper, certificate=[earlier])[1] == 0


def test_without_any_certificate_the_signature_is_not_judged(paper, signing):
    use_key(signing, "")

    words, exit_code = checked(paper)

    assert exit_code == 4
    assert "cannot be judged" in words


@pytest.mark.parametrize(
    "before", ["https://evil.example/x", "https://evil.example/verify/" + "A" * 32 + "/"]
)
def test_a_genuine_code_behind_a_foreign_address_is_refused(code, before):
    words, exit_code = checked(f"{before}#{code}")

    assert exit_code == 5
    assert "evil.example" in words


def test_a_code_alone_needs_no_address(code, certificate):
    words, exit_code = checked(code)

    assert exit_code == 0
    assert certificate.number in words


def test_the_address_of_the_desk_may_be_said(certificate):
    scanned = scanned_address(certificate.wording)
    elsewhere = scanned.replace("http://localhost:8000", "https://desk.example.gov.cn")

    assert checked(elsewhere)[1] == 5
    assert checked(elsewhere, address=["https://desk.example.gov.cn"])[1] == 0


def test_a_link_to_elsewhere_in_a_copied_file_is_refused(paper, settings):
    settings.SITE_URL = "https://another.example"

    assert checked(paper)[1] == 5


def scan_of(paper: Path, scale: float) -> bytes:
    """A PDF that is a picture of the page and nothing else."""
    picture = pypdfium2.PdfDocument(paper)[0].render(scale=scale).to_pil().convert("L")
    written = io.BytesIO()
    picture.save(written, "PDF")
    return written.getvalue()


def test_the_code_of_a_scan_is_read_from_its_picture(paper, certificate, tmp_path):
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(scan_of(paper, 2))

    words, exit_code = checked(scan)

    assert exit_code == 4
    assert f"GENUINE {certificate.number}" in words
    assert "read from the QR code" in words
    assert "NOT SIGNED" in words


def test_pictures_without_a_code_are_named_as_what_they_are(tmp_path):
    scan = tmp_path / "scan.pdf"
    Image.new("L", (400, 600), 240).save(scan, "PDF")

    words, exit_code = checked(scan)

    assert exit_code == 2
    assert "The file has pictures, but no QR code could be read in them" in words


def test_a_link_without_a_code_in_the_pictures_says_that_only_the_link_was_read(paper):
    writer = pypdf.PdfWriter(io.BytesIO(paper.read_bytes()))
    for page in writer.pages:
        page["/Resources"].pop("/XObject", None)
    writer.write(paper)

    words, exit_code = checked(paper)

    assert exit_code == 3
    assert "Only the link was read" in words
