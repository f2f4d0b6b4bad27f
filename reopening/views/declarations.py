"""Declarations as the firm sees them: the link, the codes, who is missing; and reminding them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from core import qr, sms
from core.models import User
from core.paging import keyset
from reopening import codes
from reopening.declared import SHOWN, DeclarationCounts, declaration_counts
from reopening.models import Application, DeclarationLink, StaffMember
from reopening.naming import naming
from reopening.permissions import is_firm_member
from reopening.services import declarations, links, slips
from reopening.views.access import own_application, person
from reopening.views.mandates import look_first
from reopening.views.panels import panel_for
from reopening.views.rosters import PersonRow, row_of
from reopening.views.sections import editable_application
from reopening.views.uploads import workbook
from reopening.wording.reminders import reminder

PAGE = 50
SLIPS_PAGE = 50  # ten to a sheet of A4


@dataclass(frozen=True)
class Chip:
    """One choice of the list, with how many people it shows."""

    key: str
    name: Any
    people: int


def chips(counts: DeclarationCounts) -> list[Chip]:
    """Only choices that somebody is in; the missing always."""
    found = [Chip(key, name, getattr(counts, key)) for key, (name, _rows) in SHOWN.items()]
    return [chip for chip in found if chip.people or chip.key == "missing"]


@require_safe
@vary_on_headers("HX-Request")
def overview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How many have declared, who is missing, the link and how to hand it out; htmx asks for the counts alone."""
    application, at = own_application(request, public_id), timezone.now()
    if first := look_first(request, application, to="declarations"):
        return first
    counts = declaration_counts(application, at)
    chosen = request.GET.get("show", "missing")
    if chosen not in SHOWN:
        raise Http404
    context = {"application": application, "counts": counts, "chips": chips(counts), "chosen": chosen}
    if request.headers.get("HX-Request"):
        return render(request, "reopening/declarations/_counts.html", context)
    page = keyset(
        SHOWN[chosen][1](application, at), order=("pk",), cursor=request.GET.get("cursor", ""), limit=PAGE
    )
    link = (
        DeclarationLink.objects.select_related("job").defer("slips").filter(application=application).first()
    )
    context |= link_context(application, link) | {
        "page": page,
        "is_own": is_firm_member(person(request), application),
        "rows": rows_of(application, page.rows, person(request)),
        "findings": [each for each in panel_for(application, at).of("roster") if each.rule == "declarations"],
    }
    return render(request, "reopening/declarations/overview.html", context)


def rows_of(application: Application, people: list[StaffMember], reader: User) -> list[PersonRow]:
    classes = {each.key: each for each in application.policy_set.rules.screening.classes}
    named = naming(reader, application)
    return [row_of(member, classes, named) for member in people]


def link_context(application: Application, link: DeclarationLink | None) -> dict[str, Any]:
    if link is None:
        return {"link": None}
    return {
        "link": link,
        "code": qr.png_data_uri(link.address),
        "reminder": reminder(application.firm.name, link.address),
        "has_sms": sms.is_configured(),
    }


