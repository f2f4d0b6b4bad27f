"""Where a signed code may be: a typed text, an address, a certificate's PDF, a picture of its QR code."""

import io
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import zxingcpp
from django.urls import Resolver404, resolve
from PIL import Image, UnidentifiedImageError
from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

LONGEST = 4_096  # characters of a text that is looked at
LARGEST = 25 * 2**20  # bytes of a file
SUFFIXES = {".pdf", ".png", ".jpg", ".jpeg", ".webp", ".txt"}
MOST_PICTURES = 50  # of a PDF that are looked at
WRONG_SHAPE = (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError)


class NothingFound(Exception):
    """There is no code in it."""


class Where(StrEnum):
    """What a code was read from."""

    TEXT = "the text"
    LINK = "the link"
    PICTURE = "the QR code"


class Found(NamedTuple):
    """What a scanner would read, and where it stands."""

    text: str
    where: Where


def codes_in(content: bytes) -> list[Found]:
    """
    The scanned texts in a file, in their order, each place once.

    :raises NothingFound: if there are none
    """
    if is_pdf(content):
        found = list(in_pdf(content))
    elif (text := plain_text(content)) is not None:
        found = [Found(text.strip(), Where.TEXT)]
    else:
        found = [Found(text, Where.PICTURE) for text in in_picture(content)]
    found = [each for each in dict.fromkeys(found) if each.text]
    if not found:
        raise NothingFound("no code was found in it")
    return found


def content_of(file_or_text: str) -> bytes:
    """
    The bytes to look at.

    :param file_or_text: the path of a PDF, a picture or a text file; or what a scanner read
    :raises NothingFound: if the file is not there, or too large
    """
    path = Path(file_or_text) if len(file_or_text) < 1024 else None
    if not path or not path.is_file():
        if path and path.suffix.lower() in SUFFIXES:
            raise NothingFound(f"there is no file {path}")
        return file_or_text.encode()
    if path.stat().st_size > LARGEST:
        raise NothingFound(f"{path} is larger than {LARGEST // 2**20} MB")
    return path.read_bytes()


def is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-")


def in_pdf(content: bytes) -> Iterator[Found]:
    """
    The addresses behind the links of a PDF, and the QR codes in its pictures.

    :raises NothingFound: saying what there is instead
    """
    found, pictures = [], 0
    try:
        for page in PdfReader(io.BytesIO(content)).pages:
            found += [Found(address, Where.LINK) for address in links_of(page)]
            for picture in pictures_of(page, most=MOST_PICTURES - pictures):
                pictures += 1
                found += [Found(text, Where.PICTURE) for text in read_codes(picture)]
    except WRONG_SHAPE as error:
        raise NothingFound("the PDF cannot be read") from error
    if pictures and not found:
        raise NothingFound(
            "The file has pictures, but no QR code could be read in them. "
            "Please open the check page whose address is printed on the paper."
        )
    yield from found


def links_of(page: PageObject) -> Iterator[str]:
    for link in page.get("/Annots", []):
        if target := link.get_object().get("/A", {}).get("/URI"):
            yield str(target)


def pictures_of(page: PageObject, *, most: int) -> Iterator[Image.Image]:
    """The pictures that a page names; those that cannot be decoded are passed over."""
    for name in list(page.images.keys())[: max(most, 0)]:
        try:
            picture = page.images[name].image
        except (*WRONG_SHAPE, Image.DecompressionBombError, NotImplementedError):
            continue  # the last is what the library raises for a packing that it does not know
        if picture is not None:
            yield picture


def in_picture(content: bytes) -> Iterator[str]:
    """The QR codes in a photo or a scan."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"]) as picture:
            yield from read_codes(picture)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise NothingFound("the picture cannot be read") from error


def read_codes(picture: Image.Image) -> Iterator[str]:
    for code in zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.barcode_formats_from_str("QRCode")
    ):
        yield code.text


def plain_text(content: bytes) -> str | None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= LONGEST and "\x00" not in text else None


def code_of(scanned: str) -> str:
    """The signed part: what follows `#`, or all of it where there is no address."""
    address, sign, code = scanned.partition("#")
    if sign:
        return code
    return "" if "/" in address else address


def is_of(scanned: str, desks: list[str]) -> bool:
    """Whether it names no address, or that of a check page of one of these desks."""
    address, sign, _code = scanned.partition("#")
    if not sign and "/" not in address:
        return True
    for desk in desks:
        path = address.removeprefix(desk.rstrip("/"))
        if path != address and path.startswith("/") and is_check_path(path):
            return True
    return False


def is_check_path(path: str) -> bool:
    try:
        return urlsplit(path).path == path and resolve(path).view_name == "approvals:verify"
    except (Resolver404, ValueError):
        return False
