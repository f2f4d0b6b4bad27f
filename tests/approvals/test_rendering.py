import io
import subprocess
import sys
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.template.loader import render_to_string

from approvals import rendering
from approvals.wording import CertificateFacts, compose
from core import qr

ADDRESS = "https://desk.example.gov.cn/verify/0pqU3nVq6sYwJb9dXk2LmAzzzzzzzzzz/"
NAME = "杭州䶮㛃𬬮赟示例生物医药科技（集团）股份有限公司西湖区第一分公司暨示例研究院"


def certificate_html(mode="approval", conditions=1):
    wording = compose(
        CertificateFacts(
            mode=mode,
            number="330106-20200217-0001-P",
            firm=NAME,
            credit_code="91330106MA2EXAMPL0",
            address="浙江省杭州市西湖区翠苑街道示例路 88 号 3 幢 2 层",
            headcount_limit=86,
            opens_on=date(2020, 2, 20),
            valid_from=date(2020, 2, 20),
            valid_until=None,
            issued_on=date(2020, 2, 17),
            authority={"zh": "杭州市西湖区", "en": "Xihu District, Hangzhou"},
            check_url=ADDRESS,
            conditions=[
                {"zh": "口罩须于 2020年2月22日前到货。", "en": "Masks must arrive by 22 February 2020."}
            ]
            * conditions,
        )
    )
    return render_to_string(
        "approvals/certificates/certificate.html", {"words": wording, "qr": qr.png_data_uri(ADDRESS)}
    )


@pytest.fixture(scope="module")
def pdf():
    return rendering.pdf_from_html(certificate_html())


def test_the_text_comes_back_as_it_was_stored_rare_characters_included(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    text = "".join(page.extract_text() for page in reader.pages)

    assert NAME in text.replace("\n", "")
    assert "330106-20200217-0001-P" in text
    assert "复工核准通知书" in text


def test_an_independent_reader_reads_the_code_from_the_drawn_page(pdf):
    page = pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil()

    assert [code.text for code in zxingcpp.read_barcodes(page)] == [ADDRESS]


def test_an_ordinary_certificate_is_one_page_and_a_long_one_flows_on(pdf):
    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) == 1
    assert (
        len(pypdf.PdfReader(io.BytesIO(rendering.pdf_from_html(certificate_html(conditions=40)))).pages) > 1
    )


def test_the_same_words_give_the_same_bytes(pdf):
    assert rendering.pdf_from_html(certificate_html()) == pdf


def test_the_file_is_archival_tagged_and_carries_only_the_packaged_faces(pdf):
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    metadata = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    fonts = reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].partition("+")[2] for font in fonts}

    assert 'pdfaid:part="2" pdfaid:conformance="A"' in metadata
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert reader.trailer["/Root"]["/Lang"] == "zh-Hans"
    assert names == {"Desk-Sans", "Desk-Serif"}


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:1/x.png">',
        '<link rel="stylesheet" href="https://a.example/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p style="background: url(ftp://a.example/x)">x</p>',
    ],
)
def test_a_paper_that_asks_for_anything_outside_is_refused(html):
    with pytest.raises(rendering.ForbiddenAddress):
        rendering.pdf_from_html(html)


def test_importing_the_module_does_not_load_the_pdf_engine():
    program = "import sys, approvals.rendering; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
