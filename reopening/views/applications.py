import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.models import User
from reopening import gates, timeline, wording
from reopening.authorities import decider_of
from reopening.clocks import clock_of
from reopening.commitments import waits_to_open
from reopening.forms.sections import SubmitForm, WithdrawForm
from reopening.forms.versions import DeclineForm
from reopening.halts import fitting, halts_of
from reopening.models import OPEN, Application, ApplicationCopy, Document, PolicySet
from reopening.permissions import acts_for_firm, is_firm_member, is_signatory, may_sign, memberships
from reopening.rechecks import rechecks_of
from reopening.services import applications, signatures
from reopening.signing import declined, needed_for, standing
from reopening.task_list import sections
from reopening.transitions import APPLICATION
from reopening.versions import versions_of
from reopening.views.access import own_application, own_firm, person, posted, visible_application
from reopening.views.mandates import has_looked
from reopening.views.panels import panel_for
from reopening.views.papers import conditions_shown, filed_rows
from reopening.views.summary import answers
from reopening.wording import localise


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Say what will be asked, under which policy; then open the application."""
    firm, at = own_firm(request, public_id), timezone.now()
    if request.method == "POST":
        return redirect(applications.start(firm=firm, by=person(request), at=at))
    policy_set = PolicySet.objects.effective(firm.division_id, shanghai_day(at))
    context = {
        "firm": firm,
        "policy_set": policy_set,
        "sections": start_sections(policy_set),
        "mine": memberships(person(request)).get(firm.pk),
        "last": firm.applications.exclude(status__in=OPEN).defer("snapshot").order_by("-pk").first(),
    }
    return render(request, "reopening/applications/start.html", context)


def start_sections(policy_set: PolicySet | None) -> list[str]:
    """The names of the sections that this policy asks for."""
    if policy_set is None:
        return []
    nothing_yet = gates.Facts(at=timezone.now())
    return [row.title for row in sections(nothing_yet, [], policy_set.rules)]


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The task list while the firm has the case, its status afterwards; officials see the status."""
    application = visible_application(request, public_id)
    at, is_member = timezone.now(), is_firm_member(person(request), application)
    standing_still = halts_of(application)
    context: dict[str, Any] = {
        "application": application,
        "verbs": fitting(APPLICATION.verbs_for(application, by=person(request)), standing_still),
        "halts": standing_still,
        "is_member": is_member,
        "timeline": timeline.timeline_of(application),
        "versions": versions_of(application).visible_to(person(request)),
        "rechecks": rechecks_of(application),
        "clock": clock_of(application, at),
    }
    if application.is_editable and acts_for_firm(person(request), application):
        context |= task_list_context(application, at)
        return render(request, "reopening/applications/task_list.html", context)
    context |= status_context(application, at)
    papers = Document.objects.visible_to(person(request)).filter(application=application)
    if papers.exists() and has_looked(request, application):
        context["papers"] = filed_rows(application, at)
    return render(request, "reopening/applications/status.html", context)


def task_list_context(application: Application, at: datetime) -> dict[str, Any]:
    returned = timeline.last_event(application, "return_for_correction")
    reasons = timeline.reasons_of(application, returned) if application.status == "returned" else []
    panel = panel_for(application, at)
    addresses = {task.key: task.url for task in panel.tasks}
    return {
        "panel": panel,
        "reasons": [(reason, addresses.get(reason.section, "")) for reason in reasons],
        "returned": returned if application.status == "returned" else None,
        "copied": copied(application),
    }


def copied(application: Application) -> dict[str, Any] | None:
    """What was taken over from an earlier application, what was not, and whether the roster is being screened."""
    copy = ApplicationCopy.objects.filter(application=application).select_related("source", "job").first()
    if copy is None or (not copy.left_out and copy.screened_at):
        return None
    return {
        "source": copy.source,
        "left_out": [wording.LEFT_OUT[key] for key in copy.left_out],
        "job": copy.job if copy.screened_at is None else None,
    }


