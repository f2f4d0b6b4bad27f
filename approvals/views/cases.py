import uuid
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from approvals.explaining import why_here
from approvals.forms.advice import CaseNoteForm
from approvals.forms.review import LookForm
from approvals.models import CaseNote
from approvals.ordering import stands_by
from approvals.permissions import arranges_visits, writes_notes
from approvals.priorities import priorities
from approvals.queries import cases
from approvals.queries.advice import questions_of
from approvals.queries.appeals import standing_of
from approvals.queries.checks import checks_of
from approvals.queries.policies import words_of
from approvals.queries.steps import shown
from approvals.queries.visits import visits_of
from approvals.timeline import office_timeline
from approvals.views.access import DECIDERS, case, person
from core.dates import shanghai_day
from reopening.clocks import clock_of
from reopening.deadlines import time_left
from reopening.elsewhere import listed_elsewhere
from reopening.findings import Finding, FindingLevel
from reopening.halts import fitting, halts_of
from reopening.models import WITH_OFFICIALS, Application, ApplicationStatus
from reopening.permissions import is_reviewer_or_approver
from reopening.rechecks import rechecks_of
from reopening.transitions import APPLICATION
from reopening.versions import changes_of, versions_of
from reopening.views.differences import differences
from reopening.views.papers import conditions_shown, filed_rows
from reopening.views.summary import answers

# Their buttons stand at the paper.
WITHOUT_BUTTON = {"confirm_paper", "turn_down_paper"}
NOTES_SHOWN = 200
PRESSING = [FindingLevel.BLOCK, FindingLevel.WARN]


@require_safe
@vary_on_headers("HX-Request")
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The case as officials read it; htmx asks for the short panel beside the queue."""
    application = case(request, public_id)
    context = panel_context(request, application, timezone.now())
    if request.headers.get("HX-Request"):
        order = order_beside(request)
        context["stands_by"] = stands_by(application, order, person(request).pk) if context["left"] else ""
        return render(request, "approvals/queue/_panel.html", context)
    return render(request, "approvals/queue/case.html", context | page_context(request, application))


def order_beside(request: HttpRequest) -> str:
    """The order of the list that the panel stands beside."""
    query = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query)
    return query.get("order", [""])[0]


def panel_context(request: HttpRequest, application: Application, at: datetime) -> dict[str, Any]:
    """What the panel and the page share: state, time, priorities, findings, counts, verbs."""
    findings = [Finding.from_json(stored) for stored in (application.snapshot or {}).get("findings", [])]
    words = words_of([application.policy_set.digest])[application.policy_set.digest]
    standing_still = halts_of(application) if application.status == "approved" else []
    waits = application.status in WITH_OFFICIALS and application.due_at is not None
    return {
        "application": application,
        "firm_name": (application.snapshot or {}).get("firm", {}).get("name", application.firm.name),
        "verbs": [
            verb
            for verb in fitting(APPLICATION.verbs_for(application, by=person(request)), standing_still)
            if verb not in WITHOUT_BUTTON
        ],
        "halts": standing_still,
        "left": time_left(application.due_at, at) if waits and application.due_at else None,
        "lane": words.lane(application.lane),
        "pressing": sorted(
            (finding for finding in findings if finding.level in PRESSING),
            key=lambda finding: PRESSING.index(finding.level),
        ),
        "met": [finding for finding in findings if finding.level not in PRESSING],
        "priorities": priorities(application, words),
        "why": why_here(application, shanghai_day(at)),
        "classes": cases.staff_classes(application),
        "goods": cases.goods(application),
        "phase": words.phase(application.phase),
        "steps": shown(application),
        "me": person(request).pk,
        "decides": bool(person(request).roles & DECIDERS),  # the queue is theirs
    }


def talk(request: HttpRequest, application: Application) -> dict[str, Any]:
    """Advice and notes of colleagues."""
    notes = CaseNote.objects.filter(application=application).select_related("written_by")
    is_reviewed = application.status == ApplicationStatus.UNDER_REVIEW
    return {
        "questions": questions_of(application),
        "notes": notes.order_by("-pk")[:NOTES_SHOWN],
        "note_form": CaseNoteForm() if writes_notes(person(request), application) else None,
        "can_ask": is_reviewed and arranges_visits(person(request), application),
    }


def shared(request: HttpRequest, application: Application) -> list[tuple[Application, int]]:
    """Cases with people of this roster, as far as this official sees them."""
    if not application.people_elsewhere:
        return []
    people = listed_elsewhere(application).by_application
    rows = Application.objects.visible_to(person(request)).filter(pk__in=people).select_related("firm")
    return [(row, people[row.pk]) for row in rows.order_by("pk")]


def page_context(request: HttpRequest, application: Application) -> dict[str, Any]:
    """What only the whole page shows."""
    return {
        "answers": answers(application),
        "clock": clock_of(application, timezone.now()),
        "shared": shared(request, application),
        "timeline": office_timeline(application),
        "visits": visits_of(application),
        **talk(request, application),
        "can_arrange": application.status == ApplicationStatus.UNDER_REVIEW
        and arranges_visits(person(request), application),
        "notices": application.deficiency_notices.select_related("issued_by").order_by("-pk"),
        "decisions": cases.decisions_of(application),
        "batches_seen": cases.batches_seen(application, person(request)),
        "checks": checks_of(application),
        "standing": standing_of(application, timezone.now()),
        "letters": cases.letters_of(application),
        "certificate": cases.certificate_of(application),
        "differences": differences(application, changes_of(application)) if application.amends else [],
        "moved": changes_of(application).staff.moved,
        "versions": versions_of(application).visible_to(person(request)),
        "conditions": conditions_shown(application, timezone.now()),
        "papers": filed_rows(application, timezone.now()),
        "can_extend": APPLICATION.allows(application, "extend_condition", by=person(request)),
        "can_confirm": APPLICATION.allows(application, "confirm_paper", by=person(request)),
        "rechecks": rechecks_of(application),
        "look_form": LookForm() if is_reviewer_or_approver(person(request), application) else None,
    }
