"""For the guard at the gate: a page that reads codes with the camera, with and without a network, and the keys."""

import hashlib
from urllib.parse import urlsplit

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from approvals import code_keys, signed_codes
from approvals.conditions import StateOfCondition
from approvals.models import StateNow
from core.numbers import number_in

HOUR = 3_600  # seconds
LONGEST = 300  # characters of a check address, its code included
FILES = (
    *("bootstrap/css/bootstrap.min.css", "css/tokens.css", "css/desk.css", "css/approvals.css"),
    *("img/icons.svg", "img/mark.svg", "jsqr/jsQR.js", "js/scan.js"),
)


@login_not_required
@require_safe
def scan(request: HttpRequest) -> HttpResponse:
    """Reads a code on the phone itself; without scripts, a typed address leads to its check page."""
    typed = request.GET.get("address", "").strip()
    if token := token_in(typed):
        return redirect("approvals:verify", token=token)
    context = {
        "typed": typed[:LONGEST],
        "number": number_in(typed),
        "states": StateNow,
        "condition_states": list(StateOfCondition),
        "check_path": reverse("approvals:verify", args=["TOKEN"]),
        "api_path": reverse("api:verify-detail", args=["TOKEN"]),
    }
    response = render(request, "approvals/public/scan.html", context, status=422 if typed else 200)
    response["Cache-Control"] = "no-cache"
    return response


def token_in(address: str) -> str | None:
    """The token of a check address, typed whole or from its path on; None if it is none."""
    try:
        match = resolve(urlsplit(address).path)
    except (Resolver404, ValueError):
        return None
    return match.kwargs["token"] if match.view_name == "approvals:verify" else None


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """What keeps the page on the phone: it answers when the network does not."""
    files = [static(name) for name in FILES]
    changing = [reverse("approvals:scan"), reverse("approvals:certificate-keys")]
    version = hashlib.sha256("\n".join(files).encode()).hexdigest()[:12]
    context = {"files": files, "changing": changing, "version": version}
    response = render(
        request, "approvals/public/scan_worker.js", context, content_type="text/javascript; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
@cache_control(public=True, max_age=HOUR)
def keys(request: HttpRequest) -> JsonResponse:
    """The keys of signed codes, the one that signs now first, as a JSON Web Key Set (RFC 7517)."""
    response = JsonResponse(signed_codes.as_jwks(code_keys.published_keys()))
    response["Access-Control-Allow-Origin"] = "*"  # a bank's page may read them too; they are public
    return response