# What the firm does with the link: one press of a button each, and the sentence that says it is done.
VERBS: dict[str, tuple[Callable[..., Any], dict[str, Any], Any]] = {
    "open": (links.open_link, {}, gettext_lazy("The link is open.")),
    "close": (links.close_link, {}, gettext_lazy("The link is closed. What was declared stays.")),
    "renew": (links.renew_link, {}, gettext_lazy("The link has a new address. The old one is void.")),
    "allow": (links.allow_joining, {"allowed": True}, gettext_lazy("People may add themselves now.")),
    "disallow": (
        links.allow_joining,
        {"allowed": False},
        gettext_lazy("People need a code from you now."),
    ),
    "make-codes": (slips.make, {}, gettext_lazy("The codes are being made.")),
    "renew-codes": (
        slips.make,
        {"anew": True},
        gettext_lazy("All old codes are void. New ones are being made."),
    ),
}
GRAVE = {
    "renew": (
        gettext_lazy("Give the link a new address?"),
        [
            gettext_lazy("Posters and messages with the old address stop working at once."),
            gettext_lazy("Codes stay as they are; slips with a QR code must be printed again."),
        ],
        gettext_lazy("Give it a new address"),
    ),
    "renew-codes": (
        gettext_lazy("Make new codes for everybody?"),
        [
            gettext_lazy("Every code handed out so far stops working at once."),
            gettext_lazy("What people have declared stays."),
        ],
        gettext_lazy("Make new codes"),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, public_id: uuid.UUID, verb: str) -> HttpResponse:
    """Carry out one verb; a grave one is asked about on a page of its own first."""
    if verb not in VERBS:
        raise Http404
    if request.method != "POST" and verb not in GRAVE:
        return HttpResponseNotAllowed(["POST"])
    application = editable_application(request, public_id)
    if request.method != "POST":
        return confirm_page(request, application, verb)
    service, arguments, sentence = VERBS[verb]
    service(application=application, by=person(request), at=timezone.now(), **arguments)
    messages.success(request, sentence)
    return redirect("reopening:declarations", public_id)


def confirm_page(request: HttpRequest, application: Application, verb: str) -> HttpResponse:
    title, effects, button = GRAVE[verb]
    context = {
        "title": title,
        "effects": effects,
        "button": button,
        "danger": True,
        "back_url": reverse("reopening:declarations", args=[application.public_id]),
        "back_label": _("Declarations"),
    }
    return render(request, "_components/confirm.html", context)


@require_POST
def remind(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Note that everybody missing is reminded; where there is a gateway, messages go out."""
    application = editable_application(request, public_id)
    people = links.remind(application=application, by=person(request), at=timezone.now())
    told = ngettext(
        "%(count)s person is marked as reminded.", "%(count)s people are marked as reminded.", people
    )
    messages.success(request, told % {"count": f"{people:,}"})
    return redirect("reopening:declarations", public_id)


@require_safe
def slips_file(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The list of codes as a workbook."""
    application = own_application(request, public_id)
    if first := look_first(request, application, to="declarations"):
        return first
    return workbook(slips.slips_of(application), _("codes"))


@require_safe
def slips_page(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Slips to print and cut, fifty at a time, each with a QR code that fills in the code."""
    application = own_application(request, public_id)
    if first := look_first(request, application, to="declarations"):
        return first
    link = links.link_of(application)
    coded = application.staff.exclude(code_hash="")
    page = keyset(coded, order=("pk",), cursor=request.GET.get("cursor", ""), limit=SLIPS_PAGE)
    context = {
        "application": application,
        "link": link,
        "page": page,
        "slips": [slip_of(link, member) for member in page.rows],
    }
    return render(request, "reopening/declarations/slips.html", context)


def slip_of(link: DeclarationLink, member: StaffMember) -> dict[str, Any]:
    shown = codes.shown(member.code)
    return {"member": member, "code": shown, "qr": qr.png_data_uri(f"{link.address}#{shown}")}


@require_safe
def poster(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One sheet of A4 for the wall, in both languages."""
    application = own_application(request, public_id)
    link = links.link_of(application)
    context = {"application": application, "link": link, "code": qr.png_data_uri(link.address)}
    return render(request, "reopening/declarations/poster.html", context)


def member_of(application: Application, person_id: uuid.UUID) -> StaffMember:
    member = get_object_or_404(application.staff.all(), public_id=person_id)
    member.application = application
    return member


@require_safe
def one_person(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    """One person's code and message to copy, and where their declaration stands."""
    application = own_application(request, public_id)
    if first := look_first(request, application, to="declarations"):
        return first
    link, member = links.link_of(application), member_of(application, person_id)
    context: dict[str, Any] = {
        "application": application,
        "link": link,
        "row": rows_of(application, [member], person(request))[0],
        "member": member,
        "is_beside": declarations.is_beside(member),
        "has_sms": sms.is_configured(),
    }
    if member.code:
        context |= slip_of(link, member)
        context["reminder"] = reminder(application.firm.name, link.address, member.code)
    return render(request, "reopening/declarations/person.html", context)


@require_POST
def renew_code(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    member = member_of(editable_application(request, public_id), person_id)
    slips.renew(member=member, by=person(request), at=timezone.now())
    messages.success(request, _("The person has a new code. The old one is void."))
    return redirect("reopening:declaration", public_id, person_id)


@require_POST
def remind_person(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    application = editable_application(request, public_id)
    member = member_of(application, person_id)
    people = links.remind(application=application, member=member, by=person(request), at=timezone.now())
    told = _("Marked as reminded.") if people else _("This person was reminded a short while ago.")
    messages.success(request, told)
    return redirect("reopening:declaration", public_id, person_id)


@require_POST
def confirm_person(request: HttpRequest, public_id: uuid.UUID, person_id: uuid.UUID) -> HttpResponse:
    member = member_of(editable_application(request, public_id), person_id)
    declarations.confirm(member=member, by=person(request), at=timezone.now())
    messages.success(request, _("Confirmed."))
    return redirect("reopening:declarations", public_id)
