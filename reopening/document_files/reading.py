"""From bytes that somebody sent to a file that may be kept, or a sentence why not."""

import hashlib
import json
import tempfile
from dataclasses import dataclass

from core import fenced_readers
from reopening.document_files import limits
from reopening.document_files.refusals import FileRefused, FileTooLarge


@dataclass(frozen=True, slots=True)
class HarmlessFile:
    """
    What is kept of a file.

    :param kind: "pdf" or "jpeg"
    :param thumbnail: a small JPEG of a photo; empty for a PDF
    """

    kind: str
    content: bytes
    thumbnail: bytes
    pages: int
    width: int
    height: int

    @property
    def digest(self) -> str:
        """SHA-256 of what is kept and served."""
        return hashlib.sha256(self.content).hexdigest()


def read(data: bytes) -> HarmlessFile:
    """:raises FileRefused: with the sentence for the person who sent it"""
    if len(data) > limits.BYTES:
        raise refusal(limits.too_large(data))
    with tempfile.TemporaryFile() as output:
        try:
            fenced_readers.read(
                "reopening.document_files.reader", source=data, output=output, fence=limits.FENCE
            )
        except fenced_readers.TooHeavy as error:
            raise FileRefused("too_heavy") from error
        output.seek(0)
        return understood(data, output.read())


def understood(data: bytes, output: bytes) -> HarmlessFile:
    """What the reading process said of `data`."""
    head, _newline, body = output.partition(b"\n")
    said = json.loads(head)
    if "refused" in said:
        raise refusal(limits.Unacceptable(said["refused"], **said["params"]))
    content, thumbnail = said.pop("content"), said.pop("thumbnail")
    return HarmlessFile(
        **said,
        content=body[:content] if content else data,
        thumbnail=body[content : content + thumbnail],
    )


def refusal(refused: limits.Unacceptable, *, named: str = "") -> FileRefused:
    """In words. :param named: which file, when several were sent"""
    kind = FileTooLarge if refused.code == "too_large" else FileRefused
    return kind(refused.code, named=named, **refused.params)
