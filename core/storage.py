"""Private files in an S3-compatible bucket (docs/adr/0051). What lies on disk needs nothing of this."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import structlog
from boto3.exceptions import Boto3Error
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from storages.backends.s3 import S3Storage

from core.errors import DomainError

log = structlog.get_logger(__name__)


class FilesAway(DomainError):
    """The bucket does not answer, or refuses: the log says why, people read what it means for them."""

    status = 503
    code = "files_away"
    message = _("The store of files does not answer. Nothing is lost; please try again in a few minutes.")


@contextmanager
def answering() -> Iterator[None]:
    """:raises FilesAway: in place of what S3's own client says"""
    try:
        yield
    except (Boto3Error, BotoCoreError, ClientError) as error:
        log.warning("files.away", problem=f"{type(error).__name__}: {error}")
        raise FilesAway from error


class Bucket(S3Storage):
    """A file is fetched whole before it is handed on: a bucket that goes away cuts no download short."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        with answering():
            stored = super()._open(name, mode)
            if "r" in mode:
                stored.file  # noqa: B018  fetches it
            return stored

    def _save(self, name: str, content: "File[Any]") -> str:
        with answering():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with answering():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with answering():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with answering():
            folders, files = super().listdir(path)
            return folders, files

    def size(self, name: str) -> int:
        with answering():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with answering():
            found: datetime = super().get_modified_time(name)
            return found

    def url(self, name: str, *_args: Any, **_more: Any) -> str:
        """There is none: files are handed out by views that ask who may see them."""
        raise ValueError(f"{name} has no address of its own")
