import pytest
from django.core.management import call_command
from PIL import Image

from core.papers.kinds import wordings


@pytest.mark.django_db
def test_every_paper_is_drawn_as_pdf_and_as_a_picture_of_each_side(tmp_path):
    call_command("draw_samples", tmp_path / "samples", dots=40)

    for key in wordings():
        assert (tmp_path / "samples" / f"{key}.pdf").read_bytes().startswith(b"%PDF")
        with Image.open(tmp_path / "samples" / f"{key}-1.png") as picture:
            assert picture.size == pytest.approx((331, 468), abs=2)
            assert picture.convert("L").getextrema()[0] < 128
