"""Pictures as PDF objects."""

from core import qr
from core.printing.embedding import stream

PIXELS = 8  # of a module: one byte of a 1-bit picture
INK = bytes((255, 0)).ljust(256, b"\0")  # of a light and of a dark one


def code_picture(text: str) -> bytes:
    """The image object of a QR code: 1-bit, eight pixels a module, so that no reader blurs it."""
    rows = qr.modules(text)
    pixels = b"".join(row.translate(INK) * PIXELS for row in rows)
    return stream(
        pixels,
        b"/Type /XObject/Subtype /Image/Width %d/Height %d/ColorSpace /DeviceGray/BitsPerComponent 1"
        b"/Interpolate false" % (len(rows) * PIXELS, len(rows) * PIXELS),
    )
