"""Whether this process lives, and whether the whole machine can work."""

from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.models import Heartbeat

SILENT_AFTER = timedelta(seconds=60)


@login_not_required
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, broker and worker all answer; else 503, naming which does not."""
    database = database_answers()
    parts = {
        "database": database,
        "broker": broker_answers(),
        "worker": database and worker_answers(),
    }
    return JsonResponse(
        {part: "ok" if ok else "down" for part, ok in parts.items()},
        status=200 if all(parts.values()) else 503,
    )


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def broker_answers() -> bool:
    try:
        with redis.Redis.from_url(
            settings.PLAIN_REDIS_URL, socket_timeout=1, socket_connect_timeout=1
        ) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError):
        return False


def worker_answers() -> bool:
    return Heartbeat.objects.filter(part="worker", seen_at__gt=timezone.now() - SILENT_AFTER).exists()
