"""Many papers in one file to be printed: each as it was, found by its bookmark, heard by a screen reader."""

import io
from itertools import pairwise

import pypdf
import pytest
from PIL import ImageChops

from approvals.certificate_page import certificate_pdf, drawn_whole
from core.printing import signatures
from core.printing.merging import NotOurs, merged
from ops.signing_key import development_key
from tests.approvals.test_certificate_page import ADDRESS, MASKS, outline, words, words_by_place
from tests.core.papers.papers import picture
from tests.core.printing.test_pdfua import CLAIM, broken_by
from tests.core.printing.test_signatures import AT


@pytest.fixture
def papers(settings):
    """Signed: stamped, with the third face, of two sides."""
    settings.PDF_SIGNING_KEY = development_key()
    signatures.paper_signer.cache_clear()
    signed = signatures.signature_of(AT)
    yield [
        ("330106-0001 甲", certificate_pdf(words(serial=1), ADDRESS, signed)),
        ("330106-0002 𠮷", certificate_pdf(words(firm="𠮷记食品厂", serial=2), ADDRESS, signed)),
        ("330106-0003 丙", drawn_whole(words(conditions=[MASKS] * 9, serial=3), ADDRESS, signed)),
    ]
    signatures.paper_signer.cache_clear()


def together(papers):
    return b"".join(merged(papers, title="批次 1"))


def test_every_side_looks_and_reads_as_it_did(papers):
    file, side = together(papers), 0
    reader = pypdf.PdfReader(io.BytesIO(file), strict=True)

    for _name, paper in papers:
        for place, page in enumerate(pypdf.PdfReader(io.BytesIO(paper)).pages):
            assert reader.pages[side].extract_text() == page.extract_text()
            assert ImageChops.difference(picture(file, side), picture(paper, place)).getbbox() is None
            side += 1
    assert side == len(reader.pages) == 4


def kids(pdf):
    """What is heard of each paper of a file, without the place of a signature."""
    [document] = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]["/K"]
    return [outline(kid.get_object()) for kid in document["/K"] if kid["/S"] != "/Form"]


def test_a_screen_reader_hears_each_paper_as_before_and_finds_it_by_its_bookmark(papers):
    file = together(papers)
    reader = pypdf.PdfReader(io.BytesIO(file))

    assert [parts for _role, _lang, _alt, parts in kids(file)] == [kids(paper) for _name, paper in papers]
    assert [(each.title, reader.get_destination_page_number(each)) for each in reader.outline] == [
        (papers[0][0], 0),
        (papers[1][0], 1),
        (papers[2][0], 2),
    ]
    marked = words_by_place(file)
    tree = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]
    for page in reader.pages:
        leaf = next(
            kid for kid in tree["/Kids"] if kid["/Limits"][0] <= page["/StructParents"] <= kid["/Limits"][1]
        )
        parents = dict(zip(leaf["/Nums"][::2], leaf["/Nums"][1::2], strict=True))[page["/StructParents"]]
        assert all(parent["/K"] for parent in parents)
        assert (page.indirect_reference.idnum, len(parents) - 1) in marked
    limits = [limit for kid in tree["/Kids"] for limit in kid["/Limits"]]
    assert all(one <= other for one, other in pairwise(limits))


def test_the_names_of_headings_are_told_apart(papers):
    names = [each for each in together(papers).split(b"/ID (")[1:] if each[:1].isdigit()]
    found = [each[: each.index(b")")] for each in names]

    assert len(found) == len(set(found)) > 20


def test_it_has_no_signature_that_would_not_hold_and_is_the_same_each_time(papers):
    file = together(papers)

    assert b"/Sig" not in file
    assert b"/AcroForm" not in file
    assert file == together(papers)
    assert file.count(b"/GTS_PDFA1") == 1


def test_what_is_not_ours_is_refused(papers):
    for wrong in (b"", b"%PDF-1.4 nothing", papers[0][1][:-200]):
        with pytest.raises(NotOurs):
            together([("x", wrong)])


@pytest.mark.slow
def test_it_breaks_no_rule_of_pdfua(papers, tmp_path):
    assert broken_by(together(papers), tmp_path) == {CLAIM}
