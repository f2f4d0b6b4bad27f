"""
What a checker of PDF/A-2a and PDF/UA-1 finds in every paper, however it is made (docs/adr/0044).

It misreads the widths of our fonts, and of PDF/UA-1 the claim is missing; nothing else may be found.
"""

import io
from dataclasses import replace

import page
import pypdf
import pytest
from fontTools.cffLib import CFFFontSet
from fontTools.misc.psCharStrings import T2WidthExtractor
from fontTools.ttLib import TTFont

from approvals import certificate_page
from approvals.certificate_kind import SAMPLE_CERTIFICATE
from approvals.wording import compose
from core.papers.kinds import wordings
from core.papers.samples import ADDRESS
from core.printing import embedding, signatures
from core.printing.merging import merged
from ops.signing_key import development_key
from tests.core.printing.test_signatures import AT

# Its reader of CFF takes the widths of another part of the font (FDSelect of format 3) and misses a width before
# `hmoveto`. `test_the_widths_are_those_of_the_embedded_fonts` reads them with fontTools instead.
MISREAD = {"PDFA2A-TRUETYPE-GLYPH-WIDTH-001", "PDFUA1-FONT-GLYPH-WIDTH-001"}
CLAIM = {"PDFUA1-ID-PART-001", "PDFUA1-ID-SCHEMA-001"}


def broken_by(pdf: bytes) -> set[str]:
    found = set()
    for profile in ("2a", "ua1"):
        report = page.validate_pdf_bytes(pdf, profile=profile)
        assert report.rules.total > 100
        found |= {failure.rule_id for failure in report.failures}
    return found - MISREAD - CLAIM


@pytest.fixture
def signature(settings):
    settings.PDF_SIGNING_KEY = development_key()
    signatures.paper_signer.cache_clear()
    yield signatures.signature_of(AT)
    signatures.paper_signer.cache_clear()


@pytest.fixture(params=["stamped", "whole", "rare", "two conditions"])
def certificate(request, signature):
    firm = "杭州𠮷示例有限公司" if request.param == "rare" else SAMPLE_CERTIFICATE.firm
    conditions = [{"zh": "口罩到货。", "en": "Masks."}] * (2 if request.param == "two conditions" else 0)
    words = compose(replace(SAMPLE_CERTIFICATE, firm=firm, conditions=conditions))
    draw = certificate_page.drawn_whole if request.param == "whole" else certificate_page.certificate_pdf
    return draw(words, ADDRESS, signature)


@pytest.mark.parametrize("key", sorted(wordings()))
def test_every_paper_keeps_both_standards_but_for_the_claim(key):
    kind = wordings()[key]

    assert broken_by(kind.sample(kind.shipped())) == set()


def test_a_signed_certificate_keeps_them_in_either_way_of_drawing(certificate):
    assert broken_by(certificate) == set()


def test_many_in_one_file_keep_them_too(certificate):
    assert broken_by(b"".join(merged([("1", certificate), ("2", certificate)], title="B"))) == set()


def test_the_checker_sees_what_is_missing(certificate):
    """The control: a file without its colour profile, one without its tags, and one without its language."""
    without_profile = certificate.replace(b"/OutputIntents", b"/OutputIntentz")
    without_tags = certificate.replace(b"/StructTreeRoot ", b"/StructTreeRooz ")
    without_language = certificate.replace(b"/Lang (zh-Hans)", b"/Lanh (zh-Hans)")

    for changed in (without_profile, without_tags, without_language):
        assert broken_by(changed)


def test_a_stream_that_ends_with_a_carriage_return_is_told_from_the_end_of_its_line(monkeypatch):
    monkeypatch.setattr(embedding.zlib, "compress", lambda content, _level: content)

    written = embedding.stream(b"words\r")

    assert written.endswith(b"/Length 6>>\nstream\nwords\r\r\nendstream")
    assert embedding.ended(written) == written
    assert embedding.stream(b"words\r\r").endswith(b"words\r\r\r\nendstream")
    assert embedding.stream(b"words").endswith(b"words\nendstream")


def widths_said(font):
    """By character id, as the PDF says."""
    listed = iter(font["/DescendantFonts"][0]["/W"])
    return {int(cid): int(width[0]) for cid, width in zip(listed, listed, strict=True)}


def widths_embedded(font):
    """The same, as the embedded font says."""
    descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
    if "/FontFile2" in descriptor:
        face = TTFont(io.BytesIO(descriptor["/FontFile2"].get_data()))
        scale = 1000 / face["head"].unitsPerEm
        widths = [face["hmtx"][name][0] for name in face.getGlyphOrder()]
        return {glyph: round(width * scale) for glyph, width in enumerate(widths)}
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(descriptor["/FontFile3"].get_data()), None)
    return {cid: width_of(fonts[0], name) for cid, name in named(fonts[0])}


def named(top):
    return [(int(name[3:]) if name.startswith("cid") else 0, name) for name in top.charset]


def width_of(top, name):
    shape, part = top.CharStrings.getItemAndSelector(name)
    private = top.FDArray[part].Private
    reader = T2WidthExtractor([], [], private.nominalWidthX, private.defaultWidthX)
    reader.execute(shape)
    return reader.width


def test_the_widths_are_those_of_the_embedded_fonts(certificate):
    for side in pypdf.PdfReader(io.BytesIO(certificate)).pages:
        for font in side["/Resources"]["/Font"].values():
            said, embedded = widths_said(font), widths_embedded(font)
            assert {cid: embedded[cid] for cid in said} == said
