"""Where a signed code may be: a typed text, an address, a certificate's PDF, a picture of its QR code."""

import io
from collections.abc import Iterator
from pathlib import Path

import zxingcpp
from PIL import Image, UnidentifiedImageError
from pypdf import PdfReader
from pypdf.errors import PyPdfError

LONGEST = 4_096  # characters of a text that is looked at
LARGEST = 25 * 2**20  # bytes of a file


class NothingFound(Exception):
    """There is no code in it."""


def codes_in(file_or_text: str) -> list[str]:
    """
    The scanned texts in a file or in a text, in their order, each once.

    :param file_or_text: the path of a PDF, a picture or a text file; or what a scanner read
    :raises NothingFound: if there are none
    """
    path = Path(file_or_text) if len(file_or_text) < 1024 else None
    found = list(in_file(path)) if path and path.is_file() else [file_or_text.strip()]
    found = [each for each in dict.fromkeys(found) if each]
    if not found:
        raise NothingFound(file_or_text)
    return found


def in_file(path: Path) -> Iterator[str]:
    """:raises NothingFound: if it cannot be read"""
    if path.stat().st_size > LARGEST:
        raise NothingFound(f"{path} is larger than {LARGEST // 2**20} MB")
    content = path.read_bytes()
    if content.startswith(b"%PDF-"):
        yield from in_pdf(content)
    elif (text := plain_text(content)) is not None:
        yield text.strip()
    else:
        yield from in_picture(content)


def in_pdf(content: bytes) -> Iterator[str]:
    """The addresses behind the links of a PDF: the certificate's QR code is one."""
    try:
        for page in PdfReader(io.BytesIO(content)).pages:
            for link in page.get("/Annots", []):
                target = link.get_object().get("/A", {}).get("/URI")
                if target and "#" in target:
                    yield str(target)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NothingFound("the PDF cannot be read") from error


def in_picture(content: bytes) -> Iterator[str]:
    """The QR codes in a photo or a scan."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as picture:
            for code in zxingcpp.read_barcodes(
                picture.convert("L"), formats=zxingcpp.barcode_formats_from_str("QRCode")
            ):
                yield code.text
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NothingFound("the picture cannot be read") from error


def plain_text(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= LONGEST and "\x00" not in text else None


def code_of(scanned: str) -> str:
    """The signed part: what follows `#`, or all of it."""
    return scanned.rpartition("#")[2]
