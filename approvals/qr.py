"""QR codes of check addresses: a 1-bit picture for paper, joined runs for the screen."""

import segno

QUIET_ZONE = 4
PIXELS_PER_MODULE = 8


def _code(text: str) -> segno.QRCode:
    # Level M survives a crease or a raindrop (15 %) and keeps the modules large.
    return segno.make_qr(text, error="m", boost_error=False)


def png_data_uri(text: str) -> str:
    """A 1-bit PNG as a data address: one image for the PDF, no path per module."""
    return _code(text).png_data_uri(scale=PIXELS_PER_MODULE, border=QUIET_ZONE)


def svg(text: str, *, title: str) -> str:
    """An inline SVG for pages: dark modules joined into horizontal runs; presentation attributes only."""
    return _code(text).svg_inline(
        border=QUIET_ZONE,
        omitsize=True,
        dark="#000",
        light="#fff",
        svgclass="qr",
        lineclass=None,
        title=title,
    )
