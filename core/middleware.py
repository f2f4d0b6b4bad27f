"""What holds for every page."""

from collections.abc import Callable
from typing import Any, cast

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from core.models import User
from core.texts import SECRET, canonical

SIGNED_OUT = "signed_out"  # of a form that comes from the page that says so

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN_PATHS = ("/accounts/", "/i18n/", "/static/", "/healthz", "/readyz")


class SignInMiddleware(LoginRequiredMiddleware):
    """
    Whoever is not signed in is sent to sign in. Whose session has ended meanwhile loses nothing by it: a page that
    saves by itself is told so in one line, and a form that was sent comes back with all its entries.
    """

    def handle_no_permission(  # type: ignore[override]
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return signed_out(request, "_components/signed_out.html")
        # The first answer after the end takes the session's cookie away (a field that was checked while typing); the
        # cookie of the forms stays.
        had_session = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} & set(request.COOKIES)
        if request.method == "POST" and (had_session or SIGNED_OUT in request.POST):
            return signed_out(request, "signed_out.html")
        return super().handle_no_permission(request, view_func)


def signed_out(request: HttpRequest, template: str) -> HttpResponse:
    beside = {"csrfmiddlewaretoken", SIGNED_OUT}
    entries = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in beside and not SECRET.search(name)
    ]
    context = {"entries": entries, "has_files": bool(request.FILES), "marker": SIGNED_OUT}
    answer = render(request, template, context, status=401)
    answer["WWW-Authenticate"] = "Cookie"
    return answer


def second_factor(get_response: GetResponse) -> GetResponse:
    """Who decides must have a second factor, where MFA_REQUIRED_ROLES says so, before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if lacks_second_factor(request):
            messages.warning(request, _("Your role needs a second factor. Please set one up to go on."))
            return redirect("mfa_index")
        return get_response(request)

    return middleware


def lacks_second_factor(request: HttpRequest) -> bool:
    required = set(settings.MFA_REQUIRED_ROLES)
    if not required or request.path.startswith(OPEN_PATHS) or not isinstance(request.user, User):
        return False
    strong = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(required & request.user.roles) and not (
        Authenticator.objects.filter(user=request.user, type__in=strong).exists()
    )


def no_store(get_response: GetResponse) -> GetResponse:
    """Pages about people and decisions are never cached, unless the view itself says how."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def canonical_text(get_response: GetResponse) -> GetResponse:
    """
    Forms reach the views as canonical text (`core.texts`); the API has a parser for it. NUL, which a form refuses
    beside its field and the database takes in no text, is refused in what an address asks.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        if request.method == "POST" and request.POST:
            said = request.POST.copy()
            for name, values in said.lists():
                if not SECRET.search(name):
                    said.setlist(name, [canonical(value) for value in values])
            said._mutable = False
            request.POST = cast(Any, said)
        return get_response(request)

    return middleware