def status_context(application: Application, at: datetime) -> dict[str, Any]:
    policy = application.policy_set.rules
    verb = {"rejected": "reject", "revoked": "revoke"}.get(application.status)
    event = timeline.last_event(application, verb) if verb else None
    phase = policy.phase(application.phase)
    lane = next((each for each in policy.lanes if each.key == application.lane), None)
    decider = decider_of(application.snapshot, policy) if application.snapshot else None
    return {
        "event": event,
        "reasons": timeline.reasons_of(application, event),
        "phase": localise(phase.name.model_dump()) if phase else "",
        "lane": localise(lane.name.model_dump()) if lane else "",
        "decider": localise(decider.name.model_dump()) if decider else "",
        "conditions": conditions_shown(application, at),
        "answers": answers(application),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Check the answers, accept the commitment, hand the application in."""
    application, at = own_application(request, public_id), timezone.now()
    if not application.is_editable:
        raise TransitionNotAllowed(
            _("The application has been submitted already."), current=application.status
        )
    form = SubmitForm(posted(request))
    if request.method == "POST":
        if not may_sign(person(request), application):
            raise PermissionDenied
        if form.is_valid():
            with refusals_in(form):
                act = signatures.sign if needed_for(application) > 1 else applications.submit
                application = act(application=application, committed=True, by=person(request), at=at)
            if form.is_valid():
                messages.success(request, told(application))
                return redirect(application)
            application = own_application(request, public_id)
    context = {
        "application": application,
        "form": form,
        "panel": panel_for(application, at),
        "answers": answers(application),
        "commitment": localise(application.policy_set.rules.commitment.model_dump()),
        "check_within": application.policy_set.rules.on_commitment.check_within,
        "can_sign": may_sign(person(request), application),
        "only_the_firm": only_the_firm(application, person(request)),
        "signatories": application.firm.memberships.filter(is_signatory=True).select_related("user"),
        **signature_context(application, person(request)),
    }
    return render(request, "reopening/applications/submit.html", context, status=422 if form.errors else 200)


def only_the_firm(application: Application, reader: User) -> str:
    """Why somebody under a mandate cannot sign; empty for everybody else."""
    try:
        applications.refuse_mandate(application, reader)
    except applications.OnlyTheFirmSigns as refusal:
        return str(refusal)
    return ""


def told(application: Application) -> str:
    if application.is_editable:
        return _("Signed. It is submitted once another person with signing power has signed too.")
    if waits_to_open(application):
        return _(
            "Your commitment is on record. The certificate is being made; you may open on the day you filed."
        )
    return _("Your application has been submitted.")


def signature_context(application: Application, reader: User) -> dict[str, Any]:
    """Who has signed, how many must, and whether the reader has; nothing where one is enough."""
    needed = needed_for(application)
    if needed < 2:
        return {"needed": needed}
    signed = standing(application)
    return {
        "needed": needed,
        "signed": signed,
        "has_signed": any(each.signed_by_id == reader.pk for each in signed),
        "declined": declined(application),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Do not sign, and say why."""
    application = own_application(request, public_id)
    if application.status not in APPLICATION["decline"].sources:
        raise TransitionNotAllowed(of=application)
    if not APPLICATION.allows(application, "decline", by=person(request)):
        raise PermissionDenied
    form = DeclineForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            signatures.decline(
                application=application, note=form.cleaned_data["note"], by=person(request), at=timezone.now()
            )
        if form.is_valid():
            messages.success(request, _("Your colleagues have been told that you did not sign, and why."))
            return redirect(application)
    context = {
        "title": _("Do not sign?"),
        "effects": [
            _(
                "The application is not submitted. The signatures that are there are void; they stay on record."
            ),
            _("Whoever has signed is told your reason."),
        ],
        "form": form,
        "button": _("Do not sign"),
        "back_url": reverse("reopening:submit", args=[public_id]),
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Ask first, saying what will happen; then withdraw."""
    application = own_application(request, public_id)
    if "withdraw" not in APPLICATION.verbs_for(application, by=person(request)):
        if not is_signatory(person(request), application):
            raise PermissionDenied
        raise TransitionNotAllowed(of=application)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        applications.withdraw(
            application=application, by=person(request), at=timezone.now(), note=form.cleaned_data["note"]
        )
        messages.success(request, _("The application has been withdrawn."))
        return redirect("core:home")
    context = {
        "title": _("Withdraw the application?"),
        "effects": [
            _("The office will not look at it any more."),
            _("It cannot be taken up again. You may start a new application at once."),
            _("What you have entered is kept: a new application can take it over."),
        ],
        "form": form,
        "button": _("Withdraw"),
        "danger": True,
        "back_url": reverse("reopening:application", args=[public_id]),
        "back_label": application.firm.name,
    }
    return render(request, "_components/confirm.html", context, status=422 if form.errors else 200)
