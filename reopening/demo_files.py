"""Made-up papers and photos of the demo district, drawn when it is loaded."""

from io import BytesIO

from PIL import Image, ImageDraw

from reopening.services.documents import Sent


def paper(name: str, line: str) -> Sent:
    """One page with a frame and a line of Latin text."""
    drawing = f"40 40 515 762 re S BT /F1 18 Tf 70 740 Td ({line}) Tj ET".encode("ascii")
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
    return Sent(name, bytes(out))


def photo(name: str, boxes: int) -> Sent:
    """So many boxes on a shelf."""
    picture = Image.new("RGB", (800, 600), "#dfe7ea")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 470, 800, 490), fill="#7a5c3e")
    for place in range(boxes):
        left = 60 + 175 * (place % 4)
        top = 330 - 150 * (place // 4)
        pen.rectangle((left, top, left + 150, top + 138), fill="#f7fbfc", outline="#0b6e69", width=4)
        pen.rectangle((left + 55, top + 30, left + 95, top + 110), fill="#0b6e69")
        pen.rectangle((left + 35, top + 50, left + 115, top + 90), fill="#0b6e69")
    out = BytesIO()
    picture.save(out, "PNG")
    return Sent(name, out.getvalue())
