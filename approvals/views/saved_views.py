import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from approvals.forms.saved_views import SavedViewForm
from approvals.models import SavedView
from approvals.services import saved_views
from approvals.views.access import decider
from core.forms import refusals_in


@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest) -> HttpResponse:
    """A name for the filters that the queue has in use."""
    user, initial = decider(request), {"query": request.GET.urlencode()}
    form = SavedViewForm(request.POST or None, initial=initial, user=user, request=request)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            view = saved_views.save(
                name=form.cleaned_data["name"],
                query=form.cleaned_data["query"],
                share_with=form.cleaned_data.get("share_with"),
                by=user,
                at=timezone.now(),
            )
        if form.is_valid():
            messages.success(request, _("The view is saved: a tab of the queue."))
            return redirect(f"{reverse('approvals:queue')}?{view.query}")
    context = {"form": form}
    return render(request, "approvals/queue/save_view.html", context, status=422 if form.errors else 200)


@require_POST
def delete(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    user = decider(request)
    view = get_object_or_404(SavedView.objects.visible_to(user), public_id=public_id)
    saved_views.delete(view=view, by=user, at=timezone.now())
    messages.success(request, _("The view is deleted; no case was changed."))
    return redirect("approvals:queue")
