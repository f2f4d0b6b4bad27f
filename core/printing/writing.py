"""Writes objects as a PDF file, signed where a place was kept for a signature."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from core.printing.embedding import ended, number_of

HEADER = b"%PDF-1.7\n%\xe5\xa4\x8d\xe5\xb7\xa5\n"  # four bytes above 127 say that the file is not text
NO_PLACE = b"/ByteRange [0 " + b" " * 32 + b"]"
# A certification: whoever changes or adds anything afterwards breaks it.
SIGNATURE = (
    b"<</Type /Sig/Filter /Adobe.PPKLite/SubFilter /ETSI.CAdES.detached/M (D:%s+00'00')"
    b"/Reference [<</Type /SigRef/TransformMethod /DocMDP/TransformParams"
    b" <</Type /TransformParams/P 1/V /1.2>>>>]%s/Contents <%s>>>"
)


class Signer(Protocol):
    """What signs: `room` bytes suffice for its answer."""

    room: int

    def sign(self, digest: bytes) -> bytes:
        """A detached CMS signature over a SHA-256 digest."""
        ...


@dataclass(frozen=True)
class Signature:
    """Who signs, and the time that is written beside it."""

    signer: Signer
    at: datetime


def keep_place(pdf: Any) -> int:
    """Give a PDF that is not yet written an invisible field for a signature; the number of its future object."""
    import pydyf

    signature = pydyf.Dictionary()
    pdf.add_object(signature)
    pages: list[Any] = [
        each for each in pdf.objects if isinstance(each, dict) and each.get("Type") == "/Page"
    ]
    first = pages[0]
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String("Signature1"),
            "TU": pydyf.String("数字签名 Digital signature"),
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "F": 4 | 128,  # printed, locked
            "V": signature.reference,
            "P": first.reference,
        }
    )
    pdf.add_object(field)
    first["Annots"] = pydyf.Array([*first.get("Annots", ()), field.reference])
    tag_field(pdf, field, first)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference]), "SigFlags": 1 | 2})
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": signature.reference})
    return int(signature.number)


def tag_field(pdf: Any, field: Any, page: Any) -> None:
    """Give the field its place at the end of what is read aloud (PDF/UA-1, 7.18.4)."""
    import pydyf

    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    document = pdf.objects[number_of(root["K"][0])]
    numbers = pdf.objects[number_of(root["ParentTree"])]["Nums"]
    place = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference})
    element = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/Form", "P": document.reference, "K": pydyf.Array([place])}
    )
    pdf.add_object(element)
    document["K"].append(element.reference)
    field["StructParent"] = numbers[-2] + 1  # keys and values in turn, in the order of the keys
    numbers.extend([field["StructParent"], element.reference])


def data_of(each: Any) -> bytes:
    """An object as it stands in the file; metadata are left readable, as an archive wants them."""
    if getattr(each, "extra", {}).get("Type") == "/Metadata":
        each.compress = False
    return ended(bytes(each.data))


def file_of(objects: Mapping[int, bytes], *, root: int, info: int) -> bytes:
    """A PDF file of these objects; its identifier is their digest."""
    parts, places, position = [HEADER], {}, len(HEADER)
    for number in sorted(objects):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        parts.append(part)
        places[number] = position
        position += len(part)
    digest = hashlib.sha256(b"".join(parts)).hexdigest()[:32].encode()
    size = max(objects) + 1
    entries = b"".join(
        b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n"
        for number in range(size)
    )
    trailer = b"xref\n0 %d\n%strailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n"
    return b"".join([*parts, trailer % (size, entries, size, root, info, digest, digest, position)])


def signed_file(
    objects: Mapping[int, bytes], *, root: int, info: int, place: int | None, signature: Signature | None
) -> bytes:
    """The same, with a signature over every byte but its own if there is one."""
    if signature is None or place is None:
        return file_of(objects, root=root, info=info)
    empty = SIGNATURE % (
        f"{signature.at:%Y%m%d%H%M%S}".encode(),
        NO_PLACE,
        b"0" * (2 * signature.signer.room),
    )
    file = file_of({**objects, place: empty}, root=root, info=info)
    start = file.index(b"/Contents <0000") + len(b"/Contents ")
    end = start + 2 * signature.signer.room + 2
    ranges = b"/ByteRange [0 " + b"%d %d %d" % (start, end, len(file) - end)
    file = file.replace(NO_PLACE, ranges.ljust(len(NO_PLACE) - 1) + b"]", 1)
    answer = signature.signer.sign(hashlib.sha256(file[:start] + file[end:]).digest())
    return file[: start + 1] + answer.hex().encode().ljust(end - start - 2, b"0") + file[end - 1 :]
