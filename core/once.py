"""
A form that is sent twice happens once: a double click, a press of "back" and "send", a connection that broke off.

The page carries a key made with it (`{% once_key %}`); the first answer is kept in the transaction of the act. Who
sends the same words with the same key again is taken to where the first one led, and reads what it said. Other words
are another act. The second of two at the same instant waits for the first one: both want the same row.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.messages.storage.base import BaseStorage
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from core.models import IdempotencyKey, User

FIELD = "once_key"
LONGEST = 60
NOT_SAID = {FIELD, "csrfmiddlewaretoken"}
View = Callable[..., HttpResponse]


def once(view: View) -> View:
    """Decorate a page; a POST that leads elsewhere is kept, one whose form has faults may be mended and sent again."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.POST.get(FIELD, "") if request.method == "POST" else ""
        if not 1 <= len(key) <= LONGEST or not key.isprintable() or not isinstance(request.user, User):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            row, is_first = take(request, request.user, key)
            if not is_first:
                return again(request, row)
            response = view(request, *args, **kwargs)
            if isinstance(response, HttpResponseRedirect):
                keep(request, row, response)
            else:
                row.delete()
        return response

    return page


def take(request: HttpRequest, user: User, key: str) -> tuple[IdempotencyKey, bool]:
    """The row of these words under this key, and whether this request made it; waits for one that makes it now."""
    words = sorted((name, values) for name, values in request.POST.lists() if name not in NOT_SAID)
    digest = hashlib.sha256(f"{request.path}\n{words}".encode()).hexdigest()
    named = {"owner": str(user.pk), "key": f"{key}:{digest[:32]}"}
    rows = IdempotencyKey.objects.filter(**named)
    if row := rows.first():
        return row, False
    mine = IdempotencyKey(user=user, request_digest=digest, **named)
    IdempotencyKey.objects.bulk_create([mine], ignore_conflicts=True)
    row = rows.get()
    return row, row.status_code is None


def unread(request: HttpRequest) -> BaseStorage:
    return cast(BaseStorage, messages.get_messages(request))


def keep(request: HttpRequest, row: IdempotencyKey, response: HttpResponseRedirect) -> None:
    """Where it led, and what it said; which stays to be read."""
    said = unread(request)
    row.body = [[each.level, str(each.message)] for each in said]
    said.used = False
    row.status_code, row.headers = response.status_code, {"Location": response.url}
    row.save(update_fields=["status_code", "body", "headers"])


def again(request: HttpRequest, row: IdempotencyKey) -> HttpResponse:
    """The first answer once more; what waits to be read is not said twice."""
    waiting = unread(request)
    known = {str(each.message) for each in waiting}
    waiting.used = False
    for level, words in row.body or ():
        if words not in known:
            messages.add_message(request, level, words)
    return HttpResponseRedirect(row.headers["Location"])
