from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms.quotas import QuotaForm
from approvals.models import DayQuota
from approvals.models.quotas import OFFICIALS_WHO_SEE_QUOTAS
from approvals.permissions import sets_quotas
from approvals.queries.quotas import upcoming, uses_of
from approvals.services import quotas
from approvals.views.access import person
from core.dates import shanghai_day
from core.forms import refusals_in
from core.models import Role, User
from core.paging import keyset

PAGE = 50
SETTERS = {Role.APPROVER, Role.ADMINISTRATOR}


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The quotas of the days to come with what is taken of them; whoever may, sets others."""
    user, at = person(request), timezone.now()
    if not user.roles & set(OFFICIALS_WHO_SEE_QUOTAS):
        raise PermissionDenied
    form = QuotaForm(request.POST or None, user=user) if user.roles & SETTERS else None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid():
            with refusals_in(form):
                return after_setting(request, form, user)
    page = keyset(
        upcoming(user, shanghai_day(at)),
        order=("day", "pk"),
        cursor=request.GET.get("cursor", ""),
        limit=PAGE,
    )
    context = {"form": form, "page": page, "rows": rows(page.rows, user)}
    status = 422 if form and form.errors else 200
    return render(request, "approvals/batches/quotas.html", context, status=status)


def after_setting(request: HttpRequest, form: QuotaForm, user: User) -> HttpResponse:
    made = quotas.set_quotas(wish=form.wish(), by=user, at=timezone.now())
    words = ngettext(
        "The quota of %(count)s day was set.", "The quotas of %(count)s days were set.", len(made)
    )
    messages.success(request, words % {"count": len(made)})
    return redirect("approvals:quotas")


def rows(page: list[DayQuota], user: User) -> list[tuple[DayQuota, object, bool]]:
    """Each quota with its use, and whether the person may take it away."""
    return [(quota, use, sets_quotas(user, quota.division_id)) for quota, use in uses_of(page)]


@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    quota = get_object_or_404(DayQuota.objects.visible_to(person(request)), pk=pk)
    quotas.clear(quota=quota, by=person(request), at=timezone.now())
    return redirect("approvals:quotas")
