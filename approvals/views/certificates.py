import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from approvals.forms.certificates import CertificateFilter
from approvals.forms.review import ReasonForm
from approvals.models import Certificate
from approvals.queries.cases import certificate_of
from approvals.queries.certificate_files import is_drawn_later
from approvals.queries.numbers import also_named
from approvals.services import certificates, revocations
from approvals.transitions import CERTIFICATE
from approvals.views.access import certificate as get_certificate
from approvals.views.access import person
from approvals.wording import scanned_address
from core import qr
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.forms import refusals_in
from core.paging import count_capped, keyset
from core.pdf_responses import pdf_response
from reopening.models import Application


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Certificates the person may see, the newest first."""
    everything = Certificate.objects.visible_to(person(request)).with_halts().defer("wording")
    filters = CertificateFilter(request.GET, queryset=everything, request=request)
    rows = filters.qs if filters.is_valid() else everything.none()
    page = keyset(rows, order=("-pk",), cursor=request.GET.get("cursor", ""), limit=25)
    shown = {each.public_id for each in page.rows}
    context = {
        "filters": filters,
        "page": page,
        "also_named": also_named(person(request), request.GET.get("search", ""), shown),
        "count": count_capped(rows),
        "today": shanghai_day(timezone.now()),
    }
    return render(request, "approvals/certificates/list.html", context)


@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    certificate = get_certificate(request, public_id)
    address = certificate.wording["check"]["url"]
    scanned = scanned_address(certificate.wording)
    context = {
        "certificate": certificate,
        "state": certificate.state_on(shanghai_day(timezone.now())),
        "verbs": revocations.verbs_for(certificate, by=person(request)),
        "code": qr.png_data_uri(scanned),
        "address": address,
        "is_drawn_later": is_drawn_later(certificate),
        "events": trail(certificate),
        "conditions": certificate.application.conditions.order_by("status", "due_on", "pk"),
    }
    return render(request, "approvals/certificates/detail.html", context)


@require_safe
def pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse | FileResponse:
    """The file, to those who may see the certificate; never kept by a cache."""
    certificate = get_certificate(request, public_id)
    if not certificate.has_pdf:
        raise Http404
    return pdf_response(certificate.pdf, certificate.number)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The page before a revocation: its effects, and the reason."""
    certificate = get_certificate(request, public_id)
    rule = CERTIFICATE["revoke"]
    if not rule.allowed(person(request), certificate):
        raise PermissionDenied
    if certificate.status not in rule.sources:
        raise TransitionNotAllowed(of=certificate)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_in(form):
            revocations.revoke(
                certificate=certificate,
                reason=form.cleaned_data["reason"],
                by=person(request),
                at=timezone.now(),
            )
        if form.is_valid():
            messages.success(request, _("Revoked. Every check says so from now on."))
            return redirect(certificate)
    context = {"certificate": certificate, "form": form, "back_url": certificate.get_absolute_url()}
    return render(request, "approvals/certificates/revoke.html", context, status=422 if form.errors else 200)


@require_POST
def redraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    certificate = get_certificate(request, public_id)
    certificates.redraw(certificate=certificate, by=person(request), at=timezone.now())
    messages.success(request, _("The file is being drawn again."))
    return redirect(certificate)


@require_safe
@vary_on_headers("HX-Request")
def panel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The certificate of a case: a fragment beside the case, a page of its own without htmx."""
    application = get_object_or_404(Application.objects.visible_to(person(request)), public_id=public_id)
    certificate = certificate_of(application)
    today = shanghai_day(timezone.now())
    context = {
        "application": application,
        "certificate": certificate,
        "state": certificate.state_on(today) if certificate else None,
        "is_drawn_later": certificate is not None and is_drawn_later(certificate),
    }
    template = "_panel" if request.headers.get("HX-Request") else "panel_page"
    return render(request, f"approvals/certificates/{template}.html", context)
