"""Documents that want to do harm: refused in words, or kept in a way that does none, within 10 s and 300 MB."""

import io
import zipfile
import zlib

import pytest
from pypdf import PdfReader, PdfWriter

from tests.corpora.document_readings import MEGABYTES, SECONDS, reading_of
from tests.corpora.pdfs import HEAD, PAGE, TEXT, packed, pdf, pdf_with_object_stream, stream

JS = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
PROGRAM = b"MZ" + bytes(200)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as members:
        members.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def encrypted() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    return pdf(dict.fromkeys(range(5, 5 + count), PAGE), pages=b"/Kids [%s] /Count %d" % (kids, count))


def page(more: bytes, box: bytes = b"0 0 595 842") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R %s >>" % (box, more)


def chained_to_itself() -> bytes:
    whole = pdf(trailer=b"/Prev 0000000000")
    return whole.replace(b"/Prev 0000000000", b"/Prev %010d" % whole.rindex(b"xref\n0"))


ZEROS = bytes(100 * 2**20)
TWICE = stream(zlib.compress(zlib.compress(ZEROS, 9), 9), b"/Filter [/FlateDecode /FlateDecode]")
PICTURE = (
    b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 1"
)
EMBEDDED = stream(PROGRAM, b"/Type /EmbeddedFile")
DEEP = b"[" * 100_000 + b"]" * 100_000

