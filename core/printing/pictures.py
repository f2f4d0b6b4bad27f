"""Pictures as PDF objects."""

from core import qr
from core.printing.embedding import stream

PIXELS = 8  # of a module: one byte of a 1-bit picture


def code_picture(text: str) -> bytes:
    """The image object of a QR code: 1-bit, eight pixels a module, so that no reader blurs it."""
    rows = qr.modules(text)
    pixels = b"".join(bytes(0 if is_dark else 255 for is_dark in row) * PIXELS for row in rows)
    return stream(
        pixels,
        b"/Type /XObject/Subtype /Image/Width %d/Height %d/ColorSpace /DeviceGray/BitsPerComponent 1"
        b"/Interpolate false" % (len(rows) * PIXELS, len(rows) * PIXELS),
    )
