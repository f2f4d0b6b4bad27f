"""`ETag` and `If-Match`: a draft is saved only over the revision its writer has seen."""

from rest_framework.request import Request

from core.errors import Stale


def etag(revision: int) -> str:
    return f'"{revision}"'


def revision_in(request: Request) -> int | None:
    """
    The revision that `If-Match` names; None without the header or for `*`.

    :raises Stale: if the header names none of ours
    """
    text = request.headers.get("If-Match", "").strip()
    if text in {"", "*"}:
        return None
    number = text.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise Stale
    return int(number)
