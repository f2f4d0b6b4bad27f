"""
Many of our own papers as one file to be printed: written while it is read, so memory holds one paper at a time.

Pages, fonts and words stay as they are; what each says to a screen reader stays too, below one tree, and each has its
bookmark. A signature holds for a file, so the copies in here have none. Reads what `core.printing.writing` writes, and
nothing else: objects one after the other, a plain table of their places.
"""

import hashlib
import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape

from core.printing.writing import HEADER

REFERENCE = re.compile(rb"\((?:\\.|[^()\\])*\)|\b(\d+) 0 R\b")  # strings are left alone
CELL = re.compile(rb"\(\d+-\d+-\d+\)")  # the name of a table's heading, by which its cells call it
KEYED = re.compile(rb"\b(\d{1,10}) (\[[^\]]*\]|\d{1,10} 0 R)")
TITLE = re.compile(rb"<dc:title>.*?</dc:title>", re.DOTALL)
CATALOG, PAGES, TREE, DOCUMENT, PARENTS, OUTLINES, INFO, METADATA = range(1, 9)
LEFT_OUT = (b"/Type /Sig/", b"/Subtype /Widget/FT /Sig", b"/Type /StructElem/S /Form/")


class NotOurs(Exception):
    """A file that was not written here."""


@dataclass
class Own:
    """One of our files, taken apart."""

    objects: dict[int, bytes]
    catalog: bytes

    def named(self, key: bytes, within: bytes | None = None) -> int:
        """The number of the object that an entry refers to."""
        match = re.search(rb"/%s \[?(\d+) 0 R" % key, self.catalog if within is None else within)
        if not match:
            raise NotOurs(key.decode())
        return int(match[1])


def own(file: bytes) -> Own:
    """:raises NotOurs: if it is not written as ours are"""
    try:
        table = int(file[file.rindex(b"startxref") :].split()[1])
        _xref, span, *rest = file[table : file.index(b"trailer", table)].split(b"\n")
        size = int(span.split()[1])
        places = {number: int(row[:10]) for number, row in enumerate(rest[:size]) if row[17:18] == b"n"}
        ends = dict(zip(sorted(places.values()), [*sorted(places.values())[1:], table], strict=True))
        objects = {
            number: file[place : ends[place]].partition(b" 0 obj\n")[2].removesuffix(b"\nendobj\n")
            for number, place in places.items()
        }
        root = re.search(rb"/Root (\d+) 0 R", file[table:])
        return Own(objects, objects[int(root[1])] if root else b"")
    except (ValueError, IndexError, KeyError) as error:
        raise NotOurs(str(error)) from error


