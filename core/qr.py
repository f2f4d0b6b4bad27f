"""QR codes of addresses, as one 1-bit picture."""

import segno

QUIET_ZONE = 4
PIXELS_PER_MODULE = 8


def _code(text: str) -> segno.QRCode:
    # Level M survives a crease or a raindrop (15 %) and keeps the modules large.
    return segno.make_qr(text, error="m", boost_error=False)


def png_data_uri(text: str) -> str:
    """A 1-bit PNG as a data address: one image, not one path for each module."""
    return _code(text).png_data_uri(scale=PIXELS_PER_MODULE, border=QUIET_ZONE)
