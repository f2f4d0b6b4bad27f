"""
`Idempotency-Key`: a POST that creates, decides, allocates or delivers happens once.

The key and the change commit together. A key whose holder died is free again after `LOCK`.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import DomainError
from core.models import IdempotencyKey, User

LOCK = timedelta(seconds=60)
KEPT_HEADERS = ("Location", "ETag")

Action = Callable[..., Response]


class KeyMissing(DomainError):
    status = 400
    code = "idempotency_key_missing"
    message = _("Please send an Idempotency-Key header of at most 100 characters with this request.")


class KeyInFlight(DomainError):
    status = 409
    code = "idempotency_key_in_flight"
    message = _("The first request with this key is still being carried out.")


class KeyReused(DomainError):
    status = 422
    code = "idempotency_key_reused"
    message = _("This key was used for another request. Please use a new one.")


def idempotent(action: Action) -> Action:
    """Decorate a POST method of a view: the first answer is kept and given again."""

    @wraps(action)
    def once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        key = request.headers.get("Idempotency-Key", "")
        if not 1 <= len(key) <= 100 or not key.isprintable():
            raise KeyMissing
        row = take(request, key, digest_of(request))
        if row.status_code is not None:
            return Response(row.body, status=row.status_code, headers=row.headers)
        try:
            with transaction.atomic():
                response = action(view, request, *args, **kwargs)
                finish(row, response)
        except BaseException:
            IdempotencyKey.objects.filter(pk=row.pk, status_code__isnull=True).delete()
            raise
        return response

    once.idempotent = True  # type: ignore[attr-defined]
    return once


def digest_of(request: Request) -> str:
    """SHA-256 over method, path and body; files by their contents."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    plain = request.data
    if isinstance(plain, dict):
        plain = {name: value for name, value in plain.items() if name not in request.FILES}
    digest.update(json.dumps(plain, sort_keys=True, cls=DjangoJSONEncoder).encode())
    for name, upload in sorted(request.FILES.items()):
        digest.update(name.encode())
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
    return digest.hexdigest()


def take(request: Request, key: str, digest: str) -> IdempotencyKey:
    """The key's row: finished, or now held by this request."""
    user = request.user if isinstance(request.user, User) else None
    owner = str(user.pk) if user else f"anonymous:{request.META.get('REMOTE_ADDR', '')}"[:40]
    IdempotencyKey.objects.bulk_create(
        [IdempotencyKey(user=user, owner=owner, key=key, request_digest=digest)], ignore_conflicts=True
    )
    free = Q(locked_until__isnull=True) | Q(locked_until__lt=Now())
    mine = IdempotencyKey.objects.filter(free, owner=owner, key=key, status_code__isnull=True)
    took = mine.filter(request_digest=digest).update(locked_until=Now() + LOCK)
    row = IdempotencyKey.objects.filter(owner=owner, key=key).first()
    if row is None:
        raise KeyInFlight
    if row.request_digest != digest:
        raise KeyReused
    if row.status_code is None and not took:
        raise KeyInFlight
    return row


def finish(row: IdempotencyKey, response: Response) -> None:
    """Keep the answer, in the transaction of the change."""
    row.status_code = response.status_code
    row.body = json.loads(json.dumps(response.data, cls=DjangoJSONEncoder))
    row.headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    row.locked_until = None
    row.save(update_fields=["status_code", "body", "headers", "locked_until"])
