import base64
import io

import zxingcpp
from PIL import Image

from core import qr

ADDRESS = "https://desk.example.gov.cn/verify/0pqU3nVq6sYwJb9dXk2LmAzzzzzzzzzz/"


def test_the_picture_is_one_bit_and_an_independent_reader_reads_it_back():
    head, _, body = qr.png_data_uri(ADDRESS).partition(",")
    picture = Image.open(io.BytesIO(base64.b64decode(body)))

    assert head == "data:image/png;base64"
    assert picture.mode in ("1", "P")
    assert [code.text for code in zxingcpp.read_barcodes(picture.convert("L"))] == [ADDRESS]
