"""The list of conditions, and more time for one of them."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals.forms.conditions import ConditionFilter, ExtendForm
from approvals.models import TextUse
from approvals.queries.conditions import CONFIRMERS, ORDER, condition_rows, conditions_here, lines
from approvals.views.access import case, person
from approvals.views.canned_texts import form_with_text, texts_for
from core.dates import day_shown, shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.paging import count_capped, keyset
from reopening.models import Condition, ConditionStatus
from reopening.services import conditions
from reopening.services.conditions import NotExtendable
from reopening.transitions import APPLICATION

PAGE = 25


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What approved firms still have to do; what is due first stands on top."""
    user, today = person(request), shanghai_day(timezone.now())
    if not user.roles & set(CONFIRMERS):
        raise PermissionDenied
    everything = conditions_here(user)
    filters = ConditionFilter(request.GET, queryset=everything, request=request)
    found = filters.qs if filters.is_valid() else everything.none()
    page = keyset(lines(found), order=ORDER, cursor=request.GET.get("cursor", ""), limit=PAGE)
    context = {
        "filters": filters,
        "page": page,
        "rows": condition_rows(page.rows, user, today),
        "count": count_capped(found, order=ORDER),
    }
    return render(request, "approvals/conditions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def extend_condition(request: HttpRequest, public_id: uuid.UUID, condition: uuid.UUID) -> HttpResponse:
    """Ask for the day and the reason first; the firm reads both."""
    application = case(request, public_id)
    row = get_object_or_404(Condition, application=application, public_id=condition)
    rule = APPLICATION["extend_condition"]
    if not rule.allowed(person(request), application):
        raise PermissionDenied
    if application.status not in rule.sources:
        raise TransitionNotAllowed(of=application)
    if row.status != ConditionStatus.OPEN or row.due_on is None:
        raise NotExtendable
    form = form_with_text(request, application, TextUse.DUE, ExtendForm)
    if form.is_bound and form.is_valid():
        with refusals_in(form):
            conditions.extend_condition(
                condition=row, by=person(request), at=timezone.now(), **form.cleaned_data
            )
            messages.success(request, _("The firm has been told the new day."))
            return redirect("approvals:case", public_id)
    context = {
        "title": _("Give more time"),
        "effects": [
            _("It is due on %(day)s now. The firm is told the new day, and reminded anew.")
            % {"day": day_shown(row.due_on)},
            _("If the firm was stopped for it, the stop ends within a minute."),
        ],
        "form": form,
        "texts": texts_for(application, TextUse.DUE),
        "button": _("Give more time"),
        "danger": False,
        "back_url": f"/queue/{application.public_id}/",
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
