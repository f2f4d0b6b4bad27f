"""Photos that want to do harm: refused in words, or written anew without it, within 10 s and 300 MB."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.corpora.document_readings import MEGABYTES, SECONDS, reading_of
from tests.corpora.pdfs import pdf

MARK = b"canary-4711"  # must be in no photo that is kept
PNG = b"\x89PNG\r\n\x1a\n"


def photo(kind: str = "JPEG", size: tuple[int, int] = (80, 60), mode: str = "RGB", **how) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, how.pop("colour", None) or 0).save(out, kind, **how)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes, colour: int = 2, rows: bytes | None = None) -> bytes:
    """A PNG by hand: the head may say what the rows do not hold."""
    packed = zlib.compress(rows if rows is not None else b"", 9)
    head = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def lying_jpeg() -> bytes:
    """A small photo whose head says 60,000 by 60,000."""
    data = bytearray(photo())
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", 60_000, 60_000)
    return bytes(data)


def mildly_lying_jpeg() -> bytes:
    """It says 6,000 by 6,000: allowed, but the rest is missing."""
    data = bytearray(photo())
    start = data.index(b"\xff\xc0") + 5
    data[start : start + 4] = struct.pack(">HH", 6_000, 6_000)
    return bytes(data)


def located() -> bytes:
    """With the place where it was taken, a comment and a turn."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 15.0, 9.0)
    return photo(exif=exif, comment=MARK)


def zipped(data: bytes) -> bytes:
    out = io.BytesIO(data)
    out.seek(0, 2)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("x.html", MARK)
    return out.getvalue()


def frames(count: int) -> bytes:
    pictures = [Image.new("P", (8, 8), n % 200) for n in range(count)]
    out = io.BytesIO()
    pictures[0].save(out, "GIF", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def moving_png() -> bytes:
    pictures = [Image.new("RGB", (8, 8), (n, 0, 0)) for n in range(200)]
    out = io.BytesIO()
    pictures[0].save(out, "PNG", save_all=True, append_images=pictures[1:])
    return out.getvalue()


def with_profile() -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return photo("PNG", icc_profile=profile + MARK)


def with_text() -> bytes:
    info = PngInfo()
    info.add_text("Comment", MARK.decode() + "<script>alert(1)</script>")
    return photo("PNG", pnginfo=info)


def text_bomb() -> bytes:
    return png(8, 8, chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 * 2**20), 9)), rows=bytes(25 * 8))


def profile_bomb() -> bytes:
    return png(8, 8, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(200 * 2**20), 9)), rows=bytes(25 * 8))


REFUSED = {
    "30,000 by 30,000": (lambda: png(30_000, 30_000), "too_many_pixels"),
    "13,000 by 13,000, at which Pillow only warns": (lambda: png(13_000, 13_000), "too_many_pixels"),
    "9,400 by 9,400, at which Pillow says nothing": (lambda: photo("PNG", (9_400, 9_400)), "too_many_pixels"),
    "just above the limit": (lambda: png(8_001, 5_000), "too_many_pixels"),
    "transparent and 30 million": (lambda: png(6_000, 5_000, colour=6), "too_many_pixels"),
    "one row of 2 ** 31": (lambda: png(2**31 - 1, 1), "too_many_pixels"),
    "no width": (lambda: png(0, 100), "broken"),
    "jpeg that says 60,000 by 60,000": (lying_jpeg, "too_many_pixels"),
    "jpeg with most of it missing": (mildly_lying_jpeg, None),
    "png with all of it missing": (lambda: png(6_000, 6_000), "broken"),
    "rows that inflate to 200 MB": (lambda: png(8, 8, rows=bytes(200 * 2**20)), None),
    "packed text of 200 MB": (text_bomb, None),
    "packed profile of 200 MB": (profile_bomb, None),
    "cut off jpeg": (lambda: photo(size=(800, 600))[:900], "broken"),
    "cut off png": (lambda: photo("PNG", (800, 600))[:200], "broken"),
    "wrong checksum": (lambda: photo("PNG").replace(b"IDAT", b"IDAT\x01", 1), "broken"),
    "only a mark of jpeg": (lambda: b"\xff\xd8\xff", "broken"),
    "only a mark of png": (lambda: PNG, "broken"),
    "film of 1,500 frames": (lambda: frames(1_500), "kind"),
    "webp named jpg": (lambda: photo("WEBP"), "kind"),
    "tiff named jpg": (lambda: photo("TIFF"), "kind"),
    "bmp named jpg": (lambda: photo("BMP"), "kind"),
    "postscript named jpg": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "kind"),
    "icon named jpg": (lambda: photo("ICO", (16, 16)), "kind"),
    "jpeg 2000 named jpg": (lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(99), "kind"),
    "heif named jpg": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(99), "kind"),
    "drawing named jpg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "kind"),
    "16 MB": (lambda: photo() + bytes(16 * 2**20), "too_large"),
}
EITHER = {"broken", "too_heavy", "jpeg"}
KEPT = {
    "plain jpeg": photo,
    "plain png": lambda: photo("PNG"),
    "in one colour": lambda: photo("PNG", mode="1"),
    "in grey of 16 bits": lambda: photo("PNG", mode="I;16"),
    "with a palette and a hole": lambda: photo("PNG", mode="P", transparency=0),
    "transparent": lambda: photo("PNG", mode="RGBA"),
    "for print": lambda: photo(mode="CMYK"),
    "12 million, as phones take them": lambda: photo(size=(4_000, 3_000)),
    "40 million": lambda: photo("PNG", (8_000, 5_000)),
    "with a place and a turn": located,
    "with a profile": with_profile,
    "with text": with_text,
    "moving": moving_png,
    "web page behind it": lambda: photo() + b"<script>" + MARK + b"</script>",
    "web page in a comment": lambda: photo(comment=b"<script>" + MARK + b"</script>"),
    "archive behind it": lambda: zipped(photo()),
    "document behind it": lambda: photo("PNG") + pdf() + MARK,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_photo_is_refused_in_words_or_loses_what_it_carries(name):
    build, code = REFUSED[name]

    found = reading_of(build())

    assert found.says in (EITHER if code is None else {code})
    assert found.seconds < SECONDS
    assert found.peak_mb < MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("name", KEPT)
def test_a_photo_is_written_anew_with_nothing_but_its_pixels(name):
    data = KEPT[name]()

    found = reading_of(data)

    assert found.says == "jpeg", found.outcome
    assert found.peak_mb < MEGABYTES
    assert MARK not in found.outcome.content
    with Image.open(io.BytesIO(found.outcome.content), formats=["JPEG"]) as image:
        assert max(image.size) <= 2_400
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert image.size == (found.outcome.width, found.outcome.height)
        assert image.mode == "RGB"
    with Image.open(io.BytesIO(found.outcome.thumbnail), formats=["JPEG"]) as image:
        assert max(image.size) <= 320


@pytest.mark.slow
def test_a_turned_photo_stands_upright():
    found = reading_of(located())

    assert (found.outcome.width, found.outcome.height) == (60, 80)


@pytest.mark.slow
def test_what_was_transparent_is_white_as_paper():
    found = reading_of(photo("PNG", mode="RGBA"))

    with Image.open(io.BytesIO(found.outcome.content)) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)
