import uuid
from typing import Any

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Stale
from core.forms import refusals_in
from reopening import prefill
from reopening.forms.fields import CreditCodeField
from reopening.forms.firms import FirmEditForm, SignUpForm
from reopening.models import Firm
from reopening.permissions import memberships
from reopening.services import firms
from reopening.views import form_drafts
from reopening.views.access import own_firm, person, posted
from reopening.views.stale import saved_meanwhile

BACKEND = "django.contrib.auth.backends.ModelBackend"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Register a firm with its first person, who is signed in at once."""
    if request.user.is_authenticated:
        return redirect("core:home")
    form = SignUpForm(posted(request))
    if request.method == "POST":
        if too_many := consume_or_429(request, action="signup"):
            return too_many
        if form.is_valid() and (firm := register(form)):
            login(request, firm.members.get(), backend=BACKEND)
            messages.success(request, _("Your firm is registered. You can start its application now."))
            warn(request, form)
            return redirect("core:home")
    if not form.is_choosing:
        form.ask_again()
    context = {"form": form, "is_registered": str(firms.AlreadyRegistered.message) in form.non_field_errors()}
    return render(request, "reopening/firms/sign_up.html", context, status=422 if form.errors else 200)


def warn(request: HttpRequest, form: SignUpForm | FirmEditForm) -> None:
    """Of characters that no paper can print: told while typing, and again without JavaScript."""
    if warning := form.unprintable():
        messages.warning(request, warning)


def register(form: SignUpForm) -> Firm | None:
    """The new firm, or None with the reasons in `form`."""
    account = {name: form.cleaned_data[name] for name in SignUpForm.ACCOUNT_FIELDS}
    code, firm = form.cleaned_data["credit_code"], None
    with refusals_in(form):
        firm = firms.sign_up(credit_code=code, firm=form.firm_values(), at=timezone.now(), **account)
    return firm  # noqa: RET504 - refusals_in may have swallowed the call


@login_not_required
@require_POST
def look_up(request: HttpRequest) -> HttpResponse:
    """
    What the register of firms says of a credit code, filled in where nothing is typed. Nothing is saved.

    While typing, htmx asks and gets the filled fields alone; the button gets the page with everything kept.
    An unknown code is answered as calmly as a known one, and whether the firm has an account is not told.
    """
    code, error, found = request.POST.get("credit_code", ""), "", None
    try:
        code = CreditCodeField(required=False).clean(code)
    except ValidationError as refusal:
        error = refusal.messages[0]
    if code and not error:
        if too_many := consume_or_429(request, action="look_up"):
            return too_many
        found = prefill.registered(code)
    filled = prefill.fill(request.POST, prefill.offer(found))
    context = {
        "form": SignUpForm(initial=request.POST.dict() | filled),
        "code": code,
        "error": error,
        "found": found,
        "filled": filled,
    }
    template = "_looked_up" if request.headers.get("HX-Request") else "sign_up"
    return render(request, f"reopening/firms/{template}.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The firm's own data; cases that were submitted keep what they said."""
    firm = own_firm(request, public_id)
    found = prefill.registered(firm.credit_code)
    filled = prefill.fill(model_to_dict(firm, prefill.FIELDS), prefill.offer(found))
    form, at = FirmEditForm(posted(request), instance=firm, initial=filled), timezone.now()
    if kept := form_drafts.answer(request, form, at):
        return kept
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        with refusals_in(form):
            try:
                firms.edit(firm=firm, changes=form.values(), by=person(request), at=at, seen=seen)
            except Stale:
                theirs = saved_meanwhile(FirmEditForm(instance=own_firm(request, public_id)), form, "seen")
                raise
        if form.is_valid():
            form_drafts.sent(request)
            messages.success(request, _("Saved."))
            warn(request, form)
            return redirect("core:home")
    mine = memberships(person(request)).get(firm.pk)  # none for those who file for it
    context: dict[str, Any] = {
        "form": form,
        "firm": firm,
        "found": found,
        "filled": filled,
        "mine": mine,
        "theirs": theirs,
    }
    context |= {"kept_at": form_drafts.restored(request, form, at)}
    return render(request, "reopening/firms/edit.html", context, status=422 if form.errors else 200)
