"""Going on with a page that has outlived its session: sign in beside it, and get a token for its form."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Where somebody comes to who has signed in in a window beside the page."""
    return render(request, "core/signed_in.html")


@require_safe
def form_token(request: HttpRequest) -> HttpResponse:
    """For whoever is signed in now; another site's scripts cannot read the answer."""
    return HttpResponse(get_token(request), content_type="text/plain; charset=utf-8")
