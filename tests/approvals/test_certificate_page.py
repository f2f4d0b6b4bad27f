"""Stamped or drawn whole, a certificate looks, reads and sounds the same."""

import io
from dataclasses import replace
from datetime import date

import pypdf
import pypdfium2
import pypdfium2.raw as raw
import pytest
import zxingcpp
from PIL import ImageChops

from approvals import certificate_page
from approvals.certificate_kind import SAMPLE_CERTIFICATE
from approvals.certificate_page import certificate_pdf, drawn_whole
from approvals.wording import CertificateFacts, compose
from core.printing.cutting import typeface

PAGE = "https://desk.example.gov.cn/verify/0pqU3nVq6sYwJb9dXk2LmAzzzzzzzzzz/"
ADDRESS = PAGE + "#" + "A" * 142  # as long as a signed one
RARE = "杭州䶮㛃𬬮赟示例生物医药科技（集团）股份有限公司西湖区第一分公司暨示例研究院"
SHORT = "示例食品厂"
LEVELS = 96  # of 256 by which a pixel may differ: the edge of a letter moved by a fraction of a pixel
MASKS = {"zh": "口罩须于 2020年2月22日前到货。", "en": "Masks must arrive by 22 February 2020."}
LONG = {
    "zh": "《错峰上下班与分时用餐安排及职工宿舍管理办法（含外包人员）》须在 2020年3月1日 前补交。",
    "en": "Staggered shifts, meals and dormitories, contracted staff included: to be handed in by 1 March 2020.",
}


def words(*, firm=RARE, conditions=(MASKS,), until=None, serial=1, sample=False, mode="approval"):
    return compose(
        CertificateFacts(
            mode=mode,
            number=f"330106-20200217-{serial:04d}-P",
            firm=firm,
            credit_code="91330106MA2EXAMPL0",
            address="浙江省杭州市西湖区翠苑街道示例路 88 号 3 幢 2 层",
            headcount_limit=86,
            opens_on=date(2020, 2, 20),
            valid_from=date(2020, 2, 20),
            valid_until=until,
            issued_on=date(2020, 2, 17),
            authority={"zh": "杭州市西湖区", "en": "Xihu District, Hangzhou City"},
            check_url=PAGE,
            conditions=list(conditions),
            sample=sample,
        )
    )


CASES = {
    "rare and long name": words(),
    "short name, nothing else": words(firm=SHORT, conditions=()),
    "two conditions, a term": words(conditions=(MASKS, LONG), until=date(2020, 3, 19)),
    "two sides": words(conditions=[MASKS] * 9),
    "sample": words(firm="Example (Hangzhou) Co., Ltd. 示例", sample=True, mode="filing"),
    "the longest name": words(firm=(RARE * 4)[:120]),
    "commitment": words(firm=SHORT, mode="commitment", serial=12345),
}


def picture(pdf, side=0):
    return pypdfium2.PdfDocument(pdf)[side].render(scale=2).to_pil().convert("L")


def text_of(pdf):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def outline(element):
    """The structure tree without its numbers: what kind of part, in which language, described by what."""
    if not isinstance(element, dict):
        return "words"
    kids = element.get("/K", [])
    kids = [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
    return (
        element.get("/S"),
        element.get("/Lang"),
        element.get("/Alt"),
        [outline(kid) for kid in kids],
    )


def tree(pdf):
    return outline(pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])


@pytest.fixture(params=CASES.values(), ids=CASES)
def both(request):
    certificate_page.page_of.cache_clear()
    return certificate_pdf(request.param, ADDRESS), drawn_whole(request.param, ADDRESS)


def test_both_ways_look_the_same(both):
    stamped, whole = both

    for side in range(len(pypdfium2.PdfDocument(whole))):
        difference = ImageChops.difference(picture(stamped, side), picture(whole, side))
        assert difference.getextrema()[1] <= LEVELS
    assert stamped != whole  # two ways were compared, not one with itself


def test_both_ways_read_the_same(both):
    stamped, whole = both

    assert text_of(stamped) == text_of(whole)
    assert pypdf.PdfReader(io.BytesIO(stamped)).metadata == pypdf.PdfReader(io.BytesIO(whole)).metadata


def test_both_ways_are_read_aloud_the_same(both):
    stamped, whole = both

    assert tree(stamped) == tree(whole)
    assert "/Figure" in str(tree(stamped))
    assert PAGE in str(tree(stamped))
    assert "'en'" in str(tree(stamped))


def places_in_tree(element, page=None):
    """What the structure tree names, in its order: page (by object number) and number of the marked words."""
    if isinstance(element, int):
        return [(page, element)]
    page = element.raw_get("/Pg").idnum if "/Pg" in element else page
    kids = element.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    kids = [kid.get_object() for kid in kids]
    return [place for kid in kids for place in places_in_tree(kid, page)]


