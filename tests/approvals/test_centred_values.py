"""A layout may centre values or set them to the right: stamped or drawn whole, they stand in the same place."""

import pytest
from PIL import ImageChops

from approvals.certificate_page import CERTIFICATE, drawn_whole, stamped
from core.papers.layouts import Layout
from core.papers.trials import look_the_same
from tests.approvals.test_certificate_page import (
    ADDRESS,
    LEVELS,
    LONG,
    MASKS,
    RARE,
    SHORT,
    picture,
    read_aloud,
    text_of,
    tree,
    words,
)

LAYOUTS = {
    "centred": ".value { text-align: center; }",
    "to the right": ".value { text-align: right; }",
    "the firm alone": ".firm .value, .credit_code .value { text-align: center; }",
    "the number": ".number b { text-align: center; }",
}
PAPERS = {
    "short": words(firm=SHORT, conditions=()),
    "long, many lines, two languages": words(firm=(RARE * 4)[:120], conditions=(MASKS, LONG)),
    "Latin, kerned": words(firm="AVATAR Tools (Hangzhou) To. Ltd. 示例", conditions=(MASKS,)),
}


@pytest.mark.parametrize("made", PAPERS.values(), ids=PAPERS)
@pytest.mark.parametrize("css", LAYOUTS.values(), ids=LAYOUTS)
def test_both_ways_agree_on_where_a_line_stands(css, made):
    layout = Layout(CERTIFICATE.html, CERTIFICATE.css + css)

    one, other = stamped(made, ADDRESS, layout=layout), drawn_whole(made, ADDRESS, layout=layout)

    assert look_the_same(picture(one), picture(other))
    assert text_of(one) == text_of(other)
    assert read_aloud(one) == read_aloud(other)
    assert tree(one) == tree(other)
    packaged = picture(drawn_whole(made, ADDRESS))
    assert ImageChops.difference(picture(one), packaged).getextrema()[1] > LEVELS


def test_one_other_character_or_a_line_half_a_letter_farther_is_seen():
    short, swapped = (drawn_whole(words(firm=firm), ADDRESS) for firm in (SHORT, SHORT.replace("品", "晶")))
    moved = Layout(CERTIFICATE.html, CERTIFICATE.css + ".firm .value { padding-left: 2pt; }")
    drawn = drawn_whole(words(firm=SHORT), ADDRESS, layout=moved)

    assert not look_the_same(picture(short), picture(swapped))
    assert not look_the_same(picture(short), picture(drawn))


def test_a_value_stays_at_the_left_where_a_layout_centres_what_stands_around_it():
    layout = Layout(CERTIFICATE.html, CERTIFICATE.css + "td, .firm td { text-align: center; }")
    made = PAPERS["short"]

    one, packaged = drawn_whole(made, ADDRESS, layout=layout), drawn_whole(made, ADDRESS)

    assert ImageChops.difference(picture(one), picture(packaged)).getextrema()[1] == 0
