"""QR codes of addresses, as one 1-bit picture."""

import segno

QUIET_ZONE = 4
PIXELS_PER_MODULE = 8
MASK = 3


def _code(text: str) -> segno.QRCode:
    # Level M survives a crease or a raindrop (15 %) and keeps the modules large.
    # Any of the eight masks can be read; trying all for the most even one takes ten times as long.
    return segno.make_qr(text, error="m", boost_error=False, mask=MASK)


def modules(text: str) -> list[bytes]:
    """The code with its quiet zone, row by row, a byte a module: 1 is dark, 0 light."""
    rows = _code(
        text
    ).matrix  # not its `matrix_iter`, which asks of each module anew whether it is in the margin
    side = bytes(QUIET_ZONE)
    margin = [bytes(len(rows) + 2 * QUIET_ZONE)] * QUIET_ZONE
    return [*margin, *(side + bytes(row) + side for row in rows), *margin]


def png_data_uri(text: str) -> str:
    """A 1-bit PNG as a data address: one image, not one path for each module."""
    return _code(text).png_data_uri(scale=PIXELS_PER_MODULE, border=QUIET_ZONE)
