"""PDFs written object by object, so that they can be wrong in exactly one way."""

import zlib

HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R >>"
TEXT = b"0.2 w 50 50 m 545 792 l S"


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), head, data)


def packed(data: bytes, head: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter /FlateDecode " + head)


def pdf(
    more: dict[int, bytes] | None = None,
    *,
    catalog: bytes = b"",
    page: bytes = PAGE,
    pages: bytes = b"/Kids [3 0 R] /Count 1",
    trailer: bytes = b"",
) -> bytes:
    """One page with a line on it. `more`: objects from 5 on; the rest goes into the dictionaries it is named after."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages %s >>" % pages,
        3: page,
        4: stream(TEXT),
    } | (more or {})
    out, places = bytearray(HEAD), {}
    for number, body in sorted(objects.items()):
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
    out += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start)
    return bytes(out)


def pdf_with_object_stream(inside: dict[int, bytes], *, catalog: bytes) -> bytes:
    """A PDF 1.5 whose objects `inside` lie packed in an object stream, found by a cross-reference stream."""
    bodies, index = b"", b""
    for number, body in inside.items():
        index += b"%d %d " % (number, len(bodies))
        bodies += body + b" "
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R %s >>" % catalog,
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: PAGE,
        4: stream(TEXT),
        5: packed(index + bodies, b"/Type /ObjStm /N %d /First %d" % (len(inside), len(index))),
    }
    out, rows = bytearray(HEAD), {0: (0, 0, 65535)}
    for number, body in objects.items():
        rows[number] = (1, len(out), 0)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    for place, number in enumerate(inside):
        rows[number] = (2, 5, place)
    start, me = len(out), max(rows) + 1
    rows[me] = (1, start, 0)
    table = b"".join(
        kind.to_bytes(1) + one.to_bytes(4) + two.to_bytes(2)
        for kind, one, two in (rows[n] for n in sorted(rows))
    )
    head = b"/Type /XRef /Size %d /W [1 4 2] /Root 1 0 R /Index [0 %d]" % (me + 1, me + 1)
    out += b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (me, packed(table, head), start)
    return bytes(out)