@dataclass
class Merger:
    """The file as far as it is written."""

    places: "array[int]" = field(default_factory=lambda: array("Q", [0] * (METADATA + 1)))
    position: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    streams: dict[bytes, int] = field(default_factory=dict)  # one of each, by its digest
    groups: list[tuple[int, int]] = field(default_factory=list)  # of pages, and how many each has
    documents: list[int] = field(default_factory=list)
    leaves: list[int] = field(default_factory=list)
    bookmarks: list[tuple[str, int]] = field(default_factory=list)
    keys: int = 0  # of the tree's parents so far
    intents: bytes = b""
    metadata: bytes = b""

    def piece(self, data: bytes) -> bytes:
        self.position += len(data)
        self.digest.update(data)
        return data

    def object(self, number: int, data: bytes) -> bytes:
        if number >= len(self.places):
            self.places.extend([0] * (number + 1 - len(self.places)))
        self.places[number] = self.position
        return self.piece(b"%d 0 obj\n%s\nendobj\n" % (number, data))

    def new(self) -> int:
        self.places.append(0)
        return len(self.places) - 1

    def add(self, name: str, file: bytes) -> Iterator[bytes]:
        """One more paper. :raises NotOurs: before anything of it is written"""
        paper = own(file)
        pages, tree = paper.named(b"Pages"), paper.named(b"StructTreeRoot")
        document = paper.named(b"K", paper.objects[tree])
        parents = paper.named(b"ParentTree", paper.objects[tree])
        gone = {number for number, data in paper.objects.items() if left_out(data)}
        gone |= {tree, parents, paper.named(b"Metadata")} | {
            number for number, data in paper.objects.items() if data is paper.catalog or is_extra(data)
        }
        first = self.keys
        numbers = dict[int, int]()
        for number, data in paper.objects.items():
            if number in gone:
                continue
            numbers[number], is_new = self.number_of(data)
            if is_new and b"stream\n" in data:
                yield self.object(numbers[number], data)
        for number, data in paper.objects.items():
            if number in gone or b"stream\n" in data:
                continue
            here = self.moved(data, numbers, gone, first)
            if number == pages:
                here = here.replace(b"<<", b"<</Parent %d 0 R" % PAGES, 1)
            elif number == document:
                here = here.replace(b"/S /Document", b"/S /Part").replace(b"/P >>", b"/P %d 0 R>>" % DOCUMENT)
            yield self.object(numbers[number], here)
        self.documents.append(numbers[document])
        self.groups.append((numbers[pages], int(re.findall(rb"/Count (\d+)", paper.objects[pages])[0])))
        self.bookmarks.append((name, numbers[paper.named(b"Kids", paper.objects[pages])]))
        yield self.leaf(paper.objects[parents], numbers, gone, first)
        if not self.intents:
            found = re.search(rb"/OutputIntents \[<<.*?>>\]", paper.catalog)
            self.intents = self.moved(found[0], numbers, gone, first) if found else b""
            self.metadata = paper.objects[paper.named(b"Metadata")]

    def number_of(self, data: bytes) -> tuple[int, bool]:
        """The number of an object here, and whether it is not written yet."""
        if b"stream\n" not in data:
            return self.new(), True
        digest = hashlib.sha256(data).digest()
        known = self.streams.get(digest)
        if known is None:
            self.streams[digest] = self.new()
        return self.streams[digest], known is None

    def moved(self, data: bytes, numbers: dict[int, int], gone: set[int], first: int) -> bytes:
        """An object with its references, keys and names of cells as they are here."""
        which = len(self.documents)

        def reference(match: "re.Match[bytes]") -> bytes:
            if match[1] is None:
                return b"(%d-%s" % (which, match[0][1:]) if CELL.fullmatch(match[0]) else match[0]
            return b"" if int(match[1]) in gone else b"%d 0 R" % numbers[int(match[1])]

        data = REFERENCE.sub(reference, data)
        return re.sub(
            rb"/StructParent(s?) (\d+)",
            lambda key: b"/StructParent%s %d" % (key[1], int(key[2]) + first),
            data,
        )

    def leaf(self, parents: bytes, numbers: dict[int, int], gone: set[int], first: int) -> bytes:
        """The part of the tree of parents that is of one paper."""
        inner = parents[parents.index(b"[") + 1 : parents.rindex(b"]")]
        entries = []
        for key, value in KEYED.findall(inner):
            if not (value[:1].isdigit() and int(value.split()[0]) in gone):
                entries.append((int(key) + first, self.moved(value, numbers, gone, first)))
        self.keys = max(key for key, _value in entries) + 1
        number = self.new()
        self.leaves.append(number)
        listed = b" ".join(b"%d %s" % entry for entry in entries)
        limits = b"/Limits [%d %d]" % (entries[0][0], entries[-1][0])
        return self.object(number, b"<<%s/Nums [%s]>>" % (limits, listed))

    def end(self, title: str) -> Iterator[bytes]:
        """What stands above all papers, and the table of places."""
        yield from self.outline()
        count = sum(count for _number, count in self.groups)
        yield self.object(
            PAGES, b"<</Type /Pages/Kids [%s]/Count %d>>" % (references(n for n, _c in self.groups), count)
        )
        yield self.object(
            TREE,
            b"<</Type /StructTreeRoot/K [%d 0 R]/ParentTree %d 0 R/ParentTreeNextKey %d>>"
            % (DOCUMENT, PARENTS, self.keys),
        )
        yield self.object(
            DOCUMENT,
            b"<</Type /StructElem/S /Document/P %d 0 R/K [%s]>>" % (TREE, references(self.documents)),
        )
        yield self.object(PARENTS, b"<</Kids [%s]>>" % references(self.leaves))
        named = (
            f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>'
        )
        said = TITLE.sub(
            lambda _old: named.encode(), self.metadata.partition(b"stream\n")[2].removesuffix(b"\nendstream")
        )
        yield self.object(
            METADATA, b"<</Type /Metadata/Subtype /XML/Length %d>>\nstream\n%s\nendstream" % (len(said), said)
        )
        yield self.object(INFO, b"<</Title %s>>" % text(title))
        yield self.object(
            CATALOG,
            b"<</Type /Catalog/Pages %d 0 R/Outlines %d 0 R/PageMode /UseOutlines/Lang (zh-Hans)/StructTreeRoot %d 0 R"
            b"/ViewerPreferences <</DisplayDocTitle true>>/MarkInfo <</Marked true>>%s/Metadata %d 0 R>>"
            % (PAGES, OUTLINES, TREE, self.intents, METADATA),
        )
        yield from self.table()

    def outline(self) -> Iterator[bytes]:
        numbers = [self.new() for _each in self.bookmarks]
        for place, (name, page) in enumerate(self.bookmarks):
            before = b"/Prev %d 0 R" % numbers[place - 1] if place else b""
            after = b"/Next %d 0 R" % numbers[place + 1] if place + 1 < len(numbers) else b""
            entry = b"<</Title %s/Parent %d 0 R/Dest [%d 0 R /Fit]%s%s>>"
            yield self.object(numbers[place], entry % (text(name), OUTLINES, page, before, after))
        ends = b"/First %d 0 R/Last %d 0 R" % (numbers[0], numbers[-1])
        yield self.object(OUTLINES, b"<</Type /Outlines/Count %d%s>>" % (len(numbers), ends))

    def table(self) -> Iterator[bytes]:
        start, size = self.position, len(self.places)
        yield self.piece(b"xref\n0 %d\n" % size)
        for at in range(0, size, 10_000):
            rows = self.places[at : at + 10_000]
            yield self.piece(
                b"".join(b"%010d 00000 n \n" % row if row else b"0000000000 65535 f \n" for row in rows)
            )
        name = self.digest.hexdigest()[:32].encode()
        yield b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]>>\nstartxref\n%d\n%%%%EOF\n" % (
            size,
            CATALOG,
            INFO,
            name,
            name,
            start,
        )


def left_out(data: bytes) -> bool:
    return any(each in data[:80] for each in LEFT_OUT)


def is_extra(data: bytes) -> bool:
    """The bookmarks of one paper, and its dates: there are others of the whole."""
    return bool(re.match(rb"<<(/Count \d+/First|/Title <[0-9a-f]*>/Dest|/Producer)", data))


def references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def text(words: str) -> bytes:
    return b"<feff%s>" % words.encode("utf-16-be").hex().encode()


def merged(papers: Iterable[tuple[str, bytes]], *, title: str) -> Iterator[bytes]:
    """
    The bytes of the file, piece by piece. The same papers give the same bytes.

    :param papers: (name of its bookmark, its file), at least one
    :raises NotOurs: for a file that was not written here
    """
    merger = Merger()
    yield merger.piece(HEADER)
    for name, file in papers:
        yield from merger.add(name, file)
    yield from merger.end(title)
