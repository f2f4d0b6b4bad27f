"""PDFs: every object is looked at before anybody opens the file. pypdf and the standard library only."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from reopening.document_files import limits
from reopening.document_files.limits import Unacceptable

AFTER_END = 1_024  # bytes that some programs leave behind the last %%EOF
CHUNK = 256 * 1024
# What an action does (PDF 1.7, table 198), and why it is refused.
ACTIONS = {
    "/JavaScript": "script",
    "/Launch": "launch",
    "/ImportData": "launch",
    "/SubmitForm": "launch",
    "/GoToE": "launch",
    "/GoToR": "launch",
    "/Rendition": "media",
    "/RichMediaExecute": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/GoTo3DView": "media",
}
KEYS = {
    "/JS": "script",
    "/XFA": "xfa",
    "/EmbeddedFiles": "attachment",
    "/EF": "attachment",
    "/RichMediaContent": "media",
}
ANNOTATIONS = {
    "/FileAttachment": "attachment",
    "/RichMedia": "media",
    "/Screen": "media",
    "/Movie": "media",
    "/Sound": "media",
    "/3D": "media",
}
TYPES = {"/EmbeddedFile": "attachment"}
PACKED = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}
NAMES = {"/S": ACTIONS, "/Subtype": ANNOTATIONS, "/Type": TYPES}


def check(data: bytes) -> int:
    """
    The number of pages.

    :raises Unacceptable: for what is damaged, encrypted, active, or far larger than it looks
    """
    if len(data) > limits.PDF_BYTES:
        raise Unacceptable("too_large", limit=limits.PDF_BYTES // 2**20)
    _check_ends(data)
    try:
        return _check_inside(PdfReader(io.BytesIO(data)))
    except (MemoryError, RecursionError) as error:
        raise Unacceptable("too_complex") from error
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        zlib.error,
    ) as error:
        raise Unacceptable("broken") from error


def _check_ends(data: bytes) -> None:
    """A PDF from its first byte to its last: what is glued to it is for another program."""
    end = data.rfind(b"%%EOF")
    if end < 0:
        raise Unacceptable("broken")
    behind = data[end + 5 :].strip(b"\r\n\t \x00")
    if len(behind) > AFTER_END or behind.startswith((b"PK", b"<", b"MZ", b"Rar!", b"7z")):
        raise Unacceptable("two_in_one")
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Unacceptable("two_in_one")


def _check_inside(reader: PdfReader) -> int:
    if reader.is_encrypted:
        raise Unacceptable("encrypted")
    _check_objects(reader)
    pages = len(reader.pages)
    if not pages:
        raise Unacceptable("broken")
    if pages > limits.PAGES:
        raise Unacceptable("too_many_pages", limit=limits.PAGES)
    for page in reader.pages:
        if max(float(page.mediabox.width), float(page.mediabox.height)) > limits.PAGE_POINTS:
            raise Unacceptable("page_size")
    return pages


def _check_objects(reader: PdfReader) -> None:
    """Every object of the file, those that nothing points to included."""
    numbers = {
        (number, generation) for generation, table in reader.xref.items() for number in table if number
    }
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > limits.OBJECTS:
        raise Unacceptable("too_complex")
    _check_parts(reader.trailer)
    inflated = 0
    for number, generation in sorted(numbers):
        each = IndirectObject(number, generation, reader).get_object()
        _check_parts(each)
        if isinstance(each, StreamObject):
            inflated += _inflated(each)
            if inflated > limits.INFLATED_BYTES:
                raise Unacceptable("inflates")


def _check_parts(root: Any) -> None:
    """The dictionaries inside one object; what it points to has its own turn."""
    for each in _dictionaries(root):
        for key, value in each.items():
            if key in KEYS:
                raise Unacceptable(KEYS[key])
            if key in NAMES:
                _check_name(NAMES[key], value)


def _check_name(refused: dict[str, str], value: Any) -> None:
    """The name may stand behind a reference."""
    name = value.get_object() if isinstance(value, IndirectObject) else value
    if isinstance(name, str) and name in refused:
        raise Unacceptable(refused[name])


def _dictionaries(root: Any) -> Iterator[DictionaryObject]:
    waiting, seen = [root], 0
    while waiting:
        each = waiting.pop()
        seen += 1
        if seen > limits.OBJECTS * 10:
            raise Unacceptable("too_complex")
        if isinstance(each, DictionaryObject):
            yield each
        if isinstance(each, DictionaryObject | ArrayObject):
            inside = dict.values(each) if isinstance(each, DictionaryObject) else list.__iter__(each)
            waiting += [value for value in inside if isinstance(value, DictionaryObject | ArrayObject)]


def _inflated(stream: StreamObject) -> int:
    """How large the stream really is; of a picture also how many pixels it says it has."""
    width, height = (_value(stream, name) for name in ("/Width", "/Height"))
    if isinstance(width, int) and isinstance(height, int) and width * height > limits.PICTURE_PIXELS:
        raise Unacceptable("inflates")
    filters = _value(stream, "/Filter")
    names = [str(name) for name in (filters if isinstance(filters, ArrayObject) else [filters])]
    packed = [name for name in names if name in PACKED]
    if len(packed) > 1 or len(names) > 3:
        raise Unacceptable("inflates")  # packed twice: no program does that, bombs do
    raw = stream._data if isinstance(stream._data, bytes) else str(stream._data).encode("latin-1")
    return _measure(raw) if names[0] in {"/FlateDecode", "/Fl"} else len(raw)


def _value(stream: StreamObject, name: str) -> Any:
    value = dict.get(stream, name)
    return value.get_object() if isinstance(value, IndirectObject) else value


def _measure(raw: bytes) -> int:
    """Bytes of a packed stream, inflated piece by piece and thrown away. A damaged end is the viewer's affair."""
    inflater, size, rest = zlib.decompressobj(), 0, raw
    while rest:
        try:
            piece = inflater.decompress(rest, CHUNK)
        except zlib.error:
            return size
        size += len(piece)
        if size > limits.STREAM_BYTES:
            raise Unacceptable("inflates")
        rest = inflater.unconsumed_tail
        if not piece and not rest:
            break
    return size
