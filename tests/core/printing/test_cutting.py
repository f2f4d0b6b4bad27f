import io

import pytest
from fontTools.cffLib import CFFFontSet
from hypothesis import given
from hypothesis import strategies as st

from core.printing.cutting import Typeface, scripts_of, typeface

RARE = "䶮㛃𬬮𠂇"


def cids(face, text):
    return {glyph.cid for glyph in face.shape(text, "zh-Hans")}


@pytest.mark.parametrize("family", ["Desk Sans", "Desk Serif"])
def test_a_cut_holds_exactly_the_glyphs_asked_for_under_their_character_ids(family):
    face = typeface(family)
    wanted = cids(face, "复工备案证明 Reopening 330106")
    font = CFFFontSet()

    font.decompile(io.BytesIO(face.file_of(wanted)), None)

    names = font[0].charset
    assert names == [".notdef", *(f"cid{cid:05d}" for cid in sorted(wanted))]


def test_the_same_glyphs_give_the_same_bytes_whatever_was_drawn_before():
    fresh, used = Typeface("Desk Serif"), Typeface("Desk Serif")
    used.file_of(cids(used, "先画别的字体龘" + RARE[0]))
    wanted = cids(fresh, "杭州" + RARE)

    assert fresh.file_of(wanted) == used.file_of(wanted)


def test_a_ligature_keeps_the_text_of_both_letters():
    texts = [glyph.text for glyph in typeface("Desk Sans").shape("office", "en")]

    assert "".join(texts) == "office"
    assert len(texts) < len("office")


@given(st.text(alphabet="复工备案 aB-12（。", max_size=40))
def test_the_runs_of_scripts_are_the_text(text):
    assert "".join(scripts_of(text)) == text
