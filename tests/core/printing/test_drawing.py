import io
import subprocess
import sys

import pypdf
import pytest

from core.printing import drawing
from core.printing.embedding import ForeignFace

HTML = '<html lang="zh-Hans"><title>样张</title><body style="font-family: Desk Serif, Desk Sans">{}</body></html>'


def test_the_text_comes_back_as_it_was_written_rare_characters_included():
    words = "复工备案证明 䶮㛃𬬮 330106 Reopening office"

    pdf = drawing.pdf_from_html(HTML.format(f"<p>{words}</p>"))

    assert pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text() == words
    assert len(pdf) < 40_000


def test_the_same_html_gives_the_same_bytes():
    html = HTML.format("<p>复工备案证明</p>")

    assert drawing.pdf_from_html(html) == drawing.pdf_from_html(html)


def test_english_lines_say_that_they_are_english():
    pdf = drawing.pdf_from_html(HTML.format("<p>复工 2020-02-17</p><p>Read aloud in English</p>"))

    objects = pypdf.PdfReader(io.BytesIO(pdf))
    languages = [
        each.get("/Lang")
        for number in range(1, len(objects.xref_objStm) + 40)
        if isinstance(each := objects.get_object(number), dict) and each.get("/K") in ([0], [1])
    ]
    assert languages == [None, "en"]


def test_a_character_that_no_packaged_face_has_is_refused_and_never_a_box():
    with pytest.raises(ForeignFace):
        drawing.pdf_from_html(HTML.format("<p>复工 ᚠ</p>"))


@pytest.mark.parametrize(
    "html",
    [
        '<img src="file:///etc/passwd">',
        '<img src="http://127.0.0.1:1/x.png">',
        '<link rel="stylesheet" href="https://a.example/x.css">',
        '<link rel="attachment" href="file:///etc/passwd">',
        '<p style="background: url(ftp://a.example/x)">复工</p>',
    ],
)
def test_a_paper_that_asks_for_anything_outside_is_refused(html):
    with pytest.raises(drawing.ForbiddenAddress):
        drawing.pdf_from_html(HTML.format(html))


def test_importing_the_module_does_not_load_the_pdf_engine():
    program = "import sys, core.printing.stamping; sys.exit('weasyprint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
