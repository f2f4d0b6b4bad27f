import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reopening.document_files.refusals import FileRefused
from supplies.forms.deliveries import DeliverForm, FailForm
from supplies.models import ProofPicture, Stop, StopItem, StopStatus
from supplies.services import deliveries
from supplies.services.hand_overs import Report
from supplies.transitions import STOP
from supplies.views import access
from supplies.views.access import person

OF_THE_CODE = {"wrong_code", "code_locked", "proof_missing"}


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One stop on one screen: where, what, and the code."""
    stop = access.stop(request, public_id)
    return page(request, stop, DeliverForm(parcels=parcels_of(stop)), status=200)


def page(request: HttpRequest, stop: Stop, form: DeliverForm, *, status: int) -> HttpResponse:
    others = stop.run.stops.exclude(pk=stop.pk)
    context = {
        "stop": stop,
        "run": stop.run,
        "parcels": form.parcels,
        "errands": stop.errands.order_by("pk"),
        "form": form,
        "fail_form": FailForm(),
        "verbs": STOP.verbs_for(stop, by=person(request)),
        "total": others.count() + 1,
        "next_stop": others.filter(status=StopStatus.WAITING).order_by("sequence", "pk").first(),
        "is_on_the_road": stop.run.status == "departed",
    }
    return render(request, "supplies/stops/detail.html", context, status=status)


def parcels_of(stop: Stop) -> list[StopItem]:
    return list(stop.items.select_related("award_lot__lot__item", "proof_line").order_by("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def deliver(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Hand over. A refused form stays under this address; whoever loads it anew is led to the stop."""
    stop = access.stop(request, public_id)
    if request.method != "POST":
        return redirect(stop)
    form = DeliverForm(request.POST, request.FILES, parcels=parcels_of(stop))
    if not form.is_valid():
        return page(request, stop, form, status=422)
    try:
        report = form.report()
    except FileRefused as unread:
        form.add_error(None, str(unread))
        return page(request, stop, form, status=422)
    refused = say(request, stop, form.cleaned_data, report)
    if refused is not None:
        if refused.status == 409:
            raise refused
        form = form_again(request, form)
        form.add_error("code" if refused.code in OF_THE_CODE else None, str(refused))
        return page(request, access.stop(request, public_id), form, status=422)
    messages.success(request, _("Handed over: %(firm)s.") % {"firm": stop.firm.name})
    return onward(stop)


def form_again(request: HttpRequest, form: DeliverForm) -> DeliverForm:
    """What was typed, under a new event number: the first one has its answer."""
    data = request.POST.copy()
    data["event_id"] = str(uuid.uuid4())
    again = DeliverForm(data, parcels=form.parcels)
    again.is_valid()
    return again


def say(
    request: HttpRequest, stop: Stop, said: dict[str, Any], report: Report
) -> deliveries.DomainError | None:
    """Record what the courier says; the refusal, if it was refused."""
    at = timezone.now()
    event = deliveries.record(
        stop=stop,
        event_id=said["event_id"],
        report=report,
        occurred_at=said["occurred_at"] or at,
        by=person(request),
        at=at,
    )
    return deliveries.refusal_of(event)


def onward(stop: Stop) -> HttpResponse:
    """The next stop of the run; the run's list when there is none."""
    waiting = stop.run.stops.filter(status=StopStatus.WAITING).order_by("sequence", "pk").first()
    return redirect(waiting) if waiting else redirect("supplies:courier")


@require_http_methods(["GET", "HEAD", "POST"])
def fail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say why the goods could not be handed over."""
    stop = access.stop(request, public_id)
    form = FailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        refused = say(request, stop, form.cleaned_data, form.report())
        if refused is not None:
            raise refused
        messages.warning(request, _("Not delivered: %(firm)s. The goods go back.") % {"firm": stop.firm.name})
        return onward(stop)
    context = {
        "title": _("Could not deliver to %(firm)s") % {"firm": stop.firm.name},
        "effects": [_("The goods go back to the depot, and the firm's need is open again.")],
        "form": form,
        "button": _("Not delivered"),
        "danger": True,
        "back_url": stop.get_absolute_url(),
        "back_label": stop.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_POST
def renew_code(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A new code for the firm."""
    stop = access.stop(request, public_id)
    deliveries.renew_code(stop=stop, by=person(request), at=timezone.now())
    messages.success(request, _("The firm sees a new code on the page of its order."))
    return redirect(stop)


@require_safe
def picture(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """A photo or signature of the hand-over, for whoever sees the stop."""
    stop = access.stop(request, public_id)
    row = get_object_or_404(ProofPicture, proof__stop=stop, kind=kind)
    return HttpResponse(bytes(row.content), content_type="image/jpeg")
