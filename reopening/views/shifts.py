"""The suggested staggering: shown before and after, and taken over only when the firm accepts it."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Stale
from reopening import wording
from reopening.arrival_chart import Chart, chart
from reopening.arrivals import Shift, at_one_entrance, clock
from reopening.models import Application
from reopening.policy.base import Section
from reopening.queries import shifts_of
from reopening.services.sections import Seen, revision_of
from reopening.services.shifts import accept_suggestion, suggestion
from reopening.views.access import person
from reopening.views.section_pages import PAGES
from reopening.views.sections import asked_application


@require_http_methods(["GET", "HEAD", "POST"])
def stagger(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What would move to which time; POST accepts exactly what was shown."""
    application = asked_application(request, public_id, PAGES["shifts"])
    status = 200
    if request.method == "POST":
        seen = request.POST.get("revision", "")
        try:
            revision = int(seen) if seen.isascii() and seen.isdigit() else -1
            accept_suggestion(
                application=application, by=person(request), at=timezone.now(), seen=Seen(revision)
            )
        except Stale as error:
            messages.error(request, str(error))
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("reopening:section-shifts", public_id)
    return render(request, "reopening/sections/stagger.html", suggestion_context(application), status=status)


def suggestion_context(application: Application) -> dict[str, Any]:
    stored, policy = shifts_of(application), application.policy_set.rules
    before = [row.as_fact() for row in stored]
    after = suggestion(stored, policy, application.entrances)
    entrances = max(application.entrances or 1, 1)
    limit = policy.shifts.arrivals if policy.shifts else None
    drawn = [chart(rows, limit=limit * entrances if limit else None) for rows in (before, after)]
    at_one = [at_one_entrance(each.people, entrances) if each else 0 for each in drawn]
    return {
        "application": application,
        "title": _("Suggested staggering"),
        "section_title": wording.section(Section.SHIFTS.value),
        "revision": revision_of(application, Section.SHIFTS),
        "limit": limit,
        "before": side(before, drawn[0], at_one[0]),
        "after": side(after, drawn[1], at_one[1]),
        "is_better": at_one[1] < at_one[0],
        "is_enough": limit is None or at_one[1] <= limit,
    }


def side(shifts: list[Shift], drawn: Chart | None, at_one: int) -> dict[str, Any]:
    """One half of the comparison: its rows in words, its drawing, its peak."""
    return {
        "rows": [(each.name, each.people, clock(each.start), clock(each.end)) for each in shifts],
        "chart": drawn,
        "at_one": at_one,
    }
