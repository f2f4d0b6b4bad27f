"""What a document may cost, and how the reading process says that it will not take one."""

from core.fence import Fence

PDF_BYTES = 10 * 2**20
PHOTO_BYTES = 15 * 2**20
BYTES = max(PDF_BYTES, PHOTO_BYTES)
QUOTA_BYTES = 80 * 2**20  # of one application, as stored
QUOTA_FILES = 120
FILES_AT_ONCE = 10

PAGES = 100
OBJECTS = 50_000  # in a PDF
PAGE_POINTS = 14_400  # the longest side that PDF readers take (PDF 1.7, annex C)
STREAM_BYTES = (
    64 * 2**20
)  # of one stream, as it really inflates; more than an A4 page in colour at 600 dpi packed
INFLATED_BYTES = 160 * 2**20  # of all streams together
PICTURE_PIXELS = 80_000_000  # of one picture in a PDF: A3 at 600 dpi

PIXELS = 40_000_000  # of a photo, counted before anything of it is decoded
FOUR_CHANNEL_PIXELS = 20_000_000  # such a photo is held twice while it is made plain
LONG_SIDE = 2_400  # pixels of a photo as stored
THUMBNAIL_SIDE = 320
JPEG_QUALITY, THUMBNAIL_QUALITY = 88, 75

PDF, JPEG, PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"  # how a file begins

FENCE = Fence(memory_bytes=480 * 2**20, seconds=6, clock_seconds=20)


class Unacceptable(Exception):
    """The file is refused; `code` is a key of `refusals.SENTENCES`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def too_large(head: bytes) -> Unacceptable:
    """Of a file of more than `BYTES` that begins so: the limit of what it is, or that nothing of its kind is taken."""
    if not head.startswith((PDF, JPEG, PNG)):
        return Unacceptable("kind")
    most = PDF_BYTES if head.startswith(PDF) else PHOTO_BYTES
    return Unacceptable("too_large", limit=most // 2**20)
