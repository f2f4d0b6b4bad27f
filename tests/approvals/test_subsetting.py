"""Both ways of subsetting give the same page: the same picture, the same text, a small file."""

import io

import pypdf
import pypdfium2
import pytest

from approvals import rendering, subsetting

PAGE = (
    '<p lang="zh" style="font-family: Desk Serif; font-size: 20pt">复工备案证明 䶮㛃𬬮 330106 Reopening</p>'
)


@pytest.fixture
def without_system_library(monkeypatch):
    from weasyprint.pdf import fonts

    monkeypatch.setattr(fonts, "harfbuzz_subset", None)
    monkeypatch.setattr(fonts.Font, "_fonttools_subset", subsetting.subset_with_uharfbuzz)


def picture(pdf):
    return pypdfium2.PdfDocument(pdf)[0].render(scale=1).to_pil().tobytes()


def test_the_replacement_draws_the_same_page(without_system_library, monkeypatch):
    from weasyprint.pdf import fonts

    replaced = rendering.pdf_from_html(PAGE)
    monkeypatch.undo()
    if fonts.harfbuzz_subset is None:
        pytest.skip("libharfbuzz-subset is not installed: nothing to compare with")
    drawn = rendering.pdf_from_html(PAGE)

    assert picture(replaced) == picture(drawn)
    assert (
        pypdf.PdfReader(io.BytesIO(replaced)).pages[0].extract_text()
        == "复工备案证明 䶮㛃𬬮 330106 Reopening"
    )
    assert len(replaced) < 300_000


def test_the_replacement_is_installed_only_where_it_is_needed(without_system_library):
    assert subsetting.install_where_needed()


def test_beside_the_system_library_nothing_is_replaced(monkeypatch):
    from weasyprint.pdf import fonts

    monkeypatch.setattr(fonts, "harfbuzz_subset", object())
    before = fonts.Font._fonttools_subset

    assert not subsetting.install_where_needed()
    assert fonts.Font._fonttools_subset is before
