"""QR codes of addresses, as one 1-bit picture."""

import segno

QUIET_ZONE = 4
PIXELS_PER_MODULE = 8
MASK = 3


def _code(text: str) -> segno.QRCode:
    # Level M survives a crease or a raindrop (15 %) and keeps the modules large.
    # Any of the eight masks can be read; trying all for the most even one takes ten times as long.
    return segno.make_qr(text, error="m", boost_error=False, mask=MASK)


def modules(text: str) -> list[list[bool]]:
    """The code with its quiet zone, row by row; True is dark."""
    return [[bool(each) for each in row] for row in _code(text).matrix_iter(border=QUIET_ZONE)]


def png_data_uri(text: str) -> str:
    """A 1-bit PNG as a data address: one image, not one path for each module."""
    return _code(text).png_data_uri(scale=PIXELS_PER_MODULE, border=QUIET_ZONE)
