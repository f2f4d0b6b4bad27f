"""Names of files that want to lead elsewhere, deceive the eye or break a disk."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reopening.document_files.names import LONGEST_BYTES, shown_name

NAMES = {
    "plain": ("licence.pdf", "licence.pdf"),
    "chinese": ("营业执照.pdf", "营业执照.pdf"),
    "without extension": ("licence", "licence.pdf"),
    "another extension": ("licence.exe", "licence.exe.pdf"),
    "two extensions": ("licence.pdf.exe", "licence.pdf.exe.pdf"),
    "a photo's extension": ("licence.JPG", "licence.pdf"),
    "up the tree": ("../../../etc/passwd", "passwd.pdf"),
    "up the tree, windows": ("..\\..\\windows\\system.ini", "system.ini.pdf"),
    "whole path": ("/etc/shadow", "shadow.pdf"),
    "drive": ("C:\\Users\\a\\licence.pdf", "licence.pdf"),
    "share": ("\\\\host\\share\\licence.pdf", "licence.pdf"),
    "drive alone": ("C:licence.pdf", "C_licence.pdf"),
    "stream of a file": ("licence.pdf:hidden", "licence.pdf_hidden.pdf"),
    "encoded path": ("..%2f..%2fetc%2fpasswd", "%2f..%2fetc%2fpasswd.pdf"),
    "only dots": ("..", "document.pdf"),
    "only a dot": (".", "document.pdf"),
    "dots and blanks": (". . .", "document.pdf"),
    "hidden": (".htaccess", "htaccess.pdf"),
    "extension alone": (".pdf", "document.pdf"),
    "empty": ("", "document.pdf"),
    "blanks": ("   ", "document.pdf"),
    "only a slash": ("/", "document.pdf"),
    "blank at the end": ("licence.pdf ", "licence.pdf"),
    "dot at the end": ("licence.", "licence.pdf"),
    "null": ("licence\x00.exe.pdf", "licence.exe.pdf"),
    "line break": ("licence\r\nSet-Cookie: a=b.pdf", "licenceSet-Cookie_ a=b.pdf"),
    "tab and bell": ("li\tcence\a.pdf", "licence.pdf"),
    "right to left": ("licence\u202efdp.exe", "licencefdp.exe.pdf"),
    "isolated direction": ("\u2067licence\u2069.pdf", "licence.pdf"),
    "no width": ("li\u200bcen\ufeffce.pdf", "licence.pdf"),
    "line separator": ("licence\u2028next.pdf", "licencenext.pdf"),
    "half a character": ("licence\ud800.pdf", "licence.pdf"),
    "private character": ("licence\ue000.pdf", "licence.pdf"),
    "device": ("CON", "_CON.pdf"),
    "device in small letters": ("nul.pdf", "_nul.pdf"),
    "device with extension": ("AUX.txt", "_AUX.txt.pdf"),
    "numbered device": ("com1.pdf", "_com1.pdf"),
    "device with a raised figure": ("LPT¹.pdf", "_LPT¹.pdf"),
    "markup": ('<img src=x onerror="alert(1)">.pdf', "_img src=x onerror=_alert(1)__.pdf"),
    "quotes": ('a"; filename="b.exe', "a_; filename=_b.exe.pdf"),
    "wild cards": ("*?|.pdf", "___.pdf"),
    "composed of two": ("cafe\u0301.pdf", "caf\u00e9.pdf"),
    "template": ("{{7*7}}%(a)s.pdf", "{{7_7}}%(a)s.pdf"),
}


@pytest.mark.parametrize("name", NAMES)
def test_only_the_last_visible_part_of_a_name_is_shown(name):
    sent, shown = NAMES[name]

    assert shown_name(sent, "pdf") == shown


@pytest.mark.parametrize(
    "sent", ["名" * 270 + ".pdf", "a" * 5_000, "🙂" * 300], ids=["810 bytes", "5,000", "emoji"]
)
def test_a_long_name_is_cut_between_characters(sent):
    shown = shown_name(sent, "jpeg")

    assert len(shown.encode()) <= LONGEST_BYTES
    assert shown.endswith(".jpg")
    assert shown.removesuffix(".jpg") == sent[: len(shown) - 4]


@given(st.text(max_size=400))
def test_no_name_leads_elsewhere(sent):
    shown = shown_name(sent, "pdf")

    assert shown.endswith(".pdf")
    assert len(shown.encode()) <= LONGEST_BYTES
    assert not set(shown) & set('/\\<>:"|?*')
    assert not shown.startswith(".")
    assert all(unicodedata.category(each) not in {"Cc", "Cf", "Cs"} for each in shown)
    assert shown_name(shown, "pdf") == shown
