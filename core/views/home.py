from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.home import tasks_for


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What must I do next?"""
    tasks = tasks_for(request.user, timezone.now())  # type: ignore[arg-type]
    return render(request, "core/home.html", {"next": tasks[0] if tasks else None, "others": tasks[1:]})
