"""
What a checker of PDF/UA-1 finds in both ways of drawing, signed and not (docs/adr/0052).

The one thing found missing is the claim itself: a file says that it is PDF/UA once people have gone through what no
machine can tell.
"""

from dataclasses import replace

import pytest
from outloud import check

from approvals import certificate_page
from approvals.certificate_kind import SAMPLE_CERTIFICATE, WORDING
from approvals.wording import compose, words_of
from core.papers.kinds import kinds
from core.papers.samples import ADDRESS
from core.printing import signatures, writing
from ops.signing_key import development_key
from tests.core.printing.test_signatures import AT

pytestmark = pytest.mark.slow
CLAIM = "DOC-012"


@pytest.fixture
def signature(settings):
    settings.PDF_SIGNING_KEY = development_key()
    signatures.paper_signer.cache_clear()
    yield signatures.signature_of(AT)
    signatures.paper_signer.cache_clear()


def broken_by(pdf: bytes, folder) -> set[str]:
    """The rules of the standard that the file breaks."""
    path = folder / "paper.pdf"
    path.write_bytes(pdf)
    result = check(str(path), layers={"conformance"})
    assert result.error is None
    assert not [run.rule for run in result.runs if run.status == "crashed"]
    return {finding.rule for finding in result.findings if finding.severity == "error"}


@pytest.mark.parametrize("draw", ["certificate_pdf", "drawn_whole"])
def test_a_signed_certificate_breaks_no_rule_in_either_way_of_drawing(draw, signature, tmp_path):
    words = compose(SAMPLE_CERTIFICATE, words=words_of(WORDING.shipped()))

    pdf = getattr(certificate_page, draw)(words, ADDRESS, signature)

    assert broken_by(pdf, tmp_path) == {CLAIM}


def test_a_certificate_with_the_third_face_breaks_no_rule(signature, tmp_path):
    facts = replace(SAMPLE_CERTIFICATE, firm="杭州𠮷示例有限公司")
    words = compose(facts, words=words_of(WORDING.shipped()))

    assert broken_by(certificate_page.certificate_pdf(words, ADDRESS, signature), tmp_path) == {CLAIM}


@pytest.mark.parametrize("key", ["receipt", "list", "poster"])
def test_papers_with_facts_rows_and_a_code_break_no_rule(key, tmp_path):
    kind = kinds()[key]

    assert broken_by(kind.sample(kind.shipped()), tmp_path) == {CLAIM}


def test_the_checker_sees_what_is_missing(tmp_path, monkeypatch, signature):
    """The control: without its place in what is read aloud, the field of the signature is found."""
    monkeypatch.setattr(writing, "tag_field", lambda *_: None)
    words = compose(SAMPLE_CERTIFICATE, words=words_of(WORDING.shipped()))

    assert "FRM-003" in broken_by(certificate_page.drawn_whole(words, ADDRESS, signature), tmp_path)
