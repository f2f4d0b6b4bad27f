"""Names of rare characters on papers: drawn in every place, read back as they are, and never a box."""

import json

import pytest
from PIL import ImageChops

from approvals.certificate_page import certificate_pdf, drawn_whole
from core.papers.composing import compose
from core.papers.kinds import kinds
from core.papers.page import paper_pdf
from core.papers.samples import sample_facts
from core.printing.cutting import typeface
from core.printing.drawing import pdf_from_html
from tests.approvals.test_certificate_page import ADDRESS, words
from tests.core.papers.papers import picture, text_of

# CJK Extensions B, C, D, E, F; then E and G as the usual faces have them
RARE = "𠮷𪚥𪜀𫝀𫠠𬺰𬭊𰻞"
FIRM = f"杭州{RARE}示例有限公司"
EM = 64  # pixels


def glyph(character):
    """A character by itself, as people see it."""
    html = (
        "<html lang='zh-Hans'><style>@page { size: 72pt; margin: 4pt } p { margin: 0; line-height: 1;"
        f' font: {EM}pt "Desk Serif", "Desk Sans", "Desk Rare" }}</style><p>{character}</p></html>'
    )
    return picture(pdf_from_html(html), scale=1).convert("L")


@pytest.mark.parametrize("character", RARE)
def test_each_has_a_shape_of_its_own(character):
    """A box is the same for all; ink in many separate rows is not what a box has."""
    others = [glyph(each) for each in RARE if each != character]
    drawn = glyph(character)

    assert drawn.getextrema()[0] < 64
    for other in others:
        assert sum(ImageChops.difference(drawn, other).histogram()[64:]) > EM * 3


def test_a_certificate_has_the_name_in_its_picture_and_in_its_text():
    pdf = certificate_pdf(words(firm=FIRM), ADDRESS)

    assert FIRM in text_of(pdf).replace("\n", "")
    assert pdf == drawn_whole(words(firm=FIRM), ADDRESS)


@pytest.mark.parametrize("key", sorted(kinds()))
def test_every_paper_prints_them_wherever_its_facts_stand(key):
    """A face of the system would be an error."""
    said = json.dumps(sample_facts(kinds()[key]), ensure_ascii=False).replace("例", "𠮷")

    text = text_of(paper_pdf(compose(kinds()[key], kinds()[key].shipped(), json.loads(said))))

    assert "𠮷" in text
    assert "（示𠮷）" in text.replace("\n", "")


def test_two_such_papers_are_the_same_to_the_byte():
    first = certificate_pdf(words(firm=FIRM), ADDRESS)
    certificate_pdf(words(firm="𪚥𪚥"), ADDRESS)
    typeface.cache_clear()

    assert certificate_pdf(words(firm=FIRM), ADDRESS) == first
