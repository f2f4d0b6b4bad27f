"""
Looks into one file from standard input and writes what may be kept to standard output.

Runs as a process of its own with little memory and time, because the file comes from anywhere. Imports only its
neighbours of the house.

    {"kind", "pages", "width", "height", "content": bytes, "thumbnail": bytes} and a newline, then those bytes
    {"refused": code, "params"}  … instead, when the file is not taken
"""

import json
import sys
from typing import Any

from core.fence import confine
from reopening.document_files import limits, pdfs, photos
from reopening.document_files.limits import JPEG, PDF, PNG, Unacceptable


def main() -> None:
    """Read under limits, write what was found."""
    confine(limits.FENCE)
    try:
        said, parts = look_into(sys.stdin.buffer.read())
    except Unacceptable as refused:
        said, parts = {"refused": refused.code, "params": refused.params}, []
    sys.stdout.buffer.write(json.dumps(said).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def look_into(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """By what the file is, not by what its name says. :raises Unacceptable: if it cannot be kept"""
    if not data.strip(b" \r\n\t\x00"):
        raise Unacceptable("empty")
    if data.startswith(PDF):
        pages = pdfs.check(data)
        return {"kind": "pdf", "pages": pages, "width": 0, "height": 0, "content": 0, "thumbnail": 0}, []
    if not data.startswith((JPEG, PNG)):
        raise Unacceptable("kind")
    photo = photos.rewritten(data)
    said = {"kind": "jpeg", "pages": 1, "width": photo.size[0], "height": photo.size[1]}
    lengths = {"content": len(photo.content), "thumbnail": len(photo.thumbnail)}
    return said | lengths, [photo.content, photo.thumbnail]


if __name__ == "__main__":
    main()
