"""
Every paper looks as it did: its sample is drawn and compared with a small picture that was looked at by eye.

After a wanted change: `REWRITE=all .venv/bin/python -m pytest -q -n 0 tests/core/papers/test_pictures.py`, LOOK at the
pictures in `pictures/`, and commit them.
"""

import os
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image, ImageChops

from approvals import certificate_page
from core.papers import page
from core.papers.kinds import wordings
from core.papers.samples import ADDRESS
from tests.core.papers.papers import pages_of, picture

PICTURES = Path(__file__).parent / "pictures"
WIDTH = 420  # pixels of a page
LEVEL = 16  # of 256: how much a pixel of so small a picture may differ
PIXELS = 20  # of a page's 250,000 that may differ by more
HAVE_CODES = {"certificate", "poster"}


def small(pdf, page):
    """A page as a small grey picture."""
    drawn = picture(pdf, page, scale=2).convert("L")
    return drawn.resize((WIDTH, round(WIDTH * drawn.height / drawn.width)), Image.Resampling.BOX)


def differing(one, other):
    """How many pixels differ by more than `LEVEL`."""
    if one.size != other.size:
        return one.width * one.height
    return sum(ImageChops.difference(one, other).histogram()[LEVEL:])


def looks_kept(pdf, key, page=0):
    """How far a page is from its picture."""
    with Image.open(PICTURES / f"{key}-{page + 1}.png") as kept:
        return differing(small(pdf, page), kept)


@pytest.mark.parametrize("key", sorted(wordings()))
def test_the_sample_looks_as_it_did_when_somebody_looked_at_it(key):
    kind = wordings()[key]
    pdf = kind.sample(kind.shipped())
    for side in range(len(pages_of(pdf))):
        if os.environ.get("REWRITE"):
            PICTURES.mkdir(exist_ok=True)
            small(pdf, side).save(PICTURES / f"{key}-{side + 1}.png", optimize=True)
        assert looks_kept(pdf, key, side) <= PIXELS


MOVED = "img { position: relative; left: 2mm }"
SMALLEST = ".issued p:last-child span { visibility: hidden }"  # the English day: the smallest line of a paper


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("receipt", SMALLEST),
        ("decision", SMALLEST),
        ("form", ".title-en { visibility: hidden }"),
        ("delivery", "tr:last-child td:last-child span { visibility: hidden }"),
        ("list", SMALLEST),
        ("list", MOVED),
        ("poster", MOVED),
        ("certificate", SMALLEST),
        ("certificate", MOVED),
        *((key, ".sample { visibility: hidden !important }") for key in sorted(wordings())),
    ],
)
def test_a_line_that_is_missing_or_a_code_that_moved_does_not_pass(key, change, monkeypatch):
    for module in (page, certificate_page):
        drawn = module.html_of
        monkeypatch.setattr(
            module,
            "html_of",
            lambda *words, drawn=drawn: drawn(*words).replace("</style>", f"{change}</style>"),
        )
    certificate_page.page_of.cache_clear()
    kind = wordings()[key]

    pdf = kind.sample(kind.shipped())

    certificate_page.page_of.cache_clear()
    assert looks_kept(pdf, key) > PIXELS


@pytest.mark.parametrize("key", sorted(HAVE_CODES))
def test_the_code_reads_back_from_the_picture(key):
    kind = wordings()[key]

    [code] = zxingcpp.read_barcodes(picture(kind.sample(kind.shipped()), scale=3))

    assert code.text == ADDRESS


@pytest.mark.parametrize("key", sorted(set(wordings()) - {"certificate"}))
def test_the_text_comes_out_in_the_order_in_which_it_is_read(key):
    """Office, title, body, what stands below; the title before every label of the body."""
    kind = wordings()[key]
    words = kind.shipped()

    text = "".join(pages_of(kind.sample(words))).replace("\n", "")

    title = words["title"]["en"].replace("{procedure}", "filing to reopen")
    labels = [pair["zh"] for block, pair in words.items() if block.startswith(("label.", "column."))]
    place = 0
    for each in (title, *labels):  # a word of a label may stand in the text before it, too
        place = text.index(each, place)