def words_by_place(pdf):
    """The words of each side by the number they are marked with; those without one are never read aloud."""
    numbers = [page.indirect_reference.idnum for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    words = {}
    for side, number in enumerate(numbers):
        page = pypdfium2.PdfDocument(pdf)[side]
        text = page.get_textpage()
        for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            place = number, raw.FPDFPageObj_GetMarkedContentID(each.raw)
            length = raw.FPDFTextObj_GetText(each.raw, text.raw, None, 0)
            buffer = (raw.FPDF_WCHAR * (length // 2))()
            raw.FPDFTextObj_GetText(each.raw, text.raw, buffer, length)
            words[place] = words.get(place, "") + bytes(buffer).decode("utf-16-le").rstrip("\0")
    return words


def read_aloud(pdf):
    words = words_by_place(pdf)
    root = pypdf.PdfReader(io.BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]
    return "".join(words.get(place, "") for place in places_in_tree(root))


def test_the_notes_are_read_aloud_after_the_rest(both):
    for pdf in both:
        said = read_aloud(pdf)

        for note in words()["notes"]:
            assert note["zh"] in said
            assert note["en"].replace(" ", "") in said.replace(" ", "")
        assert "扫码核验当前状态" in said[: said.rindex(words()["notes"][0]["zh"])]


def test_a_picture_of_other_words_does_not_look_the_same():
    difference = ImageChops.difference(
        picture(certificate_pdf(words(firm=SHORT), ADDRESS)),
        picture(certificate_pdf(words(firm=SHORT.replace("品", "晶")), ADDRESS)),
    )

    assert difference.getextrema()[1] > LEVELS


def test_every_word_comes_back_rare_characters_included():
    text = text_of(certificate_pdf(words(), ADDRESS)).replace("\n", "")

    assert RARE in text
    assert "330106-20200217-0001-P" in text
    assert "复工核准通知书" in text


def test_an_independent_reader_reads_the_code_from_the_page():
    page = pypdfium2.PdfDocument(certificate_pdf(words(), ADDRESS))[0].render(scale=2).to_pil()

    assert [code.text for code in zxingcpp.read_barcodes(page)] == [ADDRESS]


def test_the_printed_address_leads_to_the_check_page_with_its_code(both):
    for pdf in both:
        links = [link.get_object() for link in pypdf.PdfReader(io.BytesIO(pdf)).pages[-1]["/Annots"]]
        assert {link["/A"]["/URI"] for link in links} == {ADDRESS}


def test_the_same_words_give_the_same_bytes_in_a_batch_and_alone():
    first = certificate_pdf(words(serial=7), ADDRESS)
    certificate_pdf(words(firm="龘靐齉爩示例", serial=8), ADDRESS)
    certificate_page.page_of.cache_clear()
    typeface.cache_clear()

    assert certificate_pdf(words(serial=7), ADDRESS) == first


def test_the_file_is_archival_tagged_and_carries_only_the_packaged_faces(both):
    for pdf in both:
        reader = pypdf.PdfReader(io.BytesIO(pdf))
        root = reader.trailer["/Root"]
        fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]

        assert 'pdfaid:part="2" pdfaid:conformance="A"' in root["/Metadata"].get_data().decode()
        assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "zh-Hans")
        assert {font["/BaseFont"][8:] for font in fonts} == {
            "NotoSansSC-Regular-Identity-H",
            "NotoSerifSC-Regular-Identity-H",
        }
        for font in fonts:
            descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
            assert descriptor["/FontFile3"]["/Subtype"] == "/CIDFontType0C"


def test_the_longest_name_leaves_the_code_and_the_issuer_on_the_first_side():
    assert len(pypdf.PdfReader(io.BytesIO(certificate_pdf(CASES["the longest name"], ADDRESS))).pages) == 1


@pytest.mark.parametrize("conditions", range(3, 12))
def test_the_code_never_stands_alone_on_a_side(conditions):
    pdf = certificate_pdf(words(firm=(RARE * 4)[:120], conditions=[MASKS] * conditions), ADDRESS)

    last = pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    assert "扫码核验" in last
    assert "口罩须于" in last


@pytest.mark.parametrize("conditions", range(19, 25))  # drawn whole: more than a shape is worth
def test_nor_does_it_after_conditions_that_fill_many_sides(conditions):
    pdf = certificate_pdf(words(conditions=[LONG] * conditions), ADDRESS)

    last = pypdf.PdfReader(io.BytesIO(pdf)).pages[-1].extract_text()
    assert "扫码核验" in last
    assert "错峰上下班" in last


@pytest.mark.parametrize("lines", range(1, 12))
def test_the_heading_of_several_conditions_stands_whole_on_the_side_of_the_first(lines):
    made = words(firm=(RARE * 4)[:120], conditions=[LONG] * 2)
    made["facts"][2]["value"]["zh"] = "示例路" * 8 * lines

    pdf = certificate_pdf(made, ADDRESS)

    sides = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    with_heading = [each for each in sides if "附带条件" in each or "Conditions" in each]
    assert len(with_heading) == 1
    assert "1. 《错峰" in with_heading[0]
    assert "附带条件" in with_heading[0]


def test_a_limit_is_written_as_on_every_other_paper():
    facts = replace(SAMPLE_CERTIFICATE, headcount_limit=12345)

    assert "不超过 12,345 人" in text_of(certificate_pdf(compose(facts), ADDRESS))


def test_one_that_does_not_fit_one_side_flows_on():
    long = words(conditions=[MASKS] * 40)

    pdf = certificate_pdf(long, ADDRESS)

    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) > 1
    assert pdf == drawn_whole(long, ADDRESS)