HOSTILE = {
    "script when opened": (lambda: pdf(catalog=b"/OpenAction " + JS), "script"),
    "script by name": (
        lambda: pdf({5: b"<< /Names [(a) %s] >>" % JS}, catalog=b"/Names << /JavaScript 5 0 R >>"),
        "script",
    ),
    "script in a packed object": (
        lambda: pdf_with_object_stream({6: JS}, catalog=b"/OpenAction 6 0 R"),
        "script",
    ),
    "script spelt with escapes": (
        lambda: pdf(catalog=b"/OpenAction << /S /J#61vaScript /J#53 (1) >>"),
        "script",
    ),
    "script kind behind a reference": (
        lambda: pdf({5: b"/JavaScript"}, catalog=b"/OpenAction << /S 5 0 R >>"),
        "script",
    ),
    "script when the page opens": (lambda: pdf(page=page(b"/AA << /O %s >>" % JS)), "script"),
    "script in a field": (
        lambda: pdf(
            {5: b"<< /FT /Tx /T (a) /AA << /K %s >> >>" % JS}, catalog=b"/AcroForm << /Fields [5 0 R] >>"
        ),
        "script",
    ),
    "script that nothing points to": (lambda: pdf({5: JS}), "script"),
    "starts a program": (lambda: pdf(catalog=b"/OpenAction << /S /Launch /F (cmd.exe) >>"), "launch"),
    "sends a form": (
        lambda: pdf(catalog=b"/OpenAction << /S /SubmitForm /F (http://127.0.0.1/) >>"),
        "launch",
    ),
    "opens another file": (
        lambda: pdf(catalog=b"/OpenAction << /S /GoToR /F (//host/share) /D [0 /Fit] >>"),
        "launch",
    ),
    "embedded program": (
        lambda: pdf({5: EMBEDDED}, catalog=b"/Names << /EmbeddedFiles << /Names [] >> >>"),
        "attachment",
    ),
    "embedded program without a name": (lambda: pdf({5: EMBEDDED}), "attachment"),
    "attachment on the page": (
        lambda: pdf(page=page(b"/Annots [<< /Subtype /FileAttachment /Rect [0 0 9 9] >>]")),
        "attachment",
    ),
    "xfa form": (
        lambda: pdf({5: stream(b"<xdp/>")}, catalog=b"/AcroForm << /XFA 5 0 R /Fields [] >>"),
        "xfa",
    ),
    "film": (lambda: pdf(page=page(b"/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]")), "media"),
    "password": (encrypted, "encrypted"),
    "stream of 100 MB": (lambda: pdf({4: packed(ZEROS)}), "inflates"),
    "stream packed twice": (lambda: pdf({4: TWICE}), "inflates"),
    "object stream of 100 MB": (
        lambda: pdf_with_object_stream({6: b"(%s)" % (b" " * 100 * 2**20)}, catalog=b"/A 6 0 R"),
        None,
    ),
    "many streams of 40 MB": (
        lambda: pdf({number: packed(bytes(40 * 2**20)) for number in range(5, 25)}),
        "inflates",
    ),
    "picture of 3,600 million pixels": (lambda: pdf({5: packed(b"\0", PICTURE)}), "inflates"),
    "page tree in a circle": (lambda: pdf(pages=b"/Kids [2 0 R] /Count 1"), None),
    "page count that lies": (lambda: pdf(pages=b"/Kids [3 0 R] /Count 1000000000"), None),
    "page as large as a field": (lambda: pdf(page=page(b"", b"0 0 1000000 1000000")), "page_size"),
    "box of words": (lambda: pdf(page=page(b"", b"(a) (b) (c) (d)")), None),
    "arrays 100,000 deep": (lambda: pdf({5: DEEP}), None),
    "cross-references in a circle": (chained_to_itself, None),
    "500 pages": (lambda: many_pages(500), "too_many_pages"),
    "60,000 objects": (lambda: pdf(dict.fromkeys(range(5, 60005), b"1")), "too_complex"),
    "archive behind it": (lambda: pdf() + archive(), "two_in_one"),
    "archive behind it and an end": (lambda: pdf() + archive() + b"\n%%EOF\n", "two_in_one"),
    "web page behind it": (lambda: pdf() + b"<script>alert(1)</script>", "two_in_one"),
    "web page in front": (lambda: b"<html><script>alert(1)</script>" + pdf(), "kind"),
    "cut off": (lambda: pdf()[:300], "broken"),
    "only a head": (lambda: HEAD, "broken"),
    "head and end": (lambda: HEAD + b"%%EOF", "broken"),
    "zeros behind a head": (lambda: HEAD + bytes(5 * 2**20) + b"%%EOF", "broken"),
    "eicar": (lambda: EICAR, "kind"),
    "program": (lambda: PROGRAM, "kind"),
    "word document": (archive, "kind"),
    "old word document": (lambda: OLE, "kind"),
    "web page": (lambda: b"<!DOCTYPE html><script>alert(1)</script>", "kind"),
    "drawing": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
    "empty": (lambda: b"", "empty"),
    "blanks": (lambda: b" \r\n\x00" * 100, "empty"),
    "11 MB": (lambda: pdf({5: stream(bytes(11 * 2**20))}), "too_large"),
}
# Refused by whatever breaks first, or read with the trap stepped over.
EITHER = {"broken", "too_complex", "too_heavy", "inflates", "pdf"}
# Kept as they are: nothing in them acts, and they are only ever handed out as an attachment.
GOOD = {
    "plain": pdf,
    "packed text": lambda: pdf({4: packed(TEXT)}),
    "objects in a stream": lambda: pdf_with_object_stream({6: b"<< /A 1 >>"}, catalog=b"/B 6 0 R"),
    "a link and a destination": lambda: pdf(
        catalog=b"/OpenAction [3 0 R /Fit]",
        page=page(
            b"/Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.test/) >> >>]"
        ),
    ),
    "a form": lambda: pdf(catalog=b"/AcroForm << /Fields [] >>"),
    "a script in a comment": lambda: pdf().replace(b"1 0 obj", b"%<script>alert(1)</script>\n1 0 obj", 1),
    "a hundred pages": lambda: many_pages(100),
    "blanks at the end": lambda: pdf() + b"\r\n\x00\x00",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_refused_in_words(name):
    build, code = HOSTILE[name]

    found = reading_of(build())

    assert found.says in (EITHER if code is None else {code})
    assert found.seconds < SECONDS
    assert found.peak_mb < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", GOOD)
def test_a_good_document_is_kept_byte_by_byte(name):
    data = GOOD[name]()

    found = reading_of(data)

    assert found.says == "pdf", found.outcome
    assert found.outcome.content == data
    assert found.outcome.pages == (100 if "hundred" in name else 1)
