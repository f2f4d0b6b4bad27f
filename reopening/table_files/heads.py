"""What the first bytes of a file tell: refused at the door, or by the reader, in the same words."""

from reopening.table_files.limits import Unreadable

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FOREIGN = (
    *(b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF"),  # documents, pictures, programs
    *(b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"PK\x05\x06"),  # other archives, an empty one
)
WEB_PAGES = ("<!doctype", "<html", "<table", "<?xml", "{\\rtf")
LONGEST_MARK = 200  # bytes within which a page says what it is
BOM = b"\xef\xbb\xbf"


def check_head(data: bytes, most: int) -> None:
    """
    :param most: bytes that the file may have
    :raises Unreadable: if it is too large, empty, or says by its first bytes that it is something else
    """
    if len(data) > most:
        raise Unreadable("too_large", limit=most // 2**20)
    if not data.strip(b" \r\n\t\x00"):
        raise Unreadable("empty")
    if data.startswith(FOREIGN):
        raise Unreadable("kind")
    if is_web_page(data[: 2 * LONGEST_MARK].removeprefix(BOM).decode("latin-1")):
        raise Unreadable("web_page")


def is_web_page(text: str) -> bool:
    """By its beginning."""
    return text.lstrip()[:LONGEST_MARK].lower().startswith(WEB_PAGES)
